//! What those who responded did: realised strength, leakers, exposed sites and delay.

use bevy_ecs::prelude::*;

use super::capability::{combine, hold_track, parts};
use super::components::reckon;
use super::fixed::Plan;
use super::leakers::{binomial, fired};
use super::readiness::{Readiness, TRUE, Workspace};
use super::shares::{index_profile, pick};
use super::situation::{Components, Situation};
use super::timing::{agree, arrive, delay};
use crate::ensemble::lanes::{Hits, Lanes};
use crate::ensemble::simd::simd;
use crate::math::{exp, ln, select};
use crate::model::cast::{Cast, Challenge, Dice, Dyad, Values};
use crate::model::coordination::Coordination;
use crate::model::levels::force_share;
use crate::model::process::Process;
use crate::model::rules::Switches;
use crate::model::state::{Activity, Answer, Channels, Choice};
use crate::scenario::ChannelKind;

/// Memory for realised engagements.
#[derive(Resource)]
pub struct Realised<const L: usize> {
    /// What the responders can do.
    pub components: Components<L>,
}

simd! {
    fn bring<const L: usize>(
        respond: &Lanes<L>, hard: &Lanes<L>, measured: &Lanes<L>, share: &mut Lanes<L>,
        count: &mut Lanes<L>
    ) {
        share.set(|k| respond[k] * force_share(measured[k], hard[k]));
        count.update(|k, n| n + respond[k]);
    }

    fn scale<const L: usize>(x: &Lanes<L>, share: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| x[k] * share[k]);
    }

    /// Takes the window and the weights of a rung in the lanes that chose it.
    fn ask_for<const L: usize>(
        which: f64, rung: &Lanes<L>, window: &Lanes<L>, weight: &[Lanes<L>; 4],
        asked: &mut Lanes<L>, weighs: &mut [Lanes<L>; 4]
    ) {
        let [defence, cover, search, strike] = weighs;
        for k in 0..L {
            let chosen = rung[k] == which;
            asked[k] = select(chosen, window[k], asked[k]);
            defence[k] = select(chosen, weight[0][k], defence[k]);
            cover[k] = select(chosen, weight[1][k], cover[k]);
            search[k] = select(chosen, weight[2][k], search[k]);
            strike[k] = select(chosen, weight[3][k], strike[k]);
        }
    }

    fn fire<const L: usize>(
        which: f64, rung: &Lanes<L>, weight: &Lanes<L>, share: &Lanes<L>, full: &Lanes<L>,
        raid: &mut Lanes<L>
    ) {
        raid.update(|k, n| {
            select((rung[k] == which) & (weight[k] > 0.0), share[k] * full[k], n)
        });
    }

    fn share_intel<const L: usize>(
        own: &Lanes<L>, partner: &Lanes<L>, level: &Lanes<L>, suspended: &Lanes<L>,
        sum: &mut Lanes<L>, count: &mut Lanes<L>
    ) {
        sum.update(|k, sum| {
            let level = if suspended[k] > 0.5 { 0.0 } else { level[k] };
            sum + own[k] * partner[k] * level
        });
        count.update(|k, n| n + own[k] * partner[k]);
    }

    fn mean_intel<const L: usize>(count: &Lanes<L>, full: bool, sum: &mut Lanes<L>) {
        sum.update(|k, sum| {
            let level = if full { 1.0 } else { sum / if count[k] > 0.5 { count[k] } else { 1.0 } };
            if count[k] > 0.5 { level } else { 0.0 }
        });
    }

    fn log_count<const L: usize>(count: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| ln(if count[k] > 1.0 { count[k] } else { 1.0 }));
    }

    fn split<const L: usize>(
        arrives: &Lanes<L>, coord: &Lanes<L>, planned: &mut Lanes<L>, apart: &mut Lanes<L>
    ) {
        planned.set(|k| arrives[k] * coord[k]);
        apart.set(|k| arrives[k] * (1.0 - coord[k]));
    }

    fn mask<const L: usize>(engaged: &Lanes<L>, x: &mut Lanes<L>) {
        x.update(|k, x| if engaged[k] > 0.5 { x } else { 0.0 });
    }

    fn median<const L: usize>(engaged: &Lanes<L>, ln_median: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| exp(ln_median[k]));
        out.update(|k, x| if engaged[k] > 0.5 { x } else { 0.0 });
    }

    fn expose<const L: usize>(
        engaged: &Lanes<L>, coord: &Lanes<L>, planned: &Lanes<L>, apart: &Lanes<L>,
        worth: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let covered = coord[k] * planned[k] + (1.0 - coord[k]) * apart[k];
            if engaged[k] > 0.5 { worth[k] * (1.0 - covered) } else { 0.0 }
        });
    }

    fn leak<const L: usize>(
        coord: &Lanes<L>, planned: &Lanes<L>, apart: &Lanes<L>, any: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let stopped = coord[k] * planned[k] + (1.0 - coord[k]) * apart[k];
            if any[k] > 0.5 { 1.0 - stopped } else { 1.0 }
        });
    }

    fn judge<const L: usize>(
        rung: &Lanes<L>, strength: &Lanes<L>, repelled: &Lanes<L>, success: &mut Lanes<L>
    ) {
        success.set(|k| if (rung[k] > 0.5) & (strength[k] < repelled[k]) { 1.0 } else { 0.0 });
    }
}

/// Judges each probe: it succeeds unless the realised strength repels it.
pub fn judgements<const L: usize>(
    values: Res<Values<L>>,
    mut challenges: Query<(&Choice<L>, &mut Answer<L>)>,
) {
    for (choice, mut answer) in &mut challenges {
        let Answer {
            strength, success, ..
        } = &mut *answer;
        judge(&choice.rung, strength, &values.0.crisis.repelled, success);
    }
}

/// Counts the missiles of each raid that leak: the link holds or fails for all of them.
fn count_leakers<const L: usize>(
    dice: &Dice<L>,
    address: u32,
    raid: &Lanes<L>,
    leak: &Lanes<L>,
    track: &Lanes<L>,
    answer: &mut Answer<L>,
) {
    answer.raid = Lanes::ZERO;
    answer.leakers = Lanes::ZERO;
    answer.no_leaker = Lanes::ZERO;
    let hits = Hits::<L>::collect(|k| raid[k] > 0.0);
    if hits.as_slice().is_empty() {
        return;
    }
    let (mut link, mut count) = (Lanes::ZERO, Lanes::ZERO);
    let process = Process::Leakers.code();
    dice.0
        .uniform_pair(process, address, 0, &mut link, &mut count);
    for &k in hits.as_slice() {
        let n = fired(raid[k]);
        let holds = (answer.any[k] > 0.5) & (link[k] < track[k]);
        let leakers = if holds {
            binomial(n, leak[k], count[k])
        } else {
            n
        };
        answer.raid[k] = n;
        answer.leakers[k] = leakers;
        answer.no_leaker[k] = f64::from(u8::from(leakers == 0.0));
    }
}

/// Reckons what those who responded did, each lane with its own responders, rung, coordination, links
/// and loads.
pub fn engagements<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    plan: Res<Plan<L>>,
    readiness: Res<Readiness<L>>,
    coordination: Res<Coordination<L>>,
    switches: Res<Switches>,
    dyads: Query<(&Dyad, &Channels<L>, &Activity<L>)>,
    mut memory: (ResMut<Workspace<L>>, ResMut<Realised<L>>),
    mut challenges: Query<(&Challenge, &Choice<L>, &mut Answer<L>)>,
) {
    let p = &values.0;
    let ws = &mut *memory.0;
    let components = &mut memory.1.components;
    let one = Lanes::splat(1.0);
    let measured = if switches.0.levels {
        &p.levels.measured
    } else {
        &one
    };
    let coord = &coordination.in_operations;
    for &entity in &cast.challenges {
        let Ok((challenge, choice, mut answer)) = challenges.get_mut(entity) else {
            continue;
        };
        let answer = &mut *answer;
        let h = challenge.theatre;
        let cx = Situation {
            values: p,
            plan: &plan,
            readiness: &readiness,
            pressure: &readiness.pressure[TRUE],
            theatre: h,
        };
        let (mut raid, full) = (Lanes::ZERO, &p.theatres[h].raid);
        for (a, rung) in p.rungs.iter().enumerate() {
            let (which, weight) = ((a + 1) as f64, &plan.weights[a][0]);
            fire(
                which,
                &choice.rung,
                weight,
                &rung.raid_share,
                full,
                &mut raid,
            );
        }
        answer.strength = Lanes::ZERO;
        answer.exposed = Lanes::ZERO;
        answer.delay = Lanes::ZERO;
        if !answer.any.any(|k| answer.any[k] > 0.5) {
            count_leakers(&dice, challenge.id, &raid, &one, &one, answer);
            continue;
        }
        // What this rung asks for.
        let (mut window, mut weight) = (Lanes::ZERO, [Lanes::ZERO; 4]);
        for (a, class) in plan.of_rung.iter().map(|c| &plan.classes[*c]).enumerate() {
            ask_for(
                (a + 1) as f64,
                &choice.rung,
                &plan.windows[class.window],
                &class.weight,
                &mut window,
                &mut weight,
            );
        }
        let mut weighs = weight.each_ref().map(|w| w.any(|k| w[k] > 0.0));
        weighs[1] = true; // for the record of what lay open
        // Who brings what, and in which order of value their common plan serves the theatres.
        let (mut count, mut profile) = (Lanes::ZERO, Lanes::ZERO);
        for s in 0..plan.allies {
            let (respond, mut share) = (&answer.respond[s], Lanes::ZERO);
            bring(respond, &answer.hard[s], measured, &mut share, &mut count);
            index_profile(f64::from(1_u32 << s), respond, &mut profile);
            for pool in 0..plan.pools.len() {
                let n = pool * plan.allies + s;
                scale(&readiness.held[n], &share, &mut ws.brought[n]);
            }
        }
        if cx.pressure.any {
            ws.earlier.used.clear();
            ws.earlier.used.extend(0..plan.before[h].len());
            for (x, earlier) in plan.earlier[h].iter().enumerate().skip(1) {
                pick(x as f64, &profile, &earlier.index, &mut ws.earlier.index);
            }
        }
        let (agenda, raids) = (&plan.realised[h], std::slice::from_ref(&raid));
        let out = std::slice::from_mut(&mut *components);
        reckon(&cx, agenda, weighs, raids, ws, out);
        // Track.
        let (mut intel, mut links, mut track) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for &entity in &cast.dyads {
            let Ok((dyad, channels, activity)) = dyads.get(entity) else {
                continue;
            };
            let [own, partner] = dyad.between.map(|i| &answer.respond[i]);
            let level = &channels.level[ChannelKind::Intel];
            let suspended = &activity.suspended;
            share_intel(own, partner, level, suspended, &mut intel, &mut links);
        }
        mean_intel(&links, !switches.0.coordination, &mut intel);
        hold_track(&p.tracking, &intel, &mut track);
        // Time.
        let (mut ln_count, mut own, mut ln_median) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        let (common, apart) = (&cx.pressure.wait_common[h], &cx.pressure.wait_apart[h]);
        delay(
            &p.timing,
            coord,
            &cx.pressure.delay[h],
            common,
            apart,
            &mut own,
        );
        log_count(&count, &mut ln_count);
        agree(&p.timing, coord, &ln_count, &own, &mut ln_median);
        let (mut arrives, mut planned, mut blind) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        arrive(&p.timing, &window, &ln_median, &mut arrives);
        split(&arrives, coord, &mut planned, &mut blind);
        combine(
            &weight,
            &track,
            &planned,
            &blind,
            parts(components, 0, 0),
            parts(components, 0, 1),
            &mut answer.strength,
        );
        mask(&answer.any, &mut answer.strength);
        // For the record.
        let [covered, alone] = &components.cover;
        let worth = &plan.site_value[h];
        expose(
            &answer.any,
            coord,
            covered,
            alone,
            worth,
            &mut answer.exposed,
        );
        median(&answer.any, &ln_median, &mut answer.delay);
        let [stopped, alone] = &components.stopped[0];
        let mut leaks = Lanes::ZERO;
        leak(coord, stopped, alone, &answer.any, &mut leaks);
        count_leakers(&dice, challenge.id, &raid, &leaks, &track, answer);
    }
}

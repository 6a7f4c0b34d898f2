//! What a prober expects of each coalition: S over its estimate of coordination, in the light of its
//! own reading of intelligence sharing.

use bevy_ecs::prelude::*;

use super::allocation::make_room;
use super::components::cover;
use super::expected::Capability;
use super::fixed::Plan;
use super::readiness::{Readiness, SEEN, TRUE, Workspace};
use super::situation::{Components, Situation, Table};
use super::timing::{agree, arrive, delay};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{clamp, ln, sqrt};
use crate::model::cast::{Ally, Cast, Challenge, Values};
use crate::model::coordination::Coordination;
use crate::model::rules::Switches;
use crate::model::state::{CoordinationEstimate, Expectation, Exposure};
use crate::scenario::Tracking;
use crate::theory::operations::no_leak_shared_track;

/// Weights of the nodes ĉ, ĉ + √3·s and ĉ − √3·s: Gauss–Hermite quadrature with three points, exact for
/// polynomials of degree 5 (Abramowitz & Stegun 1964, 25.4.46) before the nodes are clipped.
pub const NODE_WEIGHTS: [f64; 3] = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];

/// How many standard deviations from the mean the nodes lie.
const NODES: [f64; 3] = [0.0, 1.0, -1.0];

/// Probability that the track of a raid holds, P_own + (P_shared − P_own)·x. One link serves every
/// track: O2b with shots that never miss is the link alone.
#[inline(always)]
pub fn track(own: f64, shared: f64, intel: f64) -> f64 {
    no_leak_shared_track(own + (shared - own) * intel, 1.0, 1.0, 1.0)
}

/// S = Σ_c w_c(planned·choreographed_c + apart·blind_c), missile defence times track quality; held
/// within [0, 1] against rounding.
#[inline(always)]
pub fn strength(
    weight: [f64; 4],
    track: f64,
    planned: f64,
    apart: f64,
    choreographed: [f64; 4],
    blind: [f64; 4],
) -> f64 {
    let sum = |c: [f64; 4]| {
        weight[0] * track * c[0] + weight[1] * c[1] + weight[2] * c[2] + weight[3] * c[3]
    };
    clamp(planned * sum(choreographed) + apart * sum(blind), 0.0, 1.0)
}

simd! {
    fn node<const L: usize>(
        at: f64, mean: &Lanes<L>, variance: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| clamp(mean[k] + at * sqrt(3.0 * variance[k]), 0.0, 1.0));
    }

    fn first_node<const L: usize>(
        weight: f64, in_time: &Lanes<L>, coord: &Lanes<L>, planned: &mut Lanes<L>,
        apart: &mut Lanes<L>
    ) {
        planned.set(|k| weight * in_time[k] * coord[k]);
        apart.set(|k| weight * in_time[k] * (1.0 - coord[k]));
    }

    fn add_node<const L: usize>(
        weight: f64, in_time: &Lanes<L>, coord: &Lanes<L>, planned: &mut Lanes<L>,
        apart: &mut Lanes<L>
    ) {
        planned.update(|k, sum| sum + weight * in_time[k] * coord[k]);
        apart.update(|k, sum| sum + weight * in_time[k] * (1.0 - coord[k]));
    }

    fn add_reading<const L: usize>(reading: &Lanes<L>, share: f64, sum: &mut Lanes<L>) {
        sum.update(|k, sum| sum + share * clamp(reading[k], 0.0, 1.0));
    }

    /// P_t from the mean level of sharing among the participants.
    pub(super) fn hold_track<const L: usize>(
        p: &Tracking<Lanes<L>>, intel: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| track(p.own[k], p.shared[k], intel[k]));
    }

    /// S from its components.
    pub(super) fn combine<const L: usize>(
        weight: &[Lanes<L>; 4], track: &Lanes<L>, planned: &Lanes<L>, apart: &Lanes<L>,
        choreographed: [&Lanes<L>; 4], blind: [&Lanes<L>; 4], out: &mut Lanes<L>
    ) {
        out.set(|k| strength(
            [weight[0][k], weight[1][k], weight[2][k], weight[3][k]],
            track[k],
            planned[k],
            apart[k],
            [choreographed[0][k], choreographed[1][k], choreographed[2][k], choreographed[3][k]],
            [blind[0][k], blind[1][k], blind[2][k], blind[3][k]],
        ));
    }

    fn leave_open<const L: usize>(
        coord: &Lanes<L>, planned: &Lanes<L>, apart: &Lanes<L>, sites: &Lanes<L>,
        open: &mut Lanes<L>, all: &mut Lanes<L>
    ) {
        open.update(|k, sum| {
            let covered = coord[k] * planned[k] + (1.0 - coord[k]) * apart[k];
            sum + sites[k] * (1.0 - covered)
        });
        all.update(|k, sum| sum + sites[k]);
    }

    fn open_share<const L: usize>(open: &Lanes<L>, all: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| if all[k] > 0.0 { open[k] / all[k] } else { 0.0 });
    }
}

/// The components of a raid of some size: choreographed and blind.
pub(super) fn parts<const L: usize>(
    components: &Components<L>,
    raid: usize,
    which: usize,
) -> [&Lanes<L>; 4] {
    [
        &components.stopped[raid][which],
        &components.cover[which],
        &components.search[which],
        &components.strike[which],
    ]
}

/// Memory for the months' reckoning of time and track.
#[derive(Resource)]
pub struct ForecastScratch<const L: usize> {
    /// E[P_time·coord] and E[P_time(1 − coord)], by window × allies + (n − 1).
    pub arrival: Vec<[Lanes<L>; 2]>,
    /// P_t, by participation profile.
    pub track: Vec<Lanes<L>>,
}

/// How well each coalition holds tracks, as a prober reads intelligence sharing.
fn tracks<const L: usize>(
    p: &Tracking<Lanes<L>>,
    between: &[[usize; 2]],
    readings: Option<&Expectation<L>>,
    out: &mut [Lanes<L>],
) {
    for (x, out) in out.iter_mut().enumerate() {
        let inside = |d: &[usize; 2]| x >> d[0] & 1 == 1 && x >> d[1] & 1 == 1;
        let count = between.iter().filter(|d| inside(d)).count();
        let mut intel = Lanes::ZERO;
        for (d, between) in between.iter().enumerate() {
            if inside(between) {
                match readings {
                    Some(seen) => {
                        add_reading(&seen.reference[d][0], 1.0 / count as f64, &mut intel);
                    }
                    None => intel = Lanes::splat(1.0),
                }
            }
        }
        hold_track(p, &intel, out);
    }
}

/// Fills what each prober expects of each coalition at each class of rungs.
pub fn capabilities<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    plan: Res<Plan<L>>,
    readiness: Res<Readiness<L>>,
    switches: Res<Switches>,
    probers: Query<(&Expectation<L>, &CoordinationEstimate<L>)>,
    tables: Query<&Table<L>>,
    mut scratch: ResMut<ForecastScratch<L>>,
    mut challenges: Query<(&Challenge, &mut Capability<L>)>,
) {
    let p = &values.0;
    let ForecastScratch { arrival, track } = &mut *scratch;
    for &entity in &cast.challenges {
        let Ok((challenge, mut capability)) = challenges.get_mut(entity) else {
            continue;
        };
        let Ok((expectation, estimate)) = probers.get(cast.probers[challenge.prober]) else {
            continue;
        };
        let Ok(table) = tables.get(cast.theatres[challenge.theatre]) else {
            continue;
        };
        let readings = Some(expectation).filter(|_| switches.0.coordination);
        tracks(&p.tracking, &cast.between, readings, track);
        let pressure = &readiness.pressure[SEEN];
        let h = challenge.theatre;
        for (ix, (at, weight)) in NODES.into_iter().zip(NODE_WEIGHTS).enumerate() {
            let (mut coord, mut own) = (Lanes::ZERO, Lanes::ZERO);
            let (mut median, mut arrives) = (Lanes::ZERO, Lanes::ZERO);
            node(at, &estimate.mean, &estimate.variance, &mut coord);
            let (common, apart) = (&pressure.wait_common[h], &pressure.wait_apart[h]);
            delay(
                &p.timing,
                &coord,
                &pressure.delay[h],
                common,
                apart,
                &mut own,
            );
            for n in 0..plan.allies {
                let ln_count = Lanes::splat(ln((n + 1) as f64));
                agree(&p.timing, &coord, &ln_count, &own, &mut median);
                for (w, window) in plan.windows.iter().enumerate() {
                    arrive(&p.timing, window, &median, &mut arrives);
                    let [planned, apart] = &mut arrival[w * plan.allies + n];
                    if ix == 0 {
                        first_node(weight, &arrives, &coord, planned, apart);
                    } else {
                        add_node(weight, &arrives, &coord, planned, apart);
                    }
                }
            }
        }
        let Capability { by_class, of_rung } = &mut *capability;
        of_rung.copy_from_slice(&plan.of_rung);
        for (class, by_profile) in plan.classes.iter().zip(by_class) {
            for (x, out) in by_profile.iter_mut().enumerate().skip(1) {
                let n = x.count_ones() as usize - 1;
                let [planned, apart] = &arrival[class.window * plan.allies + n];
                let components = &table.by_profile[x];
                combine(
                    &class.weight,
                    &track[x],
                    planned,
                    apart,
                    parts(components, class.raid, 0),
                    parts(components, class.raid, 1),
                    out,
                );
            }
        }
    }
}

/// Sets each host's exposure: the share of sites in its theatres that the whole alliance would leave
/// uncovered at the present coordination.
pub fn exposures<const L: usize>(
    values: Res<Values<L>>,
    plan: Res<Plan<L>>,
    readiness: Res<Readiness<L>>,
    coordination: Res<Coordination<L>>,
    mut workspace: ResMut<Workspace<L>>,
    mut allies: Query<(&Ally, &mut Exposure<L>)>,
) {
    let ws = &mut *workspace;
    ws.brought.copy_from_slice(&readiness.held);
    for (ally, mut exposure) in &mut allies {
        let (mut open, mut all) = (Lanes::ZERO, Lanes::ZERO);
        for h in (0..plan.theatres).filter(|h| plan.hosts[*h] == Some(ally.ix)) {
            let cx = Situation {
                values: &values.0,
                plan: &plan,
                readiness: &readiness,
                pressure: &readiness.pressure[TRUE],
                theatre: h,
            };
            let mut covered = [Lanes::ZERO; 2];
            let (pool, agenda) = (plan.cover(), &plan.expected[h]);
            let Some(everybody) = agenda.courses.last() else {
                continue;
            };
            let own = agenda.apart(pool, everybody.members);
            let own = own.map(|(_, room)| room);
            for room in own.chain(everybody.rooms[pool]) {
                make_room(&cx, &agenda.rooms, room, ws);
            }
            cover(&cx, (agenda, everybody), &ws.rooms, &mut covered);
            let [planned, apart] = &covered;
            let coord = &coordination.in_operations;
            leave_open(coord, planned, apart, &plan.sites[h], &mut open, &mut all);
        }
        open_share(&open, &all, &mut exposure.level);
    }
}

//! Records: sums by run, values by month, and the event log. Systems here read the world and draw
//! nothing, so that recording can change no result.

mod forces;
mod probes;

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::beliefs::marginal;
use super::cast::{Ally, Base, Cast, Challenge, Clock, Dyad, Prober, Values};
use super::coordination::Coordination;
use super::costs::Cost;
use super::layout::{Layout, Slot};
use super::own_outcomes::Own;
use super::state::{
    Access, Activity, Adaptation, Alignment, Answer, Audience, Belief, Channels, Choice,
    Commitment, CoordinationEstimate, Crisis, DomesticGain, Doubt, Exports, Fear, Government,
    HiddenType, Industry, Institution, Load, Losses, Opinion, Posture, Programme, Strength, Threat,
};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{ln, logistic};
use crate::record::{BlockRecord, Event};

/// The sums of the runs of a block.
#[derive(Resource, Clone)]
pub struct Tally<const L: usize> {
    /// One entry a sum of the [`Layout`].
    pub sums: Vec<Lanes<L>>,
}

/// Where the record of a block is written.
#[derive(Resource, Default)]
pub struct Log {
    /// Monthly values, laid out month, column, lane (of the lanes in use).
    pub months: Vec<f64>,
    /// Events.
    pub events: Vec<Event>,
    /// Replicate number of each lane in use.
    pub replicates: Vec<u64>,
    /// Whether monthly values are wanted.
    pub wants_months: bool,
    /// Whether events are wanted.
    pub wants_events: bool,
}

/// The layout of the record.
#[derive(Resource)]
pub struct Columns(pub Layout);

simd! {
    fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }

    fn add_where<const L: usize>(
        rung: &Lanes<L>, low: f64, high: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + if (rung[k] >= low) & (rung[k] <= high) { 1.0 } else { 0.0 });
    }

    fn highest<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.update(|k, best| if x[k] > best { x[k] } else { best });
    }

    fn lowest<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.update(|k, best| if x[k] < best { x[k] } else { best });
    }

    fn note_first<const L: usize>(
        x: &Lanes<L>, least: f64, month: f64, first: &mut Lanes<L>
    ) {
        first.update(|k, f| if (f == 0.0) & (x[k] >= least) { month } else { f });
    }

    fn busy<const L: usize>(highest: &Lanes<L>, theatres: &mut Lanes<L>) {
        theatres.update(|k, n| n + if highest[k] > 1.5 { 1.0 } else { 0.0 });
    }

    fn add_brier<const L: usize>(
        belief: &Lanes<L>, resolute: &Lanes<L>, share: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| {
            let miss = belief[k] - resolute[k];
            s + share * miss * miss
        });
    }

    fn add_log_score<const L: usize>(
        belief: &Lanes<L>, resolute: &Lanes<L>, share: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| {
            let p = if resolute[k] > 0.5 { belief[k] } else { 1.0 - belief[k] };
            s + share * ln(if p > 1e-300 { p } else { 1e-300 })
        });
    }

    fn add_by_type<const L: usize>(
        belief: &Lanes<L>, resolute: &Lanes<L>, when_resolute: &mut Lanes<L>,
        otherwise: &mut Lanes<L>
    ) {
        when_resolute.update(|k, s| s + if resolute[k] > 0.5 { belief[k] } else { 0.0 });
        otherwise.update(|k, s| s + if resolute[k] > 0.5 { 0.0 } else { belief[k] });
    }

    fn complement<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + 1.0 - x[k]);
    }

    fn weighted<const L: usize>(weight: &Lanes<L>, x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + weight[k] * x[k]);
    }

    fn percent<const L: usize>(logit: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| 100.0 * logistic(logit[k]));
    }
}

/// All that can be recorded, to be read only.
#[derive(SystemParam)]
pub struct Observed<'w, 's, const L: usize> {
    pub(super) cast: Res<'w, Cast>,
    columns: Res<'w, Columns>,
    values: Res<'w, Values<L>>,
    cost: Res<'w, Cost<L>>,
    coordination: Res<'w, Coordination<L>>,
    pub(super) allies: Query<
        'w,
        's,
        (
            &'static Ally,
            &'static Government<L>,
            &'static HiddenType<L>,
            &'static Threat<L>,
            &'static Audience<L>,
            &'static Commitment<L>,
            &'static DomesticGain<L>,
        ),
    >,
    forces: Query<
        'w,
        's,
        (
            &'static Ally,
            &'static Posture<L>,
            &'static Adaptation<L>,
            &'static Doubt<L>,
            &'static Exports<L>,
            &'static Losses<L>,
        ),
    >,
    industries: Query<'w, 's, (&'static Dyad, &'static Industry<L>)>,
    loads: Query<'w, 's, &'static Load<L>>,
    pub(super) bases: Query<'w, 's, (&'static Base, &'static Access<L>)>,
    pub(super) blocs: Query<'w, 's, &'static Alignment<L>>,
    pub(super) dyads: Query<
        'w,
        's,
        (
            &'static Dyad,
            &'static Strength<L>,
            &'static Channels<L>,
            &'static Activity<L>,
            &'static Institution<L>,
            &'static Opinion<L>,
        ),
    >,
    probers: Query<
        'w,
        's,
        (
            &'static Prober,
            &'static Belief<L>,
            &'static CoordinationEstimate<L>,
            &'static Fear<L>,
            &'static Programme<L>,
        ),
    >,
    pub(super) challenges:
        Query<'w, 's, (&'static Challenge, &'static Choice<L>, &'static Answer<L>)>,
    pub(super) crises: Query<'w, 's, &'static Crisis<L>>,
}

impl<const L: usize> Observed<'_, '_, L> {
    /// Cohesion: the dyads' cooperation in the weights of M7, additive.
    fn cohesion(&self) -> Lanes<L> {
        let mut sum = Lanes::ZERO;
        for &entity in &self.cast.dyads {
            if let Ok((dyad, strength, ..)) = self.dyads.get(entity) {
                weighted(
                    &self.coordination.dyad_weight[dyad.ix],
                    &strength.level,
                    &mut sum,
                );
            }
        }
        sum
    }
}

/// Adds the month to the sums of the runs.
pub fn tally<const L: usize>(
    world: Observed<L>,
    clock: Res<Clock>,
    switches: Res<super::Switches>,
    mut tally: ResMut<Tally<L>>,
) {
    let Some(t) = clock.recorded() else { return };
    let (at, sums) = (world.columns.0.at, &mut tally.sums);
    add(&Lanes::splat(1.0), &mut sums[at.months]);
    probes::tally(&world, t as f64 + 1.0, sums);
    let cohesion = world.cohesion();
    add(&cohesion, &mut sums[at.cohesion]);
    lowest(&cohesion, &mut sums[at.cohesion_min]);
    add(&world.coordination.level, &mut sums[at.coordination]);
    lowest(&world.coordination.level, &mut sums[at.coordination_min]);
    for (ally, government, hidden, _, _, _, gain) in &world.allies {
        add(&government.turnover, &mut sums[at.turnovers + ally.ix]);
        sums[at.gain + ally.ix] = gain.total;
        add(&hidden.resolute, &mut sums[at.resolute + ally.ix]);
        complement(&hidden.resolute, &mut sums[at.irresolute + ally.ix]);
    }
    for (dyad, _, _, activity, ..) in &world.dyads {
        add(&activity.drills, &mut sums[at.drills + dyad.ix]);
        add(&activity.statement, &mut sums[at.statements + dyad.ix]);
        add(&activity.suspended, &mut sums[at.suspended + dyad.ix]);
    }
    tally_beliefs(&world, sums);
    forces::tally(&world, switches.0, sums);
}

fn tally_beliefs<const L: usize>(world: &Observed<L>, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    let allies = world.cast.allies.len();
    let share = 1.0 / allies as f64;
    for (prober, belief, ..) in &world.probers {
        for &entity in &world.cast.allies {
            let Ok((ally, _, hidden, ..)) = world.allies.get(entity) else {
                continue;
            };
            let mut b = Lanes::ZERO;
            marginal(&belief.profile, ally.ix, &mut b);
            let n = prober.ix * allies + ally.ix;
            add(&b, &mut sums[at.belief + n]);
            let (low, high) = sums.split_at_mut(at.belief_irresolute);
            add_by_type(
                &b,
                &hidden.resolute,
                &mut low[at.belief_resolute + n],
                &mut high[n],
            );
            add_brier(&b, &hidden.resolute, share, &mut sums[at.brier + prober.ix]);
            add_log_score(
                &b,
                &hidden.resolute,
                share,
                &mut sums[at.log_score + prober.ix],
            );
        }
    }
}

/// Writes the month's values.
pub fn log_month<const L: usize>(world: Observed<L>, clock: Res<Clock>, mut log: ResMut<Log>) {
    if clock.recorded().is_none() {
        return;
    }
    let lanes = log.replicates.len();
    let out = &mut log.months;
    months_of(&world, &mut |x: &Lanes<L>| {
        out.extend_from_slice(&x.0[..lanes])
    });
}

/// Hands over the month's values, in the order of [`Layout::month`].
pub(super) fn months_of<const L: usize>(world: &Observed<L>, mut put: impl FnMut(&Lanes<L>)) {
    put(&world.cohesion());
    put(&world.coordination.level);
    probes::of_month(world, &mut put);
    for &entity in &world.cast.challenges {
        if let Ok((_, choice, _)) = world.challenges.get(entity) {
            put(&choice.rung);
        }
    }
    for &entity in &world.cast.allies {
        if let Ok((_, government, hidden, threat, audience, commitment, _)) =
            world.allies.get(entity)
        {
            put(&hidden.resolute);
            put(&government.stance);
            put(&threat.level);
            put(&audience.level);
            put(&commitment.level);
        }
        if let Ok((_, posture, adaptation, doubt, exports, _)) = world.forces.get(entity) {
            put(&posture.level);
            put(&adaptation.level);
            put(&doubt.level);
            put(&exports.share);
        }
    }
    for &entity in &world.cast.dyads {
        if let Ok((_, strength, channels, activity, institution, opinion)) = world.dyads.get(entity)
        {
            put(&strength.level);
            channels.level.iter().for_each(&mut put);
            put(&institution.level);
            if let Ok((_, industry)) = world.industries.get(entity) {
                put(&industry.interoperability);
                put(&industry.share);
            }
            put(&activity.drills);
            for held in &opinion.held {
                let mut share = Lanes::ZERO;
                percent(held, &mut share);
                put(&share);
            }
        }
    }
    for &entity in &world.cast.theatres {
        if let Ok(load) = world.loads.get(entity) {
            put(&load.level);
        }
    }
    for &entity in &world.cast.bases {
        if let Ok((_, access)) = world.bases.get(entity) {
            put(&access.granted);
        }
    }
    for alignment in &world.blocs {
        put(&alignment.level);
        put(&alignment.campaign);
    }
    for &entity in &world.cast.probers {
        if let Ok((_, belief, estimate, fear, programme)) = world.probers.get(entity) {
            for i in 0..world.cast.allies.len() {
                let mut b = Lanes::ZERO;
                marginal(&belief.profile, i, &mut b);
                put(&b);
            }
            put(&estimate.mean);
            put(&fear.level);
            put(&programme.level);
        }
    }
}

/// Fills the rows of a block from its sums and from the outcomes of the user's own.
pub fn fill_rows<const L: usize>(
    layout: &Layout,
    tally: &Tally<L>,
    own: &Own<L>,
    out: &mut BlockRecord,
) {
    for lane in 0..out.lanes() {
        let row = out.row_mut(lane);
        for (value, slot) in row.iter_mut().zip(&layout.slots) {
            *value = match *slot {
                Slot::Sum(n) => tally.sums[n][lane],
                Slot::Ratio(n, over) if tally.sums[over][lane] > 0.0 => {
                    tally.sums[n][lane] / tally.sums[over][lane]
                }
                Slot::First(n) if tally.sums[n][lane] > 0.0 => tally.sums[n][lane],
                Slot::Ratio(..) | Slot::First(_) => f64::NAN,
            };
        }
        own.fill(lane, row);
    }
}

/// Empties the sums for a new block.
pub fn reset<const L: usize>(layout: &Layout, tally: &mut Tally<L>) {
    for sum in &mut tally.sums {
        *sum = Lanes::ZERO;
    }
    for n in [layout.at.cohesion_min, layout.at.coordination_min] {
        tally.sums[n] = Lanes::splat(1.0);
    }
}

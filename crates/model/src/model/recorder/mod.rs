//! Records: sums by run, values by month, and the event log. Systems here read the world and draw
//! nothing, so that recording can change no result.

mod beliefs;
mod probes;

use bevy_ecs::prelude::*;

use super::cast::Clock;
use super::observables::runs::Moments;
use super::observables::runs::{self, add};
use super::observables::{Columns, Layout, Observed, Places, Slot, months};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
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

simd! {
    fn lowest<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.update(|k, best| if x[k] < best { x[k] } else { best });
    }

    fn complement<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + 1.0 - x[k]);
    }
}

/// Adds the month to the sums of the runs.
pub fn tally<const L: usize>(
    world: Observed<L>,
    columns: Res<Columns>,
    clock: Res<Clock>,
    switches: Res<super::rules::Switches>,
    mut tally: ResMut<Tally<L>>,
) {
    let Some(t) = clock.recorded() else { return };
    let (at, sums) = (&columns.0.at, &mut tally.sums);
    runs::tally(&world, at, switches.0, sums);
    probes::tally(&world, at, t as f64 + 1.0, sums);
    lowest(&world.cohesion(), &mut sums[at.cohesion_min.here()]);
    let coordination = &world.coordination.level;
    lowest(coordination, &mut sums[at.coordination_min.here()]);
    for own in &world.allies {
        complement(
            &own.hidden.resolute,
            &mut sums[at.irresolute.of(own.ally.ix)],
        );
    }
    beliefs::tally(&world, at, sums);
    if switches.0.levels {
        tally_levels(&world, at, sums);
    }
}

/// How many of the responses were hard.
fn tally_levels<const L: usize>(world: &Observed<L>, at: &Places, sums: &mut [Lanes<L>]) {
    for own in &world.challenges {
        let levels = own.answer.respond.iter().zip(&own.answer.hard);
        for (i, (respond, hard)) in levels.enumerate() {
            add(respond, &mut sums[at.answered.of(i)]);
            add(hard, &mut sums[at.hard.of(i)]);
        }
    }
}

/// Writes the month's values.
pub fn log_month<const L: usize>(
    world: Observed<L>,
    columns: Res<Columns>,
    clock: Res<Clock>,
    mut log: ResMut<Log>,
) {
    if clock.recorded().is_none() {
        return;
    }
    let lanes = log.replicates.len();
    let out = &mut log.months;
    months::values(&world, &columns.0.walk, |x: &Lanes<L>| {
        out.extend_from_slice(&x.0[..lanes])
    });
}

/// Fills the standing columns of the rows of a block from its sums.
pub fn fill_rows<const L: usize>(layout: &Layout, tally: &Tally<L>, out: &mut BlockRecord) {
    for lane in 0..out.lanes() {
        let row = out.row_mut(lane);
        for (value, slot) in row.iter_mut().zip(&layout.slots) {
            *value = match *slot {
                Slot::Sum(n) => tally.sums[n][lane],
                Slot::Ratio(n, over) if tally.sums[over][lane] > 0.0 => {
                    tally.sums[n][lane] / tally.sums[over][lane]
                }
                Slot::First(n) if tally.sums[n][lane] > 0.0 => tally.sums[n][lane],
                Slot::Correlation(moments) => correlation(tally, &moments, lane),
                Slot::Ratio(..) | Slot::First(_) => f64::NAN,
            };
        }
    }
}

/// A correlation from its sums, missing where either quantity never moved.
fn correlation<const L: usize>(tally: &Tally<L>, of: &Moments, lane: usize) -> f64 {
    let at = |place: usize| tally.sums[place][lane];
    let n = at(of.n);
    let means = of.sum.map(|place| at(place) / n);
    let variance = |i: usize| at(of.squares[i]) / n - means[i] * means[i];
    let product = variance(0) * variance(1);
    // Below what rounding leaves of a quantity of order 1 that does not move.
    if variance(0).min(variance(1)) <= 1e-12 {
        return f64::NAN;
    }
    (at(of.product) / n - means[0] * means[1]) / product.sqrt()
}

/// Empties the sums for a new block.
pub fn reset<const L: usize>(layout: &Layout, tally: &mut Tally<L>) {
    for sum in &mut tally.sums {
        *sum = Lanes::ZERO;
    }
    for least in [layout.at.cohesion_min, layout.at.coordination_min] {
        tally.sums[least.here()] = Lanes::splat(1.0);
    }
}

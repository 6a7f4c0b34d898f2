//! The sums of forces, industry, bases, the bloc and doubt. A mechanism that is off leaves its columns
//! missing, not at a number that nobody chose.

use super::{Observed, add, add_where, busy, highest};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Mechanisms;

simd! {
    fn note_positive<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + if x[k] > 0.0 { 1.0 } else { 0.0 });
    }
}

/// Adds the month to the sums.
pub(super) fn tally<const L: usize>(world: &Observed<L>, on: Mechanisms, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    probers(world, sums);
    losses(world, sums);
    let one = Lanes::splat(1.0);
    let mechanisms = [
        (on.campaigns, at.with_bloc),
        (on.posture, at.with_posture),
        (on.adaptation, at.with_adaptation),
        (on.decoupling, at.with_doubt),
        (on.industry, at.with_industry),
        (on.base_access, at.with_access),
    ];
    for (_, months) in mechanisms.into_iter().filter(|(on, _)| *on) {
        add(&one, &mut sums[months]);
    }
    if on.operations {
        engagements(world, sums);
    }
    if on.levels {
        levels(world, sums);
    }
    for alignment in world.blocs.iter().filter(|_| on.campaigns) {
        add(&alignment.began, &mut sums[at.campaigns]);
        add(&alignment.level, &mut sums[at.alignment]);
    }
    for (ally, posture, adaptation, doubt, exports, _) in &world.forces {
        let values = [
            (on.posture, &posture.level, at.posture),
            (on.adaptation, &adaptation.level, at.adaptation),
            (on.decoupling, &doubt.level, at.doubt),
            (on.industry, &exports.share, at.exports),
        ];
        for (_, value, first) in values.into_iter().filter(|(on, ..)| *on) {
            add(value, &mut sums[first + ally.ix]);
        }
    }
    for (dyad, industry) in world.industries.iter().filter(|_| on.industry) {
        add(&industry.share, &mut sums[at.industry + dyad.ix]);
        let level = &industry.interoperability;
        add(level, &mut sums[at.interoperability + dyad.ix]);
    }
    for (base, access) in world.bases.iter().filter(|_| on.base_access) {
        add(&access.granted, &mut sums[at.access + base.ix]);
    }
}

/// Months in which several probers press at once.
fn probers<const L: usize>(world: &Observed<L>, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    let mut probers_busy = Lanes::ZERO;
    for prober in 0..world.cast.probers.len() {
        let mut highest_rung = Lanes::ZERO;
        for (challenge, choice, _) in &world.challenges {
            if challenge.prober == prober {
                highest(&choice.rung, &mut highest_rung);
            }
        }
        busy(&highest_rung, &mut probers_busy);
    }
    add_where(&probers_busy, 2.0, f64::MAX, &mut sums[at.two_probers]);
}

fn losses<const L: usize>(world: &Observed<L>, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    for (ally, .., losses) in &world.forces {
        add(&losses.month, &mut sums[at.loss + ally.ix]);
    }
    add(&world.cost.month, &mut sums[at.cost]);
}

fn engagements<const L: usize>(world: &Observed<L>, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    for (_, _, answer) in &world.challenges {
        note_positive(&answer.raid, &mut sums[at.raids]);
        add(&answer.leakers, &mut sums[at.leakers]);
        add(&answer.no_leaker, &mut sums[at.no_leaker]);
        add(&answer.any, &mut sums[at.replies]);
        add(&answer.exposed, &mut sums[at.exposed]);
        add(&answer.delay, &mut sums[at.delay]);
    }
}

fn levels<const L: usize>(world: &Observed<L>, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    for (_, _, answer) in &world.challenges {
        for (i, (respond, hard)) in answer.respond.iter().zip(&answer.hard).enumerate() {
            add(respond, &mut sums[at.answered + i]);
            add(hard, &mut sums[at.hard + i]);
        }
    }
}

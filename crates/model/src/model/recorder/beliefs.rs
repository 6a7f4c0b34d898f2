//! What the probers believe, month by month: how right they are, how far apart, and how soon they read a change.

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::ln;
use crate::model::observables::runs::add;
use crate::model::observables::world::pairs;
use crate::model::observables::{Observed, Places};

simd! {
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

    fn add_square<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k] * x[k]);
    }

    fn add_product<const L: usize>(x: &Lanes<L>, y: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k] * y[k]);
    }

    fn add_share<const L: usize>(x: &Lanes<L>, share: f64, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + share * x[k]);
    }

    /// Follows the reading of a change. `waiting` is one more than the months since the change, 0 when there is none to read;
    /// `settled` is 1 in the month in which half of it is in the belief, else 0.
    fn follow<const L: usize>(
        known: bool, resolute: &Lanes<L>, type_before: &Lanes<L>, belief: &Lanes<L>,
        before: &Lanes<L>, at_change: &mut Lanes<L>, waiting: &mut Lanes<L>,
        changed: &mut Lanes<L>, settled: &mut Lanes<L>
    ) {
        for k in 0..L {
            let changes = known & ((resolute[k] > 0.5) != (type_before[k] > 0.5));
            let start = if changes { before[k] } else { at_change[k] };
            let months = if changes {
                1.0
            } else if waiting[k] > 0.0 {
                waiting[k] + 1.0
            } else {
                0.0
            };
            let half = half_read(belief[k], start, resolute[k]);
            let done = (months > 0.0) & half;
            at_change[k] = start;
            changed[k] = if changes { 1.0 } else { 0.0 };
            settled[k] = if done { months } else { 0.0 };
            waiting[k] = if done { 0.0 } else { months };
        }
    }

    /// Counts what was settled, and the months that it took.
    fn count_read<const L: usize>(
        settled: &Lanes<L>, read: &mut Lanes<L>, share: &mut Lanes<L>, lag: &mut Lanes<L>
    ) {
        for k in 0..L {
            let done = if settled[k] > 0.0 { 1.0 } else { 0.0 };
            read[k] += done;
            share[k] += done;
            lag[k] += settled[k] - done;
        }
    }
}

/// Whether half of the way from the belief before a change to the new type is behind a belief.
#[inline(always)]
fn half_read(belief: f64, before: f64, now: f64) -> bool {
    (belief - before) * (now - before) >= 0.5 * (now - before) * (now - before)
}

/// Adds the month to the sums of the beliefs.
pub fn tally<const L: usize>(world: &Observed<L>, at: &Places, sums: &mut [Lanes<L>]) {
    let share = 1.0 / world.cast.allies.len() as f64;
    for prober in 0..world.cast.probers.len() {
        for own in &world.allies {
            let (ally, resolute) = (own.ally.ix, &own.hidden.resolute);
            let b = world.belief(prober, ally);
            add(&b, &mut sums[at.belief.of(prober, ally)]);
            let places = [&at.belief_resolute, &at.belief_irresolute];
            let places = places.map(|place| place.of(prober, ally));
            if let Ok([when_resolute, otherwise]) = sums.get_disjoint_mut(places) {
                add_by_type(&b, resolute, when_resolute, otherwise);
            }
            add_brier(&b, resolute, share, &mut sums[at.brier.of(prober)]);
            add_log_score(&b, resolute, share, &mut sums[at.log_score.of(prober)]);
            agree(world, at, [prober, ally], &b, sums);
            read_change(at, [prober, ally], &b, resolute, sums);
        }
    }
    for own in &world.allies {
        sums[at.type_before.of(own.ally.ix)] = own.hidden.resolute;
    }
    if pairs(world.cast.probers.len()) > 0 {
        add(&Lanes::splat(1.0), &mut sums[at.pairs.here()]);
        add(&world.disagreement(), &mut sums[at.disagreement.here()]);
    }
}

/// Holds a belief against those of the other probers.
fn agree<const L: usize>(
    world: &Observed<L>,
    at: &Places,
    [prober, ally]: [usize; 2],
    belief: &Lanes<L>,
    sums: &mut [Lanes<L>],
) {
    let probers = world.cast.probers.len();
    if probers < 2 {
        return;
    }
    let mut others = Lanes::ZERO;
    for other in (0..probers).filter(|other| *other != prober) {
        let share = 1.0 / (probers - 1) as f64;
        add_share(&world.belief(other, ally), share, &mut others);
    }
    add(&others, &mut sums[at.others.of(prober, ally)]);
    add_square(belief, &mut sums[at.belief_squared.of(prober, ally)]);
    add_square(&others, &mut sums[at.others_squared.of(prober, ally)]);
    add_product(belief, &others, &mut sums[at.agreement.of(prober, ally)]);
}

/// Follows how soon a prober reads that an ally's type has changed. Changes before the first recorded month do not count.
fn read_change<const L: usize>(
    at: &Places,
    [prober, ally]: [usize; 2],
    belief: &Lanes<L>,
    resolute: &Lanes<L>,
    sums: &mut [Lanes<L>],
) {
    // The first month has no month before it. Months are counted before beliefs are.
    let known = sums[at.months.here()].any(|k| sums[at.months.here()][k] > 1.5);
    let (mut changed, mut settled) = (Lanes::ZERO, Lanes::ZERO);
    let places = [
        at.type_before.of(ally),
        at.belief_before.of(prober, ally),
        at.belief_at_change.of(prober, ally),
        at.waiting.of(prober, ally),
    ];
    if let Ok([type_before, before, at_change, waiting]) = sums.get_disjoint_mut(places) {
        follow(
            known,
            resolute,
            type_before,
            belief,
            before,
            at_change,
            waiting,
            &mut changed,
            &mut settled,
        );
        *before = *belief;
    }
    add(&changed, &mut sums[at.changes.of(prober)]);
    let places = [&at.read, &at.reading_share, &at.reading_lag].map(|place| place.of(prober));
    if let Ok([read, share, lag]) = sums.get_disjoint_mut(places) {
        count_read(&settled, read, share, lag);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_change_is_read_half_way_to_the_new_type() {
        assert!(!half_read(0.69, 0.4, 1.0));
        assert!(half_read(0.71, 0.4, 1.0));
        assert!(!half_read(0.3, 0.4, 1.0));
        assert!(half_read(0.19, 0.4, 0.0));
        assert!(!half_read(0.21, 0.4, 0.0));
    }

    #[test]
    fn months_until_a_change_is_read_are_counted_from_it() {
        let one = |x: f64| Lanes::<1>([x]);
        let (mut at_change, mut waiting) = (one(0.0), one(0.0));
        let mut month = |resolute: f64, type_before: f64, belief: f64, before: f64| {
            let (mut changed, mut settled) = (one(0.0), one(0.0));
            follow(
                true,
                &one(resolute),
                &one(type_before),
                &one(belief),
                &one(before),
                &mut at_change,
                &mut waiting,
                &mut changed,
                &mut settled,
            );
            (changed[0], settled[0])
        };
        assert_eq!(month(1.0, 1.0, 0.8, 0.8), (0.0, 0.0));
        assert_eq!(month(0.0, 1.0, 0.7, 0.8), (1.0, 0.0));
        assert_eq!(month(0.0, 0.0, 0.5, 0.7), (0.0, 0.0));
        // Two months after the month of the change; one more than that is handed over.
        assert_eq!(month(0.0, 0.0, 0.4, 0.5), (0.0, 3.0));
        assert_eq!(month(0.0, 0.0, 0.1, 0.4), (0.0, 0.0));
    }
}

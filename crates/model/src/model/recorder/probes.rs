//! The probes of a run and of a month: how many there were, and how many were to be expected.

use super::{Observed, add, add_where, busy, highest, note_first};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::Challenge;
use crate::model::decision::chance;
use crate::model::state::{Answer, Choice};

/// From this rung on, probes by prober, by theatre and in all are counted in a month.
const LOWEST: f64 = 2.0;
/// From this rung on, probes are counted as serious.
const SERIOUS: f64 = 3.0;

simd! {
    /// Counts the probes at each rung, of one challenge and of all.
    fn count_rungs<const L: usize>(
        rung: &Lanes<L>, own: &mut [Lanes<L>], all: &mut [Lanes<L>]
    ) {
        for (a, (own, all)) in own.iter_mut().zip(all).enumerate() {
            let level = (a + 1) as f64;
            own.update(|k, s| s + if rung[k] == level { 1.0 } else { 0.0 });
            all.update(|k, s| s + if rung[k] == level { 1.0 } else { 0.0 });
        }
    }

    fn add_success<const L: usize>(rung: &Lanes<L>, success: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + if rung[k] > 1.5 { success[k] } else { 0.0 });
    }

    fn add_misjudged<const L: usize>(
        choice: &Choice<L>, answer: &Answer<L>, excess: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| {
            let surprised = answer.strength[k] - choice.expected[k] > excess[k];
            s + if (choice.rung[k] > 2.5) & surprised { 1.0 } else { 0.0 }
        });
    }

    fn add_surprise<const L: usize>(
        choice: &Choice<L>, answer: &Answer<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| {
            let excess = answer.strength[k] - choice.expected[k];
            s + if (choice.rung[k] > 2.5) & (excess > 0.0) { excess } else { 0.0 }
        });
    }

    /// Adds the chance of each rung, of one challenge, its prober and all.
    fn expect_rungs<const L: usize>(
        choice: &Choice<L>, challenge: &mut [Lanes<L>], prober: &mut [Lanes<L>],
        all: &mut [Lanes<L>]
    ) {
        let Choice { probability, drawn, rung, .. } = choice;
        let sums = challenge.iter_mut().zip(prober).zip(all);
        for (a, (p, ((challenge, prober), all))) in probability[1..].iter().zip(sums).enumerate() {
            let level = (a + 1) as f64;
            let p = Lanes::<L>::from_fn(|k| chance(drawn[k], p[k], rung[k], level));
            challenge.update(|k, s| s + p[k]);
            prober.update(|k, s| s + p[k]);
            all.update(|k, s| s + p[k]);
        }
    }
}

/// Adds a month to the sums of the runs.
pub(super) fn tally<const L: usize>(world: &Observed<L>, month: f64, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    let mut theatres_busy = Lanes::ZERO;
    let mut overall = Lanes::ZERO;
    for theatre in 0..world.cast.theatres.len() {
        let mut here = Lanes::ZERO;
        for (c, &entity) in world.cast.challenges.iter().enumerate() {
            let Ok((challenge, choice, answer)) = world.challenges.get(entity) else {
                continue;
            };
            if challenge.theatre != theatre {
                continue;
            }
            highest(&choice.rung, &mut here);
            let rungs = choice.probability.len() - 1;
            let own = at.probes + c * rungs;
            let places = [own..own + rungs, at.by_rung..at.by_rung + rungs];
            if let Ok([own, all]) = sums.get_disjoint_mut(places) {
                count_rungs(&choice.rung, own, all);
            }
            add_where(&choice.rung, 2.0, f64::MAX, &mut sums[at.provocations]);
            add_where(&choice.rung, 1.0, f64::MAX, &mut sums[at.probed]);
            add_success(&choice.rung, &answer.success, &mut sums[at.successes]);
            let excess = &world.values.0.crisis.misjudged;
            add_misjudged(choice, answer, excess, &mut sums[at.misjudged]);
            add_surprise(choice, answer, &mut sums[at.surprise]);
            add_where(&choice.rung, 3.0, f64::MAX, &mut sums[at.serious]);
            for (i, x) in answer.respond.iter().enumerate() {
                add(x, &mut sums[at.responses + i]);
            }
        }
        busy(&here, &mut theatres_busy);
        highest(&here, &mut overall);
    }
    for (a, first) in sums[at.first..at.two_theatres].iter_mut().enumerate() {
        note_first(&overall, (a + 1) as f64, month, first);
    }
    add_where(&theatres_busy, 2.0, f64::MAX, &mut sums[at.two_theatres]);
    for crisis in &world.crises {
        add(&crisis.began, &mut sums[at.crises]);
        add(&crisis.war, &mut sums[at.wars]);
        note_first(&crisis.war, 1.0, month, &mut sums[at.first_war]);
    }
    expect(world, sums);
}

/// Adds the month's probes to be expected.
fn expect<const L: usize>(world: &Observed<L>, sums: &mut [Lanes<L>]) {
    let at = world.columns.0.at;
    for (c, &entity) in world.cast.challenges.iter().enumerate() {
        let Ok((challenge, choice, _)) = world.challenges.get(entity) else {
            continue;
        };
        let rungs = choice.probability.len() - 1;
        let places = [
            at.expected + c * rungs,
            at.expected_by_prober + challenge.prober * rungs,
            at.expected_by_rung,
        ];
        let places = places.map(|first| first..first + rungs);
        if let Ok([challenge, prober, all]) = sums.get_disjoint_mut(places) {
            expect_rungs(choice, challenge, prober, all);
        }
    }
}

/// Writes the month's counts, in the order of their columns.
pub(super) fn of_month<const L: usize>(world: &Observed<L>, put: &mut impl FnMut(&Lanes<L>)) {
    let mut count = |low: f64, high: f64, counts: &dyn Fn(&Challenge) -> bool| {
        let mut probes = Lanes::ZERO;
        for (challenge, choice, _) in &world.challenges {
            if counts(challenge) {
                add_where(&choice.rung, low, high, &mut probes);
            }
        }
        put(&probes);
    };
    count(LOWEST, f64::MAX, &|_| true);
    for rung in 1..=world.values.0.rungs.len() {
        count(rung as f64, rung as f64, &|_| true);
    }
    count(SERIOUS, f64::MAX, &|_| true);
    for prober in 0..world.cast.probers.len() {
        count(LOWEST, f64::MAX, &|challenge| challenge.prober == prober);
    }
    for theatre in 0..world.cast.theatres.len() {
        count(LOWEST, f64::MAX, &|challenge| challenge.theatre == theatre);
    }
}

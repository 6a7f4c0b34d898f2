//! The probes of a run and of a month: how many there were, and how many were to be expected.

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::decision::chance;
use crate::model::observables::runs::add;
use crate::model::observables::world::add_where;
use crate::model::observables::{Observed, Places};
use crate::model::state::{Answer, Choice};

simd! {
    fn highest<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.update(|k, best| if x[k] > best { x[k] } else { best });
    }

    fn note_first<const L: usize>(
        x: &Lanes<L>, least: f64, month: f64, first: &mut Lanes<L>
    ) {
        first.update(|k, f| if (f == 0.0) & (x[k] >= least) { month } else { f });
    }

    fn busy<const L: usize>(highest: &Lanes<L>, theatres: &mut Lanes<L>) {
        theatres.update(|k, n| n + if highest[k] > 1.5 { 1.0 } else { 0.0 });
    }

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
pub(super) fn tally<const L: usize>(
    world: &Observed<L>,
    at: &Places,
    month: f64,
    sums: &mut [Lanes<L>],
) {
    let rungs = world.values.0.rungs.len();
    let mut theatres_busy = Lanes::ZERO;
    let mut overall = Lanes::ZERO;
    for theatre in 0..world.cast.theatres.len() {
        let mut here = Lanes::ZERO;
        for (c, &entity) in world.cast.challenges.iter().enumerate() {
            let Ok(own) = world.challenges.get(entity) else {
                continue;
            };
            let (choice, answer) = (own.choice, own.answer);
            if own.challenge.theatre != theatre {
                continue;
            }
            highest(&choice.rung, &mut here);
            let places = [at.probes.all(c), at.by_rung.all(rungs)];
            if let Ok([own, all]) = sums.get_disjoint_mut(places) {
                count_rungs(&choice.rung, own, all);
            }
            let from = [
                (2.0, at.provocations.here()),
                (1.0, at.probed.here()),
                (3.0, at.serious.here()),
            ];
            for (least, place) in from {
                add_where(&choice.rung, least, f64::MAX, &mut sums[place]);
            }
            add_success(
                &choice.rung,
                &answer.success,
                &mut sums[at.successes.here()],
            );
            let excess = &world.values.0.crisis.misjudged;
            add_misjudged(choice, answer, excess, &mut sums[at.misjudged.here()]);
            add_surprise(choice, answer, &mut sums[at.surprise.here()]);
            for (i, x) in answer.respond.iter().enumerate() {
                add(x, &mut sums[at.responses.of(i)]);
            }
        }
        busy(&here, &mut theatres_busy);
        highest(&here, &mut overall);
    }
    for (a, first) in sums[at.first.all(rungs)].iter_mut().enumerate() {
        note_first(&overall, (a + 1) as f64, month, first);
    }
    add_where(
        &theatres_busy,
        2.0,
        f64::MAX,
        &mut sums[at.two_theatres.here()],
    );
    for crisis in &world.crises {
        note_first(&crisis.war, 1.0, month, &mut sums[at.first_war.here()]);
    }
    probers(world, at, sums);
    expect(world, at, sums);
}

/// Counts the months in which several probers press at once.
fn probers<const L: usize>(world: &Observed<L>, at: &Places, sums: &mut [Lanes<L>]) {
    let mut probers_busy = Lanes::ZERO;
    for prober in 0..world.cast.probers.len() {
        let mut highest_rung = Lanes::ZERO;
        for own in &world.challenges {
            if own.challenge.prober == prober {
                highest(&own.choice.rung, &mut highest_rung);
            }
        }
        busy(&highest_rung, &mut probers_busy);
    }
    let place = at.two_probers.here();
    add_where(&probers_busy, 2.0, f64::MAX, &mut sums[place]);
}

/// Adds the month's probes to be expected.
fn expect<const L: usize>(world: &Observed<L>, at: &Places, sums: &mut [Lanes<L>]) {
    let rungs = world.values.0.rungs.len();
    for (c, &entity) in world.cast.challenges.iter().enumerate() {
        let Ok(own) = world.challenges.get(entity) else {
            continue;
        };
        let places = [
            at.expected.all(c),
            at.expected_by_prober.all(own.challenge.prober),
            at.expected_by_rung.all(rungs),
        ];
        if let Ok([challenge, prober, all]) = sums.get_disjoint_mut(places) {
            expect_rungs(own.choice, challenge, prober, all);
        }
    }
}

//! The particle filter against the exact filter, and against plain weighting of runs.
//!
//! In the toy scenario with a programme of its own the prober attacks with a probability that depends on
//! one hidden number, an autoregressive process; the exact filter is then a sum over a grid.

use std::sync::atomic::{AtomicBool, Ordering};

use trilat::fault::{Fault, HasFault};

use trilat::model::observation::{mean, probabilities};
use trilat::scenario::Scenario;
use trilat::study::counts::simulate_counts;
use trilat::study::filter::{Effort, FilterError, Forecast, Member, filter, steps, systematic};
use trilat::watch::{Ticker, unwatched};

use crate::support::scenario;

const PERSISTENCE: f64 = 0.9;
const DRIVE: f64 = 0.8;
const PRECISION: f64 = 2.0;

fn toy(months: u32, extra: &[&str]) -> Scenario {
    let horizon = format!("scenario.horizon={months}");
    let mut sets = vec![
        horizon.as_str(),
        "mechanisms.programme=true",
        "states.PROBER.programme_persistence=0.9",
        "states.PROBER.programme_drive=[0.8]",
        "observations.seen.target=PROBER/PLACE",
        "observations.seen.from_rung=1",
        "observations.seen.further=0.6",
        "observations.seen.dispersion=0.5",
        "observations.seen.reporting=0.8",
        "observations.seen.background=0.1",
    ];
    sets.extend(extra);
    scenario("toy.toml", &sets)
}

/// A record with a quiet and a busy year.
const SEEN: [u32; 24] = [
    0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1, 3, 0, 1, 2, 1, 4, 1, 0, 2, 1,
];

fn run(
    scenario: &Scenario,
    observed: &[Option<u32>],
    particles: usize,
    review: u32,
) -> Vec<Forecast> {
    let members = [Member {
        scenario,
        weight: 1.0,
    }];
    let effort = Effort {
        particles,
        review,
        threads: 2,
    };
    unwatched(|t| filter(&members, 0, observed, effort, t)).unwrap()
}

/// P(attack) beforehand in every month, by the exact filter on a grid.
fn exact(scenario: &Scenario, observed: &[Option<u32>]) -> Vec<f64> {
    const CELLS: usize = 401;
    const EDGE: f64 = 6.0;
    let width = 2.0 * EDGE / (CELLS - 1) as f64;
    let x: Vec<f64> = (0..CELLS).map(|i| -EDGE + width * i as f64).collect();
    let density = |x: f64, mean: f64, sd: f64| (-0.5 * ((x - mean) / sd).powi(2)).exp();
    let normalise = |p: &mut Vec<f64>| {
        let sum: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= sum);
    };
    // What the prober is worth without its programme: closed form T7.
    let base = (0.477_188_f64 / (1.0 - 0.477_188)).ln() / PRECISION;
    let attack: Vec<f64> = x
        .iter()
        .map(|x| 1.0 / (1.0 + (-PRECISION * (base + DRIVE * x)).exp()))
        .collect();
    let own = &scenario.parameters.observations[0];
    let mut p: Vec<f64> = x.iter().map(|x| density(*x, 0.0, 1.0)).collect();
    normalise(&mut p);
    let spread = (1.0 - PERSISTENCE * PERSISTENCE).sqrt();
    let mut forecasts = Vec::new();
    for seen in observed {
        forecasts.push(p.iter().zip(&attack).map(|(p, a)| p * a).sum());
        if let Some(count) = seen {
            let [without, with] =
                [false, true].map(|covered| probabilities(own, covered, *count)[*count as usize]);
            for (p, a) in p.iter_mut().zip(&attack) {
                *p *= (1.0 - a) * without + a * with;
            }
            normalise(&mut p);
        }
        let mut next: Vec<f64> = x
            .iter()
            .map(|to| {
                let from = p.iter().zip(&x);
                from.map(|(p, from)| p * density(*to, PERSISTENCE * from, spread))
                    .sum()
            })
            .collect();
        normalise(&mut next);
        p = next;
    }
    forecasts
}

#[test]
fn forecasts_are_those_of_the_exact_filter() {
    // A year without record follows, as in a forecast.
    let toy = toy(36, &[]);
    let observed: Vec<Option<u32>> = SEEN.iter().copied().map(Some).chain([None; 12]).collect();
    let exact = exact(&toy, &observed);
    let found = run(&toy, &observed, 16_384, 4);
    for (month, (own, exact)) in found.iter().zip(&exact).enumerate() {
        assert!(
            (own.covered - exact).abs() < 0.012,
            "month {month}: {} {exact}",
            own.covered
        );
        let sum: f64 = own.mass.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9);
        let record = &toy.parameters.observations[0];
        let expected = own.covered * mean(record, true) + (1.0 - own.covered) * mean(record, false);
        let shown: f64 = own.mass.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
        assert!((shown - expected).abs() < 1e-9);
    }
    // The record moves what is expected: quiet months lower it, busy ones raise it.
    assert!(exact[10] < exact[0] - 0.1 && exact[20] > exact[0] + 0.1);
    // Resampled pasts matter: without them a few of the runs would be left.
    let alone = run(&toy, &observed, 16_384, 1_000);
    assert!(alone[23].effective < 4_000.0, "{}", alone[23].effective);
    assert!(found[23].effective > alone[23].effective);
}

#[test]
fn every_thread_and_review_gives_its_own_bits_again() {
    let toy = toy(24, &[]);
    let observed: Vec<Option<u32>> = SEEN.iter().copied().map(Some).collect();
    let one = |threads: usize| {
        let members = [Member {
            scenario: &toy,
            weight: 2.0,
        }];
        let effort = Effort {
            particles: 300,
            review: 6,
            threads,
        };
        unwatched(|t| filter(&members, 0, &observed, effort, t)).unwrap()
    };
    assert_eq!(one(1), one(3));
}

#[test]
fn without_a_record_runs_are_as_they_were() {
    let toy = toy(12, &[]);
    let runs: Vec<(&Scenario, u64)> = (0..8_192).map(|replicate| (&toy, replicate)).collect();
    let counts = unwatched(|t| simulate_counts(&runs, 2, t)).unwrap();
    let free = run(&toy, &[], 8_192, 12);
    for (month, forecast) in free.iter().enumerate() {
        let shown: Vec<f64> = counts
            .iter()
            .map(|run| f64::from(run.by_record[0][month]))
            .collect();
        let n = shown.len() as f64;
        let average = shown.iter().sum::<f64>() / n;
        let variance = shown.iter().map(|y| (y - average).powi(2)).sum::<f64>() / (n - 1.0);
        let expected: f64 = forecast
            .mass
            .iter()
            .enumerate()
            .map(|(k, p)| k as f64 * p)
            .sum();
        let z = (average - expected) / (variance / n).sqrt();
        assert!(z.abs() < 4.0, "month {month}: {average} {expected}");
        assert_eq!(forecast.observed, None);
        assert!((forecast.effective - 8_192.0).abs() < 1e-6);
    }
}

#[test]
fn parameter_sets_keep_their_weights() {
    let quiet = toy(12, &["states.PROBER.targets.PLACE.drive=[-2.0]"]);
    let busy = toy(12, &["states.PROBER.targets.PLACE.drive=[2.0]"]);
    // No review: the particles of a set are the same runs in all three.
    let effort = Effort {
        particles: 1_000,
        review: 100,
        threads: 2,
    };
    let observed: Vec<Option<u32>> = SEEN[..12].iter().copied().map(Some).collect();
    let of = |weights: [f64; 2]| {
        let members = [&quiet, &busy].into_iter().zip(weights);
        let members: Vec<Member<'_>> = members
            .map(|(scenario, weight)| Member { scenario, weight })
            .collect();
        unwatched(|t| filter(&members, 0, &observed, effort, t)).unwrap()
    };
    let (first, second, both) = (of([1.0, 0.0]), of([0.0, 1.0]), of([1.0, 3.0]));
    for ((first, second), both) in first.iter().zip(&second).zip(&both) {
        // The record speaks for the quiet set all along, and still it weighs a quarter: what was
        // fitted to a record is not updated by it again.
        let mixed = 0.25 * first.covered + 0.75 * second.covered;
        assert!(
            (both.covered - mixed).abs() < 1e-12,
            "{} {mixed}",
            both.covered
        );
        assert!(second.covered > first.covered + 0.3);
    }
}

#[test]
fn a_count_that_nothing_explains_is_an_error() {
    let war = toy(
        3,
        &[
            "states.PROBER.targets.PLACE.value=0.0",
            "observations.seen.background=0.0",
        ],
    );
    let members = [Member {
        scenario: &war,
        weight: 1.0,
    }];
    let effort = Effort {
        particles: 8,
        review: 1,
        threads: 1,
    };
    let observed = [Some(0), Some(2)];
    let found = unwatched(|t| filter(&members, 0, &observed, effort, t));
    let Err(
        error @ FilterError::Impossible {
            member: 0,
            count: 2,
            ..
        },
    ) = found
    else {
        panic!("{found:?}");
    };
    // The month is named as the record has it.
    let second = format!("2 events in month {};", war.start.plus(1));
    assert!(error.to_string().contains(&second), "{error}");
    let none = unwatched(|t| filter(&[], 0, &observed, effort, t));
    assert!(matches!(none, Err(FilterError::Empty)));
}

#[test]
fn a_filter_tells_its_runs_and_says_that_it_was_stopped() {
    let toy = toy(12, &[]);
    let members = [Member {
        scenario: &toy,
        weight: 1.0,
    }];
    let effort = Effort {
        particles: 256,
        review: 3,
        threads: 2,
    };
    let observed: Vec<Option<u32>> = SEEN[..12].iter().copied().map(Some).collect();
    let all = steps(&members, effort);
    for at in [128, all / 2, all] {
        let (mut last, stop) = (0, AtomicBool::new(false));
        let mut tell = |done| {
            last = done;
            stop.store(done >= at, Ordering::Relaxed);
        };
        let ticker = &mut Ticker::new(&mut tell, &stop);
        let error = filter(&members, 0, &observed, effort, ticker).unwrap_err();
        assert_eq!(
            (error.fault(), error.to_string()),
            (Fault::Interrupted, "interrupted".into())
        );
        assert!(last >= at && last <= all, "{last}");
    }
}

#[test]
fn systematic_resampling_gives_each_its_share() {
    let weights = [0.5, 0.0, 0.25, 0.25];
    for draw in [0.01, 0.5, 0.99] {
        let mut counted = [0; 4];
        systematic(&weights, 4, draw)
            .into_iter()
            .for_each(|at| counted[at] += 1);
        assert_eq!(counted, [2, 0, 1, 1], "{draw}");
    }
    // 0.3 of four places is one or two of them, and on average 1.2.
    let taken = |draw: f64| {
        systematic(&[0.3, 0.7], 4, draw)
            .iter()
            .filter(|at| **at == 0)
            .count()
    };
    let mean = (0..100)
        .map(|k| taken((f64::from(k) + 0.5) / 100.0) as f64)
        .sum::<f64>()
        / 100.0;
    assert!((mean - 1.2).abs() < 1e-9, "{mean}");
}

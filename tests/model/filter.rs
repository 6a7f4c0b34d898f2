//! The particle filter against the exact filter, and against plain weighting of runs.
//!
//! In the toy scenario with a programme of its own the prober attacks with a probability that depends on
//! one hidden number, an autoregressive process; the exact filter is then a sum over a grid.

use std::sync::atomic::{AtomicBool, Ordering};

use trilat::fault::{Fault, HasFault};

use trilat::analysis::abc::posterior::mean_sd;
use trilat::analysis::abc::prior::{Prior, Shape};
use trilat::analysis::abc::smc::{Address, Simulator};
use trilat::analysis::smc2::{Forget, Settings, run};
use trilat::ensemble::runner::EnsembleError;
use trilat::model::observation::{mean, probabilities};
use trilat::scenario::Observation;
use trilat::scenario::Scenario;
use trilat::study::counts::simulate_counts;
use trilat::study::filter::{
    Effort, FilterError, Followed, Forecast, Member, Series, Set, filter, follow, steps, systematic,
};
use trilat::watch::{Stopped, Ticker, unwatched};

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

fn forecast(
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
    // What the prober is worth without its programme: closed form T7.
    let base = (0.477_188_f64 / (1.0 - 0.477_188)).ln() / PRECISION;
    let shown = |covered: bool, count: u32| {
        let own = &scenario.parameters.observations[0];
        probabilities(own, covered, count)[count as usize]
    };
    let seen: Vec<Option<[f64; 2]>> = observed
        .iter()
        .map(|count| count.map(|count| [shown(false, count), shown(true, count)]))
        .collect();
    exact_filter(base, DRIVE, &seen).0
}

/// P(attack) beforehand in every month, and ln P(what was seen), of a prober that is worth `base` to itself without its programme and
/// is driven by it by `drive`; `seen` has the probability of what was seen without and with an attack.
fn exact_filter(base: f64, drive: f64, seen: &[Option<[f64; 2]>]) -> (Vec<f64>, f64) {
    const CELLS: usize = 161;
    const EDGE: f64 = 6.0;
    let width = 2.0 * EDGE / (CELLS - 1) as f64;
    let x: Vec<f64> = (0..CELLS).map(|i| -EDGE + width * i as f64).collect();
    let density = |x: f64, mean: f64, sd: f64| (-0.5 * ((x - mean) / sd).powi(2)).exp();
    let normalise = |p: &mut Vec<f64>| {
        let sum: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= sum);
    };
    let attack: Vec<f64> = x
        .iter()
        .map(|x| 1.0 / (1.0 + (-PRECISION * (base + drive * x)).exp()))
        .collect();
    let mut p: Vec<f64> = x.iter().map(|x| density(*x, 0.0, 1.0)).collect();
    normalise(&mut p);
    let spread = (1.0 - PERSISTENCE * PERSISTENCE).sqrt();
    // The step of the programme from each cell to each, the same in every month.
    let steps: Vec<f64> = x
        .iter()
        .flat_map(|to| x.iter().map(move |from| (*to, *from)))
        .map(|(to, from)| density(to, PERSISTENCE * from, spread))
        .collect();
    let mut forecasts = Vec::new();
    let mut ln_likelihood = 0.0;
    for seen in seen {
        forecasts.push(p.iter().zip(&attack).map(|(p, a)| p * a).sum());
        if let Some([without, with]) = seen {
            for (p, a) in p.iter_mut().zip(&attack) {
                *p *= (1.0 - a) * without + a * with;
            }
            ln_likelihood += p.iter().sum::<f64>().ln();
            normalise(&mut p);
        }
        let mut next: Vec<f64> = steps
            .chunks_exact(CELLS)
            .map(|row| row.iter().zip(&p).map(|(step, p)| step * p).sum())
            .collect();
        normalise(&mut next);
        p = next;
    }
    (forecasts, ln_likelihood)
}

#[test]
fn forecasts_are_those_of_the_exact_filter() {
    // A year without record follows, as in a forecast.
    let toy = toy(36, &[]);
    let observed: Vec<Option<u32>> = SEEN.iter().copied().map(Some).chain([None; 12]).collect();
    let exact = exact(&toy, &observed);
    let found = forecast(&toy, &observed, 16_384, 4);
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
    let alone = forecast(&toy, &observed, 16_384, 1_000);
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
    let free = forecast(&toy, &[], 8_192, 12);
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

/// Follows a scenario under many numbers, so with many sets of random numbers.
fn likelihoods(scenario: &Scenario, series: Series<'_>, particles: usize, sets: u64) -> Vec<f64> {
    let sets: Vec<Set<'_>> = (0..sets).map(|number| Set { scenario, number }).collect();
    let effort = Effort {
        particles,
        review: 1,
        threads: 2,
    };
    let followed = unwatched(|t| follow(&sets, series, effort, t)).unwrap();
    let total = |own: &Vec<Followed>| own.iter().map(|month| month.evidence).sum();
    followed.iter().map(total).collect()
}

/// Mean of the likelihoods over the exact one, and its standard error.
fn over_exact(found: &[f64], exact: f64) -> (f64, f64) {
    let ratios: Vec<f64> = found.iter().map(|own| (own - exact).exp()).collect();
    let n = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / n;
    let variance = ratios.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn the_likelihood_is_estimated_without_bias() {
    let toy = toy(24, &[]);
    let base = (0.477_188_f64 / (1.0 - 0.477_188)).ln() / PRECISION;
    let own = &toy.parameters.observations[0];
    let one: Vec<Option<[f64; 2]>> = SEEN
        .iter()
        .map(|count| {
            Some([false, true].map(|covered| probabilities(own, covered, *count)[*count as usize]))
        })
        .collect();
    let (_, exact) = exact_filter(base, DRIVE, &one);
    let observed = [SEEN.iter().copied().map(Some).collect()];
    let series = Series {
        records: &[0],
        observed: &observed,
        months: 24,
    };
    for (particles, sets) in [(16, 1_024), (64, 256), (300, 64)] {
        let found = likelihoods(&toy, series, particles, sets);
        let (mean, error) = over_exact(&found, exact);
        assert!(
            (mean - 1.0).abs() < 4.0 * error,
            "{particles}: {mean} ± {error}"
        );
        assert!(error < 0.06, "{particles}: {error}");
    }
}

/// Two records of the same events: their joint probability is a sum over how many there were.
#[test]
fn records_of_the_same_events_are_not_counted_twice() {
    let second = [
        "observations.other.target=PROBER/PLACE",
        "observations.other.from_rung=1",
        "observations.other.further=0.6",
        "observations.other.dispersion=0.5",
        "observations.other.reporting=0.5",
        "observations.other.background=0.0",
    ];
    let toy = toy(6, &second);
    let [first, second] = &toy.parameters.observations[..] else {
        panic!("two records");
    };
    let counts = [[0, 2, 1, 0, 3, 0], [0, 1, 0, 0, 2, 0]];
    let base = (0.477_188_f64 / (1.0 - 0.477_188)).ln() / PRECISION;
    let seen: Vec<Option<[f64; 2]>> = (0..6)
        .map(|month| {
            let [a, b] = counts.map(|own: [u32; 6]| own[month]);
            let without = probabilities(first, false, a)[a as usize] * f64::from(u8::from(b == 0));
            Some([without, together(first, second, [a, b])])
        })
        .collect();
    let (_, exact) = exact_filter(base, DRIVE, &seen);
    let observed = counts.map(|own| own.iter().copied().map(Some).collect());
    let series = Series {
        records: &[0, 1],
        observed: &observed,
        months: 6,
    };
    let found = likelihoods(&toy, series, 64, 512);
    let (mean, error) = over_exact(&found, exact);
    assert!((mean - 1.0).abs() < 4.0 * error, "{mean} ± {error}");
    assert!(error < 0.02, "{error}");
}

/// P(both counts | an attack), by simulation of nothing: sums over events, those reported by each, and others.
fn together(first: &Observation<f64>, second: &Observation<f64>, counts: [u32; 2]) -> f64 {
    let choose = |n: u32, k: u32| {
        (0..k)
            .map(|i| f64::from(n - i) / f64::from(i + 1))
            .product::<f64>()
    };
    let poisson = |k: u32, mean: f64| {
        let factorial: f64 = (1..=k).map(f64::from).product();
        mean.powi(k as i32) * (-mean).exp() / factorial
    };
    let reported = |own: &Observation<f64>, events: u32, count: u32| -> f64 {
        let of = |k: u32| {
            let r = own.reporting;
            let binomial =
                choose(events, k) * r.powi(k as i32) * (1.0 - r).powi((events - k) as i32);
            binomial * poisson(count - k, own.background)
        };
        (0..=count.min(events)).map(of).sum()
    };
    // Negative binomial numbers of further events, from their size 1/κ.
    let (mean, size) = (first.further, 1.0 / first.dispersion);
    let p = size / (size + mean);
    let mut mass = p.powf(size);
    (0..60)
        .map(|further: u32| {
            let happens = mass;
            mass *= (f64::from(further) + size) / f64::from(further + 1) * (1.0 - p);
            happens
                * reported(first, further + 1, counts[0])
                * reported(second, further + 1, counts[1])
        })
        .sum()
}

/// Fits the prober's worth and drive to what was seen.
struct Fit<'a> {
    toy: &'a Scenario,
    observed: Vec<Vec<Option<u32>>>,
}

impl Simulator for Fit<'_> {
    type Error = EnsembleError<Stopped>;

    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, Self::Error> {
        let scenarios: Vec<Scenario> = values
            .iter()
            .map(|values| {
                let mut own = self.toy.clone();
                own.parameters.drive[0][0].drive = values[0];
                own.parameters.programme_drive[0][0].programme_drive = values[1];
                own
            })
            .collect();
        let sets = scenarios.iter().zip(addresses);
        let sets: Vec<Set<'_>> = sets
            .map(|(scenario, at)| Set {
                scenario,
                number: u64::from(at.generation) << 20 | at.proposal,
            })
            .collect();
        let series = Series {
            records: &[0],
            observed: &self.observed,
            months: SEEN.len(),
        };
        let effort = Effort {
            particles: 32,
            review: 1,
            threads: 2,
        };
        let followed = unwatched(|t| follow(&sets, series, effort, t))?;
        let row = |own: &Vec<Followed>| own.iter().map(|month| month.evidence).collect();
        Ok(followed.iter().map(row).collect())
    }
}

/// SMC² with the filter of this program, against the posterior and the evidence of the exact filter on a grid of parameters.
#[test]
fn the_posterior_of_smc2_is_the_exact_one() {
    let toy = toy(24, &[]);
    let prior = |low: f64, high: f64| Prior {
        low,
        high,
        shape: Shape::Uniform,
    };
    let priors = [prior(-1.5, 1.5), prior(0.0, 2.0)];
    let own = &toy.parameters.observations[0];
    let seen: Vec<Option<[f64; 2]>> = SEEN
        .iter()
        .map(|count| {
            Some([false, true].map(|covered| probabilities(own, covered, *count)[*count as usize]))
        })
        .collect();
    // What the prober gains by an attack without drive: T7 at drive 0.
    let gain = (0.477_188_f64 / (1.0 - 0.477_188)).ln() / PRECISION;
    const CELLS: usize = 24;
    let cells: Vec<([f64; 2], f64)> = (0..CELLS * CELLS)
        .map(|at| {
            let share = |n: usize| (n as f64 + 0.5) / CELLS as f64;
            let x = [-1.5 + 3.0 * share(at / CELLS), 2.0 * share(at % CELLS)];
            (x, exact_filter(gain + x[0], x[1], &seen).1)
        })
        .collect();
    let most = cells.iter().map(|(_, ln)| *ln).fold(f64::MIN, f64::max);
    let total: f64 = cells.iter().map(|(_, ln)| (ln - most).exp()).sum();
    let ln_evidence = most + (total / (CELLS * CELLS) as f64).ln();
    let mean = |f: &dyn Fn(&[f64; 2]) -> f64| -> f64 {
        let each = cells.iter().map(|(x, ln)| f(x) * (ln - most).exp());
        each.sum::<f64>() / total
    };
    let settings = Settings {
        seed: 4,
        particles: 512,
        groups: 4,
        least: 0.5,
        steps: 1.5,
        rounds: 10,
    };
    let mut fit = Fit {
        toy: &toy,
        observed: vec![SEEN.iter().copied().map(Some).collect()],
    };
    let found = run(&priors, SEEN.len(), &settings, &mut fit, &mut Forget).unwrap();
    assert!(
        (found.ln_evidence - ln_evidence).abs() < 4.0 * found.ln_evidence_se.max(0.03),
        "{} ± {} for {ln_evidence}",
        found.ln_evidence,
        found.ln_evidence_se
    );
    assert!(found.ln_evidence_se < 0.3, "{}", found.ln_evidence_se);
    for at in 0..2 {
        let exact = mean(&|x| x[at]);
        let spread = (mean(&|x| x[at] * x[at]) - exact * exact).sqrt();
        let values: Vec<f64> = found
            .sample
            .iter()
            .map(|own| priors[at].value(own.scores[at]))
            .collect();
        let weights: Vec<f64> = found.sample.iter().map(|own| own.weight).collect();
        let (own, sd) = mean_sd(&values, &weights);
        // Some hundred of the vectors are as good as independent.
        assert!(
            (own - exact).abs() < 4.0 * spread / 10.0,
            "{at}: {own} {exact}"
        );
        assert!((sd / spread - 1.0).abs() < 0.25, "{at}: {sd} {spread}");
    }
}

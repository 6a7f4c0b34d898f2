use super::*;
use crate::analysis::abc::posterior::{mean_sd, quantiles, resample};
use crate::analysis::abc::prior::Shape;
use crate::analysis::abc::smc::{Accepted, Address, Chunk};
use crate::ensemble::rng::{agent_id, normal_at};
use std::convert::Infallible;

/// What was seen of a normal mean with variance 1.
const SEEN: [f64; 12] = [0.9, -0.4, 1.7, 1.1, 0.2, 2.3, -0.1, 0.8, 1.4, 0.5, 1.9, 0.3];

fn standard() -> Prior {
    Prior {
        low: -9.0,
        high: 9.0,
        shape: Shape::Normal { mean: 0.0, sd: 1.0 },
    }
}

fn settings(seed: u64) -> Settings {
    Settings {
        seed,
        particles: 1024,
        groups: 4,
        least: 0.5,
        steps: 2.0,
        rounds: 12,
    }
}

/// Independent normal means, one a parameter, all seen every month; the likelihood is exact, or an unbiased estimate of it with so
/// much noise in its logarithm a month.
struct Means {
    noise: f64,
    seen: Vec<f64>,
}

impl Means {
    fn of_seen(noise: f64) -> Self {
        Self {
            noise,
            seen: SEEN.to_vec(),
        }
    }
}

impl Simulator for Means {
    type Error = Infallible;

    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, Infallible> {
        let row = |(values, at): (&Vec<f64>, &Address)| {
            let month = |(t, y): (usize, &f64)| {
                let ln = |x: &f64| -0.5 * ((y - x).powi(2) + std::f64::consts::TAU.ln());
                let exact: f64 = values.iter().map(ln).sum();
                let agent = agent_id("noise of a test");
                let draw = normal_at(7, at.proposal, at.generation, 9, agent, t as u16);
                exact + self.noise * draw - 0.5 * self.noise * self.noise
            };
            self.seen.iter().enumerate().map(month).collect()
        };
        Ok(values.iter().zip(addresses).map(row).collect())
    }
}

/// Mean and variance of the posterior, and by month ln P(month | those before it): conjugate normal.
fn closed_form() -> (f64, f64, Vec<f64>) {
    let (mut mean, mut variance) = (0.0, 1.0);
    let months = SEEN.map(|y| {
        let spread: f64 = variance + 1.0;
        let ln = -0.5 * ((y - mean).powi(2) / spread + (std::f64::consts::TAU * spread).ln());
        let gain = variance / spread;
        mean += gain * (y - mean);
        variance *= 1.0 - gain;
        ln
    });
    (mean, variance, months.to_vec())
}

fn found(parameters: usize, noise: f64, seed: u64) -> Outcome {
    let priors = vec![standard(); parameters];
    let mut model = Means::of_seen(noise);
    run(
        &priors,
        SEEN.len(),
        &settings(seed),
        &mut model,
        &mut Forget,
    )
    .unwrap()
}

#[test]
fn posterior_and_evidence_are_those_of_the_closed_form() {
    let (mean, variance, months) = closed_form();
    for (parameters, noise) in [(1, 0.0), (1, 0.25), (3, 0.0), (3, 0.2)] {
        let found = found(parameters, noise, 11);
        let k = parameters as f64;
        let wanted = k * months.iter().sum::<f64>();
        assert!(
            (found.ln_evidence - wanted).abs() < 4.0 * found.ln_evidence_se.max(0.01),
            "{parameters} {noise}: {} ± {} for {wanted}",
            found.ln_evidence,
            found.ln_evidence_se
        );
        assert!(found.ln_evidence_se < 0.25, "{}", found.ln_evidence_se);
        let sum: f64 = found.months.iter().sum();
        assert!((sum - found.ln_evidence).abs() < 1e-9);
        for (own, exact) in found.months.iter().zip(&months) {
            assert!((own - k * exact).abs() < 0.25, "{own} {exact}");
        }
        let weights: Vec<f64> = found.sample.iter().map(|own| own.weight).collect();
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for parameter in 0..parameters {
            let scores: Vec<f64> = found
                .sample
                .iter()
                .map(|own| own.scores[parameter])
                .collect();
            let (own, sd) = mean_sd(&scores, &weights);
            // Vectors that descend from one another are not independent.
            assert!(
                (own - mean).abs() < 6.0 * (variance / 1024.0).sqrt(),
                "{own} {mean}"
            );
            assert!(
                (sd * sd / variance - 1.0).abs() < 0.25,
                "{} {variance}",
                sd * sd
            );
        }
    }
}

/// Of 40 evidences each with its error, about as many are off by more than it as of normal ones.
#[test]
fn the_error_of_the_evidence_is_what_it_says() {
    let wanted: f64 = closed_form().2.iter().sum();
    let z: Vec<f64> = (0..40)
        .map(|seed| {
            let found = found(1, 0.2, 100 + seed);
            (found.ln_evidence - wanted) / found.ln_evidence_se
        })
        .collect();
    // Student's t with 3 degrees of freedom: 18 % beyond 1.75, 1.5 % beyond 4.8.
    let beyond = |limit: f64| z.iter().filter(|z| z.abs() > limit).count();
    assert!(
        (2..=15).contains(&beyond(1.75)),
        "{} beyond 1.75",
        beyond(1.75)
    );
    assert!(beyond(4.8) <= 3, "{} beyond 4.8", beyond(4.8));
}

#[test]
fn what_is_kept_is_not_found_again() {
    #[derive(Default)]
    struct Kept {
        batches: Vec<(Chunk, Vec<Accepted>)>,
        recalled: usize,
    }
    impl Memory<Infallible> for Kept {
        fn recall(&mut self, batch: Chunk) -> Option<Vec<Accepted>> {
            let found = self.batches.iter().find(|(own, _)| *own == batch)?;
            self.recalled += 1;
            Some(found.1.clone())
        }

        fn keep(&mut self, batch: Chunk, found: &[Accepted]) -> Result<(), Infallible> {
            self.batches.push((batch, found.to_vec()));
            Ok(())
        }
    }
    let priors = [standard(); 2];
    let mut kept = Kept::default();
    let whole = run(
        &priors,
        12,
        &settings(3),
        &mut Means::of_seen(0.3),
        &mut kept,
    )
    .unwrap();
    let all = kept.batches.len();
    assert_eq!(kept.recalled, 0);
    assert_eq!(
        all as u64 * 256,
        whole.likelihoods(),
        "every batch has the vectors of a group"
    );
    kept.batches.truncate(all / 2);
    let again = run(
        &priors,
        12,
        &settings(3),
        &mut Means::of_seen(0.3),
        &mut kept,
    )
    .unwrap();
    assert_eq!(again, whole);
    assert_eq!((kept.recalled, kept.batches.len()), (all / 2, all));
}

#[test]
fn a_series_that_nothing_explains_is_named() {
    struct Never;
    impl Simulator for Never {
        type Error = Infallible;
        fn simulate(
            &mut self,
            values: &[Vec<f64>],
            _: &[Address],
        ) -> Result<Vec<Vec<f64>>, Infallible> {
            Ok(vec![vec![-1.0, f64::NAN, -1.0]; values.len()])
        }
    }
    let error = run(&[standard()], 3, &settings(1), &mut Never, &mut Forget).unwrap_err();
    assert!(
        matches!(error, Smc2Error::Impossible { month: 2, .. }),
        "{error}"
    );
}

/// Planted means are found again: of 100, 90 % intervals hold 80 to 97, and the rank of what was planted among draws from the
/// posterior is as likely one as another (simulation-based calibration, Talts et al. 2018).
#[test]
fn planted_values_are_covered_and_their_ranks_uniform() {
    const PROBLEMS: u64 = 100;
    const DRAWS: usize = 99;
    const BINS: usize = 10;
    let (mut covered, mut ranks) = (0, [0.0; BINS]);
    for problem in 0..PROBLEMS {
        let agent = agent_id("planted");
        let draw = |at: u16| normal_at(3, problem, 0, 8, agent, at);
        let planted = draw(0);
        let mut model = Means {
            noise: 0.2,
            seen: (1..=12).map(|at| planted + draw(at)).collect(),
        };
        let settings = Settings {
            particles: 256,
            groups: 2,
            ..settings(500 + problem)
        };
        let found = run(&[standard()], 12, &settings, &mut model, &mut Forget).unwrap();
        let weights: Vec<f64> = found.sample.iter().map(|own| own.weight).collect();
        let values: Vec<f64> = found.sample.iter().map(|own| own.scores[0]).collect();
        let ends = quantiles(&values, &weights, &[0.05, 0.95]);
        covered += u32::from(ends[0] <= planted && planted <= ends[1]);
        let below = resample(&weights, DRAWS, problem);
        let below = below.iter().filter(|at| values[**at] < planted).count();
        ranks[below * BINS / (DRAWS + 1)] += 1.0;
    }
    assert!((80..=97).contains(&covered), "{covered} of {PROBLEMS}");
    let expected = PROBLEMS as f64 / BINS as f64;
    let chi: f64 = ranks
        .iter()
        .map(|n| (n - expected) * (n - expected) / expected)
        .sum();
    // The 99 % point of chi-squared with nine degrees of freedom.
    assert!(chi < 21.67, "{ranks:?}");
}

/// The toy of `tests/fixtures/make_smc2.py`: a level that swings by an autoregression, seen with noise; its likelihood by the
/// Kalman filter.
struct Swing;

const SWING: [f64; 20] = [
    0.3, 0.9, 1.4, 0.7, -0.2, -0.9, -1.6, -0.8, 0.1, 0.6, 1.9, 1.2, 0.4, -0.5, -0.1, 0.8, 1.1, 0.2,
    -0.7, -1.3,
];

impl Simulator for Swing {
    type Error = Infallible;

    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        _: &[Address],
    ) -> Result<Vec<Vec<f64>>, Infallible> {
        let row = |values: &Vec<f64>| {
            let (r, s) = (values[0], values[1]);
            let (mut mean, mut variance) = (0.0, s * s / (1.0 - r * r));
            let month = |y: &f64| {
                let spread = variance + 0.25;
                let ln =
                    -0.5 * ((y - mean).powi(2) / spread + (std::f64::consts::TAU * spread).ln());
                let gain = variance / spread;
                mean = r * (mean + gain * (y - mean));
                variance = r * r * (1.0 - gain) * variance + s * s;
                ln
            };
            SWING.iter().map(month).collect()
        };
        Ok(values.iter().map(row).collect())
    }
}

/// Posterior and evidence are those that the package `particles` finds, within the errors of both.
#[test]
fn posterior_and_evidence_are_those_of_another_program() {
    let uniform = |low, high| Prior {
        low,
        high,
        shape: Shape::Uniform,
    };
    let priors = [uniform(0.0, 0.95), uniform(0.1, 2.0)];
    let found = run(&priors, SWING.len(), &settings(21), &mut Swing, &mut Forget).unwrap();
    let rows: Vec<Vec<f64>> = include_str!("../../../../../tests/fixtures/smc2_particles.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let count = rows.len() as f64;
    assert!(count >= 7.0);
    // Mean and standard error of a column over the runs of the other program.
    let other = |at: usize| {
        let mean = rows.iter().map(|row| row[at]).sum::<f64>() / count;
        let square: f64 = rows.iter().map(|row| (row[at] - mean).powi(2)).sum();
        (mean, (square / (count - 1.0) / count).sqrt())
    };
    let (evidence, se) = other(1);
    let own = found.ln_evidence;
    let error = (se * se + found.ln_evidence_se.powi(2)).sqrt();
    assert!(
        (own - evidence).abs() < 4.0 * error && error < 0.15,
        "{own} for {evidence} ± {error}"
    );
    let weights: Vec<f64> = found.sample.iter().map(|own| own.weight).collect();
    for (at, prior) in priors.iter().enumerate() {
        let values: Vec<f64> = found
            .sample
            .iter()
            .map(|own| prior.value(own.scores[at]))
            .collect();
        let (mean, sd) = mean_sd(&values, &weights);
        let ((other_mean, se), (other_sd, _)) = (other(2 + 2 * at), other(3 + 2 * at));
        // Vectors that descend from one another are not independent.
        let error = (se * se + sd * sd / 300.0).sqrt();
        assert!(
            (mean - other_mean).abs() < 4.0 * error,
            "{at}: {mean} for {other_mean} ± {error}"
        );
        assert!(
            (sd / other_sd - 1.0).abs() < 0.15,
            "{at}: {sd} for {other_sd}"
        );
    }
}

//! Toy problems whose posterior is known.

use std::sync::OnceLock;

use trilat::analysis::abc::distance::Distance;
use trilat::analysis::abc::posterior::{mean_sd, quantiles};
use trilat::analysis::abc::prior::{Prior, Shape};
use trilat::analysis::abc::smc::{Address, Forget, Outcome, Settings, Simulator, run};
use trilat::ensemble::rng::{agent_id, normal_at};

/// A simulator from a function of values and of standard normal draws of its own.
pub struct Toy<F> {
    pub seed: u64,
    pub model: F,
}

impl<F: Fn(&[f64], &dyn Fn(u16) -> f64) -> Vec<f64>> Simulator for Toy<F> {
    type Error = std::convert::Infallible;

    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, Self::Error> {
        let one = |(values, at): (&Vec<f64>, &Address)| {
            let (seed, toy) = (self.seed, agent_id("toy"));
            (self.model)(values, &|draw| {
                normal_at(seed, at.proposal, at.generation, 9, toy, draw)
            })
        };
        Ok(values.iter().zip(addresses).map(one).collect())
    }
}

/// A mean with a known variance: mu ~ N(0, 2²), summary N(mu, 0.5²), observed 1.2.
pub fn mean() -> (Vec<Prior>, Distance) {
    let prior = Prior {
        low: -40.0,
        high: 40.0,
        shape: Shape::Normal { mean: 0.0, sd: 2.0 },
    };
    let distance = Distance {
        observed: vec![1.2],
        scale: vec![0.5],
        fitted: vec![true],
    };
    (vec![prior], distance)
}

pub fn mean_model(values: &[f64], normal: &dyn Fn(u16) -> f64) -> Vec<f64> {
    vec![values[0] + 0.5 * normal(0)]
}

/// Mean and spread of 20 normal draws: mu ~ U(−5, 5), sigma log-uniform on [0.2, 5]; summaries are mean and
/// standard deviation, observed as 0.7 and 1.6.
pub fn spread() -> (Vec<Prior>, Distance) {
    let priors = vec![
        Prior {
            low: -5.0,
            high: 5.0,
            shape: Shape::Uniform,
        },
        Prior {
            low: 0.2,
            high: 5.0,
            shape: Shape::LogUniform,
        },
    ];
    let distance = Distance {
        observed: vec![0.7, 1.6],
        scale: vec![0.36, 0.26],
        fitted: vec![true, true],
    };
    (priors, distance)
}

pub fn spread_model(values: &[f64], normal: &dyn Fn(u16) -> f64) -> Vec<f64> {
    let y: Vec<f64> = (0..20).map(|k| values[0] + values[1] * normal(k)).collect();
    let mean = y.iter().sum::<f64>() / 20.0;
    let square: f64 = y.iter().map(|y| (y - mean) * (y - mean)).sum();
    vec![mean, (square / 19.0).sqrt()]
}

pub fn settings(particles: usize, tolerance: f64) -> Settings {
    Settings {
        seed: 7,
        particles,
        quantile: 0.5,
        generations: 40,
        min_acceptance: 1e-4,
        tolerance,
        simulations: u64::MAX,
    }
}

/// Values of one parameter and weights of the last population.
pub fn posterior(outcome: &Outcome, priors: &[Prior], at: usize) -> (Vec<f64>, Vec<f64>) {
    let last = outcome.generations.last().unwrap();
    let value = |p: &trilat::analysis::abc::smc::Particle| priors[at].value(p.scores[at]);
    (last.particles.iter().map(value).collect(), last.weights())
}

/// Mean, standard deviation, and 5, 50 and 95 % quantile of a parameter.
pub type Moments = [f64; 5];

/// Moments of a parameter's posterior, averaged over samplers with different seeds: one sampler's tails rest on few
/// particles of large weight, so that its effective sample size is too bold about them.
pub fn average(
    problem: fn() -> (Vec<Prior>, Distance),
    model: fn(&[f64], &dyn Fn(u16) -> f64) -> Vec<f64>,
    tolerance: f64,
) -> Vec<Moments> {
    const SEEDS: u64 = 8;
    let mut sums = vec![[0.0; 5]; problem().0.len()];
    for seed in 0..SEEDS {
        let settings = Settings {
            seed,
            ..settings(1000, tolerance)
        };
        let (priors, outcome) = solve(problem(), model, &settings);
        assert_eq!(outcome.generations.last().unwrap().tolerance, tolerance);
        for (at, sums) in sums.iter_mut().enumerate() {
            let (values, weights) = posterior(&outcome, &priors, at);
            let (mean, sd) = mean_sd(&values, &weights);
            let q = quantiles(&values, &weights, &[0.05, 0.5, 0.95]);
            for (sum, value) in sums.iter_mut().zip([mean, sd, q[0], q[1], q[2]]) {
                *sum += value / SEEDS as f64;
            }
        }
    }
    sums
}

/// The averages of the two problems, at the tolerances of `abc_pyabc.csv`.
pub fn averages(problem: &str) -> &'static Vec<Moments> {
    static MEAN: OnceLock<Vec<Moments>> = OnceLock::new();
    static SPREAD: OnceLock<Vec<Moments>> = OnceLock::new();
    match problem {
        "mean" => MEAN.get_or_init(|| average(mean, mean_model, 0.1)),
        _ => SPREAD.get_or_init(|| average(spread, spread_model, 0.15)),
    }
}

pub fn solve(
    problem: (Vec<Prior>, Distance),
    model: impl Fn(&[f64], &dyn Fn(u16) -> f64) -> Vec<f64>,
    settings: &Settings,
) -> (Vec<Prior>, Outcome) {
    let (priors, distance) = problem;
    let mut toy = Toy { seed: 11, model };
    let outcome = run(&priors, &distance, settings, &mut toy, &mut Forget).unwrap();
    (priors, outcome)
}

//! What the sampler found.

use super::super::abc::kernel::ln_sum_exp;
use crate::math::{exp, ln, sqrt};

/// A parameter vector of the posterior.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// Scores of the parameters; [`Prior::value`](super::super::abc::prior::Prior::value) makes values of them.
    pub scores: Vec<f64>,
    /// Logarithm of the estimate of its likelihood.
    pub ln_likelihood: f64,
    /// Weight; those of a group add up to 1, and in an [`Outcome`] those of all.
    pub weight: f64,
}

/// How a group was moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The month, from 1, after which it was.
    pub month: usize,
    /// Effective number of vectors before.
    pub effective: f64,
    /// Rounds of steps.
    pub rounds: u32,
    /// Share of the steps that were accepted.
    pub accepted: f64,
    /// Likelihoods that were estimated.
    pub likelihoods: u64,
}

/// What a group found.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The vectors.
    pub sample: Vec<Sampled>,
    /// By month: ln P(month | those before it), parameters integrated out.
    pub months: Vec<f64>,
    /// How it was moved.
    pub moves: Vec<Move>,
}

impl Group {
    /// Logarithm of its evidence.
    pub fn ln_evidence(&self) -> f64 {
        self.months.iter().sum()
    }
}

/// What all groups found.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The groups.
    pub groups: Vec<Group>,
    /// All vectors, with weights that add up to 1: a group counts by its evidence.
    pub sample: Vec<Sampled>,
    /// Logarithm of the evidence, the mean over groups.
    pub ln_evidence: f64,
    /// Its standard error, from the spread of the groups' evidences; NaN of one group.
    pub ln_evidence_se: f64,
    /// By month: ln P(month | those before it), from the evidences up to it.
    pub months: Vec<f64>,
}

impl Outcome {
    pub(super) fn new(groups: Vec<Group>) -> Self {
        let evidences: Vec<f64> = groups.iter().map(Group::ln_evidence).collect();
        let ln_evidence = ln_mean_exp(&evidences);
        let shares: Vec<f64> = evidences.iter().map(|own| exp(own - ln_evidence)).collect();
        let count = groups.len() as f64;
        let sample = groups.iter().zip(&shares).flat_map(|(group, &share)| {
            group.sample.iter().map(move |own| Sampled {
                weight: own.weight * share / count,
                ..own.clone()
            })
        });
        let sample = sample.collect();
        let length = groups.first().map_or(0, |group| group.months.len());
        let mut sums = vec![0.0; groups.len()];
        let mut before = 0.0;
        let months = (0..length).map(|month| {
            for (sum, group) in sums.iter_mut().zip(&groups) {
                *sum += group.months[month];
            }
            let now = ln_mean_exp(&sums);
            let own = now - before;
            before = now;
            own
        });
        let months = months.collect();
        Self {
            sample,
            months,
            ln_evidence,
            ln_evidence_se: relative_error(&shares),
            groups,
        }
    }

    /// Effective number of vectors.
    pub fn ess(&self) -> f64 {
        1.0 / self
            .sample
            .iter()
            .map(|own| own.weight * own.weight)
            .sum::<f64>()
    }

    /// Likelihoods that were estimated.
    pub fn likelihoods(&self) -> u64 {
        let first: usize = self.groups.iter().map(|group| group.sample.len()).sum();
        let moves = self.groups.iter().flat_map(|group| &group.moves);
        first as u64 + moves.map(|own| own.likelihoods).sum::<u64>()
    }
}

fn ln_mean_exp(terms: &[f64]) -> f64 {
    ln_sum_exp(terms) - ln(terms.len() as f64)
}

/// Standard error of a mean over the mean, of numbers whose mean is 1: that of its logarithm, to first order.
fn relative_error(shares: &[f64]) -> f64 {
    let n = shares.len() as f64;
    let squares: f64 = shares.iter().map(|x| (x - 1.0) * (x - 1.0)).sum();
    sqrt(squares / (n - 1.0) / n)
}

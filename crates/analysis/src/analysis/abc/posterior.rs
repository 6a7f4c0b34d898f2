//! What a weighted sample says about a parameter.

use super::process::RESAMPLE;
use crate::ensemble::rng::{agent_id, uniform_at};
use crate::math::sqrt;

/// Effective sample size, 1/Σ w², of weights that add up to 1 (Kish 1965).
pub fn effective_size(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|weight| weight * weight).sum::<f64>()
}

/// Weighted quantiles: the smallest values at which the weights of all values up to them reach each
/// probability. NaN of nothing.
///
/// ```
/// use trilat_analysis::analysis::abc::posterior::quantiles;
/// let found = quantiles(&[3.0, 1.0, 2.0], &[0.5, 0.25, 0.25], &[0.25, 0.5, 0.51]);
/// assert_eq!(found, [1.0, 2.0, 3.0]);
/// ```
pub fn quantiles(values: &[f64], weights: &[f64], probabilities: &[f64]) -> Vec<f64> {
    let pairs = in_order(values, weights);
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let find = |p: &f64| {
        let mut sum = 0.0;
        // Sums of weights are not exact in their last digits.
        let wanted = p * total * (1.0 - 1e-12);
        let found = pairs.iter().find(|(_, weight)| {
            sum += weight;
            sum >= wanted
        });
        let found = found.or(pairs.last());
        found.map_or(f64::NAN, |(value, _)| *value)
    };
    probabilities.iter().map(find).collect()
}

fn in_order(values: &[f64], weights: &[f64]) -> Vec<(f64, f64)> {
    let finite = |pair: &(f64, f64)| pair.0.is_finite();
    let pairs = values.iter().copied().zip(weights.iter().copied());
    let mut pairs: Vec<(f64, f64)> = pairs.filter(finite).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs
}

/// Weighted mean and standard deviation; values that are not finite are left out.
pub fn mean_sd(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let pairs = in_order(values, weights);
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let mean = pairs.iter().map(|(x, w)| w * x).sum::<f64>() / total;
    let square = pairs.iter().map(|(x, w)| w * (x - mean) * (x - mean));
    (mean, sqrt(square.sum::<f64>() / total))
}

/// Kolmogorov–Smirnov distance between a weighted sample of positions in \[0, 1\] and the uniform
/// distribution: of F(x) for a prior F, the distance of the posterior from the prior.
///
/// ```
/// use trilat_analysis::analysis::abc::posterior::ks_distance;
/// assert_eq!(ks_distance(&[0.75, 0.25], &[0.5, 0.5]), 0.25);
/// assert_eq!(ks_distance(&[1.0, 1.0], &[0.5, 0.5]), 1.0);
/// ```
pub fn ks_distance(positions: &[f64], weights: &[f64]) -> f64 {
    let pairs = in_order(positions, weights);
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let (mut below, mut most) = (0.0, 0.0_f64);
    for (position, weight) in pairs {
        most = most.max((position - below).abs());
        below += weight / total;
        most = most.max((below - position).abs());
    }
    most
}

/// `n` places among the weights, each as often as its share of `n` within one, from a single uniform draw.
/// The weights add up to 1.
pub fn systematic(weights: &[f64], n: usize, draw: f64) -> Vec<usize> {
    let mut chosen = Vec::with_capacity(n);
    let (mut at, mut sum) = (0, weights.first().copied().unwrap_or(0.0));
    for k in 0..n {
        let point = (k as f64 + draw) / n as f64;
        while point > sum && at + 1 < weights.len() {
            at += 1;
            sum += weights[at];
        }
        chosen.push(at);
    }
    chosen
}

/// Whether the data say anything about a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The posterior is clearly another distribution than the prior.
    Informed,
    /// It is another one, but not by much.
    Weakly,
    /// It cannot be told from the prior.
    Not,
}

/// Kolmogorov–Smirnov distance from which on a parameter counts as informed: a fifth of the probability has
/// moved.
pub const INFORMED: f64 = 0.2;

/// 1 % point of the Kolmogorov distribution: of √n times the distance of n independent draws.
const KOLMOGOROV: f64 = 1.628;

impl Verdict {
    /// By the Kolmogorov–Smirnov distance of the posterior from the prior: not informed while it is below
    /// its 1 % point for as many independent draws as the effective sample size, 1.628/√ESS; informed if
    /// it is also at least [`INFORMED`]; weakly informed between.
    pub fn of(distance: f64, ess: f64) -> Self {
        if distance.is_nan() || distance <= KOLMOGOROV / sqrt(ess) {
            Self::Not
        } else if distance < INFORMED {
            Self::Weakly
        } else {
            Self::Informed
        }
    }

    /// In words, for tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Informed => "informed",
            Self::Weakly => "weakly informed",
            Self::Not => "not informed by the data",
        }
    }
}

/// Systematic resampling (Kitagawa 1996, *J. Comput. Graph. Stat.* 5, 1–25): `count` indices in increasing
/// order, each as often as its weight asks for to within one.
pub fn resample(weights: &[f64], count: usize, seed: u64) -> Vec<usize> {
    let start = uniform_at(seed, 0, 0, RESAMPLE, agent_id("abc resample"), 0);
    let total: f64 = weights.iter().sum();
    let mut at = 0;
    let mut sum = weights.first().copied().unwrap_or(0.0);
    (0..count)
        .map(|k| {
            let wanted = (k as f64 + start) / count as f64 * total;
            while sum < wanted && at + 1 < weights.len() {
                at += 1;
                sum += weights[at];
            }
            at
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_follows_distance_and_sample_size() {
        assert_eq!(Verdict::of(0.05, 1000.0), Verdict::Not);
        assert_eq!(Verdict::of(0.06, 1000.0), Verdict::Weakly);
        assert_eq!(Verdict::of(0.3, 1000.0), Verdict::Informed);
        assert_eq!(Verdict::of(0.3, 20.0), Verdict::Not);
    }

    #[test]
    fn resampling_repeats_by_weight() {
        let found = resample(&[0.5, 0.0, 0.125, 0.375], 8, 3);
        let count = |n| found.iter().filter(|at| **at == n).count();
        assert_eq!([count(0), count(1), count(2), count(3)], [4, 0, 1, 3]);
        assert!(
            resample(&[0.3, 0.7], 1000, 1)
                .windows(2)
                .all(|w| w[0] <= w[1])
        );
    }

    #[test]
    fn moments_and_sizes_of_known_samples() {
        let (mean, sd) = mean_sd(&[0.0, 4.0, f64::NAN], &[0.5, 0.25, 0.25]);
        assert!((mean - 4.0 / 3.0).abs() < 1e-15 && (sd - (32.0_f64 / 9.0).sqrt()).abs() < 1e-15);
        assert_eq!(effective_size(&[0.25; 4]), 4.0);
        assert!(quantiles(&[], &[], &[0.5])[0].is_nan());
    }
}

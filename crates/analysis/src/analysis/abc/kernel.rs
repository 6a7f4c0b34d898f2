//! The normal kernel that moves particles, and the exact weights that undo it.
//!
//! With S the weighted covariance and m the weighted mean of the particles, a proposal is
//! m + a (particle − m) + step, step ~ N(0, h² S), a ≤ 1: the shrinkage of West (1993, *JRSS B* 55, 409–422)
//! and Liu & West (2001), by which the proposals have covariance (a² + h²) S in all instead of the (1 + 2) S of
//! Beaumont et al. (2009). Here a² + h² = [`SPREAD`]. In one or two dimensions a is 1. In more, a falls, since weights
//! are only even while many particles contribute to the proposal density at a point: of n normal particles,
//! each point has n (1 + 2a²/h²)^(−d/2) of them within reach, which is held at [`NEIGHBOURS`].

use super::posterior::effective_size;
use crate::analysis::sensitivity::linear::{Cholesky, standardise};
use crate::math::{exp, ln, sqrt};

/// Variance of the proposals over that of the particles. Wider than the particles, because tails that one generation
/// misses are lost to all later ones: 1.25 gave posteriors up to a seventh too narrow.
pub const SPREAD: f64 = 2.0;
/// Particles that contribute to the proposal density at a typical point.
pub const NEIGHBOURS: f64 = 30.0;
/// Correlation matrices that are singular are pulled towards no correlation by this share.
const RIDGE: f64 = 1e-6;

/// The covariance of a weighted population of scores.
#[derive(Clone, Debug)]
pub struct Covariance {
    /// Standard deviation by coordinate.
    sd: Vec<f64>,
    /// Factor of the correlation matrix.
    factor: Cholesky,
}

impl Covariance {
    /// That of scores with weights that add up to 1. Coordinates in which all agree vary a little, so that nothing is frozen.
    pub fn of(scores: &[&[f64]], weights: &[f64]) -> Self {
        let size = scores.first().map_or(0, |score| score.len());
        let mut sd = Vec::with_capacity(size);
        let mut standard: Vec<Vec<f64>> = columns(scores);
        for column in &mut standard {
            let own = column.clone();
            let varies = standardise(column, weights);
            sd.push(if varies {
                variance(&own, weights).sqrt()
            } else {
                1e-3
            });
        }
        let mut correlation = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..size {
                let products = standard[i].iter().zip(&standard[j]).zip(weights);
                correlation[i * size + j] = if i == j {
                    1.0
                } else {
                    products.map(|((a, b), w)| w * a * b).sum()
                };
            }
        }
        Self {
            sd,
            factor: factor(&correlation, size),
        }
    }

    /// Number of coordinates.
    pub fn size(&self) -> usize {
        self.sd.len()
    }

    /// Makes of standard normal draws a draw with this covariance.
    pub fn multiply(&self, normal: &mut [f64]) {
        self.factor.multiply(normal);
        for (x, sd) in normal.iter_mut().zip(&self.sd) {
            *x *= sd;
        }
    }
}

/// Coordinate by coordinate.
fn columns(scores: &[&[f64]]) -> Vec<Vec<f64>> {
    let size = scores.first().map_or(0, |score| score.len());
    (0..size)
        .map(|at| scores.iter().map(|score| score[at]).collect())
        .collect()
}

/// A mixture of normal distributions of one covariance about weighted centres.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Standard deviation by coordinate.
    sd: Vec<f64>,
    /// Factor of the correlation matrix.
    factor: Cholesky,
    /// Centres, one after another.
    centres: Vec<f64>,
    /// The same in units in which the kernel is standard normal.
    whitened: Vec<f64>,
    /// Weights summed up to and with each centre; the last is 1.
    cumulative: Vec<f64>,
    /// Logarithms of the weights.
    ln_weights: Vec<f64>,
}

impl Kernel {
    /// The kernel about scores with weights that add up to 1.
    pub fn new(scores: &[&[f64]], weights: &[f64]) -> Self {
        let Covariance { mut sd, factor } = Covariance::of(scores, weights);
        let size = sd.len();
        let (shrink, step) = shrinkage(effective_size(weights), size);
        sd.iter_mut().for_each(|sd| *sd *= step);
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = weights
            .iter()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        let means: Vec<f64> = columns(scores)
            .iter()
            .map(|column| column.iter().zip(weights).map(|(x, w)| w * x).sum())
            .collect();
        let towards = |(z, mean): (&f64, &f64)| mean + shrink * (z - mean);
        let centres: Vec<Vec<f64>> = scores
            .iter()
            .map(|score| score.iter().zip(&means).map(towards).collect())
            .collect();
        let mut kernel = Self {
            sd,
            factor,
            centres: centres.concat(),
            whitened: Vec::new(),
            cumulative,
            ln_weights: weights.iter().map(|weight| ln(*weight)).collect(),
        };
        kernel.whitened = centres.iter().flat_map(|s| kernel.whiten(s)).collect();
        kernel
    }

    /// Number of coordinates.
    pub fn size(&self) -> usize {
        self.sd.len()
    }

    /// The proposal that a uniform draw (which centre) and standard normal draws (the step) make.
    pub fn propose(&self, uniform: f64, mut normal: Vec<f64>) -> Vec<f64> {
        let found = self.cumulative.partition_point(|sum| *sum < uniform);
        let centre = found.min(self.cumulative.len().saturating_sub(1));
        self.factor.multiply(&mut normal);
        let size = self.size();
        let centre = self.centres.iter().skip(centre * size);
        let moves = normal.iter().zip(&self.sd);
        centre
            .zip(moves)
            .map(|(centre, (step, sd))| centre + sd * step)
            .collect()
    }

    /// ln of the proposal density at scores, up to a constant of the kernel.
    pub fn ln_density(&self, score: &[f64]) -> f64 {
        let point = self.whiten(score);
        let size = self.size().max(1);
        let terms: Vec<f64> = self
            .whitened
            .chunks(size)
            .zip(&self.ln_weights)
            .map(|(centre, ln_weight)| {
                let square = |(a, b): (&f64, &f64)| (a - b) * (a - b);
                ln_weight - 0.5 * point.iter().zip(centre).map(square).sum::<f64>()
            })
            .collect();
        ln_sum_exp(&terms)
    }

    fn whiten(&self, score: &[f64]) -> Vec<f64> {
        let mut units: Vec<f64> = score.iter().zip(&self.sd).map(|(z, sd)| z / sd).collect();
        self.factor.forward(&mut units);
        units
    }
}

/// Shrinkage a towards the mean, and the step's standard deviation h over that of the particles, for particles
/// of an effective number in so many coordinates.
pub fn shrinkage(ess: f64, size: usize) -> (f64, f64) {
    let reach = exp(ln((ess / NEIGHBOURS).max(1.0)) * 2.0 / size.max(1) as f64);
    // a²/h², by the rule above.
    let ratio = 0.5 * (reach - 1.0);
    let kept = (SPREAD * ratio / (1.0 + ratio)).min(1.0);
    (sqrt(kept), sqrt(SPREAD - kept))
}

/// ln Σ exp(x), without overflow; −∞ of nothing.
pub fn ln_sum_exp(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        return f64::NEG_INFINITY;
    }
    most + ln(terms.iter().map(|term| exp(term - most)).sum::<f64>())
}

fn factor(correlation: &[f64], size: usize) -> Cholesky {
    let mut shrunk = correlation.to_vec();
    let mut ridge = RIDGE;
    loop {
        if let Some(factor) = Cholesky::of(&shrunk, size) {
            return factor;
        }
        // Ends at the unit matrix, whose factor always exists.
        ridge = (ridge * 10.0).min(1.0);
        for (at, entry) in shrunk.iter_mut().enumerate() {
            if at / size != at % size {
                *entry = (1.0 - ridge) * correlation[at];
            }
        }
    }
}

/// Weighted variance, Σ w (x − x̄)², with weights that add up to 1.
pub fn variance(values: &[f64], weights: &[f64]) -> f64 {
    let mean: f64 = values.iter().zip(weights).map(|(x, w)| w * x).sum();
    let square = |(x, w): (&f64, &f64)| w * (x - mean) * (x - mean);
    values.iter().zip(weights).map(square).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposals_have_the_weighted_mean_and_the_covariance_times_the_spread() {
        let scores = [[0.0, 1.0], [2.0, 2.0], [-1.0, 0.5], [3.0, -4.0]];
        let rows: Vec<&[f64]> = scores.iter().map(|s| &s[..]).collect();
        let weights = [0.1, 0.2, 0.3, 0.4];
        let kernel = Kernel::new(&rows, &weights);
        // The centres by draws in the middle of each weight, and the step's matrix by what unit draws do.
        let centre: Vec<Vec<f64>> = [0.05, 0.2, 0.5, 0.9]
            .map(|u| kernel.propose(u, vec![0.0; 2]))
            .to_vec();
        let step = |normal: Vec<f64>| -> Vec<f64> {
            let moved = kernel.propose(0.05, normal);
            moved.iter().zip(&centre[0]).map(|(a, b)| a - b).collect()
        };
        let (a, b) = (step(vec![1.0, 0.0]), step(vec![0.0, 1.0]));
        let mean = |rows: &[Vec<f64>], i: usize| -> f64 {
            rows.iter().zip(weights).map(|(row, w)| w * row[i]).sum()
        };
        let covariance = |rows: &[Vec<f64>], i: usize, j: usize| -> f64 {
            let (x, y) = (mean(rows, i), mean(rows, j));
            let each = rows.iter().zip(weights);
            each.map(|(row, w)| w * (row[i] - x) * (row[j] - y)).sum()
        };
        let own: Vec<Vec<f64>> = scores.iter().map(|s| s.to_vec()).collect();
        for i in 0..2 {
            assert!((mean(&centre, i) - mean(&own, i)).abs() < 1e-12);
            for j in 0..2 {
                let found = covariance(&centre, i, j) + a[i] * a[j] + b[i] * b[j];
                assert!((found - SPREAD * covariance(&own, i, j)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn particles_are_drawn_together_in_many_dimensions_and_not_in_few() {
        assert_eq!(shrinkage(1000.0, 1).0, 1.0);
        assert_eq!(shrinkage(1000.0, 2).0, 1.0);
        let (a, h) = shrinkage(1000.0, 10);
        assert!((0.7..0.9).contains(&a), "{a}");
        assert!((a * a + h * h - SPREAD).abs() < 1e-12);
        // Few particles in many dimensions make one normal distribution.
        assert!(shrinkage(20.0, 12).0 < 1e-6);
    }

    #[test]
    fn density_is_the_mixture_up_to_one_constant() {
        // Enough particles that they are not drawn together.
        let column: Vec<f64> = (0..120)
            .map(|k| f64::from(k % 7) - 0.1 * f64::from(k))
            .collect();
        let scores: Vec<[f64; 1]> = column.iter().map(|z| [*z]).collect();
        let rows: Vec<&[f64]> = scores.iter().map(|s| &s[..]).collect();
        let weights: Vec<f64> = (0..120).map(|k| f64::from(1 + k % 3) / 240.0).collect();
        let kernel = Kernel::new(&rows, &weights);
        let (shrink, step) = shrinkage(effective_size(&weights), 1);
        assert_eq!(shrink, 1.0);
        let spread = step * step * variance(&column, &weights);
        let direct = |z: f64| -> f64 {
            let each = |(x, w): (&f64, &f64)| w * (-0.5 * (z - x).powi(2) / spread).exp();
            column.iter().zip(&weights).map(each).sum()
        };
        for z in [-3.0, 0.2, 2.5, 7.0] {
            let ratio = kernel.ln_density(&[z]).exp() / direct(z);
            assert!((ratio - 1.0).abs() < 1e-12, "{z}: {ratio}");
        }
    }

    #[test]
    fn particles_that_agree_still_make_a_kernel() {
        let same = [[0.3, 0.3], [0.3, 0.3]];
        let line = [[0.0, 0.0], [1.0, 1.0]];
        for scores in [same, line] {
            let rows: Vec<&[f64]> = scores.iter().map(|s| &s[..]).collect();
            let kernel = Kernel::new(&rows, &[0.5, 0.5]);
            let moved = kernel.propose(0.9, vec![1.0, -1.0]);
            assert!(moved.iter().all(|z| z.is_finite()));
            assert!(kernel.ln_density(&moved).is_finite());
        }
    }

    #[test]
    fn no_terms_add_up_to_nothing() {
        assert_eq!(ln_sum_exp(&[]), f64::NEG_INFINITY);
        assert!((ln_sum_exp(&[1e4, 1e4]) - 1e4 - 2.0_f64.ln()).abs() < 1e-9);
    }
}

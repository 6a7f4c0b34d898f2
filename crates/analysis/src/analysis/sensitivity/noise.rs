//! What replicates share, what they add, and how to keep both out of an index.
//!
//! The output of replicate r at point x is
//!
//! > Y(x, r) = f(x) + g(r) + h(x, r), with f(x) = E\[Y | x\]
//!
//! Under common random numbers replicate r has the same draws at every point: g(r) is what they do
//! everywhere, h(x, r) what they do at x alone. With random numbers of its own at each point, g is zero and
//! h is independent between points. In both cases different replicates are independent, so
//! E\[Y(x, r) Y(z, s)\] for r ≠ s is E\[Y | x\] E\[Y | z\]: the mean over all pairs of *different* replicates is
//! unbiased for a product of two conditional means. The same over replicates of one and the same number
//! would add Cov(Y(x, r), Y(z, r)) / R, which is σ²/R for x = z, and not zero for x ≠ z under common random
//! numbers. This is the two-way random-effects analysis of variance (Searle, Casella and McCulloch 1992,
//! *Variance Components*, ch. 4), written for products.

use super::Responses;
use super::bootstrap::{Bootstrap, Estimate, dot};
use crate::watch::{Stopped, Ticker};

/// Relative size below which a difference of two sums over replicates is rounding.
const ROUNDING: f64 = 1e-13;

/// Whether points share the random numbers of their replicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Replicate r has the same random numbers at every point.
    Shared,
    /// Each run has random numbers of its own.
    Independent,
}

/// Weights of replicates, with the sums that products need.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// Weight of each replicate.
    pub first: Vec<f64>,
    /// Their squares.
    squares: Vec<f64>,
    sum: f64,
    pairs: f64,
}

impl Weights {
    /// Every replicate counts once.
    pub fn equal(replicates: usize) -> Self {
        let mut weights = Self::default();
        weights.set(|first| first.resize(replicates, 1.0));
        weights
    }

    /// Replaces the weights.
    pub fn set(&mut self, fill: impl FnOnce(&mut Vec<f64>)) {
        self.first.clear();
        fill(&mut self.first);
        self.squares.clear();
        self.squares.extend(self.first.iter().map(|v| v * v));
        self.sum = self.first.iter().sum();
        self.pairs = self.sum * self.sum - self.squares.iter().sum::<f64>();
    }

    /// Weighted mean of a point's replicates.
    pub fn mean(&self, a: &[f64]) -> f64 {
        dot(&self.first, a) / self.sum
    }

    /// The mean of a(r) b(s) over pairs of different replicates, from the two means and the values; with one
    /// replicate the plain product, which holds what noise there is.
    pub fn product(&self, mean_a: f64, mean_b: f64, a: &[f64], b: &[f64]) -> f64 {
        if a.len() < 2 {
            return mean_a * mean_b;
        }
        let mut same = 0.0;
        // Eight running sums, as in `dot`.
        let mut sums = [0.0; 8];
        let (whole_a, rest_a) = a.as_chunks::<8>();
        let (whole_b, rest_b) = b.as_chunks::<8>();
        let (whole_v, rest_v) = self.squares.as_chunks::<8>();
        for ((a, b), v) in whole_a.iter().zip(whole_b).zip(whole_v) {
            for k in 0..8 {
                sums[k] += v[k] * a[k] * b[k];
            }
        }
        for ((a, b), v) in rest_a.iter().zip(rest_b).zip(rest_v) {
            same += v * a * b;
        }
        same += sums.iter().sum::<f64>();
        let all = self.sum * self.sum * mean_a * mean_b;
        let different = all - same;
        // What rounding leaves of nothing, as where all but one replicate are zero, is nothing.
        if different.abs() <= ROUNDING * (all.abs() + same.abs()) {
            0.0
        } else {
            different / self.pairs
        }
    }

    /// [`product`](Self::product) of values with themselves.
    pub fn square(&self, a: &[f64]) -> f64 {
        let mean = self.mean(a);
        self.product(mean, mean, a, a)
    }
}

/// A part of the variance of an output over all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// `parameters`: V(E\[Y | x\]). `replicate`: what a replicate's random numbers do at every point alike.
    /// `residual`: what they do at one point or another, with all other chance. `total`: their sum.
    pub name: &'static str,
    /// Variance, in squared units of the output.
    pub variance: Estimate,
    /// Share of the total.
    pub share: Estimate,
    /// Why there is no number; empty if there is.
    pub note: &'static str,
}

/// The components of the variance over points and replicates: by analysis of variance, unbiased, hence
/// possibly negative where a component is small.
///
/// `cluster[p]` is the unit with which point p is resampled, numbered from 0 without gaps. With
/// [`Numbers::Shared`] replicates are resampled as well, and independently.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn components(
    y: &Responses,
    cluster: &[usize],
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Component>, Stopped> {
    const NAMES: [&str; 4] = ["parameters", "replicate", "residual", "total"];
    let none = |note| {
        let component = |name| Component {
            name,
            variance: Estimate::NONE,
            share: Estimate::NONE,
            note,
        };
        NAMES.map(component).into()
    };
    if !y.silence().is_empty() {
        return Ok(none(y.silence()));
    }
    if y.replicates() < 2 {
        return Ok(none(ONE_RUN));
    }
    let units = cluster.iter().map(|unit| unit + 1).max().unwrap_or(0);
    let y = y.about_mean();
    let estimate = split(
        &y,
        &vec![1.0; y.len()],
        &Weights::equal(y.replicates()),
        numbers,
    );
    let scratch = || (Vec::new(), vec![0.0; y.len()], Weights::default());
    let each = |(counts, w, v): &mut (_, Vec<f64>, Weights), b, out: &mut [f64]| {
        bootstrap.counts(b, 0, units, counts);
        for (w, unit) in w.iter_mut().zip(cluster) {
            *w = counts.get(*unit).copied().unwrap_or(0.0);
        }
        v.set(|v| match numbers {
            Numbers::Shared => bootstrap.exponential(b, y.replicates(), v),
            Numbers::Independent => v.resize(y.replicates(), 1.0),
        });
        out.copy_from_slice(&split(&y, w, v, numbers));
    };
    let estimates = bootstrap.intervals(&estimate, scratch, each, ticker)?;
    let (variances, shares) = estimates.split_at(NAMES.len());
    let parts = NAMES.into_iter().zip(variances).zip(shares);
    let components = parts.map(|((name, variance), share)| Component {
        name,
        variance: *variance,
        share: *share,
        note: "",
    });
    Ok(components.collect())
}

/// Why a single run per point has no components.
pub const ONE_RUN: &str = "one run per point: chance cannot be told from parameters";

/// The four components and their shares. Points w, replicates v.
fn split(y: &Responses, w: &[f64], v: &Weights, numbers: Numbers) -> [f64; 8] {
    let replicates = y.replicates();
    let sum: f64 = w.iter().sum();
    let squares: f64 = dot(w, w);
    // By replicate: weighted mean over points.
    let mut over_points = vec![0.0; replicates];
    let (mut products, mut within, mut same_point) = (0.0, 0.0, 0.0);
    let free = v.sum - v.squares.iter().sum::<f64>() / v.sum;
    for (point, w) in y.iter().zip(w).filter(|(_, w)| **w > 0.0) {
        let mean = v.mean(point);
        products += w * v.product(mean, mean, point, point);
        let spread = point.iter().zip(&v.first);
        let spread = spread
            .map(|(y, v)| v * (y - mean) * (y - mean))
            .sum::<f64>()
            / free;
        within += w * spread;
        same_point += w * w * spread;
        for (sum, value) in over_points.iter_mut().zip(point) {
            *sum += w * value;
        }
    }
    over_points.iter_mut().for_each(|total| *total /= sum);
    let n = w.len() as f64;
    let parameters = n / (n - 1.0) * (products / sum - v.square(&over_points));
    let within = within / sum;
    let shared = match numbers {
        Numbers::Independent => 0.0,
        Numbers::Shared => {
            let mean = v.mean(&over_points);
            let spread = over_points.iter().zip(&v.first);
            let between = spread
                .map(|(y, v)| v * (y - mean) * (y - mean))
                .sum::<f64>()
                / free;
            // Pairs of different points only: the same point twice would add the residual.
            (sum * sum * between - same_point) / (sum * sum - squares)
        }
    };
    let residual = within - shared;
    let total = parameters + within;
    let share = |part: f64| if total > 0.0 { part / total } else { f64::NAN };
    [
        parameters,
        shared,
        residual,
        total,
        share(parameters),
        share(shared),
        share(residual),
        share(total),
    ]
}

//! Standardised regression coefficients (Saltelli et al. 2008, *Global Sensitivity Analysis: The Primer*,
//! §1.2.5).
//!
//! Of the least-squares fit E\[Y | x\] ≈ b₀ + Σ bᵢ xᵢ, SRCᵢ = bᵢ sd(xᵢ) / sd(E\[Y | x\]): by how many standard deviations
//! the mean output moves when factor i moves by one of its own. R² is the share of the variance of
//! E\[Y | x\] that the fit explains; where it is low, the coefficients tell little.

use super::bootstrap::{Bootstrap, Estimate, dot};
use super::linear::{Cholesky, standardise};
use super::noise::{Numbers, Weights};
use super::{Index, Responses, reason};
use crate::watch::{Stopped, Ticker};

/// Below this R² a linear fit says little about a model (Saltelli et al. 2008).
pub const LOW_R2: f64 = 0.7;

/// Standardised coefficients, numbered by column, then R². With replicates the variance and what the fit
/// explains of it are products of different replicates, without noise. Points are resampled; with
/// [`Numbers::Shared`], replicates as well.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn regression(
    columns: &[Vec<f64>],
    y: &Responses,
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Index>, Stopped> {
    let (points, replicates) = (y.len(), y.replicates());
    let silence = y.silence();
    let constant = !silence.is_empty();
    let few = points <= columns.len() + 2;
    let y = y.centred();
    let mut values = vec![f64::NAN; columns.len() + 1];
    let equal = Weights::equal(replicates);
    let mut solvable = false;
    if !constant && !few {
        solvable = fit(columns, &y, &vec![1.0; points], &equal, &mut values);
    }
    let again = numbers == Numbers::Shared && replicates > 1;
    let scratch = || (Vec::new(), Weights::equal(replicates));
    let each = |(counts, v): &mut (_, Weights), b, out: &mut [f64]| {
        if !solvable {
            return;
        }
        bootstrap.counts(b, 0, points, counts);
        if again {
            v.set(|v| bootstrap.exponential(b, replicates, v));
        }
        fit(columns, &y, counts, v, out);
    };
    let estimates = bootstrap.intervals(&values, scratch, each, ticker)?;
    let note = |estimate: &Estimate| match () {
        () if constant => silence,
        () if few => reason::FEW_POINTS,
        () if !solvable => reason::COLLINEAR,
        () if estimate.value.is_nan() => reason::NOISE,
        () if !estimate.has_interval() => reason::UNSTABLE,
        () => "",
    };
    let indices = estimates.iter().enumerate();
    let indices = indices.map(|(at, estimate)| {
        let of_all = at == columns.len();
        Index {
            factor: (!of_all).then_some(at),
            ..Index::of(
                if of_all { "r2" } else { "src" },
                at,
                *estimate,
                note(estimate),
            )
        }
    });
    Ok(indices.collect())
}

/// Coefficients and R² of points w and replicates v; false, and NaN, if columns cannot be told apart.
fn fit(columns: &[Vec<f64>], y: &Responses, w: &[f64], v: &Weights, out: &mut [f64]) -> bool {
    out.fill(f64::NAN);
    let total: f64 = w.iter().sum();
    let replicates = y.replicates();
    let size = columns.len();
    // Standardised columns, each times its weights.
    let mut scaled: Vec<Vec<f64>> = columns.to_vec();
    for column in &mut scaled {
        if !standardise(column, w) {
            return false;
        }
    }
    let mut matrix = vec![1.0; size * size];
    let mut cross = vec![0.0; size * replicates];
    for i in 0..size {
        let weighted: Vec<f64> = scaled[i]
            .iter()
            .zip(w)
            .map(|(x, w)| w * x / total)
            .collect();
        for j in 0..i {
            let correlation = dot(&weighted, &scaled[j]);
            matrix[i * size + j] = correlation;
            matrix[j * size + i] = correlation;
        }
        let row = &mut cross[i * replicates..(i + 1) * replicates];
        for (point, weight) in y.iter().zip(&weighted).filter(|(_, w)| **w != 0.0) {
            for (sum, value) in row.iter_mut().zip(point) {
                *sum += weight * value;
            }
        }
    }
    let Some(cholesky) = Cholesky::of(&matrix, size) else {
        return false;
    };
    let mut over_points = vec![0.0; replicates];
    let mut products = 0.0;
    for (point, w) in y.iter().zip(w).filter(|(_, w)| **w > 0.0) {
        products += w / total * v.square(point);
        for (sum, value) in over_points.iter_mut().zip(point) {
            *sum += w / total * value;
        }
    }
    let variance = products - v.square(&over_points);
    if variance.is_nan() || variance <= 0.0 {
        return true;
    }
    let means = (0..size).map(|i| v.mean(&cross[i * replicates..(i + 1) * replicates]));
    let mut coefficients: Vec<f64> = means.collect();
    cholesky.forward(&mut coefficients);
    cholesky.backward(&mut coefficients);
    // By replicate, L z = c: what the fit explains is the sum of products of z.
    let mut rotated = vec![0.0; size * replicates];
    let mut one = vec![0.0; size];
    for r in 0..replicates {
        for (i, one) in one.iter_mut().enumerate() {
            *one = cross[i * replicates + r];
        }
        cholesky.forward(&mut one);
        for (i, one) in one.iter().enumerate() {
            rotated[i * replicates + r] = *one;
        }
    }
    let explained: f64 = rotated.chunks(replicates).map(|z| v.square(z)).sum();
    for (out, coefficient) in out.iter_mut().zip(&coefficients) {
        *out = coefficient / variance.sqrt();
    }
    if let Some(r2) = out.get_mut(size) {
        *r2 = explained / variance;
    }
    true
}

//! Posteriors that can be integrated.

use trilat::analysis::abc::posterior::{mean_sd, quantiles};
use trilat::math::normal_cdf;

use super::toys::{Moments, averages};

/// Moments of a density on a grid.
fn integrate(grid: &[f64], density: &[f64]) -> Moments {
    let total: f64 = density.iter().sum();
    let weights: Vec<f64> = density.iter().map(|d| d / total).collect();
    let (mean, sd) = mean_sd(grid, &weights);
    let q = quantiles(grid, &weights, &[0.05, 0.5, 0.95]);
    [mean, sd, q[0], q[1], q[2]]
}

/// Largest misses in standard deviations of the posterior: about three standard errors of the averages (measured
/// over 16 seeds), and half of what proposals that are too narrow cost.
const ALLOWED: Moments = [0.06, 0.08, 0.2, 0.08, 0.2];

fn close(found: &Moments, exact: &Moments) {
    for (at, allowed) in ALLOWED.iter().enumerate() {
        let miss = (found[at] - exact[at]).abs() / exact[1];
        assert!(miss < *allowed, "{at}: {found:?} {exact:?}");
    }
}

#[test]
fn the_mean_of_normal_draws_has_its_abc_posterior_and_nearly_the_conjugate_one() {
    // p(mu | |s − 1.2| ≤ 0.1·0.5): prior times the probability of coming that near.
    let grid: Vec<f64> = (0..40_001)
        .map(|k| -4.0 + 8.0 * f64::from(k) / 40_000.0)
        .collect();
    let density: Vec<f64> = grid
        .iter()
        .map(|mu| {
            let near = normal_cdf((1.25 - mu) / 0.5) - normal_cdf((1.15 - mu) / 0.5);
            (-0.5 * mu * mu / 4.0).exp() * near
        })
        .collect();
    let exact = integrate(&grid, &density);
    // Conjugate: precision 1/4 + 1/0.25, mean 1.2·4/4.25.
    assert!((exact[0] - 1.2 * 4.0 / 4.25).abs() < 2e-3);
    assert!((exact[1] - (1.0_f64 / 4.25).sqrt()).abs() < 2e-3);
    close(&averages("mean")[0], &exact);
}

#[test]
fn mean_and_spread_have_the_posterior_of_their_sufficient_statistics() {
    // The likelihood of mean and standard deviation of n = 20: N(mu, σ²/n) and σ² χ²(19)/19.
    let (n, m, s) = (20.0, 0.7, 1.6);
    let ln_likelihood = |mu: f64, sigma: f64| {
        let z = (m - mu) / sigma;
        -0.5 * n * z * z - n * sigma.ln() - 0.5 * (n - 1.0) * (s / sigma) * (s / sigma)
    };
    let mus: Vec<f64> = (0..601)
        .map(|k| -1.3 + 4.0 * f64::from(k) / 600.0)
        .collect();
    // Equal steps of the logarithm carry the prior.
    let sigmas: Vec<f64> = (0..601)
        .map(|k| (0.8_f64.ln() + 1.5 * f64::from(k) / 600.0).exp())
        .collect();
    let cell = |mu: f64, sigma: f64| ln_likelihood(mu, sigma).exp();
    let of_mu: Vec<f64> = mus
        .iter()
        .map(|mu| sigmas.iter().map(|sigma| cell(*mu, *sigma)).sum())
        .collect();
    let of_sigma: Vec<f64> = sigmas
        .iter()
        .map(|sigma| mus.iter().map(|mu| cell(*mu, *sigma)).sum())
        .collect();
    // The tolerance adds about 0.15²/2 to the variance: next to nothing.
    close(&averages("spread")[0], &integrate(&mus, &of_mu));
    close(&averages("spread")[1], &integrate(&sigmas, &of_sigma));
}

//! Posteriors that can be integrated.

use trilat::analysis::abc::posterior::{mean_sd, quantiles};
use trilat::analysis::abc::smc::Stop;
use trilat::math::normal_cdf;

use crate::toys::{mean, mean_model, posterior, settings, solve, spread, spread_model};

/// Mean, standard deviation and quantiles of a density on a grid.
fn integrate(grid: &[f64], density: &[f64], at: &[f64]) -> (f64, f64, Vec<f64>) {
    let total: f64 = density.iter().sum();
    let weights: Vec<f64> = density.iter().map(|d| d / total).collect();
    let (mean, sd) = mean_sd(grid, &weights);
    (mean, sd, quantiles(grid, &weights, at))
}

const AT: [f64; 3] = [0.05, 0.5, 0.95];

/// `found` within `errors` standard errors of a sample of size `ess`: of the mean sd/√n, of the standard deviation
/// sd/√(2n), and of quantiles √(p(1−p)/n) over the density, which is bounded by that of the normal.
fn close(values: &[f64], weights: &[f64], exact: (f64, f64, Vec<f64>), errors: f64) {
    let ess = 1.0 / weights.iter().map(|w| w * w).sum::<f64>();
    let (m, sd) = mean_sd(values, weights);
    let q = quantiles(values, weights, &AT);
    let error = exact.1 / ess.sqrt();
    assert!((m - exact.0).abs() < errors * error, "mean {m} {exact:?}");
    assert!(
        (sd - exact.1).abs() < errors * error / 2.0_f64.sqrt(),
        "sd {sd} {exact:?}"
    );
    // √(p(1−p))/φ(Φ⁻¹(p)) is 2.11 at 5 % and 1.25 at 50 %.
    for (k, factor) in [2.11, 1.25, 2.11].into_iter().enumerate() {
        let miss = (q[k] - exact.2[k]).abs();
        assert!(miss < errors * factor * error, "q {k}: {q:?} {exact:?}");
    }
}

#[test]
fn the_mean_of_normal_draws_has_its_abc_posterior_and_nearly_the_conjugate_one() {
    let settings = settings(4000, 0.1);
    let (priors, outcome) = solve(mean(), mean_model, &settings);
    assert_eq!(outcome.stop, Stop::Tolerance);
    let (values, weights) = posterior(&outcome, &priors, 0);
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
    let exact = integrate(&grid, &density, &AT);
    // Conjugate: precision 1/4 + 1/0.25, mean 1.2·4/4.25.
    assert!((exact.0 - 1.2 * 4.0 / 4.25).abs() < 2e-3);
    assert!((exact.1 - (1.0_f64 / 4.25).sqrt()).abs() < 2e-3);
    close(&values, &weights, exact, 4.0);
}

#[test]
fn mean_and_spread_have_the_posterior_of_their_sufficient_statistics() {
    let settings = settings(3000, 0.15);
    let (priors, outcome) = solve(spread(), spread_model, &settings);
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
    // The tolerance widens the posterior by about 0.15²/2 of its variance: less than the allowance.
    let (values, weights) = posterior(&outcome, &priors, 0);
    close(&values, &weights, integrate(&mus, &of_mu, &AT), 5.0);
    let (values, weights) = posterior(&outcome, &priors, 1);
    close(&values, &weights, integrate(&sigmas, &of_sigma, &AT), 5.0);
}

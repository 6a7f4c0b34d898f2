//! Negative-binomial regression on the counts before.

use libm::{exp, log};

use super::dispersion::Size;
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use super::nelder_mead::minimise;
use super::paths::{LARGEST_MEAN, ahead};
use super::rolling::recent;
use crate::analysis::score::Predictive;

const NAME: &str = "nb_autoregression";
const SHORT: usize = 3;
const LONG: usize = 12;

/// What is added to means before their logarithm.
pub const ADDED: f64 = 0.25;

/// Log-linear negative-binomial autoregression (after Fokianos & Tjøstheim 2011, Journal of
/// Multivariate Analysis 102): ln mean = a + b ln(mean of the last 3 counts + ¼) + c ln(mean of the
/// last 12 + ¼), by maximum likelihood given the counts before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Autoregression {
    /// a, b and c.
    pub coefficients: [f64; 3],
    /// Size.
    pub size: Size,
    /// Log likelihood of the fit months.
    pub log_likelihood: f64,
}

impl Autoregression {
    /// The most likely parameters. Fit months without 12 months before them are left out.
    ///
    /// # Errors
    /// [`BaselineError`] if fewer than 24 months are left, nothing happened or the fit fails.
    pub fn fit(fit: &Fit<'_>) -> Result<Self, BaselineError> {
        let usable = Fit {
            from: fit.from.max(LONG),
            ..*fit
        };
        usable.check(NAME, 24)?;
        let months: Vec<(u64, [f64; 2])> = (usable.from..fit.counts.len())
            .map(|month| (fit.counts[month], regressors(&fit.counts[..month])))
            .collect();
        let counts = usable.fitted();
        let mean = counts.iter().map(|&y| y as f64).sum::<f64>() / counts.len() as f64;
        let unlikely = |x: &[f64]| -> f64 {
            let size = Size::from_ln(x[3]);
            let term = |(y, past): &(u64, [f64; 2])| size.ln_mass(*y, mean_of(&x[..3], past));
            -months.iter().map(term).sum::<f64>()
        };
        let found = minimise(unlikely, &[log(mean), 0.0, 0.0, 0.0], 0.5);
        if !found.converged {
            return Err(BaselineError::NoMaximum { name: NAME });
        }
        Ok(Self {
            coefficients: [found.at[0], found.at[1], found.at[2]],
            size: Size::from_ln(found.at[3]),
            log_likelihood: -found.value,
        })
    }

    fn mean(&self, counts: &[u64]) -> f64 {
        mean_of(&self.coefficients, &regressors(counts))
    }
}

fn regressors(counts: &[u64]) -> [f64; 2] {
    [SHORT, LONG].map(|window| log(recent(counts, window) + ADDED))
}

fn mean_of(coefficients: &[f64], past: &[f64; 2]) -> f64 {
    let mean = exp(coefficients[0] + coefficients[1] * past[0] + coefficients[2] * past[1]);
    if mean > LARGEST_MEAN {
        LARGEST_MEAN
    } else {
        mean
    }
}

impl Fitted for Autoregression {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        let [a, b, c] = self.coefficients;
        vec![
            ("intercept", a),
            ("ln_mean_3", b),
            ("ln_mean_12", c),
            ("size", self.size.value()),
            ("log_likelihood", self.log_likelihood),
        ]
    }

    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError> {
        past.check(NAME, LONG)?;
        let mean = |counts: &[u64]| self.mean(counts);
        Ok(ahead(NAME, past.counts, past.horizon, self.size, mean))
    }
}

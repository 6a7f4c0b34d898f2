//! The distribution of the fit months, whatever came since.

use super::dispersion::{Size, SizeBy, size_by_likelihood, size_by_moments};
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use crate::analysis::score::Predictive;

const NAME: &str = "climatology";

/// Negative binomial with the mean of the fit months (which is also the most likely one).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Climatology {
    /// Mean of the fit months.
    pub mean: f64,
    /// Size.
    pub size: Size,
}

impl Climatology {
    /// Mean and size of the fit months.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`] below 2 months, [`BaselineError::NoEvents`].
    pub fn fit(fit: &Fit<'_>) -> Result<Self, BaselineError> {
        fit.check(NAME, 2)?;
        let counts = fit.fitted();
        let mean = counts.iter().map(|&y| y as f64).sum::<f64>() / counts.len() as f64;
        let size = match fit.size {
            SizeBy::Moments => size_by_moments(counts),
            SizeBy::Likelihood => size_by_likelihood(counts, &vec![mean; counts.len()]),
        };
        Ok(Self { mean, size })
    }
}

impl Fitted for Climatology {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("mean", self.mean), ("size", self.size.value())]
    }

    fn predict(&self, _: Past<'_>) -> Result<Predictive, BaselineError> {
        Ok(self.size.about(self.mean))
    }
}

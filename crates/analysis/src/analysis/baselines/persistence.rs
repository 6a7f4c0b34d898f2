//! The next month is like the last.

use super::dispersion::Size;
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use super::rolling::naive_size;
use crate::analysis::score::Predictive;

const NAME: &str = "persistence";

/// What is added to the last count.
pub const ADDED: f64 = 0.25;

/// Negative binomial about the last known count plus [`ADDED`], however far ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Persistence {
    /// Size.
    pub size: Size,
}

impl Persistence {
    /// The size; the mean has nothing to fit.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`] below 2 months, [`BaselineError::NoEvents`].
    pub fn fit(fit: &Fit<'_>) -> Result<Self, BaselineError> {
        fit.check(NAME, 2)?;
        let size = naive_size(fit, |past| mean(NAME, past))?;
        Ok(Self { size })
    }
}

fn mean(name: &'static str, past: Past<'_>) -> Result<f64, BaselineError> {
    past.check(name, 1)?;
    Ok(past.counts.last().map_or(0.0, |&y| y as f64) + ADDED)
}

impl Fitted for Persistence {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("added", ADDED), ("size", self.size.value())]
    }

    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError> {
        Ok(self.size.about(mean(NAME, past)?))
    }
}

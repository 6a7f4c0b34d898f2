//! What all baselines share: what they are fitted to, and what they forecast from.

use super::dispersion::SizeBy;
use super::error::BaselineError;
use crate::analysis::score::Predictive;

/// What a fit sees.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'a> {
    /// Counts up to the last month of the fit. Those before `from` are only looked back on.
    pub counts: &'a [u64],
    /// First month of the fit, as an index of `counts`.
    pub from: usize,
    /// How naive forecasts get their size.
    pub size: SizeBy,
    /// Months ahead, for sizes by likelihood.
    pub horizon: usize,
}

impl<'a> Fit<'a> {
    /// The counts of the fit months.
    pub fn fitted(&self) -> &'a [u64] {
        &self.counts[self.from.min(self.counts.len())..]
    }

    /// The fit months with at least one event, of at least `needed`.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`] or [`BaselineError::NoEvents`].
    pub(super) fn check(&self, name: &'static str, needed: usize) -> Result<(), BaselineError> {
        let found = self.fitted().len();
        if found < needed {
            return Err(BaselineError::TooShort {
                name,
                what: "to fit",
                needed,
                found,
            });
        }
        if self.fitted().iter().all(|&y| y == 0) {
            return Err(BaselineError::NoEvents {
                name,
                months: found,
            });
        }
        Ok(())
    }
}

/// What a forecast sees: counts up to its origin, and how far ahead the month lies.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// Counts up to the origin.
    pub counts: &'a [u64],
    /// Months from the origin to the month forecast, at least 1.
    pub horizon: usize,
}

impl Past<'_> {
    /// At least `needed` counts.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`].
    pub(super) fn check(&self, name: &'static str, needed: usize) -> Result<(), BaselineError> {
        if self.counts.len() < needed {
            return Err(BaselineError::TooShort {
                name,
                what: "before the forecast",
                needed,
                found: self.counts.len(),
            });
        }
        Ok(())
    }
}

/// A baseline whose parameters are known.
pub trait Fitted {
    /// Name, in snake_case.
    fn name(&self) -> &'static str;

    /// Parameters by name.
    fn parameters(&self) -> Vec<(&'static str, f64)>;

    /// The distribution of the count `past.horizon` months after the last of `past.counts`.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`].
    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError>;
}

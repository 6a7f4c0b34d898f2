//! The next month is like the mean of the last few.

use super::dispersion::{Size, SizeBy, size_by_likelihood, size_by_moments};
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use crate::analysis::score::Predictive;

/// What is added to the mean.
pub const ADDED: f64 = 0.1;

/// Negative binomial about the mean of the last known counts plus [`ADDED`], however far ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rolling {
    /// Months looked back on.
    pub window: usize,
    /// Size.
    pub size: Size,
}

impl Rolling {
    /// The size; the mean has nothing to fit.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`] below 2 months, [`BaselineError::NoEvents`].
    pub fn fit(fit: &Fit<'_>, window: usize) -> Result<Self, BaselineError> {
        fit.check(name(window), 2)?;
        let size = naive_size(fit, |past| mean(window, past))?;
        Ok(Self { window, size })
    }
}

fn name(window: usize) -> &'static str {
    match window {
        3 => "rolling_3",
        12 => "rolling_12",
        _ => "rolling",
    }
}

fn mean(window: usize, past: Past<'_>) -> Result<f64, BaselineError> {
    past.check(name(window), window)?;
    Ok(recent(past.counts, window) + ADDED)
}

/// Mean of the last `window` counts.
pub(super) fn recent(counts: &[u64], window: usize) -> f64 {
    let last = &counts[counts.len().saturating_sub(window)..];
    last.iter().map(|&y| y as f64).sum::<f64>() / last.len() as f64
}

/// The size of a naive forecast with the mean `mean`. By likelihood it is fitted to the fit months that
/// have enough before them.
pub(super) fn naive_size(
    fit: &Fit<'_>,
    mean: impl Fn(Past<'_>) -> Result<f64, BaselineError>,
) -> Result<Size, BaselineError> {
    if fit.size == SizeBy::Moments {
        return Ok(size_by_moments(fit.fitted()));
    }
    let (mut counts, mut means) = (Vec::new(), Vec::new());
    let mut short = None;
    for month in fit.from..fit.counts.len() {
        let known = (month + 1).saturating_sub(fit.horizon);
        let past = Past {
            counts: &fit.counts[..known],
            horizon: fit.horizon,
        };
        match mean(past) {
            Ok(mean) => {
                counts.push(fit.counts[month]);
                means.push(mean);
            }
            Err(error) => short = Some(error),
        }
    }
    match short {
        Some(error) if counts.is_empty() => Err(error),
        _ => Ok(size_by_likelihood(&counts, &means)),
    }
}

impl Fitted for Rolling {
    fn name(&self) -> &'static str {
        name(self.window)
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("added", ADDED), ("size", self.size.value())]
    }

    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError> {
        Ok(self.size.about(mean(self.window, past)?))
    }
}

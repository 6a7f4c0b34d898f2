//! The next January is like the last one.

use super::dispersion::Size;
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use super::rolling::naive_size;
use crate::analysis::score::Predictive;

const NAME: &str = "seasonal_naive";
const YEAR: usize = 12;

/// What is added to the count of the year before.
pub const ADDED: f64 = 0.25;

/// Negative binomial about the last known count of the same calendar month plus [`ADDED`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seasonal {
    /// Size.
    pub size: Size,
}

impl Seasonal {
    /// The size; the mean has nothing to fit.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`] below 2 months, [`BaselineError::NoEvents`].
    pub fn fit(fit: &Fit<'_>) -> Result<Self, BaselineError> {
        fit.check(NAME, 2)?;
        let size = naive_size(fit, mean)?;
        Ok(Self { size })
    }
}

fn mean(past: Past<'_>) -> Result<f64, BaselineError> {
    // Whole years back from the month forecast, to a month that is known.
    let back = past.horizon.div_ceil(YEAR) * YEAR - past.horizon;
    past.check(NAME, back + 1)?;
    let at = past.counts.len() - 1 - back;
    Ok(past.counts[at] as f64 + ADDED)
}

impl Fitted for Seasonal {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![("added", ADDED), ("size", self.size.value())]
    }

    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError> {
        Ok(self.size.about(mean(past)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_month_is_found_at_any_horizon() {
        let counts: Vec<u64> = (0..36).collect();
        for (horizon, found) in [(1, 24.0), (12, 35.0), (13, 24.0), (24, 35.0)] {
            let past = Past {
                counts: &counts,
                horizon,
            };
            assert_eq!(mean(past).unwrap(), found + ADDED, "{horizon}");
        }
    }
}

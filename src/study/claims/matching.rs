//! The probers' intercepts, found again at a point of the space.
//!
//! Only d − cost + v·G is identified, so that a draw of the other numbers at the intercepts of the defaults would be
//! a world with other base rates. A few rounds from the defaults' intercepts, on few runs of a short horizon, are
//! enough: each moves the intercepts by the difference in log-odds, and rates are averages of
//! probabilities, not of draws.

use crate::ensemble::LANES;
use crate::scenario::{Parameters, Scenario};
use crate::study::base_rates::{Effort, MatchError, match_rates};

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matching {
    /// Most rounds; one less moves of the intercepts.
    pub rounds: u32,
    /// Runs of a round.
    pub runs: u64,
    /// Most recorded months of a run.
    pub months: u32,
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            rounds: 5,
            runs: LANES as u64,
            months: 60,
        }
    }
}

/// Rounds end when rates are as close as this, in logarithms.
const TOLERANCE: f64 = 0.02;

/// The numbers of a point with its intercepts and stationary means, and the largest |ln(shown/wanted)| of a
/// rate left; NaN where the scenario has no base rates, so that nothing was matched.
///
/// # Errors
/// [`MatchError`].
pub fn matched(
    scenario: &Scenario,
    effort: Matching,
) -> Result<(Parameters<f64>, f64), MatchError> {
    let short = Scenario {
        horizon: scenario.horizon.min(effort.months),
        ..scenario.clone()
    };
    let effort = Effort {
        runs: effort.runs,
        rounds: effort.rounds,
        tolerance: TOLERANCE,
        threads: 1,
    };
    match match_rates::<LANES>(&short, effort, &mut |_, _| ()) {
        Ok(found) => Ok((found.scenario.parameters, found.worst)),
        Err(MatchError::NoRates) => Ok((short.parameters, f64::NAN)),
        Err(error) => Err(error),
    }
}

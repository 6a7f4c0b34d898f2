//! The Brier score.

use super::predictive::Predictive;

/// (P(any event) − 1{any event})²; 0 is best and 1 worst (Brier 1950, Monthly Weather Review 78).
///
/// ```
/// use trilat_analysis::analysis::score::{Predictive, brier::any_event};
/// let forecast = Predictive::mass(vec![0.7, 0.2, 0.1])?;
/// assert!((any_event(&forecast, 2) - 0.49).abs() < 1e-15);
/// assert!((any_event(&forecast, 0) - 0.09).abs() < 1e-15);
/// # Ok::<(), trilat_analysis::analysis::score::PredictiveError>(())
/// ```
pub fn any_event(predictive: &Predictive, observed: u64) -> f64 {
    let happened = if observed > 0 { 1.0 } else { 0.0 };
    let miss = predictive.any() - happened;
    miss * miss
}

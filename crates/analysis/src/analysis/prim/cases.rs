//! Which points are cases.

/// What makes a point a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CaseRule {
    /// An outcome above this value.
    Above(f64),
    /// An outcome below this value.
    Below(f64),
    /// An outcome among the highest, this many in 100 points; points that tie with the last are in.
    Top(f64),
}

/// The cases, and the value that separates them.
#[derive(Clone, Debug, PartialEq)]
pub struct Cases {
    /// Whether each point is a case.
    pub cases: Vec<bool>,
    /// The value that separates them; for [`CaseRule::Top`] the lowest outcome of a case. NaN without
    /// points.
    pub threshold: f64,
}

/// Sorts points by their outcome.
///
/// ```
/// use trilat_analysis::analysis::prim::cases::{CaseRule, classify};
/// let found = classify(&[3.0, 1.0, 2.0, 2.0], CaseRule::Top(50.0));
/// assert_eq!((found.cases, found.threshold), (vec![true, false, true, true], 2.0));
/// ```
pub fn classify(outcome: &[f64], rule: CaseRule) -> Cases {
    let (threshold, is_case): (f64, &dyn Fn(f64, f64) -> bool) = match rule {
        CaseRule::Above(value) => (value, &|x, value| x > value),
        CaseRule::Below(value) => (value, &|x, value| x < value),
        CaseRule::Top(percent) => {
            let mut sorted = outcome.to_vec();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let share = libm::round(percent / 100.0 * outcome.len() as f64) as usize;
            let last = share.clamp(1, outcome.len().max(1)) - 1;
            let value = sorted.get(last).copied().unwrap_or(f64::NAN);
            (value, &|x, value| x >= value)
        }
    };
    Cases {
        cases: outcome.iter().map(|x| is_case(*x, threshold)).collect(),
        threshold,
    }
}

//! Which share of the space has the predicted sign.
//!
//! Two things are uncertain: the points are a sample of the space, and the sign at a point is judged from
//! runs. A point that stays undecided may have either sign, so that the share of points *decided* to be as
//! predicted estimates the *true* share only where few are undecided. The interval here therefore assumes
//! nothing about the undecided (Manski 2003, *Partial Identification of Probability Distributions*):
//!
//! - from below, undecided points all count against the claim; from above, all for it;
//! - each of the two shares has its own limit for the sample of points (Wilson 1927);
//! - judged at 5 %, two-sided, an effect that is truly zero or of the other sign is decided the wrong way at
//!   2.5 % of points at most. With θ the true share, at most θ + 0.025 (1 − θ) of points are expected to be decided as
//!   predicted, and at most (1 − θ) + 0.025 θ not; both are solved for θ (as Rogan & Gladen 1978, American Journal
//!   of Epidemiology 107(1), for a test with false positives, in the worst case).
//!
//! The interval holds the true share with at least 95 % in any space. It is wide where much is undecided: that
//! is what such runs can say. [`deconvolution`](super::deconvolution) says more at the price of a model.

use super::signs::{Predicted, Sign};
use crate::analysis::interval::wilson;

/// The chance that a point is decided to have a sign that it does not have.
pub(super) const WRONG: f64 = 0.025;

/// An interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies inside, ends included.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Points by sign, and what they say of the space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Points judged.
    pub points: u64,
    /// Points with the predicted sign.
    pub predicted: u64,
    /// Points with the opposite sign.
    pub opposite: u64,
    /// Points at which every pair of runs was equal.
    pub zero: u64,
    /// Points that stay undecided.
    pub undecided: u64,
    /// 95 % interval of the true share of the space with the predicted sign.
    pub true_share: Interval,
    /// 95 % interval of the true share of the space with the opposite sign.
    pub true_opposite: Interval,
}

impl Shares {
    /// A count as a share of the points; NaN without points.
    pub fn share(&self, count: u64) -> f64 {
        count as f64 / self.points as f64
    }
}

/// Counts signs against a prediction.
///
/// ```
/// use trilat_analysis::analysis::claims::{Predicted, Sign, shares};
///
/// let mut signs = vec![Sign::Plus; 250];
/// signs.extend([Sign::Undecided; 6]);
/// let found = shares(&signs, Predicted::Up);
/// assert_eq!((found.predicted, found.undecided), (250, 6));
/// assert!(found.true_share.low > 0.94 && found.true_share.high == 1.0);
/// ```
pub fn shares(signs: &[Sign], predicted: Predicted) -> Shares {
    let count = |wanted: Option<bool>, zero: bool| {
        let is =
            |sign: &&Sign| predicted.agrees(**sign) == wanted && (**sign == Sign::Zero) == zero;
        signs.iter().filter(is).count() as u64
    };
    let points = signs.len() as u64;
    let (agree, opposite) = (count(Some(true), false), count(Some(false), false));
    let (zero, undecided) = (count(Some(false), true), count(None, false));
    Shares {
        points,
        predicted: agree,
        opposite,
        zero,
        undecided,
        true_share: true_share(agree, opposite + zero, points, WRONG),
        true_opposite: true_share(opposite, agree + zero, points, WRONG),
    }
}

/// The interval of the true share of points that are so, of which `yes` are decided to be and `no` not to be, each
/// wrongly with a chance of at most `wrong`.
pub(super) fn true_share(yes: u64, no: u64, points: u64, wrong: f64) -> Interval {
    if points == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let least = |decided: u64| (wilson(decided, points).0 - wrong) / (1.0 - wrong);
    Interval {
        low: least(yes).max(0.0),
        high: (1.0 - least(no)).min(1.0),
    }
}

//! Equivalence: showing that an effect is as good as zero, which is more than not showing that it is not.

use libm::fabs;

use super::effect::PointEffect;
use super::shares::{Interval, true_share};
use crate::analysis::interval::student_t_p;

/// The largest effect of an ablated model, as a share of the effect at the defaults, that counts as vanished.
pub const MARGIN: f64 = 0.1;
/// Level of each one-sided test, and so the chance that a point is decided wrongly.
const LEVEL: f64 = 0.05;

/// The two one-sided tests of a mean within ±`margin` (Schuirmann 1987, Journal of Pharmacokinetics and
/// Biopharmaceutics 15(6)): the larger of the p-values of "the mean is −margin or less" and "it is margin or
/// more". At or below 0.05 the effect is equivalent to zero: its 90 % interval lies within the margin. 0 or 1
/// where all pairs differ by the same; NaN below two pairs or for a margin that is not above zero.
///
/// ```
/// use trilat_analysis::analysis::claims::PointEffect;
/// use trilat_analysis::analysis::claims::equivalence::equivalence_p;
///
/// let effect = PointEffect { mean: 0.02, se: 0.02, n: 100 };
/// assert!(equivalence_p(&effect, 0.1) < 0.001);
/// assert!(equivalence_p(&effect, 0.03) > 0.05);
/// ```
pub fn equivalence_p(effect: &PointEffect, margin: f64) -> f64 {
    if effect.n < 2 || margin.is_nan() || margin <= 0.0 {
        return f64::NAN;
    }
    let below = one_sided_p(effect.mean + margin, effect);
    let above = one_sided_p(margin - effect.mean, effect);
    if below.is_nan() || above.is_nan() {
        f64::NAN
    } else {
        f64::max(below, above)
    }
}

/// P(T ≥ distance/se): small where the distance is well above zero.
fn one_sided_p(distance: f64, effect: &PointEffect) -> f64 {
    if effect.se == 0.0 {
        return if distance > 0.0 { 0.0 } else { 1.0 };
    }
    let two_sided = student_t_p(distance / effect.se, effect.n - 1);
    if distance >= 0.0 {
        0.5 * two_sided
    } else {
        1.0 - 0.5 * two_sided
    }
}

/// What became of an effect under an ablation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vanished {
    /// Zero in every pair of runs.
    Zero,
    /// Equivalent to zero within a tenth of the effect at the defaults.
    Equivalent,
    /// Neither, and its 95 % interval excludes zero.
    Remains,
    /// Neither, but the runs are too few to tell.
    Unclear,
    /// There was none at the defaults: its 95 % interval holds zero.
    NothingThere,
}

impl Vanished {
    /// Whether it is gone, or was never there.
    pub fn gone(self) -> bool {
        matches!(self, Self::Zero | Self::Equivalent | Self::NothingThere)
    }

    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero_in_every_pair",
            Self::Equivalent => "equivalent",
            Self::Remains => "remains",
            Self::Unclear => "unclear",
            Self::NothingThere => "nothing_there",
        }
    }
}

/// Whether an effect has vanished under an ablation: zero in every pair, or equivalent to zero within
/// [`MARGIN`] of the effect at the defaults.
pub fn vanishes(ablated: &PointEffect, default: &PointEffect) -> Vanished {
    let (low, high) = default.interval();
    let (own_low, own_high) = ablated.interval();
    if ablated.is_zero() {
        Vanished::Zero
    } else if !(low > 0.0 || high < 0.0) {
        Vanished::NothingThere
    } else if equivalence_p(ablated, MARGIN * fabs(default.mean)) <= LEVEL {
        Vanished::Equivalent
    } else if own_low > 0.0 || own_high < 0.0 {
        Vanished::Remains
    } else {
        Vanished::Unclear
    }
}

/// Points of a space by whether an effect is equivalent to zero there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EquivalentShare {
    /// Points judged.
    pub points: u64,
    /// Points at which the effect is zero in every pair, or equivalent to zero.
    pub equivalent: u64,
    /// Points at which it is beyond the margin (one-sided tests at 5 %).
    pub beyond: u64,
    /// Points that stay undecided.
    pub undecided: u64,
    /// 95 % interval of the share of the space in which the effect is within the margin, by the same reasoning
    /// as [`Shares::true_share`](super::Shares::true_share) with a chance of 5 % that a point is decided wrongly.
    pub true_share: Interval,
}

/// In what share of the space an effect is equivalent to zero: `points` holds the effect and the margin at each
/// point, such as a tenth of the base rate there. A point without a margin above zero is undecided unless every
/// pair is equal.
pub fn equivalent_share(points: &[(PointEffect, f64)]) -> EquivalentShare {
    let (mut equivalent, mut beyond) = (0, 0);
    for (effect, margin) in points {
        if effect.is_zero() || equivalence_p(effect, *margin) <= LEVEL {
            equivalent += 1;
        } else if effect.n > 1
            && *margin > 0.0
            && one_sided_p(fabs(effect.mean) - margin, effect) <= LEVEL
        {
            beyond += 1;
        }
    }
    let all = points.len() as u64;
    EquivalentShare {
        points: all,
        equivalent,
        beyond,
        undecided: all - equivalent - beyond,
        true_share: true_share(equivalent, beyond, all, LEVEL),
    }
}

//! What sign an effect has at a point, with the chance of any wrong sign held down over all claims.

use super::effect::PointEffect;

/// What can be said of an effect at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Above zero.
    Plus,
    /// Below zero.
    Minus,
    /// Zero in every pair of runs.
    Zero,
    /// The data do not tell.
    Undecided,
}

impl Sign {
    /// The word in tables: `plus`, `minus`, `zero` or `undecided`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plus => "plus",
            Self::Minus => "minus",
            Self::Zero => "zero",
            Self::Undecided => "undecided",
        }
    }
}

/// What a claim says about an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicted {
    /// The observable goes up.
    Up,
    /// The observable goes down.
    Down,
}

impl Predicted {
    /// Whether a sign is the one predicted; `None` if the data do not tell.
    pub fn agrees(self, sign: Sign) -> Option<bool> {
        match sign {
            Sign::Undecided => None,
            Sign::Plus => Some(self == Self::Up),
            Sign::Minus => Some(self == Self::Down),
            Sign::Zero => Some(false),
        }
    }

    /// An effect turned so that plus is as predicted.
    pub fn orient(self, effect: PointEffect) -> PointEffect {
        let sign = if self == Self::Up { 1.0 } else { -1.0 };
        PointEffect {
            mean: sign * effect.mean,
            ..effect
        }
    }
}

/// P-values adjusted after Holm (1979, Scandinavian Journal of Statistics 6(2)): those at or below α are
/// rejected with a chance of any false rejection of at most α. NaN is no test: it stays NaN and does not count.
///
/// ```
/// use trilat_analysis::analysis::claims::holm;
/// assert_eq!(holm(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len())
        .filter(|k| !p_values[*k].is_nan())
        .collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![f64::NAN; p_values.len()];
    let mut least = 0.0;
    for (rank, k) in order.iter().enumerate() {
        let own = p_values[*k] * (order.len() - rank) as f64;
        least = f64::max(least, own.min(1.0));
        adjusted[*k] = least;
    }
    adjusted
}

/// The sign of each claim's effect at each point: `effects[claim][point]` becomes `signs[claim][point]`.
///
/// An effect has a sign if its p-value, adjusted after Holm over the claims at that point, is at most 0.05.
/// Effects that are zero in every pair are [`Sign::Zero`] and, as no test was needed, count for nothing in the
/// adjustment; nor do effects without an interval, which are undecided. Claims may have different numbers of points.
pub fn judge_points(effects: &[Vec<PointEffect>]) -> Vec<Vec<Sign>> {
    let points = effects.iter().map(Vec::len).max().unwrap_or(0);
    let mut signs: Vec<Vec<Sign>> = effects
        .iter()
        .map(|c| Vec::with_capacity(c.len()))
        .collect();
    for point in 0..points {
        let p_values: Vec<f64> = effects
            .iter()
            .map(|claim| match claim.get(point) {
                Some(effect) if !effect.is_zero() => effect.p_value(),
                _ => f64::NAN,
            })
            .collect();
        let adjusted = holm(&p_values);
        for ((claim, signs), p) in effects.iter().zip(&mut signs).zip(adjusted) {
            if let Some(effect) = claim.get(point) {
                signs.push(sign(effect, p));
            }
        }
    }
    signs
}

fn sign(effect: &PointEffect, adjusted: f64) -> Sign {
    if effect.is_zero() {
        Sign::Zero
    } else if adjusted.is_nan() || adjusted > 0.05 {
        Sign::Undecided
    } else if effect.mean > 0.0 {
        Sign::Plus
    } else {
        Sign::Minus
    }
}

//! T2: the audience-cost war of attrition.

use super::super::numeric::smaller;
use super::super::{Form, perturb};
use crate::math::ln;

/// Equilibrium of Fearon's crisis as a war of attrition (two states; index 0 and 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WarOfAttrition {
    /// Horizon after which nobody who is left backs down, t*.
    pub horizon: f64,
    /// Probability that each state prefers war at the horizon, R.
    pub resolved: [f64; 2],
    /// Probability that each state escalates at all, k.
    pub escalates: [f64; 2],
    /// Probability of war, R₁R₂.
    pub war: f64,
    /// Probability that each state backs down first.
    pub backs_down: [f64; 2],
}

/// T2: solve the crisis for audience cost rates `a` > 0 and largest war costs `c` > 0, prize 1.
///
/// Waiting t and backing down costs aᵢt; war is worth U\[−cᵢ, 0\]. Indifference while waiting makes
/// state j survive to t with probability kⱼ/(1 + aᵢt). Fearon 1994, Am. Political Science Review.
#[must_use]
pub fn war_of_attrition(a: [f64; 2], c: [f64; 2]) -> WarOfAttrition {
    let reach =
        |j: usize, i: usize| (-1.0 + (1.0 + 4.0 * a[i] * c[j] / a[j]).sqrt()) / (2.0 * a[i]);
    let horizon = smaller(reach(0, 1), reach(1, 0));
    let resolved = [
        smaller(a[0] * horizon / c[0], 1.0),
        smaller(a[1] * horizon / c[1], 1.0),
    ];
    let escalates = [
        smaller(resolved[0] * (1.0 + a[1] * horizon), 1.0),
        smaller(resolved[1] * (1.0 + a[0] * horizon), 1.0),
    ];
    let both = escalates[0] * escalates[1];
    WarOfAttrition {
        horizon,
        resolved,
        escalates,
        war: perturb(Form::T2, resolved[0] * resolved[1]),
        backs_down: [
            1.0 - escalates[0] + both * first_to_quit(a[0], a[1], horizon),
            1.0 - escalates[1] + both * first_to_quit(a[1], a[0], horizon),
        ],
    }
}

/// ∫₀ᵀ b dt/\[(1 + bt)²(1 + at)\]: chance that the first state quits before the other, both having
/// escalated; a is its own cost rate, b the other's.
///
/// With u = 1/(1 + bt) and r = a/b it is ∫ u/(r + (1 − r)u) du from u(T) to 1.
fn first_to_quit(a: f64, b: f64, horizon: f64) -> f64 {
    let r = a / b;
    let e = 1.0 - r;
    let low = 1.0 / (1.0 + b * horizon);
    if e.abs() > 0.1 {
        let antiderivative = |u: f64| u / e - r / (e * e) * ln(r + e * u);
        return antiderivative(1.0) - antiderivative(low);
    }
    // Near r = 1 the closed form cancels; u/(1 − e(1 − u)) = Σ eᵏ u(1 − u)ᵏ converges fast.
    let d = 1.0 - low;
    let (mut sum, mut power) = (0.0, 1.0);
    for k in 0..24_u32 {
        // ∫ u(1 − u)ᵏ du = dᵏ⁺¹/(k + 1) − dᵏ⁺²/(k + 2)
        let k1 = f64::from(k + 1);
        sum += power * d * (1.0 / k1 - d / (k1 + 1.0));
        power *= e * d;
    }
    sum
}

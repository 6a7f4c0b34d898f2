//! T8: crisis signalling with private information on both sides, every equilibrium.
//!
//! State A challenges or not; B concedes or resists; A then fights or backs down. A's war and
//! audience payoffs and B's war payoff are each known to their owner alone, with standard normal
//! shocks around W̄_A, ā and W̄_B. Lewis & Schultz 2003, Political Analysis; all equilibria after Jo
//! 2011, Political Analysis, and Crisman-Cox & Gibilisco 2018, Am. J. Political Science, 2021,
//! Political Science Research and Methods.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::bivariate_normal::bivariate_normal_cdf;
use super::domain::{check, require};
use super::{Domain, Form, TheoryError, perturb};
use crate::math::normal_cdf;

/// Payoffs of the game, in standard deviations of the private shocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrisisPayoffs {
    /// A's status quo, S_A.
    pub s_a: f64,
    /// A's value of a concession, V_A > S_A.
    pub v_a: f64,
    /// B's payoff when it concedes, C_B.
    pub c_b: f64,
    /// B's payoff when A backs down, V_B.
    pub v_b: f64,
    /// A's mean war payoff, W̄_A.
    pub w_a: f64,
    /// B's mean war payoff, W̄_B.
    pub w_b: f64,
    /// A's mean payoff from backing down, ā.
    pub a: f64,
}

/// One perfect Bayesian equilibrium.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrisisEquilibrium {
    /// Probability that B resists a challenge.
    pub resist: f64,
    /// Probability that A challenges.
    pub challenge: f64,
    /// Probability that A fights, given a challenge resisted.
    pub fight: f64,
    /// Probability of war, challenge × resist × fight.
    pub war: f64,
    /// Whether best responses from a nearby p_R return to it.
    pub stable: bool,
}

/// Which equilibrium is played when there are several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Selection {
    /// B resists least.
    LeastResistance,
    /// B resists most.
    MostResistance,
    /// War is least likely.
    LeastWar,
    /// War is most likely.
    MostWar,
    /// The probability of resistance nearest to this one (a common expectation).
    Nearest(f64),
}

/// Limits of the payoffs: fifteen standard deviations, far beyond any use and safe from underflow.
const PAYOFF: Domain = Domain::Between(-15.0, 15.0);

/// Bounds and resolution of the scan over z = Φ⁻¹(p_R).
const LOW: f64 = -37.0;
const HIGH: f64 = 38.0;
const CORE: f64 = 9.0;
const CORE_STEP: f64 = 1.0 / 256.0;
const TAIL_STEP: f64 = 1.0 / 32.0;

/// |G| at or below which a local minimum without a change of sign counts as a (tangent) root.
const TANGENT: f64 = 1e-13;

/// T8: every equilibrium, in increasing order of p_R.
///
/// The fixed point p_R = Φ(…) is solved for z = Φ⁻¹(p_R), where p_R near 0 or 1 keeps its precision:
/// a fixed scan brackets every change of sign and every near-touching minimum, and bisection
/// finishes. Two roots nearer than about 0.004 in z are still found if the function turns between
/// them, which the minimum search detects. There is always at least one.
///
/// # Errors
/// [`TheoryError::Domain`] if a payoff is outside \[−15, 15\] or V_A ≤ S_A.
pub fn crisis_signalling(payoffs: &CrisisPayoffs) -> Result<Vec<CrisisEquilibrium>, TheoryError> {
    let g = payoffs;
    for (name, value) in [
        ("S_A", g.s_a),
        ("V_A", g.v_a),
        ("C_B", g.c_b),
        ("V_B", g.v_b),
        ("W_A", g.w_a),
        ("W_B", g.w_b),
        ("a", g.a),
    ] {
        check(Form::T8, name, value, PAYOFF)?;
    }
    require(Form::T8, "V_A", g.v_a, g.v_a > g.s_a, || {
        format!("above S_A = {}", g.s_a)
    })?;
    Ok(roots(|z| excess(g, z))
        .into_iter()
        .map(|(z, stable)| equilibrium(g, z, stable))
        .collect())
}

/// Choose one of several equilibria; `None` only if the slice is empty.
#[must_use]
pub fn select(equilibria: &[CrisisEquilibrium], rule: Selection) -> Option<CrisisEquilibrium> {
    let key = |e: &CrisisEquilibrium| match rule {
        Selection::LeastResistance => e.resist,
        Selection::MostResistance => -e.resist,
        Selection::LeastWar => e.war,
        Selection::MostWar => -e.war,
        Selection::Nearest(p) => (e.resist - p).abs(),
    };
    equilibria
        .iter()
        .copied()
        .min_by(|x, y| key(x).total_cmp(&key(y)))
}

/// A's best response: (p_C, p_F) when B resists with probability Φ(z).
fn response_of_a(g: &CrisisPayoffs, z: f64) -> (f64, f64) {
    let resist = normal_cdf(z);
    let cutoff = ((g.s_a - normal_cdf(-z) * g.v_a) / resist).max(-1e3);
    // 1 − Φ(c − ā)Φ(c − W̄_A) from the upper tails, which does not cancel.
    let bluff = normal_cdf(g.a - cutoff);
    let war = normal_cdf(g.w_a - cutoff);
    let challenge = bluff + war - bluff * war;
    let both = bivariate_normal_cdf((g.w_a - g.a) / SQRT_2, g.w_a - cutoff, FRAC_1_SQRT_2);
    (challenge, both / challenge)
}

/// B's net gain from resisting, in standard deviations, when A fights with probability p_F.
fn gain_of_b(g: &CrisisPayoffs, fight: f64) -> f64 {
    let gain = (fight * g.w_b + (1.0 - fight) * g.v_b - g.c_b) / fight;
    if gain.is_nan() {
        // p_F = 0 and V_B = C_B: only the war payoff remains in the limit.
        g.w_b - g.v_b
    } else {
        gain.clamp(LOW, HIGH)
    }
}

fn excess(g: &CrisisPayoffs, z: f64) -> f64 {
    gain_of_b(g, response_of_a(g, z).1) - z
}

fn equilibrium(g: &CrisisPayoffs, z: f64, stable: bool) -> CrisisEquilibrium {
    let resist = normal_cdf(z);
    let (challenge, fight) = response_of_a(g, z);
    CrisisEquilibrium {
        resist,
        challenge,
        fight,
        war: perturb(Form::T8, challenge * resist * fight),
        stable,
    }
}

/// The scan's points, in order.
fn grid() -> impl Iterator<Item = f64> {
    let span = |from: f64, to: f64, step: f64| {
        let n = ((to - from) / step).round() as u32;
        (0..n).map(move |i| from + step * f64::from(i))
    };
    span(LOW, -CORE, TAIL_STEP)
        .chain(span(-CORE, CORE, CORE_STEP))
        .chain(span(CORE, HIGH, TAIL_STEP))
        .chain([HIGH])
}

/// Roots of `f` over the scan with whether `f` falls through zero there.
fn roots(f: impl Fn(f64) -> f64) -> Vec<(f64, bool)> {
    let points: Vec<(f64, f64)> = grid().map(|z| (z, f(z))).collect();
    let mut found = Vec::new();
    for (i, window) in points.windows(2).enumerate() {
        let [left, right] = [window[0], window[1]];
        if left.1 == 0.0 {
            found.push((left.0, right.1 < 0.0));
        } else if left.1 * right.1 < 0.0 {
            found.push((bisect(&f, left, right), left.1 > 0.0));
        }
        // Three points on one side of zero whose middle one is nearest: the curve may dip through.
        if let Some(&next) = points.get(i + 2)
            && left.1 * right.1 > 0.0
            && right.1 * next.1 > 0.0
            && right.1.abs() <= left.1.abs()
            && right.1.abs() <= next.1.abs()
        {
            found.extend(dip(&f, left, next));
        }
    }
    if let Some(&(z, value)) = points.last()
        && value == 0.0
    {
        found.push((z, true));
    }
    found.sort_by(|x, y| x.0.total_cmp(&y.0));
    found.dedup_by(|x, y| (x.0 - y.0).abs() < 1e-12);
    found
}

/// Bisection to the last bit between points of opposite sign.
fn bisect(f: &impl Fn(f64) -> f64, left: (f64, f64), right: (f64, f64)) -> f64 {
    let (mut low, mut high, sign) = (left.0, right.0, left.1);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if f(middle) * sign > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Golden-section search for the point nearest to zero; the roots beside it, if it crosses.
fn dip(f: &impl Fn(f64) -> f64, left: (f64, f64), right: (f64, f64)) -> Vec<(f64, bool)> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let sign = if left.1 > 0.0 { 1.0 } else { -1.0 };
    let (mut low, mut high) = (left.0, right.0);
    let probe = |at: f64| (at, sign * f(at));
    let mut inner = probe(high - GOLDEN * (high - low));
    let mut outer = probe(low + GOLDEN * (high - low));
    let mut best = if inner.1 < outer.1 { inner } else { outer };
    for _ in 0..60 {
        if inner.1 < outer.1 {
            high = outer.0;
            outer = inner;
            inner = probe(high - GOLDEN * (high - low));
        } else {
            low = inner.0;
            inner = outer;
            outer = probe(low + GOLDEN * (high - low));
        }
        for candidate in [inner, outer] {
            if candidate.1 < best.1 {
                best = candidate;
            }
        }
        if best.1 < 0.0 {
            let middle = (best.0, sign * best.1);
            return vec![
                (bisect(f, left, middle), sign > 0.0),
                (bisect(f, middle, right), sign < 0.0),
            ];
        }
    }
    if best.1 <= TANGENT {
        vec![(best.0, false)]
    } else {
        Vec::new()
    }
}

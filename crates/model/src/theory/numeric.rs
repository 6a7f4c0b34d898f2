//! Small numeric helpers shared by the primitives: compare-select only, so that loops over
//! replicates vectorise and signed zeros do not depend on the platform.

use crate::math::{exp, ln};

/// `a` where `mask` holds, else `b`; both are computed.
///
/// The hint keeps the compiler from turning the choice back into a branch around a long function.
#[inline(always)]
#[must_use]
pub fn select(mask: bool, a: f64, b: f64) -> f64 {
    core::hint::select_unpredictable(mask, a, b)
}

/// The larger of two numbers; `b` if they are equal or if either is NaN.
#[inline(always)]
#[must_use]
pub fn larger(a: f64, b: f64) -> f64 {
    select(a > b, a, b)
}

/// The smaller of two numbers; `b` if they are equal or if either is NaN.
#[inline(always)]
#[must_use]
pub fn smaller(a: f64, b: f64) -> f64 {
    select(a < b, a, b)
}

/// `x` held within [0, 1].
#[inline(always)]
#[must_use]
pub fn unit(x: f64) -> f64 {
    smaller(larger(x, 0.0), 1.0)
}

/// Largest whole number ≤ `x`, for 0 ≤ x < 2⁵¹.
///
/// Adding and subtracting 2⁵² rounds to a whole number in plain arithmetic; baseline x86-64 has no
/// vector instruction for `floor`.
#[inline(always)]
#[must_use]
pub fn whole_part(x: f64) -> f64 {
    const SHIFT: f64 = 4_503_599_627_370_496.0;
    let rounded = (x + SHIFT) - SHIFT;
    select(rounded > x, rounded - 1.0, rounded)
}

/// `base^exponent` for base ≥ 0 and exponent ≥ 0, with 0⁰ = 1.
#[inline(always)]
#[must_use]
pub fn power(base: f64, exponent: f64) -> f64 {
    power_of(ln_base(base), exponent)
}

/// What [`power_of`] needs of a base ≥ 0 that is raised to many exponents: its logarithm, and −∞ for 0.
#[inline(always)]
#[must_use]
pub fn ln_base(base: f64) -> f64 {
    let positive = base > 0.0;
    let ln = ln(select(positive, base, 1.0));
    select(positive, ln, f64::NEG_INFINITY)
}

/// `base^exponent` for exponent ≥ 0 from [`ln_base`] of the base, the same bits as [`power`].
#[inline(always)]
#[must_use]
pub fn power_of(ln_base: f64, exponent: f64) -> f64 {
    let positive = ln_base > f64::NEG_INFINITY;
    let raised = exp(exponent * select(positive, ln_base, 0.0));
    let value = select(positive, raised, 0.0);
    select(exponent > 0.0, value, 1.0)
}

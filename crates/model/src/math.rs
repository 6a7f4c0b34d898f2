//! Elementary functions that give the same bits on every machine.
//!
//! `f64::exp`, `f64::ln` and their kin call the platform's mathematics library, whose last bits
//! differ between systems and versions. Data files must not, so the model uses these functions
//! alone. They need nothing but IEEE 754 `+ - * / sqrt`, comparisons and integer operations on bit
//! patterns: no fused multiply-add, no `f64::max` or `f64::min` (whose signed zeros are
//! unspecified), no tables. They are scalar and free of branches, so that a loop over replicate
//! lanes (see [`crate::ensemble::lanes`]) becomes vector code with the very same results.
//!
//! | function | domain | largest error |
//! |---|---|---|
//! | [`exp`] | clamped to \[−708, 709\] | 1 ULP |
//! | [`ln`] | positive normal numbers, others clamped | 1 ULP |
//! | [`logistic`] | clamped to \[−709, 708\] | 3 ULP (2 in all but one case in 10^5) |
//! | [`ln_1p_exp`] | clamped below at −708 | 3 ULP |
//! | [`logit`] | \[0, 1\] | 4e-16, absolute or relative, whichever is less strict |
//! | [`normal_quantile`] | (0, 1), others clamped | 1e-15 relative |
//! | [`normal_cdf`] | clamped below at −37.5 | 1e-15 relative |
//!
//! Errors are in units in the last place (ULP) against accurate references, over millions of points;
//! see the tests.
//!
//! A NaN argument gives a NaN, never a plausible number.

mod beta;
mod normal;

pub use beta::{beta_cdf, beta_quantile};
pub use normal::{CDF_FAR, normal_cdf, normal_cdf_central, normal_cdf_group, normal_quantile};
pub use normal::{
    CENTRAL_HALF_WIDTH, NEAR_TAIL_MIN, normal_quantile_central, normal_quantile_near_tail,
};

/// 1.5·2^52: adding it rounds a number of modest size to an integer, which then stands in the low
/// bits of the sum. This is a float-to-integer conversion that every vector unit has.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// ln 2 = `LN2_HI + LN2_LO`; the high part has 42 bits, so that its product with an exponent of at
/// most 11 bits is exact (Cody & Waite 1980).
const LN2_HI: f64 = 0.693_147_180_559_890_3;
const LN2_LO: f64 = 5.497_923_018_708_371e-14;

/// (e^r − 1 − r − r²/2)/r³ for |r| ≤ ½ ln 2 in powers of r; error of e^r 7e-18 relative.
/// From `tests/fixtures/make_math_coefficients.py`.
const EXP_POLY: [f64; 9] = [
    0.16666666666666238,
    0.041666666666601446,
    0.008333333333613593,
    0.0013888888927751075,
    0.00019841269237487285,
    2.4801507533285417e-05,
    2.755783336703219e-06,
    2.7625629967027383e-07,
    2.4920450195910725e-08,
];

/// (2 artanh(s)/s − 2)/s² for |s| ≤ 0.1716 in powers of s²; error of ln 1.3e-18 relative.
/// From `tests/fixtures/make_math_coefficients.py`.
const LN_POLY: [f64; 7] = [
    0.6666666666666737,
    0.3999999999939776,
    0.28571428745911026,
    0.2222219822317957,
    0.1818358226929736,
    0.15313592519741645,
    0.14800555253562755,
];

/// `a` where `mask` holds, else `b`; both are computed, and vector code blends them.
///
/// Unlike `if mask { a } else { b }` this is no branch even to the compiler, which would otherwise
/// compute long functions once for either side of a condition that occurs in them twice.
#[inline(always)]
pub fn select(mask: bool, a: f64, b: f64) -> f64 {
    core::hint::select_unpredictable(mask, a, b)
}

/// `x` brought into \[`low`, `high`\]; NaN stays NaN.
///
/// Unlike [`f64::clamp`] it never panics: with `low` > `high` the result is one of the two.
#[inline(always)]
pub fn clamp(x: f64, low: f64, high: f64) -> f64 {
    let x = select(x < low, low, x);
    select(x > high, high, x)
}

/// Square root, correctly rounded as IEEE 754 demands; NaN below zero.
#[inline(always)]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// c₀ + c₁x + c₂x² + … by Horner's rule.
#[inline(always)]
fn polynomial<const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    let mut sum = c[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = sum * x + c[i];
    }
    sum
}

/// e^x, for x clamped to \[−708, 709\], so that the result is a positive normal number.
///
/// Argument reduction x = k ln 2 + r with ln 2 in two parts (Cody & Waite 1980, *Software Manual
/// for the Elementary Functions*), a polynomial for |r| ≤ ½ ln 2, and the exponent set by its bits.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_within(clamp(x, -708.0, 709.0))
}

/// [`exp`] for callers whose argument is surely within \[−708, 709\].
#[inline(always)]
fn exp_within(x: f64) -> f64 {
    let shifted = x * core::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN2_HI) - k * LN2_LO;
    let power = 1.0 + (r + r * r * (0.5 + r * polynomial(r, &EXP_POLY)));
    // The low bits of `shifted` hold k; shifting by 52 drops all but the biased exponent.
    power * f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52)
}

/// Natural logarithm of a positive normal number.
///
/// Outside that domain the argument is clamped, so that no infinity enters the model: zero,
/// negative and subnormal arguments give ln(`f64::MIN_POSITIVE`) = −708.396…, and +∞ gives
/// ln(`f64::MAX`) = 709.782….
///
/// x = 2^k·m with m in \[√½, √2), s = (m−1)/(m+1), ln m = 2 artanh(s), with ln 2 in two parts
/// (Cody & Waite 1980).
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let clamped = clamp(x, f64::MIN_POSITIVE, f64::MAX);
    // Adds zero to a number and turns the result of a NaN, until here any number, into NaN.
    ln_within(clamped) + 0.0 * clamped
}

/// [`ln`] for callers whose argument is surely a positive normal number.
#[inline(always)]
fn ln_within(x: f64) -> f64 {
    const SQRT_HALF_BITS: u64 = 0x3fe6_a09e_0000_0000;
    const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;
    const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
    /// 2^52, and its bit pattern: an integer below 2^52 in the mantissa reads as 2^52 + integer.
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    const TWO_52_BITS: u64 = 0x4330_0000_0000_0000;

    // Moves the cut between exponents from 1 to √½; all integer steps stay unsigned.
    let bits = x.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let k = f64::from_bits((bits >> 52) | TWO_52_BITS) - (TWO_52 + 1023.0);
    let m = f64::from_bits((bits & MANTISSA) + SQRT_HALF_BITS);

    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let correction = s * (half_square + z * polynomial(z, &LN_POLY)) + k * LN2_LO;
    k * LN2_HI - ((half_square - correction) - f)
}

/// The logistic function σ(x) = 1/(1 + e^−x), strictly inside (0, 1) below x ≈ 37.
///
/// Relative accuracy holds in the lower tail, down to 1.2e-308; for 1 − σ(x) call `logistic(-x)`,
/// which keeps it in the upper one.
#[inline(always)]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Log-odds ln(p/(1 − p)), the inverse of [`logistic`], for a probability p in \[0, 1\].
///
/// Finite at the ends: −708.396… at 0 and 709.782… at 1.
#[inline(always)]
pub fn logit(p: f64) -> f64 {
    ln(p / (1.0 - p))
}

/// ln(1 + e^x) ("softplus"), without overflow and with relative accuracy for very negative x.
///
/// −ln σ(x) is `ln_1p_exp(-x)`: the way to take logs of logistic probabilities. The step
/// ln(1+y) = ln u + (y − (u − 1))/u with u = 1 + y rounded is that of Kahan (see Goldberg 1991,
/// *ACM Computing Surveys* 23(1), theorem 4).
#[inline(always)]
pub fn ln_1p_exp(x: f64) -> f64 {
    let positive = x > 0.0;
    let below = select(positive, -x, x);
    let y = exp_within(select(below < -708.0, -708.0, below));
    // From 1 to 2, so that nothing has to be clamped; a NaN passes through the quotient.
    let u = 1.0 + y;
    let rest = ln_within(u) + (y - (u - 1.0)) / u;
    select(positive, x, 0.0) + rest
}

#[cfg(test)]
mod tests;

//! What each operation makes of its values: the same bits on every machine, lane by lane or alone.

use crate::math::{exp, ln};

/// An operation on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-x`
    Minus,
    /// `not x`: 1 where x is 0.
    Not,
    /// `abs(x)`
    Abs,
    /// `exp(x)`
    Exp,
    /// `ln(x)`; missing unless x is positive.
    Ln,
}

/// An operation on two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `x or y`
    Or,
    /// `x and y`
    And,
    /// `x < y`
    Less,
    /// `x <= y`
    LessOrEqual,
    /// `x > y`
    Greater,
    /// `x >= y`
    GreaterOrEqual,
    /// `x == y`
    Equal,
    /// `x != y`
    NotEqual,
    /// `x + y`
    Plus,
    /// `x - y`
    Minus,
    /// `x * y`
    Times,
    /// `x / y`
    Over,
    /// `x ^ y`
    Power,
    /// `min(x, y)`
    Min,
    /// `max(x, y)`
    Max,
}

/// Largest whole exponent that is worked out by multiplication.
const MAX_WHOLE: f64 = 64.0;

/// A finite value, or missing.
#[inline(always)]
pub fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { f64::NAN }
}

/// Whether a value counts as true: not 0 and not missing.
#[inline(always)]
pub fn truth(x: f64) -> bool {
    x != 0.0 && !x.is_nan()
}

/// 1 or 0.
#[inline(always)]
fn number(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// An operation on one value.
#[inline(always)]
pub fn unary(operation: Unary, x: f64) -> f64 {
    match operation {
        Unary::Minus => finite(-x),
        Unary::Not if x.is_nan() => x,
        Unary::Not => number(x == 0.0),
        Unary::Abs => finite(x.abs()),
        // The model's exponential is made for arguments within ±700.
        Unary::Exp if x.is_nan() || x > 709.0 => f64::NAN,
        Unary::Exp if x < -700.0 => 0.0,
        Unary::Exp => finite(exp(x)),
        Unary::Ln if x > 0.0 && x.is_finite() => ln(x),
        Unary::Ln => f64::NAN,
    }
}

/// An operation on two values.
#[inline(always)]
pub fn binary(operation: Binary, x: f64, y: f64) -> f64 {
    let either = x.is_nan() || y.is_nan();
    match operation {
        Binary::Or | Binary::And | Binary::Min | Binary::Max if either => f64::NAN,
        Binary::Or => number(truth(x) || truth(y)),
        Binary::And => number(truth(x) && truth(y)),
        Binary::Less => number(x < y),
        Binary::LessOrEqual => number(x <= y),
        Binary::Greater => number(x > y),
        Binary::GreaterOrEqual => number(x >= y),
        Binary::Equal => number(x == y),
        // With a missing value this is false as all comparisons are.
        Binary::NotEqual => number(x != y && !either),
        Binary::Plus => finite(x + y),
        Binary::Minus => finite(x - y),
        Binary::Times => finite(x * y),
        Binary::Over => finite(x / y),
        Binary::Power => power(x, y),
        Binary::Min => {
            if y < x {
                y
            } else {
                x
            }
        }
        Binary::Max => {
            if y > x {
                y
            } else {
                x
            }
        }
    }
}

/// A power: by multiplication for whole exponents up to 64, else exp(y ln x), which needs a positive base.
fn power(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    if y == y.trunc() && y.abs() <= MAX_WHOLE {
        let product = (0..y.abs() as u32).fold(1.0, |product, _| product * x);
        return finite(if y < 0.0 { 1.0 / product } else { product });
    }
    if x == 0.0 && y > 0.0 {
        return 0.0;
    }
    unary(Unary::Exp, binary(Binary::Times, y, unary(Unary::Ln, x)))
}

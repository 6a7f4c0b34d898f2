//! Expressions as text, with the parentheses that they need.

use std::fmt::{self, Display, Formatter};

use super::{Binary, Expression, Past, Unary, Word};

/// How tightly a form binds; a form within one that binds more tightly needs parentheses.
fn tightness<N>(expression: &Expression<N>) -> u8 {
    match expression {
        Expression::Number(_) | Expression::Name(_) | Expression::Past(..) => 9,
        Expression::Unary(Unary::Abs | Unary::Exp | Unary::Ln, _) => 9,
        Expression::Unary(Unary::Minus, _) => 7,
        Expression::Unary(Unary::Not, _) => 3,
        Expression::Binary(operation, ..) => sides(*operation).0,
    }
}

/// The tightness of an operation, and what its left and right sides need.
fn sides(operation: Binary) -> (u8, u8, u8) {
    match operation {
        Binary::Or => (1, 1, 2),
        Binary::And => (2, 2, 3),
        Binary::Plus | Binary::Minus => (5, 5, 6),
        Binary::Times | Binary::Over => (6, 6, 7),
        Binary::Power => (8, 9, 7),
        Binary::Min | Binary::Max => (9, 0, 0),
        _ => (4, 5, 5),
    }
}

fn symbol(operation: Binary) -> &'static str {
    match operation {
        Binary::Or => "or",
        Binary::And => "and",
        Binary::Less => "<",
        Binary::LessOrEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterOrEqual => ">=",
        Binary::Equal => "==",
        Binary::NotEqual => "!=",
        Binary::Plus => "+",
        Binary::Minus => "-",
        Binary::Times => "*",
        Binary::Over => "/",
        Binary::Power => "^",
        Binary::Min => "min",
        Binary::Max => "max",
    }
}

/// An expression where at least some tightness is needed.
struct Within<'a, N>(&'a Expression<N>, u8);

impl<N: Name> Display for Within<'_, N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if tightness(self.0) < self.1 {
            write!(f, "({})", self.0)
        } else {
            write!(f, "{}", self.0)
        }
    }
}

/// A kind of name that can be printed.
pub trait Name {
    /// Its text.
    fn text(&self) -> &str;
}

impl Name for Word {
    fn text(&self) -> &str {
        &self.name
    }
}

impl<N: Name> Display for Expression<N> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(x) if x.fract() == 0.0 && *x < 1e15 => write!(f, "{x}"),
            Self::Number(x) => write!(f, "{x:?}"),
            Self::Name(name) => f.write_str(name.text()),
            Self::Unary(Unary::Minus, x) => write!(f, "-{}", Within(x, 7)),
            Self::Unary(Unary::Not, x) => write!(f, "not {}", Within(x, 3)),
            Self::Unary(Unary::Abs, x) => write!(f, "abs({x})"),
            Self::Unary(Unary::Exp, x) => write!(f, "exp({x})"),
            Self::Unary(Unary::Ln, x) => write!(f, "ln({x})"),
            Self::Past(Past::Lag(k), x) => write!(f, "lag({x}, {k})"),
            Self::Past(Past::Rolling(k), x) => write!(f, "rolling({x}, {k})"),
            Self::Past(Past::Since, x) => write!(f, "since({x})"),
            Self::Past(Past::Ever, x) => write!(f, "ever({x})"),
            Self::Binary(operation @ (Binary::Min | Binary::Max), x, y) => {
                write!(f, "{}({x}, {y})", symbol(*operation))
            }
            Self::Binary(operation, x, y) => {
                let (_, left, right) = sides(*operation);
                let (x, y) = (Within(x, left), Within(y, right));
                write!(f, "{x} {} {y}", symbol(*operation))
            }
        }
    }
}

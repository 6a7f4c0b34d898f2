//! Expressions that users write: numbers, names, arithmetic, comparisons and a few functions.
//!
//! A name is whatever the reader of the expression knows: an observable of a month, a column of a table. Text is
//! parsed by [`parse()`] (or, with dotted paths as names, by [`parse_paths`]), printed by [`Display`](std::fmt::Display) such that parsing gives the same expression back, and
//! evaluated by the functions of [`arithmetic`], which lanes and single numbers share.
//!
//! **Missing values.** Not a number is a missing value. An operation on a missing value is missing, and so is one
//! whose result is not finite; a comparison with a missing value is false, and a condition that is missing counts as
//! false. `since` alone can be infinite: before the first event, so that `since(x) <= 3` is false there.
//!
//! Nothing but [`crate::math`] may be imported: what a name means is up to whoever reads.

pub mod arithmetic;
mod parse;
mod print;

pub use arithmetic::{Binary, Unary};
pub use parse::{MAX_TEXT, MAX_WINDOW, Wrong, parse, parse_paths};

use std::ops::Range;

/// A look at the months that have passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// `lag(x, k)`: the value k months ago; missing until k months have passed.
    Lag(u32),
    /// `rolling(x, k)`: the mean of k months, this one included; missing until k months exist.
    Rolling(u32),
    /// `since(x)`: months since x was last true, 0 in such a month; infinite before the first.
    Since,
    /// `ever(x)`: 1 from the first month in which x is true.
    Ever,
}

/// A name and where it stands in its text, in bytes.
#[derive(Clone, Debug)]
pub struct Word {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub at: Range<usize>,
}

/// Where a name stands makes no difference.
impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// An expression over names of some kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression<N = Word> {
    /// A number; not negative where it was parsed.
    Number(f64),
    /// A name.
    Name(N),
    /// An operation on one value.
    Unary(Unary, Box<Self>),
    /// An operation on two values.
    Binary(Binary, Box<Self>, Box<Self>),
    /// A look at the months that have passed.
    Past(Past, Box<Self>),
}

impl<N> Expression<N> {
    /// Whether it is a condition: 0 or 1 wherever it is not missing, by its form.
    pub fn is_condition(&self) -> bool {
        use Binary::{And, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual, Or};
        match self {
            Self::Unary(Unary::Not, _) | Self::Past(Past::Ever, _) => true,
            Self::Binary(operation, ..) => matches!(
                operation,
                And | Or | Less | LessOrEqual | Greater | GreaterOrEqual | Equal | NotEqual
            ),
            _ => false,
        }
    }

    /// Calls `f` on each name, from left to right.
    pub fn each_name<'a>(&'a self, f: &mut impl FnMut(&'a N)) {
        match self {
            Self::Number(_) => {}
            Self::Name(name) => f(name),
            Self::Unary(_, x) | Self::Past(_, x) => x.each_name(f),
            Self::Binary(_, x, y) => {
                x.each_name(f);
                y.each_name(f);
            }
        }
    }

    /// The same expression over other names.
    ///
    /// # Errors
    /// The first error of `f`, from left to right.
    pub fn rename<M, E>(&self, f: &mut impl FnMut(&N) -> Result<M, E>) -> Result<Expression<M>, E> {
        Ok(match self {
            Self::Number(x) => Expression::Number(*x),
            Self::Name(name) => Expression::Name(f(name)?),
            Self::Unary(operation, x) => Expression::Unary(*operation, Box::new(x.rename(f)?)),
            Self::Past(past, x) => Expression::Past(*past, Box::new(x.rename(f)?)),
            Self::Binary(operation, x, y) => {
                Expression::Binary(*operation, Box::new(x.rename(f)?), Box::new(y.rename(f)?))
            }
        })
    }

    /// Months that it looks back, summed over its functions.
    pub fn window(&self) -> u64 {
        match self {
            Self::Number(_) | Self::Name(_) => 0,
            Self::Unary(_, x) => x.window(),
            Self::Binary(_, x, y) => x.window() + y.window(),
            Self::Past(past, x) => {
                let own = match past {
                    Past::Lag(k) | Past::Rolling(k) => u64::from(*k),
                    Past::Since | Past::Ever => 1,
                };
                own + x.window()
            }
        }
    }

    /// Whether it looks back at months, the present one included.
    pub fn has_past(&self) -> bool {
        match self {
            Self::Number(_) | Self::Name(_) => false,
            Self::Past(..) => true,
            Self::Unary(_, x) => x.has_past(),
            Self::Binary(_, x, y) => x.has_past() || y.has_past(),
        }
    }

    /// Its value for one set of values of its names, without a past: functions that look back are missing.
    pub fn value(&self, of: &impl Fn(&N) -> f64) -> f64 {
        match self {
            Self::Number(x) => *x,
            Self::Name(name) => of(name),
            Self::Unary(operation, x) => arithmetic::unary(*operation, x.value(of)),
            Self::Binary(operation, x, y) => {
                arithmetic::binary(*operation, x.value(of), y.value(of))
            }
            Self::Past(..) => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests;

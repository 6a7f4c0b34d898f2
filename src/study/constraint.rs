//! Conditions between the factors of a study, which every point must meet.

use crate::expression::arithmetic::{binary, truth};
use crate::expression::{Binary, Expression, arithmetic};

/// What a name in a constraint stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operand {
    /// The value of the factor of this number.
    Factor(usize),
    /// A number of the scenario that does not vary.
    Fixed(f64),
}

/// A condition that every point of a study meets; points that do not are left out and counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    text: String,
    condition: Expression<Operand>,
    rejected: u64,
}

impl Constraint {
    pub(super) fn new(text: &str, condition: Expression<Operand>) -> Self {
        Self {
            text: text.trim().to_owned(),
            condition,
            rejected: 0,
        }
    }

    /// The condition as the study file has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Points of the design that do not meet it, whether or not they meet the others.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Whether it holds where the factors have these values; `None` where it cannot be told, because something
    /// that it rests on has no finite value.
    pub(super) fn holds(&self, of: &impl Fn(usize) -> f64) -> Option<bool> {
        let value = value(&self.condition, of);
        (!value.is_nan()).then(|| truth(value))
    }

    /// Counts a point that does not meet it.
    pub(super) fn reject(&mut self) {
        self.rejected += 1;
    }
}

/// The value of an expression; NaN is missing. Other than in outcomes, a comparison with a missing value is missing
/// and not false, so that no point is left out because a quotient has no value; `and` and `or` need only the side that
/// decides (Kleene 1952, *Introduction to Metamathematics*, §64).
fn value(expression: &Expression<Operand>, of: &impl Fn(usize) -> f64) -> f64 {
    match expression {
        Expression::Number(x) => *x,
        Expression::Name(Operand::Fixed(x)) => *x,
        Expression::Name(Operand::Factor(factor)) => of(*factor),
        Expression::Unary(operation, x) => arithmetic::unary(*operation, value(x, of)),
        Expression::Binary(operation, x, y) => {
            let (x, y) = (value(x, of), value(y, of));
            let decided = |by: bool| [x, y].iter().any(|x| !x.is_nan() && truth(*x) == by);
            match operation {
                Binary::And if decided(false) => 0.0,
                Binary::Or if decided(true) => 1.0,
                _ if x.is_nan() || y.is_nan() => f64::NAN,
                _ => binary(*operation, x, y),
            }
        }
        // A point has no past; constraints that look back are refused when they are read.
        Expression::Past(..) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Word, parse};

    /// A constraint over the factors `a`, `b` and `c`.
    fn constraint(text: &str) -> Constraint {
        let number = |word: &Word| match word.name.as_str() {
            "a" => Ok(Operand::Factor(0)),
            "b" => Ok(Operand::Factor(1)),
            "c" => Ok(Operand::Factor(2)),
            other => Err(other.to_owned()),
        };
        let parsed = parse(text).unwrap();
        Constraint::new(text, parsed.rename(&mut |word| number(word)).unwrap())
    }

    fn holds(text: &str, values: [f64; 3]) -> Option<bool> {
        constraint(text).holds(&|factor| values[factor])
    }

    #[test]
    fn what_decides_is_enough_and_what_is_missing_is_told() {
        assert_eq!(holds("a < 2 * b", [1.0, 0.6, 0.0]), Some(true));
        assert_eq!(holds("a < 2 * b", [1.0, 0.5, 0.0]), Some(false));
        // A quotient without a value decides nothing, and nothing is left out for it.
        assert_eq!(holds("a / b > 1", [1.0, 0.0, 0.0]), None);
        assert_eq!(holds("not a / b > 1", [1.0, 0.0, 0.0]), None);
        assert_eq!(holds("b == 0 or a / b > 1", [1.0, 0.0, 0.0]), Some(true));
        assert_eq!(holds("a / b > 1 or b == 0", [1.0, 0.0, 0.0]), Some(true));
        assert_eq!(holds("b != 0 and a / b > 1", [1.0, 0.0, 0.0]), Some(false));
        assert_eq!(holds("b == 0 and a / b > 1", [1.0, 0.0, 0.0]), None);
        assert_eq!(holds("ln(a) < 0", [-1.0, 0.0, 0.0]), None);
    }
}

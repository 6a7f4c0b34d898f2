//! What a claim measures: an expression over the columns of a run row.

use std::fmt;

use crate::expression::{self, Expression, Word};

/// An expression over the columns of a run row.
#[derive(Clone, Debug, PartialEq)]
pub struct Observable {
    text: String,
    root: Expression<Name>,
    /// The columns that occur, each once.
    columns: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Name {
    /// Place in the list of columns.
    Column(usize),
    /// Recorded months.
    Months,
}

/// Where and why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// First byte of what is wrong.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// The word for the number of recorded months.
pub const MONTHS: &str = "months";

impl Observable {
    /// Reads an [expression](crate::expression) over columns and `months`.
    ///
    /// ```
    /// use trilat::study::claims::Observable;
    /// let net = Observable::parse("gain_kor - months * loss_kor").unwrap();
    /// assert_eq!(net.columns(), ["gain_kor", "loss_kor"]);
    /// assert_eq!(net.value(&[Some(0), Some(1)], &[3.0, 0.5], 4.0), 1.0);
    /// ```
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let wrong = |at: usize, message: &str| ParseError {
            at,
            message: message.to_owned(),
        };
        let parsed =
            expression::parse(text).map_err(|error| wrong(error.at.start, &error.message))?;
        if parsed.has_past() {
            return Err(wrong(
                0,
                "a run has no past: lag, rolling, since and ever are for outcomes over months",
            ));
        }
        let mut columns: Vec<String> = Vec::new();
        let named = parsed.rename(&mut |word: &Word| -> Result<Name, ParseError> {
            if word.name == MONTHS {
                return Ok(Name::Months);
            }
            let known = columns.iter().position(|column| *column == word.name);
            Ok(Name::Column(known.unwrap_or_else(|| {
                columns.push(word.name.clone());
                columns.len() - 1
            })))
        })?;
        if columns.is_empty() {
            return Err(wrong(0, "names no column of a run"));
        }
        Ok(Self {
            text: text.trim().to_owned(),
            root: named,
            columns,
        })
    }

    /// The columns that it names, each once.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Its value for a run. `places` says where each of [`columns`](Self::columns) stands in the row; a
    /// column without a place is missing, and so is whatever is made of it.
    pub fn value(&self, places: &[Option<usize>], row: &[f64], months: f64) -> f64 {
        self.root.value(&|name| match name {
            Name::Months => months,
            Name::Column(n) => {
                let at = places.get(*n).copied().flatten();
                at.and_then(|at| row.get(at)).copied().unwrap_or(f64::NAN)
            }
        })
    }
}

impl fmt::Display for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(text: &str, row: &[f64]) -> f64 {
        let observable = Observable::parse(text).unwrap();
        let places: Vec<Option<usize>> = observable
            .columns()
            .iter()
            .map(|name| name.bytes().next().map(|letter| usize::from(letter - b'a')))
            .collect();
        observable.value(&places, row, 12.0)
    }

    #[test]
    fn signs_bind_as_in_school() {
        let row = [2.0, 3.0, 5.0];
        assert_eq!(value_of("a + b * c", &row), 17.0);
        assert_eq!(value_of("(a + b) * c", &row), 25.0);
        assert_eq!(value_of("c - b - a", &row), 0.0);
        assert_eq!(value_of("-a * -b / months", &row), 0.5);
        assert_eq!(value_of("0.5*(a+a)", &row), 2.0);
        assert!(value_of("a / (b - b)", &row).is_nan());
        assert!(value_of("a + z", &row).is_nan());
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        for (text, at, word) in [
            ("a +", 3, "breaks off"),
            ("a b", 2, "`b`"),
            ("(a", 2, "breaks off"),
            ("1 + 2", 0, "column"),
            ("a * 1.2.3", 7, "`.`"),
            ("lag(a, 0)", 0, "no past"),
            ("", 0, "breaks off"),
        ] {
            let error = Observable::parse(text).unwrap_err();
            assert_eq!(error.at, at, "{text}");
            assert!(error.message.contains(word), "{text}: {}", error.message);
        }
    }
}

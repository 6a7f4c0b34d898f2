//! One cell of a table, and what may stand in one: a value of its column's type, or nothing.

use std::borrow::Cow;

use crate::rows::Rows;
use crate::scenario::Month;

/// A cell: its value, or that there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Missing,
    /// A whole number.
    Integer(i64),
    /// A number, never NaN.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A text that is not empty.
    Text(Cow<'a, str>),
    /// A calendar month.
    Month(Month),
}

/// What a column of whole numbers takes: an unsigned integer, or an [`Option`] of one.
pub trait Whole {
    /// The number.
    fn whole(self) -> Option<i64>;
}

macro_rules! whole {
    ($($kind:ty),*) => {$(
        impl Whole for $kind {
            fn whole(self) -> Option<i64> {
                i64::try_from(self).ok()
            }
        }
    )*};
}
whole!(u8, u16, u32, u64, usize);

impl<T: Whole> Whole for Option<T> {
    fn whole(self) -> Option<i64> {
        self.and_then(Whole::whole)
    }
}

/// What a column of texts takes: a text, borrowed or not, or an [`Option`] of one.
pub trait Words<'a> {
    /// The text.
    fn words(self) -> Option<Cow<'a, str>>;
}

impl<'a> Words<'a> for &'a str {
    fn words(self) -> Option<Cow<'a, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl<'a> Words<'a> for &'a String {
    fn words(self) -> Option<Cow<'a, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl<'a> Words<'a> for String {
    fn words(self) -> Option<Cow<'a, str>> {
        Some(Cow::Owned(self))
    }
}

impl<'a, T: Words<'a>> Words<'a> for Option<T> {
    fn words(self) -> Option<Cow<'a, str>> {
        self.and_then(Words::words)
    }
}

impl<'a> Cell<'a> {
    /// The cell of a column of whole numbers.
    pub fn integer(value: impl Whole) -> Self {
        value.whole().map_or(Self::Missing, Self::Integer)
    }

    /// The cell of a column of numbers; NaN is missing.
    pub fn number(value: impl Into<Option<f64>>) -> Self {
        let value = value.into().filter(|number| !number.is_nan());
        value.map_or(Self::Missing, Self::Number)
    }

    /// The cell of a column of yes and no.
    pub fn boolean(value: impl Into<Option<bool>>) -> Self {
        value.into().map_or(Self::Missing, Self::Boolean)
    }

    /// The cell of a column of texts; an empty text is missing.
    pub fn string(value: impl Words<'a>) -> Self {
        let text = value.words().filter(|text| !text.is_empty());
        text.map_or(Self::Missing, Self::Text)
    }

    /// Appends it to a row.
    pub fn write(&self, rows: &mut Rows) {
        match self {
            Cell::Missing => rows.missing(),
            Cell::Integer(value) => rows.whole(*value),
            Cell::Number(value) => rows.number(*value),
            Cell::Boolean(value) => rows.integer(u64::from(*value)),
            Cell::Text(text) => rows.text(text),
            Cell::Month(month) => rows.text(&month.to_string()),
        };
    }

    /// The cell of a column of months.
    pub fn yearmonth(value: impl Into<Option<Month>>) -> Self {
        value.into().map_or(Self::Missing, Self::Month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_missing_whatever_the_type() {
        for cell in [
            Cell::integer(None::<u64>),
            Cell::number(f64::NAN),
            Cell::number(None),
            Cell::boolean(None),
            Cell::string(""),
            Cell::string(None::<&str>),
            Cell::yearmonth(None),
        ] {
            assert_eq!(cell, Cell::Missing);
        }
    }

    #[test]
    fn values_keep_their_type() {
        assert_eq!(Cell::integer(Some(7_usize)), Cell::Integer(7));
        assert_eq!(Cell::number(7.0), Cell::Number(7.0));
        assert_eq!(Cell::boolean(Some(false)), Cell::Boolean(false));
        assert_eq!(Cell::string("a".to_owned()), Cell::Text("a".into()));
        let month = Month::new(2026, 1);
        assert_eq!(month.map(Cell::yearmonth), month.map(Cell::Month));
    }
}

//! Calendar months.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A calendar month, such as `2026-01`. Ordered; months can be counted from one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    index: i32,
}

impl Month {
    /// The first month that can be written, 0001-01.
    pub const FIRST: Self = Self { index: 12 };
    /// The last month that can be written, 9999-12.
    pub const LAST: Self = Self {
        index: 9999 * 12 + 11,
    };

    /// Year 1 to 9999 and month 1 to 12, or `None`.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then(|| Self {
            index: year * 12 + month as i32 - 1,
        })
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.index.rem_euclid(12) as u32 + 1
    }

    /// The month `months` later (earlier if negative).
    pub fn plus(self, months: i32) -> Self {
        Self {
            index: self.index.saturating_add(months),
        }
    }

    /// Months from `earlier` to this one (negative if this one comes first).
    pub fn since(self, earlier: Self) -> i32 {
        self.index - earlier.index
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, month) = text.split_once('-').ok_or(())?;
        if year.len() != 4
            || month.len() != 2
            || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        {
            return Err(());
        }
        Self::new(year.parse().map_err(drop)?, month.parse().map_err(drop)?).ok_or(())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_across_years() {
        let start: Month = "2025-11".parse().unwrap();
        assert_eq!(start.plus(3).to_string(), "2026-02");
        assert_eq!(start.plus(3).since(start), 3);
        assert_eq!(start.plus(-11).to_string(), "2024-12");
    }

    #[test]
    fn the_calendar_ends_where_four_digits_end() {
        assert_eq!(Month::FIRST.to_string(), "0001-01");
        assert_eq!(Month::LAST.to_string(), "9999-12");
        assert_eq!(Month::new(1, 1), Some(Month::FIRST));
        assert_eq!(Month::new(9999, 12), Some(Month::LAST));
    }

    #[test]
    fn rejects_what_is_not_a_month() {
        for text in [
            "2025-13",
            "2025-00",
            "25-01",
            "2025-1",
            "2025",
            "2025-01-01",
            "0000-01",
            "+025-01",
            "2025--1",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}

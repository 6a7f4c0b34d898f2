//! Rows with an estimate and its interval, which most tables of studies have.

use super::error::FigureError;
use super::table::{Column, Table};

/// The columns of an estimate, the limits of its 95 % interval, and the runs behind it.
pub const ESTIMATE: [&str; 4] = ["estimate", "ci_low", "ci_high", "n"];

/// An estimate, the limits of its 95 % interval and the number of runs behind it; NaN where missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: f64,
}

impl Estimate {
    pub(super) fn is_known(&self) -> bool {
        self.value.is_finite()
    }

    /// Value and limits.
    pub(super) fn reach(&self) -> [f64; 3] {
        [self.value, self.low, self.high]
    }

    /// Whether the interval holds a value; false without an interval.
    pub(super) fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// "0.25 (0.20 to 0.30)".
    pub(super) fn in_words(&self) -> String {
        let [value, low, high] = self.reach().map(short);
        format!("{value} ({low} to {high})")
    }
}

/// A number with three significant digits, or `–`.
pub(super) fn short(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_string();
    }
    if value == 0.0 {
        return "0".to_string();
    }
    let power = libm::floor(libm::log10(value.abs()));
    let text = if (-4.0..6.0).contains(&power) {
        let decimals = (2.0 - power).max(0.0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.2e}")
    };
    text.replace('-', "−")
}

/// A number as people write it: six significant digits at most; any other text as it is.
pub fn plain(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
            format!("{rounded}").replace('-', "−")
        }
        _ => text.to_string(),
    }
}

/// Reads the estimates of a table.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`].
pub(super) fn read(table: &Table) -> Result<Vec<Estimate>, FigureError> {
    let [value, low, high, n] = ESTIMATE.map(|name| table.numbers(name));
    let rows = value?.into_iter().zip(low?).zip(high?.into_iter().zip(n?));
    Ok(rows
        .map(|((value, low), (high, n))| Estimate {
            value,
            low,
            high,
            n,
        })
        .collect())
}

/// The columns of `table` that are `names`, in that order and where they are there.
pub(super) fn kept(table: &Table, names: &[&str]) -> Result<Table, FigureError> {
    let mut out = Table::new();
    for name in names.iter().filter(|name| table.has(name)) {
        let column = if table.is_numeric(name) {
            Column::Number(table.numbers(name)?)
        } else {
            Column::Text(table.text(name)?)
        };
        out.push(name, column)?;
    }
    Ok(out)
}

//! A row of the table, and who is in a theatre.

use crate::table::distinct;

/// One rate.
pub(super) struct Row {
    pub(super) prober: String,
    pub(super) theatre: String,
    pub(super) rung: f64,
    pub(super) label: String,
    pub(super) estimate: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) n: f64,
}

/// The probers of a theatre.
pub(super) fn present<'a>(rows: &'a [Row], theatre: &str) -> Vec<&'a str> {
    distinct(
        rows.iter()
            .filter(|r| r.theatre == theatre)
            .map(|r| r.prober.as_str()),
    )
}

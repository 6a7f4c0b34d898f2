//! A row of the table, and the range of a panel of them.

use crate::scale::{Tick, extent, linear_ticks};

/// One month of one series in one panel.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) panel: String,
    pub(super) unit: String,
    pub(super) series: String,
    pub(super) month: i64,
    pub(super) t: f64,
    /// q05, q25, q50, q75, q95, mean.
    pub(super) q: [f64; 6],
    /// Its row in the data.
    pub(super) at: usize,
}

/// The range of a panel, and its ticks.
pub(super) fn y_scale(rows: &[Row], panel: &str) -> ((f64, f64), Vec<Tick>) {
    let values = rows.iter().filter(|r| r.panel == panel).flat_map(|r| r.q);
    match extent(values) {
        Some((lo, hi)) if lo >= 0.0 && hi <= 1.0 && hi > 0.05 => linear_ticks(0.0, 1.0, 5),
        Some((lo, hi)) if lo >= 0.0 => linear_ticks(0.0, f64::max(hi, 1e-9), 4),
        Some((lo, hi)) => linear_ticks(lo, hi, 4),
        None => linear_ticks(0.0, 1.0, 5),
    }
}

//! What `trilat forecast` prints.

use std::fmt::Write as _;

use serde_json::json;

use crate::cli::layout::Table;
use crate::tasks::Saved;
use crate::tasks::forecast::Forecasted;
use crate::tasks::numbers::fixed;

/// Months printed before the rest is left to the files.
const SHOWN: usize = 36;

/// A table of the months, and where the files are.
pub fn summary(saved: &Saved<Forecasted>) -> String {
    let months = &saved.what.months;
    let mut rows = Table::new("<>");
    rows.row(["month", "mean", "P(any)", "q05", "q50", "q95", "observed"]);
    for month in months.iter().take(SHOWN) {
        let [low, _, middle, _, high] = month.quantiles.map(|quantile| quantile.to_string());
        let seen = month.observed.map(|count| count.to_string());
        rows.row([
            month.month.to_string(),
            fixed(month.mean, 2),
            fixed(month.any, 2),
            low,
            middle,
            high,
            seen.unwrap_or_default(),
        ]);
    }
    let mut out = rows.to_string();
    // Writing to a String cannot fail.
    if months.len() > SHOWN {
        let _ = writeln!(out, "… and {} more", months.len() - SHOWN);
    }
    let _ = writeln!(out, "{}", saved.folder.display());
    out
}

/// The same as one line of JSON.
pub fn json(saved: &Saved<Forecasted>) -> String {
    let done = &saved.what;
    let months: Vec<_> = done
        .months
        .iter()
        .map(|month| {
            json!({
                "month": month.month.to_string(),
                "mean": month.mean,
                "p_any": month.any,
                "quantiles": month.quantiles,
                "observed": month.observed,
            })
        })
        .collect();
    let value = json!({
        "folder": saved.folder,
        "record": done.record,
        "draws": done.draws,
        "particles": done.particles,
        "months": months,
        "files": saved.files,
    });
    format!("{value}\n")
}

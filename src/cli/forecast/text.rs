//! What `trilat forecast` prints.

use std::fmt::Write as _;

use serde_json::json;

use crate::tasks::forecast::Forecasted;

/// Months printed before the rest is left to the files.
const SHOWN: usize = 36;

/// A table of the months, and where the files are.
pub fn summary(done: &Forecasted) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{:<8} {:>6} {:>6} {:>4} {:>4} {:>4} {:>9}",
        "month", "mean", "P(any)", "q05", "q50", "q95", "observed"
    );
    for month in done.months.iter().take(SHOWN) {
        let seen = month.observed.map(|count| count.to_string());
        let [low, _, middle, _, high] = month.quantiles;
        let _ = writeln!(
            out,
            "{:<8} {:>6.2} {:>6.2} {low:>4} {middle:>4} {high:>4} {:>9}",
            month.month.to_string(),
            month.mean,
            month.any,
            seen.unwrap_or_default(),
        );
    }
    if done.months.len() > SHOWN {
        let _ = writeln!(out, "… and {} more", done.months.len() - SHOWN);
    }
    let _ = writeln!(out, "{}", done.out.display());
    out
}

/// The same as one line of JSON.
pub fn json(done: &Forecasted) -> String {
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
        "folder": done.out,
        "record": done.record,
        "draws": done.draws,
        "particles": done.particles,
        "months": months,
        "files": done.files,
    });
    format!("{value}\n")
}

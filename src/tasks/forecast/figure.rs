//! The figure of a forecast: its quantiles by month, and what happened where it is known.

use super::ask::Ask;
use super::outcome::Forecasted;
use crate::figures::{Column, Preset, Source, Table, Theme, bands_over_time};
use crate::store::forecast_files::ForecastMonth;
use crate::store::guard::Guard;
use crate::tasks::plot::files::{Drawn, Failure};

/// Draws it; `command` stands in its footer.
///
/// # Errors
/// When it cannot be drawn or written in one of its formats.
pub fn figure(
    ask: &Ask,
    found: &Forecasted,
    command: &str,
    guard: &Guard,
) -> Result<Drawn, Failure> {
    let source = Source {
        scenario: found.name.clone(),
        seed: found.seed,
        runs: found.runs(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command.to_owned(),
    };
    let ahead = if ask.rolling {
        "forecast a month ahead"
    } else {
        "forecast"
    };
    let mut rows: Vec<(&str, &ForecastMonth, [f64; 6])> = Vec::new();
    for month in &found.months {
        let [a, b, c, d, e] = month.quantiles.map(f64::from);
        rows.push((ahead, month, [a, b, c, d, e, month.mean]));
    }
    for month in &found.months {
        if let Some(count) = month.observed {
            rows.push(("observed", month, [count as f64; 6]));
        }
    }
    let text = |f: &dyn Fn(&(&str, &ForecastMonth, [f64; 6])) -> String| {
        rows.iter().map(f).collect::<Vec<String>>()
    };
    let first = found
        .months
        .first()
        .map_or(found.start, |month| month.month);
    let mut table = Table::new();
    table.push("panel", Column::Text(text(&|_| found.title.clone())))?;
    table.push("unit", Column::Text(text(&|_| "events a month".to_owned())))?;
    table.push("series", Column::Text(text(&|row| row.0.to_owned())))?;
    table.push("month", Column::Text(text(&|row| row.1.month.to_string())))?;
    let number = |f: &dyn Fn(&(&str, &ForecastMonth, [f64; 6])) -> f64| {
        Column::Number(rows.iter().map(f).collect())
    };
    table.push("t", number(&|row| f64::from(row.1.month.since(first))))?;
    for (at, quantile) in ["q05", "q25", "q50", "q75", "q95", "mean"]
        .iter()
        .enumerate()
    {
        table.push(quantile, number(&|row| row.2[at]))?;
    }
    let mut figure = bands_over_time(&table, &Theme::new(Preset::Mm178), &source)?;
    if let Some(sentence) = guard.sentence() {
        figure.caption = format!("{} {sentence}", figure.caption);
    }
    Ok(Drawn::of([Ok(figure)], ask.effort.threads)?)
}

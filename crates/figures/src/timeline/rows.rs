//! A timeline's own data as its input.

use super::{TIMELINE, timeline};
use crate::error::FigureError;
use crate::figure::{Figure, Source};
use crate::table::{Column, Table};
use crate::theme::Theme;

const READING: &str = "reading";

/// [`timeline()`] from one table, such as the CSV that lies beside a timeline: rows whose `kind` is `reading` are
/// values of the lines (`panel`, `series`, `value`), all others events (`actor`, `target`, `place`, `rung`, `value`).
///
/// # Errors
/// As [`timeline()`].
pub fn timeline_of_rows(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    TIMELINE.require(table)?;
    let months = table.months("month")?;
    let first = months.iter().copied().min().unwrap_or(0);
    let kinds = table.text("kind")?;
    let part = |readings: bool, names: &[&str]| -> Result<Table, FigureError> {
        let rows: Vec<usize> = (0..table.rows())
            .filter(|row| (kinds[*row] == READING) == readings)
            .collect();
        let mut out = Table::new();
        let t = rows.iter().map(|row| (months[*row] - first) as f64);
        out.push("t", Column::Number(t.collect()))?;
        for name in names {
            let column = if matches!(*name, "rung" | "value") {
                let all = table.numbers(name)?;
                Column::Number(rows.iter().map(|row| all[*row]).collect())
            } else {
                let all = table.text(name)?;
                Column::Text(rows.iter().map(|row| all[*row].clone()).collect())
            };
            out.push(name, column)?;
        }
        Ok(out)
    };
    let mut monthly = part(true, &["month", "series", "value", "panel"])?;
    if let Some(title) = table.said("title") {
        monthly.say("title", title);
    }
    let events = part(
        false,
        &["month", "kind", "actor", "target", "place", "rung", "value"],
    )?;
    timeline(&monthly, &events, theme, source)
}

/// Both tables of [`timeline()`] as one, as [`timeline_of_rows`] reads it.
///
/// # Errors
/// [`FigureError::MissingColumns`].
pub fn timeline_rows(monthly: &Table, events: &Table) -> Result<Table, FigureError> {
    let (m, e) = (monthly.rows(), events.rows());
    let texts =
        |name: &str, of_reading: Option<&str>, of_event: bool| -> Result<Column, FigureError> {
            let mut cells = match of_reading {
                Some("") => vec![READING.to_string(); m],
                Some(column) => monthly.text(column)?,
                None => vec![String::new(); m],
            };
            if of_event {
                cells.extend(events.text(name)?);
            } else {
                cells.resize(m + e, String::new());
            }
            Ok(Column::Text(cells))
        };
    let mut out = Table::new();
    out.push("month", texts("month", Some("month"), true)?)?;
    out.push("kind", texts("kind", Some(""), true)?)?;
    out.push("panel", texts("panel", Some("panel"), false)?)?;
    out.push("series", texts("series", Some("series"), false)?)?;
    for name in ["actor", "target", "place"] {
        out.push(name, texts(name, None, true)?)?;
    }
    let mut rungs = vec![f64::NAN; m];
    rungs.extend(events.numbers("rung")?);
    out.push("rung", Column::Number(rungs))?;
    let mut values = monthly.numbers("value")?;
    values.extend(events.numbers("value")?);
    out.push("value", Column::Number(values))?;
    Ok(out)
}

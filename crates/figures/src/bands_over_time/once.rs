//! Panels that are alike, drawn once.

use super::row::{Row, y_scale};
use crate::table::distinct;

/// Panels named in the title of those that are alike; what is more is counted.
const NAMED: usize = 3;
/// The share of an axis that is narrower than any line.
const TOLD: f64 = 0.005;

/// The rows with panels that are alike drawn once, under all their titles, and the titles of each such set.
pub(super) fn once(rows: Vec<Row>) -> (Vec<Row>, Vec<Vec<String>>) {
    let mut sets: Vec<(Vec<String>, Vec<Row>)> = Vec::new();
    for panel in distinct(rows.iter().map(|row| row.panel.clone())) {
        let own: Vec<Row> = rows
            .iter()
            .filter(|row| row.panel == panel)
            .cloned()
            .collect();
        match sets.iter_mut().find(|(_, first)| same(first, &own)) {
            Some((titles, _)) => titles.push(panel),
            None => sets.push((vec![panel], own)),
        }
    }
    let mut drawn = Vec::new();
    for (titles, own) in &sets {
        let panel = title(titles);
        drawn.extend(own.iter().cloned().map(|row| Row {
            panel: panel.clone(),
            ..row
        }));
    }
    let several = sets.into_iter().map(|(titles, _)| titles);
    (drawn, several.filter(|titles| titles.len() > 1).collect())
}

/// Whether two panels show values of the same unit in the same months and series that cannot be told apart in print.
fn same(a: &[Row], b: &[Row]) -> bool {
    let ((low, high), _) = y_scale(a, a.first().map_or("", |row| &row.panel));
    let near = |(x, y): (&f64, &f64)| {
        (x - y).abs() <= TOLD * (high - low)
            || x.to_bits() == y.to_bits()
            || (x.is_nan() && y.is_nan())
    };
    let alike = |(a, b): (&Row, &Row)| {
        (&a.unit, &a.series, a.month) == (&b.unit, &b.series, b.month)
            && a.q.iter().zip(&b.q).all(near)
    };
    a.len() == b.len() && a.iter().zip(b).all(alike)
}

/// The title of panels that are drawn as one.
fn title(titles: &[String]) -> String {
    match titles.len().checked_sub(NAMED) {
        None | Some(0) => titles.join("; "),
        Some(more) => format!("{} and {more} more", titles[..NAMED].join("; ")),
    }
}

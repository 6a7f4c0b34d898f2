//! The indices of a sensitivity analysis as tables.

use super::folder::ReportError;
use super::numbers::{estimate, interval};
use super::paper_table::{PaperTable, Row};
use super::shown::strings;
use crate::figures::Table;

/// A table per output, by its name: factors as rows, indices as columns, from all the runs.
pub(super) fn sensitivity(
    name: &str,
    provenance: &str,
    table: &Table,
) -> Result<Vec<(String, PaperTable)>, ReportError> {
    let outputs = table.text("output")?;
    let factors = table.text("factor")?;
    let second = table.text("factor2")?;
    let indices = table.text("index")?;
    let (value, low, high) = (
        table.numbers("estimate")?,
        table.numbers("ci_low")?,
        table.numbers("ci_high")?,
    );
    let share = table.numbers("share")?;
    let of_all = |row: &usize| {
        share.get(*row) == Some(&1.0) && second.get(*row).is_none_or(String::is_empty)
    };
    let rows: Vec<usize> = (0..table.rows()).filter(of_all).collect();
    let distinct = |column: &[String], among: &[usize]| {
        let mut seen: Vec<String> = Vec::new();
        for text in among.iter().filter_map(|row| column.get(*row)) {
            if !seen.contains(text) {
                seen.push(text.clone());
            }
        }
        seen
    };
    let mut tables = Vec::new();
    for output in distinct(&outputs, &rows) {
        let own: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|row| outputs.get(*row) == Some(&output))
            .collect();
        let columns = distinct(&indices, &own);
        let mut header = strings(["Factor"]);
        header.extend(columns.iter().map(|name| index_label(name)));
        let body = distinct(&factors, &own).into_iter().map(|factor| {
            let cell = |index: &String| {
                let found = own.iter().find(|row| {
                    factors.get(**row) == Some(&factor) && indices.get(**row) == Some(index)
                });
                found.map_or_else(String::new, |row| {
                    let at = |column: &[f64]| column.get(*row).copied().unwrap_or(f64::NAN);
                    let (low, high) = (at(&low), at(&high));
                    format!(
                        "{} {}",
                        estimate(at(&value), low, high),
                        interval(low, high)
                    )
                })
            };
            let mut cells = vec![factor.clone()];
            cells.extend(columns.iter().map(cell));
            Row::Cells(cells)
        });
        let shown = PaperTable {
            name: format!("sensitivity_{output}"),
            caption: format!("Sensitivity of {output} in {name}"),
            header,
            rows: body.collect(),
            notes: format!("Estimates with 95 % bootstrap intervals, from all runs. {provenance}"),
        };
        tables.push((output, shown));
    }
    Ok(tables)
}

/// How an index is printed.
fn index_label(index: &str) -> String {
    match index {
        "mu" => "μ",
        "mu_star" => "μ*",
        "sigma" => "σ",
        "prcc" => "PRCC",
        "pawn" => "PAWN",
        "pawn_max" => "PAWN, largest",
        "pawn_noise" => "PAWN by chance",
        "src" => "SRC",
        other => other,
    }
    .to_owned()
}

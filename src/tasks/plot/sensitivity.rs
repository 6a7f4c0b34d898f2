//! Tables of the figures of a sensitivity analysis, from `sensitivity.csv`.

use std::path::Path;

use crate::figures::{Column, Table};
use crate::scenario::load::closest;
use crate::tasks::plot::ask::Ask;
use crate::tasks::plot::error::PlotError;
use crate::tasks::plot::kinds::Kind;

/// The file of indices.
pub const SENSITIVITY: &str = "sensitivity.csv";

/// What a kind of figure shows of `sensitivity.csv`: its method and its indices.
fn shown(kind: &Kind) -> Option<(&'static str, [&'static str; 2])> {
    match kind.name {
        "sobol_bars" => Some(("sobol", ["S1", "ST"])),
        "morris" => Some(("morris", ["mu_star", "sigma"])),
        _ => None,
    }
}

/// Whether a table has indices for a kind.
pub fn has(table: &Table, kind: &Kind) -> bool {
    let methods = table.text("method").unwrap_or_default();
    shown(kind).is_some_and(|(method, _)| methods.iter().any(|m| m == method))
}

/// The indices that a kind shows, of the output asked for or of the first, from all runs.
///
/// # Errors
/// [`PlotError`].
pub fn indices(path: &Path, all: &Table, kind: &Kind, ask: &Ask) -> Result<Table, PlotError> {
    let not_there = |reason: String| PlotError::NotThere {
        figure: kind.name.to_owned(),
        path: path.to_path_buf(),
        reason,
    };
    let (method, names) =
        shown(kind).ok_or_else(|| not_there(format!("the figure comes from: {}", kind.from)))?;
    let text = |name: &str| {
        if all.has(name) {
            all.text(name)
        } else {
            Ok(vec![String::new(); all.rows()])
        }
    };
    let (outputs, methods, second) = (text("output")?, text("method")?, text("factor2")?);
    let (factors, indices) = (text("factor")?, text("index")?);
    let shares = if all.has("share") {
        all.numbers("share")?
    } else {
        vec![1.0; all.rows()]
    };
    let mine = |row: &usize| {
        (methods[*row].is_empty() || methods[*row] == method)
            && second[*row].is_empty()
            && names.contains(&indices[*row].as_str())
            && shares[*row] == 1.0
    };
    let rows: Vec<usize> = (0..all.rows()).filter(mine).collect();
    let mut known: Vec<String> = rows.iter().map(|row| outputs[*row].clone()).collect();
    known.dedup();
    let Some(first) = known.first() else {
        return Err(not_there(format!(
            "it has no indices of the method `{method}`"
        )));
    };
    let output = ask.value.clone().unwrap_or_else(|| first.clone());
    if !known.contains(&output) {
        return Err(PlotError::UnknownName {
            option: "--value".to_owned(),
            closest: closest(&output, known.iter().map(String::as_str)).map(str::to_owned),
            name: output,
            allowed: known,
        });
    }
    let rows: Vec<usize> = rows
        .into_iter()
        .filter(|row| outputs[*row] == output)
        .collect();
    let mut table = Table::new();
    let texts =
        |cells: &[String]| Column::Text(rows.iter().map(|row| cells[*row].clone()).collect());
    table.push("factor", texts(&factors))?;
    table.push("index", texts(&indices))?;
    for name in ["estimate", "ci_low", "ci_high", "n"] {
        let values = all.numbers(name)?;
        table.push(
            name,
            Column::Number(rows.iter().map(|row| values[*row]).collect()),
        )?;
    }
    if !output.is_empty() {
        table.say("value", output);
    }
    Ok(table)
}

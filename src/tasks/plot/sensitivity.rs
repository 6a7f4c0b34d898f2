//! The folder of a sensitivity analysis and its figures, from `sensitivity.csv`.

use std::path::{Path, PathBuf};

use super::choices::{Choice, Choices};
use super::error::PlotError;
use super::origin::{Folder, Gives, Place};
use super::read::folder_source;
use crate::figures::{Column, ESTIMATE, Kind, MORRIS, SOBOL_BARS, Source, Table};
use crate::store::manifest::Manifest;

/// The file of indices.
pub const SENSITIVITY: &str = "sensitivity.csv";

/// The folder of a sensitivity analysis.
pub struct IndicesFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its indices.
    pub indices: Table,
    /// Its manifest, if it has one.
    pub manifest: Option<Manifest>,
}

impl Folder for IndicesFolder {
    const PLACE: Place = Place::Sensitivity;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &SOBOL_BARS,
            from: "sensitivity",
            takes: &[Choice::Value],
            unasked: |folder, _| has(&folder.indices, &SOBOL_BARS),
            table: |f, choices| indices(&f.path, &f.indices, &SOBOL_BARS, choices),
        },
        Gives {
            kind: &MORRIS,
            from: "sensitivity",
            takes: &[Choice::Value],
            unasked: |folder, _| has(&folder.indices, &MORRIS),
            table: |f, choices| indices(&f.path, &f.indices, &MORRIS, choices),
        },
    ];

    fn path(&self) -> &Path {
        &self.path
    }

    fn source(&self, command: &str) -> Source {
        folder_source(&self.path, self.manifest.as_ref(), command)
    }
}

/// What a kind of figure shows of `sensitivity.csv`: its method and its indices.
fn shown(kind: &Kind) -> Option<(&'static str, [&'static str; 2])> {
    match kind.name {
        name if name == SOBOL_BARS.name => Some(("sobol", ["S1", "ST"])),
        name if name == MORRIS.name => Some(("morris", ["mu_star", "sigma"])),
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
pub fn indices(
    path: &Path,
    all: &Table,
    kind: &Kind,
    choices: &Choices,
) -> Result<Table, PlotError> {
    let not_there = |reason: &str| PlotError::not_there(kind, path, reason);
    let (method, names) =
        shown(kind).ok_or_else(|| not_there("it holds indices, which the figure does not show"))?;
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
        let reason = format!("it has no indices of the method `{method}`");
        return Err(not_there(&reason));
    };
    let output = choices.value.clone().unwrap_or_else(|| first.clone());
    if !known.contains(&output) {
        return Err(PlotError::unknown("--value", &output, known));
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
    for name in ESTIMATE {
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

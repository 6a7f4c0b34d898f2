//! Reading tables and scenarios of folders.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::error::PlotError;
use crate::figures::{Column, Source, Table};
use crate::given::{GivenError, Reader, Row};
use crate::model::load;
use crate::scenario::Scenario;
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;

/// What figures from a folder name as the source of their numbers.
pub fn manifest_source(manifest: &Manifest, command: &str) -> Source {
    Source {
        scenario: manifest.scenario.name.clone(),
        seed: manifest.seed,
        runs: manifest.runs.completed,
        version: manifest.program.version.clone(),
        command: command.to_owned(),
    }
}

/// As [`manifest_source`], of a folder that may have no manifest.
pub fn folder_source(path: &Path, manifest: Option<&Manifest>, command: &str) -> Source {
    match manifest {
        Some(manifest) => manifest_source(manifest, command),
        None => Source::of_file(&path.display().to_string(), command),
    }
}

/// A CSV file as a table.
///
/// # Errors
/// [`PlotError::Missing`], [`PlotError::Figure`]; what the guard says.
pub fn table(path: &Path, guard: &Guard) -> Result<Table, PlotError> {
    guard.check(path)?;
    if !path.is_file() {
        return Err(PlotError::Missing {
            path: path.to_path_buf(),
        });
    }
    let wrong = |message: String| PlotError::Table {
        path: path.to_path_buf(),
        message,
    };
    let file = File::open(path).map_err(|error| wrong(error.to_string()))?;
    let said = |error: GivenError| wrong(error.to_string());
    let (mut reader, mut row) = (
        Reader::new(BufReader::new(file)).map_err(said)?,
        Row::default(),
    );
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); reader.names().len()];
    while reader.next(&mut row).map_err(said)? {
        for (column, cell) in cells.iter_mut().zip(row.iter()) {
            column.push(cell.to_owned());
        }
    }
    let mut table = Table::new();
    for (name, column) in reader.names().iter().zip(cells) {
        table.push(name, Column::of_cells(column))?;
    }
    Ok(table)
}

/// A resolved scenario.
///
/// # Errors
/// [`PlotError::Missing`], [`PlotError::Scenario`]; what the guard says.
pub fn scenario(path: &Path, guard: &Guard) -> Result<Scenario, PlotError> {
    guard.check(path)?;
    if !path.is_file() {
        return Err(PlotError::Missing {
            path: path.to_path_buf(),
        });
    }
    let loaded = load(path, &[]).map_err(PlotError::Scenario)?;
    Ok(loaded.scenario)
}

/// The rows of a CSV file, each as the cells of `columns`, of which `keep` holds.
///
/// Reads row by row, so that of a large file only what is kept is in memory.
///
/// # Errors
/// [`PlotError::Missing`]; [`PlotError::Table`] for a column that is not there or a row of another length; what the guard
/// says.
pub fn rows_where(
    path: &Path,
    guard: &Guard,
    columns: &[&str],
    keep: impl Fn(&[&str]) -> bool,
) -> Result<Vec<Vec<String>>, PlotError> {
    let wrong = |message: String| PlotError::Table {
        path: path.to_path_buf(),
        message,
    };
    guard.check(path)?;
    if !path.is_file() {
        return Err(PlotError::Missing {
            path: path.to_path_buf(),
        });
    }
    let file = File::open(path).map_err(|error| wrong(error.to_string()))?;
    let said = |error: GivenError| wrong(error.to_string());
    let (mut reader, mut row) = (
        Reader::new(BufReader::new(file)).map_err(said)?,
        Row::default(),
    );
    let mut places = Vec::new();
    for name in columns {
        let place = reader.find(name).map_err(said)?;
        places.push(place.ok_or_else(|| wrong(format!("there is no column `{name}`")))?);
    }
    let mut rows = Vec::new();
    while reader.next(&mut row).map_err(said)? {
        let cells: Vec<&str> = places.iter().map(|at| row.get(*at).unwrap_or("")).collect();
        if keep(&cells) {
            rows.push(cells.into_iter().map(str::to_owned).collect());
        }
    }
    Ok(rows)
}

/// A cell as a number; NaN if it is missing.
///
/// # Errors
/// [`PlotError::Table`].
pub fn number(path: &Path, column: &str, cell: &str) -> Result<f64, PlotError> {
    if cell.is_empty() {
        return Ok(f64::NAN);
    }
    cell.parse().map_err(|_| PlotError::Table {
        path: path.to_path_buf(),
        message: format!("column `{column}`: `{cell}` is not a number"),
    })
}

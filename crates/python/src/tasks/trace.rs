//! `trace`: one run, month by month.

use std::path::PathBuf;

use pyo3::prelude::*;
use trilat::tasks::trace::tables::{csv, json, long};
use trilat::tasks::trace::{Ask, save, trace as trace_run};
use trilat::tasks::{Command, Out as Place};

use crate::table::Table;
use crate::watch::work;

/// A run, read month by month.
#[pyclass(frozen, get_all, module = "trilat._trilat")]
pub struct Traced {
    /// Every number, with what it is about, as JSON.
    json: String,
    /// A row for every number.
    table: Py<Table>,
    /// What the reader may want to know.
    notes: Vec<String>,
    /// What the reader should know.
    warnings: Vec<String>,
    /// Files of the figure, if a folder was named.
    files: Vec<PathBuf>,
}

/// Simulates one run again and reads it; its figure goes into the folder, if one is named.
#[pyfunction]
#[pyo3(signature = (source, run, *, sets, scenario, prober, theatre, months, unverified, folder))]
pub fn trace(
    py: Python<'_>,
    source: PathBuf,
    run: u64,
    sets: Vec<String>,
    scenario: Option<String>,
    prober: Option<String>,
    theatre: Option<String>,
    months: Option<String>,
    unverified: bool,
    folder: Option<PathBuf>,
) -> PyResult<Traced> {
    let ((json, table, files), told) = work(py, None, |watch| {
        let command = Command::trilat("trace")
            .path(&source)
            .option("run", run)
            .options("set", &sets)
            .options("scenario", scenario.as_ref())
            .flag("unverified", unverified);
        let ask = Ask {
            sets,
            scenario,
            prober,
            theatre,
            months,
            unverified,
            ..Ask::new(source, run)
        };
        let traced = trace_run(&ask, watch)?;
        let text = json(&traced);
        let table = Table::of(long().table().into(), &csv(&traced.trace))?;
        let files = match folder {
            Some(folder) => {
                let saved = save(traced, &Place::new(&folder, command))?;
                let files = saved.files.iter().map(|file| folder.join(&file.path));
                files.collect()
            }
            None => Vec::new(),
        };
        Ok((text, table, files))
    })?;
    if let Some(error) = told.raised {
        return Err(error);
    }
    Ok(Traced {
        json,
        table: Py::new(py, table)?,
        notes: told.notes,
        warnings: told.warnings,
        files,
    })
}

//! `sweep` and `merge`, and the factors of a study.

use std::path::PathBuf;

use pyo3::prelude::*;
use trilat::store::design_tables::{factors as factors_sheet, factors_csv};
use trilat::study::order::Shard;
use trilat::tasks::Command;
use trilat::tasks::sweep::{Ask, Progress, Source, merge_into, sweep_into};

use crate::failure::Failure;
use crate::out::{Out, Saved, note};
use crate::table::Table;
use crate::watch::work;

/// Reads `(i, n)`, from 1.
fn shard(given: Option<(u64, u64)>) -> Result<Shard, Failure> {
    match given {
        None => Ok(Shard::WHOLE),
        Some((i, of)) if (1..=of).contains(&i) => Ok(Shard { index: i - 1, of }),
        Some(_) => Err(Failure::usage("a shard is (i, n) with i from 1 to n")),
    }
}

/// Runs a study, or a shard of one, into a folder.
#[pyfunction]
#[pyo3(signature = (study, *, sets, replicates, shard, skip_invalid, keep_parts, unverified, out))]
pub fn sweep(
    py: Python<'_>,
    study: PathBuf,
    sets: Vec<String>,
    replicates: Option<u64>,
    shard: Option<(u64, u64)>,
    skip_invalid: bool,
    keep_parts: bool,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let source = Source {
            sets: sets.clone(),
            replicates,
            skip_invalid,
            ..Source::new(&study)
        };
        let planned = source.read()?;
        note(watch, &planned.study.notes);
        let ask = Ask {
            shard: self::shard(shard)?,
            threads: out.threads(),
            keep_parts,
            unverified,
            ..Ask::new(&planned)
        };
        let command = Command::trilat("sweep")
            .path(&study)
            .options("set", &sets)
            .options("replicates", replicates)
            .flag("skip-invalid", skip_invalid);
        let saved = sweep_into(&ask, &out.place(command), watch)?;
        if saved.what.failed > 0 && saved.what.progress != Progress::Interrupted {
            let (failed, runs) = (saved.what.failed, saved.what.runs);
            let text = format!("{failed} of {runs} runs failed; `failed` in runs says why");
            watch.tell(trilat::watch::Event::Warning(&text));
        }
        Ok(saved)
    })
}

/// Joins the shards of a study into a folder.
#[pyfunction]
#[pyo3(signature = (folders, *, out))]
pub fn merge(py: Python<'_>, folders: Vec<PathBuf>, out: &Out) -> PyResult<Saved> {
    out.work(py, |watch| {
        let place = out.place(Command::trilat("merge"));
        Ok(merge_into(&folders, &place, watch)?)
    })
}

/// The factors of a study: what its `factors.csv` says.
#[pyfunction]
#[pyo3(signature = (study, *, sets))]
pub fn factors(py: Python<'_>, study: PathBuf, sets: Vec<String>) -> PyResult<Table> {
    let job = || {
        let study = trilat::study::load(&study, &sets).map_err(Failure::files)?;
        Table::of(factors_sheet().table().into(), &factors_csv(&study))
    };
    Ok(work(py, None, |_| job())?.0)
}

//! Scenarios run on the same random numbers, contrasted with the first as they run.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use super::paired_record::{Batch, Keep, Recording, starts};
use crate::analysis::contrast::Contrasts;
use crate::analysis::summary::ValueError;
use crate::ensemble::joint::Joint;
use crate::ensemble::runner::{Completed, EnsembleError, Job, Model, run_ensemble};
use crate::record::{Column, Role};
use crate::rows::Rows;

/// The columns that two scenarios share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The columns, as the baseline describes them and in its order.
    pub columns: Vec<Column>,
    /// Where each stands in a run row of the baseline and of the other.
    pub places: Vec<(usize, usize)>,
    /// Names that the baseline alone has.
    pub only_baseline: Vec<String>,
    /// Names that the other alone has.
    pub only_other: Vec<String>,
    /// Names that both have, with another meaning or unit.
    pub unlike: Vec<String>,
}

impl Shared {
    /// Pairs the columns of two run rows by name; identifiers are left out.
    pub fn new(baseline: &[Column], other: &[Column]) -> Self {
        let mut shared = Self::default();
        let measured = |column: &&Column| column.role != Role::Identifier;
        for (place, column) in baseline.iter().enumerate() {
            if column.role == Role::Identifier {
                continue;
            }
            let found = other.iter().position(|own| own.name == column.name);
            match found.and_then(|at| other.get(at).map(|own| (at, own))) {
                None => shared.only_baseline.push(column.name.clone()),
                Some((at, own)) if own.role == column.role && own.unit == column.unit => {
                    shared.columns.push(column.clone());
                    shared.places.push((place, at));
                }
                Some(_) => shared.unlike.push(column.name.clone()),
            }
        }
        let missing = |own: &&Column| baseline.iter().all(|column| column.name != own.name);
        let alone = other.iter().filter(measured).filter(missing);
        shared.only_other = alone.map(|column| column.name.clone()).collect();
        shared
    }

    /// Keeps the columns that `wanted` holds for.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        let kept = std::mem::take(&mut self.columns)
            .into_iter()
            .zip(std::mem::take(&mut self.places))
            .filter(|(column, _)| wanted(&column.name));
        (self.columns, self.places) = kept.unzip();
    }
}

/// Why scenarios could not be contrasted; `E` is what a sink of rows refuses.
#[derive(Debug, Error)]
pub enum PairedError<E = std::convert::Infallible> {
    /// A run gave a value that its column rules out.
    #[error("in the pair of the baseline and scenario {other}: {source}")]
    Value {
        /// Number of the other scenario, from 1.
        other: usize,
        /// The value.
        source: ValueError,
    },
    /// The rows were not taken.
    #[error("after {runs} runs: {source}")]
    Rows {
        /// Runs before them.
        runs: u64,
        /// Why.
        source: E,
    },
    /// The ensemble failed: no threads, or a panic in the model.
    #[error(transparent)]
    Ensemble(EnsembleError<std::convert::Infallible>),
}

impl<E> From<EnsembleError<PairedError<E>>> for PairedError<E> {
    fn from(error: EnsembleError<Self>) -> Self {
        error.refused().unwrap_or_else(Self::Ensemble)
    }
}

/// Runs the models on the same replicates and contrasts each but the first with the first. `shared`
/// has the columns of each of the others. Pairs are taken up in the order of the replicates and then
/// forgotten, so neither threads nor the size of blocks move a bit, and memory does not grow. With a
/// [`Recording`], `rows` gets the rows of all runs, and months are folded into it.
///
/// # Errors
/// [`PairedError`].
pub fn paired<M: Model, E>(
    models: &[M],
    shared: &[Shared],
    job: &Job,
    recording: Option<&Recording>,
    mut rows: impl FnMut(&Rows) -> Result<(), E>,
    mut progress: impl FnMut(u64),
    cancel: &AtomicBool,
) -> Result<(Completed, Vec<Contrasts>), PairedError<E>> {
    let joint = Joint::new(models);
    let horizon = joint.months();
    let mut found: Vec<Contrasts> = shared
        .iter()
        .map(|shared| Contrasts::new(&shared.columns, horizon))
        .collect();
    // Where the row of each of the others begins in the joint row.
    let starts = starts(models.iter().map(|model| model.run_columns().len()));
    let sink = |replicates: &[u64], batch: &mut Batch| {
        for (lane, &run) in replicates.iter().enumerate() {
            contrast(&mut found, shared, &starts, run, batch.record.row(lane))?;
        }
        rows(&batch.rows).map_err(|source| PairedError::Rows {
            runs: replicates.first().copied().unwrap_or_default(),
            source,
        })
    };
    let completed = run_ensemble(&joint, job, &Keep(recording), sink, &mut progress, cancel)?;
    Ok((completed, found))
}

/// Takes up the joint row of a run: each of the scenarios but the first against the first. `starts` has the place at which
/// the row of each begins.
///
/// # Errors
/// [`PairedError::Value`].
pub(super) fn contrast<E>(
    found: &mut [Contrasts],
    shared: &[Shared],
    starts: &[usize],
    run: u64,
    row: &[f64],
) -> Result<(), PairedError<E>> {
    let others = found.iter_mut().zip(shared).zip(starts.iter().skip(1));
    for (index, ((contrasts, shared), start)) in others.enumerate() {
        for (column, &(a, b)) in shared.places.iter().enumerate() {
            let pushed = contrasts.push(run, column, row[a], row[start + b]);
            pushed.map_err(|source| PairedError::Value {
                other: index + 1,
                source,
            })?;
        }
    }
    Ok(())
}

//! Scenarios run on the same random numbers, contrasted with the first as they run.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use crate::analysis::contrast::Contrasts;
use crate::analysis::summary::ValueError;
use crate::ensemble::joint::Joint;
use crate::ensemble::runner::{Completed, EnsembleError, Job, KeepRecord, Model, run_ensemble};
use crate::record::{BlockRecord, Column, Role};

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

/// Why scenarios could not be contrasted.
#[derive(Debug, Error)]
pub enum PairedError {
    /// A run gave a value that its column rules out.
    #[error("in the pair of the baseline and scenario {other}: {source}")]
    Value {
        /// Number of the other scenario, from 1.
        other: usize,
        /// The value.
        source: ValueError,
    },
    /// The ensemble failed: no threads, or a panic in the model.
    #[error(transparent)]
    Ensemble(EnsembleError<std::convert::Infallible>),
}

impl From<EnsembleError<PairedError>> for PairedError {
    fn from(error: EnsembleError<PairedError>) -> Self {
        Self::Ensemble(match error {
            EnsembleError::Sink(error) => return error,
            EnsembleError::NoRoom { threads, lanes } => EnsembleError::NoRoom { threads, lanes },
            EnsembleError::Worker { message } => EnsembleError::Worker { message },
            EnsembleError::Panicked {
                first,
                last,
                message,
            } => EnsembleError::Panicked {
                first,
                last,
                message,
            },
        })
    }
}

/// Runs the models on the same replicates and contrasts each but the first with the first. `shared`
/// has the columns of each of the others. Pairs are taken up in the order of the replicates and then
/// forgotten, so neither threads nor the size of blocks move a bit, and memory does not grow.
///
/// # Errors
/// [`PairedError`].
pub fn paired<M: Model>(
    models: &[M],
    shared: &[Shared],
    job: &Job,
    mut progress: impl FnMut(u64),
    cancel: &AtomicBool,
) -> Result<(Completed, Vec<Contrasts>), PairedError> {
    let joint = Joint::new(models);
    let horizon = joint.months();
    let mut found: Vec<Contrasts> = shared
        .iter()
        .map(|shared| Contrasts::new(&shared.columns, horizon))
        .collect();
    // Where the row of each of the others begins in the joint row.
    let starts: Vec<usize> = models
        .iter()
        .scan(0, |next, model| {
            let start = *next;
            *next += model.run_columns().len();
            Some(start)
        })
        .skip(1)
        .collect();
    let sink = |replicates: &[u64], record: &mut BlockRecord| {
        for (lane, &run) in replicates.iter().enumerate() {
            let row = record.row(lane);
            let others = found.iter_mut().zip(shared).zip(&starts).enumerate();
            for (index, ((contrasts, shared), start)) in others {
                for (column, &(a, b)) in shared.places.iter().enumerate() {
                    contrasts
                        .push(run, column, row[a], row[start + b])
                        .map_err(|source| PairedError::Value {
                            other: index + 1,
                            source,
                        })?;
                }
            }
        }
        Ok(())
    };
    let completed = run_ensemble(&joint, job, &KeepRecord, sink, &mut progress, cancel)?;
    Ok((completed, found))
}

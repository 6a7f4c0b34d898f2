//! Why a run of a scenario failed, and the exit code that says so.

use crate::fault::{Fault, HasFault};
use std::convert::Infallible;

use thiserror::Error;

use crate::analysis::summary::ValueError;
use crate::ensemble::runner::EnsembleError;
use crate::record::ColumnError;
use crate::store::error::StoreError;
use crate::store::stage::LabelError;

/// The most runs that the histograms can count.
pub const MAX_RUNS: u64 = u32::MAX as u64;

/// Why a run left nothing behind.
#[derive(Debug, Error)]
pub enum RunError {
    /// A number of runs that makes no sense.
    #[error("{runs} runs: must be 1 to {MAX_RUNS}")]
    Runs {
        /// Runs asked for.
        runs: u64,
    },
    /// A model without a month.
    #[error("the horizon must be at least one month")]
    NoMonths,
    /// The model describes its columns wrongly.
    #[error(transparent)]
    Columns(#[from] ColumnError),
    /// A file could not be written.
    #[error("{source}{}", after_runs(*.completed))]
    Store {
        /// What happened.
        source: StoreError,
        /// Runs completed by then; they could not be kept.
        completed: u64,
    },
    /// A run gave a value that its column rules out.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// A run reported an event without a label.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// The ensemble failed: no threads, or a panic in the model.
    #[error(transparent)]
    Ensemble(EnsembleError<Infallible>),
    /// Interrupted before a single block was complete.
    #[error("interrupted before any run was complete: nothing was kept")]
    Interrupted,
}

fn after_runs(completed: u64) -> String {
    match completed {
        0 => String::new(),
        n => format!(" (after {n} runs, which could not be kept)"),
    }
}

impl HasFault for RunError {
    fn fault(&self) -> Fault {
        match self {
            Self::Runs { .. } | Self::NoMonths => Fault::Usage,
            Self::Store { source, .. } => source.fault(),
            Self::Ensemble(EnsembleError::NoRoom { .. }) => Fault::Usage,
            Self::Interrupted => Fault::Interrupted,
            Self::Columns(_) | Self::Value(_) | Self::Label(_) | Self::Ensemble(_) => Fault::Failed,
        }
    }
}

impl From<EnsembleError<RunError>> for RunError {
    fn from(error: EnsembleError<RunError>) -> Self {
        error.refused().unwrap_or_else(Self::Ensemble)
    }
}

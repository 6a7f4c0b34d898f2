//! Why a study stopped, and the exit code that says so.

use crate::fault::{Fault, HasFault};
use std::convert::Infallible;

use thiserror::Error;

use crate::ensemble::runner::EnsembleError;
use crate::record::ColumnError;
use crate::store::error::StoreError;
use crate::store::sweep_error::SweepError;

/// Why a study stopped.
#[derive(Debug, Error)]
pub enum SweepRunError {
    /// Its folder.
    #[error(transparent)]
    Folder(#[from] SweepError),
    /// The model describes its columns wrongly.
    #[error(transparent)]
    Columns(#[from] ColumnError),
    /// Threads could not be started.
    #[error("{message}")]
    Ensemble {
        /// What happened.
        message: String,
    },
    /// Stopped with work done, which is kept.
    #[error("{source}\n{kept} runs are kept; go on with: {command}")]
    Stopped {
        /// Why.
        source: Box<SweepRunError>,
        /// Runs that are kept.
        kept: String,
        /// The command that goes on.
        command: String,
    },
}

impl HasFault for SweepRunError {
    fn fault(&self) -> Fault {
        match self {
            Self::Folder(error) => error.fault(),
            Self::Stopped { source, .. } => source.fault(),
            Self::Columns(_) | Self::Ensemble { .. } => Fault::Failed,
        }
    }
}

impl From<StoreError> for SweepRunError {
    fn from(error: StoreError) -> Self {
        Self::Folder(error.into())
    }
}

/// A failure of the ensemble in these terms.
pub(crate) fn ensemble_error<E: Into<SweepRunError>>(error: EnsembleError<E>) -> SweepRunError {
    match error {
        EnsembleError::Sink(error) => error.into(),
        EnsembleError::NoRoom { threads, lanes } => SweepRunError::Ensemble {
            message: format!("cannot run on {threads} threads with {lanes} lanes"),
        },
        EnsembleError::Worker { message } | EnsembleError::Panicked { message, .. } => {
            SweepRunError::Ensemble { message }
        }
    }
}

impl From<Infallible> for SweepRunError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

//! Why a study stopped, and the exit code that says so.

use std::convert::Infallible;

use thiserror::Error;

use super::Exit;
use crate::ensemble::runner::EnsembleError;
use crate::fault::HasFault;
use crate::record::ColumnError;
use crate::store::error::StoreError;
use crate::store::growing::GrowingError;

/// Why a study stopped.
#[derive(Debug, Error)]
pub enum SweepRunError {
    /// Its folder.
    #[error(transparent)]
    Folder(#[from] GrowingError),
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

impl SweepRunError {
    /// 3 for another study, 2 for what another command line would cure, 6 for damaged files, else 1.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Folder(error) => error.fault().into(),
            Self::Stopped { source, .. } => source.exit(),
            _ => Exit::Failed,
        }
    }
}

impl From<StoreError> for SweepRunError {
    fn from(error: StoreError) -> Self {
        Self::Folder(error.into())
    }
}

/// A failure of the ensemble in these terms.
pub(super) fn ensemble_error<E: Into<SweepRunError>>(error: EnsembleError<E>) -> SweepRunError {
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

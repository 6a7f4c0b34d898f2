//! Why a study stopped.

use std::convert::Infallible;

use thiserror::Error;

use crate::ensemble::runner::EnsembleError;
use crate::fault::{Fault, HasFault};
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
    /// A row in memory is not what it should be.
    #[error("a row of the study cannot be read: {message}")]
    Row {
        /// What is wrong with it.
        message: String,
    },
    /// Parts of the shards are missing, or not what they should be.
    #[error("{}", problems.join("\nerror: "))]
    Parts {
        /// What is wrong, one by one.
        problems: Vec<String>,
        /// Whether something is wrong with those that are there.
        damaged: bool,
    },
    /// The simulation failed, or threads could not be started.
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
            Self::Parts { damaged: true, .. } => Fault::Mismatch,
            Self::Parts { damaged: false, .. } => Fault::Incomplete,
            Self::Columns(_) | Self::Row { .. } | Self::Ensemble { .. } => Fault::Failed,
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

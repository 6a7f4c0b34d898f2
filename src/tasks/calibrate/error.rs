//! Why a calibration stopped, and the exit code that says so.

use crate::fault::{Fault, HasFault};
use thiserror::Error;

use crate::analysis::abc::smc::SmcError;
use crate::store::error::StoreError;
use crate::store::growing::GrowingError;
use crate::study::calibration::simulate::SimulateError;

/// Why a calibration stopped.
#[derive(Debug, Error)]
pub enum CalibrateError {
    /// Its folder.
    #[error(transparent)]
    Folder(#[from] GrowingError),
    /// The simulation, or the parts.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// The sampler.
    #[error("{message}")]
    Sampler {
        /// What it said.
        message: String,
    },
    /// A figure could not be drawn.
    #[error("a figure could not be drawn: {message}")]
    Figure {
        /// What happened.
        message: String,
    },
    /// Stopped with work done, which is kept.
    #[error("{source}\n{kept} proposals are kept; go on with: {command}")]
    Stopped {
        /// Why.
        source: Box<CalibrateError>,
        /// Proposals that are kept.
        kept: String,
        /// The command that goes on.
        command: String,
    },
}

impl HasFault for CalibrateError {
    fn fault(&self) -> Fault {
        match self {
            Self::Simulate(error) => error.fault(),
            Self::Folder(error) => error.fault(),
            Self::Stopped { source, .. } => source.fault(),
            Self::Sampler { .. } | Self::Figure { .. } => Fault::Failed,
        }
    }
}

impl From<SmcError<SimulateError>> for CalibrateError {
    fn from(error: SmcError<SimulateError>) -> Self {
        match error {
            SmcError::Stopped(error) => Self::Simulate(error),
            error => Self::Sampler {
                message: error.to_string(),
            },
        }
    }
}

impl From<StoreError> for CalibrateError {
    fn from(error: StoreError) -> Self {
        Self::Folder(error.into())
    }
}

//! Why a calibration stopped.

use thiserror::Error;

use crate::analysis::abc::smc::SmcError;
use crate::analysis::smc2::Smc2Error;
use crate::fault::{Fault, HasFault};
use crate::store::error::StoreError;
use crate::store::growing::GrowingError;
use crate::study::calibration::simulate::SimulateError;
use crate::tasks::Out;
use crate::words::grouped;

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

impl CalibrateError {
    /// With the proposals that the folder keeps, and how to go on.
    pub(super) fn with_parts(self, proposals: u64, out: &Out) -> Self {
        Self::Stopped {
            source: Box::new(self),
            kept: grouped(proposals),
            command: out.go_on().to_string(),
        }
    }
}

impl HasFault for CalibrateError {
    fn fault(&self) -> Fault {
        match self {
            Self::Simulate(error) => error.fault(),
            Self::Folder(error) => error.fault(),
            Self::Stopped { source, .. } => source.fault(),
            Self::Sampler { .. } => Fault::Failed,
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

impl From<Smc2Error<SimulateError>> for CalibrateError {
    fn from(error: Smc2Error<SimulateError>) -> Self {
        match error {
            Smc2Error::Stopped(error) => Self::Simulate(error),
            error => Self::Sampler {
                message: error.to_string(),
            },
        }
    }
}

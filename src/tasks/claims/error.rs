//! Why an audit was not completed.

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::store::error::StoreError;
use crate::store::growing::GrowingError;
use crate::study::claims::units::UnitError;
use crate::tasks::Out;
use crate::watch::Stopped;

/// Why an audit was not completed.
#[derive(Debug, Error)]
pub enum ClaimsError {
    /// The folder in which it grows.
    #[error(transparent)]
    Folder(#[from] GrowingError),
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The simulation.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Stopped),
    /// Stopped with units that are complete, which are kept.
    #[error("{source}\nwhat is complete is kept; go on with: {command}")]
    Stopped {
        /// Why.
        source: Box<ClaimsError>,
        /// The command that goes on.
        command: String,
    },
}

impl ClaimsError {
    /// With how to go on.
    pub(super) fn with_parts(self, out: &Out) -> Self {
        Self::Stopped {
            source: Box::new(self),
            command: out.go_on().to_string(),
        }
    }
}

impl HasFault for ClaimsError {
    fn fault(&self) -> Fault {
        match self {
            Self::Folder(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Unit(_) => Fault::Failed,
            Self::Interrupted(stopped) => stopped.fault(),
            Self::Stopped { source, .. } => source.fault(),
        }
    }
}

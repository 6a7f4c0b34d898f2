//! Why a manifest could not be run again.

use std::path::PathBuf;

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::scenario::load::Diagnostics;
use crate::store::error::StoreError;
use crate::store::manifest::MANIFEST;
use crate::tasks::run::RunError;
use crate::tasks::sweep::SweepRunError;

/// Why a manifest could not be run again.
#[derive(Debug, Error)]
pub enum RerunError {
    /// There is none.
    #[error("{}: there is no {MANIFEST}", folder.display())]
    NoManifest {
        /// The folder.
        folder: PathBuf,
    },
    /// A file from which the runs would be made is another one.
    #[error("{} is not what the manifest says: verify the folder", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// It is no manifest of runs alone.
    #[error("a comparison or scoring is made again by its command: {command}")]
    Comparison {
        /// The command.
        command: String,
    },
    /// It is no manifest of runs.
    #[error("an analysis is made again by its command: {command}")]
    Analysis {
        /// The command.
        command: String,
    },
    /// A table of the design is strange.
    #[error("{} cannot be read as a table of this program: {message}", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The scenario is of another version.
    #[error("the resolved scenario is not valid in this version:\n{0}")]
    Scenario(#[from] Diagnostics),
    /// A file could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The runs of a scenario failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The runs of a study failed.
    #[error(transparent)]
    Sweep(#[from] SweepRunError),
    /// Stopped before all runs were made.
    #[error("interrupted")]
    Interrupted,
}

impl HasFault for RerunError {
    fn fault(&self) -> Fault {
        match self {
            Self::NoManifest { .. } | Self::Comparison { .. } | Self::Analysis { .. } => {
                Fault::Usage
            }
            Self::Changed { .. } => Fault::Mismatch,
            Self::Scenario(_) => Fault::Config,
            Self::Store(error) => error.fault(),
            Self::Run(error) => error.fault(),
            Self::Sweep(error) => error.fault(),
            Self::Interrupted => Fault::Interrupted,
            Self::Table { .. } => Fault::Failed,
        }
    }
}

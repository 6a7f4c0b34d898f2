//! Why a run was not traced.

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::scenario::load::Diagnostics;
use crate::store::error::StoreError;
use crate::study::trace::TraceError as RunError;
use crate::tasks::plot::files::Failure;

/// A name that the scenario or folder does not have.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{of} has no {kind} `{name}`{}; it has {}", meant(.closest), .known.join(", "))]
pub struct Unknown {
    /// What kind of thing it is, such as a prober.
    pub kind: &'static str,
    /// What was asked for.
    pub name: String,
    /// Scenario or folder.
    pub of: String,
    /// The one that was probably meant.
    pub closest: Option<String>,
    /// All that there are.
    pub known: Vec<String>,
}

/// Why there is no trace.
#[derive(Debug, Error)]
pub enum TraceError {
    /// A folder that `run` or `compare` did not write.
    #[error(
        "{folder} holds no run: give an output folder of `trilat run` or `trilat compare`, or a scenario file"
    )]
    NoRun {
        /// The folder.
        folder: String,
    },
    /// Neither a file nor a folder.
    #[error(
        "{path} does not exist: give an output folder of `trilat run` or `trilat compare`, or a scenario file"
    )]
    Missing {
        /// The path.
        path: String,
    },
    /// A name that is not there.
    #[error(transparent)]
    Unknown(Box<Unknown>),
    /// Months that cannot be read or that lie outside the run.
    #[error(
        "`{text}` are no months of the run: write FIRST..LAST, as dates from {first} to {last} or as numbers from 1 to {horizon}"
    )]
    Months {
        /// What was asked for.
        text: String,
        /// First month of the run.
        first: String,
        /// Last month of the run.
        last: String,
        /// Number of months.
        horizon: u32,
    },
    /// The scenario is wrong.
    #[error("{0}")]
    Scenario(Diagnostics),
    /// A file could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The run cannot be traced.
    #[error(transparent)]
    Trace(#[from] RunError),
    /// The figure could not be made.
    #[error("the figure could not be made: {0}")]
    Figure(Failure),
}

fn meant(closest: &Option<String>) -> String {
    closest
        .as_ref()
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl HasFault for TraceError {
    fn fault(&self) -> Fault {
        match self {
            Self::Scenario(_) => Fault::Config,
            Self::NoRun { .. } | Self::Missing { .. } | Self::Unknown(_) | Self::Months { .. } => {
                Fault::Usage
            }
            Self::Trace(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Figure(_) => Fault::Failed,
        }
    }
}

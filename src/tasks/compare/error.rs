//! Why scenarios were not compared, and the exit code that says so.

use crate::fault::{Fault, HasFault};
use thiserror::Error;

use crate::analysis::summary::ValueError;
use crate::store::error::StoreError;
use crate::study::paired::PairedError;
use crate::tasks::run::error::RunError;

/// Why a comparison left nothing behind.
#[derive(Debug, Error)]
pub enum CompareError {
    /// Scenarios whose months do not meet.
    #[error(
        "`{other}` has scenario.{key} = {found} and the baseline `{baseline}` has {wanted}: their runs cannot be paired month by month; make them equal, e.g. with --set scenario.{key}={wanted}"
    )]
    Time {
        /// The key that differs.
        key: &'static str,
        /// Name of the baseline.
        baseline: String,
        /// Its value.
        wanted: String,
        /// Name of the other scenario.
        other: String,
        /// Its value.
        found: String,
    },
    /// An outcome of the user's own that is not one outcome.
    #[error(
        "the outcome `{name}` is `{wanted}` in `{baseline}` and `{found}` in `{other}`: an effect is of one outcome in two scenarios; give one of them another name, or ask with --outcome"
    )]
    Outcome {
        /// Its name.
        name: String,
        /// Name of the baseline.
        baseline: String,
        /// What it is there.
        wanted: String,
        /// Name of the other scenario.
        other: String,
        /// What it is there.
        found: String,
    },
    /// A pattern that no column matches.
    #[error("--only `{pattern}`: no column of runs.csv is called that{}", meant(.closest))]
    Unknown {
        /// The pattern.
        pattern: String,
        /// The column that was probably meant.
        closest: Option<String>,
    },
    /// Nothing to contrast.
    #[error(
        "the scenarios have none of the columns wanted in common: there is nothing to contrast"
    )]
    NothingShared,
    /// A run gave a value that its column rules out.
    #[error("in `{other}` or the baseline: {source}")]
    Value {
        /// Name of the scenario that is contrasted with the baseline.
        other: String,
        /// The value.
        source: ValueError,
    },
    /// As for a run of one scenario.
    #[error(transparent)]
    Run(#[from] RunError),
}

fn meant(closest: &Option<String>) -> String {
    closest
        .as_ref()
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl CompareError {
    /// The error of a pair, with the scenarios' names for their numbers.
    pub fn paired(error: PairedError<StoreError>, names: &[&str]) -> Self {
        match error {
            PairedError::Rows {
                runs: completed,
                source,
            } => Self::Run(RunError::Store { source, completed }),
            PairedError::Ensemble(error) => Self::Run(RunError::Ensemble(error)),
            PairedError::Value { other, source } => Self::Value {
                other: names.get(other).map_or("?", |name| name).to_owned(),
                source,
            },
        }
    }
}

impl HasFault for CompareError {
    fn fault(&self) -> Fault {
        match self {
            Self::Time { .. } | Self::Outcome { .. } => Fault::Config,
            Self::Unknown { .. } => Fault::Usage,
            Self::Run(error) => error.fault(),
            Self::NothingShared | Self::Value { .. } => Fault::Failed,
        }
    }
}

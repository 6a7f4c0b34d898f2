//! What can go wrong when the files of a study are read for an analysis.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::error::StoreError;
use crate::fault::{Fault, HasFault};

/// The files of a study do not serve for an analysis.
#[derive(Debug, Error)]
pub enum StudyDataError {
    /// There is no such table.
    #[error(
        "{} has no {wanted}: an analysis needs design.csv (a row per point) and a table of outputs (runs.csv or outputs.csv)",
        folder.display()
    )]
    NoTable {
        /// The folder.
        folder: PathBuf,
        /// The table or tables looked for.
        wanted: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of a table is not what it must be.
    #[error("{}:{line}: {message}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
    /// A table as a whole does not fit.
    #[error("{}: {message}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A column that is not there.
    #[error("{} has no output `{name}`{hint}", path.display())]
    NoOutput {
        /// The table of outputs.
        path: PathBuf,
        /// The name asked for.
        name: String,
        /// Which name may have been meant, as the end of the sentence.
        hint: String,
    },
    /// An arm or effect that is not there, or is not named.
    #[error("{}: {message}", path.display())]
    NoArm {
        /// The table of outputs.
        path: PathBuf,
        /// What is wrong, and what there is.
        message: String,
    },
    /// Runs without a finite value of an output.
    #[error(
        "{}: output `{output}` has no finite value in {count} of {runs} runs ({examples}): an index over the rest would describe another study",
        path.display()
    )]
    Missing {
        /// The table of outputs.
        path: PathBuf,
        /// The output.
        output: String,
        /// Runs without a value.
        count: u64,
        /// All runs.
        runs: u64,
        /// Some of the runs: point, replicate, line and text.
        examples: String,
    },
    /// Runs that failed.
    #[error("{}: {count} of {runs} runs failed ({examples})", path.display())]
    Failed {
        /// The table of outputs.
        path: PathBuf,
        /// Runs that failed.
        count: u64,
        /// All runs.
        runs: u64,
        /// Some of them, with the reason.
        examples: String,
    },
    /// The manifest or another file of the store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HasFault for StudyDataError {
    fn fault(&self) -> Fault {
        match self {
            Self::NoOutput { .. } | Self::NoArm { .. } => Fault::Usage,
            Self::Store(error) => error.fault(),
            _ => Fault::Failed,
        }
    }
}

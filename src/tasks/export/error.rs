//! Why there is no archive.

use std::path::PathBuf;

use thiserror::Error;

use super::licences::LICENCES;
use crate::data::DataError;
use crate::fault::{Fault, HasFault};
use crate::report::folder::ReportError;

/// Why there is no archive.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A date that is no day.
    #[error("--date `{date}` is not a day: write it as 2026-11-25")]
    Date {
        /// What was given.
        date: String,
    },
    /// A licence that is none.
    #[error("--license `{license}` is no licence for data that trilat knows by its SPDX identifier: {}", LICENCES.join(", "))]
    License {
        /// What was given.
        license: String,
    },
    /// A folder that another was made from is not to be archived.
    #[error("{folder} was made from {from}, which is not to be archived: name that folder too")]
    Without {
        /// What was made.
        folder: String,
        /// From what.
        from: String,
    },
    /// A file that a command names is not there.
    #[error(
        "`{command}` names {file}, which is not there: run export where that command was run, with the files that it read"
    )]
    Missing {
        /// The command.
        command: String,
        /// The file.
        file: String,
    },
    /// A file names another that cannot have the same place in an archive.
    #[error(
        "{file} names {other}, which lies outside the folder that export runs in: run it from the folder above"
    )]
    Outside {
        /// The file.
        file: String,
        /// What it names.
        other: String,
    },
    /// Two things would have the same place.
    #[error(
        "{one} and {other} would both be {place} in the archive: run export from a folder above both"
    )]
    Twice {
        /// One of them.
        one: String,
        /// The other.
        other: String,
        /// Their place.
        place: String,
    },
    /// Folders that were made from one another.
    #[error("{folder} was made from itself, by way of others")]
    Circle {
        /// One of them.
        folder: String,
    },
    /// An exhibit or a document that is no file.
    #[error("{option} {}: there is no such file", path.display())]
    NoFile {
        /// The option that named it.
        option: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The program is of another version, or no program.
    #[error("--with-program {}: {message}", path.display())]
    Program {
        /// What was named.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A zip is in the way.
    #[error("{} is there already: choose another --out, or --force if it is an archive of trilat", path.display())]
    Zip {
        /// The file.
        path: PathBuf,
    },
    /// The series of the record cannot be described.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A folder cannot be read, or the archive not be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl HasFault for ExportError {
    fn fault(&self) -> Fault {
        match self {
            Self::Date { .. }
            | Self::License { .. }
            | Self::Without { .. }
            | Self::Missing { .. }
            | Self::Outside { .. }
            | Self::Twice { .. }
            | Self::Circle { .. }
            | Self::NoFile { .. }
            | Self::Program { .. }
            | Self::Zip { .. } => Fault::Usage,
            Self::Data(_) => Fault::Failed,
            Self::Report(error) => error.fault(),
        }
    }
}

impl From<crate::store::error::StoreError> for ExportError {
    fn from(error: crate::store::error::StoreError) -> Self {
        Self::Report(error.into())
    }
}

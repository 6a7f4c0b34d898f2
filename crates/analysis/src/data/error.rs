//! What can go wrong with the record.

use thiserror::Error;

use crate::fault::{Fault, HasFault};

/// A failure to find or read a series.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DataError {
    /// The embedded description cannot be read.
    #[error("the data package in the program cannot be read: {message}")]
    Package {
        /// Why.
        message: String,
    },
    /// A file that the description names is not in the program.
    #[error("`{path}` is described, but not in the program")]
    NotEmbedded {
        /// The file.
        path: String,
    },
    /// No series of this name.
    #[error("no series is called `{name}`{}", meant(.closest, "`trilat data` lists them"))]
    Unknown {
        /// The name as given.
        name: String,
        /// What was probably meant.
        closest: Option<String>,
    },
    /// No column of this name.
    #[error(
        "`{series}` has no column `{column}`{}",
        meant(.closest, &format!("`trilat data {series}` describes them"))
    )]
    UnknownColumn {
        /// The series.
        series: String,
        /// The column as given.
        column: String,
        /// What was probably meant.
        closest: Option<String>,
    },
    /// Several columns to choose from.
    #[error("`{series}` has several columns of counts: name one of {columns}")]
    Several {
        /// The series.
        series: String,
        /// Their names.
        columns: String,
    },
    /// A series or column that holds no counts by month.
    #[error("`{series}`{} has no counts by month: {why}", column_text(.column))]
    NotMonthly {
        /// The series.
        series: String,
        /// The column; empty for the whole series.
        column: String,
        /// What is missing.
        why: String,
    },
}

impl HasFault for DataError {
    fn fault(&self) -> Fault {
        match self {
            Self::Package { .. } | Self::NotEmbedded { .. } => Fault::Failed,
            _ => Fault::Usage,
        }
    }
}

fn meant(closest: &Option<String>, otherwise: &str) -> String {
    match closest {
        Some(name) => format!("; did you mean `{name}`?"),
        None => format!("; {otherwise}"),
    }
}

fn column_text(column: &str) -> String {
    if column.is_empty() {
        String::new()
    } else {
        format!(", column `{column}`,")
    }
}

//! Why a figure could not be had from files.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::figures::{FigureError, Kind};
use crate::scenario::load::{Diagnostics, closest};
use crate::store::error::StoreError;
use crate::store::study_error::StudyDataError;

/// Why a figure could not be had from files.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlotError {
    /// No kind of figure has this name.
    #[error("no figure is called `{name}`{}; `trilat plot --list` lists them", meant(.closest))]
    UnknownKind {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        closest: Option<String>,
    },
    /// There is no such file or folder.
    #[error("{}: there is no such file or folder", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The folder holds nothing that can be drawn.
    #[error(
        "{}: there is no manifest of `trilat run`, `compare` or `sweep`, no sensitivity.csv and no discover.json; give one of its CSV \
         files with --figure, and see `trilat plot --list` for the columns that a figure needs",
        path.display()
    )]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The folder does not have what the figure shows.
    #[error("{figure} cannot be drawn from {}: {reason}", path.display())]
    NotThere {
        /// The figure.
        figure: String,
        /// The folder or file.
        path: PathBuf,
        /// Why, and what helps.
        reason: String,
    },
    /// Nothing in the folder makes a figure.
    #[error("no figure fits what is in {}; `trilat plot --list` says what each needs", path.display())]
    Nothing {
        /// The folder.
        path: PathBuf,
    },
    /// No kind fits the columns of a CSV file.
    #[error(
        "{}: no figure can be told from the columns {}; name one with --figure, and see `trilat plot --list` for what \
         each needs",
        path.display(),
        columns.join(", ")
    )]
    NoKind {
        /// The file.
        path: PathBuf,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A name that is none of those allowed.
    #[error("{option} `{name}` is not among {}{}", allowed.join(", "), meant(.closest))]
    UnknownName {
        /// The option.
        option: String,
        /// What was asked for.
        name: String,
        /// What there is.
        allowed: Vec<String>,
        /// What was probably meant.
        closest: Option<String>,
    },
    /// A choice that the figures do not offer.
    #[error("{option} is no option of {}; figures that take it: {}", figures.join(", "), takers.join(", "))]
    NotTaken {
        /// The option.
        option: &'static str,
        /// The figures, with what they are drawn from.
        figures: Vec<String>,
        /// The figures that offer it, with what they are drawn from then.
        takers: Vec<String>,
    },
    /// A label that is not there.
    #[error("--labels `{key}`: nothing in {} is called that", figures.join(", "))]
    NoLabel {
        /// The label.
        key: String,
        /// The figures.
        figures: Vec<String>,
    },
    /// It was stopped.
    #[error("interrupted before all figures were drawn: none was written")]
    Interrupted,
    /// Options that make no sense together.
    #[error("{0}")]
    Usage(String),
    /// A file would be overwritten.
    #[error("{} exists: give another --out, or --force to replace it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A table cannot be read.
    #[error("{}: {message}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The resolved scenario of the folder cannot be read.
    #[error("the folder's resolved scenario is not valid in this version:\n{0}")]
    Scenario(Diagnostics),
    /// The figure itself.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// A table of a study, or the findings of a discovery.
    #[error(transparent)]
    Study(#[from] StudyDataError),
    /// The folder's manifest.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PlotError {
    /// A figure that a folder or file does not have.
    pub(super) fn not_there(kind: &Kind, path: &Path, reason: impl Into<String>) -> Self {
        Self::NotThere {
            figure: kind.name.to_owned(),
            path: path.to_path_buf(),
            reason: reason.into(),
        }
    }

    /// A name that is none of those allowed.
    pub(super) fn unknown(option: &str, name: &str, allowed: Vec<String>) -> Self {
        Self::UnknownName {
            option: option.to_owned(),
            name: name.to_owned(),
            closest: closest(name, allowed.iter().map(String::as_str)).map(str::to_owned),
            allowed,
        }
    }
}

fn meant(closest: &Option<String>) -> String {
    closest
        .as_ref()
        .map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl HasFault for PlotError {
    fn fault(&self) -> Fault {
        match self {
            Self::UnknownKind { .. }
            | Self::UnknownName { .. }
            | Self::Usage(_)
            | Self::NotTaken { .. }
            | Self::NoLabel { .. }
            | Self::NoKind { .. }
            | Self::Nothing { .. }
            | Self::Exists { .. }
            | Self::Figure(
                FigureError::UnknownPreset { .. }
                | FigureError::UnknownFormat { .. }
                | FigureError::Font { .. },
            ) => Fault::Usage,
            Self::Scenario(_) => Fault::Config,
            Self::Interrupted => Fault::Interrupted,
            Self::Study(error) => error.fault(),
            Self::Store(error) => error.fault(),
            _ => Fault::Failed,
        }
    }
}

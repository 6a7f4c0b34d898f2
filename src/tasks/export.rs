//! `export`: the replication archive of a folder, for a journal or a repository.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::report::read;
use super::{Out, Saved};
use crate::fault::{Fault, HasFault};
pub use crate::report::archive::{About, Text};
use crate::report::archive::{Dictionary, is_day, texts, write};
use crate::report::folder::{OutputFolder, ReportError};
use crate::store::manifest::Status;
use crate::watch::Watch;

/// What is to be archived, and what the archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The folder of a run, a study or a comparison.
    pub folder: PathBuf,
    /// Title, authors, date and licence.
    pub about: About,
    /// A checkout of the program whose last commit goes into the archive, if one is to.
    pub source: Option<PathBuf>,
}

impl Ask {
    /// A folder with its authors (`Family, Given`) and its day of publication (`YYYY-MM-DD`), under CC-BY-4.0,
    /// without the program's source.
    pub fn new(folder: impl Into<PathBuf>, authors: Vec<String>, date: &str) -> Self {
        let folder = folder.into();
        Self {
            about: About {
                title: format!("Replication archive of {}", name(&folder)),
                authors,
                date: date.to_owned(),
                license: "CC-BY-4.0".to_owned(),
                code: None,
            },
            folder,
            source: None,
        }
    }

    fn check(&self) -> Result<(), ExportError> {
        if !is_day(&self.about.date) {
            let date = self.about.date.clone();
            return Err(ExportError::Date { date });
        }
        match self.about.authors.iter().find(|a| a.trim().is_empty()) {
            Some(name) => Err(ExportError::Author { name: name.clone() }),
            None => Ok(()),
        }
    }
}

/// Why there is no archive.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A date that is no day.
    #[error("--date `{date}` is not a day: write it as 2026-11-25")]
    Date {
        /// What was given.
        date: String,
    },
    /// An author without a name.
    #[error("--author `{name}` is not a name")]
    Author {
        /// What was given.
        name: String,
    },
    /// The folder cannot be read, or the archive not be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl HasFault for ExportError {
    fn fault(&self) -> Fault {
        match self {
            Self::Date { .. } | Self::Author { .. } => Fault::Usage,
            Self::Report(error) => error.fault(),
        }
    }
}

/// The texts of an archive, such as its codebook and its loaders for R, Stata and Python; data and pages are in
/// the folder.
///
/// # Errors
/// [`ExportError`].
pub fn export(ask: &Ask) -> Result<Vec<Text>, ExportError> {
    ask.check()?;
    let folder = OutputFolder::read(&ask.folder)?;
    let dictionary = Dictionary::read(&ask.folder)?;
    Ok(texts(&folder, &dictionary, &ask.about))
}

/// Writes the archive.
///
/// # Errors
/// [`ExportError`].
pub fn export_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<About>, ExportError> {
    ask.check()?;
    let folder = read(&ask.folder, watch)?;
    let (about, source) = (ask.about.clone(), ask.source.as_deref());
    let files = write(&folder, &out.folder, about, source, out.force)?;
    Ok(Saved {
        what: ask.about.clone(),
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings: Vec::new(),
    })
}

/// The folder of an archive if none is named.
pub fn default_folder(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{}_archive", name(folder)))
}

fn name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

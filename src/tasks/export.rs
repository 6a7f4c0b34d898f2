//! `export`: the replication archive of a folder, for a journal or a repository.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::report::read;
use super::{Out, Saved};
use crate::fault::{Fault, HasFault};
pub use crate::report::archive::{About, Text};
use crate::report::archive::{Dictionary, is_day, texts, write};
use crate::report::folder::{OutputFolder, ReportError};
use crate::store::guard::Guard;
use crate::store::manifest::Status;
use crate::watch::Watch;

/// Licences under which data are published, by their SPDX identifiers.
pub const LICENCES: [&str; 14] = [
    "CC0-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-3.0",
    "ODbL-1.0",
    "ODC-By-1.0",
    "PDDL-1.0",
    "CDLA-Permissive-2.0",
    "MIT",
    "Apache-2.0",
];

/// What is to be archived, and what the archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The folder of a run, a study or a comparison.
    pub folder: PathBuf,
    /// Title, authors, date and licence.
    pub about: About,
    /// A checkout of the program whose last commit goes into the archive, if one is to.
    pub source: Option<PathBuf>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
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
            unverified: false,
        }
    }

    fn check(&self) -> Result<(), ExportError> {
        if !is_day(&self.about.date) {
            let date = self.about.date.clone();
            return Err(ExportError::Date { date });
        }
        if !LICENCES.contains(&self.about.license.as_str()) {
            let license = self.about.license.clone();
            return Err(ExportError::License { license });
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
    /// A licence that is none.
    #[error("--license `{license}` is no licence for data that trilat knows by its SPDX identifier: {}", LICENCES.join(", "))]
    License {
        /// What was given.
        license: String,
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
            Self::Date { .. } | Self::Author { .. } | Self::License { .. } => Fault::Usage,
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
    let folder = OutputFolder::read(&ask.folder, &checked(ask)?)?;
    let dictionary = Dictionary::read(&ask.folder)?;
    Ok(texts(&folder, &dictionary, &ask.about)?)
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
    let folder = read(&ask.folder, &checked(ask)?, watch)?;
    let (about, source) = (ask.about.clone(), ask.source.as_deref());
    let files = write(&folder, &out.folder, about, source, out.force)?;
    Ok(Saved {
        what: ask.about.clone(),
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings: folder.guard.sentence().into_iter().collect(),
    })
}

/// What has compared every file of the folder: an archive holds them all.
fn checked(ask: &Ask) -> Result<Guard, ReportError> {
    let guard = Guard::new(ask.unverified);
    guard.check_all(&ask.folder)?;
    Ok(guard)
}

/// The folder of an archive if none is named.
pub fn default_folder(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{}_archive", name(folder)))
}

fn name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

//! What is to be archived.

use std::path::{Path, PathBuf};

use super::error::ExportError;
use super::licences::LICENCES;
use crate::report::archive::zip::For;
use crate::report::archive::{About, Author, is_day};

/// What is to be archived, and what the archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Folders of results, whatever command made them; what they were made from must be among them.
    pub folders: Vec<PathBuf>,
    /// Title, authors, date and licence.
    pub about: About,
    /// Figures and tables of the paper: what it calls each, and the file.
    pub exhibits: Vec<(String, PathBuf)>,
    /// Further files of the authors.
    pub documents: Vec<PathBuf>,
    /// The program itself, if it is to be part of the archive: a program or a wheel for Python.
    pub program: Option<PathBuf>,
    /// A checkout of the program whose last commit goes into the archive, if one is to.
    pub source: Option<PathBuf>,
    /// For whom a zip of the archive is written beside it, if one is.
    pub zip: Option<For>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
}

impl Ask {
    /// Folders with their authors and their day of publication (`YYYY-MM-DD`), under CC-BY-4.0, without the program and its
    /// source.
    pub fn new(folders: Vec<PathBuf>, authors: Vec<Author>, date: &str) -> Self {
        let names: Vec<String> = folders.iter().map(|folder| name(folder)).collect();
        Self {
            about: About {
                title: format!("Replication archive of {}", names.join(", ")),
                description: String::new(),
                authors,
                date: date.to_owned(),
                license: "CC-BY-4.0".to_owned(),
                contact: None,
                keywords: Vec::new(),
            },
            folders,
            exhibits: Vec::new(),
            documents: Vec::new(),
            program: None,
            source: None,
            zip: None,
            unverified: false,
        }
    }

    pub(super) fn check(&self) -> Result<(), ExportError> {
        if !is_day(&self.about.date) {
            let date = self.about.date.clone();
            return Err(ExportError::Date { date });
        }
        if !LICENCES.contains(&self.about.license.as_str()) {
            let license = self.about.license.clone();
            return Err(ExportError::License { license });
        }
        Ok(())
    }
}

pub(super) fn name(folder: &Path) -> String {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = full.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

//! `export`: the replication archive of folders, for a journal or a repository.

mod error;
mod gather;
mod inputs;
mod later;
mod places;
mod program;
mod series;

use std::path::{Path, PathBuf};

pub use self::error::ExportError;
use self::gather::{Gathered, gather};
use super::{Out, Saved};
use crate::report::archive::write::write;
pub use crate::report::archive::zip::For;
pub use crate::report::archive::{About, Author, Text};
use crate::report::archive::{is_day, texts, zip};
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

    fn check(&self) -> Result<(), ExportError> {
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

/// The texts of an archive, such as its codebook and its loaders for R, Stata and Python; data and pages are in the folders.
///
/// # Errors
/// [`ExportError`].
pub fn export(ask: &Ask, watch: &mut dyn Watch) -> Result<Vec<Text>, ExportError> {
    ask.check()?;
    let gathered = gather(ask, &Guard::new(ask.unverified), watch)?;
    Ok(texts(&gathered.contents, &ask.about)?)
}

/// Writes the archive, and the zip of it if one is asked for.
///
/// # Errors
/// [`ExportError`].
pub fn export_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<About>, ExportError> {
    ask.check()?;
    let zipped = zip_of(&out.folder);
    if ask.zip.is_some() && zipped.exists() && !(out.force && is_archive(&zipped)) {
        return Err(ExportError::Zip { path: zipped });
    }
    let guard = Guard::new(ask.unverified);
    let Gathered {
        contents,
        material,
        mut warnings,
    } = gather(ask, &guard, watch)?;
    let about = &ask.about;
    let (files, left_out) = write(&contents, &material, &out.folder, about, &guard, out.force)?;
    warnings.extend(left_out);
    if let Some(purpose) = ask.zip {
        zip::pack(&out.folder, &files, &zipped, purpose)?;
        if purpose == For::Dataverse && about.contact.is_none() {
            warnings.push(
                "dataverse.json names no contact, which a Dataverse asks for: --contact EMAIL"
                    .to_owned(),
            );
        }
    }
    warnings.extend(guard.sentence());
    Ok(Saved {
        what: ask.about.clone(),
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings,
    })
}

/// The zip of an archive: beside its folder.
pub fn zip_of(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{}.zip", name(folder)))
}

/// Whether a file is the zip of an archive of this program.
fn is_archive(path: &Path) -> bool {
    matches!(zip::verify(path), Ok(Some(_)))
}

/// The folder of an archive if none is named.
pub fn default_folder(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{}_archive", name(folder)))
}

fn name(folder: &Path) -> String {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = full.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

//! `verify`: whether a folder still holds what its manifest, or the journal of its parts, says.

use std::fs;
use std::path::{Path, PathBuf};

use crate::fault::{Fault, HasFault};
use crate::store::growing::{GrowingError, What};
use crate::store::manifest::MANIFEST;
use crate::store::verify::{
    PartsVerification, Verification, VerifyError, verify as verify_files, verify_parts,
};

use thiserror::Error;

use crate::figures::Figure;
use crate::report::archive::write::listed;
use crate::report::archive::zip::{self, Unpacked};
use crate::report::write::table_command;
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::manifest::FileEntry;
use crate::store::resources::RESOURCES;
use crate::store::verify::{Problem, check};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Files, with those that are not as in the manifest.
    Files(Verification),
    /// Parts of unfinished work without a manifest.
    Parts(PartsVerification),
    /// An archive, in a folder or a zip, with files that are not as in its metadata.
    Archive(Unpacked),
    /// Files of a folder, with those that are not the same in another.
    Same(Unpacked),
}

impl Verified {
    /// What is wrong: something differs, or there is no manifest yet.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Files(found) if found.problems.is_empty() => None,
            Self::Parts(found) if found.wrong.is_empty() => Some(Fault::Incomplete),
            Self::Archive(found) | Self::Same(found) if found.problems.is_empty() => None,
            Self::Files(_) | Self::Parts(_) | Self::Archive(_) | Self::Same(_) => {
                Some(Fault::Mismatch)
            }
        }
    }

    /// Whether a command ended there while it published files.
    pub fn interrupted(&self) -> bool {
        match self {
            Self::Files(found) => found.interrupted,
            Self::Parts(found) => found.interrupted,
            Self::Archive(_) | Self::Same(_) => false,
        }
    }
}

/// Why a folder could not be verified at all.
#[derive(Debug, Error)]
pub enum VerifyFolderError {
    /// Its manifest or a file could not be read.
    #[error(transparent)]
    Files(#[from] VerifyError),
    /// Its parts could not be read.
    #[error(transparent)]
    Parts(#[from] GrowingError),
    /// A file that is no archive of this program.
    #[error("{} is no archive that trilat export wrote", path.display())]
    NoArchive {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing to compare.
    #[error("{} has no files to compare", folder.display())]
    Empty {
        /// The folder.
        folder: PathBuf,
    },
}

impl HasFault for VerifyFolderError {
    fn fault(&self) -> Fault {
        match self {
            Self::Files(VerifyError::NoManifest { .. }) => Fault::Failed,
            Self::Files(VerifyError::Interrupted { .. }) => Fault::Incomplete,
            Self::Files(VerifyError::Store(error)) => error.fault(),
            Self::NoArchive { .. } | Self::Empty { .. } => Fault::Failed,
            Self::Parts(error) => error.fault(),
        }
    }
}

/// Compares every file of a folder with its manifest, or its parts with their journal; of an archive, in a folder or a zip, with
/// its metadata. The manifest may be named in place of its folder.
///
/// # Errors
/// [`VerifyFolderError`].
pub fn verify(folder: &Path) -> Result<Verified, VerifyFolderError> {
    if folder.is_file()
        && folder
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
    {
        return match zip::verify(folder).map_err(VerifyError::from)? {
            Some(found) => Ok(Verified::Archive(found)),
            None => Err(VerifyFolderError::NoArchive {
                path: folder.to_owned(),
            }),
        };
    }
    if let Some(entries) = listed(folder).filter(|_| !folder.join(MANIFEST).exists()) {
        return Ok(Verified::Archive(all(folder, &entries)?));
    }
    let folder = match folder.parent() {
        Some(above) if folder.ends_with(MANIFEST) && folder.is_file() => above,
        _ => folder,
    };
    // A lone file name stands in the folder that one is in.
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    match (verify_files(folder), What::there(folder)) {
        (Ok(found), _) => Ok(Verified::Files(found)),
        (Err(VerifyError::NoManifest { .. } | VerifyError::Interrupted { .. }), Some(what)) => {
            Ok(Verified::Parts(verify_parts(folder, what)?))
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// Compares files of a folder with their entries.
fn all(folder: &Path, entries: &[FileEntry]) -> Result<Unpacked, VerifyFolderError> {
    let mut problems = Vec::new();
    for entry in entries {
        problems.extend(check(folder, entry).map_err(VerifyError::from)?);
    }
    Ok(Unpacked {
        checked: entries.len(),
        problems,
    })
}

/// Compares every file in a folder, and in folders inside it, with that of the same name in another: but for manifests and what it
/// took to make the files, which tell of the execution, and the command in the text beside a figure, which tells of paths.
///
/// # Errors
/// [`VerifyFolderError`] if a file cannot be read, or there is none.
pub fn same_as(folder: &Path, other: &Path) -> Result<Verified, VerifyFolderError> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    if files.is_empty() {
        return Err(VerifyFolderError::Empty {
            folder: folder.to_owned(),
        });
    }
    let mut problems = Vec::new();
    for path in &files {
        let found = FileEntry::read(&folder.join(path)).map_err(VerifyError::from)?;
        let entry = FileEntry {
            path: path.clone(),
            ..found
        };
        let problem = check(other, &entry).map_err(VerifyError::from)?;
        problems.extend(problem.filter(|problem| !told_apart_by_command(problem, folder, other)));
    }
    Ok(Verified::Same(Unpacked {
        checked: files.len(),
        problems,
    }))
}

/// Whether what differs is the command that a figure or a table names, and nothing else.
fn told_apart_by_command(problem: &Problem, folder: &Path, other: &Path) -> bool {
    let Problem::Changed { path, .. } = problem else {
        return false;
    };
    let text = |folder: &Path| read_text(&folder.join(path)).ok();
    let (Some(one), Some(two)) = (text(folder), text(other)) else {
        return false;
    };
    let command = |text: &str| match path.rsplit('.').next() {
        Some("txt") => Figure::note(text, "Command").map(str::to_owned),
        Some("tex") => table_command(text).map(str::to_owned),
        _ => None,
    };
    let without = |text: &str| Some(text.replacen(&command(text)?, "", 1));
    let (one, two) = (without(&one), without(&two));
    one.is_some() && one == two
}

/// Files in a folder and in those inside it, by name.
fn walk(folder: &Path, inside: &str, found: &mut Vec<String>) -> Result<(), VerifyFolderError> {
    let here = folder.join(inside);
    let failed = |error| VerifyError::from(StoreError::io("read", &here, error));
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(&here).map_err(failed)? {
        names.push(
            entry
                .map_err(failed)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort();
    for name in names {
        let path = match inside {
            "" => name.clone(),
            inside => format!("{inside}/{name}"),
        };
        if here.join(&name).is_dir() {
            walk(folder, &path, found)?;
        } else if name != MANIFEST && name != RESOURCES {
            found.push(path);
        }
    }
    Ok(())
}

//! Does a folder still hold what the manifest says?

use std::io;
use std::path::Path;

use thiserror::Error;

use super::atomic::fingerprint;
use super::error::StoreError;
use super::manifest::{FileEntry, MANIFEST, Manifest, Status};

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Files that were checked.
    pub checked: usize,
    /// Whether the job behind the folder was complete.
    pub status: Status,
    /// Files that are not what the manifest says; empty if all is well.
    pub problems: Vec<Problem>,
}

/// A file that is not what the manifest says.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// The file is gone.
    #[error("{path}: missing")]
    Missing {
        /// Path inside the folder.
        path: String,
    },
    /// The content differs.
    #[error(
        "{path}: changed since it was written ({found_bytes} bytes, SHA-256 {found}; manifest: {expected_bytes} bytes, {expected})"
    )]
    Changed {
        /// Path inside the folder.
        path: String,
        /// SHA-256 in the manifest.
        expected: String,
        /// SHA-256 of the file.
        found: String,
        /// Size in the manifest.
        expected_bytes: u64,
        /// Size of the file.
        found_bytes: u64,
    },
}

/// Why a folder could not be verified at all.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no manifest.
    #[error("{folder} has no {MANIFEST}: trilat wrote nothing there, or did not finish")]
    NoManifest {
        /// The folder.
        folder: String,
    },
    /// The manifest or a file could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Recomputes the SHA-256 of every file that the manifest of `folder` lists.
pub fn verify(folder: &Path) -> Result<Verification, VerifyError> {
    let manifest = Manifest::read(folder)?.ok_or_else(|| VerifyError::NoManifest {
        folder: folder.display().to_string(),
    })?;
    let mut problems = Vec::new();
    for entry in &manifest.files {
        problems.extend(check(folder, entry)?);
    }
    Ok(Verification {
        checked: manifest.files.len(),
        status: manifest.status,
        problems,
    })
}

/// Compares one file with its entry.
pub(super) fn check(folder: &Path, entry: &FileEntry) -> Result<Option<Problem>, StoreError> {
    let path = folder.join(&entry.path);
    match fingerprint(&path) {
        Ok(found) if found.sha256 == entry.sha256 => Ok(None),
        Ok(found) => Ok(Some(Problem::Changed {
            path: entry.path.clone(),
            expected: entry.sha256.clone(),
            found: found.sha256,
            expected_bytes: entry.bytes,
            found_bytes: found.bytes,
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Problem::Missing {
            path: entry.path.clone(),
        })),
        Err(error) => Err(StoreError::io("read", &path, error)),
    }
}

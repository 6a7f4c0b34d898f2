//! A file of a folder against its entry in the manifest.

use std::io;
use std::path::Path;

use thiserror::Error;

use super::atomic::fingerprint;
use super::error::StoreError;
use super::manifest::FileEntry;

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

/// Compares one file with its entry.
///
/// # Errors
/// [`StoreError::Io`].
pub fn check(folder: &Path, entry: &FileEntry) -> Result<Option<Problem>, StoreError> {
    let path = folder.join(&entry.path);
    match fingerprint(&path) {
        Ok(found) => Ok(compared(
            entry,
            Some(&FileEntry::new(&entry.path, None, found)),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(compared(entry, None)),
        Err(error) => Err(StoreError::io("read", &path, error)),
    }
}

/// Compares what was found of a file with its entry.
pub fn compared(entry: &FileEntry, found: Option<&FileEntry>) -> Option<Problem> {
    let path = entry.path.clone();
    match found {
        None => Some(Problem::Missing { path }),
        Some(found) if found.sha256 == entry.sha256 => None,
        Some(found) => Some(Problem::Changed {
            path,
            expected: entry.sha256.clone(),
            found: found.sha256.clone(),
            expected_bytes: entry.bytes,
            found_bytes: found.bytes,
        }),
    }
}

//! `verify`: whether a folder still holds what its manifest, or the journal of its parts, says.

use std::path::Path;

use crate::fault::{Fault, HasFault};
use crate::store::gather::gather;
use crate::store::parts::{RECORD, parts_folder};
use crate::store::sweep_error::SweepError;
use crate::store::unfinished::is_unfinished;
use crate::store::verify::{Verification, VerifyError, verify as verify_files};

use thiserror::Error;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Files, with those that are not as in the manifest.
    Files {
        /// What was compared.
        found: Verification,
        /// Whether a command ended there while it gave files their names.
        unfinished: bool,
    },
    /// Parts of a study without a manifest.
    Parts {
        /// Parts as in the journal.
        checked: usize,
        /// Those that are not.
        wrong: Vec<String>,
    },
}

impl Verified {
    /// What is wrong: something differs, or there is no manifest yet.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Files { found, .. } if found.problems.is_empty() => None,
            Self::Parts { wrong, .. } if wrong.is_empty() => Some(Fault::Incomplete),
            Self::Files { .. } | Self::Parts { .. } => Some(Fault::Mismatch),
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
    Parts(#[from] SweepError),
}

impl HasFault for VerifyFolderError {
    fn fault(&self) -> Fault {
        match self {
            Self::Files(VerifyError::NoManifest { .. }) => Fault::Failed,
            Self::Files(VerifyError::Store(error)) => error.fault(),
            Self::Parts(error) => error.fault(),
        }
    }
}

/// Compares every file of a folder with its manifest, or its parts with their journal.
///
/// # Errors
/// [`VerifyFolderError`].
pub fn verify(folder: &Path) -> Result<Verified, VerifyFolderError> {
    match verify_files(folder) {
        Ok(found) => Ok(Verified::Files {
            unfinished: !found.problems.is_empty() && is_unfinished(folder),
            found,
        }),
        Err(VerifyError::NoManifest { .. }) if parts_folder(folder).join(RECORD).exists() => {
            let gathered = gather(&[folder.to_owned()], true)?;
            Ok(Verified::Parts {
                checked: gathered.parts.len(),
                wrong: gathered.wrong,
            })
        }
        Err(error) => Err(error.into()),
    }
}

//! `verify`: whether a folder still holds what its manifest, or the journal of its parts, says.

use std::path::Path;

use crate::fault::{Fault, HasFault};
use crate::store::growing::{GrowingError, What};
use crate::store::manifest::MANIFEST;
use crate::store::verify::{
    PartsVerification, Verification, VerifyError, verify as verify_files, verify_parts,
};

use thiserror::Error;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Files, with those that are not as in the manifest.
    Files(Verification),
    /// Parts of unfinished work without a manifest.
    Parts(PartsVerification),
}

impl Verified {
    /// What is wrong: something differs, or there is no manifest yet.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Files(found) if found.problems.is_empty() => None,
            Self::Parts(found) if found.wrong.is_empty() => Some(Fault::Incomplete),
            Self::Files(_) | Self::Parts(_) => Some(Fault::Mismatch),
        }
    }

    /// Whether a command ended there while it published files.
    pub fn interrupted(&self) -> bool {
        match self {
            Self::Files(found) => found.interrupted,
            Self::Parts(found) => found.interrupted,
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
}

impl HasFault for VerifyFolderError {
    fn fault(&self) -> Fault {
        match self {
            Self::Files(VerifyError::NoManifest { .. }) => Fault::Failed,
            Self::Files(VerifyError::Interrupted { .. }) => Fault::Incomplete,
            Self::Files(VerifyError::Store(error)) => error.fault(),
            Self::Parts(error) => error.fault(),
        }
    }
}

/// Compares every file of a folder with its manifest, or its parts with their journal. The manifest may be named in place
/// of its folder.
///
/// # Errors
/// [`VerifyFolderError`].
pub fn verify(folder: &Path) -> Result<Verified, VerifyFolderError> {
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

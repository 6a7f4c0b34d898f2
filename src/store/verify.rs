//! Does a folder still hold what the manifest says?

use std::path::Path;

use thiserror::Error;

use super::calibrate_parts::CalibrationRecord;
use super::claims_parts::AuditRecord;
use super::error::StoreError;
use super::gather::gather;
use super::growing::{
    GrowingError, Record, What, check_part, part_name, parts_folder, read_journal, read_record,
};
use super::manifest::{MANIFEST, Manifest, Status};
pub use super::problem::{Problem, check, compared};
use super::publication::is_interrupted;

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Files that were checked.
    pub checked: usize,
    /// Whether the job behind the folder was complete.
    pub status: Status,
    /// Files that are not what the manifest says; empty if all is well.
    pub problems: Vec<Problem>,
    /// Whether a command ended in the folder while it published files.
    pub interrupted: bool,
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
    /// There is no manifest, since a command ended before it came to that.
    #[error(
        "{folder} has no {MANIFEST} yet: a command ended there while it published its files. The next \
         command that writes there, such as the same one with --resume or --force, finishes that first"
    )]
    Interrupted {
        /// The folder.
        folder: String,
    },
    /// The manifest or a file could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Recomputes the SHA-256 of every file that the manifest of `folder` lists.
pub fn verify(folder: &Path) -> Result<Verification, VerifyError> {
    let interrupted = is_interrupted(folder);
    let manifest = Manifest::read(folder)?.ok_or_else(|| {
        let folder = folder.display().to_string();
        match interrupted {
            true => VerifyError::Interrupted { folder },
            false => VerifyError::NoManifest { folder },
        }
    })?;
    let mut problems = Vec::new();
    for entry in &manifest.files {
        problems.extend(check(folder, entry)?);
    }
    Ok(Verification {
        checked: manifest.files.len(),
        status: manifest.status,
        problems,
        interrupted,
    })
}

/// The result of a verification of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartsVerification {
    /// Parts that are as in the journal.
    pub complete: u64,
    /// What is wrong, in words; empty if all is well.
    pub wrong: Vec<String>,
    /// Whether a command ended in the folder while it published files.
    pub interrupted: bool,
}

/// Recomputes the SHA-256 of every part of unfinished work that its journal lists.
///
/// # Errors
/// If the record or the journal cannot be read, or do not belong together.
pub fn verify_parts(folder: &Path, what: What) -> Result<PartsVerification, GrowingError> {
    let (complete, wrong) = match what {
        What::Study => {
            let found = gather(&[folder.to_owned()], true)?;
            (found.parts.len() as u64, found.wrong)
        }
        What::Calibration => parts_of::<CalibrationRecord>(folder)?,
        What::Audit => parts_of::<AuditRecord>(folder)?,
    };
    Ok(PartsVerification {
        complete,
        wrong,
        interrupted: is_interrupted(folder),
    })
}

fn parts_of<R: Record>(folder: &Path) -> Result<(u64, Vec<String>), GrowingError> {
    let record: R = read_record(folder)?;
    let files = parts_folder(folder);
    let (mut complete, mut wrong) = (0, Vec::new());
    for (part, entry) in read_journal(folder, &record)?.0 {
        match check_part(&files, &entry)? {
            None => complete += 1,
            Some(what) => wrong.push(format!("{}: {what}", files.join(part_name(part)).display())),
        }
    }
    Ok((complete, wrong))
}

//! What grows in a folder, as the folder says it.

use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::disk::read_text;
use super::error::GrowingError;
use super::names::{OLDER, parts_folder};
use super::what::What;
use crate::store::atomic::{sha256, write_file};
use crate::store::error::StoreError;
use crate::store::manifest::{Manifest, SCHEMA_VERSION};
use crate::store::program::{PROGRAM, Program};

/// Whether an older version left something unfinished in an output folder that this one cannot go on with:
/// it kept audits without a journal, and calibrations under the name of studies.
pub(super) fn is_older(out: &Path) -> bool {
    let parts = parts_folder(out);
    let study = read_text(&parts.join(What::Study.record())).unwrap_or_default();
    let is_calibration = serde_json::from_str::<serde_json::Value>(&study)
        .is_ok_and(|record| record.get("calibration").is_some());
    is_calibration || parts.join(OLDER[0]).exists()
}

/// What decides the results, as checksums of a complete folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// SHA-256 of all that decides them.
    pub hash: String,
    /// SHA-256 of the first of them; empty where it is not kept.
    pub first: String,
}

/// All that a folder says about what grows in it: by this two are compared before anything is added.
pub trait Record: Serialize + DeserializeOwned {
    /// What it is.
    const WHAT: What;

    /// Who wrote it, and the layout version of the folder.
    fn writer(&self) -> (&Program, u32);

    /// What decides the results.
    fn results(&self) -> Results;

    /// The same as a complete folder has it; `None` if that holds something else.
    fn of(manifest: &Manifest) -> Option<Results>;

    /// What differs between this one, which is there, and another, in words; empty if it is the same.
    fn differences(&self, here: &Self) -> Vec<String>;

    /// What differs between a complete folder and this one, in words, as far as its manifest tells.
    fn unlike(&self, _manifest: &Manifest) -> Vec<String> {
        Vec::new()
    }

    /// Which share of the parts belongs in the folder, where they are shared out.
    fn share(&self) -> String {
        String::new()
    }

    /// What is wrong with it, if anything is, beyond what its form forbids.
    ///
    /// # Errors
    /// That.
    fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

/// By which a journal knows the record that it belongs to.
pub(super) fn identity<R: Record>(record: &R) -> String {
    let Results { hash, first } = record.results();
    let text = format!("{}\n{hash}\n{first}\n{}", R::WHAT, record.share());
    sha256(&text)[..16].to_owned()
}

/// Whether what is in a folder is the same as what is asked for, made by the same program.
///
/// # Errors
/// What differs.
pub fn same<R: Record>(out: &Path, there: &R, here: &R) -> Result<(), GrowingError> {
    let (folder, what) = (out.to_owned(), R::WHAT);
    let differences = there.differences(here);
    if !differences.is_empty() {
        let differences = differences.join(", ");
        return Err(GrowingError::Other {
            folder,
            what,
            differences,
        });
    }
    if there.results().first != here.results().first {
        return Err(GrowingError::OtherProgram { folder, what });
    }
    Ok(())
}

/// Whether a complete folder is what is asked for.
///
/// # Errors
/// What differs.
pub(super) fn same_results<R: Record>(
    out: &Path,
    manifest: &Manifest,
    here: &R,
) -> Result<(), GrowingError> {
    let (folder, what) = (out.to_owned(), R::WHAT);
    let unlike = here.unlike(manifest);
    let here = here.results();
    let differences = match R::of(manifest) {
        None => "kind: there are the files of another command".to_owned(),
        Some(there) if there.hash != here.hash && !unlike.is_empty() => unlike.join(", "),
        Some(there) if there.hash != here.hash => {
            let short = |hash: &str| hash.get(..12).unwrap_or_default().to_owned();
            let (there, here) = (short(&there.hash), short(&here.hash));
            format!("its hash ({there}… there, {here}… here)")
        }
        Some(there) if there.first != here.first => {
            return Err(GrowingError::OtherProgram { folder, what });
        }
        Some(_) => return Ok(()),
    };
    Err(GrowingError::Other {
        folder,
        what,
        differences,
    })
}

/// The record of what grows in a folder.
///
/// # Errors
/// If there is none, or something else, or it cannot be read.
pub fn read_record<R: Record>(out: &Path) -> Result<R, GrowingError> {
    let path = parts_folder(out).join(R::WHAT.record());
    let folder = || out.to_owned();
    let text = match read_text(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(match What::there(out) {
                Some(what) => GrowingError::Kind {
                    folder: folder(),
                    what,
                },
                None => GrowingError::Nothing {
                    folder: folder(),
                    what: R::WHAT,
                },
            });
        }
        Err(error) => return Err(StoreError::io("read", &path, error).into()),
    };
    let refuse = |message: String| GrowingError::Record {
        path: path.clone(),
        what: R::WHAT,
        message,
    };
    let record: R = serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
    let (program, version) = record.writer();
    if program.name != PROGRAM || version > SCHEMA_VERSION {
        let name = &program.name;
        return Err(refuse(format!(
            "written by `{name}`, schema version {version}"
        )));
    }
    record.check().map_err(refuse)?;
    Ok(record)
}

/// Writes a record.
pub(super) fn write_record<R: Record>(out: &Path, record: &R) -> Result<(), StoreError> {
    // Trees of texts and numbers always serialise.
    let text = serde_json::to_string_pretty(record).unwrap_or_default() + "\n";
    write_file(&parts_folder(out).join(R::WHAT.record()), text.as_bytes())?;
    Ok(())
}

//! The parts of a study: rows of `runs.csv`.

use super::disk::read_text;
use super::error::StoreError;
use super::growing::{Growing, GrowingError, Record, Results, What, parts_folder};
use super::manifest::{FileEntry, Manifest, Program, check_path};
use super::study_record::StudyRecord;
use super::table_file::Formats;

use std::path::Path;

/// A study that grows.
pub type Work = Growing<StudyRecord>;

impl Record for StudyRecord {
    const WHAT: What = What::Study;

    fn writer(&self) -> (&Program, u32) {
        (&self.program, self.schema_version)
    }

    fn results(&self) -> Results {
        Results {
            hash: self.study.hash.clone(),
            first: self.study.first_rows.clone(),
        }
    }

    fn of(manifest: &Manifest) -> Option<Results> {
        manifest.study.as_ref().map(|study| Results {
            hash: study.hash.clone(),
            first: study.first_rows.clone(),
        })
    }

    fn differences(&self, here: &Self) -> Vec<String> {
        Self::differences(self, here)
    }

    fn unlike(&self, manifest: &Manifest) -> Vec<String> {
        self.unlike_complete(manifest)
    }

    fn share(&self) -> String {
        let [index, of] = self.shard;
        format!("{index}/{of}")
    }

    fn check(&self) -> Result<(), String> {
        for file in &self.inputs {
            check_path(&file.path).map_err(|error| error.to_string())?;
        }
        match self.study.hash == self.hash() {
            true => Ok(()),
            false => Err("its hash is not that of its content".to_owned()),
        }
    }
}

/// Asks for other formats of the tables than those that a study was begun with, if any are given.
///
/// # Errors
/// If the record cannot be written.
pub fn ask_formats(work: &mut Work, formats: Option<Formats>) -> Result<(), StoreError> {
    match formats {
        Some(formats) if formats != work.record().formats() => {
            let mut record = work.record().clone();
            record.parquet = formats.parquet;
            work.describe(record)
        }
        _ => Ok(()),
    }
}

/// The text of an input file of a study, verified.
///
/// # Errors
/// If it cannot be read or was changed.
pub fn read_input(out: &Path, entry: &FileEntry) -> Result<String, GrowingError> {
    let path = parts_folder(out).join(&entry.path);
    let text = read_text(&path).map_err(|error| StoreError::io("read", &path, error))?;
    if super::atomic::sha256(&text) != entry.sha256 {
        return Err(GrowingError::damaged(
            &path,
            "it was changed after it was written; the study's `trilat sweep` with --resume writes it again",
        ));
    }
    Ok(text)
}

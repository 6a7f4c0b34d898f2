//! `merge`: the shards of a study joined to the files that the whole study would have written.

use std::path::{Path, PathBuf};

use super::complete;
use super::error::SweepRunError;
use super::folder::execution;
use super::found::Swept;
use crate::store::gather::{Gathered, folders_with_parts, gather};
use crate::store::growing::{GrowingError, What, parts_folder, read_record};
use crate::store::guard::Guard;
use crate::store::lock::Lock;
use crate::store::manifest::Manifest;
use crate::store::parts::read_input;
use crate::store::study_record::StudyRecord;
use crate::store::sweep_files::{check_folder, finish};
use crate::tasks::{Out, Saved};
use crate::watch::{Event, Watch};
use crate::words::ranges;

/// Ranges of missing parts that are named.
const NAMED: usize = 20;

/// Writes the files of a study from the parts of its shards, in the formats of `out` or, without, in those that
/// any shard was asked for. `folders` are those of the shards, or hold them. The shards stay where they are; the
/// command of `out` is not recorded, that of the shards is.
///
/// # Errors
/// [`SweepRunError`]: nothing is written unless all parts are there and as they should be.
pub fn merge_into(
    folders: &[PathBuf],
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Swept>, SweepRunError> {
    let gathered = gather(&folders_with_parts(folders)?, true)?;
    for (part, one, other) in &gathered.duplicates {
        let (one, other) = (one.display(), other.display());
        watch.tell(Event::Warning(&format!(
            "part {part} is in {one} and in {other}, with the same content"
        )));
    }
    check(&gathered)?;
    let mut record = gathered.record.clone();
    record.parquet = out
        .formats
        .map_or(record.parquet, |formats| formats.parquet);
    let lock = Lock::take(&out.folder)?;
    let manifest = write(&gathered, &record, out, &lock)?;
    // The record is that of one shard.
    record.runs = manifest.runs.completed;
    Ok(complete(out, &record, manifest, &Guard::default()))
}

/// The folder of the study if none is named: by its name, as the first folder has it.
///
/// # Errors
/// If there are no parts, or their record cannot be read.
pub fn default_folder(folders: &[PathBuf]) -> Result<PathBuf, GrowingError> {
    let found = folders_with_parts(folders)?;
    let record: StudyRecord = read_record(found.first().map_or(Path::new(""), PathBuf::as_path))?;
    Ok(Path::new("outputs").join(record.study.name))
}

fn check(gathered: &Gathered) -> Result<(), SweepRunError> {
    let mut problems = gathered.wrong.clone();
    problems.extend(missing(gathered));
    match problems.is_empty() {
        true => Ok(()),
        false => Err(SweepRunError::Parts {
            problems,
            damaged: !gathered.wrong.is_empty(),
        }),
    }
}

/// Which parts are missing, and in which shards.
fn missing(gathered: &Gathered) -> Option<String> {
    let (count, of) = (gathered.missing.len(), gathered.record.study.parts);
    let shards = gathered.shards.first().map_or(1, |shard| shard[1]);
    let parts = ranges(&gathered.missing, NAMED);
    let what = format!("{count} of {of} parts are missing: {parts}");
    match (count, shards) {
        (0, _) => None,
        (_, 1) => Some(what),
        (_, shards) => Some(format!(
            "{what}; they belong to shards {} of {shards}",
            ranges(&gathered.missing_shards(), NAMED)
        )),
    }
}

fn write(
    gathered: &Gathered,
    record: &StudyRecord,
    out: &Out,
    lock: &Lock,
) -> Result<Manifest, GrowingError> {
    let own = parts_folder(&out.folder);
    let from_here = gathered.parts.values().any(|part| part.folder == own);
    if let Some(what) = What::there(&out.folder)
        && !from_here
    {
        return Err(GrowingError::Unfinished {
            folder: out.folder.clone(),
            what,
        });
    }
    let (arms, months) = (record.study.arm_names(), record.has_months());
    check_folder(lock, out.force, record.formats(), &arms, months)?;
    let inputs = record.inputs.iter();
    let inputs: Result<Vec<String>, GrowingError> = inputs
        .map(|entry| read_input(&gathered.first, entry))
        .collect();
    let parts = gathered.in_order();
    finish(lock, record, &parts, &inputs?, execution(record, 1))
}

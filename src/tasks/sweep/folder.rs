//! The folder of a study: begun, gone on with, and finished when all its parts are there.

use crate::store::add_parquet::has_parquet;
use crate::store::atomic::AtomicFile;
use crate::store::error::StoreError;
use crate::store::growing::{GrowingError, How, Opened, parts_folder};
use crate::store::guard::Guard;
use crate::store::lock::Lock;
use crate::store::manifest::{Execution, Manifest};
use crate::store::parts::{Work, ask_formats, read_input};
use crate::store::study_months;
use crate::store::study_record::StudyRecord;
use crate::store::sweep_files::{PartSource, add_parquet, check_folder, finish};
use crate::study::execute::Piece;
use crate::tasks::{Command, Out};

/// Begins the folder of a study, or goes on with it; its manifest if it is complete already, and `guard` finds its files
/// to be what that says.
pub(super) fn open(
    out: &Out,
    record: &StudyRecord,
    inputs: &[String],
    guard: &Guard,
) -> Result<Opened<StudyRecord>, GrowingError> {
    let names = record.inputs.iter().map(|entry| entry.path.as_str());
    let inputs: Vec<(&str, &str)> = names.zip(inputs.iter().map(String::as_str)).collect();
    let how = How {
        resume: out.resume,
        force: out.force,
    };
    let (arms, months) = (record.study.arm_names(), record.has_months());
    let free = |lock: &Lock| check_folder(lock, out.force, out.formats(), &arms, months);
    let opened = Work::open(&out.folder, record.clone(), &inputs, how, free)?;
    if let Opened::Complete(..) = opened {
        guard.check_all(&out.folder)?;
    }
    match opened {
        Opened::Work(mut work, found) => {
            ask_formats(&mut work, out.formats)?;
            Ok(Opened::Work(work, found))
        }
        Opened::Complete(manifest, lock) if out.formats().parquet && !has_parquet(&manifest) => {
            let manifest = add_parquet(&lock, record, *manifest)?;
            Ok(Opened::Complete(Box::new(manifest), lock))
        }
        complete => Ok(complete),
    }
}

/// Runs in the parts that are complete.
pub(super) fn done(work: &Work) -> u64 {
    work.done().values().map(|entry| entry.runs).sum()
}

/// The part that is being written.
pub(super) struct Writer<'a> {
    work: &'a mut Work,
    header: String,
    open: Option<(AtomicFile, u64, u64)>,
}

impl<'a> Writer<'a> {
    /// None yet.
    pub(super) fn new(work: &'a mut Work) -> Self {
        Self {
            header: study_months::header(work.record()),
            work,
            open: None,
        }
    }

    /// Writes a piece, and enters its part in the journal when it is the last.
    pub(super) fn write(&mut self, piece: &Piece<'_>) -> Result<(), StoreError> {
        let (mut file, mut runs, mut failed) = match self.open.take().filter(|_| !piece.first) {
            Some(open) => open,
            None => {
                let mut file = self.work.create(piece.part)?;
                file.write(self.header.as_bytes())?;
                (file, 0, 0)
            }
        };
        match self.work.record().has_months() {
            false => file.write(piece.rows.as_str().as_bytes())?,
            true => {
                let lines = study_months::joined(piece.months, piece.rows);
                file.write(lines.as_bytes())?;
            }
        }
        runs += piece.rows.rows();
        failed += piece.failed;
        if piece.last {
            self.work.publish(piece.part, runs, failed, file)
        } else {
            self.open = Some((file, runs, failed));
            Ok(())
        }
    }
}

/// Writes the files of a study whose parts are all there.
pub(super) fn finish_work(
    work: Work,
    out: &Out,
    threads: usize,
    keep_parts: bool,
) -> Result<Manifest, GrowingError> {
    let record = work.record().clone();
    let folder = parts_folder(&out.folder);
    let parts: Vec<PartSource> = work
        .done()
        .values()
        .map(|entry| PartSource {
            entry: entry.clone(),
            folder: folder.clone(),
        })
        .collect();
    let inputs = record.inputs.iter();
    let inputs: Result<Vec<String>, GrowingError> =
        inputs.map(|entry| read_input(&out.folder, entry)).collect();
    let execution = execution(&record, threads);
    let manifest = finish(work.lock(), &record, &parts, &inputs?, execution)?;
    if !keep_parts {
        work.discard()?;
    }
    Ok(manifest)
}

/// The circumstances under which the files of a study are written.
pub(super) fn execution(record: &StudyRecord, threads: usize) -> Execution {
    let command = Command::recorded(&record.command);
    Execution::new(&command, record.study_path.clone(), threads)
}

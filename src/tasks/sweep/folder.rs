//! The folder of a study: begun, gone on with, and finished when all its parts are there.

use crate::store::add_parquet::has_parquet;
use crate::store::atomic::AtomicFile;
use crate::store::error::StoreError;
use crate::store::lock::Lock;
use crate::store::manifest::{Execution, Manifest};
use crate::store::parts::{Found, Work, parts_folder, read_input};
use crate::store::study_record::StudyRecord;
use crate::store::sweep_error::SweepError;
use crate::store::sweep_files::{PartSource, add_parquet, check_folder, finish};
use crate::store::sweep_tables;
use crate::store::unfinished::recover;
use crate::study::execute::Piece;
use crate::tasks::{Command, Out};

/// What is in the output folder.
pub(super) enum Opened {
    /// The files of the study.
    Complete(Box<Manifest>),
    /// Parts of it, or none yet.
    Work(Box<Work>, Found),
}

/// Begins the folder of a study, or goes on with it.
pub(super) fn open(
    out: &Out,
    record: &StudyRecord,
    inputs: &[String],
) -> Result<Opened, SweepError> {
    let lock = Lock::take(&out.folder)?;
    match judge(out, record, &lock) {
        Ok(Next::Begin) => {
            let work = Work::begin(lock, record.clone(), inputs)?;
            Ok(Opened::Work(Box::new(work), Found::default()))
        }
        Ok(Next::Resume) => {
            let (work, found) = Work::resume(lock, record.clone(), out.formats)?;
            Ok(Opened::Work(Box::new(work), found))
        }
        Ok(Next::Nothing(manifest)) => {
            let manifest = match out.formats().parquet && !has_parquet(&manifest) {
                true => add_parquet(&out.folder, record, *manifest).map(Box::new),
                false => recover(&out.folder).map(|()| manifest),
            };
            lock.abandon();
            Ok(Opened::Complete(manifest?))
        }
        Err(error) => {
            lock.abandon();
            Err(error)
        }
    }
}

enum Next {
    Begin,
    Resume,
    Nothing(Box<Manifest>),
}

fn judge(out: &Out, record: &StudyRecord, lock: &Lock) -> Result<Next, SweepError> {
    let folder = &out.folder;
    if lock.has_study() {
        if out.resume {
            return Ok(Next::Resume);
        }
        if !out.force {
            return Err(SweepError::Unfinished {
                folder: folder.clone(),
            });
        }
    } else if out.resume
        && let Some(manifest) = Manifest::read(folder)?
    {
        return finished(out, record, manifest);
    }
    check_folder(folder, out.force, out.formats())?;
    Ok(Next::Begin)
}

/// Whether the files that are there are those of the study.
fn finished(out: &Out, record: &StudyRecord, manifest: Manifest) -> Result<Next, SweepError> {
    let folder = out.folder.clone();
    let other = |folder, differences| {
        Err(SweepError::OtherStudy {
            folder,
            differences,
        })
    };
    let Some(there) = &manifest.study else {
        let differences = "kind: there are the files of another command".to_owned();
        return other(folder, differences);
    };
    let here = &record.study;
    if there.hash != here.hash {
        let short = |hash: &str| hash.get(..12).unwrap_or_default().to_owned();
        let (there, here) = (short(&there.hash), short(&here.hash));
        return other(folder, format!("its hash ({there}… there, {here}… here)"));
    }
    if there.first_rows != here.first_rows {
        return Err(SweepError::OtherProgram { folder });
    }
    Ok(Next::Nothing(Box::new(manifest)))
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
            header: sweep_tables::runs(&work.record().columns)
                .header()
                .as_str()
                .to_owned(),
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
        file.write(piece.rows.as_str().as_bytes())?;
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
) -> Result<Manifest, SweepError> {
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
    let inputs: Result<Vec<String>, SweepError> =
        inputs.map(|entry| read_input(&out.folder, entry)).collect();
    let execution = execution(&record, threads);
    let manifest = finish(&out.folder, &record, &parts, &inputs?, execution)?;
    let lock = work.into_lock();
    if !keep_parts {
        lock.discard()?;
    }
    Ok(manifest)
}

/// The circumstances under which the files of a study are written.
pub(super) fn execution(record: &StudyRecord, threads: usize) -> Execution {
    let command = Command::recorded(&record.command);
    Execution::new(&command, record.study_path.clone(), threads)
}

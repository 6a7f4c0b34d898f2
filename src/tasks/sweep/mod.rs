//! `sweep`: scenarios at the points of a design. In a folder a study grows part by part, so that it can be
//! interrupted, gone on with and shared out.

mod ask;
pub mod cost;
pub mod error;
mod folder;
mod found;
mod job;
pub mod memory;
pub mod merge;
pub mod pace;
pub mod read;
mod record;
pub mod status;

pub use self::ask::{Ask, Inputs};
pub use self::cost::{Cost, cost};
pub use self::error::SweepRunError;
use self::error::ensemble_error;
use self::folder::{Writer, done, finish_work, open};
pub use self::found::{Progress, Swept};
use self::job::Job;
use self::memory::{DesignColumns, RunColumns};
pub use self::merge::merge_into;
pub use self::read::{Planned, ReadError, Source};
pub use self::status::status;
use super::{Command, Out, Saved, report};
use crate::store::growing::Opened;
use crate::store::guard::Guard;
use crate::store::manifest::{Manifest, Status};
use crate::store::study_record::{StudyRecord, with_format};
use crate::study::execute::{PointModel, first_rows};
use crate::study::lanes::StudyLanes;
use crate::study::order::Shard;
use crate::watch::{Event, Watch};
use crate::words::grouped;

/// Runs a study, or a shard of one, and keeps design and runs in memory. When it is stopped, the runs that are
/// complete are kept.
///
/// # Errors
/// [`SweepRunError`].
pub fn sweep(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Swept, SweepRunError> {
    let Planned { study, grouping } = ask.planned;
    sweep_model(ask, &StudyLanes::new(study, grouping), watch)
}

/// Runs a study, or a shard of one, into a folder, and writes its files when all its parts are there. When it
/// is stopped, complete parts are kept.
///
/// # Errors
/// [`SweepRunError`]; complete parts are kept then as well.
pub fn sweep_into(
    ask: &Ask<'_>,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Swept>, SweepRunError> {
    let Planned { study, grouping } = ask.planned;
    let lanes = StudyLanes::new(study, grouping);
    sweep_model_into(ask, &lanes, out, watch)
}

/// [`sweep`] with a model of one's own.
///
/// # Errors
/// [`SweepRunError`].
pub fn sweep_model<M: PointModel>(
    ask: &Ask<'_>,
    model: &M,
    watch: &mut dyn Watch,
) -> Result<Swept, SweepRunError> {
    let job = Job::new(ask, model, "", None)?;
    if !model.months().is_empty() {
        watch.tell(Event::Warning(
            "months are kept in a folder alone: in memory there are the runs without them",
        ));
    }
    let mut rows = RunColumns::new(model.columns().len());
    let mut failed = 0;
    job.begin(0, watch);
    let all = job.pending(|_| true);
    let cancelled = job.run(&all, 0, watch, |piece| {
        failed += piece.failed;
        rows.add(&piece, job.record.has_arms())
    })?;
    let runs = rows.len() as u64;
    Ok(Swept {
        runs_new: runs,
        design: DesignColumns::new(&ask.planned.study, job.record.factors.clone()),
        rows,
        ..Swept::counted(&job.record, runs, failed, job.progress(cancelled))
    })
}

/// [`sweep_into`] with a model of one's own.
///
/// # Errors
/// [`SweepRunError`].
pub fn sweep_model_into<M: PointModel>(
    ask: &Ask<'_>,
    model: &M,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Swept>, SweepRunError> {
    let mut job = Job::new(ask, model, &out.command.to_string(), out.formats)?;
    let hash = first_rows(model, &job.order).map_err(ensemble_error)?;
    job.record.study.first_rows = hash;
    let texts: Vec<String> = job
        .inputs
        .files()
        .map(|(_, text)| text.to_owned())
        .collect();
    let guard = Guard::new(ask.unverified);
    let (mut work, found) = match open(out, &job.record, &texts, &guard)? {
        Opened::Work(work, found) => (*work, found),
        Opened::Complete(manifest, _lock) => {
            let folder = out.folder.display();
            watch.tell(Event::Note(&format!("{folder} is complete")));
            return Ok(complete(out, &job.record, *manifest, &guard));
        }
    };
    for warning in found.warnings() {
        watch.tell(Event::Warning(&warning));
    }
    let before = done(&work);
    job.begin(before, watch);
    let pending = job.pending(|part| !work.done().contains_key(&part));
    let ended = {
        let mut writer = Writer::new(&mut work);
        job.run(&pending, before, watch, |piece| writer.write(&piece))
    };
    let now = done(&work);
    let stopped = |source: SweepRunError| SweepRunError::Stopped {
        source: Box::new(source),
        kept: format!("{} of {}", grouped(now), grouped(job.record.runs)),
        command: resume_command(ask, out).to_string(),
    };
    let progress = job.progress(ended.map_err(stopped)?);
    let failed = work.done().values().map(|entry| entry.failed).sum();
    let swept = Swept {
        runs_new: now - before,
        ..Swept::counted(&job.record, now, failed, progress)
    };
    let mut saved = Saved {
        what: swept,
        folder: out.folder.clone(),
        files: Vec::new(),
        status: match progress {
            Progress::Interrupted => Status::Interrupted,
            _ => Status::Complete,
        },
        warnings: Vec::new(),
    };
    if progress == Progress::Complete {
        let finished = finish_work(work, out, ask.threads, ask.keep_parts);
        saved.files = finished.map_err(|error| stopped(error.into()))?.files;
        saved.warnings.extend(report::after(out));
    }
    Ok(saved)
}

/// The command that goes on with what is in the folder.
pub fn resume_command(ask: &Ask<'_>, out: &Out) -> Command {
    let Shard { index, of } = ask.shard;
    let shard = (ask.shard != Shard::WHOLE).then(|| format!("{}/{of}", index + 1));
    Command::recorded(&with_format(&out.command.to_string(), out.formats()))
        .options("shard", shard)
        .option_path("out", Some(&out.folder))
        .flag("resume", true)
}

/// A folder that holds all files of its study.
fn complete(out: &Out, record: &StudyRecord, manifest: Manifest, guard: &Guard) -> Saved<Swept> {
    let failed = manifest.study.as_ref().map_or(0, |study| study.failed_runs);
    Saved {
        what: Swept::counted(record, manifest.runs.completed, failed, Progress::Complete),
        folder: out.folder.clone(),
        files: manifest.files,
        status: Status::Complete,
        warnings: guard
            .sentence()
            .into_iter()
            .chain(report::after_guarded(out, guard))
            .collect(),
    }
}

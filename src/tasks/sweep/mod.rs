//! `sweep`: scenarios at the points of a design. In a folder a study grows part by part, so that it can be
//! interrupted, gone on with and shared out.

pub mod cost;
pub mod error;
mod folder;
pub mod memory;
pub mod merge;
pub mod pace;
pub mod read;
mod record;
pub mod status;

use std::path::{Path, PathBuf};

use serde::Serialize;

pub use self::cost::{Cost, cost};
pub use self::error::SweepRunError;
use self::error::ensemble_error;
use self::folder::{Opened, Writer, done, finish_work, open};
use self::memory::{DesignColumns, RunColumns};
pub use self::merge::merge_into;
pub use self::read::{Planned, ReadError, Source};
use self::record::{fields, record};
pub use self::status::status;
use super::{Command, Out, Saved, all_cores, report};
use crate::ensemble::LANES;
use crate::fault::Fault;
use crate::record::{Column, ColumnError, check_columns};
use crate::store::manifest::{Manifest, Status};
use crate::store::parts::Found;
use crate::store::study_record::{FactorField, StudyRecord, with_format};
use crate::store::sweep_tables::{DESIGN, FACTORS, FAILED};
use crate::store::table_file::Formats;
use crate::store::tables::{RUNS, SCENARIO};
use crate::study::Study;
use crate::study::execute::{Piece, PointModel, execute, first_rows};
use crate::study::lanes::StudyLanes;
use crate::study::order::{RunOrder, Shard};
use crate::study::table::{design_csv, factors_csv};
use crate::watch::{Event, Watch};
use crate::words::grouped;

/// Columns of `runs.csv` that a study writes itself.
const OWN: [&str; 3] = ["point", "replicate", FAILED];

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The study.
    pub planned: &'a Planned,
    /// Which share of it.
    pub shard: Shard,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// Keep the parts in the folder when the study is complete.
    pub keep_parts: bool,
    /// What is kept of the study beside its results, if not as it follows from the study.
    pub inputs: Option<Inputs>,
}

impl<'a> Ask<'a> {
    /// All of a study, on all cores.
    pub fn new(planned: &'a Planned) -> Self {
        Self {
            planned,
            shard: Shard::WHOLE,
            threads: all_cores(),
            keep_parts: false,
            inputs: None,
        }
    }

    /// The folder of the study or of its shard if none is named.
    pub fn default_folder(&self) -> PathBuf {
        let (outputs, name) = (Path::new("outputs"), &self.planned.study.name);
        match self.shard {
            Shard::WHOLE => outputs.join(name),
            Shard { index, of } => outputs
                .join(format!("{name}.shards"))
                .join(format!("{}_of_{of}", index + 1)),
        }
    }
}

/// What is kept of a study beside its results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// `design.csv`.
    pub design: String,
    /// `factors.csv`.
    pub factors: String,
    /// `scenario.resolved.toml`.
    pub scenario: String,
    /// The columns of `design.csv`.
    pub fields: Vec<FactorField>,
}

impl Inputs {
    /// Those of a study that was read.
    pub fn of(study: &Study) -> Self {
        Self {
            design: design_csv(study),
            factors: factors_csv(study),
            scenario: study.base.to_toml(),
            fields: fields(study),
        }
    }

    /// Names and texts of its files.
    fn files(&self) -> [(&'static str, &str); 3] {
        [
            (DESIGN, &self.design),
            (FACTORS, &self.factors),
            (SCENARIO, &self.scenario),
        ]
    }
}

/// How far a study is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// All runs are done, and the files are written where there are any.
    Complete,
    /// All runs of the shard are done.
    ShardComplete,
    /// Interrupted.
    Interrupted,
}

/// What a study found.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    /// Name of the study.
    pub study: String,
    /// SHA-256 of what decides its results.
    pub hash: String,
    /// Runs of the study, or of its shard.
    pub runs: u64,
    /// Runs that are there.
    pub runs_done: u64,
    /// Runs made by this process.
    pub runs_new: u64,
    /// Runs that failed.
    pub failed: u64,
    /// How far it is.
    pub progress: Progress,
    /// What each column of [`rows`](Self::rows) is.
    pub columns: Vec<Column>,
    /// The design. Empty where it was written to a folder.
    pub design: DesignColumns,
    /// The runs. Empty where they were streamed into a folder.
    pub rows: RunColumns,
}

impl Swept {
    /// Counts alone.
    fn counted(record: &StudyRecord, runs_done: u64, failed: u64, progress: Progress) -> Self {
        Self {
            study: record.study.name.clone(),
            hash: record.study.hash.clone(),
            runs: record.runs,
            runs_done,
            runs_new: 0,
            failed,
            progress,
            columns: record.columns.clone(),
            design: DesignColumns::default(),
            rows: RunColumns::default(),
        }
    }

    /// What is wrong with it, although it left something: interrupted, or runs failed.
    pub fn fault(&self) -> Option<Fault> {
        match self.progress {
            Progress::Interrupted => Some(Fault::Interrupted),
            _ if self.failed > 0 => Some(Fault::Failed),
            _ => None,
        }
    }
}

/// Runs a study, or a shard of one, and keeps design and runs in memory. When it is stopped, the runs that are
/// complete are kept.
///
/// # Errors
/// [`SweepRunError`].
pub fn sweep(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Swept, SweepRunError> {
    let Planned { study, grouping } = ask.planned;
    sweep_model(ask, &StudyLanes::<LANES>::new(study, grouping), watch)
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
    let lanes = StudyLanes::<LANES>::new(study, grouping);
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
    let mut rows = RunColumns::new(model.columns().len());
    let mut failed = 0;
    job.begin(0, watch);
    let all = job.pending(|_| true);
    let cancelled = job.run(&all, 0, watch, |piece| {
        failed += piece.failed;
        rows.add(&piece)
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
    let texts = job.inputs.files().map(|(_, text)| text.to_owned());
    let (mut work, found) = match open(out, &job.record, &texts)? {
        Opened::Work(work, found) => (*work, found),
        Opened::Complete(manifest) => {
            let folder = out.folder.display();
            watch.tell(Event::Note(&format!("{folder} is complete")));
            return Ok(complete(out, &job.record, *manifest));
        }
    };
    warn(&found, watch);
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
fn complete(out: &Out, record: &StudyRecord, manifest: Manifest) -> Saved<Swept> {
    let failed = manifest.study.as_ref().map_or(0, |study| study.failed_runs);
    Saved {
        what: Swept::counted(record, manifest.runs.completed, failed, Progress::Complete),
        folder: out.folder.clone(),
        files: manifest.files,
        status: Status::Complete,
        warnings: report::after(out).into_iter().collect(),
    }
}

/// Says what an earlier process left that cannot be used.
fn warn(found: &Found, watch: &mut dyn Watch) {
    for damaged in &found.damaged {
        watch.tell(Event::Warning(&format!("{damaged}; it is made again")));
    }
    if found.torn > 0 {
        watch.tell(Event::Warning(
            "the last line of the journal was not complete; its part is made again",
        ));
    }
}

/// A study that has been checked and may be run.
struct Job<'a, M> {
    ask: &'a Ask<'a>,
    model: &'a M,
    order: RunOrder,
    inputs: Inputs,
    record: StudyRecord,
}

impl<'a, M: PointModel> Job<'a, M> {
    fn new(
        ask: &'a Ask<'a>,
        model: &'a M,
        command: &str,
        formats: Option<Formats>,
    ) -> Result<Self, SweepRunError> {
        let columns = model.columns();
        check_columns(columns, &[])?;
        if let Some(column) = columns.iter().find(|c| OWN.contains(&c.name.as_str())) {
            let (name, table) = (column.name.clone(), RUNS);
            return Err(ColumnError::Duplicate { name, table }.into());
        }
        let Planned { study, grouping } = ask.planned;
        let order = RunOrder::new(grouping.groups.clone(), study.replicates);
        let inputs = ask.inputs.clone().unwrap_or_else(|| Inputs::of(study));
        let mut record = record(ask.planned, model, &order, &inputs, ask.shard);
        record.command = command.to_owned();
        record.parquet = formats.unwrap_or_default().parquet;
        Ok(Self {
            ask,
            model,
            order,
            inputs,
            record,
        })
    }

    /// The parts of the shard that are wanted.
    fn pending(&self, wanted: impl Fn(u64) -> bool) -> Vec<u64> {
        let all = 0..self.order.parts().len() as u64;
        all.filter(|part| self.ask.shard.has(*part) && wanted(*part))
            .collect()
    }

    fn begin(&self, before: u64, watch: &mut dyn Watch) {
        let info = &self.record.study;
        let share = match self.record.shard {
            [_, 1] => String::new(),
            [index, of] => format!(", shard {index}/{of}"),
        };
        let already = match before {
            0 => String::new(),
            runs => format!(", {} of them done before", grouped(runs)),
        };
        let what = format!(
            "{}: {} points, {} replicates{share}: {} runs{already}, on {} threads",
            info.name,
            grouped(info.points),
            grouped(info.replicates),
            grouped(self.record.runs),
            self.ask.threads
        );
        watch.tell(Event::Begin {
            what: &what,
            unit: "runs",
            total: self.record.runs,
            before,
        });
    }

    /// Runs parts and hands over their rows; whether it was stopped.
    fn run<E: Into<SweepRunError>>(
        &self,
        parts: &[u64],
        before: u64,
        watch: &mut dyn Watch,
        keep: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<bool, SweepRunError> {
        let stop = watch.stop();
        let ended = execute(
            self.model,
            &self.order,
            parts,
            self.ask.threads,
            keep,
            |runs| watch.tell(Event::At(before + runs)),
            stop.flag(),
        );
        watch.tell(Event::End);
        ended
            .map(|completed| completed.cancelled)
            .map_err(ensemble_error)
    }

    fn progress(&self, cancelled: bool) -> Progress {
        match (cancelled, self.ask.shard) {
            (true, _) => Progress::Interrupted,
            (false, Shard::WHOLE) => Progress::Complete,
            (false, _) => Progress::ShardComplete,
        }
    }
}

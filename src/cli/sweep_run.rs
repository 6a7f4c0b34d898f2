//! From a study to its folder: parts, which an earlier process may have begun, and then its files.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::Exit;
use super::progress::Reporter;
pub use super::sweep_error::SweepRunError;
use super::sweep_error::ensemble_error;
use super::sweep_record::{fields, record};
use super::words::{grouped, shell};
use crate::record::{ColumnError, check_columns};
use crate::store::add_parquet::{add_parquet, has_parquet};
use crate::store::atomic::AtomicFile;
use crate::store::error::StoreError;
use crate::store::gather::Gathered;
use crate::store::growing::{Found, GrowingError, How, Opened, What, parts_folder};
use crate::store::lock::Lock;
use crate::store::manifest::{Execution, FileEntry, Manifest, platform};
use crate::store::parts::{Work, ask_formats, read_input};
use crate::store::study_record::{FactorField, StudyRecord, with_format};
use crate::store::sweep_files::{PartSource, check_folder, finish};
use crate::store::sweep_tables::{self, DESIGN, FACTORS, FAILED};
use crate::store::table_file::Formats;
use crate::store::tables::{RUNS, SCENARIO};
use crate::study::Study;
use crate::study::execute::{Piece, PointModel, execute, first_rows};
use crate::study::lanes::Grouping;
use crate::study::order::{RunOrder, Shard};
use crate::study::table::{design_csv, factors_csv};

/// Columns of `runs.csv` that a study writes itself.
const OWN: [&str; 3] = ["point", "replicate", FAILED];

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
}

/// How a study is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SweepRequest {
    /// The command that gives the same results; without folder and threads.
    pub command: String,
    /// The study's design and scenario.
    pub inputs: Inputs,
    /// Output folder.
    pub out: PathBuf,
    /// Which share.
    pub shard: Shard,
    /// Go on with what is there.
    pub resume: bool,
    /// Replace what is there.
    pub force: bool,
    /// Keep the parts when the study is complete.
    pub keep_parts: bool,
    /// Formats of the tables; if left out, those that the study was asked for before.
    pub formats: Option<Formats>,
    /// Threads, at least 1.
    pub threads: usize,
    /// Nothing on standard error but warnings and errors.
    pub quiet: bool,
}

/// How far a study is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// All runs are done and the files are written.
    Complete,
    /// All runs of the shard are done.
    ShardComplete,
    /// Interrupted.
    Interrupted,
}

/// What a study left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SweepOutcome {
    /// Output folder.
    pub folder: PathBuf,
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
    pub status: Progress,
    /// Every file but the manifest; empty until the study is complete.
    pub files: Vec<FileEntry>,
}

impl SweepOutcome {
    /// 130 if interrupted, 1 if runs failed, else 0.
    pub fn exit(&self) -> Exit {
        match self.status {
            Progress::Interrupted => Exit::Interrupted,
            _ if self.failed > 0 => Exit::Failed,
            _ => Exit::Ok,
        }
    }

    /// One line of JSON for `--json`.
    pub fn to_json(&self) -> String {
        // Fails only for a folder name that is not Unicode.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Runs a study, or a shard of one, and writes its files when all its parts are there. When `cancel`
/// becomes true, complete parts are kept.
///
/// # Errors
/// [`SweepRunError`]; complete parts are kept then as well.
pub fn sweep_study<M: PointModel>(
    study: &Study,
    grouping: &Grouping,
    model: &M,
    request: &SweepRequest,
    cancel: &AtomicBool,
) -> Result<SweepOutcome, SweepRunError> {
    check_columns(model.columns(), &[])?;
    if let Some(column) = model
        .columns()
        .iter()
        .find(|c| OWN.contains(&c.name.as_str()))
    {
        let (name, table) = (column.name.clone(), RUNS);
        return Err(ColumnError::Duplicate { name, table }.into());
    }
    let order = RunOrder::new(grouping.groups.clone(), study.replicates);
    let inputs = [
        (DESIGN, request.inputs.design.clone()),
        (FACTORS, request.inputs.factors.clone()),
        (SCENARIO, request.inputs.scenario.clone()),
    ];
    let mut record = record(study, grouping, model, &order, &inputs, request);
    record.study.first_rows = first_rows(model, &order).map_err(ensemble_error)?;
    let texts = inputs.map(|(_, text)| text);
    let reporter;
    let mut work = match open(request, &record, &texts)? {
        Opened::Complete(manifest, _lock) => {
            reporter = Reporter::new(record.runs, request.quiet);
            reporter.say(&format!("{} is complete", request.out.display()));
            return Ok(complete(&request.out, &record, manifest, 0));
        }
        Opened::Work(work, found) => {
            let before = work.done().values().map(|entry| entry.runs).sum();
            reporter = Reporter::resumed(record.runs, before, request.quiet);
            begin(&reporter, request, &record, &work, &found);
            *work
        }
    };
    let shard = request.shard;
    let pending: Vec<u64> = (0..order.parts().len() as u64)
        .filter(|part| shard.has(*part) && !work.done().contains_key(part))
        .collect();
    let before = done(&work);
    let ended = run(
        model, &order, &pending, request, &mut work, &reporter, cancel,
    );
    reporter.finish();
    let stopped = |source: SweepRunError, kept: u64| SweepRunError::Stopped {
        source: Box::new(source),
        kept: format!("{} of {}", grouped(kept), grouped(record.runs)),
        command: resume_command(request),
    };
    let now = done(&work);
    let cancelled = ended.map_err(|error| stopped(error, now))?;
    let mut outcome = SweepOutcome {
        folder: request.out.clone(),
        study: study.name.clone(),
        hash: record.study.hash.clone(),
        runs: record.runs,
        runs_done: now,
        runs_new: now - before,
        failed: work.done().values().map(|entry| entry.failed).sum(),
        status: match (cancelled, shard == Shard::WHOLE) {
            (true, _) => Progress::Interrupted,
            (false, true) => Progress::Complete,
            (false, false) => Progress::ShardComplete,
        },
        files: Vec::new(),
    };
    if outcome.status == Progress::Complete {
        let manifest = finish_work(work, request).map_err(|error| stopped(error, now))?;
        outcome.files = manifest.files;
    }
    tell(&reporter, request, &outcome);
    Ok(outcome)
}

/// Formats asked for now.
fn asked(request: &SweepRequest) -> Formats {
    request.formats.unwrap_or_default()
}

fn done(work: &Work) -> u64 {
    work.done().values().map(|entry| entry.runs).sum()
}

/// Begins or takes up the study; its manifest if it is complete already.
fn open(
    request: &SweepRequest,
    record: &StudyRecord,
    inputs: &[String],
) -> Result<Opened<StudyRecord>, GrowingError> {
    let names = record.inputs.iter().map(|entry| entry.path.as_str());
    let inputs: Vec<(&str, &str)> = names.zip(inputs.iter().map(String::as_str)).collect();
    let how = How {
        resume: request.resume,
        force: request.force,
    };
    let free = |lock: &Lock| check_folder(lock, request.force, asked(request));
    match Work::open(&request.out, record.clone(), &inputs, how, free)? {
        Opened::Work(mut work, found) => {
            ask_formats(&mut work, request.formats)?;
            Ok(Opened::Work(work, found))
        }
        Opened::Complete(manifest, lock) if asked(request).parquet && !has_parquet(&manifest) => {
            let manifest = add_parquet(&lock, record, *manifest)?;
            Ok(Opened::Complete(Box::new(manifest), lock))
        }
        complete => Ok(complete),
    }
}

/// Runs parts; whether it was cancelled.
fn run<M: PointModel>(
    model: &M,
    order: &RunOrder,
    pending: &[u64],
    request: &SweepRequest,
    work: &mut Work,
    reporter: &Reporter,
    cancel: &AtomicBool,
) -> Result<bool, SweepRunError> {
    let header = sweep_tables::runs(model.columns()).header();
    let mut so_far = done(work);
    let mut open: Option<(AtomicFile, u64, u64)> = None;
    let mut sink = |piece: Piece<'_>| -> Result<(), StoreError> {
        let (mut file, mut runs, mut failed) = match open.take().filter(|_| !piece.first) {
            Some(open) => open,
            None => {
                let mut file = work.create(piece.part)?;
                file.write(header.as_str().as_bytes())?;
                (file, 0, 0)
            }
        };
        file.write(piece.rows.as_str().as_bytes())?;
        runs += piece.rows.rows();
        failed += piece.failed;
        so_far += piece.rows.rows();
        if piece.last {
            work.publish(piece.part, runs, failed, file)?;
        } else {
            open = Some((file, runs, failed));
        }
        reporter.at(so_far);
        Ok(())
    };
    execute(model, order, pending, request.threads, &mut sink, cancel)
        .map(|completed| completed.cancelled)
        .map_err(ensemble_error)
}

fn finish_work(work: Work, request: &SweepRequest) -> Result<Manifest, SweepRunError> {
    let out = &request.out;
    let record = work.record().clone();
    let folder = parts_folder(out);
    let parts: Vec<PartSource> = work
        .done()
        .values()
        .map(|entry| PartSource {
            entry: entry.clone(),
            folder: folder.clone(),
        })
        .collect();
    let inputs: Result<Vec<String>, GrowingError> = record
        .inputs
        .iter()
        .map(|entry| read_input(out, entry))
        .collect();
    let execution = Execution {
        command: record.command.clone(),
        scenario_path: record.study_path.clone(),
        threads: request.threads,
        platform: platform(),
    };
    let manifest = finish(work.lock(), &record, &parts, &inputs?, execution)?;
    if !request.keep_parts {
        work.discard()?;
    }
    Ok(manifest)
}

/// Writes the files of a study from the parts of its shards, which must be all there, in `formats` or,
/// without, in those that any shard was asked for. The shards stay where they are.
///
/// # Errors
/// [`SweepRunError`].
pub fn merge_parts(
    gathered: &Gathered,
    out: &Path,
    force: bool,
    formats: Option<Formats>,
) -> Result<SweepOutcome, SweepRunError> {
    let mut record = gathered.record.clone();
    record.parquet = formats.map_or(record.parquet, |formats| formats.parquet);
    let record = &record;
    let lock = Lock::take(out)?;
    let own = parts_folder(out);
    let from_here = gathered.parts.values().any(|part| part.folder == own);
    let merge = || -> Result<Manifest, GrowingError> {
        if let Some(what) = What::there(out)
            && !from_here
        {
            return Err(GrowingError::Unfinished {
                folder: out.to_owned(),
                what,
            });
        }
        check_folder(&lock, force, record.formats())?;
        let inputs: Result<Vec<String>, GrowingError> = record
            .inputs
            .iter()
            .map(|entry| read_input(&gathered.first, entry))
            .collect();
        let execution = Execution {
            command: record.command.clone(),
            scenario_path: record.study_path.clone(),
            threads: 1,
            platform: platform(),
        };
        finish(&lock, record, &gathered.in_order(), &inputs?, execution)
    };
    let manifest = merge()?;
    let runs = manifest.runs.completed;
    Ok(SweepOutcome {
        runs,
        ..complete(out, record, Box::new(manifest), 0)
    })
}

fn complete(out: &Path, record: &StudyRecord, manifest: Box<Manifest>, new: u64) -> SweepOutcome {
    SweepOutcome {
        folder: out.to_owned(),
        study: record.study.name.clone(),
        hash: record.study.hash.clone(),
        runs: record.runs,
        runs_done: manifest.runs.completed,
        runs_new: new,
        failed: manifest.study.as_ref().map_or(0, |s| s.failed_runs),
        status: Progress::Complete,
        files: manifest.files,
    }
}

fn begin(
    reporter: &Reporter,
    request: &SweepRequest,
    record: &StudyRecord,
    work: &Work,
    found: &Found,
) {
    for warning in found.warnings() {
        reporter.warn(&warning);
    }
    let info = &record.study;
    let share = match request.shard == Shard::WHOLE {
        true => String::new(),
        false => format!(", shard {}/{}", record.shard[0], record.shard[1]),
    };
    let already = match done(work) {
        0 => String::new(),
        runs => format!(", {} of them done before", grouped(runs)),
    };
    reporter.say(&format!(
        "{}: {} points, {} replicates{share}: {} runs{already}, on {} threads",
        info.name,
        grouped(info.points),
        grouped(info.replicates),
        grouped(record.runs),
        request.threads
    ));
}

fn tell(reporter: &Reporter, request: &SweepRequest, outcome: &SweepOutcome) {
    let folder = outcome.folder.display();
    if outcome.failed > 0 {
        let (failed, runs) = (grouped(outcome.failed), grouped(outcome.runs_done));
        reporter.warn(&format!(
            "warning: {failed} of {runs} runs failed; column `failed` of runs.csv says why"
        ));
    }
    let (kept, runs) = (grouped(outcome.runs_done), grouped(outcome.runs));
    match outcome.status {
        Progress::Complete => reporter.say(&format!("{runs} runs in {folder}")),
        Progress::ShardComplete => reporter.say(&format!(
            "{runs} runs in {folder}; when all {} shards are done: trilat merge {}",
            request.shard.of,
            outcome.folder.parent().unwrap_or(Path::new(".")).display()
        )),
        Progress::Interrupted => reporter.warn(&format!(
            "interrupted: kept {kept} of {runs} runs in {folder}; go on with: {}",
            resume_command(request)
        )),
    }
}

/// The command that goes on with what is there.
fn resume_command(request: &SweepRequest) -> String {
    let mut words = vec![with_format(&request.command, asked(request))];
    if request.shard != Shard::WHOLE {
        let Shard { index, of } = request.shard;
        words.push(format!("--shard {}/{of}", index + 1));
    }
    let out = shell(&request.out.to_string_lossy());
    words.push(format!("--out {out} --resume"));
    words.join(" ")
}

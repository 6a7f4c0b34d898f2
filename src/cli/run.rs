//! `run`: Monte Carlo of one scenario, from a model to a folder of files.

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::interrupt::{self, INTERRUPTED};
use super::progress::Reporter;
use super::run_error::MAX_RUNS;
pub use super::run_error::RunError;
use crate::analysis::bands::{Band, Bands};
use crate::analysis::summary::{Summary, SummaryRow};
use crate::analysis::survival::SurvivalPoint;
use crate::ensemble::runner::{Completed, EnsembleError, Job, Model, run_ensemble};
use crate::record::{Column, MonthColumn, Wanted, check_columns};
use crate::scenario::Month;
use crate::store::atomic::sha256;
use crate::store::error::StoreError;
use crate::store::manifest::{
    Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION, Scenario, Status,
    platform,
};
use crate::store::run_files::{FinishedRuns, NewFile, Options, RunFiles};
use crate::store::stage::RunStage;
use crate::store::table_file::Formats;

/// Share of runs outside the range of an observable from which a reported quantile may be coarse.
const COARSE: f64 = 0.05;

/// What `run` was asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRequest {
    /// Name of the scenario.
    pub name: String,
    /// Seed, for the manifest; the model has its own copy.
    pub seed: u64,
    /// Number of runs, replicates 0 to this number, exclusive.
    pub runs: u64,
    /// Threads, at least 1.
    pub threads: usize,
    /// Output folder.
    pub out: PathBuf,
    /// Replace what an earlier run wrote there.
    pub force: bool,
    /// How many runs to trace month by month, the first ones; 0 for none.
    pub traces: u64,
    /// Whether to write the event log.
    pub events: bool,
    /// Formats of the tables.
    pub formats: Formats,
    /// First month.
    pub start: Month,
    /// The scenario with everything resolved, as TOML.
    pub resolved_toml: String,
    /// The scenario file as named in the command.
    pub scenario_path: String,
    /// The command as typed.
    pub command: String,
    /// Nothing on stderr but warnings and errors.
    pub quiet: bool,
}

/// What a run found, for figures and reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Output folder. Its files get their names only after figures have been made.
    pub folder: PathBuf,
    /// Name of the scenario.
    pub name: String,
    /// Runs completed.
    pub runs: u64,
    /// Whether that is all that was asked for.
    pub status: Status,
    /// First month.
    pub start: Month,
    /// Horizon in months.
    pub months: usize,
    /// Columns of `runs.csv` without `run`.
    pub run_columns: Vec<Column>,
    /// Observables of `months.csv`.
    pub month_columns: Vec<MonthColumn>,
    /// Rows of `months.csv`.
    pub bands: Vec<Band>,
    /// Rows of `summary.csv`.
    pub summary: Vec<SummaryRow>,
    /// Curves of `survival.csv`, by column name.
    pub survival: Vec<(String, Vec<SurvivalPoint>)>,
}

/// What a run left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunOutcome {
    /// Output folder.
    pub folder: PathBuf,
    /// Runs asked for.
    pub runs_requested: u64,
    /// Runs kept.
    pub runs_completed: u64,
    /// Complete or interrupted.
    pub status: Status,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
    /// What the reader should know, e.g. that quantiles are coarse, or that the figures failed.
    pub warnings: Vec<String>,
}

impl RunOutcome {
    /// 0 if complete, 130 if interrupted.
    pub fn exit_code(&self) -> i32 {
        match self.status {
            Status::Complete => 0,
            Status::Interrupted => INTERRUPTED,
        }
    }

    /// One line of JSON for `--json`.
    pub fn to_json(&self) -> String {
        // Fails only for a folder name that is not Unicode.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Runs a scenario and writes its folder. Ctrl-C keeps the runs that are complete.
///
/// `after` sees the results and returns further files, such as figures, which go into the folder and its
/// manifest. If it fails, the data are kept and the outcome carries a warning.
pub fn run_scenario<M: Model>(
    model: &M,
    request: &RunRequest,
    after: impl FnOnce(&Results) -> Result<Vec<NewFile>, Box<dyn Error + Send + Sync>>,
) -> Result<RunOutcome, RunError> {
    run_scenario_until(model, request, interrupt::watch(), after)
}

/// [`run_scenario`] with a flag of the caller's instead of Ctrl-C.
pub fn run_scenario_until<M: Model>(
    model: &M,
    request: &RunRequest,
    cancel: &AtomicBool,
    after: impl FnOnce(&Results) -> Result<Vec<NewFile>, Box<dyn Error + Send + Sync>>,
) -> Result<RunOutcome, RunError> {
    check(model, request)?;
    let options = Options {
        traces: request.traces > 0,
        events: request.events,
        formats: request.formats,
    };
    let mut files = RunFiles::create(
        &request.out,
        request.force,
        options,
        model.run_columns(),
        model.month_columns(),
    )
    .map_err(before_runs)?;
    let reporter = Reporter::new(request.runs, request.quiet);
    reporter.say(&format!(
        "{}: {} runs of {} months on {} threads",
        request.name,
        request.runs,
        model.months(),
        request.threads
    ));
    let ensemble = simulate(model, request, cancel, &mut files, &reporter);
    reporter.finish();
    let (completed, bands, summary) = ensemble?;

    let runs = completed.replicates.end;
    if runs == 0 {
        return Err(RunError::Interrupted);
    }
    let results = Results {
        folder: request.out.clone(),
        name: request.name.clone(),
        runs,
        status: if completed.cancelled {
            Status::Interrupted
        } else {
            Status::Complete
        },
        start: request.start,
        months: model.months(),
        run_columns: model.run_columns().to_vec(),
        month_columns: model.month_columns().to_vec(),
        bands: bands.bands(),
        summary: summary.rows(),
        survival: summary.survival(),
    };
    let mut warnings = coarse_quantiles(&results);
    let write = || -> Result<Vec<FileEntry>, StoreError> {
        let mut files = files.finish_runs()?;
        write_tables(&mut files, &results, request)?;
        warnings.extend(add_figures(&mut files, after(&results)));
        files.commit(manifest(request, &results))
    };
    let files = write().map_err(|source| RunError::Store {
        source,
        completed: runs,
    })?;
    let outcome = RunOutcome {
        folder: request.out.clone(),
        runs_requested: request.runs,
        runs_completed: runs,
        status: results.status,
        files,
        warnings,
    };
    tell(&reporter, &outcome);
    Ok(outcome)
}

fn check<M: Model>(model: &M, request: &RunRequest) -> Result<(), RunError> {
    if request.runs == 0 || request.runs > MAX_RUNS {
        return Err(RunError::Runs { runs: request.runs });
    }
    if model.months() == 0 {
        return Err(RunError::NoMonths);
    }
    let (threads, lanes) = (request.threads, model.lanes());
    if threads == 0 || lanes == 0 {
        return Err(RunError::Ensemble(EnsembleError::NoRoom { threads, lanes }));
    }
    Ok(check_columns(model.run_columns(), model.month_columns())?)
}

fn before_runs(source: StoreError) -> RunError {
    RunError::Store {
        source,
        completed: 0,
    }
}

fn simulate<M: Model>(
    model: &M,
    request: &RunRequest,
    cancel: &AtomicBool,
    files: &mut RunFiles,
    reporter: &Reporter,
) -> Result<(Completed, Bands, Summary), RunError> {
    let wanted = Wanted {
        months: !model.month_columns().is_empty(),
        events: request.events,
        traced: request.traces,
    };
    let bands = Bands::new(model.month_columns(), model.months());
    let mut summary = Summary::new(model.run_columns(), model.months());
    let columns = model.run_columns().len();
    let stage = RunStage {
        bands: &bands,
        labels: model.event_labels(),
        start: request.start,
        wanted,
        columns,
    };
    let job = Job {
        replicates: 0..request.runs,
        threads: request.threads,
        wanted,
    };
    let completed = run_ensemble(
        model,
        &job,
        &stage,
        |replicates, batch| {
            if let Some(fault) = batch.fault.take() {
                return Err(RunError::Label(fault));
            }
            for (lane, &run) in replicates.iter().enumerate() {
                summary.push(run, &batch.values[lane * columns..][..columns])?;
            }
            files.append(batch).map_err(|source| RunError::Store {
                source,
                completed: replicates.first().copied().unwrap_or(0),
            })
        },
        |done| reporter.at(done),
        cancel,
    )
    .map_err(RunError::from)?;
    Ok((completed, bands, summary))
}

fn write_tables(
    files: &mut FinishedRuns,
    results: &Results,
    request: &RunRequest,
) -> Result<(), StoreError> {
    files.months(&results.bands, &results.month_columns, results.start)?;
    files.summary(&results.summary)?;
    files.survival(&results.survival)?;
    files.scenario(&request.resolved_toml)
}

/// Takes the figures; a figure that cannot be had never costs the data.
fn add_figures(
    files: &mut FinishedRuns,
    made: Result<Vec<NewFile>, Box<dyn Error + Send + Sync>>,
) -> Vec<String> {
    match made {
        Err(error) => vec![format!("the figures could not be made: {error}")],
        Ok(made) => made
            .iter()
            .filter_map(|file| files.extra(file).err().map(|error| error.to_string()))
            .collect(),
    }
}

fn manifest(request: &RunRequest, results: &Results) -> Manifest {
    Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: Scenario {
            name: request.name.clone(),
            sha256: sha256(&request.resolved_toml),
            start: request.start.to_string(),
            months: results.months,
        },
        seed: request.seed,
        runs: Runs {
            requested: request.runs,
            completed: results.runs,
        },
        status: results.status,
        recorded: Recorded {
            traces: request.traces.min(results.runs),
            events: request.events,
        },
        study: None,
        analysis: None,
        files: Vec::new(),
        execution: Execution {
            command: request.command.clone(),
            scenario_path: request.scenario_path.clone(),
            threads: request.threads,
            platform: platform(),
        },
    }
}

/// A warning per observable of which so many values lie outside its range that a quantile may.
fn coarse_quantiles(results: &Results) -> Vec<String> {
    let worst = |column: usize| {
        let of_column = results.bands.iter().filter(|band| band.column == column);
        of_column
            .filter(|band| band.n > 0)
            .map(|band| band.outside as f64 / band.n as f64)
            .fold(0.0, f64::max)
    };
    let columns = results.month_columns.iter().enumerate();
    columns
        .map(|(index, column)| (column, worst(index)))
        .filter(|(_, share)| *share >= COARSE)
        .map(|(column, share)| {
            format!(
                "observable `{}`: in some month {:.0} % of runs lie outside [{}, {}]; its quantiles in months.csv are coarse there",
                column.name,
                100.0 * share,
                column.low,
                column.high
            )
        })
        .collect()
}

fn tell(reporter: &Reporter, outcome: &RunOutcome) {
    for warning in &outcome.warnings {
        reporter.warn(&format!("warning: {warning}"));
    }
    let (kept, folder) = (outcome.runs_completed, outcome.folder.display());
    match outcome.status {
        Status::Complete => reporter.say(&format!("{kept} runs in {folder}")),
        Status::Interrupted => reporter.warn(&format!(
            "interrupted: kept runs 0 to {} of {} in {folder} (manifest: interrupted); the same command with --force runs all of them",
            kept - 1,
            outcome.runs_requested
        )),
    }
}

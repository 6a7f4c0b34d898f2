//! From any model that runs replicates to tables in memory or in a folder.

use super::error::{MAX_RUNS, RunError};
use super::results::Results;
use crate::analysis::bands::Bands;
use crate::analysis::summary::Summary;
use crate::ensemble::runner::{Completed, EnsembleError, Job as Blocks, Model, run_ensemble};
use crate::record::{Wanted, check_columns};
use crate::scenario::Month;
use crate::store::atomic::sha256;
use crate::store::error::StoreError;
use crate::store::manifest::{Execution, FileEntry, Manifest, Recorded, Scenario, Status};
use crate::store::run_files::{FinishedRuns, Options, RunFiles};
use crate::store::stage::{RunBatch, RunStage};
use crate::tasks::plot::files::{Drawn, Failure};
use crate::tasks::{Out, Saved};
use crate::watch::{Event, Watch};

/// Share of runs outside the range of an observable from which a reported quantile may be coarse.
const COARSE: f64 = 0.05;

/// What is run, whatever the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Name of the scenario.
    pub name: String,
    /// Seed, for the manifest; the model has its own copy.
    pub seed: u64,
    /// Number of runs, replicates 0 to this number, exclusive.
    pub runs: u64,
    /// Threads, at least 1.
    pub threads: usize,
    /// How many runs to trace month by month, the first ones; 0 for none.
    pub traces: u64,
    /// Whether to write the event log.
    pub events: bool,
    /// First month.
    pub start: Month,
    /// The scenario with everything resolved, as TOML.
    pub resolved_toml: String,
    /// The scenario file as named in the command.
    pub scenario_path: String,
}

impl Job {
    fn blocks(&self, wanted: Wanted) -> Blocks {
        Blocks {
            replicates: 0..self.runs,
            threads: self.threads,
            wanted,
        }
    }
}

/// Runs a model and keeps its tables in memory; traces and events go into folders alone.
///
/// # Errors
/// [`RunError`].
pub fn run_model<M: Model>(
    model: &M,
    job: &Job,
    watch: &mut dyn Watch,
) -> Result<Results, RunError> {
    check(model, job)?;
    let mut rows = Vec::new();
    let wanted = Wanted {
        months: !model.month_columns().is_empty(),
        ..Wanted::default()
    };
    let kept = simulate(model, job, wanted, watch, |batch| {
        rows.extend_from_slice(&batch.values);
        Ok(())
    })?;
    Ok(Results {
        rows,
        ..results(model, job, kept)
    })
}

/// Runs a model and writes its folder. When it is stopped, the runs that are complete are kept.
///
/// `figures` sees the results and returns further files, which go into the folder and its manifest. If it
/// fails, the data are kept and the outcome carries a warning.
///
/// # Errors
/// [`RunError`].
pub fn run_model_into<M: Model>(
    model: &M,
    job: &Job,
    out: &Out,
    watch: &mut dyn Watch,
    figures: impl FnOnce(&Results) -> Result<Drawn, Failure>,
) -> Result<Saved<Results>, RunError> {
    check(model, job)?;
    let options = Options {
        traces: job.traces > 0,
        events: job.events,
        formats: out.formats(),
    };
    let mut files = RunFiles::create(
        &out.folder,
        out.force,
        options,
        model.run_columns(),
        model.month_columns(),
    )
    .map_err(|source| RunError::Store {
        source,
        completed: 0,
    })?;
    let wanted = Wanted {
        months: !model.month_columns().is_empty(),
        events: job.events,
        traced: job.traces,
    };
    let kept = simulate(model, job, wanted, watch, |batch| files.append(batch))?;
    let results = results(model, job, kept);
    let mut warnings = coarse_quantiles(&results);
    let write = || -> Result<Vec<FileEntry>, StoreError> {
        let mut files = files.finish_runs()?;
        files.months(&results.bands, &results.month_columns, results.start)?;
        files.summary(&results.summary)?;
        files.survival(&results.survival)?;
        files.scenario(&job.resolved_toml)?;
        warnings.extend(add_figures(&mut files, figures(&results)));
        files.commit(manifest(job, out, &results))
    };
    let files = write().map_err(|source| RunError::Store {
        source,
        completed: results.runs,
    })?;
    Ok(Saved {
        folder: out.folder.clone(),
        files,
        status: results.status,
        warnings,
        what: results,
    })
}

fn check<M: Model>(model: &M, job: &Job) -> Result<(), RunError> {
    if job.runs == 0 || job.runs > MAX_RUNS {
        return Err(RunError::Runs { runs: job.runs });
    }
    if model.months() == 0 {
        return Err(RunError::NoMonths);
    }
    let (threads, lanes) = (job.threads, model.lanes());
    if threads == 0 || lanes == 0 {
        return Err(RunError::Ensemble(EnsembleError::NoRoom { threads, lanes }));
    }
    Ok(check_columns(model.run_columns(), model.month_columns())?)
}

/// What the ensemble left: how far it got, and the statistics of its months and of its runs.
type Kept = (Completed, Bands, Summary);

fn simulate<M: Model>(
    model: &M,
    job: &Job,
    wanted: Wanted,
    watch: &mut dyn Watch,
    mut keep: impl FnMut(&RunBatch) -> Result<(), StoreError>,
) -> Result<Kept, RunError> {
    let bands = Bands::new(model.month_columns(), model.months());
    let mut summary = Summary::new(model.run_columns(), model.months());
    let columns = model.run_columns().len();
    let stage = RunStage {
        bands: &bands,
        labels: model.event_labels(),
        start: job.start,
        wanted,
        columns,
    };
    let (runs, months, threads) = (job.runs, model.months(), job.threads);
    watch.tell(Event::Begin {
        what: &format!(
            "{}: {runs} runs of {months} months on {threads} threads",
            job.name
        ),
        unit: "runs",
        total: runs,
        before: 0,
    });
    let stop = watch.stop();
    let completed = run_ensemble(
        model,
        &job.blocks(wanted),
        &stage,
        |replicates, batch| {
            if let Some(fault) = batch.fault.take() {
                return Err(RunError::Label(fault));
            }
            for (lane, &run) in replicates.iter().enumerate() {
                summary.push(run, &batch.values[lane * columns..][..columns])?;
            }
            keep(batch).map_err(|source| RunError::Store {
                source,
                completed: replicates.first().copied().unwrap_or(0),
            })
        },
        |done| watch.tell(Event::At(done)),
        stop.flag(),
    );
    watch.tell(Event::End);
    let completed = completed.map_err(RunError::from)?;
    match completed.replicates.end {
        0 => Err(RunError::Interrupted),
        _ => Ok((completed, bands, summary)),
    }
}

fn results<M: Model>(model: &M, job: &Job, (completed, bands, summary): Kept) -> Results {
    Results {
        name: job.name.clone(),
        requested: job.runs,
        runs: completed.replicates.end,
        status: if completed.cancelled {
            Status::Interrupted
        } else {
            Status::Complete
        },
        start: job.start,
        months: model.months(),
        run_columns: model.run_columns().to_vec(),
        month_columns: model.month_columns().to_vec(),
        bands: bands.bands(),
        summary: summary.rows(),
        survival: summary.survival(),
        rows: Vec::new(),
    }
}

/// Takes the figures, and says which could not be had.
fn add_figures(files: &mut FinishedRuns, made: Result<Drawn, Failure>) -> Vec<String> {
    let made = Drawn::or_warned(made);
    let extra = |file| files.extra(file).err().map(|error| error.to_string());
    let failed: Vec<String> = made.files.iter().filter_map(extra).collect();
    made.warnings.into_iter().chain(failed).collect()
}

fn manifest(job: &Job, out: &Out, results: &Results) -> Manifest {
    let scenario = Scenario {
        name: job.name.clone(),
        sha256: sha256(&job.resolved_toml),
        start: job.start.to_string(),
        months: results.months,
    };
    let execution = Execution::new(&out.command, job.scenario_path.clone(), job.threads);
    let mut manifest = Manifest::new(scenario, job.seed, execution)
        .with_runs(job.runs, results.runs)
        .with_recorded(Recorded {
            traces: job.traces.min(results.runs),
            events: job.events,
        });
    manifest.status = results.status;
    manifest
}

/// A warning per observable of which so many values lie outside its range that a quantile may.
fn coarse_quantiles(results: &Results) -> Vec<String> {
    let mut worst = vec![0.0f64; results.month_columns.len()];
    for band in results.bands.iter().filter(|band| band.n > 0) {
        let share = band.outside as f64 / band.n as f64;
        worst[band.column] = worst[band.column].max(share);
    }
    let columns = results.month_columns.iter().zip(worst);
    columns
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

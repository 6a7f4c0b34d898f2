//! From scenarios to the folder of a comparison.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::compare_error::CompareError;
use super::compare_figure::figure;
use super::compare_select::Shown;
use super::progress::Reporter;
use super::run_error::{MAX_RUNS, RunError};
use crate::analysis::contrast::Against;
use crate::ensemble::runner::{Job, Model};
use crate::record::{Wanted, check_columns};
use crate::scenario::Scenario;
use crate::store::atomic::sha256;
use crate::store::compare_files::CompareFiles;
use crate::store::error::StoreError;
use crate::store::manifest::{
    Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION, Status, platform,
};
use crate::store::table_file::Formats;
use crate::store::{manifest, run_files::NewFile};
use crate::study::paired::{Shared, paired};

/// A scenario that takes part.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name under which it appears, unlike the others'.
    pub name: String,
    /// The file as named in the command.
    pub path: String,
    /// The scenario, with seed and runs of the baseline.
    pub scenario: Scenario,
}

/// What `compare` was asked to do.
#[derive(Clone, Debug)]
pub struct CompareRequest<'a> {
    /// The scenarios, the baseline first.
    pub members: &'a [Member],
    /// Output folder.
    pub out: PathBuf,
    /// Replace what an earlier comparison wrote there.
    pub force: bool,
    /// Threads, at least 1.
    pub threads: usize,
    /// Wanted half-width of the interval of an effect, in % of the baseline's mean.
    pub precision: f64,
    /// Formats of the tables.
    pub formats: Formats,
    /// The command that gives the same files again.
    pub command: String,
    /// Nothing on stderr but warnings and errors.
    pub quiet: bool,
    /// Whether to draw the figure.
    pub figure: bool,
}

/// What a comparison found and left behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Output folder.
    pub folder: PathBuf,
    /// Name of the baseline.
    pub baseline: String,
    /// Contrasts of the other scenarios with it.
    pub against: Vec<Against>,
    /// Seed of all.
    pub seed: u64,
    /// Wanted half-width in % of the baseline's mean.
    pub precision: f64,
    /// Pairs asked for.
    pub runs_requested: u64,
    /// Pairs kept.
    pub runs_completed: u64,
    /// Complete or interrupted.
    pub status: Status,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
    /// What the reader should know, e.g. that the figure failed.
    pub warnings: Vec<String>,
}

/// Runs the models (one per member, in their order) on the same replicates and writes the folder.
/// `cancel` keeps the pairs that are complete. `shown` says what the figure draws.
///
/// # Errors
/// [`CompareError`].
pub fn compare_scenarios<M: Model>(
    models: &[M],
    shared: &[Shared],
    request: &CompareRequest<'_>,
    shown: &[Shown],
    cancel: &AtomicBool,
) -> Result<Compared, CompareError> {
    let names: Vec<&str> = request.members.iter().map(|m| m.name.as_str()).collect();
    let (Some(baseline), Some(first)) = (request.members.first(), models.first()) else {
        return Err(CompareError::NothingShared);
    };
    let runs = baseline.scenario.runs;
    if runs == 0 || runs > MAX_RUNS {
        return Err(RunError::Runs { runs }.into());
    }
    if first.months() == 0 {
        return Err(RunError::NoMonths.into());
    }
    for model in models {
        check_columns(model.run_columns(), model.month_columns()).map_err(RunError::from)?;
    }
    let store = |completed| move |source| RunError::Store { source, completed };
    let mut files = CompareFiles::create(&request.out, request.force, &names, request.formats)
        .map_err(store(0))?;
    let reporter = Reporter::new(runs, request.quiet);
    reporter.say(&format!(
        "{}: {runs} runs of {} months each on {} threads",
        names.join(", "),
        first.months(),
        request.threads
    ));
    let job = Job {
        replicates: 0..runs,
        threads: request.threads,
        wanted: Wanted::default(),
    };
    let done = paired(models, shared, &job, |done| reporter.at(done), cancel);
    reporter.finish();
    let (completed, found) = done.map_err(|error| CompareError::paired(error, &names))?;
    let kept = completed.replicates.end;
    if kept == 0 {
        return Err(RunError::Interrupted.into());
    }
    let against = names.iter().skip(1).zip(&found);
    let mut compared = Compared {
        folder: request.out.clone(),
        baseline: baseline.name.clone(),
        against: against
            .map(|(name, contrasts)| Against {
                scenario: (*name).to_owned(),
                contrasts: contrasts.contrasts(request.precision),
            })
            .collect(),
        seed: baseline.scenario.seed,
        precision: request.precision,
        runs_requested: runs,
        runs_completed: kept,
        status: if completed.cancelled {
            Status::Interrupted
        } else {
            Status::Complete
        },
        files: Vec::new(),
        warnings: Vec::new(),
    };
    let drawn = if request.figure {
        figure(&compared, shown, &request.command)
    } else {
        Ok(Vec::new())
    };
    // A figure that cannot be had never costs the data.
    let drawn = drawn.unwrap_or_else(|error| {
        let text = format!("the figure could not be made: {error}");
        compared.warnings.push(text);
        Vec::new()
    });
    compared.files = write(&mut files, request, &compared, &drawn)
        .and_then(|()| {
            let title = format!("compare_{}", compared.baseline);
            files.commit(&title, manifest(request, baseline, &compared))
        })
        .map_err(store(kept))?;
    tell(&reporter, &compared);
    Ok(compared)
}

fn write(
    files: &mut CompareFiles,
    request: &CompareRequest<'_>,
    compared: &Compared,
    drawn: &[NewFile],
) -> Result<(), StoreError> {
    files.contrasts(&compared.against)?;
    for member in request.members {
        files.scenario(&member.name, &member.scenario.to_toml())?;
    }
    drawn.iter().try_for_each(|file| files.extra(file))
}

fn manifest(request: &CompareRequest<'_>, baseline: &Member, compared: &Compared) -> Manifest {
    Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: manifest::Scenario {
            name: baseline.name.clone(),
            sha256: sha256(&baseline.scenario.to_toml()),
            start: baseline.scenario.start.to_string(),
            months: baseline.scenario.horizon as usize,
        },
        seed: compared.seed,
        runs: Runs {
            requested: compared.runs_requested,
            completed: compared.runs_completed,
        },
        status: compared.status,
        recorded: Recorded::default(),
        study: None,
        analysis: None,
        files: Vec::new(),
        execution: Execution {
            command: request.command.clone(),
            scenario_path: baseline.path.clone(),
            threads: request.threads,
            platform: platform(),
        },
    }
}

fn tell(reporter: &Reporter, compared: &Compared) {
    for warning in &compared.warnings {
        reporter.warn(&format!("warning: {warning}"));
    }
    let (kept, folder) = (compared.runs_completed, compared.folder.display());
    match compared.status {
        Status::Complete => reporter.say(&format!("{kept} pairs of runs in {folder}")),
        Status::Interrupted => reporter.warn(&format!(
            "interrupted: kept pairs 0 to {} of {} in {folder} (manifest: interrupted); the same command with --force runs all of them",
            kept - 1,
            compared.runs_requested
        )),
    }
}

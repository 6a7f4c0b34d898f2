//! From a calibration to its folder: parts, which an earlier process may have begun, and then its files.

pub mod error;
pub mod figures;
pub mod plan;
pub mod progress;
pub mod results;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use crate::analysis::abc::posterior::resample;
use crate::analysis::abc::smc::{Address, Outcome, Simulator, Stop, run};
use crate::ensemble::LANES;
use crate::store::add_parquet::has_parquet;
use crate::store::atomic::sha256;
use crate::store::calibrate_files::{CalibrateData, add_parquet, check_folder, finish};
use crate::store::calibrate_parts::{CalibrationRecord, CalibrationWork, proposals};
use crate::store::calibrate_tables::{FitRow, HistoryRow, ParameterRow};
use crate::store::command::shell;
use crate::store::growing::{Found, GrowingError, How, Opened};
use crate::store::lock::Lock;
use crate::store::manifest::{
    self, Analysis, Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION,
    Status, platform,
};
use crate::store::study_record::with_format;
use crate::store::table_file::Formats;
use crate::study::calibration::Calibration;
use crate::study::calibration::simulate::{PREDICTIVE, Simulation};
use crate::tasks::calibrate::error::CalibrateError;
use crate::tasks::calibrate::figures::figures;
use crate::tasks::calibrate::plan::from_the_prior;
use crate::tasks::calibrate::plan::prior_in_words;
use crate::tasks::calibrate::progress::Keeper;
use crate::tasks::calibrate::results::calibrated;
use crate::tasks::calibrate::results::fit;
use crate::tasks::calibrate::results::history;
use crate::tasks::calibrate::results::medians;
use crate::tasks::calibrate::results::parameters;
use crate::tasks::calibrate::results::posterior;
use crate::tasks::calibrate::results::values;
use crate::watch::Ticker;
use crate::words::grouped;

/// How a calibration is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalibrateRequest {
    /// The command that gives the same results; without folder and threads.
    pub command: String,
    /// Output folder.
    pub out: PathBuf,
    /// Go on with what is there.
    pub resume: bool,
    /// Replace what is there.
    pub force: bool,
    /// Formats of the tables.
    pub formats: Formats,
    /// Keep the parts.
    pub keep_parts: bool,
    /// Threads, at least 1.
    pub threads: usize,
    /// Nothing on standard error but warnings and errors.
    pub quiet: bool,
}

/// What a calibration left behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// Output folder.
    pub folder: PathBuf,
    /// Name of the calibration.
    pub name: String,
    /// SHA-256 of what decides its results.
    pub hash: String,
    /// Why the sampler ended; `None` if the folder was complete before.
    pub stop: Option<Stop>,
    /// The generations; empty if the folder was complete before, as the next two.
    pub history: Vec<HistoryRow>,
    /// The parameters.
    pub parameters: Vec<ParameterRow>,
    /// The targets.
    pub fit: Vec<FitRow>,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
}

/// Runs a calibration and writes its files. When `cancel` becomes true, complete parts are kept.
///
/// # Errors
/// [`CalibrateError`]; complete parts are kept then as well.
pub fn calibrate_scenario(
    calibration: &Calibration,
    request: &CalibrateRequest,
    cancel: &AtomicBool,
) -> Result<Calibrated, CalibrateError> {
    let mut tell = |_| ();
    let ticker = Ticker::new(&mut tell, cancel);
    let mut simulation = Simulation::<LANES>::new(calibration, request.threads, ticker)?;
    let mut record = record(calibration);
    let (values, addresses) = from_the_prior(calibration, LANES);
    let first = simulation.simulate(&values, &addresses)?;
    let bits = first
        .iter()
        .flatten()
        .map(|x| format!("{:x}\n", x.to_bits()));
    record.first = sha256(&bits.collect::<String>());
    let (work, found) = match open(calibration, request, &record)? {
        Opened::Complete(manifest, _lock) => {
            return Ok(complete(calibration, request, &record, *manifest));
        }
        Opened::Work(work, found) => (*work, found),
    };
    let settings = &calibration.settings;
    let mut keeper = Keeper::new(
        work,
        calibration.targets.len(),
        settings.particles,
        settings.generations,
        request.quiet,
    );
    begin(&keeper, calibration, request, &found);
    let stopped = |error: CalibrateError, keeper: Keeper| CalibrateError::Stopped {
        source: Box::new(error),
        kept: grouped(proposals(&keeper.finish())),
        command: resume_command(request),
    };
    let distance = calibration.distance();
    let ended = run(
        &calibration.priors(),
        &distance,
        settings,
        &mut simulation,
        &mut keeper,
    );
    let outcome = match ended {
        Ok(outcome) => outcome,
        Err(error) => return Err(stopped(error.into(), keeper)),
    };
    let predictive = match predictive(calibration, &outcome, &mut simulation) {
        Ok(predictive) => predictive,
        Err(error) => return Err(stopped(error, keeper)),
    };
    let data = match data(calibration, &outcome, &predictive, request) {
        Ok(data) => data,
        Err(error) => return Err(stopped(error, keeper)),
    };
    let manifest = manifest(calibration, &outcome, &record, request);
    let work = keeper.finish();
    let manifest = finish(work.lock(), request.formats, &data, manifest)?;
    if !request.keep_parts {
        work.discard()?;
    }
    Ok(Calibrated {
        folder: request.out.clone(),
        name: calibration.name.clone(),
        hash: record.hash(),
        stop: Some(outcome.stop),
        history: data.history,
        parameters: data.parameters,
        fit: data.fit,
        files: manifest.files,
    })
}

/// Summaries of fresh runs at draws from the posterior.
fn predictive(
    calibration: &Calibration,
    outcome: &Outcome,
    simulation: &mut Simulation<'_, LANES>,
) -> Result<Vec<Vec<f64>>, CalibrateError> {
    let Some(last) = outcome.generations.last() else {
        return Ok(Vec::new());
    };
    let sample = values(calibration, last);
    let chosen = resample(
        &last.weights(),
        calibration.predictive,
        calibration.settings.seed,
    );
    let drawn: Vec<Vec<f64>> = chosen.iter().map(|at| sample[*at].clone()).collect();
    let addresses: Vec<Address> = (0..drawn.len() as u64)
        .map(|proposal| Address {
            generation: PREDICTIVE,
            proposal,
        })
        .collect();
    Ok(simulation.simulate(&drawn, &addresses)?)
}

fn data(
    calibration: &Calibration,
    outcome: &Outcome,
    predictive: &[Vec<f64>],
    request: &CalibrateRequest,
) -> Result<CalibrateData, CalibrateError> {
    let Some(last) = outcome.generations.last() else {
        return Err(CalibrateError::Sampler {
            message: "no generation is complete".to_owned(),
        });
    };
    let (centre, are_medians) = medians(calibration, last);
    let scenario =
        calibration
            .study
            .scenario_with(&centre)
            .map_err(|errors| CalibrateError::Sampler {
                message: errors.to_string(),
            })?;
    let mut data = CalibrateData {
        name: calibration.name.clone(),
        paths: paths(calibration),
        posterior: posterior(calibration, last),
        history: history(outcome),
        parameters: parameters(calibration, last),
        fit: fit(calibration, outcome, predictive),
        scenario: calibration.study.base.to_toml(),
        calibrated: calibrated(calibration, &scenario, are_medians, &request.command),
        figures: Vec::new(),
    };
    data.figures = figures(calibration, outcome, &data, &request.command).map_err(|error| {
        CalibrateError::Figure {
            message: error.to_string(),
        }
    })?;
    Ok(data)
}

/// The paths of the free parameters, tied ones included.
fn paths(calibration: &Calibration) -> Vec<String> {
    let paths = calibration.parameters.iter().flat_map(|one| one.paths());
    paths.map(str::to_owned).collect()
}

/// What decides the results, as text.
fn record(calibration: &Calibration) -> CalibrationRecord {
    let parameters: String = calibration
        .parameters
        .iter()
        .map(|p| format!("{} {:?} {:?}\n", p.path, p.also, p.prior))
        .collect();
    let targets: String = calibration
        .targets
        .iter()
        .map(|target| format!("{target:?}\n"))
        .collect();
    let settings = format!("{:?} {}", calibration.settings, calibration.predictive);
    CalibrationRecord {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        calibration: calibration.name.clone(),
        scenario: sha256(&calibration.study.base.to_toml()),
        parameters: sha256(&parameters),
        targets: sha256(&targets),
        settings: sha256(&settings),
        first: String::new(),
    }
}

/// Begins the folder of a calibration, or goes on with it; its manifest if it is complete already.
fn open(
    calibration: &Calibration,
    request: &CalibrateRequest,
    record: &CalibrationRecord,
) -> Result<Opened<CalibrationRecord>, GrowingError> {
    let how = How {
        resume: request.resume,
        force: request.force,
    };
    let free = |lock: &Lock| check_folder(lock, request.force, request.formats);
    match CalibrationWork::open(&request.out, record.clone(), &[], how, free)? {
        Opened::Complete(manifest, lock) if request.formats.parquet && !has_parquet(&manifest) => {
            let paths = paths(calibration);
            let manifest = add_parquet(&lock, &calibration.name, &paths, *manifest)?;
            Ok(Opened::Complete(Box::new(manifest), lock))
        }
        opened => Ok(opened),
    }
}

fn complete(
    calibration: &Calibration,
    request: &CalibrateRequest,
    record: &CalibrationRecord,
    manifest: Manifest,
) -> Calibrated {
    Calibrated {
        folder: request.out.clone(),
        name: calibration.name.clone(),
        hash: record.hash(),
        stop: None,
        history: Vec::new(),
        parameters: Vec::new(),
        fit: Vec::new(),
        files: manifest.files,
    }
}

fn manifest(
    calibration: &Calibration,
    outcome: &Outcome,
    record: &CalibrationRecord,
    request: &CalibrateRequest,
) -> Manifest {
    let settings = &calibration.settings;
    let base = &calibration.study.base;
    let simulated: u64 = outcome.generations.iter().map(|g| g.simulations).sum();
    let runs = simulated + calibration.predictive as u64;
    let parameters: Vec<_> = calibration
        .parameters
        .iter()
        .map(|p| json!({ "path": p.path, "also": p.also, "prior": prior_in_words(&p.prior) }))
        .collect();
    Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: manifest::Scenario {
            name: base.name.clone(),
            sha256: record.scenario.clone(),
            start: base.start.to_string(),
            months: base.horizon as usize,
        },
        seed: settings.seed,
        runs: Runs {
            requested: runs,
            completed: runs,
        },
        status: Status::Complete,
        recorded: Recorded::default(),
        study: None,
        analysis: Some(Analysis {
            kind: "calibrate".to_owned(),
            inputs: Vec::new(),
            settings: json!({
                "name": calibration.name,
                "title": calibration.title,
                "hash": record.hash(),
                "first": record.first,
                "parameters": parameters,
                "targets": calibration.targets.iter().filter(|t| t.fit).map(|t| t.id.as_str()).collect::<Vec<_>>(),
                "predicted": calibration.targets.iter().filter(|t| !t.fit).map(|t| t.id.as_str()).collect::<Vec<_>>(),
                "particles": settings.particles,
                "quantile": settings.quantile,
                "generations": outcome.generations.len(),
                "min_acceptance": settings.min_acceptance,
                "stop": outcome.stop.name(),
                "tolerance": outcome.generations.last().map(|g| g.tolerance).filter(|t| t.is_finite()),
                "ess": outcome.generations.last().map(|g| g.ess()),
                "predictive": calibration.predictive,
            }),
        }),
        files: Vec::new(),
        execution: Execution {
            command: with_format(&request.command, request.formats),
            scenario_path: calibration.path.display().to_string(),
            threads: request.threads,
            platform: platform(),
        },
    }
}

fn begin(keeper: &Keeper, calibration: &Calibration, request: &CalibrateRequest, found: &Found) {
    for warning in found.warnings() {
        keeper.warn(&format!("warning: {warning}"));
    }
    let already = match keeper.proposals() {
        0 => String::new(),
        proposals => format!(", {} proposals done before", grouped(proposals)),
    };
    keeper.say(&format!(
        "{}: {} parameters, {} targets, {} particles{already}, on {} threads",
        calibration.name,
        calibration.parameters.len(),
        calibration.targets.len(),
        grouped(calibration.settings.particles as u64),
        request.threads
    ));
}

/// The command that goes on with what is there.
fn resume_command(request: &CalibrateRequest) -> String {
    let out = shell(&request.out.to_string_lossy());
    let command = with_format(&request.command, request.formats);
    format!("{command} --out {out} --resume")
}

//! The folder of a calibration: parts, which an earlier process may have begun, and then its files.

use std::path::Path;

use serde_json::json;

use super::results::{calibrated, paths};
use super::{Ask, CalibrateError, Calibrated};
use crate::analysis::abc::smc::Outcome;
use crate::hash::sha256;
use crate::store::add_parquet::has_parquet;
use crate::store::calibrate_files::{CalibrateData, add_parquet, check_folder, finish};
use crate::store::calibrate_parts::{CalibrationRecord, CalibrationWork};
use crate::store::lock::Lock;
use crate::store::manifest::{Execution, FileEntry, Manifest, Program, SCHEMA_VERSION, Scenario};
use crate::store::parts::Found;
use crate::store::run_files::NewFile;
use crate::store::sweep_error::SweepError;
use crate::study::calibration::Calibration;
use crate::tasks::Out;

/// The name of the analysis in manifests.
const KIND: &str = "calibrate";

/// What decides the results, as text, but for the first summaries.
pub fn record(calibration: &Calibration) -> CalibrationRecord {
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

/// What is in the output folder.
pub enum Opened {
    /// This calibration, complete.
    Complete(Box<Manifest>),
    /// What is left of it, or all of it.
    Work(Box<CalibrationWork>, Found),
}

/// Takes up the calibration in the folder where that is asked for, or begins one.
///
/// # Errors
/// If something is in the way, or files cannot be read or written.
pub fn open(
    calibration: &Calibration,
    out: &Out,
    record: &CalibrationRecord,
) -> Result<Opened, SweepError> {
    let summaries = calibration.targets.len();
    let folder = &out.folder;
    let lock = Lock::take(folder)?;
    if lock.has_study() {
        if out.resume {
            let (work, found) = CalibrationWork::resume(lock, record, summaries)?;
            return Ok(Opened::Work(Box::new(work), found));
        }
        if !out.force {
            return Err(SweepError::Unfinished {
                folder: folder.clone(),
            });
        }
    }
    match judge(out, record, lock.has_study()) {
        Ok(None) => {
            let work = CalibrationWork::begin(lock, record, summaries)?;
            Ok(Opened::Work(Box::new(work), Found::default()))
        }
        Ok(Some(manifest)) => {
            let manifest = match out.formats().parquet && !has_parquet(&manifest) {
                true => add_parquet(folder, &calibration.name, &paths(calibration), manifest),
                false => Ok(manifest),
            };
            lock.abandon();
            Ok(Opened::Complete(Box::new(manifest?)))
        }
        Err(error) => {
            lock.abandon();
            Err(error)
        }
    }
}

/// The manifest of a folder that is complete already, or nothing if files may be written to it.
fn judge(
    out: &Out,
    record: &CalibrationRecord,
    unfinished: bool,
) -> Result<Option<Manifest>, SweepError> {
    if !unfinished
        && out.resume
        && let Some(manifest) = Manifest::read(&out.folder)?
    {
        let said = |key: &str| -> Option<String> {
            let analysis = manifest.analysis.as_ref()?;
            Some(analysis.settings[key].as_str()?.to_owned())
        };
        return match (said("hash"), said("first")) {
            (Some(hash), Some(first)) if hash == record.hash() => {
                if first == record.first {
                    Ok(Some(manifest))
                } else {
                    Err(SweepError::OtherProgram {
                        folder: out.folder.clone(),
                    })
                }
            }
            (Some(_), _) => Err(other(&out.folder, "its hash")),
            (None, _) => Err(other(
                &out.folder,
                "kind: there are the files of another command",
            )),
        };
    }
    check_folder(&out.folder, out.force, out.formats())?;
    Ok(None)
}

fn other(folder: &Path, differences: &str) -> SweepError {
    SweepError::OtherStudy {
        folder: folder.to_owned(),
        differences: differences.to_owned(),
    }
}

/// What goes into the folder.
pub fn data(
    calibration: &Calibration,
    found: &Calibrated,
    figures: Vec<NewFile>,
    out: &Out,
) -> CalibrateData {
    let command = out.command.to_string();
    let calibrated = found
        .scenario
        .as_ref()
        .map(|scenario| calibrated(calibration, scenario, found.at_medians, &command));
    CalibrateData {
        name: found.name.clone(),
        paths: found.paths.clone(),
        posterior: found.posterior.clone(),
        history: found.history.clone(),
        parameters: found.parameters.clone(),
        fit: found.fit.clone(),
        scenario: calibration.study.base.to_toml(),
        calibrated: calibrated.unwrap_or_default(),
        figures,
    }
}

/// Writes the files and, unless they are to be kept, removes the parts.
///
/// # Errors
/// If a file cannot be written; the parts are kept then.
pub fn write(
    ask: &Ask<'_>,
    out: &Out,
    record: &CalibrationRecord,
    outcome: &Outcome,
    data: &CalibrateData,
    work: Option<CalibrationWork>,
) -> Result<Vec<FileEntry>, CalibrateError> {
    let manifest = manifest(ask, outcome, record, out);
    let manifest = finish(&out.folder, out.formats(), data, manifest)?;
    if let Some(work) = work {
        let lock = work.into_lock();
        if !ask.keep_parts {
            lock.discard()?;
        }
    }
    Ok(manifest.files)
}

fn manifest(ask: &Ask<'_>, outcome: &Outcome, record: &CalibrationRecord, out: &Out) -> Manifest {
    let calibration = ask.calibration;
    let (settings, base) = (&calibration.settings, &calibration.study.base);
    let simulated: u64 = outcome.generations.iter().map(|g| g.simulations).sum();
    let runs = simulated + calibration.predictive as u64;
    let parameters: Vec<_> = calibration
        .parameters
        .iter()
        .map(|p| json!({ "path": p.path, "also": p.also, "prior": p.prior.to_string() }))
        .collect();
    let targets = |fitted: bool| -> Vec<&str> {
        let own = calibration.targets.iter().filter(|t| t.fit == fitted);
        own.map(|target| target.id.as_str()).collect()
    };
    let last = outcome.generations.last();
    let analysis = json!({
        "name": calibration.name,
        "title": calibration.title,
        "hash": record.hash(),
        "first": record.first,
        "parameters": parameters,
        "targets": targets(true),
        "predicted": targets(false),
        "particles": settings.particles,
        "quantile": settings.quantile,
        "generations": outcome.generations.len(),
        "min_acceptance": settings.min_acceptance,
        "stop": outcome.stop.name(),
        "tolerance": last.map(|g| g.tolerance).filter(|t| t.is_finite()),
        "ess": last.map(|g| g.ess()),
        "predictive": calibration.predictive,
    });
    let scenario = Scenario {
        name: base.name.clone(),
        sha256: record.scenario.clone(),
        start: base.start.to_string(),
        months: base.horizon as usize,
    };
    let command = out.command.clone().formats(out.formats());
    let path = calibration.path.display().to_string();
    Manifest::new(
        scenario,
        settings.seed,
        Execution::new(&command, path, ask.threads),
    )
    .with_runs(runs, runs)
    .with_analysis(KIND, Vec::new(), analysis)
}

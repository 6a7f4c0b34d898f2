//! The folder of a calibration: parts, which an earlier process may have begun, and then its files.

use serde_json::json;

use super::ask::Ask;
use super::error::CalibrateError;
use super::fitted::Ended;
use super::outcome::Calibrated;
use super::results::{calibrated, paths};
use crate::store::add_parquet::has_parquet;
use crate::store::calibrate_files::{CalibrateData, add_parquet, check_folder, finish};
use crate::store::calibrate_parts::{CalibrationRecord, CalibrationWork};
use crate::store::growing::{GrowingError, Opened};
use crate::store::guard::Guard;
use crate::store::lock::Lock;
use crate::store::manifest::{Execution, FileEntry, Manifest, Scenario};
use crate::store::run_files::NewFile;
use crate::study::calibration::Calibration;
use crate::study::calibration::likelihood::Record;
use crate::tasks::Out;

/// The name of the analysis in manifests.
const KIND: &str = "calibrate";

/// Takes up the calibration in the folder where that is asked for, or begins one. One that is complete counts if `guard`
/// finds its files to be what its manifest says.
///
/// # Errors
/// If something is in the way, or files cannot be read or written.
pub fn open(
    calibration: &Calibration,
    out: &Out,
    record: &CalibrationRecord,
    guard: &Guard,
) -> Result<Opened<CalibrationRecord>, GrowingError> {
    let free = |lock: &Lock| check_folder(lock, out.force, out.formats());
    let opened = CalibrationWork::open(&out.folder, record.clone(), &[], out.how(), free)?;
    if let Opened::Complete(..) = opened {
        guard.check_all(&out.folder)?;
    }
    match opened {
        Opened::Complete(manifest, lock) if out.formats().parquet && !has_parquet(&manifest) => {
            let paths = paths(calibration);
            let (name, method) = (&calibration.name, calibration.method);
            let records = records(calibration);
            let manifest = add_parquet(&lock, name, &paths, method, &records, *manifest)?;
            Ok(Opened::Complete(Box::new(manifest), lock))
        }
        opened => Ok(opened),
    }
}

/// Codes of the records whose likelihood is taken.
fn records(calibration: &Calibration) -> Vec<String> {
    let roster = &calibration.study.base().roster;
    let code = |record: &usize| roster.observations[*record].code.clone();
    let found = Record::of(calibration).map(|own| own.records.iter().map(code).collect());
    found.unwrap_or_default()
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
        method: calibration.method,
        paths: found.paths.clone(),
        posterior: found.posterior.clone(),
        adjusted: found.adjusted.clone(),
        adjusted_parameters: found.adjusted_parameters.clone(),
        history: found.history.clone(),
        exact: found.exact.clone(),
        parameters: found.parameters.clone(),
        fit: found.fit.clone(),
        scenario: calibration.study.base().to_toml(),
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
    found: &Calibrated,
    data: &CalibrateData,
    work: CalibrationWork,
) -> Result<Vec<FileEntry>, CalibrateError> {
    let manifest = manifest(ask, found, record, out);
    let manifest = finish(work.lock(), out.formats(), data, manifest)?;
    if !ask.keep_parts {
        work.discard()?;
    }
    Ok(manifest.files)
}

fn manifest(ask: &Ask<'_>, found: &Calibrated, record: &CalibrationRecord, out: &Out) -> Manifest {
    let calibration = ask.calibration;
    let (settings, base) = (&calibration.settings, &calibration.study.base());
    let runs = found.runs(calibration);
    let parameters: Vec<_> = calibration
        .parameters
        .iter()
        .map(|p| json!({ "path": p.path, "also": p.also, "prior": p.prior.to_string() }))
        .collect();
    let targets = |fitted: bool| -> Vec<&str> {
        let own = calibration.targets.iter().filter(|t| t.fit == fitted);
        own.map(|target| target.id.as_str()).collect()
    };
    let last = found.history.last();
    let mut analysis = json!({
        "name": calibration.name,
        "title": calibration.title,
        "hash": record.hash(),
        "first": record.first,
        "parameters": parameters,
        "targets": targets(true),
        "predicted": targets(false),
        "prior_width": calibration.prior_width,
        "particles": settings.particles,
        "quantile": settings.quantile,
        "generations": found.history.len(),
        "min_acceptance": settings.min_acceptance,
        "stop": found.ended.map(Ended::name),
        "tolerance": last.map(|g| g.tolerance).filter(|t| t.is_finite()),
        "ess": found.ess,
        "predictive": calibration.predictive,
    });
    if let (Some(exact), Some(said)) = (&found.exact, analysis.as_object_mut()) {
        let all = exact.evidence.first();
        said.insert("method".into(), json!(calibration.method.name()));
        said.insert("groups".into(), json!(calibration.exact.groups));
        said.insert("filter_particles".into(), json!(calibration.exact.filter));
        said.insert("records".into(), json!(exact.records));
        said.insert("ln_evidence".into(), json!(all.map(|row| row.ln_evidence)));
        said.insert("ln_evidence_se".into(), json!(all.map(|row| row.se)));
    }
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

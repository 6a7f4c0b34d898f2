//! The files of a calibration.

use super::add_parquet;
use super::calibrate_tables::{
    ADJUSTED, ADJUSTED_PARAMETERS, ADJUSTED_STUDY, CALIBRATED, EVIDENCE, Exact, FIT, FitRow,
    Generation, HISTORY, HistoryRow, MONTHS, MOVES, PARAMETERS, POSTERIOR, POSTERIOR_STUDY,
    ParameterRow, Particle, adjusted, adjusted_parameters, evidence, fit, history, months, moves,
    parameters, posterior,
};
use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::growing::GrowingError;
use super::lock::Lock;
use super::manifest::Manifest;
use super::new_file::NewFile;
use super::table_file::Formats;
use super::tables::SCENARIO;
use crate::scenario::quoted;
use crate::study::calibration::Method;

/// What goes into the folder.
#[derive(Clone, Debug)]
pub struct CalibrateData {
    /// Name of the calibration.
    pub name: String,
    /// How it was fitted.
    pub method: Method,
    /// Paths of the free parameters, tied ones included.
    pub paths: Vec<String>,
    /// The particles.
    pub posterior: Vec<Particle>,
    /// The particles moved to the observed summaries, and the parameters by them.
    pub adjusted: Option<Vec<Particle>>,
    /// The parameters by these.
    pub adjusted_parameters: Option<Vec<ParameterRow>>,
    /// The generations of approximate Bayesian computation.
    pub history: Vec<HistoryRow>,
    /// What SMC² says beside.
    pub exact: Option<Exact>,
    /// The parameters.
    pub parameters: Vec<ParameterRow>,
    /// The targets.
    pub fit: Vec<FitRow>,
    /// The scenario as it was resolved.
    pub scenario: String,
    /// The scenario at the posterior medians, extending that.
    pub calibrated: String,
    /// Figures.
    pub figures: Vec<NewFile>,
}

/// Whether the files may be written to a folder, which may hold parts already.
///
/// # Errors
/// As [`OutputFolder::prepare`].
pub fn check_folder(lock: &Lock, force: bool, formats: Formats) -> Result<(), StoreError> {
    prepare(lock, force, formats).map(drop)
}

fn prepare(lock: &Lock, force: bool, formats: Formats) -> Result<OutputFolder, StoreError> {
    let tables = [
        POSTERIOR,
        ADJUSTED,
        HISTORY,
        PARAMETERS,
        ADJUSTED_PARAMETERS,
        FIT,
        EVIDENCE,
        MOVES,
        MONTHS,
    ];
    let others = [SCENARIO, CALIBRATED, POSTERIOR_STUDY, ADJUSTED_STUDY];
    let planned = planned(formats, &tables, &others);
    OutputFolder::prepare_in(lock, force, &planned)
}

/// Writes the files and, last, the manifest, whose list of files is filled in here. The parts stay.
///
/// # Errors
/// [`StoreError`].
pub fn finish(
    lock: &Lock,
    formats: Formats,
    data: &CalibrateData,
    mut manifest: Manifest,
) -> Result<Manifest, StoreError> {
    // Whether something may be replaced was asked before the first run.
    let mut folder = DataFolder::new(prepare(lock, true, formats)?, formats);
    let particles = data.posterior.iter().enumerate();
    folder.write(&posterior(&data.paths, data.method), particles)?;
    match &data.exact {
        None => folder.write(&history(), generations(&data.history))?,
        Some(exact) => {
            folder.write(&evidence(), &exact.evidence)?;
            folder.write(&moves(), &exact.moves)?;
            folder.write(&months(&exact.records), &exact.months)?;
        }
    }
    folder.write(&parameters(), &data.parameters)?;
    if let (Some(particles), Some(by_them)) = (&data.adjusted, &data.adjusted_parameters) {
        folder.write(&adjusted(&data.paths), particles.iter().enumerate())?;
        folder.write(&adjusted_parameters(), by_them)?;
        let study = posterior_study(&format!("{}_adjusted", data.name), ADJUSTED);
        folder.file(ADJUSTED_STUDY, study.as_bytes())?;
    }
    folder.write(&fit(), &data.fit)?;
    folder.file(SCENARIO, data.scenario.as_bytes())?;
    folder.file(CALIBRATED, data.calibrated.as_bytes())?;
    folder.file(
        POSTERIOR_STUDY,
        posterior_study(&data.name, POSTERIOR).as_bytes(),
    )?;
    folder.files(&data.figures)?;
    let folder = folder.describe(&data.name)?;
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest)
}

/// Makes the Parquet files of a complete calibration that has none; `paths` are those of the free
/// parameters, `records` the codes of those whose likelihood was taken.
///
/// # Errors
/// If a file was changed, another one stands in the way, or files cannot be read or written.
pub fn add_parquet(
    lock: &Lock,
    name: &str,
    paths: &[String],
    method: Method,
    records: &[String],
    manifest: Manifest,
) -> Result<Manifest, GrowingError> {
    let folder = prepare(lock, true, Formats { parquet: true })?;
    let mut tables = vec![posterior(paths, method).into_table()];
    // In the order in which they are written.
    match method {
        Method::Abc => tables.extend([
            history().into_table(),
            parameters().into_table(),
            adjusted(paths).into_table(),
            adjusted_parameters().into_table(),
        ]),
        Method::Smc2 => tables.extend([
            evidence().into_table(),
            moves().into_table(),
            months(records).into_table(),
            parameters().into_table(),
        ]),
    }
    tables.push(fit().into_table());
    add_parquet::add_parquet(folder, name, &tables, manifest)
}

/// The posterior as a study whose points are its particles.
fn posterior_study(name: &str, file: &str) -> String {
    // Names of folders have at most 64 letters.
    let short: String = name.chars().take(54).collect();
    format!(
        "# The particles of {file} as a study: `trilat sweep` runs each once, and `trilat forecast` draws\n\
         # from them by their weights.\n\n[study]\nname = {}\nscenario = \"{SCENARIO}\"\nreplicates = 1\n\n\
         [design]\nkind = \"list\"\nfile = \"{file}\"\n",
        quoted(&format!("{short}_posterior"))
    )
}

/// The generations with their numbers and the simulations up to each.
fn generations(history: &[HistoryRow]) -> impl Iterator<Item = Generation<'_>> {
    let mut total = 0;
    (0..).zip(history).map(move |(number, row)| {
        total += row.simulations;
        (number, total, row)
    })
}

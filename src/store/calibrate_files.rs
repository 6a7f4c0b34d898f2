//! The files of a calibration.

use super::calibrate_tables::{
    self, CALIBRATED, FIT, HISTORY, PARAMETERS, POSTERIOR, POSTERIOR_STUDY,
};
use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::lock::Lock;
use super::manifest::Manifest;
use super::run_files::NewFile;
use super::tables::{DATAPACKAGE, SCENARIO};
use crate::scenario::quoted;

/// One generation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryRow {
    /// Largest distance accepted; infinite in the first.
    pub tolerance: f64,
    /// Proposals up to the last particle.
    pub simulations: u64,
    /// Particles over proposals.
    pub acceptance: f64,
    /// Effective sample size.
    pub ess: f64,
    /// Median distance.
    pub distance_median: f64,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// Dotted path.
    pub path: String,
    /// Further paths.
    pub also: Vec<String>,
    /// Shape of the prior.
    pub prior: &'static str,
    /// Ends of the prior.
    pub ends: [f64; 2],
    /// Value in the scenario.
    pub baseline: f64,
    /// 5, 25, 50, 75 and 95 % quantiles of the prior.
    pub prior_quantiles: [f64; 5],
    /// The same of the posterior.
    pub quantiles: [f64; 5],
    /// Mean of the posterior.
    pub mean: f64,
    /// Standard deviation of the posterior.
    pub sd: f64,
    /// The same over that of the prior.
    pub sd_ratio: f64,
    /// Kolmogorov–Smirnov distance from the prior.
    pub ks: f64,
    /// Whether the data inform it.
    pub verdict: &'static str,
}

/// Mean, standard deviation, 5 and 95 % quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Runs in which it is defined.
    pub n: u64,
}

/// One target.
#[derive(Clone, Debug, PartialEq)]
pub struct FitRow {
    /// Its name.
    pub target: String,
    /// What is computed.
    pub observable: &'static str,
    /// Of which series.
    pub series: String,
    /// In which months.
    pub window: String,
    /// Whether it was fitted.
    pub fitted: bool,
    /// Observed value.
    pub observed: f64,
    /// Its 95 % interval; NaN if unknown.
    pub interval: [f64; 2],
    /// What differences were divided by.
    pub scale: f64,
    /// Whether that is the observed value's standard error.
    pub scale_is_se: bool,
    /// Prior predictive.
    pub prior: Predicted,
    /// Posterior predictive.
    pub posterior: Predicted,
}

impl FitRow {
    /// (Observed − predictive mean)/predictive standard deviation.
    pub fn z(&self) -> f64 {
        (self.observed - self.posterior.mean) / self.posterior.sd
    }

    /// Whether the 90 % predictive interval meets the observed interval, or the observed value where that has
    /// none.
    pub fn meets(&self) -> bool {
        let [low, high] = self.interval;
        let low = if low.is_nan() { self.observed } else { low };
        let high = if high.is_nan() { self.observed } else { high };
        self.posterior.q05 <= high && low <= self.posterior.q95
    }
}

/// What goes into the folder.
#[derive(Clone, Debug)]
pub struct CalibrateData {
    /// Name of the calibration.
    pub name: String,
    /// Paths of the free parameters, tied ones included.
    pub paths: Vec<String>,
    /// Values of each particle in the order of the paths, weight and distance.
    pub posterior: Vec<(Vec<f64>, f64, f64)>,
    /// The generations.
    pub history: Vec<HistoryRow>,
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
pub fn check_folder(lock: &Lock, force: bool) -> Result<(), StoreError> {
    prepare(lock, force).map(drop)
}

fn prepare(lock: &Lock, force: bool) -> Result<OutputFolder, StoreError> {
    let planned = [
        POSTERIOR,
        HISTORY,
        PARAMETERS,
        FIT,
        SCENARIO,
        CALIBRATED,
        POSTERIOR_STUDY,
        DATAPACKAGE,
    ];
    OutputFolder::prepare_in(lock, force, &planned)
}

/// Writes the files and, last, the manifest, whose list of files is filled in here. The parts stay.
///
/// # Errors
/// [`StoreError`].
pub fn finish(
    lock: &Lock,
    data: &CalibrateData,
    mut manifest: Manifest,
) -> Result<Manifest, StoreError> {
    // Whether something may be replaced was asked before the first run.
    let mut folder = prepare(lock, true)?;
    let tables = [
        calibrate_tables::posterior(&data.paths),
        calibrate_tables::history(),
        calibrate_tables::parameters(),
        calibrate_tables::fit(),
    ];
    let rows = [posterior(data), history(data), parameters(data), fit(data)];
    for (table, rows) in tables.iter().zip(&rows) {
        let text = format!("{}{}", table.header().as_str(), rows.as_str());
        folder.add_bytes(table.file, Some(rows.rows()), text.as_bytes())?;
    }
    folder.add_bytes(SCENARIO, None, data.scenario.as_bytes())?;
    folder.add_bytes(CALIBRATED, None, data.calibrated.as_bytes())?;
    folder.add_bytes(
        POSTERIOR_STUDY,
        None,
        posterior_study(&data.name).as_bytes(),
    )?;
    for figure in &data.figures {
        folder.add_bytes(&figure.path, None, &figure.bytes)?;
    }
    let text = datapackage(&data.name, &tables, &folder.entries());
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest)
}

/// The posterior as a study whose points are its particles.
fn posterior_study(name: &str) -> String {
    // Names of folders have at most 64 letters.
    let short: String = name.chars().take(54).collect();
    format!(
        "# The particles of posterior.csv as a study: `trilat sweep` runs each once, and `trilat forecast` draws\n\
         # from them by their weights.\n\n[study]\nname = {}\nscenario = \"{SCENARIO}\"\nreplicates = 1\n\n\
         [design]\nkind = \"list\"\nfile = \"{POSTERIOR}\"\n",
        quoted(&format!("{short}_posterior"))
    )
}

/// The rows of `posterior.csv`.
fn posterior(data: &CalibrateData) -> Rows {
    let mut rows = Rows::default();
    for (point, (values, weight, distance)) in data.posterior.iter().enumerate() {
        rows.integer(point as u64);
        for value in values {
            rows.number(*value);
        }
        rows.number(*weight).number(*distance).end_row();
    }
    rows
}

fn history(data: &CalibrateData) -> Rows {
    let mut rows = Rows::default();
    let mut total = 0;
    for (number, row) in data.history.iter().enumerate() {
        total += row.simulations;
        rows.integer(number as u64);
        if row.tolerance.is_finite() {
            rows.number(row.tolerance);
        } else {
            rows.missing();
        }
        rows.integer(row.simulations).integer(total);
        rows.number(row.acceptance).number(row.ess);
        rows.number(row.distance_median).end_row();
    }
    rows
}

fn parameters(data: &CalibrateData) -> Rows {
    let mut rows = Rows::default();
    for row in &data.parameters {
        rows.text(&row.path).text(&row.also.join(" "));
        rows.text(row.prior);
        rows.number(row.ends[0]).number(row.ends[1]);
        rows.number(row.baseline);
        for value in row.prior_quantiles.iter().chain(&row.quantiles) {
            rows.number(*value);
        }
        rows.number(row.mean).number(row.sd).number(row.sd_ratio);
        rows.number(row.ks).text(row.verdict).end_row();
    }
    rows
}

fn fit(data: &CalibrateData) -> Rows {
    let mut rows = Rows::default();
    for row in &data.fit {
        rows.text(&row.target).text(row.observable);
        rows.text(&row.series).text(&row.window);
        rows.integer(u64::from(row.fitted)).number(row.observed);
        rows.number(row.interval[0]).number(row.interval[1]);
        rows.number(row.scale);
        rows.text(if row.scale_is_se {
            "standard error"
        } else {
            "prior predictive"
        });
        rows.number(row.prior.mean);
        rows.number(row.prior.q05).number(row.prior.q95);
        rows.number(row.posterior.mean).number(row.posterior.sd);
        rows.number(row.posterior.q05).number(row.posterior.q95);
        rows.number(finite(row.z()));
        rows.integer(u64::from(row.meets()));
        rows.integer(row.posterior.n).end_row();
    }
    rows
}

/// Missing where a ratio has no value.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

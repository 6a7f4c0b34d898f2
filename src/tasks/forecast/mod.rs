//! `forecast`: a public record in the light of what it showed so far.

pub mod error;
mod figure;
mod fitted;
mod ready;
mod sets;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use self::error::ForecastError;
use self::figure::figure;
use self::ready::Ready;
use self::sets::{Sets, Source};
use super::{Out, Saved, all_cores};
use crate::scenario::Month;
use crate::store::atomic::sha256;
use crate::store::forecast_files::{ForecastData, ForecastMonth, write};
use crate::store::guard::Guard;
use crate::store::manifest::{Execution, Manifest, Scenario, Status};
use crate::study::filter::{Effort, Forecast};
use crate::watch::Watch;

/// What is to be forecast.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Folder of a calibration, study or scenario.
    pub calibrated: PathBuf,
    /// First month.
    pub from: Month,
    /// Number of months.
    pub months: u32,
    /// Record; the scenario's first if left out.
    pub record: Option<String>,
    /// Series or CSV of what happened.
    pub observed: String,
    /// Column of the series; the name of the record if left out.
    pub column: Option<String>,
    /// One month ahead each.
    pub rolling: bool,
    /// Parameter sets of a calibration to use; all of a study if it has fewer.
    pub draws: usize,
    /// Particles, reviews, threads.
    pub effort: Effort,
    /// Overrides of the scenario.
    pub sets: Vec<String>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
    /// Whether months may be forecast to which the parameter sets were fitted.
    pub in_sample: bool,
}

impl Ask {
    /// So many months of the first record, by up to 100 parameter sets of 64 particles each, on all cores.
    pub fn new(calibrated: impl Into<PathBuf>, from: Month, months: u32) -> Self {
        Self {
            calibrated: calibrated.into(),
            from,
            months,
            record: None,
            observed: "nk_monthly".to_owned(),
            column: None,
            rolling: false,
            draws: 100,
            effort: Effort {
                particles: 64,
                review: 1,
                threads: all_cores(),
            },
            sets: Vec::new(),
            unverified: false,
            in_sample: false,
        }
    }
}

/// What a forecast says.
#[derive(Clone, Debug)]
pub struct Forecasted {
    /// Name of the calibration, study or scenario.
    pub name: String,
    /// Code of the record.
    pub record: String,
    /// Its name in full.
    pub title: String,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Parameter sets used.
    pub draws: usize,
    /// Particles of each.
    pub particles: usize,
    /// The first month that was followed.
    pub start: Month,
    /// The months forecast.
    pub months: Vec<ForecastMonth>,
    /// Every month from the start.
    pub filtered: Vec<Forecast>,
}

impl Forecasted {
    /// Runs of which a month is forecast.
    pub fn runs(&self) -> u64 {
        (self.draws * self.particles) as u64
    }
}

/// Filters the record up to the first month, and forecasts.
///
/// # Errors
/// [`ForecastError`].
pub fn forecast(ask: &Ask, watch: &mut dyn Watch) -> Result<Forecasted, ForecastError> {
    Ready::new(ask)?.filter(ask, watch)
}

/// [`forecast`], with tables and a figure in a folder.
///
/// # Errors
/// [`ForecastError`].
pub fn forecast_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Forecasted>, ForecastError> {
    let ready = Ready::new(ask)?;
    let what = ready.filter(ask, watch)?;
    let drawn = match out.figures {
        true => figure(ask, &what, &out.command.to_string(), ready.guard()),
        false => Ok(Vec::new()),
    };
    // A figure that cannot be had never costs the data.
    let (figure, mut warnings) = match drawn {
        Ok(files) => (files, Vec::new()),
        Err(error) => (
            Vec::new(),
            vec![format!("the figure could not be made: {error}")],
        ),
    };
    let data = ForecastData {
        record: &what.title,
        months: &what.months,
        filtered: &what.filtered,
        start: what.start,
        figure,
    };
    warnings.extend(ready.guard().sentence());
    let manifest = manifest(ask, out, &what, ready.sets()).with_unverified(ready.guard());
    let files = write(&out.folder, out.force, out.formats(), &data, manifest)?;
    Ok(Saved {
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings,
        what,
    })
}

/// The folder of a forecast if none is named.
///
/// # Errors
/// [`ForecastError`] if there is nothing to forecast with.
pub fn default_folder(ask: &Ask) -> Result<PathBuf, ForecastError> {
    let source = Source::read(&ask.calibrated, &ask.sets, &Guard::new(ask.unverified))?;
    Ok(Path::new("outputs").join(format!("forecast_{}", source.name())))
}

fn manifest(ask: &Ask, out: &Out, found: &Forecasted, sets: &Sets) -> Manifest {
    let scenario = Scenario {
        name: found.name.clone(),
        sha256: sha256(&sets.text),
        start: found.start.to_string(),
        months: sets.first().horizon as usize,
    };
    let settings = json!({
        "from": ask.from.to_string(),
        "months": ask.months,
        "record": found.record,
        "observed": ask.observed,
        "column": ask.column,
        "rolling": ask.rolling,
        "draws": found.draws,
        "particles": found.particles,
        "review": ask.effort.review,
    });
    let path = ask.calibrated.display().to_string();
    let execution = Execution::new(&out.command, path, ask.effort.threads);
    Manifest::new(scenario, found.seed, execution)
        .with_runs(found.runs(), found.runs())
        .with_analysis("forecast", Vec::new(), settings)
}

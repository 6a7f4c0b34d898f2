//! The files of a forecast.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::new_file::NewFile;
use super::sheet::sheet;
use super::table_file::Formats;
use crate::scenario::Month;
use crate::study::filter::Forecast;

/// Probabilities of counts by month, as `trilat score` reads them.
pub const FORECAST: &str = "forecast.csv";
/// Means and quantiles by month.
pub const FORECAST_MONTHS: &str = "forecast_months.csv";
/// How the record was followed.
pub const FILTER: &str = "filter.csv";

/// What is left out beyond the last count of a month.
const TAIL: f64 = 1e-12;

/// A month of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastMonth {
    /// The month.
    pub month: Month,
    /// Probabilities of 0, 1, …
    pub mass: Vec<f64>,
    /// Mean.
    pub mean: f64,
    /// Probability of any event.
    pub any: f64,
    /// Probability of a rung that the record covers.
    pub covered: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 %.
    pub quantiles: [u32; 5],
    /// What happened, where it is known.
    pub observed: Option<u64>,
}

/// What goes into the folder.
pub struct ForecastData<'a> {
    /// Name of the record in full.
    pub record: &'a str,
    /// The months forecast.
    pub months: &'a [ForecastMonth],
    /// Every month from the start of the scenario.
    pub filtered: &'a [Forecast],
    /// The first of them.
    pub start: Month,
    /// The files of the figure.
    pub figure: Vec<NewFile>,
}

sheet! {
    /// `forecast.csv`: a row per month and count.
    pub fn forecast<'d>() -> (&'d ForecastMonth, u64) =
        FORECAST, "Probability of each count, by month; counts without a row have none.",
        key ["month", "count"] {
        /// Calendar month.
        month: yearmonth = |(month, _)| month.month,
        /// Count of the record.
        count: integer["events"] = |(_, count)| *count,
        /// Its probability.
        probability: number["probability"] = |(month, count)| month.mass.get(*count as usize).copied(),
    }
}

/// The counts of a month, up to where what is left is nothing.
fn counts(month: &ForecastMonth) -> impl Iterator<Item = (&ForecastMonth, u64)> {
    let mut left: f64 = month.mass.iter().sum();
    let mut done = false;
    let counts = month.mass.iter().take_while(move |probability| {
        let more = !done;
        left -= **probability;
        done = left < TAIL;
        more
    });
    (0..).zip(counts).map(move |(count, _)| (month, count))
}

sheet! {
    /// `forecast_months.csv`: a row per month.
    pub fn months() -> ForecastMonth =
        FORECAST_MONTHS, "The forecast of each month in brief, with what happened where it is known.",
        key ["month"] {
        /// Calendar month.
        month: yearmonth = |r| r.month,
        /// Mean of the forecast.
        mean: number["events"] = |r| r.mean,
        /// Probability of any event.
        p_any: number["probability"] = |r| r.any,
        /// Probability that the prober chooses a rung that the record covers.
        p_covered: number["probability"] = |r| r.covered,
        /// 5 % quantile of the forecast.
        q05: integer["events"] = |r| r.quantiles[0],
        /// 25 % quantile.
        q25: integer["events"] = |r| r.quantiles[1],
        /// Median.
        q50: integer["events"] = |r| r.quantiles[2],
        /// 75 % quantile.
        q75: integer["events"] = |r| r.quantiles[3],
        /// 95 % quantile.
        q95: integer["events"] = |r| r.quantiles[4],
        /// What happened; missing where it is not known.
        observed: integer["events"] = |r| r.observed,
    }
}

sheet! {
    /// `filter.csv`: a row per month from the start of the scenario.
    pub fn filtered<'d>() -> (Month, &'d Forecast) =
        FILTER, "How the runs followed the record, from the first month of the scenario on.",
        key ["month"] {
        /// Calendar month.
        month: yearmonth = |(month, _)| *month,
        /// Count that the runs were conditioned on; missing where they ran freely.
        given: integer["events"] = |(_, f)| f.observed,
        /// Probability that they gave it beforehand; missing with it.
        probability: number["probability"] = |(_, f)| f.observed.map(|count| beforehand(f, count)),
        /// Probability beforehand that the prober chooses a rung that the record covers.
        p_covered: number["probability"] = |(_, f)| f.covered,
        /// Effective number of particles after the month, averaged over parameter sets.
        effective: number["particles"] = |(_, f)| f.effective,
    }
}

/// The probability of a count before it was known.
fn beforehand(forecast: &Forecast, count: u32) -> f64 {
    forecast.mass.get(count as usize).copied().unwrap_or(0.0)
}

/// Writes the tables, the figure, the data dictionary and, last, the manifest, whose list of files is
/// filled in here. Returns that list.
///
/// # Errors
/// [`StoreError`]; see [`OutputFolder::prepare`] for what `force` may replace.
pub fn write(
    root: &Path,
    force: bool,
    formats: Formats,
    data: &ForecastData<'_>,
    manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let mut planned = planned(formats, &[FORECAST, FORECAST_MONTHS, FILTER], &[]);
    planned.extend(data.figure.iter().map(|file| file.path.clone()));
    let folder = OutputFolder::prepare(root, force, &planned)?;
    let mut folder = DataFolder::new(folder, formats);
    folder.write(&forecast(), data.months.iter().flat_map(counts))?;
    folder.write(&months(), data.months)?;
    let month = |at: usize| data.start.plus(at as i32);
    let rows = data.filtered.iter().enumerate();
    folder.write(&filtered(), rows.map(|(at, found)| (month(at), found)))?;
    folder.files(&data.figure)?;
    folder.commit(data.record, manifest)
}

//! The files of a forecast.

use std::path::Path;

use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::run_files::NewFile;
use super::tables::{DATAPACKAGE, FieldType, Table, field};
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

/// Writes the tables, the figure, the data dictionary and, last, the manifest, whose list of files is
/// filled in here. Returns that list.
///
/// # Errors
/// [`StoreError`]; see [`OutputFolder::prepare`] for what `force` may replace.
pub fn write(
    root: &Path,
    force: bool,
    data: &ForecastData<'_>,
    mut manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let mut planned = vec![FORECAST, FORECAST_MONTHS, FILTER, DATAPACKAGE];
    planned.extend(data.figure.iter().map(|file| file.path.as_str()));
    let mut folder = OutputFolder::prepare(root, force, &planned)?;
    let mut tables = Vec::new();
    for (table, rows) in [forecast(data), months(data), filtered(data)] {
        let text = format!("{}{}", table.header().as_str(), rows.as_str());
        folder.add_bytes(table.file, Some(rows.rows()), text.as_bytes())?;
        tables.push(table);
    }
    let text = datapackage(data.record, &tables, &folder.entries());
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    for file in &data.figure {
        folder.add_bytes(&file.path, None, &file.bytes)?;
    }
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest.files)
}

fn month_field() -> super::tables::Field {
    field("month", FieldType::YearMonth, "", "Calendar month.")
}

fn forecast(data: &ForecastData<'_>) -> (Table, Rows) {
    let table = Table {
        file: FORECAST,
        description: "Probability of each count, by month; counts without a row have none.",
        fields: vec![
            month_field(),
            field(
                "count",
                FieldType::Integer,
                "events",
                "Count of the record.",
            ),
            field(
                "probability",
                FieldType::Number,
                "probability",
                "Its probability.",
            ),
        ],
        key: &["month", "count"],
    };
    let mut rows = Rows::default();
    for month in data.months {
        let mut left: f64 = month.mass.iter().sum();
        for (count, probability) in month.mass.iter().enumerate() {
            rows.text(&month.month.to_string());
            rows.integer(count as u64).number(*probability);
            rows.end_row();
            left -= probability;
            if left < TAIL {
                break;
            }
        }
    }
    (table, rows)
}

fn months(data: &ForecastData<'_>) -> (Table, Rows) {
    let number = |name: &str, unit: &str, text: &str| field(name, FieldType::Number, unit, text);
    let count = |name: &str, text: &str| field(name, FieldType::Integer, "events", text);
    let table = Table {
        file: FORECAST_MONTHS,
        description: "The forecast of each month in brief, with what happened where it is known.",
        fields: vec![
            month_field(),
            number("mean", "events", "Mean of the forecast."),
            number("p_any", "probability", "Probability of any event."),
            number(
                "p_covered",
                "probability",
                "Probability that the prober chooses a rung that the record covers.",
            ),
            count("q05", "5 % quantile of the forecast."),
            count("q25", "25 % quantile."),
            count("q50", "Median."),
            count("q75", "75 % quantile."),
            count("q95", "95 % quantile."),
            count("observed", "What happened; missing where it is not known."),
        ],
        key: &["month"],
    };
    let mut rows = Rows::default();
    for month in data.months {
        rows.text(&month.month.to_string());
        rows.number(month.mean)
            .number(month.any)
            .number(month.covered);
        for quantile in month.quantiles {
            rows.integer(u64::from(quantile));
        }
        match month.observed {
            Some(count) => rows.integer(count),
            None => rows.missing(),
        };
        rows.end_row();
    }
    (table, rows)
}

fn filtered(data: &ForecastData<'_>) -> (Table, Rows) {
    let table = Table {
        file: FILTER,
        description: "How the runs followed the record, from the first month of the scenario on.",
        fields: vec![
            month_field(),
            field(
                "given",
                FieldType::Integer,
                "events",
                "Count that the runs were conditioned on; missing where they ran freely.",
            ),
            field(
                "probability",
                FieldType::Number,
                "probability",
                "Probability that they gave it beforehand; missing with it.",
            ),
            field(
                "p_covered",
                FieldType::Number,
                "probability",
                "Probability beforehand that the prober chooses a rung that the record covers.",
            ),
            field(
                "effective",
                FieldType::Number,
                "particles",
                "Effective number of particles after the month, averaged over parameter sets.",
            ),
        ],
        key: &["month"],
    };
    let mut rows = Rows::default();
    for (at, forecast) in data.filtered.iter().enumerate() {
        rows.text(&data.start.plus(at as i32).to_string());
        match forecast.observed {
            Some(count) => {
                let p = forecast.mass.get(count as usize).copied().unwrap_or(0.0);
                rows.integer(u64::from(count)).number(p)
            }
            None => rows.missing().missing(),
        };
        rows.number(forecast.covered).number(forecast.effective);
        rows.end_row();
    }
    (table, rows)
}

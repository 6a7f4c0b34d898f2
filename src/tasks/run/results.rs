//! What a run found.

use crate::analysis::bands::Band;
use crate::analysis::summary::SummaryRow;
use crate::analysis::survival::SurvivalPoint;
use crate::record::{Column, MonthColumn};
use crate::scenario::Month;
use crate::store::manifest::Status;

/// What a run found, for figures and reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Name of the scenario.
    pub name: String,
    /// Runs asked for.
    pub requested: u64,
    /// Runs completed.
    pub runs: u64,
    /// Whether that is all that was asked for.
    pub status: Status,
    /// First month.
    pub start: Month,
    /// Horizon in months.
    pub months: usize,
    /// Columns of `runs.csv` without `run`.
    pub run_columns: Vec<Column>,
    /// Observables of `months.csv`.
    pub month_columns: Vec<MonthColumn>,
    /// Rows of `months.csv`.
    pub bands: Vec<Band>,
    /// Rows of `summary.csv`.
    pub summary: Vec<SummaryRow>,
    /// Curves of `survival.csv`, by column name.
    pub survival: Vec<(String, Vec<SurvivalPoint>)>,
    /// Values of `runs.csv` without `run`, run after run, one for each of `run_columns`; missing values are
    /// NaN. Empty where the rows were streamed into a folder.
    pub rows: Vec<f64>,
}

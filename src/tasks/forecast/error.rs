//! Why there is no forecast.

use std::path::PathBuf;

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::scenario::Month;
use crate::scenario::load::Diagnostics;
use crate::store::calibrate_tables::POSTERIOR_STUDY;
use crate::store::error::StoreError;
use crate::study::filter::FilterError;
use crate::tasks::score::ScoreError;

/// Why there is no forecast.
#[derive(Debug, Error)]
pub enum ForecastError {
    /// The study or the scenario.
    #[error("{0}")]
    Config(#[from] Diagnostics),
    /// Neither a folder of a calibration nor a study nor a scenario.
    #[error(
        "{} has no {POSTERIOR_STUDY}: give the folder of a calibration, a study or a scenario",
        folder.display()
    )]
    NoPosterior {
        /// The folder.
        folder: PathBuf,
    },
    /// A parameter set that contradicts itself.
    #[error("parameter set {point}: {message}")]
    Point {
        /// Its number.
        point: usize,
        /// Why.
        message: String,
    },
    /// The table of a calibration's fit.
    #[error("{}: {message}", path.display())]
    Fit {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The scenario has no record.
    #[error("scenario `{scenario}` has no record to forecast: add a table [observations.NAME]")]
    NoRecord {
        /// The scenario.
        scenario: String,
    },
    /// No record of this name.
    #[error("no record `{name}`{}; the records are {known}", meant.as_deref().map(|m| format!(", did you mean `{m}`?")).unwrap_or_default())]
    UnknownRecord {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        meant: Option<String>,
        /// What there is.
        known: String,
    },
    /// The months do not lie in the scenario.
    #[error("--from {from} is before the first month of the scenario, {start}")]
    Early {
        /// First month asked for.
        from: Month,
        /// First month of the scenario.
        start: Month,
    },
    /// A forecast of months to which the parameter sets were fitted.
    #[error(
        "{from} lies in the months to which this calibration was fitted (target `{target}`, {window}): such a forecast would be judged by what it was made from; take a later --from, or say --in-sample"
    )]
    InSample {
        /// First month asked for.
        from: Month,
        /// The target that reaches furthest.
        target: String,
        /// Its window.
        window: String,
    },
    /// A count that is more than a record can show.
    #[error("{month}: {count} events are more than a forecast distinguishes ({most})")]
    Many {
        /// The month.
        month: Month,
        /// The count.
        count: u64,
        /// The most.
        most: u32,
    },
    /// What happened.
    #[error(transparent)]
    Observed(#[from] ScoreError),
    /// The filter.
    #[error(transparent)]
    Filter(FilterError),
    /// The folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Stopped before the record was followed to its end.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

impl HasFault for ForecastError {
    fn fault(&self) -> Fault {
        match self {
            Self::Config(_) | Self::Point { .. } | Self::Fit { .. } => Fault::Config,
            Self::NoPosterior { .. }
            | Self::NoRecord { .. }
            | Self::UnknownRecord { .. }
            | Self::Early { .. }
            | Self::InSample { .. } => Fault::Usage,
            Self::Observed(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Filter(error) => error.fault(),
            Self::Interrupted => Fault::Interrupted,
            Self::Many { .. } => Fault::Failed,
        }
    }
}

impl From<FilterError> for ForecastError {
    fn from(error: FilterError) -> Self {
        match error.fault() {
            Fault::Interrupted => Self::Interrupted,
            _ => Self::Filter(error),
        }
    }
}

//! Why forecasts were not scored.

use std::path::PathBuf;

use thiserror::Error;

use crate::analysis::baselines::BaselineError;
use crate::data::DataError;
use crate::fault::{Fault, HasFault};
use crate::scenario::Month;
use crate::store::error::StoreError;
use crate::store::forecast_csv::ForecastError;

/// Why a scoring left nothing behind.
#[derive(Debug, Error)]
pub enum ScoreError {
    /// A file of forecasts or counts.
    #[error(transparent)]
    File(#[from] ForecastError),
    /// A series of the record.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A baseline.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Months that the series lacks.
    #[error("{what} the months {first} to {last}, and `{name}` has {start} to {end}")]
    Months {
        /// Beginning of the sentence.
        what: &'static str,
        /// First month asked for.
        first: Month,
        /// Last month asked for.
        last: Month,
        /// The series.
        name: String,
        /// Its first month.
        start: Month,
        /// Its last month.
        end: Month,
    },
    /// Baselines fitted on months that they forecast.
    #[error(
        "--fit-until {fit_until} is not before the first month forecast, {first}: baselines would be fitted on what they forecast"
    )]
    Peeking {
        /// Last month of the fit.
        fit_until: Month,
        /// First month forecast.
        first: Month,
    },
    /// A pool fitted on months that it forecasts.
    #[error(
        "{}: forecasts up to {last} to fit the pool on, and {first} is scored: give forecasts of months before it",
        path.display()
    )]
    PoolPeeks {
        /// The file.
        path: PathBuf,
        /// Its last month.
        last: Month,
        /// First month scored.
        first: Month,
    },
    /// Probability 0 for what happened.
    #[error(
        "{}:{line}: {month} gives no probability to {happened}, which happened: its log score is minus infinity, and so is the mean; give every count that can happen a probability",
        path.display()
    )]
    RuledOut {
        /// The forecast.
        path: PathBuf,
        /// First line of the month.
        line: u64,
        /// The month.
        month: Month,
        /// What happened.
        happened: u64,
    },
    /// Two forecasts of one name.
    #[error("two forecasts are called `{name}`; give --rival another name")]
    Name {
        /// The name.
        name: String,
    },
    /// A forecast with the name of a baseline that takes part.
    #[error(
        "the forecast `{name}` has the name of a baseline: {cure}, or leave that baseline out with --baselines"
    )]
    Taken {
        /// The name.
        name: String,
        /// What else helps.
        cure: &'static str,
    },
    /// A rival of other months.
    #[error("{} is not of the same months as the forecast; pairs need both", path.display())]
    Unlike {
        /// The file.
        path: PathBuf,
    },
    /// Nothing says what to fit on.
    #[error("say which months to fit on, such as --fit 2012-01..2019-12")]
    NoFit,
    /// Nothing to score.
    #[error("there is no month to score")]
    NoMonths,
}

impl HasFault for ScoreError {
    fn fault(&self) -> Fault {
        match self {
            Self::Store(error) => error.fault(),
            Self::File(error) => error.fault(),
            Self::Data(error) => error.fault(),
            Self::Baseline(error) => error.fault(),
            Self::RuledOut { .. } => Fault::Config,
            _ => Fault::Usage,
        }
    }
}

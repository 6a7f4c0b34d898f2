//! What is to be scored.

use std::path::PathBuf;

use crate::analysis::baselines::{Origin, SizeBy};
use crate::analysis::score::contest::Rules;
use crate::scenario::Month;

/// What is to be scored.
#[derive(Clone, Debug)]
pub struct Ask {
    /// File of the forecast.
    pub forecast: PathBuf,
    /// What happened: a file of counts by month, or a series of the record.
    pub observed: String,
    /// Names and files of other forecasts of the same months.
    pub rivals: Vec<(String, PathBuf)>,
    /// A baseline with which the forecast is pooled, if any.
    pub pool: Option<Pool>,
    /// First month that baselines are fitted on; the series' own or its first if left out.
    pub fit_from: Option<Month>,
    /// Last month that baselines are fitted on; the one before the first forecast if left out.
    pub fit_until: Option<Month>,
    /// How baselines forecast and scores are compared.
    pub how: How,
}

/// A linear pool of the forecast with a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The baseline.
    pub with: String,
    /// File of forecasts of months before those that are scored, by the same model: the weight is fitted on them.
    pub fit: PathBuf,
}

impl Pool {
    /// Its name among those who forecast.
    pub(super) const NAME: &str = "pool";
}

/// How baselines forecast and scores are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct How {
    /// Column of the series.
    pub column: Option<String>,
    /// Baselines by name; all if empty.
    pub baselines: Vec<String>,
    /// From which month baselines forecast.
    pub origin: Origin,
    /// How naive baselines get their size.
    pub size: SizeBy,
    /// Lags of the Newey-West variance; by the number of months if left out.
    pub lags: Option<usize>,
    /// Seed of the randomised transforms.
    pub seed: u64,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
}

impl Default for How {
    /// All baselines, a month ahead.
    fn default() -> Self {
        Self {
            column: None,
            baselines: Vec::new(),
            origin: Origin::Rolling(1),
            size: SizeBy::default(),
            lags: None,
            seed: 1,
            unverified: false,
        }
    }
}

impl How {
    pub(super) fn rules(&self, (fit_from, fit_until): (Month, Month)) -> Rules {
        Rules {
            fit_from,
            fit_until,
            origin: self.origin,
            size: self.size,
            baselines: self.baselines.clone(),
            lags: self.lags,
        }
    }
}

impl Ask {
    /// A forecast and what happened, against all baselines.
    pub fn new(forecast: impl Into<PathBuf>, observed: impl Into<String>) -> Self {
        Self {
            forecast: forecast.into(),
            observed: observed.into(),
            rivals: Vec::new(),
            pool: None,
            fit_from: None,
            fit_until: None,
            how: How::default(),
        }
    }
}

//! What a forecast says.

use crate::scenario::Month;
use crate::store::forecast_files::ForecastMonth;
use crate::study::filter::Forecast;

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

//! What a calibration found.

use super::fitted::Ended;
use crate::scenario::Scenario;
use crate::store::calibrate_tables::{Exact, FitRow, HistoryRow, ParameterRow, Particle};
use crate::study::calibration::{Calibration, Method};

/// What a calibration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// Name of the calibration.
    pub name: String,
    /// SHA-256 of what decides its results.
    pub hash: String,
    /// Why the sampler ended; `None` if the folder was complete before, and then nothing follows.
    pub ended: Option<Ended>,
    /// Proposals that were simulated, or likelihoods that were estimated.
    pub simulations: u64,
    /// Effective size of the posterior sample.
    pub ess: f64,
    /// Paths of the free parameters, tied ones included.
    pub paths: Vec<String>,
    /// The weighted posterior sample, with a value for each path.
    pub posterior: Vec<Particle>,
    /// The sample of approximate Bayesian computation, moved to the observed summaries by a regression.
    pub adjusted: Option<Vec<Particle>>,
    /// The parameters by that sample.
    pub adjusted_parameters: Option<Vec<ParameterRow>>,
    /// The generations of approximate Bayesian computation.
    pub history: Vec<HistoryRow>,
    /// What SMC² says beside.
    pub exact: Option<Exact>,
    /// The parameters.
    pub parameters: Vec<ParameterRow>,
    /// The targets.
    pub fit: Vec<FitRow>,
    /// The scenario at the posterior medians.
    pub scenario: Option<Scenario>,
    /// Whether it is at the medians indeed, and not at the particle closest to them because they are no valid
    /// scenario together.
    pub at_medians: bool,
}

impl Calibrated {
    /// Runs that were made, those of the predictive distributions included.
    pub fn runs(&self, calibration: &Calibration) -> u64 {
        let predictive = calibration.predictive as u64;
        match calibration.method {
            Method::Abc => self.simulations + predictive,
            // A run for each particle of a filter, and draws from the prior as well.
            Method::Smc2 => self.simulations * calibration.exact.filter as u64 + 2 * predictive,
        }
    }
}

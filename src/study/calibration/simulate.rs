//! From proposals to summaries: scenarios, runs, counts and observables.

use thiserror::Error;

use super::exercises::under_exercises;
use super::{Calibration, Of};
use crate::analysis::abc::smc::{Address, Simulator};
use crate::data::DataError;
use crate::ensemble::runner::EnsembleError;
use crate::fault::{Fault, HasFault};
use crate::model::LaneRun;
use crate::scenario::Scenario;
use crate::study::counts::{Counts, simulate_counts};
use crate::watch::{Stopped, Ticker};

/// The generation number under which runs of the posterior predictive distribution draw their random numbers:
/// no generation of the sampler has it.
pub const PREDICTIVE: u32 = 0xffff;

/// Why proposals could not be simulated.
#[derive(Debug, Error)]
pub enum SimulateError {
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Stopped),
    /// The simulation failed.
    #[error("{message}")]
    Failed {
        /// What happened.
        message: String,
    },
    /// Whoever keeps what was simulated cannot.
    #[error("{0}")]
    Keep(Box<dyn HasFault + Send + Sync>),
    /// The record cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The calibration has no record whose likelihood can be had.
    #[error("{message}")]
    Record {
        /// Why, and what to do.
        message: String,
    },
}

impl From<EnsembleError<Stopped>> for SimulateError {
    fn from(error: EnsembleError<Stopped>) -> Self {
        match error {
            EnsembleError::Sink(stopped) => Self::Interrupted(stopped),
            error => Self::Failed {
                message: error.to_string(),
            },
        }
    }
}

impl HasFault for SimulateError {
    fn fault(&self) -> Fault {
        match self {
            Self::Interrupted(stopped) => stopped.fault(),
            Self::Keep(error) => error.fault(),
            Self::Failed { .. } | Self::Data(_) => Fault::Failed,
            Self::Record { .. } => Fault::Config,
        }
    }
}

/// Simulates proposals of a calibration on several threads.
pub struct Simulation<'a> {
    calibration: &'a Calibration,
    threads: usize,
    ticker: Ticker<'a>,
    /// By target: which of its months are under exercises.
    exercises: Vec<Vec<bool>>,
}

impl<'a> Simulation<'a> {
    /// The simulator of a calibration. The steps of `ticker` are runs of all that it simulates.
    ///
    /// # Errors
    /// [`SimulateError::Data`].
    pub fn new(
        calibration: &'a Calibration,
        threads: usize,
        ticker: Ticker<'a>,
    ) -> Result<Self, SimulateError> {
        let exercises: Result<Vec<_>, DataError> = calibration
            .targets
            .iter()
            .map(|target| match target.of {
                Of::Series { .. } => under_exercises(target.window.first, target.window.months()),
                Of::Outcome { .. } => Ok(Vec::new()),
            })
            .collect();
        Ok(Self {
            calibration,
            threads,
            ticker,
            exercises: exercises?,
        })
    }

    /// The observables of all targets in the counts of a run.
    pub fn summaries(&self, counts: &Counts) -> Vec<f64> {
        let start = self.calibration.study.base().start;
        let targets = self.calibration.targets.iter().zip(&self.exercises);
        targets
            .map(|(target, exercises)| {
                let from = usize::try_from(target.window.first.since(start)).unwrap_or(0);
                let (observable, record) = match target.of {
                    Of::Outcome { place, .. } => {
                        return counts.outcomes.get(place).copied().unwrap_or(f64::NAN);
                    }
                    Of::Series {
                        observable, record, ..
                    } => (observable, record),
                };
                let series = counts.by_record.get(record);
                let months = series.and_then(|series| series.get(from..from + exercises.len()));
                let values: Vec<f64> = months
                    .unwrap_or_default()
                    .iter()
                    .map(|n| f64::from(*n))
                    .collect();
                if values.is_empty() {
                    return f64::NAN;
                }
                observable.of(&values, exercises)
            })
            .collect()
    }
}

/// The number of the run that simulates a proposal: generation and proposal side by side, so that no two share
/// random numbers.
pub fn replicate(address: Address) -> u64 {
    u64::from(address.generation & 0xffff) << 32 | (address.proposal & 0xffff_ffff)
}

impl Simulator for Simulation<'_> {
    type Error = SimulateError;

    /// A vector of values that is no valid scenario has no summaries: all are NaN.
    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, SimulateError> {
        let study = &self.calibration.study;
        let scenarios: Vec<Option<Scenario>> = values
            .iter()
            .map(|values| study.scenario_with(values).ok())
            .collect();
        let runs: Vec<LaneRun<'_>> = scenarios
            .iter()
            .zip(addresses)
            .filter_map(|(scenario, address)| Some((scenario.as_ref()?, replicate(*address))))
            .collect();
        let counts = simulate_counts(&runs, self.threads, &mut self.ticker)?;
        let mut counts = counts.iter();
        let nothing = || vec![f64::NAN; self.calibration.targets.len()];
        let summaries = scenarios.iter().map(|scenario| match scenario {
            Some(_) => counts.next().map_or_else(nothing, |c| self.summaries(c)),
            None => nothing(),
        });
        Ok(summaries.collect())
    }
}

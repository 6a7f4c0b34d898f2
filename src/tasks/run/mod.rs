//! `run`: Monte Carlo of one scenario.

pub mod error;
pub mod figures;
pub mod model;
pub(in crate::tasks) mod results;

use std::path::Path;

pub use self::error::RunError;
use self::figures::{FigureSet, figures};
use self::model::{Job, run_model, run_model_into};
pub use self::results::Results;
use super::{Out, Saved, all_cores, report};
use crate::model::{Ensemble, SmallEnsemble};
use crate::scenario::Scenario;
use crate::tasks::plot::files::Drawn;
use crate::watch::Watch;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The scenario, with its seed and its number of runs.
    pub scenario: &'a Scenario,
    /// The scenario file as it was named, for the manifest.
    pub scenario_path: String,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// How many runs to trace month by month, the first ones; 0 for none.
    pub traces: u64,
    /// Whether to keep the event log.
    pub events: bool,
}

impl<'a> Ask<'a> {
    /// A scenario, on all cores, without traces and events.
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            scenario_path: scenario.name.clone(),
            threads: all_cores(),
            traces: 0,
            events: false,
        }
    }

    fn job(&self) -> Job {
        let scenario = self.scenario;
        Job {
            name: scenario.name.clone(),
            seed: scenario.seed,
            runs: scenario.runs,
            threads: self.threads,
            traces: self.traces,
            events: self.events,
            start: scenario.start,
            resolved_toml: scenario.to_toml(),
            scenario_path: self.scenario_path.clone(),
        }
    }
}

/// Runs a scenario and keeps its tables in memory: one row a run, so memory grows with their number. Traces
/// and events go into folders alone.
///
/// # Errors
/// [`RunError`]; [`RunError::Interrupted`] only if not a single block was complete.
pub fn run(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Results, RunError> {
    let (scenario, job) = (ask.scenario, ask.job());
    match SmallEnsemble::suits(job.runs, job.threads) {
        true => run_model(&SmallEnsemble::new(scenario), &job, watch),
        false => run_model(&Ensemble::new(scenario), &job, watch),
    }
}

/// Runs a scenario and streams its tables, its figures and its report into a folder. When it is stopped, the
/// runs that are complete are kept.
///
/// # Errors
/// [`RunError`]; [`RunError::Interrupted`] only if not a single block was complete.
pub fn run_into(
    ask: &Ask<'_>,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Results>, RunError> {
    let (scenario, job) = (ask.scenario, ask.job());
    let command = out.command.to_string();
    let drawn = FigureSet {
        scenario,
        command: &command,
    };
    let draw = |results: &Results| match out.figures {
        true => figures(&drawn, results),
        false => Ok(Drawn::default()),
    };
    let saved = match SmallEnsemble::suits(job.runs, job.threads) {
        true => run_model_into(&SmallEnsemble::new(scenario), &job, out, watch, draw),
        false => run_model_into(&Ensemble::new(scenario), &job, out, watch, draw),
    };
    let mut saved = saved?;
    saved.warnings.extend(report::after(out));
    Ok(saved)
}

/// The folder of a scenario's run if none is named.
pub fn default_folder(scenario: &Scenario) -> std::path::PathBuf {
    Path::new("outputs").join(&scenario.name)
}

//! `run`: Monte Carlo of one scenario.

pub mod error;
pub mod figures;
pub mod model;
pub(in crate::tasks) mod results;

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

pub use self::error::RunError;
use self::figures::FigureSet;
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
    match SmallEnsemble::suits(scenario, job.runs, job.threads) {
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
    let set = FigureSet {
        scenario,
        command: &out.command.to_string(),
        threads: ask.threads,
    };
    let abandoned = AtomicBool::new(false);
    let one_run = || set.of_one_run(&abandoned);
    let saved = thread::scope(|scope| {
        // The figure of a single run needs no other: it is drawn beside the simulation.
        let beside = || thread::Builder::new().spawn_scoped(scope, one_run).ok();
        let beside = (out.figures && ask.threads > 1).then(beside).flatten();
        let draw = |results: &Results| {
            if !out.figures {
                return Ok(Drawn::default());
            }
            let mut drawn = set.of_all_runs(results)?;
            drawn.append(match beside {
                Some(handle) => handle.join().unwrap_or_else(|panic| resume_unwind(panic)),
                None => one_run(),
            }?);
            Ok(drawn)
        };
        let saved = match SmallEnsemble::suits(scenario, job.runs, job.threads) {
            true => run_model_into(&SmallEnsemble::new(scenario), &job, out, watch, draw),
            false => run_model_into(&Ensemble::new(scenario), &job, out, watch, draw),
        };
        abandoned.store(true, Ordering::Relaxed);
        saved
    });
    let mut saved = saved?;
    saved.warnings.extend(report::after(out));
    Ok(saved)
}

/// The folder of a scenario's run if none is named.
pub fn default_folder(scenario: &Scenario) -> std::path::PathBuf {
    Path::new("outputs").join(&scenario.name)
}

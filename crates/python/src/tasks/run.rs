//! `run` and `compare`.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use trilat::fault::Fault;
use trilat::model::load;
use trilat::scenario::Scenario;
use trilat::tasks::compare::{Ask as Comparison, Member, compare_into};
use trilat::tasks::run::{Ask, run_into};
use trilat::tasks::{Command, Watch};

use crate::failure::Failure;
use crate::out::{Out, Saved, note};

/// Overrides, and the seed and the number of runs that are short for one.
fn all_sets(sets: &[String], seed: Option<u64>, runs: Option<u64>) -> Vec<String> {
    let seed = seed.map(|seed| format!("scenario.seed={seed}"));
    let runs = runs.map(|runs| format!("scenario.runs={runs}"));
    sets.iter().cloned().chain(seed).chain(runs).collect()
}

fn read(path: &Path, sets: &[String], watch: &mut dyn Watch) -> Result<Scenario, Failure> {
    let loaded = load(path, sets).map_err(Failure::files)?;
    note(watch, &loaded.notes);
    Ok(loaded.scenario)
}

/// Simulates a scenario into a folder.
#[pyfunction]
#[pyo3(signature = (scenario, *, sets, runs, seed, traces, events, out))]
pub fn run(
    py: Python<'_>,
    scenario: PathBuf,
    sets: Vec<String>,
    runs: Option<u64>,
    seed: Option<u64>,
    traces: u64,
    events: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let read = read(&scenario, &all_sets(&sets, seed, runs), watch)?;
        let ask = Ask {
            scenario_path: scenario.display().to_string(),
            threads: out.threads(),
            traces,
            events,
            ..Ask::new(&read)
        };
        let command = Command::trilat("run")
            .path(&scenario)
            .options("set", &sets)
            .option("runs", read.runs)
            .option("seed", read.seed)
            .options("traces", Some(traces).filter(|traces| *traces > 0))
            .flag("events", events)
            .formats(out.formats().unwrap_or_default());
        Ok(run_into(&ask, &out.place(command), watch)?)
    })
}

/// Compares scenarios, the baseline first, into a folder.
#[pyfunction]
#[pyo3(signature = (scenarios, *, sets, runs, seed, precision, outcomes, out))]
pub fn compare(
    py: Python<'_>,
    scenarios: Vec<PathBuf>,
    sets: Vec<String>,
    runs: Option<u64>,
    seed: Option<u64>,
    precision: f64,
    outcomes: Vec<String>,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        if !(precision > 0.0 && precision.is_finite()) {
            return Err(Failure::usage("precision must be a number above 0, in %"));
        }
        let every = all_sets(&sets, seed, runs);
        let mut members = Vec::new();
        for path in &scenarios {
            let scenario = read(path, &every, watch)?;
            members.push(Member {
                name: scenario.name.clone(),
                path: path.display().to_string(),
                scenario,
            });
        }
        let Some(baseline) = members.first().map(|member| &member.scenario) else {
            return Err(Failure::new(Fault::Usage, "there is nothing to compare"));
        };
        let only = Some(outcomes.join(",")).filter(|only| !only.is_empty());
        let paths = scenarios.iter();
        let command = paths
            .fold(Command::trilat("compare"), |command, path| {
                command.path(path)
            })
            .options("set", &sets)
            .options("only", only)
            .option("precision", precision)
            .option("runs", baseline.runs)
            .option("seed", baseline.seed)
            .formats(out.formats().unwrap_or_default());
        let ask = Comparison {
            threads: out.threads(),
            precision,
            only: outcomes,
            ..Comparison::new(members)
        };
        Ok(compare_into(&ask, &out.place(command), watch)?)
    })
}

//! `trilat run SCENARIO`

use std::io;
use std::path::PathBuf;
use std::thread::available_parallelism;

use clap::Args;

use super::report::after;
use super::run::{RunRequest, run_scenario};
use super::run_error::RunError;
use super::run_figures::{FigureSet, figures};
use super::{Exit, Sets, Streams, TableFormats};
use crate::ensemble::LANES;
use crate::model::Ensemble;
use crate::scenario::Scenario;
use crate::scenario::load::load;
use crate::store::study_record::with_format;

/// Arguments of `trilat run`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Scenario file
    scenario: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Number of runs; the scenario's own if left out
    #[arg(long)]
    runs: Option<u64>,
    /// Seed of all random numbers; the scenario's own if left out
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Output folder; outputs/NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier run wrote to the folder
    #[arg(long)]
    force: bool,
    /// Write every month of the first K runs to traces.csv
    #[arg(long, value_name = "K", default_value_t = 0)]
    traces: u64,
    /// Write every probe, response, exercise, … to events.csv
    #[arg(long)]
    events: bool,
    #[command(flatten)]
    tables: TableFormats,
    /// Draw no figures
    #[arg(long)]
    no_figures: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Simulates a scenario and writes its output folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn simulate(args: &SimulateArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut sets = args.sets.sets.clone();
    sets.extend(args.seed.map(|seed| format!("scenario.seed={seed}")));
    sets.extend(args.runs.map(|runs| format!("scenario.runs={runs}")));
    let scenario = match load(&args.scenario, &sets) {
        Ok(loaded) => {
            for note in loaded.notes.iter().filter(|_| !args.quiet) {
                writeln!(streams.err, "{note}")?;
            }
            loaded.scenario
        }
        Err(errors) => {
            write!(streams.err, "{errors}")?;
            return Ok(Exit::Config);
        }
    };
    let request = request(args, &scenario);
    let model = Ensemble::<LANES>::new(&scenario);
    let drawn = FigureSet {
        scenario: &scenario,
        command: &request.command,
    };
    let outcome = run_scenario(&model, &request, |results| {
        if args.no_figures {
            Ok(Vec::new())
        } else {
            figures(&drawn, results)
        }
    });
    match outcome {
        Ok(outcome) => {
            after(&outcome.folder, streams)?;
            if args.json {
                writeln!(streams.out, "{}", outcome.to_json())?;
            } else {
                writeln!(streams.out, "{}", outcome.folder.display())?;
            }
            Ok(if outcome.exit_code() == 0 {
                Exit::Ok
            } else {
                Exit::Interrupted
            })
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(match error {
                RunError::Interrupted => Exit::Interrupted,
                RunError::Runs { .. } => Exit::Usage,
                _ => Exit::Failed,
            })
        }
    }
}

fn request(args: &SimulateArgs, scenario: &Scenario) -> RunRequest {
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("outputs").join(&scenario.name));
    RunRequest {
        name: scenario.name.clone(),
        seed: scenario.seed,
        runs: scenario.runs,
        threads: threads(args.threads),
        out,
        force: args.force,
        traces: args.traces,
        events: args.events,
        formats: args.tables.formats().unwrap_or_default(),
        start: scenario.start,
        resolved_toml: scenario.to_toml(),
        scenario_path: args.scenario.display().to_string(),
        command: command(args, scenario),
        quiet: args.quiet,
    }
}

/// The command that gives the same files again, wherever it is typed: what shapes the results is
/// written out, threads and folders are not.
fn command(args: &SimulateArgs, scenario: &Scenario) -> String {
    let mut words = vec!["trilat run".to_owned(), args.scenario.display().to_string()];
    words.extend(args.sets.sets.iter().map(|set| format!("--set '{set}'")));
    words.push(format!("--runs {} --seed {}", scenario.runs, scenario.seed));
    if args.traces > 0 {
        words.push(format!("--traces {}", args.traces));
    }
    if args.events {
        words.push("--events".to_owned());
    }
    let formats = args.tables.formats().unwrap_or_default();
    with_format(&words.join(" "), formats)
}

/// The number of threads asked for, or one for each core.
pub fn threads(wanted: Option<usize>) -> usize {
    wanted
        .unwrap_or_else(|| available_parallelism().map_or(1, usize::from))
        .max(1)
}

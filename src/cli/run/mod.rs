//! `trilat run SCENARIO`

mod text;

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, Sets, TableFormats};
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::Fault;
use crate::model::load;
use crate::scenario::Scenario;
use crate::store::manifest::{FileEntry, Status};
use crate::tasks::numbers::whole;
use crate::tasks::run::{Ask, Results, default_folder, run_into};
use crate::tasks::{Command, Out, Saved, all_cores};
use text::came_out;

/// Arguments of `trilat run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Scenario: a file, or a name of those that the program carries (`trilat init --list`)
    scenario: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Number of runs; the scenario's own if left out
    #[arg(long, value_parser = whole)]
    runs: Option<u64>,
    /// Seed of all random numbers; the scenario's own if left out
    #[arg(long, value_parser = whole)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    #[command(flatten)]
    own: OwnFont,
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
pub fn run(args: &RunArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let Err(error) = args.own.load() {
        return Ok(streams.fail(&error));
    }
    let sets = args.sets.with(args.seed, args.runs);
    let Some(scenario) = read(&args.scenario, &sets, args.quiet, streams) else {
        return Ok(Exit::Fault(Fault::Config));
    };
    let ask = Ask {
        scenario_path: args.scenario.display().to_string(),
        threads: threads(args.threads),
        traces: args.traces,
        events: args.events,
        ..Ask::new(&scenario)
    };
    let out = Out {
        force: args.force,
        formats: args.tables.formats(),
        figures: !args.no_figures,
        ..Out::new(
            args.out
                .clone()
                .unwrap_or_else(|| default_folder(&scenario)),
            command(args, &scenario),
        )
    };
    match run_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => {
            let own = scenario.outcomes.iter().map(|own| own.name.clone());
            tell(&saved, args, &own.collect::<Vec<_>>(), streams)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

fn tell(
    saved: &Saved<Results>,
    args: &RunArgs,
    own: &[String],
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    streams.warn(&saved.warnings);
    let (kept, folder) = (saved.what.runs, saved.folder.display());
    let exit = match saved.status {
        Status::Complete => {
            if !args.quiet {
                streams.say(came_out(&saved.what, own).trim_end());
                streams.say(format_args!("{kept} runs in {folder}"));
            }
            Exit::Ok
        }
        Status::Interrupted => {
            streams.say(format_args!(
                "interrupted: kept runs 0 to {} of {} in {folder} (manifest: interrupted); the same command with --force runs all of them",
                kept - 1,
                saved.what.requested
            ));
            Exit::Fault(Fault::Interrupted)
        }
    };
    if args.json {
        streams.print_line(json(saved))?;
    } else {
        streams.print_line(folder)?;
    }
    Ok(exit)
}

/// What `--json` prints.
#[derive(Serialize)]
struct Summary<'a> {
    folder: &'a Path,
    runs_requested: u64,
    runs_completed: u64,
    status: Status,
    files: &'a [FileEntry],
    warnings: &'a [String],
}

fn json(saved: &Saved<Results>) -> String {
    let summary = Summary {
        folder: &saved.folder,
        runs_requested: saved.what.requested,
        runs_completed: saved.what.runs,
        status: saved.status,
        files: &saved.files,
        warnings: &saved.warnings,
    };
    // Fails only for a folder name that is not Unicode.
    serde_json::to_string(&summary).unwrap_or_default()
}

/// The command that gives the same files again, wherever it is typed: what shapes the results is
/// written out, threads and folders are not.
fn command(args: &RunArgs, scenario: &Scenario) -> Command {
    Command::trilat("run")
        .path(&args.scenario)
        .options("set", &args.sets.sets)
        .options("outcome", args.sets.asked())
        .option("runs", scenario.runs)
        .option("seed", scenario.seed)
        .options("traces", Some(args.traces).filter(|traces| *traces > 0))
        .flag("events", args.events)
        .option_path("font", args.own.font.as_deref())
        .formats(args.tables.formats().unwrap_or_default())
}

/// Reads a scenario and says its notes; `None`, with all errors said, if it is wrong.
pub(crate) fn read(
    path: &Path,
    sets: &[String],
    quiet: bool,
    streams: &mut Streams<'_>,
) -> Option<Scenario> {
    match load(path, sets) {
        Ok(loaded) => {
            for note in loaded.notes.iter().filter(|_| !quiet) {
                streams.say(note);
            }
            Some(loaded.scenario)
        }
        Err(errors) => {
            streams.say(errors.to_string().trim_end());
            None
        }
    }
}

/// The number of threads asked for, or one for each core.
pub(crate) fn threads(wanted: Option<usize>) -> usize {
    wanted.unwrap_or_else(all_cores).max(1)
}

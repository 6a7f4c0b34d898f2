//! `trilat compare BASELINE OTHER …`

pub(crate) mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use self::text::{json, table};
use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, Sets, TableFormats};
use crate::cli::run::{read, threads};
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::Fault;
use crate::store::manifest::Status;
use crate::tasks::compare::{Ask, Compared, Member, compare_into, default_folder};
use crate::tasks::numbers::whole;
use crate::tasks::{Command, Out, Saved};

/// Arguments of `trilat compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Scenario file of the baseline
    baseline: PathBuf,
    /// Scenario files to contrast with it
    #[arg(required = true, value_name = "OTHER")]
    others: Vec<PathBuf>,
    #[command(flatten)]
    sets: Sets,
    /// Number of runs of each scenario; the baseline's own if left out
    #[arg(long, value_parser = whole)]
    runs: Option<u64>,
    /// Seed of all random numbers; the baseline's own if left out
    #[arg(long, value_parser = whole)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    #[command(flatten)]
    own: OwnFont,
    /// Output folder; outputs/compare_BASELINE if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier comparison wrote to the folder
    #[arg(long)]
    force: bool,
    /// Half-width of the 95 % interval for which runs needed are given, in % of the baseline's mean
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = percent)]
    precision: f64,
    /// Contrast these columns of runs.csv alone, such as wars,belief_* (* for any letters, ? for one)
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    tables: TableFormats,
    /// Draw no figure
    #[arg(long)]
    no_figures: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the contrasts as one line of JSON
    #[arg(long)]
    json: bool,
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("must be a number above 0, in %".to_owned()),
    }
}

/// Runs scenarios on the same random numbers, contrasts each with the first, and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn compare(args: &CompareArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let Err(error) = args.own.load() {
        return Ok(streams.fail(&error));
    }
    let sets = args.sets.with(args.seed, args.runs);
    let paths = std::iter::once(&args.baseline).chain(&args.others);
    let found: Vec<Option<Member>> = paths
        .map(|path| {
            let scenario = read(path, &sets, args.quiet, streams)?;
            Some(Member {
                name: scenario.name.clone(),
                path: path.display().to_string(),
                scenario,
            })
        })
        .collect();
    // All errors of all scenarios have been said.
    let Some(members) = found.into_iter().collect::<Option<Vec<Member>>>() else {
        return Ok(Exit::Fault(Fault::Config));
    };
    let Some(baseline) = members.first().map(|member| member.scenario.clone()) else {
        return Ok(Exit::Fault(Fault::Usage));
    };
    let out = Out {
        force: args.force,
        formats: args.tables.formats(),
        figures: !args.no_figures,
        ..Out::new(
            args.out
                .clone()
                .unwrap_or_else(|| default_folder(&baseline)),
            command(args, baseline.runs, baseline.seed),
        )
    };
    let ask = Ask {
        threads: threads(args.threads),
        precision: args.precision,
        only: args.only.clone(),
        ..Ask::new(members)
    };
    match compare_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => tell(&saved, args, streams),
        Err(error) => Ok(streams.fail(&error)),
    }
}

fn tell(
    saved: &Saved<Compared>,
    args: &CompareArgs,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    streams.warn(&saved.warnings);
    let (kept, folder) = (saved.what.runs_completed, saved.folder.display());
    let exit = match saved.status {
        Status::Complete => {
            if !args.quiet {
                streams.say(format_args!("{kept} pairs of runs in {folder}"));
            }
            Exit::Ok
        }
        Status::Interrupted => {
            streams.say(format_args!(
                "interrupted: kept pairs 0 to {} of {} in {folder} (manifest: interrupted); the same command with --force runs all of them",
                kept - 1,
                saved.what.runs_requested
            ));
            Exit::Fault(Fault::Interrupted)
        }
    };
    let text = match args.json {
        true => json(saved),
        false => table(saved),
    };
    streams.print(&text)?;
    Ok(exit)
}

/// The command that gives the same files again: what shapes the results is written out.
fn command(args: &CompareArgs, runs: u64, seed: u64) -> Command {
    let only = Some(args.only.join(",")).filter(|only| !only.is_empty());
    let others = args.others.iter();
    others
        .fold(
            Command::trilat("compare").path(&args.baseline),
            |command, path| command.path(path),
        )
        .options("set", &args.sets.sets)
        .options("outcome", args.sets.asked())
        .options("only", only)
        .option("precision", args.precision)
        .option("runs", runs)
        .option("seed", seed)
        .option_path("font", args.own.font.as_deref())
        .formats(args.tables.formats().unwrap_or_default())
}

//! `trilat sensitivity DIR`

mod json;
mod text;
mod words;

use std::io;
use std::path::PathBuf;

use clap::Args;

use self::json::json;
use self::text::text;
use crate::analysis::sensitivity::Bootstrap;
use crate::cli::choice::choice;
use crate::cli::exit::Exit;
use crate::cli::options::{TableFormats, Unverified};
use crate::cli::run::threads;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::tasks::sensitivity::{Ask, Design, Method, default_folder, sensitivity_into};
use crate::tasks::{Command, Out};

/// Arguments of `trilat sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Folder with design.csv and runs.csv or outputs.csv, such as that of a study
    folder: PathBuf,
    /// Output to analyse (repeatable); every complete one if left out
    #[arg(long = "output", value_name = "NAME", value_delimiter = ',')]
    outputs: Vec<String>,
    /// Method (repeatable); what the design is made for if left out
    #[arg(long, value_parser = choice::<Method>(), value_delimiter = ',')]
    method: Vec<Method>,
    /// Resamples of the bootstrap, at least 1000
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = resamples)]
    resamples: usize,
    /// Seed of the bootstrap
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Table of outputs; runs.csv or outputs.csv in DIR if left out
    #[arg(long = "outputs", value_name = "FILE")]
    table: Option<PathBuf>,
    /// Design of a folder that another program wrote
    #[arg(long, value_parser = choice::<Design>())]
    design: Option<Design>,
    /// Names, bounds and groups of the factors as SALib's problem in JSON, for such a folder
    #[arg(long, value_name = "FILE")]
    problem: Option<PathBuf>,
    /// Levels of the grid of a Morris design that another program wrote
    #[arg(long, value_name = "P", value_parser = levels)]
    levels: Option<usize>,
    /// Runs have random numbers of their own; without it and without a manifest, replicate r is taken
    /// to have the same ones at every point
    #[arg(long)]
    independent: bool,
    /// Output folder; DIR/sensitivity if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier analysis wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    #[command(flatten)]
    tables: TableFormats,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print everything as one line of JSON
    #[arg(long)]
    json: bool,
}

fn resamples(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if (1000..=1_000_000).contains(&n) => Ok(n),
        _ => Err("must be a whole number from 1000 to 1000000: fewer leave the ends of a 95 % interval to chance".to_owned()),
    }
}

fn levels(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if n >= 2 && n.is_multiple_of(2) => Ok(n),
        _ => Err("must be an even whole number, at least 2".to_owned()),
    }
}

/// Computes sensitivity indices of a study and writes them.
///
/// # Errors
/// When writing to the streams fails.
pub fn sensitivity(args: &SensitivityArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let ask = Ask {
        table: args.table.clone(),
        outputs: args.outputs.clone(),
        methods: args.method.clone(),
        design: args.design,
        problem: args.problem.clone(),
        levels: args.levels,
        independent: args.independent,
        unverified: args.trust.unverified,
        bootstrap: Bootstrap {
            resamples: args.resamples,
            seed: args.seed,
            threads: threads(args.threads),
        },
        ..Ask::new(&args.folder)
    };
    let folder = args.out.clone();
    let out = Out {
        force: args.force,
        formats: args.tables.formats(),
        ..Out::new(
            folder.unwrap_or_else(|| default_folder(&args.folder)),
            command(args),
        )
    };
    match sensitivity_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => {
            streams.print(&match args.json {
                true => json(&saved),
                false => text(&saved),
            })?;
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// The command that gives the same files again.
fn command(args: &SensitivityArgs) -> Command {
    Command::trilat("sensitivity")
        .path(&args.folder)
        .options("output", &args.outputs)
        .options("method", &args.method)
        .option_path("outputs", args.table.as_deref())
        .options("design", args.design)
        .option_path("problem", args.problem.as_deref())
        .options("levels", args.levels)
        .flag("independent", args.independent)
        .option("resamples", args.resamples)
        .option("seed", args.seed)
        .flag("unverified", args.trust.unverified)
        .formats(args.tables.formats().unwrap_or_default())
}

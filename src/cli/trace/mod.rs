//! `trilat trace DIR|SCENARIO --run K`

mod text;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::text::text;
use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, Sets, Unverified};
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::HasFault;
use crate::tasks::trace::tables::{csv, json};
use crate::tasks::trace::{Ask, TraceError, default_folder, save, trace as trace_run};
use crate::tasks::{Command, Out};

/// How a trace is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one line, every number.
    Json,
    /// For spreadsheets and statistics: one row a number.
    Csv,
}

/// Arguments of `trilat trace`.
#[derive(Debug, Args)]
pub struct TraceArgs {
    #[command(flatten)]
    own: OwnFont,
    #[command(flatten)]
    trust: Unverified,
    /// Output folder of `run` or `compare`, or scenario file
    #[arg(value_name = "DIR|SCENARIO")]
    source: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Number of the run, as in runs.csv
    #[arg(long, value_name = "K")]
    run: u64,
    /// Scenario of a comparison; its baseline if left out
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Prober; the one that went highest if left out
    #[arg(long, value_name = "CODE")]
    prober: Option<String>,
    /// Theatre; the one where it went highest if left out
    #[arg(long, value_name = "CODE")]
    theatre: Option<String>,
    /// Months to show, such as 2027-03..2028-02 or 15..26; the 12 before and 3 after the first with the
    /// highest rung if left out
    #[arg(long, value_name = "FIRST..LAST")]
    months: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Folder for the figure; outputs/trace_NAME if left out
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Draw no figure
    #[arg(long)]
    no_figure: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
}

/// Explains one run of a scenario.
///
/// # Errors
/// When writing to the streams fails.
pub fn trace(args: &TraceArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let Err(error) = args.own.load() {
        return Ok(streams.fail(&error));
    }
    let ask = Ask {
        sets: args.sets.all(),
        scenario: args.scenario.clone(),
        prober: args.prober.clone(),
        theatre: args.theatre.clone(),
        months: args.months.clone(),
        unverified: args.trust.unverified,
        ..Ask::new(&args.source, args.run)
    };
    let traced = match trace_run(&ask, &mut Terminal::new(streams, args.quiet)) {
        Ok(traced) => traced,
        Err(TraceError::Scenario(errors)) => {
            streams.say(errors.to_string().trim_end());
            return Ok(Exit::from(TraceError::Scenario(errors).fault()));
        }
        Err(error) => return Ok(streams.fail(&error)),
    };
    streams.print(&match args.format {
        Format::Text => text(&traced.trace),
        Format::Json => json(&traced),
        Format::Csv => csv(&traced.trace),
    })?;
    if args.no_figure {
        return Ok(Exit::Ok);
    }
    let folder = args.out.clone();
    let folder = folder.unwrap_or_else(|| default_folder(&traced));
    match save(traced, &Out::new(folder, command(args))) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            if let Some(file) = saved.files.first().filter(|_| !args.quiet) {
                streams.say(saved.folder.join(&file.path).display());
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// The command as it was given; what it left open is added with the figure.
fn command(args: &TraceArgs) -> Command {
    Command::trilat("trace")
        .path(&args.source)
        .option("run", args.run)
        .options("set", &args.sets.sets)
        .options("outcome", args.sets.asked())
        .options("scenario", args.scenario.as_ref())
        .option_path("font", args.own.font.as_deref())
        .flag("unverified", args.trust.unverified)
}

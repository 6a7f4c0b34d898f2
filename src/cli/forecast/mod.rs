//! `trilat forecast CALIBRATED --from YYYY-MM --months N`

mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use self::text::{json, summary};
use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, Sets, TableFormats, Unverified};
use crate::cli::run::threads;
use crate::cli::score::month;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::Fault;
use crate::scenario::Month;
use crate::study::filter::Effort;
use crate::tasks::forecast::{Ask, ForecastError, Forecasted, default_folder, forecast_into};
use crate::tasks::{Command, Out, Saved};

/// Arguments of `trilat forecast`.
#[derive(Debug, Args)]
pub struct ForecastArgs {
    /// What to forecast with: the folder of a calibration, a study whose points are parameter sets, or a
    /// scenario
    calibrated: PathBuf,
    /// First month to forecast
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    from: Month,
    /// Months to forecast
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    months: u32,
    /// Record of the scenario to forecast; its first if left out
    #[arg(long, value_name = "NAME")]
    record: Option<String>,
    /// What happened so far: a series of `trilat data`, or a CSV with month, count
    #[arg(long, value_name = "SERIES|CSV", default_value = "nk_monthly")]
    observed: String,
    /// Column of the series; the name of the record if left out
    #[arg(long)]
    column: Option<String>,
    /// Forecast months to which the calibration was fitted; such a forecast is judged by what it was made from
    #[arg(long)]
    in_sample: bool,
    /// Forecast each month from all months before it, instead of all from those before the first
    #[arg(long)]
    rolling: bool,
    /// Parameter sets of a calibration to use, drawn by weight; all of a study if it has fewer
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    draws: u32,
    /// Particles for each parameter set
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    particles: u32,
    /// Months between the months in which particles may be resampled
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1200))]
    review: u32,
    #[command(flatten)]
    sets: Sets,
    /// Threads; all cores if left out
    #[arg(long)]
    threads: Option<usize>,
    #[command(flatten)]
    own: OwnFont,
    /// Output folder; outputs/forecast_NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier forecast wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    #[command(flatten)]
    tables: TableFormats,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
}

/// Forecasts a public record in the light of what it showed so far, and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn forecast(args: &ForecastArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let Err(error) = args.own.load() {
        return Ok(streams.fail(&error));
    }
    match forecasted(args, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            streams.print(&match args.json {
                true => json(&saved),
                false => summary(&saved),
            })?;
            Ok(Exit::Ok)
        }
        // Errors of files bring their own places and heads.
        Err(ForecastError::Config(errors)) => {
            streams.say(errors.to_string().trim_end());
            Ok(Exit::Fault(Fault::Config))
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

fn forecasted(
    args: &ForecastArgs,
    terminal: &mut Terminal<'_>,
) -> Result<Saved<Forecasted>, ForecastError> {
    let ask = Ask {
        record: args.record.clone(),
        observed: args.observed.clone(),
        column: args.column.clone(),
        rolling: args.rolling,
        draws: args.draws as usize,
        effort: Effort {
            particles: args.particles as usize,
            review: args.review,
            threads: threads(args.threads),
        },
        sets: args.sets.all(),
        unverified: args.trust.unverified,
        in_sample: args.in_sample,
        ..Ask::new(&args.calibrated, args.from, args.months)
    };
    let folder = match &args.out {
        Some(folder) => folder.clone(),
        None => default_folder(&ask)?,
    };
    let out = Out {
        force: args.force,
        formats: args.tables.formats(),
        ..Out::new(folder, command(args))
    };
    forecast_into(&ask, &out, terminal)
}

/// The command that gives the same files again: what shapes the results is written out.
fn command(args: &ForecastArgs) -> Command {
    Command::trilat("forecast")
        .path(&args.calibrated)
        .option("from", args.from)
        .option("months", args.months)
        .options("record", args.record.as_deref())
        .option("observed", &args.observed)
        .options("column", args.column.as_deref())
        .option("draws", args.draws)
        .option("particles", args.particles)
        .option("review", args.review)
        .options("set", &args.sets.sets)
        .options("outcome", args.sets.asked())
        .flag("rolling", args.rolling)
        .flag("in-sample", args.in_sample)
        .flag("unverified", args.trust.unverified)
        .option_path("font", args.own.font.as_deref())
        .formats(args.tables.formats().unwrap_or_default())
}

//! `trilat forecast CALIBRATED --from YYYY-MM --months N`

pub(crate) mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::cli::Exit;
use crate::cli::Sets;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::forecast::text::json;
use crate::cli::forecast::text::summary;
use crate::cli::interrupt;
use crate::cli::run::threads;
use crate::cli::score::month;
use crate::fault::HasFault;
use crate::scenario::Month;
use crate::store::command::shell;
use crate::store::study_record::with_format;
use crate::study::filter::Effort;
use crate::tasks::forecast::ForecastRequest;
use crate::tasks::forecast::forecast_record;

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
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=1200))]
    review: u32,
    #[command(flatten)]
    sets: Sets,
    /// Threads; all cores if left out
    #[arg(long)]
    threads: Option<usize>,
    /// Output folder; outputs/forecast_NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier forecast wrote to the folder
    #[arg(long)]
    force: bool,
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
    let request = ForecastRequest {
        calibrated: args.calibrated.clone(),
        from: args.from,
        months: args.months,
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
        sets: args.sets.sets.clone(),
        out: args.out.clone(),
        force: args.force,
        formats: args.tables.formats().unwrap_or_default(),
        command: command(args),
    };
    let err = &mut *streams.err;
    let mut say = |text: &str| {
        if !args.quiet {
            // Progress is a courtesy: where it cannot be written, the work goes on.
            let _ = writeln!(err, "{text}");
        }
    };
    let stop = interrupt::watch();
    match forecast_record(&request, &mut say, stop.flag()) {
        Ok(done) => {
            let text = if args.json {
                json(&done)
            } else {
                summary(&done)
            };
            write!(streams.out, "{text}")?;
            Ok(Exit::Ok)
        }
        Err(error) => {
            let exit = Exit::from(error.fault());
            writeln!(streams.err, "{}", error.message())?;
            Ok(exit)
        }
    }
}

/// The command that gives the same files again: what shapes the results is written out.
fn command(args: &ForecastArgs) -> String {
    let mut words = format!(
        "trilat forecast {} --from {} --months {}",
        shell(&args.calibrated.display().to_string()),
        args.from,
        args.months
    );
    let mut add = |name: &str, value: &str| {
        words.push_str(&format!(" --{name} {}", shell(value)));
    };
    if let Some(record) = &args.record {
        add("record", record);
    }
    add("observed", &args.observed);
    if let Some(column) = &args.column {
        add("column", column);
    }
    add("draws", &args.draws.to_string());
    add("particles", &args.particles.to_string());
    add("review", &args.review.to_string());
    for set in &args.sets.sets {
        add("set", set);
    }
    if args.rolling {
        words.push_str(" --rolling");
    }
    with_format(&words, args.tables.formats().unwrap_or_default())
}

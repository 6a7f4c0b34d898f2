//! `trilat trace DIR|SCENARIO --run K`

pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod words;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::Exit;
use crate::cli::Sets;
use crate::cli::Streams;
use crate::cli::trace::text::text;
use crate::fault::HasFault;
use crate::scenario::load::closest;
use crate::scenario::{Month, Scenario};
use crate::study::trace::{Ask, RunTrace, trace as trace_run};
use crate::tasks::trace::error::TraceCommandError;
use crate::tasks::trace::error::Unknown;
use crate::tasks::trace::figure::figure;
use crate::tasks::trace::source::TraceSource;
use crate::tasks::trace::source::read;
use crate::tasks::trace::tables::csv;
use crate::tasks::trace::tables::json;
use crate::watch::unwatched;

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
    let (source, found) = match explain(args) {
        Ok(found) => found,
        Err(error @ TraceCommandError::Scenario(_)) => {
            write!(streams.err, "{error}")?;
            return Ok(Exit::from(error.fault()));
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            return Ok(Exit::from(error.fault()));
        }
    };
    let disagreement = source.disagreement(args.run, &found.row);
    let notes: Vec<String> = source.notes.iter().cloned().chain(disagreement).collect();
    for note in notes
        .iter()
        .filter(|note| !args.quiet || note.starts_with("warning"))
    {
        writeln!(streams.err, "{note}")?;
    }
    match args.format {
        Format::Text => write!(streams.out, "{}", text(&found))?,
        Format::Json => write!(streams.out, "{}", json(&found, &notes))?,
        Format::Csv => write!(streams.out, "{}", csv(&found))?,
    }
    if args.no_figure {
        return Ok(Exit::Ok);
    }
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("outputs").join(format!("trace_{}", found.scenario)));
    match figure(&found, &source, &command(args, &found), &folder) {
        Ok(Some(path)) if !args.quiet => writeln!(streams.err, "{}", path.display())?,
        Ok(_) => {}
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            return Ok(Exit::from(error.fault()));
        }
    }
    Ok(Exit::Ok)
}

fn explain(args: &TraceArgs) -> Result<(TraceSource, RunTrace), TraceCommandError> {
    let source = read(
        &args.source,
        args.scenario.as_deref(),
        &args.sets.sets,
        args.run,
    )?;
    let scenario = &source.scenario;
    let roster = &scenario.roster;
    let probers: Vec<&str> = roster.probers.iter().map(|p| p.code.as_str()).collect();
    let theatres: Vec<&str> = roster.theatres.iter().map(|t| t.code.as_str()).collect();
    let place = |option, wanted: &Option<String>, known: &[&str]| {
        let Some(name) = wanted else {
            return Ok(None);
        };
        let found = known
            .iter()
            .position(|code| code.eq_ignore_ascii_case(name));
        found.map(Some).ok_or_else(|| {
            TraceCommandError::Unknown(Box::new(Unknown {
                option,
                name: name.clone(),
                of: scenario.name.clone(),
                closest: closest(&name.to_uppercase(), known.iter().copied()).map(str::to_owned),
                known: known.iter().map(|code| (*code).to_owned()).collect(),
            }))
        })
    };
    let ask = Ask {
        run: args.run,
        prober: place("prober", &args.prober, &probers)?,
        theatre: place("theatre", &args.theatre, &theatres)?,
        months: args
            .months
            .as_deref()
            .map(|text| months(text, scenario))
            .transpose()?,
    };
    let found = unwatched(|ticker| trace_run(scenario, &ask, ticker))?;
    Ok((source, found))
}

/// First and last month, counted from 0.
fn months(text: &str, scenario: &Scenario) -> Result<(usize, usize), TraceCommandError> {
    let wrong = || TraceCommandError::Months {
        text: text.to_owned(),
        first: scenario.start.to_string(),
        last: scenario.start.plus(scenario.horizon as i32 - 1).to_string(),
        horizon: scenario.horizon,
    };
    let one = |word: &str| -> Option<usize> {
        let number = match word.parse::<Month>() {
            Ok(month) => i64::from(month.since(scenario.start)),
            Err(()) => word.parse::<i64>().ok()? - 1,
        };
        let within = (0..i64::from(scenario.horizon)).contains(&number);
        usize::try_from(number).ok().filter(|_| within)
    };
    // A single month may be written alone.
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    match (one(first.trim()), one(last.trim())) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err(wrong()),
    }
}

/// The command that makes the figure again.
fn command(args: &TraceArgs, trace: &RunTrace) -> String {
    let mut words = vec![format!(
        "trilat trace {} --run {}",
        args.source.display(),
        args.run
    )];
    words.extend(args.sets.sets.iter().map(|set| format!("--set '{set}'")));
    words.extend(
        args.scenario
            .iter()
            .map(|name| format!("--scenario {name}")),
    );
    words.push(format!(
        "--prober {} --theatre {}",
        trace.prober.code, trace.theatre.code
    ));
    if let (Some(first), Some(last)) = (trace.months.first(), trace.months.last()) {
        words.push(format!("--months {}..{}", first.month, last.month));
    }
    words.join(" ")
}

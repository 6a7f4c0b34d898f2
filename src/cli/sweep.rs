//! `trilat sweep STUDY`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::pace::{Pace, measure};
use super::simulate::threads;
use super::{Exit, Sets, Streams};
use crate::store::atomic::write_file;
use crate::study::factor::{Scale, Values};
use crate::study::table::design_csv;
use crate::study::{Study, load};

/// Points that are no valid scenario and are shown; further ones are not looked for.
const SHOWN: usize = 20;

/// Arguments of `trilat sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Study file
    study: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Say how many points and runs there are, how long they take and how much they write; run
    /// nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the points to FILE, as design.csv has them
    #[arg(long, value_name = "FILE")]
    design: Option<PathBuf>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// How a study is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Threads, at least 1.
    pub threads: usize,
    /// Nothing on standard error but warnings and errors.
    pub quiet: bool,
    /// Print the result as JSON.
    pub json: bool,
}

/// Plans a study or runs it.
///
/// # Errors
/// When writing to the streams fails.
pub fn sweep(args: &SweepArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let study = match load(&args.study, &args.sets.sets) {
        Ok(study) => study,
        Err(errors) => {
            write!(streams.err, "{errors}")?;
            return Ok(Exit::Config);
        }
    };
    if !args.quiet {
        for note in &study.notes {
            writeln!(streams.err, "{note}")?;
        }
    }
    let wrong = study.check_points(SHOWN);
    if !wrong.is_empty() {
        for error in &wrong {
            writeln!(streams.err, "error: {error}")?;
        }
        return Ok(Exit::Config);
    }
    if let Some(path) = &args.design
        && let Err(error) = write_file(path, design_csv(&study).as_bytes())
    {
        writeln!(streams.err, "error: {error}")?;
        return Ok(Exit::Failed);
    }
    let options = Options {
        threads: threads(args.threads),
        quiet: args.quiet,
        json: args.json,
    };
    if args.dry_run {
        dry_run(&study, &options, streams)
    } else {
        execute(&study, &options, streams)
    }
}

/// Runs all points of a study.
fn execute(_study: &Study, _options: &Options, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(
        streams.err,
        "error: this version plans studies: add --dry-run"
    )?;
    Ok(Exit::Failed)
}

/// Says what a study costs.
fn dry_run(study: &Study, options: &Options, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let measured = study
        .scenario(0)
        .map_err(|error| error.to_string())
        .and_then(|first| measure(&first, options.threads).map_err(|error| error.to_string()));
    let pace = match measured {
        Ok(pace) => pace,
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            return Ok(Exit::Failed);
        }
    };
    let cost = Cost::new(study, pace);
    if options.json {
        writeln!(streams.out, "{}", as_json(study, options, &cost))?;
    } else {
        write!(streams.out, "{}", as_text(study, options, &cost))?;
    }
    Ok(Exit::Ok)
}

/// What a study takes.
struct Cost {
    pace: Pace,
    seconds: f64,
    bytes: f64,
}

impl Cost {
    fn new(study: &Study, pace: Pace) -> Self {
        let runs = study.runs() as f64;
        // In the rows of a study stands the point as well.
        let number = study.len().to_string().len() + 1;
        let design = design_csv(study).len() as f64;
        Self {
            pace,
            seconds: runs / pace.runs_per_second,
            bytes: runs * (pace.bytes_per_run + number as f64) + design,
        }
    }
}

fn as_json(study: &Study, options: &Options, cost: &Cost) -> Value {
    json!({
        "study": study.name,
        "design": study.design.kind(),
        "points": study.len(),
        "replicates": study.replicates,
        "runs": study.runs(),
        "factors": study.factors.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        "threads": options.threads,
        "seconds": cost.seconds,
        "bytes": cost.bytes,
        "runs_per_second": cost.pace.runs_per_second,
        "bytes_per_run": cost.pace.bytes_per_run,
    })
}

fn as_text(study: &Study, options: &Options, cost: &Cost) -> String {
    let numbers = if study.independent {
        "each point with random numbers of its own"
    } else {
        "all points with the same random numbers"
    };
    let mut lines = vec![
        format!("{}: {}", study.name, study.title),
        format!(
            "  design      {}, {} points of {} factors",
            study.design.kind(),
            grouped(study.len() as u64),
            study.factors.len()
        ),
        format!("  replicates  {}, {numbers}", grouped(study.replicates)),
        format!("  runs        {}", grouped(study.runs())),
        format!(
            "  time        {} on {} threads: {} runs/s, measured just now at point 0",
            duration(cost.seconds),
            options.threads,
            grouped(cost.pace.runs_per_second as u64)
        ),
        format!(
            "  disk        {}: a row of {:.0} bytes for each run, measured likewise, and the design",
            size(cost.bytes),
            cost.pace.bytes_per_run
        ),
        "  factors".to_owned(),
    ];
    for factor in &study.factors {
        let more = match factor.also.len() {
            0 => String::new(),
            1 => " and 1 path more".to_owned(),
            count => format!(" and {count} paths more"),
        };
        lines.push(format!(
            "    {}{more}: {}",
            factor.path,
            describe(&factor.values)
        ));
    }
    lines.join("\n") + "\n"
}

fn describe(values: &Values) -> String {
    match values {
        Values::Range { low, high, scale } => {
            let log = if *scale == Scale::Log {
                ", log scale"
            } else {
                ""
            };
            format!("{low} to {high}{log}")
        }
        Values::Integers { low, high } => format!("integers from {low} to {high}"),
        Values::Levels(list) | Values::Categories(list) => {
            let words: Vec<String> = list.iter().take(12).map(ToString::to_string).collect();
            let more = list.len().saturating_sub(12);
            let more = if more > 0 {
                format!(", … {more} more")
            } else {
                String::new()
            };
            words.join(", ") + &more
        }
    }
}

/// An integer with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A time in words.
fn duration(seconds: f64) -> String {
    let whole = libm::ceil(seconds) as u64;
    let (hours, minutes) = (whole / 3600, whole % 3600 / 60);
    match (hours, minutes) {
        (0, 0) if seconds < 1.0 => "under 1 s".to_owned(),
        (0, 0) => format!("{whole} s"),
        (0, minutes) => format!("{minutes} min {} s", whole % 60),
        (hours, minutes) if hours < 48 => format!("{hours} h {minutes} min"),
        (hours, _) => format!("{:.1} days", hours as f64 / 24.0),
    }
}

/// A size in words, in powers of ten.
fn size(bytes: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{:.1} {name}", bytes / unit),
        None => format!("{bytes:.0} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_given_in_words() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(100), "100");
        assert_eq!(duration(0.2), "under 1 s");
        assert_eq!(duration(59.2), "1 min 0 s");
        assert_eq!(duration(3700.0), "1 h 1 min");
        assert_eq!(duration(400.0 * 3600.0), "16.7 days");
        assert_eq!(size(999.0), "999 bytes");
        assert_eq!(size(1_234_567.0), "1.2 MB");
    }
}

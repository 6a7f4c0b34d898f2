//! `trilat sweep STUDY`

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::Sets;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::run::threads;
use crate::cli::terminal::Terminal;
use crate::ensemble::LANES;
use crate::fault::{Fault, HasFault};
use crate::store::atomic::write_file;
use crate::store::command::shell;
use crate::store::design_tables::design_csv;
use crate::study::factor::{Scale, Values};
use crate::study::lanes::{Grouping, StudyLanes};
use crate::study::order::Shard;
use crate::study::{MAX_POINTS, Study, load};
use crate::tasks::report::after_in;
use crate::tasks::sweep::Inputs;
use crate::tasks::sweep::Progress;
use crate::tasks::sweep::SweepRequest;
use crate::tasks::sweep::pace::Pace;
use crate::tasks::sweep::pace::measure;
use crate::tasks::sweep::sweep_study;
use crate::words::duration;
use crate::words::grouped;
use crate::words::size;

/// Points that are no valid scenario and are shown.
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
    /// Runs of each point; the study's own if left out
    #[arg(long, value_name = "N")]
    replicates: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Output folder; outputs/NAME if left out, outputs/NAME.shards/I_of_N for a shard
    #[arg(long)]
    out: Option<PathBuf>,
    /// Go on where an earlier process stopped; begin if there was none
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace what an earlier study wrote to the folder
    #[arg(long)]
    force: bool,
    /// Run share I of N, from 1; `trilat merge` joins the shares
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Let points that are no valid scenario become rows that say so, instead of stopping the study
    #[arg(long)]
    skip_invalid: bool,
    #[command(flatten)]
    tables: TableFormats,
    /// Keep the folder of the parts when the study is complete
    #[arg(long)]
    keep_parts: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Reads `I/N`.
fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text
        .split_once('/')
        .and_then(|(i, n)| Some((i.parse::<u64>().ok()?, n.parse::<u64>().ok()?)));
    match numbers {
        Some((i, of)) if (1..=of).contains(&i) => Ok(Shard { index: i - 1, of }),
        _ => Err("write I/N with I from 1 to N, such as 3/8".to_owned()),
    }
}

/// Plans a study or runs it.
///
/// # Errors
/// When writing to the streams fails.
pub fn sweep(args: &SweepArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let wanted = Read {
        path: &args.study,
        sets: &args.sets.sets,
        replicates: args.replicates,
        skip_invalid: args.skip_invalid,
        quiet: args.quiet,
    };
    let (study, grouping) = match read(&wanted, streams)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    if let Some(path) = &args.design
        && let Err(error) = write_file(path, design_csv(&study).as_bytes())
    {
        writeln!(streams.err, "error: {error}")?;
        return Ok(Exit::Fault(Fault::Failed));
    }
    if args.dry_run {
        return dry_run(&study, threads(args.threads), args.json, streams);
    }
    let request = request(args, &study);
    let lanes = StudyLanes::<LANES>::new(&study, &grouping);
    let outcome = {
        let watch = &mut Terminal::new(streams, args.quiet);
        sweep_study(&study, &grouping, &lanes, &request, watch)
    };
    match outcome {
        Ok(outcome) => {
            if outcome.status == Progress::Complete {
                streams.warn(&after_in(&outcome.folder).into_iter().collect::<Vec<_>>());
            }
            if args.json {
                writeln!(streams.out, "{}", outcome.to_json())?;
            } else {
                writeln!(streams.out, "{}", outcome.folder.display())?;
            }
            Ok(Exit::of(outcome.fault()))
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

/// A study to be read.
pub struct Read<'a> {
    /// Its file.
    pub path: &'a Path,
    /// Overrides of its scenario.
    pub sets: &'a [String],
    /// Runs of each point, if not the study's own.
    pub replicates: Option<u64>,
    /// Whether points may be no valid scenario.
    pub skip_invalid: bool,
    /// No notes.
    pub quiet: bool,
}

/// Reads a study and checks all its points. If something is wrong it is said, and the exit code
/// returned.
///
/// # Errors
/// When writing to the streams fails.
pub fn read(
    wanted: &Read<'_>,
    streams: &mut Streams<'_>,
) -> io::Result<Result<(Study, Grouping), Exit>> {
    let mut study = match load(wanted.path, wanted.sets) {
        Ok(study) => study,
        Err(errors) => {
            write!(streams.err, "{errors}")?;
            return Ok(Err(Exit::Fault(Fault::Config)));
        }
    };
    if let Some(replicates) = wanted.replicates {
        if !(1..MAX_POINTS).contains(&replicates) {
            let most = MAX_POINTS - 1;
            writeln!(streams.err, "error: --replicates must be 1 to {most}")?;
            return Ok(Err(Exit::Fault(Fault::Usage)));
        }
        study.replicates = replicates;
    }
    if !wanted.quiet {
        for note in &study.notes {
            writeln!(streams.err, "{note}")?;
        }
    }
    let grouping = Grouping::new(&study);
    if !grouping.invalid.is_empty() && !wanted.skip_invalid {
        return refuse(&grouping, streams).map(Err);
    }
    Ok(Ok((study, grouping)))
}

/// Says which points are no valid scenario.
fn refuse(grouping: &Grouping, streams: &mut Streams<'_>) -> io::Result<Exit> {
    for error in grouping.invalid.values().take(SHOWN) {
        writeln!(streams.err, "error: {error}")?;
    }
    let more = grouping.invalid.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(
            streams.err,
            "error: {more} more points are no valid scenario"
        )?;
    }
    let hint = "--skip-invalid runs the other points and keeps these as rows with the reason";
    writeln!(streams.err, "help: {hint}")?;
    Ok(Exit::Fault(Fault::Config))
}

fn request(args: &SweepArgs, study: &Study) -> SweepRequest {
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let outputs = PathBuf::from("outputs");
    let out = args.out.clone().unwrap_or_else(|| match args.shard {
        None => outputs.join(&study.name),
        Some(Shard { index, of }) => outputs
            .join(format!("{}.shards", study.name))
            .join(format!("{}_of_{of}", index + 1)),
    });
    let mut words = vec![
        "trilat sweep".to_owned(),
        shell(&args.study.to_string_lossy()),
    ];
    words.extend(args.sets.sets.iter().map(|set| format!("--set '{set}'")));
    words.extend(args.replicates.map(|n| format!("--replicates {n}")));
    words.extend(args.skip_invalid.then(|| "--skip-invalid".to_owned()));
    SweepRequest {
        // What shapes the results; threads and folders do not.
        command: words.join(" "),
        inputs: Inputs::of(study),
        out,
        shard,
        resume: args.resume,
        force: args.force,
        keep_parts: args.keep_parts,
        formats: args.tables.formats(),
        threads: threads(args.threads),
    }
}

/// Says what a study costs.
fn dry_run(
    study: &Study,
    threads: usize,
    json: bool,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let measured = study
        .scenario(0)
        .map_err(|error| error.to_string())
        .and_then(|first| measure(&first, threads).map_err(|error| error.to_string()));
    let pace = match measured {
        Ok(pace) => pace,
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            return Ok(Exit::Fault(Fault::Failed));
        }
    };
    let cost = Cost::new(study, pace);
    if json {
        writeln!(streams.out, "{}", as_json(study, threads, &cost))?;
    } else {
        write!(streams.out, "{}", as_text(study, threads, &cost))?;
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

fn as_json(study: &Study, threads: usize, cost: &Cost) -> Value {
    json!({
        "study": study.name,
        "design": study.design.kind(),
        "points": study.len(),
        "replicates": study.replicates,
        "runs": study.runs(),
        "factors": study.factors.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        "threads": threads,
        "seconds": cost.seconds,
        "bytes": cost.bytes,
        "runs_per_second": cost.pace.runs_per_second,
        "bytes_per_run": cost.pace.bytes_per_run,
    })
}

fn as_text(study: &Study, threads: usize, cost: &Cost) -> String {
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
            threads,
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

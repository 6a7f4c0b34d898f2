//! `trilat discover DIR`

pub(crate) mod text;

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};

use crate::analysis::prim::cases::CaseRule;
use crate::analysis::prim::objective::Objective;
use crate::analysis::prim::settings::{Search, Settings};
use crate::cli::Exit;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::discover::text::json;
use crate::cli::discover::text::summary;
use crate::fault::HasFault;
use crate::store::study_record::with_format;
use crate::tasks::discover::DiscoverRequest;
use crate::tasks::discover::discover_study;

/// Arguments of `trilat discover`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("case").required(true).args(["above", "below", "top"]))]
pub struct DiscoverArgs {
    /// Folder of a study: design.csv and runs.csv or outputs.csv
    dir: PathBuf,
    /// Output that decides what a case is: its mean over the runs of a point
    #[arg(long, value_name = "NAME")]
    output: String,
    /// A point is a case if the output's mean is above X
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = finite)]
    above: Option<f64>,
    /// A point is a case if the output's mean is below X
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = finite)]
    below: Option<f64>,
    /// The PERCENT of the points with the highest means are cases
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    top: Option<f64>,
    /// Share of the box's points that a step peels off
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    peel: f64,
    /// Share of the points beyond a limit that a step pastes back
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    paste: f64,
    /// Smallest share of all points in a box
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    mass: f64,
    /// What makes one step better than another
    #[arg(long, value_enum, default_value_t)]
    objective: ObjectiveName,
    /// Boxes to find, each without the points of those before
    #[arg(long, value_name = "K", default_value_t = 1)]
    boxes: usize,
    /// Report the box with the fewest restricted factors in which this share of points are cases
    #[arg(long, value_name = "DENSITY")]
    threshold: Option<f64>,
    /// Report these steps of the trajectories instead, one for each box in turn
    #[arg(long = "box", value_name = "STEP", value_delimiter = ',')]
    steps: Vec<usize>,
    /// Restrict at most N factors
    #[arg(long, value_name = "N")]
    restrict: Option<usize>,
    /// Half-samples by which to judge whether restrictions are reproduced
    #[arg(long, value_name = "N", default_value_t = 50)]
    resamples: u32,
    /// Shuffles of the cases by which to judge whether a box is chance
    #[arg(long, value_name = "N", default_value_t = 199)]
    shuffles: u32,
    /// Seed of half-samples and shuffles
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Table of outputs; DIR/runs.csv or DIR/outputs.csv if left out
    #[arg(long, value_name = "FILE")]
    outputs: Option<PathBuf>,
    /// Output folder; DIR/discover if left out
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replace what an earlier discovery wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    tables: TableFormats,
    /// Print the findings as one line of JSON
    #[arg(long)]
    json: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
}

/// The objective functions by name.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ObjectiveName {
    /// Gain in density for each point removed
    #[default]
    Lenient1,
    /// The same times the points that stay
    Lenient2,
    /// Density after the step
    Original,
}

impl ObjectiveName {
    fn objective(self) -> Objective {
        match self {
            Self::Lenient1 => Objective::Lenient1,
            Self::Lenient2 => Objective::Lenient2,
            Self::Original => Objective::Original,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Lenient1 => "lenient1",
            Self::Lenient2 => "lenient2",
            Self::Original => "original",
        }
    }
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err("must be a number".to_owned()),
    }
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value < 100.0 => Ok(value),
        _ => Err("must be a number above 0 and below 100, in %".to_owned()),
    }
}

/// Looks for the boxes of factor space in which an output is what was asked for, and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn discover(args: &DiscoverArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let rule = match (args.above, args.below, args.top) {
        (Some(value), _, _) => CaseRule::Above(value),
        (_, Some(value), _) => CaseRule::Below(value),
        (_, _, Some(value)) => CaseRule::Top(value),
        // The group is required; were it not, the highest tenth would be a fair question.
        (None, None, None) => CaseRule::Top(10.0),
    };
    let request = DiscoverRequest {
        folder: args.dir.clone(),
        output: args.output.clone(),
        rule,
        settings: Settings {
            search: Search {
                peel: args.peel,
                paste: args.paste,
                mass: args.mass,
                objective: args.objective.objective(),
                most: args.restrict,
            },
            boxes: args.boxes,
            threshold: args.threshold,
            steps: args.steps.clone(),
            resamples: args.resamples,
            shuffles: args.shuffles,
            seed: args.seed,
        },
        objective: args.objective.name(),
        table: args.outputs.clone(),
        out: args
            .out
            .clone()
            .unwrap_or_else(|| args.dir.join("discover")),
        force: args.force,
        formats: args.tables.formats().unwrap_or_default(),
        command: command(args),
    };
    match discover_study(&request) {
        Ok(done) => {
            for note in done.notes.iter().filter(|_| !args.quiet) {
                writeln!(streams.err, "note: {note}")?;
            }
            let text = if args.json {
                json(&done)
            } else {
                summary(&done)
            };
            write!(streams.out, "{text}")?;
            Ok(Exit::Ok)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

/// The command that gives the same files again: what shapes the results is written out.
fn command(args: &DiscoverArgs) -> String {
    let mut words = format!(
        "trilat discover {} --output {}",
        args.dir.display(),
        args.output
    );
    // Writing to a String cannot fail.
    for (name, value) in [
        ("above", args.above),
        ("below", args.below),
        ("top", args.top),
        ("peel", Some(args.peel)),
        ("paste", Some(args.paste)),
        ("mass", Some(args.mass)),
        ("threshold", args.threshold),
    ] {
        if let Some(value) = value {
            let _ = write!(words, " --{name} {value}");
        }
    }
    let _ = write!(
        words,
        " --objective {} --boxes {}",
        args.objective.name(),
        args.boxes
    );
    if !args.steps.is_empty() {
        let steps: Vec<String> = args.steps.iter().map(usize::to_string).collect();
        let _ = write!(words, " --box {}", steps.join(","));
    }
    if let Some(most) = args.restrict {
        let _ = write!(words, " --restrict {most}");
    }
    if let Some(table) = &args.outputs {
        let _ = write!(words, " --outputs {}", table.display());
    }
    let _ = write!(
        words,
        " --resamples {} --shuffles {} --seed {}",
        args.resamples, args.shuffles, args.seed
    );
    with_format(&words, args.tables.formats().unwrap_or_default())
}

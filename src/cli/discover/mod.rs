//! `trilat discover DIR`

mod text;

use std::io;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use self::text::{json, summary};
use crate::analysis::prim::cases::CaseRule;
use crate::analysis::prim::objective::Objective;
use crate::analysis::prim::settings::{Search, Settings};
use crate::cli::choice::choice;
use crate::cli::exit::Exit;
use crate::cli::options::{TableFormats, Unverified};
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::tasks::discover::{Ask, default_folder, discover_into};
use crate::tasks::{Command, Out};

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
    #[arg(long, value_parser = choice::<Objective>(), default_value_t)]
    objective: Objective,
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
    trust: Unverified,
    #[command(flatten)]
    tables: TableFormats,
    /// Print the findings as one line of JSON
    #[arg(long)]
    json: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
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
    let ask = Ask {
        settings: args.settings(),
        unverified: args.trust.unverified,
        table: args.outputs.clone(),
        ..Ask::new(&args.dir, &args.output, args.rule())
    };
    let folder = args.out.clone();
    let out = Out {
        force: args.force,
        formats: args.tables.formats(),
        ..Out::new(
            folder.unwrap_or_else(|| default_folder(&args.dir)),
            command(args),
        )
    };
    match discover_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => {
            streams.print(&match args.json {
                true => json(&saved),
                false => summary(&saved),
            })?;
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

impl DiscoverArgs {
    fn rule(&self) -> CaseRule {
        match (self.above, self.below, self.top) {
            (Some(value), _, _) => CaseRule::Above(value),
            (_, Some(value), _) => CaseRule::Below(value),
            (_, _, Some(value)) => CaseRule::Top(value),
            // The group is required; were it not, the highest tenth would be a fair question.
            (None, None, None) => CaseRule::Top(10.0),
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            search: Search {
                peel: self.peel,
                paste: self.paste,
                mass: self.mass,
                objective: self.objective,
                most: self.restrict,
            },
            boxes: self.boxes,
            threshold: self.threshold,
            steps: self.steps.clone(),
            resamples: self.resamples,
            shuffles: self.shuffles,
            seed: self.seed,
        }
    }
}

/// The command that gives the same files again: what shapes the results is written out.
fn command(args: &DiscoverArgs) -> Command {
    let steps: Vec<String> = args.steps.iter().map(usize::to_string).collect();
    let steps = Some(steps.join(",")).filter(|steps| !steps.is_empty());
    Command::trilat("discover")
        .path(&args.dir)
        .option("output", &args.output)
        .options("above", args.above)
        .options("below", args.below)
        .options("top", args.top)
        .option("peel", args.peel)
        .option("paste", args.paste)
        .option("mass", args.mass)
        .options("threshold", args.threshold)
        .option("objective", args.objective)
        .option("boxes", args.boxes)
        .options("box", steps)
        .options("restrict", args.restrict)
        .option_path("outputs", args.outputs.as_deref())
        .option("resamples", args.resamples)
        .option("shuffles", args.shuffles)
        .option("seed", args.seed)
        .flag("unverified", args.trust.unverified)
        .formats(args.tables.formats().unwrap_or_default())
}

//! The command line: arguments in, exit code out. The work is done by the library, none of which
//! may import this.

pub(crate) mod calibrate;
mod check;
mod choice;
pub(crate) mod claims;
mod cluster;
pub(crate) mod compare;
mod completions;
mod config;
mod data;
mod discover;
mod evidence;
pub mod exit;
mod explain;
mod explore;
pub(crate) mod export;
mod forecast;
mod init;
pub mod interrupt;
mod layout;
mod man;
mod match_rates;
mod merge;
mod options;
pub(crate) mod plot;
pub mod program;
pub(crate) mod report;
mod rerun;
pub(crate) mod run;
mod schema;
mod score;
mod sensitivity;
mod streams;
mod sweep;
pub(crate) mod terminal;
pub(crate) mod theory;
pub(crate) mod trace;
mod verify;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

pub use check::check;
pub use config::config;
pub use exit::Exit;
pub use explain::explain;
pub use schema::schema;
pub use streams::Streams;
pub use terminal::init_pace_from_env;

use calibrate::{CalibrateArgs, calibrate};
use claims::{ClaimsArgs, claims};
use cluster::{ClusterArgs, JobArgs, cluster, slurm};
use compare::{CompareArgs, compare};
use completions::completions;
use data::{DataArgs, data};
use discover::{DiscoverArgs, discover};
use evidence::{EvidenceArgs, evidence};
use explore::{ExploreArgs, explore};
use export::{ExportArgs, export};
use forecast::{ForecastArgs, forecast};
use init::{InitArgs, init};
use man::{ManArgs, man};
use match_rates::{MatchArgs, match_rates};
use merge::{MergeArgs, StatusArgs, merge, status};
use options::Sets;
use plot::{PlotArgs, plot};
use report::{MethodsArgs, ReportArgs, TablesArgs, methods, report, tables};
use rerun::{RerunArgs, rerun};
use run::{RunArgs, run};
use score::{BaselinesArgs, ScoreArgs, baselines, score};
use sensitivity::{SensitivityArgs, sensitivity};
use sweep::{SweepArgs, sweep};
use theory::{TheoryArgs, theory};
use trace::{TraceArgs, trace};
use verify::{VerifyArgs, verify};

use crate::fault::Fault;

#[derive(Debug, Parser)]
#[command(name = "trilat", version, about, max_term_width = 100, after_long_help = exit::table())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate a scenario many times: tables, figures and a manifest in outputs/NAME
    Run(RunArgs),
    /// Contrast scenarios with a baseline, run by run on the same random numbers
    Compare(CompareArgs),
    /// Explain one run month by month: signals, beliefs, options, the draw and the responses
    Trace(TraceArgs),
    /// Open a page on this machine: move an assumption, watch the difference
    Explore(ExploreArgs),
    /// Run a study: scenarios at the points of a design, resumable and in shards
    Sweep(SweepArgs),
    /// Write the scripts that run a study on a cluster, and submit them: Slurm, PBS, Grid Engine, HTCondor
    Cluster(ClusterArgs),
    /// The same as cluster --engine slurm
    Slurm(JobArgs),
    /// Join the shards of a study: the same files as without shards
    Merge(MergeArgs),
    /// Say how far a study is
    Status(StatusArgs),
    /// Say which factors of a study drive its outputs: Sobol', Morris, one at a time, PRCC, SRC
    Sensitivity(SensitivityArgs),
    /// Find where in the space of a study's factors something happens (PRIM)
    Discover(DiscoverArgs),
    /// Fit a scenario to observed moments: posterior of its free parameters by ABC-SMC, and its fit
    Calibrate(CalibrateArgs),
    /// Compare rivals by how probable each makes the record: evidences of calibrate --method smc2
    Evidence(EvidenceArgs),
    /// Try the claims of an argument over the whole space of plausible parameters
    Claims(Box<ClaimsArgs>),
    /// Draw figures again from files alone: of a run, a comparison, a study or a plain CSV
    Plot(Box<PlotArgs>),
    /// Make the runs of a manifest again and compare every data file
    Rerun(RerunArgs),
    /// Write report.html of an output folder: results, figures, scenario, how to reproduce and cite
    Report(ReportArgs),
    /// Write the results of an output folder as LaTeX and HTML tables for a paper
    Tables(TablesArgs),
    /// Print a methods paragraph for an output folder, with BibTeX of its sources
    Methods(MethodsArgs),
    /// Write the replication archive of output folders for a journal or a repository
    Export(ExportArgs),
    /// Write a commented file to start from, or a scenario, study or claim that the program carries
    Init(InitArgs),
    /// Find the probers' intercepts at which the scenario shows its base rates
    MatchRates(MatchArgs),
    /// List, describe and print the series of the record that the program carries
    Data(DataArgs),
    /// Forecast a public record from what it showed so far, with the runs of a calibrated scenario
    Forecast(ForecastArgs),
    /// Score forecasts of monthly counts against what happened and against baselines
    Score(ScoreArgs),
    /// Score naive and fitted baselines on a series
    Baselines(BaselinesArgs),
    /// List, explain and evaluate the closed forms that the model is built from
    Theory(TheoryArgs),
    /// Compare every file of an output folder with its manifest, of an archive with its metadata, or parts with their journal
    Verify(VerifyArgs),
    /// Check scenario files and report all errors at once
    Check {
        /// Scenario files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        sets: Sets,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
        /// Do not print remarks
        #[arg(short, long)]
        quiet: bool,
    },
    /// Print a scenario in full, each value with where it came from
    Config {
        /// Scenario file
        file: PathBuf,
        #[command(flatten)]
        sets: Sets,
        /// Print a list of values as JSON
        #[arg(long)]
        json: bool,
    },
    /// Explain a name: parameter, observable, column of a table, figure, word of the glossary, exit codes
    Explain {
        /// A path, table, key, symbol or mechanism, such as states.USA.treaty, will, treaty, β_r or
        /// M12; a column, figure or word, such as ci_low, tornado or rung; exit-codes; everything if left
        /// out
        names: Vec<String>,
        /// List what outcomes of your own can name in a scenario, and how they are written
        #[arg(long, value_name = "SCENARIO", conflicts_with_all = ["names", "markdown"])]
        outcomes: Option<PathBuf>,
        /// Print docs/parameters.md
        #[arg(long, conflicts_with_all = ["names", "json"])]
        markdown: bool,
        /// Print as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Print what a shell needs to complete commands and options
    Completions {
        /// Shell
        shell: Shell,
    },
    /// Print the manual page, or write one for each command
    Man(ManArgs),
}

/// Narrowest terminal for which help is set: `COLUMNS=0` says that the width is not known.
const NARROWEST: usize = 20;
/// Width of help where the terminal's is not known.
const WIDTH: usize = 100;

/// Reads a command line.
fn parsed(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let width = std::env::var("COLUMNS")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    if width.is_some_and(|width| width < NARROWEST) {
        command = command.term_width(WIDTH);
    }
    let matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Runs one command line, program name first.
///
/// # Errors
/// When writing fails for another reason than a reader that went away, which ends quietly.
pub fn execute(
    args: impl IntoIterator<Item = OsString>,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let done = match parsed(args) {
        Ok(cli) => dispatch(cli.command, streams),
        Err(error) => {
            let text = error.render();
            if error.use_stderr() {
                write!(streams.err, "{text}").map(|()| Exit::Fault(Fault::Usage))
            } else {
                write!(streams.out, "{text}").map(|()| Exit::Ok)
            }
        }
    };
    let done = done.and_then(|exit| streams.out.flush().map(|()| exit));
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Ok),
        done => done,
    }
}

fn dispatch(command: Command, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match command {
        Command::Run(args) => run(&args, streams),
        Command::Compare(args) => compare(&args, streams),
        Command::Trace(args) => trace(&args, streams),
        Command::Explore(args) => explore(&args, streams),
        Command::Sweep(args) => sweep(&args, streams),
        Command::Cluster(args) => cluster(&args, streams),
        Command::Slurm(args) => slurm(&args, streams),
        Command::Merge(args) => merge(&args, streams),
        Command::Status(args) => status(&args, streams),
        Command::Sensitivity(args) => sensitivity(&args, streams),
        Command::Discover(args) => discover(&args, streams),
        Command::Calibrate(args) => calibrate(&args, streams),
        Command::Claims(args) => claims(&args, streams),
        Command::Plot(args) => plot(&args, streams),
        Command::Rerun(args) => rerun(&args, streams),
        Command::Report(args) => report(&args, streams),
        Command::Tables(args) => tables(&args, streams),
        Command::Methods(args) => methods(&args, streams),
        Command::Export(args) => export(&args, streams),
        Command::Init(args) => init(&args, streams),
        Command::Evidence(args) => evidence(&args, streams),
        Command::MatchRates(args) => match_rates(&args, streams),
        Command::Data(args) => data(&args, streams),
        Command::Forecast(args) => forecast(&args, streams),
        Command::Score(args) => score(&args, streams),
        Command::Baselines(args) => baselines(&args, streams),
        Command::Theory(args) => theory(&args, streams),
        Command::Verify(args) => verify(&args, streams),
        Command::Check {
            files,
            sets,
            json,
            quiet,
        } => check(&files, &sets.all(), json, quiet, streams),
        Command::Config { file, sets, json } => config(&file, &sets.all(), json, streams),
        Command::Explain {
            outcomes: Some(scenario),
            json,
            ..
        } => explain::outcomes(&scenario, &[], json, streams),
        Command::Explain {
            names,
            markdown,
            json,
            ..
        } => explain(&names, markdown, json, streams),
        Command::Schema => schema(streams),
        Command::Completions { shell } => completions(shell, Cli::command(), streams),
        Command::Man(args) => man(&args, Cli::command(), streams),
    }
}

//! `trilat match-rates SCENARIO`

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::options::Sets;
use super::run::{read, threads};
use super::streams::Streams;
use super::terminal::Terminal;
use crate::fault::Fault;
use crate::tasks::match_rates::{Ask, match_rates as find};

/// Arguments of `trilat match-rates`.
#[derive(Debug, Args)]
pub struct MatchArgs {
    /// Scenario file
    scenario: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Runs per round
    #[arg(long, default_value_t = 4096)]
    runs: u64,
    /// Most rounds
    #[arg(long, default_value_t = 30)]
    rounds: u32,
    /// Largest relative miss of a rate that counts as matched
    #[arg(long, default_value_t = 0.001)]
    tolerance: f64,
    /// Threads; all cores if left out
    #[arg(long)]
    threads: Option<usize>,
    /// Nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Prints the intercepts at which the scenario shows its base rates, and its stationary means, as
/// lines of a scenario file.
///
/// # Errors
/// When writing fails.
pub fn match_rates(args: &MatchArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(scenario) = read(&args.scenario, &args.sets.all(), args.quiet, streams) else {
        return Ok(Exit::Fault(Fault::Config));
    };
    let ask = Ask {
        runs: args.runs.max(1),
        rounds: args.rounds.max(1),
        tolerance: args.tolerance,
        threads: threads(args.threads),
        ..Ask::new(&scenario)
    };
    let found = match find(&ask, &mut Terminal::new(streams, args.quiet)) {
        Ok(found) => found,
        Err(error) => return Ok(streams.fail(&error)),
    };
    streams.print(&found.to_toml())?;
    if ask.is_met_by(&found) {
        return Ok(Exit::Ok);
    }
    let (worst, rounds) = (found.worst, found.rounds);
    streams.say(format_args!(
        "error: after {rounds} rounds a rate is still off by {worst:.4}"
    ));
    Ok(Exit::Fault(Fault::Failed))
}

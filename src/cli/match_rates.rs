//! `trilat match-rates SCENARIO`

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::cli::Exit;
use crate::cli::Sets;
use crate::cli::Streams;
use crate::cli::run::threads;
use crate::cli::terminal::Terminal;
use crate::fault::{Fault, HasFault};
use crate::scenario::load::load;
use crate::study::base_rates::{Effort, match_rates as find};

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
    let scenario = match load(&args.scenario, &args.sets.sets) {
        Ok(loaded) => loaded.scenario,
        Err(errors) => {
            write!(streams.err, "{errors}")?;
            return Ok(Exit::Fault(Fault::Config));
        }
    };
    let effort = Effort {
        runs: args.runs.max(1),
        rounds: args.rounds.max(1),
        tolerance: args.tolerance,
        threads: threads(args.threads),
    };
    let found = find(&scenario, effort, &mut Terminal::new(streams, args.quiet));
    match found {
        Ok(found) => {
            write!(streams.out, "{}", found.to_toml())?;
            if found.worst <= effort.tolerance {
                return Ok(Exit::Ok);
            }
            let (worst, rounds) = (found.worst, found.rounds);
            writeln!(
                streams.err,
                "error: after {rounds} rounds a rate is still off by {worst:.4}"
            )?;
            Ok(Exit::Fault(Fault::Failed))
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::Fault(error.fault()))
        }
    }
}

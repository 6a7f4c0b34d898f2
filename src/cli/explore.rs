//! `trilat explore [SCENARIO]`

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::cli::exit::Exit;
use crate::cli::options::Sets;
use crate::cli::streams::Streams;
use crate::tasks::numbers::whole;

/// Arguments of `trilat explore`.
#[derive(Debug, Args)]
#[cfg_attr(not(feature = "explorer"), allow(dead_code))]
pub struct ExploreArgs {
    /// Scenario to begin with: a name of those that the program carries (`trilat init --list`), or a file
    #[arg(default_value = "northeast_asia")]
    scenario: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Runs of each scenario up to which the ensemble grows
    #[arg(long, value_parser = whole, default_value_t = 2048)]
    runs: u64,
    /// Seed of all random numbers; the scenario's own if left out
    #[arg(long, value_parser = whole)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Port on 127.0.0.1; one that is free if left out
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Print the address and open no browser
    #[arg(long)]
    no_open: bool,
}

/// Serves the page until it is interrupted.
///
/// # Errors
/// When writing to the streams fails.
#[cfg(not(feature = "explorer"))]
pub fn explore(_: &ExploreArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    streams.say(
        "error: this build of trilat has no explorer; releases and the Python package have it, and so has \
         `cargo build --release --features explorer`",
    );
    Ok(Exit::Fault(crate::fault::Fault::Usage))
}

#[cfg(feature = "explorer")]
pub use served::explore;

#[cfg(feature = "explorer")]
mod served {
    use std::process::{Command, Stdio};

    use crate::cli::explore::{Exit, ExploreArgs, Streams, io};
    use crate::cli::interrupt;
    use crate::cli::run::threads;
    use crate::explorer::settings::Settings;
    use crate::explorer::{Explorer, Wish};
    use crate::fault::Fault;

    /// Serves the page until it is interrupted, which is how it is meant to end.
    ///
    /// # Errors
    /// When writing to the streams fails.
    pub fn explore(args: &ExploreArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
        let (sets, runs) = (args.sets.all(), Some(args.runs));
        let settings = match Settings::of(&args.scenario, sets, runs, args.seed) {
            Ok(settings) => settings,
            Err(refusal) => {
                streams.say(refusal.error());
                return Ok(Exit::Fault(Fault::Config));
            }
        };
        let wish = Wish {
            settings,
            port: args.port,
            threads: threads(args.threads),
        };
        let explorer = match Explorer::bind(wish) {
            Ok(explorer) => explorer,
            Err(error) => return Ok(streams.fail(&error)),
        };
        let stop = interrupt::watch_server();
        streams.print_line(explorer.address())?;
        streams.out.flush()?;
        streams.say("serving on this machine alone until Ctrl-C");
        if let Some(ticket) = explorer.ticket().filter(|_| !args.no_open) {
            open(&ticket);
        }
        match explorer.serve(&stop) {
            Ok(()) => Ok(Exit::Ok),
            Err(error) => Ok(streams.fail(&error)),
        }
    }

    /// Opens a browser, if the system has a way; the address is printed in any case.
    fn open(address: &str) {
        let (program, before): (&str, &[&str]) = match std::env::consts::OS {
            "macos" => ("open", &[]),
            "windows" => ("cmd", &["/C", "start", ""]),
            _ => ("xdg-open", &[]),
        };
        let mut command = Command::new(program);
        let command = command.args(before).arg(address);
        let quiet = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Without a desktop there is nothing to open; the child is not waited for.
        let _ = quiet.spawn();
    }
}

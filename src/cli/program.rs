//! The whole program: what `main` is, and what the script `trilat` of the Python package calls.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};

use crate::cli::execute;
use crate::cli::exit::Exit;
use crate::cli::streams::Streams;
use crate::cli::terminal::init_pace_from_env;
use crate::ensemble::simd::init_level_from_env;
use crate::fault::Fault;

/// Runs a command line, program name first, on the standard streams of the process, and returns its exit code.
pub fn program(args: impl IntoIterator<Item = OsString>) -> u8 {
    let level = init_level_from_env().map_err(|error| error.to_string());
    if let Err(error) = level.and_then(|_| init_pace_from_env()) {
        eprintln!("error: {error}");
        return Exit::Fault(Fault::Usage).code();
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut err = io::stderr();
    let mut streams = Streams {
        out: &mut out,
        err: &mut err,
        terminal: io::stderr().is_terminal(),
    };
    let exit = execute(args, &mut streams).unwrap_or_else(|error| {
        // If even this cannot be written there is nobody left to tell.
        let _ = writeln!(io::stderr(), "error: cannot write the result: {error}");
        Exit::Fault(Fault::Failed)
    });
    exit.code()
}

//! The command `trilat`.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use trilat::cli::{Exit, Streams, execute, init_pace_from_env};
use trilat::ensemble::simd::init_level_from_env;
use trilat::fault::Fault;

fn main() -> ExitCode {
    let level = init_level_from_env().map_err(|error| error.to_string());
    if let Err(error) = level.and_then(|_| init_pace_from_env()) {
        eprintln!("error: {error}");
        return ExitCode::from(Exit::Fault(Fault::Usage).code());
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut err = io::stderr();
    let mut streams = Streams {
        out: &mut out,
        err: &mut err,
        terminal: io::stderr().is_terminal(),
    };
    let exit = execute(std::env::args_os(), &mut streams).unwrap_or_else(|error| {
        // If even this cannot be written there is nobody left to tell.
        let _ = writeln!(io::stderr(), "error: cannot write the result: {error}");
        Exit::Fault(Fault::Failed)
    });
    ExitCode::from(exit.code())
}

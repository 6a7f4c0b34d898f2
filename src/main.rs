//! The command `trilat`.

use std::process::ExitCode;

use trilat::cli::program::program;

fn main() -> ExitCode {
    ExitCode::from(program(std::env::args_os()))
}

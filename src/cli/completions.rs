//! `trilat completions SHELL`

use std::io;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Cli, Exit, Streams};
use crate::store::manifest::PROGRAM;

/// Prints the completion of a shell, to be put where that shell looks for it.
///
/// # Errors
/// When writing fails.
pub fn completions(shell: Shell, streams: &mut Streams<'_>) -> io::Result<Exit> {
    // Into memory first, because the generator panics where it cannot write.
    let mut text = Vec::new();
    generate(shell, &mut Cli::command(), PROGRAM, &mut text);
    streams.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Ok)
}

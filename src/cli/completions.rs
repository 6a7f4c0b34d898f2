//! `trilat completions SHELL`

use std::io;

use clap::Command;
use clap_complete::{Shell, generate};

use super::exit::Exit;
use super::streams::Streams;
use crate::store::manifest::PROGRAM;

/// Prints the completion of a shell, to be put where that shell looks for it.
///
/// # Errors
/// When writing fails.
pub fn completions(
    shell: Shell,
    mut program: Command,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    // Into memory first, because the generator panics where it cannot write.
    let mut text = Vec::new();
    generate(shell, &mut program, PROGRAM, &mut text);
    streams.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Ok)
}

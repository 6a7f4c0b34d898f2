//! `trilat verify DIR`

use std::io;
use std::path::Path;

use super::{Exit, Streams};
use crate::tasks::verify::{Verified, verify as compare};

/// Compares every file of an output folder with its manifest and names those that differ.
///
/// # Errors
/// When writing fails.
pub fn verify(folder: &Path, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let found = match compare(folder) {
        Ok(found) => found,
        Err(error) => return Ok(streams.fail(&error)),
    };
    if found.interrupted() {
        streams.say(
            "note: a command ended there while it published files; the next command that writes there, such as \
             trilat sweep STUDY --resume, finishes that first",
        );
    }
    let name = folder.display();
    match &found {
        Verified::Files(found) if found.problems.is_empty() => {
            let checked = found.checked;
            streams.print_line(format_args!(
                "ok {name}: {checked} files as in the manifest"
            ))?;
        }
        Verified::Files(found) => {
            for problem in &found.problems {
                streams.say(format_args!("error: {name}: {problem}"));
            }
        }
        Verified::Parts(found) if found.wrong.is_empty() => {
            let checked = found.complete;
            streams.print_line(format_args!(
                "ok {name}: {checked} parts as in the journal, no manifest yet"
            ))?;
        }
        Verified::Parts(found) => {
            for wrong in &found.wrong {
                streams.say(format_args!("error: {wrong}"));
            }
        }
    }
    Ok(Exit::of(found.fault()))
}

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
    let name = folder.display();
    match &found {
        Verified::Files { found, .. } if found.problems.is_empty() => {
            let checked = found.checked;
            streams.print_line(format_args!(
                "ok {name}: {checked} files as in the manifest"
            ))?;
        }
        Verified::Files { found, unfinished } => {
            for problem in &found.problems {
                streams.say(format_args!("error: {name}: {problem}"));
            }
            if *unfinished {
                streams.say(
                    "note: a command ended there while it gave files their names; the same command once more, \
                     such as trilat sweep STUDY --resume, puts it right",
                );
            }
        }
        Verified::Parts { checked, wrong } if wrong.is_empty() => streams.print_line(
            format_args!("ok {name}: {checked} parts as in the journal, no manifest yet"),
        )?,
        Verified::Parts { wrong, .. } => {
            for wrong in wrong {
                streams.say(format_args!("error: {wrong}"));
            }
        }
    }
    Ok(Exit::of(found.fault()))
}

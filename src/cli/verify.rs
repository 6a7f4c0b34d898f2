//! `trilat verify DIR`

use std::io;
use std::path::Path;

use super::{Exit, Streams};
use crate::fault::HasFault;
use crate::store::growing::What;
use crate::store::verify::{VerifyError, verify_parts};

/// Said of a folder with a manifest.
const INTERRUPTED: &str = "note: a command ended there while it published files; the next command that \
    writes there, such as trilat sweep STUDY --resume, finishes that first";

/// Compares every file of an output folder with its manifest and names those that differ.
///
/// # Errors
/// When writing fails.
pub fn verify(folder: &Path, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match crate::store::verify::verify(folder) {
        Ok(found) if found.problems.is_empty() => {
            let checked = found.checked;
            if found.interrupted {
                writeln!(streams.err, "{INTERRUPTED}")?;
            }
            writeln!(
                streams.out,
                "ok {}: {checked} files as in the manifest",
                folder.display()
            )?;
            Ok(Exit::Ok)
        }
        Ok(found) => {
            for problem in &found.problems {
                writeln!(streams.err, "error: {}: {problem}", folder.display())?;
            }
            if found.interrupted {
                writeln!(streams.err, "{INTERRUPTED}")?;
            }
            Ok(Exit::Mismatch)
        }
        Err(error) => match (What::there(folder), error) {
            (Some(what), VerifyError::NoManifest { .. } | VerifyError::Interrupted { .. }) => {
                parts(folder, what, streams)
            }
            (_, error) => {
                writeln!(streams.err, "error: {error}")?;
                Ok(match error {
                    VerifyError::Interrupted { .. } => Exit::Incomplete,
                    _ => Exit::Failed,
                })
            }
        },
    }
}

/// Compares the parts of unfinished work with their journal.
fn parts(folder: &Path, what: What, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let name = folder.display();
    let found = match verify_parts(folder, what) {
        Ok(found) => found,
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            return Ok(error.fault().into());
        }
    };
    for wrong in &found.wrong {
        writeln!(streams.err, "error: {wrong}")?;
    }
    if found.interrupted {
        writeln!(streams.err, "{INTERRUPTED}")?;
    }
    if !found.wrong.is_empty() {
        return Ok(Exit::Mismatch);
    }
    let count = found.complete;
    writeln!(
        streams.out,
        "ok {name}: {count} parts as in the journal, no manifest yet"
    )?;
    Ok(Exit::Incomplete)
}

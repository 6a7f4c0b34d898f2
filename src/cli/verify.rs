//! `trilat verify DIR`

use std::io;
use std::path::Path;

use crate::cli::Exit;
use crate::cli::Streams;
use crate::fault::Fault;
use crate::store::gather::gather;
use crate::store::parts::{RECORD, parts_folder};
use crate::store::unfinished::is_unfinished;
use crate::store::verify::VerifyError;

/// Compares every file of an output folder with its manifest and names those that differ.
///
/// # Errors
/// When writing fails.
pub fn verify(folder: &Path, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match crate::store::verify::verify(folder) {
        Ok(found) if found.problems.is_empty() => {
            let checked = found.checked;
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
            if is_unfinished(folder) {
                writeln!(
                    streams.err,
                    "note: a command ended there while it gave files their names; the same command once more, \
                     such as trilat sweep STUDY --resume, puts it right"
                )?;
            }
            Ok(Exit::Fault(Fault::Mismatch))
        }
        Err(VerifyError::NoManifest { .. }) if parts_folder(folder).join(RECORD).exists() => {
            parts(folder, streams)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::Fault(Fault::Failed))
        }
    }
}

/// Compares the parts of an unfinished study with their journal.
fn parts(folder: &Path, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let name = folder.display();
    let gathered = match gather(&[folder.to_owned()], true) {
        Ok(gathered) => gathered,
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            return Ok(Exit::Fault(Fault::Failed));
        }
    };
    for wrong in &gathered.wrong {
        writeln!(streams.err, "error: {wrong}")?;
    }
    if !gathered.wrong.is_empty() {
        return Ok(Exit::Fault(Fault::Mismatch));
    }
    let count = gathered.parts.len();
    writeln!(
        streams.out,
        "ok {name}: {count} parts as in the journal, no manifest yet"
    )?;
    Ok(Exit::Fault(Fault::Incomplete))
}

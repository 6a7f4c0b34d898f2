//! `trilat verify DIR`

use std::io;
use std::path::Path;

use super::{Exit, Streams};

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
            Ok(Exit::Mismatch)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::Failed)
        }
    }
}

//! `trilat verify DIR`

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::streams::Streams;
use crate::tasks::verify::{Verified, same_as, verify as compare};

/// Arguments of `trilat verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Output folder, or an archive: its folder or its zip
    folder: PathBuf,
    /// Compare every file in the folder with that of the same name in another instead; what it took to make them is passed over
    #[arg(long, value_name = "DIR")]
    same_as: Option<PathBuf>,
}

/// Compares every file of an output folder with its manifest, of an archive with its metadata, or of two folders with each other,
/// and names those that differ.
///
/// # Errors
/// When writing fails.
pub fn verify(args: &VerifyArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let folder = &args.folder;
    let found = match &args.same_as {
        Some(other) => same_as(folder, other),
        None => compare(folder),
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return Ok(streams.fail(&error)),
    };
    if found.interrupted() {
        streams.say(
            "note: a command ended there while it published files; the next command that writes there, such as \
             trilat sweep STUDY --resume, finishes that first",
        );
    }
    let (name, fault) = (folder.display(), found.fault());
    let (checked, as_in, problems) = match &found {
        Verified::Files(found) => (found.checked, "files as in the manifest", &found.problems),
        Verified::Archive(found) => (
            found.checked,
            "files as in the metadata of the archive",
            &found.problems,
        ),
        Verified::Same(found) => (found.checked, "files the same", &found.problems),
        Verified::Parts(found) => {
            if found.wrong.is_empty() {
                let checked = found.complete;
                streams.print_line(format_args!(
                    "ok {name}: {checked} parts as in the journal, no manifest yet"
                ))?;
            }
            for wrong in &found.wrong {
                streams.say(format_args!("error: {wrong}"));
            }
            return Ok(Exit::of(fault));
        }
    };
    if problems.is_empty() {
        streams.print_line(format_args!("ok {name}: {checked} {as_in}"))?;
    }
    for problem in problems {
        streams.say(format_args!("error: {name}: {problem}"));
    }
    if args.same_as.is_some() && !problems.is_empty() {
        let same = checked - problems.len();
        streams.say(format_args!("{same} of {checked} files are the same"));
    }
    Ok(Exit::of(fault))
}

//! `trilat rerun MANIFEST`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::exit::Exit;
use super::run::threads;
use super::streams::Streams;
use super::terminal::Terminal;
use crate::fault::Fault;
use crate::tasks::rerun::{Ask, rerun_into};
use crate::tasks::{Command, Out};

/// Arguments of `trilat rerun`.
#[derive(Debug, Args)]
pub struct RerunArgs {
    /// Manifest of `trilat run` or `trilat sweep`, or its folder
    manifest: PathBuf,
    /// Output folder; the folder of the manifest with `_rerun` if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Draw the figures of a run again as well
    #[arg(long)]
    figures: bool,
    /// Replace what an earlier run wrote to the folder
    #[arg(long)]
    force: bool,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Makes the runs of a manifest again, from the files beside it, and compares every data file.
///
/// # Errors
/// When writing to the streams fails.
pub fn rerun(args: &RerunArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let ask = Ask {
        threads: threads(args.threads),
        figures: args.figures,
        ..Ask::new(&args.manifest)
    };
    let folder = args.out.clone().unwrap_or_else(|| ask.default_folder());
    let out = Out {
        force: args.force,
        ..Out::new(folder, Command::trilat("rerun").path(&args.manifest))
    };
    let saved = match rerun_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => saved,
        Err(error) => return Ok(streams.fail(&error)),
    };
    let done = &saved.what;
    let identical = done.different.is_empty();
    if args.json {
        streams.print_line(json!({
            "folder": saved.folder.display().to_string(),
            "identical": identical,
            "files_identical": done.identical,
            "files_different": done.different,
        }))?;
    } else if identical {
        streams.print_line(format_args!("identical: {}", done.identical.join(", ")))?;
    } else {
        for file in &done.different {
            let new = saved.folder.join(file);
            streams.say(format_args!("error: {file} differs: {}", new.display()));
        }
    }
    Ok(Exit::of((!identical).then_some(Fault::Mismatch)))
}

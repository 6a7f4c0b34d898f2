//! `trilat export DIR`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Streams, Unverified};
use crate::tasks::export::{Ask, default_folder, export_into};
use crate::tasks::{Command, Out};

/// Arguments of `trilat export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Output folder of run, sweep or compare
    folder: PathBuf,
    /// An author as "Family, Given" (repeatable)
    #[arg(long = "author", required = true, value_name = "NAME")]
    authors: Vec<String>,
    /// Day of publication
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: String,
    /// Title of the archive
    #[arg(long)]
    title: Option<String>,
    /// Licence of the data, an SPDX identifier; CC-BY-4.0 if left out
    #[arg(long)]
    license: Option<String>,
    /// Checkout of the program whose last commit goes into the archive
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Folder of the archive; the folder with `_archive` if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace an earlier archive
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Writes the replication archive of a folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn export(args: &ExportArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut ask = Ask {
        source: args.source.clone(),
        unverified: args.trust.unverified,
        ..Ask::new(&args.folder, args.authors.clone(), &args.date)
    };
    if let Some(title) = &args.title {
        ask.about.title.clone_from(title);
    }
    if let Some(license) = &args.license {
        ask.about.license.clone_from(license);
    }
    let folder = args.out.clone();
    let out = Out {
        force: args.force,
        ..Out::new(
            folder.unwrap_or_else(|| default_folder(&args.folder)),
            command(&ask),
        )
    };
    match export_into(&ask, &out, &mut Terminal::new(streams, true)) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            match args.json {
                true => {
                    let found = json!({ "folder": saved.folder, "files": saved.files });
                    streams.print_line(found)?;
                }
                false => streams.print_line(saved.folder.display())?,
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// The command that gives the same archive again.
fn command(ask: &Ask) -> Command {
    let about = &ask.about;
    Command::trilat("export")
        .path(&ask.folder)
        .options("author", &about.authors)
        .option("date", &about.date)
        .option("title", &about.title)
        .option("license", &about.license)
        .option_path("source", ask.source.as_deref())
        .flag("unverified", ask.unverified)
}

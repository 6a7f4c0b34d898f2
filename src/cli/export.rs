//! `trilat export DIR`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Streams;
use crate::fault::Fault;
use crate::report::archive::{About, is_day, write};
use crate::tasks::report::read;

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
    /// Licence of the data, an SPDX identifier
    #[arg(long, default_value = "CC-BY-4.0")]
    license: String,
    /// Checkout of the program whose last commit goes into the archive
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Folder of the archive; the folder with `_archive` if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace an earlier archive
    #[arg(long)]
    force: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Writes the replication archive of a folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn export(args: &ExportArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if !is_day(&args.date) {
        let date = &args.date;
        writeln!(
            streams.err,
            "error: --date `{date}` is not a day: write it as 2026-11-25"
        )?;
        return Ok(Exit::Fault(Fault::Usage));
    }
    if let Some(empty) = args.authors.iter().find(|name| name.trim().is_empty()) {
        writeln!(streams.err, "error: --author `{empty}` is not a name")?;
        return Ok(Exit::Fault(Fault::Usage));
    }
    let name = args
        .folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| args.folder.with_file_name(format!("{name}_archive")));
    let about = About {
        title: args
            .title
            .clone()
            .unwrap_or_else(|| format!("Replication archive of {name}")),
        authors: args.authors.clone(),
        date: args.date.clone(),
        license: args.license.clone(),
        code: None,
    };
    let written = read(&args.folder)
        .and_then(|folder| write(&folder, &out, about, args.source.as_deref(), args.force));
    match written {
        Ok(files) => {
            if args.json {
                let found = json!({ "folder": out, "files": files });
                writeln!(streams.out, "{found}")?;
            } else {
                writeln!(streams.out, "{}", out.display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::Fault(Fault::Failed))
        }
    }
}

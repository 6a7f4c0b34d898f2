//! `trilat merge DIR…` and `trilat status DIR…`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json as value;

use super::exit::Exit;
use super::layout::Table;
use super::options::TableFormats;
use super::streams::Streams;
use super::sweep::{failed, json};
use super::terminal::Terminal;
use crate::fault::Fault;
use crate::tasks::sweep::merge::default_folder;
use crate::tasks::sweep::status::{Parts, Standing};
use crate::tasks::sweep::{merge_into, status as standing};
use crate::tasks::{Command, Out};
use crate::words::{grouped, ranges};

/// Arguments of `trilat merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Folders of the shards, or a folder that holds them
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Output folder; outputs/NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier study wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    tables: TableFormats,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `trilat status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Folder of a study, folders of its shards, or a folder that holds them
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Print only which shards lack parts, as `sbatch --array` takes them: 2,5-7
    #[arg(long, conflicts_with = "json")]
    missing_shards: bool,
    /// Print as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Joins the shards of a study to the files that the whole study would have written.
///
/// # Errors
/// When writing to the streams fails.
pub fn merge(args: &MergeArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let folder = match args
        .out
        .clone()
        .map_or_else(|| default_folder(&args.folders), Ok)
    {
        Ok(folder) => folder,
        Err(error) => return Ok(streams.fail(&error)),
    };
    let out = Out {
        force: args.force,
        formats: args.tables.formats(),
        ..Out::new(folder, Command::trilat("merge"))
    };
    let saved = match merge_into(&args.folders, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => saved,
        Err(error) => return Ok(streams.fail(&error)),
    };
    failed(&saved, streams);
    let (runs, folder) = (grouped(saved.what.runs), saved.folder.display());
    if !args.quiet {
        streams.say(format_args!("{runs} runs in {folder}"));
    }
    match args.json {
        true => streams.print_line(json(&saved))?,
        false => streams.print_line(folder)?,
    }
    Ok(Exit::of(saved.what.fault()))
}

/// Says how far a study is, from its journals: the checksums are left to `merge` and `verify`.
///
/// # Errors
/// When writing to the streams fails.
pub fn status(args: &StatusArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let found = match standing(&args.folders) {
        Ok(found) => found,
        Err(error) => return Ok(streams.fail(&error)),
    };
    let wrong = found.parts.iter().flat_map(|parts| &parts.wrong);
    for wrong in wrong.filter(|_| !args.json) {
        streams.say(format_args!("error: {wrong}"));
    }
    match &found.parts {
        Some(parts) if args.missing_shards => return missing_shards(parts, streams),
        // Files have no shards.
        None if args.missing_shards => {}
        _ if args.json => streams.print_line(value!(found))?,
        _ => streams.print(&text(&found))?,
    }
    Ok(Exit::of(found.fault()))
}

/// Prints the shards that lack parts, nothing if none does.
fn missing_shards(parts: &Parts, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if parts.missing_shards.is_empty() {
        return Ok(Exit::Ok);
    }
    streams.print_line(ranges(&parts.missing_shards, usize::MAX).replace(' ', ""))?;
    Ok(Exit::Fault(Fault::Incomplete))
}

/// How far a study is, for people.
fn text(found: &Standing) -> String {
    let mut rows = Table::new("<").indented(2);
    let mut row = |what: &str, text: String| rows.row([what.to_owned(), text]);
    let (made, all) = (grouped(found.runs_done), grouped(found.runs));
    match &found.parts {
        Some(parts) => {
            let of = parts.shards.first().map_or(1, |shard| shard[1]);
            let own: Vec<String> = parts.shards.iter().map(|s| s[0].to_string()).collect();
            let own = own.join(", ");
            match parts.lone {
                true if of == 1 => {}
                true => row("shard", format!("{own} of {of}")),
                false => row("shards", format!("{own} of {of}")),
            }
            let percent = 100.0 * found.runs_done as f64 / found.runs.max(1) as f64;
            row("runs", format!("{made} of {all} ({percent:.1} %)"));
            let (made, all) = (grouped(parts.parts_done), grouped(parts.parts));
            row("parts", format!("{made} of {all}"));
        }
        None => row("runs", format!("{made} of {all}")),
    }
    row("failed", grouped(found.failed));
    row("status", found.status.word().to_owned());
    format!("{}: {}\n{rows}", found.study, found.title)
}

//! `trilat merge DIR…` and `trilat status DIR…`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::report::after;
use super::sweep_run::{SweepOutcome, SweepRunError, merge_parts};
use super::words::{grouped, ranges};
use super::{Exit, Streams, TableFormats};
use crate::store::gather::{Gathered, folders_with_parts, gather};
use crate::store::growing::GrowingError;
use crate::store::manifest::{Manifest, Status};

/// Ranges of missing parts that are shown.
const SHOWN: usize = 20;

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
    let found = folders_with_parts(&args.folders).and_then(|folders| gather(&folders, true));
    let gathered = match found {
        Ok(gathered) => gathered,
        Err(error) => return fail(&error.into(), streams),
    };
    for (part, one, other) in &gathered.duplicates {
        let (one, other) = (one.display(), other.display());
        writeln!(
            streams.err,
            "warning: part {part} is in {one} and in {other}, with the same content"
        )?;
    }
    for wrong in &gathered.wrong {
        writeln!(streams.err, "error: {wrong}")?;
    }
    if !gathered.missing.is_empty() {
        writeln!(streams.err, "error: {}", missing(&gathered))?;
    }
    if !gathered.wrong.is_empty() {
        return Ok(Exit::Mismatch);
    }
    if !gathered.missing.is_empty() {
        return Ok(Exit::Incomplete);
    }
    let name = &gathered.record.study.name;
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("outputs").join(name));
    match merge_parts(&gathered, &out, args.force, args.tables.formats()) {
        Ok(outcome) => {
            after(&outcome.folder, streams)?;
            report(args, &outcome, streams)?;
            Ok(outcome.exit())
        }
        Err(error) => fail(&error, streams),
    }
}

fn report(args: &MergeArgs, outcome: &SweepOutcome, streams: &mut Streams<'_>) -> io::Result<()> {
    let folder = outcome.folder.display();
    if outcome.failed > 0 {
        let (failed, runs) = (grouped(outcome.failed), grouped(outcome.runs));
        writeln!(
            streams.err,
            "warning: {failed} of {runs} runs failed; column `failed` of runs.csv says why"
        )?;
    }
    if !args.quiet {
        writeln!(streams.err, "{} runs in {folder}", grouped(outcome.runs))?;
    }
    if args.json {
        writeln!(streams.out, "{}", outcome.to_json())
    } else {
        writeln!(streams.out, "{folder}")
    }
}

fn fail(error: &SweepRunError, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "error: {error}")?;
    Ok(error.exit())
}

/// Which parts are missing, and in which shards.
fn missing(gathered: &Gathered) -> String {
    let (count, of) = (gathered.missing.len(), gathered.record.study.parts);
    let shards = gathered.shards.first().map_or(1, |shard| shard[1]);
    let parts = ranges(&gathered.missing, SHOWN);
    let what = format!("{count} of {of} parts are missing: {parts}");
    match shards {
        1 => what,
        shards => format!(
            "{what}; they belong to shards {} of {shards}",
            ranges(&gathered.missing_shards(), SHOWN)
        ),
    }
}

/// Says how far a study is, from its journals: the checksums are left to `merge` and `verify`.
///
/// # Errors
/// When writing to the streams fails.
pub fn status(args: &StatusArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let folders = match folders_with_parts(&args.folders) {
        Ok(folders) => folders,
        Err(error) => return finished(args, &error, streams),
    };
    let gathered = match gather(&folders, false) {
        Ok(gathered) => gathered,
        Err(error) => return fail(&error.into(), streams),
    };
    if args.missing_shards {
        return missing_shards(&gathered, streams);
    }
    let (record, info) = (&gathered.record, &gathered.record.study);
    let (done, failed) = gathered.runs();
    let lone = match gathered.shards.as_slice() {
        // Not so the only shard in a folder of shards: others are to come.
        [shard] if shard[1] == 1 || folders == args.folders => Some(*shard),
        _ => None,
    };
    // A folder alone is measured by its own share.
    let (runs, parts) = match lone {
        Some([_, of]) => (
            record.runs,
            info.parts / of + u64::from(info.parts % of > 0),
        ),
        None => (info.points * info.replicates, info.parts),
    };
    let complete = done == runs && gathered.wrong.is_empty();
    let state = match (complete, lone) {
        (true, Some([_, of])) if of > 1 => "shard_complete",
        (true, _) => "parts_complete",
        (false, _) => "incomplete",
    };
    if args.json {
        let value = json!({
            "study": info.name,
            "hash": info.hash,
            "status": state,
            "runs": runs,
            "runs_done": done,
            "failed": failed,
            "parts_done": gathered.parts.len(),
            "shards": gathered.shards,
            "wrong": gathered.wrong,
        });
        writeln!(streams.out, "{value}")?;
    } else {
        let percent = 100.0 * done as f64 / runs.max(1) as f64;
        writeln!(streams.out, "{}: {}", info.name, info.title)?;
        if let Some([index, of]) = lone.filter(|shard| shard[1] > 1) {
            writeln!(streams.out, "  shard       {index} of {of}")?;
        } else if lone.is_none() {
            let own: Vec<String> = gathered.shards.iter().map(|s| s[0].to_string()).collect();
            let of = gathered.shards.first().map_or(1, |shard| shard[1]);
            writeln!(streams.out, "  shards      {} of {of}", own.join(", "))?;
        }
        let (made, all) = (grouped(done), grouped(runs));
        writeln!(
            streams.out,
            "  runs        {made} of {all} ({percent:.1} %)"
        )?;
        let (made, all) = (gathered.parts.len(), grouped(parts));
        writeln!(streams.out, "  parts       {made} of {all}")?;
        writeln!(streams.out, "  failed      {}", grouped(failed))?;
        writeln!(streams.out, "  status      {}", state.replace('_', " "))?;
        for wrong in &gathered.wrong {
            writeln!(streams.err, "error: {wrong}")?;
        }
    }
    Ok(match (gathered.wrong.is_empty(), complete) {
        (false, _) => Exit::Mismatch,
        (true, true) => Exit::Ok,
        (true, false) => Exit::Incomplete,
    })
}

/// Prints the shards that lack parts, nothing if none does.
fn missing_shards(gathered: &Gathered, streams: &mut Streams<'_>) -> io::Result<Exit> {
    for wrong in &gathered.wrong {
        writeln!(streams.err, "error: {wrong}")?;
    }
    let shards = gathered.missing_shards();
    if shards.is_empty() {
        return Ok(Exit::Ok);
    }
    let list = ranges(&shards, usize::MAX).replace(' ', "");
    writeln!(streams.out, "{list}")?;
    Ok(Exit::Incomplete)
}

/// A folder without parts may hold a finished study.
fn finished(
    args: &StatusArgs,
    error: &GrowingError,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let manifest = match args.folders.as_slice() {
        [folder] => Manifest::read(folder).ok().flatten(),
        _ => None,
    };
    let Some(manifest) = manifest else {
        writeln!(streams.err, "error: {error}")?;
        return Ok(Exit::Usage);
    };
    let (name, title, failed) = match &manifest.study {
        Some(study) => (&study.name, study.title.as_str(), study.failed_runs),
        None => (&manifest.scenario.name, "one scenario", 0),
    };
    let (done, runs) = (manifest.runs.completed, manifest.runs.requested);
    let complete = manifest.status == Status::Complete;
    let state = if complete { "complete" } else { "interrupted" };
    if complete && args.missing_shards {
        return Ok(Exit::Ok);
    }
    if args.json {
        let value = json!({
            "study": name,
            "hash": manifest.study.as_ref().map(|study| &study.hash),
            "status": state,
            "runs": runs,
            "runs_done": done,
            "failed": failed,
        });
        writeln!(streams.out, "{value}")?;
    } else {
        writeln!(streams.out, "{name}: {title}")?;
        let (made, all) = (grouped(done), grouped(runs));
        writeln!(streams.out, "  runs        {made} of {all}")?;
        writeln!(streams.out, "  failed      {}", grouped(failed))?;
        writeln!(streams.out, "  status      {state}")?;
    }
    Ok(if complete { Exit::Ok } else { Exit::Incomplete })
}

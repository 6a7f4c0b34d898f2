//! `trilat sweep STUDY`

mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use self::text::{cost_json, cost_text};
pub(super) use self::text::{failed, json};
use super::exit::Exit;
use super::options::{Sets, TableFormats, Unverified};
use super::run::threads;
use super::streams::Streams;
use super::terminal::Terminal;
use crate::fault::HasFault;
use crate::store::atomic::write_file;
use crate::store::design_tables::design_csv;
use crate::study::order::Shard;
use crate::tasks::numbers::whole;
use crate::tasks::sweep::{
    Ask, Planned, Progress, ReadError, Source, Swept, cost, resume_command, sweep_into,
};
use crate::tasks::{Command, Out, Saved};
use crate::words::grouped;

/// Arguments of `trilat sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Study: a file, or a name of those that the program carries (`trilat init --list`)
    study: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Say how many points and runs there are, how long they take and how much they write; run
    /// nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the points to FILE, as design.csv has them
    #[arg(long, value_name = "FILE")]
    design: Option<PathBuf>,
    /// Runs of each point; the study's own if left out
    #[arg(long, value_name = "N", value_parser = whole)]
    replicates: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Output folder; outputs/NAME if left out, outputs/NAME.shards/I_of_N for a shard
    #[arg(long)]
    out: Option<PathBuf>,
    /// Go on where an earlier process stopped; begin if there was none
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace what an earlier study wrote to the folder
    #[arg(long)]
    force: bool,
    /// Run share I of N, from 1; `trilat merge` joins the shares
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Let points that are no valid scenario become rows that say so, instead of stopping the study
    #[arg(long)]
    skip_invalid: bool,
    #[command(flatten)]
    trust: Unverified,
    #[command(flatten)]
    tables: TableFormats,
    /// Keep the folder of the parts when the study is complete
    #[arg(long)]
    keep_parts: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Reads `I/N`.
fn shard(text: &str) -> Result<Shard, String> {
    let numbers = text
        .split_once('/')
        .and_then(|(i, n)| Some((i.parse::<u64>().ok()?, n.parse::<u64>().ok()?)));
    match numbers {
        Some((i, of)) if (1..=of).contains(&i) => Ok(Shard { index: i - 1, of }),
        _ => Err("write I/N with I from 1 to N, such as 3/8".to_owned()),
    }
}

/// Plans a study or runs it.
///
/// # Errors
/// When writing to the streams fails.
pub fn sweep(args: &SweepArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let source = Source {
        sets: args.sets.all(),
        replicates: args.replicates,
        skip_invalid: args.skip_invalid,
        ..Source::new(&args.study)
    };
    let planned = match read(&source, args.quiet, streams) {
        Ok(planned) => planned,
        Err(exit) => return Ok(exit),
    };
    if let Some(path) = &args.design
        && let Err(error) = write_file(path, design_csv(&planned.study).as_bytes())
    {
        return Ok(streams.fail(&error));
    }
    let ask = Ask {
        shard: args.shard.unwrap_or(Shard::WHOLE),
        threads: threads(args.threads),
        keep_parts: args.keep_parts,
        unverified: args.trust.unverified,
        ..Ask::new(&planned)
    };
    if args.dry_run {
        return dry_run(&ask, args.json, streams);
    }
    let folder = args.out.clone().unwrap_or_else(|| ask.default_folder());
    let out = Out {
        force: args.force,
        resume: args.resume,
        formats: args.tables.formats(),
        ..Out::new(folder, command(args))
    };
    match sweep_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => {
            tell(&ask, &out, &saved, args.quiet, streams);
            match args.json {
                true => streams.print_line(json(&saved))?,
                false => streams.print_line(saved.folder.display())?,
            }
            Ok(Exit::of(saved.what.fault()))
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// Reads a study and says its notes. If something is wrong it is said, and how the command ends therefore.
pub(super) fn read(
    source: &Source,
    quiet: bool,
    streams: &mut Streams<'_>,
) -> Result<Planned, Exit> {
    match source.read() {
        Ok(planned) => {
            for note in planned.study.notes.iter().filter(|_| !quiet) {
                streams.say(note);
            }
            Ok(planned)
        }
        // They say themselves that they are errors.
        Err(ReadError::Study(errors)) => {
            streams.say(errors.to_string().trim_end());
            Err(ReadError::Study(errors).fault().into())
        }
        Err(error) => Err(streams.fail(&error)),
    }
}

/// What shapes the results; threads and folders do not.
fn command(args: &SweepArgs) -> Command {
    Command::trilat("sweep")
        .path(&args.study)
        .options("set", &args.sets.sets)
        .options("outcome", args.sets.asked())
        .options("replicates", args.replicates)
        .flag("skip-invalid", args.skip_invalid)
}

fn dry_run(ask: &Ask<'_>, json: bool, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let cost = match cost(ask) {
        Ok(cost) => cost,
        Err(error) => return Ok(streams.fail(&error)),
    };
    match json {
        true => streams.print_line(cost_json(ask, &cost))?,
        false => streams.print(&cost_text(ask, &cost))?,
    }
    Ok(Exit::Ok)
}

/// How it ended.
fn tell(ask: &Ask<'_>, out: &Out, saved: &Saved<Swept>, quiet: bool, streams: &mut Streams<'_>) {
    failed(saved, streams);
    let (swept, folder) = (&saved.what, saved.folder.display());
    let (kept, runs) = (grouped(swept.runs_done), grouped(swept.runs));
    match swept.progress {
        Progress::Interrupted => streams.say(format_args!(
            "interrupted: kept {kept} of {runs} runs in {folder}; go on with: {}",
            resume_command(ask, out)
        )),
        Progress::Complete | Progress::ShardComplete if quiet => {}
        Progress::Complete => streams.say(format_args!("{runs} runs in {folder}")),
        Progress::ShardComplete => streams.say(format_args!(
            "{runs} runs in {folder}; when all {} shards are done: {}",
            ask.shard.of,
            Command::trilat("merge").path(saved.folder.parent().unwrap_or(&saved.folder))
        )),
    }
}

//! `trilat cluster STUDY`, and `trilat slurm STUDY` as it was called before there were others

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::choice::choice;
use super::exit::Exit;
use super::options::Sets;
use super::streams::Streams;
use super::sweep::read;
use super::terminal::Terminal;
use crate::named::Named;
use crate::store::error::StoreError;
use crate::tasks::Command;
use crate::tasks::cluster::engine::{Engine, Limits};
use crate::tasks::cluster::script::{ARRAY, MERGE, Scripts};
use crate::tasks::cluster::submit::{Submitted, submit};
use crate::tasks::cluster::values::{line, memory, name, time};
use crate::tasks::cluster::{Ask, ClusterError, cluster_into};
use crate::tasks::sweep::{Planned, Source};
use crate::words::grouped;

/// Most shards: as many folders still fit the command line of the merge.
const MAX_SHARDS: u64 = 4000;

/// Arguments of `trilat cluster`.
#[derive(Debug, Args)]
pub struct ClusterArgs {
    /// Scheduler that runs the shards
    #[arg(long, value_parser = choice::<Engine>())]
    engine: Engine,
    #[command(flatten)]
    job: JobArgs,
}

/// Arguments of `trilat slurm`, and of `trilat cluster` whatever the scheduler.
#[derive(Debug, Args)]
pub struct JobArgs {
    /// Study file
    study: PathBuf,
    /// Number of shards, which is the number of tasks of the array
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=MAX_SHARDS))]
    shards: u64,
    #[command(flatten)]
    sets: Sets,
    /// Runs of each point; the study's own if left out
    #[arg(long, value_name = "N")]
    replicates: Option<u64>,
    /// Let points that are no valid scenario become rows that say so, instead of stopping the study
    #[arg(long)]
    skip_invalid: bool,
    /// Output folder of the study, outputs/NAME if left out. Shards go to DIR.shards, scripts and logs to
    /// DIR and the scheduler's name, such as DIR.slurm
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace scripts that are there, and let the merge replace what an earlier study wrote to the output
    /// folder
    #[arg(long)]
    force: bool,
    /// Time limit, such as 90 (minutes), 1:30:00 or 2-00:00:00; the cluster's if left out
    #[arg(long, value_parser = time)]
    time: Option<String>,
    /// Memory of each job, such as 4G; the cluster's if left out
    #[arg(long, value_parser = memory)]
    mem: Option<String>,
    /// Queue or partition; the cluster's if left out
    #[arg(long, visible_alias = "partition", value_name = "NAME", value_parser = name)]
    queue: Option<String>,
    /// Account that is charged; the cluster's if left out
    #[arg(long, value_parser = name)]
    account: Option<String>,
    /// Cores of each shard, which are its threads
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    cpus: u32,
    /// Another option of the scheduler as its scripts have it, such as --option=--qos=long of Slurm (repeatable)
    #[arg(
        long,
        visible_alias = "sbatch",
        value_name = "OPTION",
        allow_hyphen_values = true
    )]
    option: Vec<String>,
    /// Module to load before anything else (repeatable)
    #[arg(long, value_name = "NAME", value_parser = name)]
    module: Vec<String>,
    /// Line of shell to run before anything else, after modules (repeatable)
    #[arg(long, value_name = "LINE", value_parser = line, allow_hyphen_values = true)]
    setup: Vec<String>,
    /// The program on the nodes, a path or a name; this program if left out
    #[arg(long, value_name = "PATH")]
    binary: Option<PathBuf>,
    /// Submit the scripts, the merge to run when all shards have ended
    #[arg(long)]
    submit: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Writes the scripts of a study for a cluster, and submits them if asked to.
///
/// # Errors
/// When writing to the streams fails.
pub fn cluster(args: &ClusterArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    on(args.engine, &args.job, streams)
}

/// The same for Slurm.
///
/// # Errors
/// When writing to the streams fails.
pub fn slurm(args: &JobArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    on(Engine::Slurm, args, streams)
}

fn on(engine: Engine, args: &JobArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
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
    match send(engine, args, &source, &planned, streams) {
        Ok((scripts, jobs)) => report(args, &scripts, jobs.as_ref(), streams),
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// Writes the scripts, and submits them if asked to.
fn send(
    engine: Engine,
    args: &JobArgs,
    source: &Source,
    planned: &Planned,
    streams: &mut Streams<'_>,
) -> Result<(Scripts, Option<Submitted>), ClusterError> {
    let ask = ask(engine, args, source, planned)?;
    let scripts = cluster_into(&ask, &mut Terminal::new(streams, args.quiet))?;
    if !args.quiet {
        let (study, shards) = (&planned.study, grouped(args.shards));
        let (runs, parts) = (grouped(study.runs()), grouped(ask.parts()));
        streams.say(format_args!(
            "{}: {runs} runs in {parts} parts, in {shards} shards",
            study.name
        ));
    }
    let jobs = args.submit.then(|| submit(&scripts)).transpose()?;
    Ok((scripts, jobs))
}

fn ask<'a>(
    engine: Engine,
    args: &JobArgs,
    source: &'a Source,
    planned: &'a Planned,
) -> Result<Ask<'a>, ClusterError> {
    let program = match &args.binary {
        Some(path) => path.clone(),
        None => env::current_exe()
            .map_err(|error| StoreError::io("find", Path::new("trilat"), error))?,
    };
    let modules = args.module.iter().map(|name| format!("module load {name}"));
    let default = Ask::new(source, planned, args.shards, program);
    Ok(Ask {
        engine,
        out: args.out.clone().unwrap_or_else(|| default.out.clone()),
        force: args.force,
        cpus: args.cpus,
        limits: Limits {
            time: args.time.clone(),
            memory: args.mem.clone(),
            queue: args.queue.clone(),
            account: args.account.clone(),
        },
        options: args.option.clone(),
        setup: modules.chain(args.setup.iter().cloned()).collect(),
        ..default
    })
}

/// The scripts and jobs.
fn report(
    args: &JobArgs,
    scripts: &Scripts,
    jobs: Option<&Submitted>,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let path = |name: &str| format!("{}/{name}", scripts.folder());
    let merge = jobs.and_then(|jobs| jobs.merge.as_ref());
    match jobs {
        _ if args.json => streams.print_line(json!({
            "study": scripts.name,
            "engine": scripts.engine.name(),
            "shards": scripts.shards,
            "array": {"script": path(ARRAY), "job": jobs.map(|jobs| &jobs.array)},
            "merge": {"script": path(MERGE), "job": merge},
            "out": scripts.out,
        }))?,
        Some(Submitted { array, merge }) => {
            let what = if merge.is_some() { "array" } else { "all" };
            streams.print_line(format_args!("{what} {array}"))?;
            if let Some(merge) = merge {
                streams.print_line(format_args!("merge {merge}"))?;
            }
        }
        None => {
            for (name, _) in scripts.files() {
                streams.print_line(path(name))?;
            }
        }
    }
    if args.quiet {
        return Ok(Exit::Ok);
    }
    if jobs.is_none() {
        let first = match scripts.engine {
            Engine::Local => "start with",
            _ => "submit with --submit, or on the cluster:",
        };
        let lines = scripts.by_hand().join("\n  ");
        streams.say(format_args!("{first}\n  {lines}"));
    }
    let status = Command::trilat("status").path(Path::new(&scripts.shards_folder()));
    streams.say(format_args!("see how far it is with: {status}"));
    Ok(Exit::Ok)
}

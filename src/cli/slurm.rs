//! `trilat slurm STUDY`

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::slurm_error::SlurmError;
use super::slurm_script::{ARRAY, MERGE, Scripts, check_path};
use super::slurm_submit::{Submitted, submit};
use super::slurm_values::{line, memory, name, option, time};
use super::sweep::{Read, read};
use super::words::grouped;
use super::{Exit, Sets, Streams};
use crate::store::atomic::write_file;
use crate::store::error::StoreError;
use crate::store::growing::What;
use crate::store::lock::Lock;
use crate::store::sweep_files::check_folder;
use crate::store::table_file::Formats;
use crate::study::Study;
use crate::study::lanes::Grouping;
use crate::study::order::RunOrder;

/// Most shards: as many folders still fit the command line of the merge.
const MAX_SHARDS: u64 = 4000;

/// Arguments of `trilat slurm`.
#[derive(Debug, Args)]
pub struct SlurmArgs {
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
    /// DIR.slurm
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
    /// Partition; the cluster's if left out
    #[arg(long, value_parser = name)]
    partition: Option<String>,
    /// Account that is charged; the cluster's if left out
    #[arg(long, value_parser = name)]
    account: Option<String>,
    /// Cores of each shard, which are its threads
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
    cpus: u32,
    /// Another option of sbatch, such as --sbatch=--qos=long (repeatable)
    #[arg(long, value_name = "OPTION", value_parser = option, allow_hyphen_values = true)]
    sbatch: Vec<String>,
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
pub fn slurm(args: &SlurmArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let wanted = Read {
        path: &args.study,
        sets: &args.sets.sets,
        replicates: args.replicates,
        skip_invalid: args.skip_invalid,
        quiet: args.quiet,
    };
    let (study, grouping) = match read(&wanted, streams)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    let written = scripts(args, &study).and_then(|scripts| {
        write(&scripts)?;
        Ok(scripts)
    });
    let scripts = match written {
        Ok(scripts) => scripts,
        Err(error) => return fail(&error, streams),
    };
    if !args.quiet {
        remark(args, &scripts, &study, &grouping, streams)?;
    }
    let jobs = match args.submit.then(|| submit(&scripts)).transpose() {
        Ok(jobs) => jobs,
        Err(error) => return fail(&error, streams),
    };
    report(args, &scripts, jobs.as_ref(), streams)?;
    Ok(Exit::Ok)
}

fn fail(error: &SlurmError, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "error: {error}")?;
    Ok(error.exit())
}

/// What the scripts are to say; nothing is written yet.
fn scripts(args: &SlurmArgs, study: &Study) -> Result<Scripts, SlurmError> {
    let named = PathBuf::from("outputs").join(&study.name);
    let out = absolute(args.out.as_deref().unwrap_or(&named))?;
    if out.file_name().is_none() {
        return Err(SlurmError::NoName { path: out });
    }
    check_out(&out, args.force)?;
    let binary = match &args.binary {
        // A bare name is found on the node.
        Some(name) if name.components().count() == 1 && name.is_relative() => name.clone(),
        Some(path) => absolute(path)?,
        None => env::current_exe()
            .map_err(|error| StoreError::io("find", Path::new("trilat"), error))?,
    };
    let options = [
        args.time.as_ref().map(|value| format!("--time={value}")),
        args.mem.as_ref().map(|value| format!("--mem={value}")),
        args.partition
            .as_ref()
            .map(|value| format!("--partition={value}")),
        args.account
            .as_ref()
            .map(|value| format!("--account={value}")),
    ];
    let modules = args.module.iter().map(|name| format!("module load {name}"));
    let mut arguments = Vec::new();
    for set in &args.sets.sets {
        arguments.extend(["--set".to_owned(), set.clone()]);
    }
    arguments.extend(args.replicates.map(|n| format!("--replicates={n}")));
    arguments.extend(args.skip_invalid.then(|| "--skip-invalid".to_owned()));
    Ok(Scripts {
        name: study.name.clone(),
        shards: args.shards,
        project: text(&absolute(Path::new("."))?)?,
        binary: text(&binary)?,
        study: text(&args.study)?,
        arguments,
        out: text(&out)?,
        force: args.force,
        cpus: args.cpus,
        options: options
            .into_iter()
            .flatten()
            .chain(args.sbatch.iter().cloned())
            .collect(),
        setup: modules.chain(args.setup.iter().cloned()).collect(),
    })
}

/// A path from the root, without what goes nowhere.
fn absolute(path: &Path) -> Result<PathBuf, StoreError> {
    let path = std::path::absolute(path).map_err(|error| StoreError::io("find", path, error))?;
    Ok(path.components().collect())
}

/// A path as text for a script.
fn text(path: &Path) -> Result<String, SlurmError> {
    let wrong = match path.to_str() {
        None => Some("bytes that are no Unicode"),
        Some(text) => check_path(text).err(),
    };
    match wrong {
        Some(problem) => Err(SlurmError::Path {
            path: path.to_owned(),
            problem,
        }),
        None => Ok(path.to_string_lossy().into_owned()),
    }
}

/// The merge comes last, perhaps days from now: whether it may write to the folder is asked here.
fn check_out(out: &Path, force: bool) -> Result<(), SlurmError> {
    if What::there(out).is_some() {
        return Err(SlurmError::Unfinished {
            folder: out.to_owned(),
        });
    }
    check_folder(&Lock::take(out)?, force, Formats::default())?;
    Ok(())
}

/// Writes both scripts or neither. A script that is there already as it should be is no obstacle.
fn write(scripts: &Scripts) -> Result<(), SlurmError> {
    let folder = PathBuf::from(scripts.folder());
    let files = [(ARRAY, scripts.array()), (MERGE, scripts.merge())]
        .map(|(name, text)| (folder.join(name), text));
    let other = |(path, text): &&(PathBuf, String)| {
        path.symlink_metadata().is_ok() && fs::read_to_string(path).ok().as_ref() != Some(text)
    };
    if let Some((path, _)) = files.iter().find(other).filter(|_| !scripts.force) {
        return Err(SlurmError::Occupied { path: path.clone() });
    }
    fs::create_dir_all(&folder).map_err(|error| StoreError::io("create", &folder, error))?;
    for (path, text) in &files {
        write_file(path, text.as_bytes())?;
    }
    Ok(())
}

/// What is worth knowing before the shards begin.
fn remark(
    args: &SlurmArgs,
    scripts: &Scripts,
    study: &Study,
    grouping: &Grouping,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let parts = RunOrder::new(grouping.groups.clone(), study.replicates)
        .parts()
        .len() as u64;
    let (name, shards) = (&study.name, grouped(args.shards));
    let (runs, made) = (grouped(study.runs()), grouped(parts));
    writeln!(
        streams.err,
        "{name}: {runs} runs in {made} parts, in {shards} shards"
    )?;
    if parts < args.shards {
        let idle = grouped(args.shards - parts);
        writeln!(
            streams.err,
            "note: {idle} shards have nothing to do; {made} would be enough"
        )?;
    }
    if args.binary.is_some() && scripts.binary.contains('/') && !Path::new(&scripts.binary).exists()
    {
        let binary = &scripts.binary;
        writeln!(
            streams.err,
            "note: there is no {binary} on this machine; the nodes need it"
        )?;
    }
    let folder = scripts.shards_folder();
    if Path::new(&folder).exists() {
        writeln!(
            streams.err,
            "note: {folder} is there already; its shards go on if they are of this study, and stop if not"
        )?;
    }
    Ok(())
}

/// The scripts and jobs.
fn report(
    args: &SlurmArgs,
    scripts: &Scripts,
    jobs: Option<&Submitted>,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let [array, merge] = [ARRAY, MERGE].map(|name| format!("{}/{name}", scripts.folder()));
    match jobs {
        _ if args.json => {
            let value = json!({
                "study": scripts.name,
                "shards": scripts.shards,
                "array": {"script": array, "job": jobs.map(|jobs| &jobs.array)},
                "merge": {"script": merge, "job": jobs.map(|jobs| &jobs.merge)},
                "out": scripts.out,
            });
            writeln!(streams.out, "{value}")?;
        }
        Some(Submitted { array, merge }) => writeln!(streams.out, "array {array}\nmerge {merge}")?,
        None => writeln!(streams.out, "{array}\n{merge}")?,
    }
    if args.quiet {
        return Ok(());
    }
    if jobs.is_none() {
        let [array, merge] = scripts.by_hand();
        writeln!(
            streams.err,
            "submit with --submit, or on the cluster:\n  {array}\n  {merge}"
        )?;
    }
    let shards = super::words::shell(&scripts.shards_folder());
    writeln!(
        streams.err,
        "see how far it is with: trilat status {shards}"
    )
}

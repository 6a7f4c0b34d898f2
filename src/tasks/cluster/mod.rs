//! `cluster`: the scripts that run a study on a cluster, written and submitted.

pub mod engine;
pub mod error;
mod options;
pub mod script;
pub mod submit;
pub mod values;

use std::fs;
use std::path::{Path, PathBuf};

use self::engine::{Engine, Limits};
pub use self::error::ClusterError;
use self::script::{Scripts, check_path};
use super::{Event, Formats, Watch};
use crate::store::atomic::write_file;
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::growing::What;
use crate::store::lock::Lock;
use crate::store::sweep_files::check_folder;
use crate::study::Study;
use crate::study::order::RunOrder;
use crate::tasks::sweep::{Planned, Source};
use crate::words::grouped;

/// What is to be run on a cluster. Values that end up in scripts are checked by [`values`].
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Who runs the shards.
    pub engine: Engine,
    /// The study as it is to be read there.
    pub source: &'a Source,
    /// The study as it was read here.
    pub planned: &'a Planned,
    /// Number of shards, which is the number of tasks of the array.
    pub shards: u64,
    /// Output folder of the study. Shards go to the same name with `.shards`, scripts and logs to that with
    /// the engine's name.
    pub out: PathBuf,
    /// Replace scripts that are there, and let the merge replace what an earlier study wrote.
    pub force: bool,
    /// Cores of each shard, which are its threads.
    pub cpus: u32,
    /// What each job may use.
    pub limits: Limits,
    /// Other options of the scheduler in full, such as `--qos=long`.
    pub options: Vec<String>,
    /// Lines of shell that run first.
    pub setup: Vec<String>,
    /// The program on the nodes: a path, or a bare name that is found there.
    pub program: PathBuf,
}

impl<'a> Ask<'a> {
    /// So many shards of a study for Slurm, on one core each, with the cluster's own limits.
    pub fn new(source: &'a Source, planned: &'a Planned, shards: u64, program: PathBuf) -> Self {
        Self {
            engine: Engine::default(),
            source,
            planned,
            shards,
            out: Path::new("outputs").join(&planned.study.name),
            force: false,
            cpus: 1,
            limits: Limits::default(),
            options: Vec::new(),
            setup: Vec::new(),
            program,
        }
    }

    /// Parts into which the study falls: more shards than that have nothing to do.
    pub fn parts(&self) -> u64 {
        let Planned { study, grouping } = self.planned;
        RunOrder::new(grouping.groups.clone(), study.replicates)
            .parts()
            .len() as u64
    }
}

/// Makes the scripts; nothing is written.
///
/// # Errors
/// [`ClusterError`] if a path or an option cannot stand in a script, or the merge could not write to the output
/// folder.
pub fn cluster(ask: &Ask<'_>) -> Result<Scripts, ClusterError> {
    let engine = ask.engine;
    engine.check_limits(&ask.limits, &ask.options)?;
    for option in &ask.options {
        engine.check_option(option)?;
    }
    let text = |path: &Path| text(path, engine);
    let out = absolute(&ask.out)?;
    if out.file_name().is_none() {
        return Err(ClusterError::NoName { path: out });
    }
    check_out(&out, ask.force, &ask.planned.study)?;
    let program = &ask.program;
    let bare = program.components().count() == 1 && program.is_relative();
    let binary = match bare {
        true => program.clone(),
        false => absolute(program)?,
    };
    let source = ask.source;
    let mut arguments = Vec::new();
    for set in &source.sets {
        arguments.extend(["--set".to_owned(), set.clone()]);
    }
    arguments.extend(source.replicates.map(|n| format!("--replicates={n}")));
    arguments.extend(source.skip_invalid.then(|| "--skip-invalid".to_owned()));
    Ok(Scripts {
        engine,
        name: ask.planned.study.name.clone(),
        shards: ask.shards,
        project: text(&absolute(Path::new("."))?)?,
        binary: text(&binary)?,
        study: text(&source.path)?,
        arguments,
        out: text(&out)?,
        force: ask.force,
        cpus: ask.cpus,
        limits: ask.limits.clone(),
        options: ask.options.clone(),
        setup: ask.setup.clone(),
    })
}

/// Makes the scripts and writes all or none. A script that is there already as it should be is no
/// obstacle.
///
/// # Errors
/// [`ClusterError`].
pub fn cluster_into(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Scripts, ClusterError> {
    let scripts = cluster(ask)?;
    write(&scripts)?;
    remark(ask, &scripts, watch);
    Ok(scripts)
}

/// A path from the root, without what goes nowhere.
fn absolute(path: &Path) -> Result<PathBuf, StoreError> {
    let path = std::path::absolute(path).map_err(|error| StoreError::io("find", path, error))?;
    Ok(path.components().collect())
}

/// A path as text for a script.
fn text(path: &Path, engine: Engine) -> Result<String, ClusterError> {
    let wrong = match path.to_str() {
        None => Some("bytes that are no Unicode"),
        Some(text) => check_path(text, engine).err(),
    };
    match wrong {
        Some(problem) => Err(ClusterError::Path {
            path: path.to_owned(),
            problem,
            engine,
        }),
        None => Ok(path.to_string_lossy().into_owned()),
    }
}

/// The merge comes last, perhaps days from now: whether it may write to the folder is asked here.
fn check_out(out: &Path, force: bool, study: &Study) -> Result<(), ClusterError> {
    if What::there(out).is_some() {
        return Err(ClusterError::Unfinished {
            folder: out.to_owned(),
        });
    }
    let (arms, months) = (study.arm_names(), !study.months.is_empty());
    check_folder(&Lock::take(out)?, force, Formats::default(), &arms, months)?;
    Ok(())
}

fn write(scripts: &Scripts) -> Result<(), ClusterError> {
    let folder = PathBuf::from(scripts.folder());
    let files = scripts.files().into_iter();
    let files: Vec<_> = files
        .map(|(name, text)| (folder.join(name), text))
        .collect();
    let other = |(path, text): &&(PathBuf, String)| {
        path.symlink_metadata().is_ok() && read_text(path).ok().as_ref() != Some(text)
    };
    if let Some((path, _)) = files.iter().find(other).filter(|_| !scripts.force) {
        return Err(ClusterError::Occupied { path: path.clone() });
    }
    fs::create_dir_all(&folder).map_err(|error| StoreError::io("create", &folder, error))?;
    for (path, text) in &files {
        write_file(path, text.as_bytes())?;
    }
    Ok(())
}

/// What is worth knowing before the shards begin.
fn remark(ask: &Ask<'_>, scripts: &Scripts, watch: &mut dyn Watch) {
    let mut note = |text: &str| watch.tell(Event::Note(text));
    let parts = ask.parts();
    if parts < ask.shards {
        let (idle, made) = (grouped(ask.shards - parts), grouped(parts));
        note(&format!(
            "{idle} shards have nothing to do; {made} would be enough"
        ));
    }
    let binary = &scripts.binary;
    if binary.contains('/') && !Path::new(binary).exists() {
        note(&format!(
            "there is no {binary} on this machine; the nodes need it"
        ));
    }
    let folder = scripts.shards_folder();
    if Path::new(&folder).exists() {
        note(&format!(
            "{folder} is there already; its shards go on if they are of this study, and stop if not"
        ));
    }
}

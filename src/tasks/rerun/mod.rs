//! `rerun`: the runs of a manifest made again from the files beside it, and every data file compared.

pub mod error;
mod points;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

pub use self::error::RerunError;
use self::points::{fields, rebuild};
use super::{Command, Formats, Out, Saved, all_cores, run, sweep};
use crate::hash::sha256;
use crate::model::load;
use crate::scenario::Scenario;
use crate::store::add_parquet::has_parquet;
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::manifest::{FileEntry, Manifest, Program, Status};
use crate::store::parquet::PARQUET;
use crate::store::score_tables::SCORES;
use crate::store::sweep_tables::{DESIGN, FACTORS};
use crate::store::tables::{CONTRASTS, SCENARIO, resolved_path};
use crate::tasks::sweep::{Inputs, Planned};
use crate::watch::{Event, Watch};

/// What is to be made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Folder of the manifest.
    pub folder: PathBuf,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// Whether figures are drawn as well; they name the command of the manifest.
    pub figures: bool,
}

impl Ask {
    /// A manifest, or the folder that holds it, on all cores.
    pub fn new(manifest: &Path) -> Self {
        let folder = match manifest.is_dir() {
            true => manifest,
            false => manifest.parent().unwrap_or(Path::new("")),
        };
        Self {
            folder: folder.to_owned(),
            threads: all_cores(),
            figures: false,
        }
    }

    /// The folder for what is made again if none is named: beside that of the manifest.
    pub fn default_folder(&self) -> PathBuf {
        let name = self.folder.file_name().map(OsStr::to_string_lossy);
        self.folder
            .with_file_name(format!("{}_rerun", name.unwrap_or_default()))
    }
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reran {
    /// Data files that are the same.
    pub identical: Vec<String>,
    /// Data files that are not.
    pub different: Vec<String>,
}

/// Makes the runs again in a folder of their own, and compares the checksums of data files. Formats and command
/// are those of the manifest, whatever `out` says; there is no report.
///
/// # Errors
/// [`RerunError`].
pub fn rerun_into(ask: &Ask, out: &Out, watch: &mut dyn Watch) -> Result<Saved<Reran>, RerunError> {
    let manifest = Manifest::read(&ask.folder)?.ok_or_else(|| RerunError::NoManifest {
        folder: ask.folder.clone(),
    })?;
    refuse(&manifest)?;
    let formats = Formats {
        parquet: has_parquet(&manifest),
    };
    let (there, here) = (&manifest.program.version, Program::this().version);
    let other = *there != here;
    if other {
        // A Parquet file names the version that wrote it, and holds what its CSV file holds.
        let left_out = match formats.parquet {
            true => "; Parquet files are not compared",
            false => "",
        };
        watch.tell(Event::Warning(&format!(
            "the files were written by version {there}, this is {here}{left_out}"
        )));
    }
    let out = Out {
        resume: false,
        formats: Some(formats),
        figures: ask.figures,
        report: false,
        command: Command::recorded(&manifest.execution.command),
        ..out.clone()
    };
    let files = match &manifest.study {
        Some(_) => again_sweep(ask, &manifest, &out, watch)?,
        None => again_run(ask, &manifest, &out, watch)?,
    };
    Ok(Saved {
        what: compared(&manifest, &files, !other),
        folder: out.folder,
        files,
        status: Status::Complete,
        warnings: Vec::new(),
    })
}

/// What is made again by a command of its own.
fn refuse(manifest: &Manifest) -> Result<(), RerunError> {
    let command = || manifest.execution.command.clone();
    if manifest.analysis.is_some() {
        return Err(RerunError::Analysis { command: command() });
    }
    let by_command = [CONTRASTS, SCORES];
    let mut files = manifest.files.iter();
    match files.any(|file| by_command.contains(&file.path.as_str())) {
        true => Err(RerunError::Comparison { command: command() }),
        false => Ok(()),
    }
}

/// Compares data files. Figures and descriptions are not data; all tables are, but Parquet files only of the same
/// version.
fn compared(manifest: &Manifest, made: &[FileEntry], parquet: bool) -> Reran {
    let data = |file: &&FileEntry| {
        let path = file.path.as_str();
        let table = path.ends_with(".csv") || path.ends_with(PARQUET) && parquet;
        path == SCENARIO || table && !path.contains('/')
    };
    let same = |file: &&FileEntry| {
        let mut made = made.iter();
        made.any(|new| new.path == file.path && new.sha256 == file.sha256)
    };
    let (identical, different): (Vec<&FileEntry>, Vec<&FileEntry>) =
        manifest.files.iter().filter(data).partition(same);
    let paths = |list: Vec<&FileEntry>| list.iter().map(|file| file.path.clone()).collect();
    Reran {
        identical: paths(identical),
        different: paths(different),
    }
}

/// The text of a file beside the manifest, which must be what the manifest says.
fn text(folder: &Path, manifest: &Manifest, name: &str) -> Result<String, RerunError> {
    let path = folder.join(name);
    let text = read_text(&path).map_err(|e| StoreError::io("read", &path, e))?;
    let entry = manifest.files.iter().find(|file| file.path == name);
    match entry {
        Some(entry) if entry.sha256 == sha256(&text) => Ok(text),
        _ => Err(RerunError::Changed { path }),
    }
}

fn again_run(
    ask: &Ask,
    manifest: &Manifest,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Vec<FileEntry>, RerunError> {
    text(&ask.folder, manifest, SCENARIO)?;
    let scenario = load(&ask.folder.join(SCENARIO), &[])?.scenario;
    // Of an interrupted run, what there is.
    let scenario = Scenario {
        runs: manifest.runs.completed,
        ..scenario
    };
    let asked = run::Ask {
        scenario_path: manifest.execution.scenario_path.clone(),
        threads: ask.threads,
        traces: manifest.recorded.traces,
        events: manifest.recorded.events,
        ..run::Ask::new(&scenario)
    };
    let saved = run::run_into(&asked, out, watch)?;
    match saved.status {
        Status::Complete => Ok(saved.files),
        Status::Interrupted => Err(RerunError::Interrupted),
    }
}

/// Files of the resolved scenarios of a study's arms, but for the baseline's.
fn arms(manifest: &Manifest) -> impl Iterator<Item = String> {
    let arms = manifest
        .study
        .iter()
        .flat_map(|study| study.arms.iter().skip(1));
    arms.map(|arm| resolved_path(&arm.name))
}

fn again_sweep(
    ask: &Ask,
    manifest: &Manifest,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Vec<FileEntry>, RerunError> {
    let read = |name: &str| text(&ask.folder, manifest, name);
    let inputs = Inputs {
        design: read(DESIGN)?,
        factors: read(FACTORS)?,
        scenario: read(SCENARIO)?,
        arms: arms(manifest)
            .map(|path| Ok((path.clone(), read(&path)?)))
            .collect::<Result<_, RerunError>>()?,
        fields: fields(&ask.folder)?,
    };
    let planned = Planned::new(rebuild(&ask.folder, &out.folder, manifest, &inputs)?);
    let asked = sweep::Ask {
        threads: ask.threads,
        inputs: Some(inputs),
        ..sweep::Ask::new(&planned)
    };
    let saved = sweep::sweep_into(&asked, out, watch)?;
    match saved.status {
        Status::Complete => Ok(saved.files),
        Status::Interrupted => Err(RerunError::Interrupted),
    }
}

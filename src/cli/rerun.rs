//! `trilat rerun MANIFEST`

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use thiserror::Error;

use crate::cli::Exit;
use crate::cli::Streams;
use crate::cli::run::threads;
use crate::cli::terminal::Terminal;
use crate::fault::{Fault, HasFault};
use crate::report::archive::Dictionary;
use crate::scenario::Scenario;
use crate::scenario::load::{Diagnostics, load};
use crate::scenario::quoted;
use crate::store::add_parquet::has_parquet;
use crate::store::atomic::{sha256, write_file};
use crate::store::csv::Rows;
use crate::store::error::StoreError;
use crate::store::manifest::Status;
use crate::store::manifest::{FileEntry, MANIFEST, Manifest, Program};
use crate::store::parquet::PARQUET;
use crate::store::score_tables::SCORES;
use crate::store::study_record::FactorField;
use crate::store::sweep_tables::{DESIGN, FACTORS};
use crate::store::table_file::Formats;
use crate::store::tables::{CONTRASTS, DATAPACKAGE, SCENARIO};
use crate::study::lanes::{Grouping, StudyLanes};
use crate::study::order::Shard;
use crate::study::{Study, load as load_study};
use crate::tasks::run::error::RunError;
use crate::tasks::run::{Ask, run_into};
use crate::tasks::sweep::Inputs;
use crate::tasks::sweep::SweepRequest;
use crate::tasks::sweep::SweepRunError;
use crate::tasks::sweep::sweep_study;
use crate::tasks::{Command, Out};
use crate::watch::Watch;

/// Arguments of `trilat rerun`.
#[derive(Debug, Args)]
pub struct RerunArgs {
    /// Manifest of `trilat run` or `trilat sweep`, or its folder
    manifest: PathBuf,
    /// Output folder; the folder of the manifest with `_rerun` if left out
    #[arg(long)]
    out: Option<PathBuf>,
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

/// Why a manifest could not be run again.
#[derive(Debug, Error)]
enum RerunError {
    #[error("{}: there is no {MANIFEST}", path.display())]
    NoManifest { path: PathBuf },
    #[error("{} is not what the manifest says: verify the folder", path.display())]
    Changed { path: PathBuf },
    #[error("a comparison or scoring is made again by its command: {command}")]
    Comparison { command: String },
    #[error("an analysis is made again by its command: {command}")]
    Analysis { command: String },
    #[error("{} cannot be read as a table of this program: {message}", path.display())]
    Table { path: PathBuf, message: String },
    #[error("the resolved scenario is not valid in this version:\n{0}")]
    Scenario(Diagnostics),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Sweep(#[from] SweepRunError),
    #[error("interrupted")]
    Interrupted,
}

/// Makes the runs of a manifest again, from the files beside it, and compares every data file.
///
/// # Errors
/// When writing to the streams fails.
pub fn rerun(args: &RerunArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let folder = match args.manifest.is_dir() {
        true => args.manifest.clone(),
        false => args.manifest.parent().unwrap_or(Path::new("")).to_owned(),
    };
    match again(args, &folder, streams) {
        Ok(done) => report(args, &done, streams),
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(match &error {
                RerunError::Changed { .. } => Exit::Fault(Fault::Mismatch),
                RerunError::Comparison { .. }
                | RerunError::Analysis { .. }
                | RerunError::NoManifest { .. } => Exit::Fault(Fault::Usage),
                RerunError::Scenario(_) => Exit::Fault(Fault::Config),
                RerunError::Sweep(error) => Exit::from(error.fault()),
                RerunError::Interrupted | RerunError::Run(RunError::Interrupted) => {
                    Exit::Fault(Fault::Interrupted)
                }
                RerunError::Run(error) => Exit::from(error.fault()),
                _ => Exit::Fault(Fault::Failed),
            })
        }
    }
}

/// What came out.
struct Done {
    out: PathBuf,
    identical: Vec<String>,
    different: Vec<String>,
}

fn again(args: &RerunArgs, folder: &Path, streams: &mut Streams<'_>) -> Result<Done, RerunError> {
    let manifest = Manifest::read(folder)?.ok_or_else(|| RerunError::NoManifest {
        path: args.manifest.clone(),
    })?;
    if manifest.analysis.is_some() {
        return Err(RerunError::Analysis {
            command: manifest.execution.command,
        });
    }
    let by_command = [CONTRASTS, SCORES];
    if manifest
        .files
        .iter()
        .any(|file| by_command.contains(&file.path.as_str()))
    {
        return Err(RerunError::Comparison {
            command: manifest.execution.command,
        });
    }
    let (there, here) = (&manifest.program.version, Program::this().version);
    let formats = Formats {
        parquet: has_parquet(&manifest),
    };
    let other = *there != here;
    if other {
        // A Parquet file names the version that wrote it, and holds what its CSV file holds.
        let left_out = match formats.parquet {
            true => "; Parquet files are not compared",
            false => "",
        };
        // A closed stderr is no reason to fail.
        let _ = writeln!(
            streams.err,
            "warning: the files were written by version {there}, this is {here}{left_out}"
        );
    }
    let out = args.out.clone().unwrap_or_else(|| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        folder.with_file_name(format!("{name}_rerun"))
    });
    let watch: &mut dyn Watch = &mut Terminal::new(streams, args.quiet);
    let made = match &manifest.study {
        Some(_) => again_sweep(args, folder, &out, &manifest, formats, watch)?,
        None => again_run(args, folder, &out, &manifest, formats, watch)?,
    };
    // Figures and descriptions are not data; all tables are.
    let data = |file: &&FileEntry| {
        let path = file.path.as_str();
        let table = path.ends_with(".csv") || path.ends_with(PARQUET) && !other;
        path == SCENARIO || table && !path.contains('/')
    };
    let (mut identical, mut different) = (Vec::new(), Vec::new());
    for file in manifest.files.iter().filter(data) {
        let same = made
            .iter()
            .any(|new| new.path == file.path && new.sha256 == file.sha256);
        let list = if same { &mut identical } else { &mut different };
        list.push(file.path.clone());
    }
    Ok(Done {
        out,
        identical,
        different,
    })
}

/// The text of a file beside the manifest, which must be what the manifest says.
fn text(folder: &Path, manifest: &Manifest, name: &str) -> Result<String, RerunError> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(|e| StoreError::io("read", &path, e))?;
    let entry = manifest.files.iter().find(|file| file.path == name);
    match entry {
        Some(entry) if entry.sha256 == sha256(&text) => Ok(text),
        _ => Err(RerunError::Changed { path }),
    }
}

fn again_run(
    args: &RerunArgs,
    folder: &Path,
    out: &Path,
    manifest: &Manifest,
    formats: Formats,
    watch: &mut dyn Watch,
) -> Result<Vec<FileEntry>, RerunError> {
    text(folder, manifest, SCENARIO)?;
    let path = folder.join(SCENARIO);
    let scenario = load(&path, &[]).map_err(RerunError::Scenario)?.scenario;
    // Of an interrupted run, what there is.
    let scenario = Scenario {
        runs: manifest.runs.completed,
        ..scenario
    };
    let ask = Ask {
        scenario_path: manifest.execution.scenario_path.clone(),
        threads: threads(args.threads),
        traces: manifest.recorded.traces,
        events: manifest.recorded.events,
        ..Ask::new(&scenario)
    };
    let out = Out {
        force: args.force,
        formats: Some(formats),
        figures: false,
        report: false,
        ..Out::new(out, Command::recorded(&manifest.execution.command))
    };
    let saved = run_into(&ask, &out, watch)?;
    match saved.status {
        Status::Complete => Ok(saved.files),
        Status::Interrupted => Err(RerunError::Interrupted),
    }
}

fn again_sweep(
    args: &RerunArgs,
    folder: &Path,
    out: &Path,
    manifest: &Manifest,
    formats: Formats,
    watch: &mut dyn Watch,
) -> Result<Vec<FileEntry>, RerunError> {
    let inputs = Inputs {
        design: text(folder, manifest, DESIGN)?,
        factors: text(folder, manifest, FACTORS)?,
        scenario: text(folder, manifest, SCENARIO)?,
        fields: design_fields(folder)?,
    };
    let study = rebuild(folder, out, manifest, &inputs)?;
    let grouping = Grouping::new(&study);
    let request = SweepRequest {
        command: manifest.execution.command.clone(),
        inputs,
        out: out.to_owned(),
        shard: Shard::WHOLE,
        resume: false,
        force: args.force,
        keep_parts: false,
        formats: Some(formats),
        threads: threads(args.threads),
    };
    let lanes = StudyLanes::new(&study, &grouping);
    let outcome = sweep_study(&study, &grouping, &lanes, &request, watch)?;
    match Exit::of(outcome.fault()) {
        Exit::Fault(Fault::Interrupted) => Err(RerunError::Interrupted),
        _ => Ok(outcome.files),
    }
}

/// The columns of `design.csv` as the data dictionary beside it has them: of a design with paths that
/// share a column, the list of points that is run again has more.
fn design_fields(folder: &Path) -> Result<Vec<FactorField>, RerunError> {
    let refuse = |message: String| RerunError::Table {
        path: folder.join(DATAPACKAGE),
        message,
    };
    let dictionary = Dictionary::read(folder).map_err(|error| refuse(error.to_string()))?;
    let mut tables = dictionary.tables.into_iter();
    let design = tables.find(|table| table.path == DESIGN);
    let design = design.ok_or_else(|| refuse(format!("it does not describe {DESIGN}")))?;
    // The first column numbers the points.
    let columns = design.schema.fields.into_iter().skip(1);
    Ok(columns
        .map(|column| FactorField {
            name: column.name,
            kind: column.kind,
            description: column.description,
        })
        .collect())
}

/// The study behind a folder, from its design and its resolved scenario: points as a list.
fn rebuild(
    folder: &Path,
    out: &Path,
    manifest: &Manifest,
    inputs: &Inputs,
) -> Result<Study, RerunError> {
    let points = listed(folder, inputs)?;
    let mut text = format!("scenario = {}\n", quoted(SCENARIO));
    if let Some(info) = &manifest.study {
        let (name, title) = (quoted(&info.name), quoted(&info.title));
        let (replicates, independent) = (info.replicates, info.independent);
        text += &format!("name = {name}\ntitle = {title}\n");
        text += &format!("replicates = {replicates}\nindependent = {independent}\n");
    }
    let text = format!("[study]\n{text}[design]\nkind = \"list\"\nfile = \"points.csv\"\n");
    let place = out.join(".rerun");
    fs::create_dir_all(&place).map_err(|e| StoreError::io("create", &place, e))?;
    let written = [
        ("study.toml", &text),
        ("points.csv", &points),
        (SCENARIO, &inputs.scenario),
    ]
    .iter()
    .try_for_each(|(name, text)| write_file(&place.join(name), text.as_bytes()).map(|_| ()));
    let study = written.map(|()| load_study(&place.join("study.toml"), &[]));
    // They are made again from the folder whenever they are needed.
    let _ = fs::remove_dir_all(&place);
    study?.map_err(RerunError::Scenario)
}

/// `design.csv` as a list of points: a column for each path that varies.
fn listed(folder: &Path, inputs: &Inputs) -> Result<String, RerunError> {
    let refuse = |file: &str, message: String| RerunError::Table {
        path: folder.join(file),
        message,
    };
    let wrong = |error: csv::Error| refuse(FACTORS, error.to_string());
    let mut paths: Vec<(String, String, bool)> = Vec::new();
    let mut reader = csv::Reader::from_reader(inputs.factors.as_bytes());
    let header = reader.headers().map_err(wrong)?.clone();
    let at = |name: &str| header.iter().position(|own| own == name);
    let (column, path, kind, values) = (at("column"), at("path"), at("kind"), at("values"));
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let field = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
        let mut words = field(values).split(' ');
        let switch = field(kind) == "categories" && words.all(|w| w == "true" || w == "false");
        paths.push((field(column).to_owned(), field(path).to_owned(), switch));
    }
    let wrong = |error: csv::Error| refuse(DESIGN, error.to_string());
    let mut reader = csv::Reader::from_reader(inputs.design.as_bytes());
    let header = reader.headers().map_err(wrong)?.clone();
    let mut rows = Rows::default();
    rows.text("point");
    for (_, path, _) in &paths {
        rows.text(path);
    }
    rows.end_row();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        rows.text(row.get(0).unwrap_or_default());
        for (column, _, switch) in &paths {
            let at = header.iter().position(|own| own == column);
            let value = at.and_then(|at| row.get(at)).unwrap_or_default();
            if value.is_empty() {
                let message = format!("a point without a value in column {column}");
                return Err(refuse(DESIGN, message));
            }
            rows.text(match (switch, value) {
                (true, "0") => "false",
                (true, "1") => "true",
                _ => value,
            });
        }
        rows.end_row();
    }
    Ok(rows.as_str().to_owned())
}

fn report(args: &RerunArgs, done: &Done, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let identical = done.different.is_empty();
    if args.json {
        let value = json!({
            "folder": done.out.display().to_string(),
            "identical": identical,
            "files_identical": done.identical,
            "files_different": done.different,
        });
        writeln!(streams.out, "{value}")?;
    } else {
        if identical {
            let files = done.identical.join(", ");
            writeln!(streams.out, "identical: {files}")?;
        }
        for file in &done.different {
            let new = done.out.join(file);
            writeln!(streams.err, "error: {file} differs: {}", new.display())?;
        }
    }
    Ok(if identical {
        Exit::Ok
    } else {
        Exit::Fault(Fault::Mismatch)
    })
}

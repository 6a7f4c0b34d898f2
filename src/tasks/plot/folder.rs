//! From a folder or a file to the tables of the figures that it can give.

use std::path::{Path, PathBuf};

use crate::figures::{Source, Table, timeline_rows};
use crate::store::discover_files::DISCOVER;
use crate::store::findings::Findings;
use crate::store::manifest::Manifest;
use crate::store::tables::{CONTRASTS, SCENARIO, SURVIVAL};
use crate::tasks::plot::ask::Ask;
use crate::tasks::plot::compare::contrasts;
use crate::tasks::plot::csv_file::of_csv;
use crate::tasks::plot::discover::of_discovery;
use crate::tasks::plot::error::PlotError;
use crate::tasks::plot::kinds::Kind;
use crate::tasks::plot::kinds::kind;
use crate::tasks::plot::read::scenario;
use crate::tasks::plot::read::table;
use crate::tasks::plot::run_data;
use crate::tasks::plot::run_data::RunData;
use crate::tasks::plot::run_data::RunFiles;
use crate::tasks::plot::sensitivity;
use crate::tasks::plot::sensitivity::SENSITIVITY;
use crate::tasks::plot::study::StudyFiles;
use crate::tasks::plot::study_tables;

/// A table for a figure of a kind, and the source that the figure names.
#[derive(Debug)]
pub struct Drawable {
    /// The kind.
    pub kind: &'static Kind,
    /// Its table.
    pub table: Table,
    /// Where the numbers come from.
    pub source: Source,
}

/// What is in the folder that figures are drawn from.
enum Folder {
    Run(Box<Manifest>),
    Compare(Box<Manifest>),
    Study(Box<StudyFiles>, Box<Manifest>),
    Sensitivity(Box<Table>, Option<Box<Manifest>>),
    Discovery(Box<Findings>, Option<Box<Manifest>>),
}

fn open(path: &Path) -> Result<Folder, PlotError> {
    let manifest = Manifest::read(path)?;
    if path.join(SENSITIVITY).is_file() {
        let indices = Box::new(table(&path.join(SENSITIVITY))?);
        return Ok(Folder::Sensitivity(indices, manifest.map(Box::new)));
    }
    if path.join(DISCOVER).is_file() {
        let findings = Box::new(Findings::read(path)?);
        return Ok(Folder::Discovery(findings, manifest.map(Box::new)));
    }
    let Some(manifest) = manifest else {
        return Err(PlotError::NoFolder {
            path: path.to_path_buf(),
        });
    };
    if let Some(info) = &manifest.study {
        let study = StudyFiles::read(path, &manifest, info)?;
        return Ok(Folder::Study(Box::new(study), Box::new(manifest)));
    }
    if path.join(CONTRASTS).is_file() {
        return Ok(Folder::Compare(Box::new(manifest)));
    }
    if path.join(SURVIVAL).is_file() {
        return Ok(Folder::Run(Box::new(manifest)));
    }
    Err(PlotError::NoFolder {
        path: path.to_path_buf(),
    })
}

/// The tables of the figures of a folder or CSV file: of one kind, or of all that fit.
///
/// # Errors
/// [`PlotError`]; without `wanted`, a figure that the folder cannot give is passed over.
pub fn drawables(
    path: &Path,
    wanted: Option<&'static Kind>,
    ask: &Ask,
    command: &str,
) -> Result<Vec<Drawable>, PlotError> {
    if path.is_file() {
        return Ok(vec![of_csv(path, wanted, ask, command)?]);
    }
    if !path.is_dir() {
        return Err(PlotError::Missing {
            path: path.to_path_buf(),
        });
    }
    let folder = open(path)?;
    let is_study = matches!(folder, Folder::Study(..));
    if let Some(kind) = wanted {
        let Some(analysis) = analysis_of(kind).filter(|_| is_study) else {
            return Ok(vec![folder.drawable(path, kind, ask, command)?]);
        };
        let inside = path.join(analysis);
        if !inside.is_dir() {
            let reason = format!("it has no folder {analysis}; `trilat {analysis}` writes it");
            return Err(not_there(kind, path, &reason));
        }
        return drawables(&inside, wanted, ask, command);
    }
    let (mut out, mut passed_over) = (Vec::new(), None);
    for name in folder.names(ask) {
        match folder.drawable(path, kind(name)?, ask, command) {
            Ok(drawable) => out.push(drawable),
            Err(error @ PlotError::NotThere { .. }) => passed_over = Some(error),
            Err(error) => return Err(error),
        }
    }
    if is_study {
        for inside in ANALYSES.map(|name| path.join(name)) {
            // A folder of this name may be anyone's, and have none of the outputs that are asked for.
            out.extend(drawables(&inside, None, ask, command).unwrap_or_default());
        }
    }
    match passed_over {
        Some(error) if out.is_empty() => Err(error),
        _ => Ok(out),
    }
}

/// The folders in that of a study in which its analyses are.
const ANALYSES: [&str; 2] = ["sensitivity", "discover"];

/// The analysis from which a kind of figure comes.
fn analysis_of(kind: &Kind) -> Option<&'static str> {
    match kind.name {
        "sobol_bars" | "morris" => Some("sensitivity"),
        "prim_box" | "peeling" => Some("discover"),
        _ => None,
    }
}

impl Folder {
    /// The kinds of figures that are drawn if none is asked for.
    fn names(&self, ask: &Ask) -> Vec<&'static str> {
        match self {
            Self::Run(manifest) => {
                let mut names = vec![
                    "probes_by_rung",
                    "bands_over_time",
                    "beliefs",
                    "time_to_first_event",
                    "network",
                ];
                if manifest.recorded.traces > ask.run && manifest.recorded.events {
                    names.push("timeline");
                }
                names
            }
            Self::Compare(_) => vec!["contrasts"],
            Self::Sensitivity(indices, _) => {
                let mut names = vec!["sobol_bars", "morris"];
                names.retain(|name| kind(name).is_ok_and(|k| sensitivity::has(indices, k)));
                names
            }
            Self::Discovery(..) => vec!["prim_box", "peeling"],
            Self::Study(study, _) => match study.design() {
                "ofat" => vec!["tornado"],
                "grid" if study.factors.len() > 1 && ask.effect.is_some() => {
                    vec!["curves", "heat_map", "phase_diagram"]
                }
                "grid" if study.factors.len() > 1 => vec!["curves", "heat_map"],
                _ => vec!["curves"],
            },
        }
    }

    /// The table of one kind of figure.
    fn drawable(
        &self,
        path: &Path,
        kind: &'static Kind,
        ask: &Ask,
        command: &str,
    ) -> Result<Drawable, PlotError> {
        let (table, mut source) = match self {
            Self::Run(manifest) => (
                of_run(path, manifest, kind, ask)?,
                source(manifest, command),
            ),
            Self::Compare(manifest) => (
                of_compare(path, manifest, kind)?,
                of_baseline(manifest, command),
            ),
            Self::Sensitivity(indices, manifest) => (
                sensitivity::indices(path, indices, kind, ask)?,
                source_of(path, manifest.as_deref(), command),
            ),
            Self::Discovery(findings, manifest) => (
                of_discovery(path, findings, kind, ask)?,
                source_of(path, manifest.as_deref(), command),
            ),
            Self::Study(study, manifest) => {
                (of_study(study, kind, ask)?, source(manifest, command))
            }
        };
        if kind.name == "timeline" {
            source.runs = 1;
        }
        Ok(Drawable {
            kind,
            table,
            source,
        })
    }
}

/// Survival curves of several runs' folders, a series for each.
///
/// # Errors
/// [`PlotError`].
pub fn several_runs(paths: &[PathBuf], ask: &Ask, command: &str) -> Result<Drawable, PlotError> {
    let kind = kind("time_to_first_event")?;
    let Some(column) = &ask.value else {
        return Err(PlotError::Usage(
            "of several runs, time_to_first_event needs --value, such as first_r3".into(),
        ));
    };
    let mut out = run_data::survival_columns();
    let (mut sources, mut names) = (Vec::new(), Vec::new());
    for path in paths {
        let Folder::Run(manifest) = open(path)? else {
            return Err(not_there(
                kind,
                path,
                "several folders must be those of `trilat run`",
            ));
        };
        let curve = RunFiles::read(path)?.survival(column);
        if curve.is_empty() {
            return Err(not_there(
                kind,
                path,
                &format!("survival.csv has no curve of `{column}`"),
            ));
        }
        let name = manifest.scenario.name.clone();
        if names.contains(&name) {
            let reason =
                format!("another folder holds the scenario `{name}` too; name scenarios apart");
            return Err(not_there(kind, path, &reason));
        }
        run_data::push_curve(&mut out, &name, &curve);
        names.push(name);
        sources.push(source(&manifest, command));
    }
    let mut table = out.table()?;
    table.say("value", format!("Share of runs with {column}"));
    let first = sources.first().cloned();
    let mut source = first.ok_or_else(|| PlotError::Usage("no folder is given".into()))?;
    source.scenario = names.join(", ");
    source.runs = sources.iter().map(|s| s.runs).sum();
    if sources.iter().any(|s| s.seed != source.seed) {
        return Err(PlotError::Usage(
            "the runs have different seeds; run them with one --seed".into(),
        ));
    }
    Ok(Drawable {
        kind,
        table,
        source,
    })
}

fn source(manifest: &Manifest, command: &str) -> Source {
    Source {
        scenario: manifest.scenario.name.clone(),
        seed: manifest.seed,
        runs: manifest.runs.completed,
        version: manifest.program.version.clone(),
        command: command.to_owned(),
    }
}

/// The source of a folder that may have no manifest.
fn source_of(path: &Path, manifest: Option<&Manifest>, command: &str) -> Source {
    match manifest {
        Some(manifest) => source(manifest, command),
        None => Source::of_file(&path.display().to_string(), command),
    }
}

fn of_baseline(manifest: &Manifest, command: &str) -> Source {
    Source {
        scenario: format!("{} as baseline", manifest.scenario.name),
        ..source(manifest, command)
    }
}

fn not_there(kind: &Kind, path: &Path, reason: &str) -> PlotError {
    PlotError::NotThere {
        figure: kind.name.to_owned(),
        path: path.to_path_buf(),
        reason: reason.to_owned(),
    }
}

pub(crate) fn elsewhere(kind: &Kind, path: &Path, what: &str) -> PlotError {
    not_there(
        kind,
        path,
        &format!(
            "it is the folder of a {what}; the figure comes from: {}",
            kind.from
        ),
    )
}

fn of_run(path: &Path, manifest: &Manifest, kind: &Kind, ask: &Ask) -> Result<Table, PlotError> {
    let scenario = scenario(&path.join(SCENARIO))?;
    let roster = &scenario.roster;
    Ok(match kind.name {
        "probes_by_rung" => run_data::rates(roster, &RunFiles::read(path)?)?,
        "bands_over_time" => run_data::bands(roster, &RunFiles::read(path)?, false)?,
        "beliefs" => run_data::bands(roster, &RunFiles::read(path)?, true)?,
        "time_to_first_event" => run_data::survival(roster, &RunFiles::read(path)?)?,
        "network" => run_data::network(roster, &RunFiles::read(path)?, manifest.runs.completed)?,
        "timeline" => {
            if manifest.recorded.traces <= ask.run || !manifest.recorded.events {
                let needed = ask.run + 1;
                let reason = format!(
                    "run {} is not traced there; run the scenario again with --traces {needed} --events",
                    ask.run
                );
                return Err(not_there(kind, path, &reason));
            }
            let (monthly, events) = run_data::traced(path, &scenario, ask.run)?;
            timeline_rows(&monthly, &events)?
        }
        _ => return Err(elsewhere(kind, path, "run")),
    })
}

fn of_compare(path: &Path, manifest: &Manifest, kind: &Kind) -> Result<Table, PlotError> {
    match kind.name {
        "contrasts" => contrasts(path, manifest),
        _ => Err(elsewhere(kind, path, "comparison")),
    }
}

fn of_study(study: &StudyFiles, kind: &Kind, ask: &Ask) -> Result<Table, PlotError> {
    match kind.name {
        "curves" => study_tables::curves(study, ask),
        "heat_map" => study_tables::heat_map(study, ask),
        "tornado" => study_tables::tornado(study, ask),
        "time_to_first_event" => study_tables::survival(study, ask),
        "phase_diagram" => study_tables::phase(study, ask),
        _ => Err(elsewhere(kind, &study.folder, "study")),
    }
}

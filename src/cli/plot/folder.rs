//! From a folder or a file to the tables of the figures that it can give.

use std::path::{Path, PathBuf};

use super::ask::Ask;
use super::compare::contrasts;
use super::error::PlotError;
use super::kinds::{Kind, fitting, kind};
use super::read::{scenario, table};
use super::run_data::{self, RunData, RunFiles};
use super::sensitivity::{self, SENSITIVITY};
use super::study::StudyFiles;
use super::study_tables;
use crate::figures::{Source, Table, timeline_rows};
use crate::store::manifest::Manifest;
use crate::store::tables::{CONTRASTS, SCENARIO, SURVIVAL};

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
}

fn open(path: &Path) -> Result<Folder, PlotError> {
    let manifest = Manifest::read(path)?;
    if path.join(SENSITIVITY).is_file() {
        let indices = Box::new(table(&path.join(SENSITIVITY))?);
        return Ok(Folder::Sensitivity(indices, manifest.map(Box::new)));
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
    let names: Vec<&str> = match (&wanted, &folder) {
        (Some(kind), _) => vec![kind.name],
        (None, Folder::Run(manifest)) => {
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
        (None, Folder::Compare(_)) => vec!["contrasts"],
        (None, Folder::Sensitivity(indices, _)) => {
            let mut names = vec!["sobol_bars", "morris"];
            names.retain(|name| kind(name).is_ok_and(|k| sensitivity::has(indices, k)));
            names
        }
        (None, Folder::Study(study, _)) => match study.design() {
            "ofat" => vec!["tornado"],
            "grid" if study.factors.len() > 1 && ask.effect.is_some() => {
                vec!["curves", "heat_map", "phase_diagram"]
            }
            "grid" if study.factors.len() > 1 => vec!["curves", "heat_map"],
            _ => vec!["curves"],
        },
    };
    let (mut out, mut passed_over) = (Vec::new(), None);
    for name in names {
        let kind = kind(name)?;
        match folder.drawable(path, kind, ask, command) {
            Ok(drawable) => out.push(drawable),
            Err(error @ PlotError::NotThere { .. }) if wanted.is_none() => {
                passed_over = Some(error)
            }
            Err(error) => return Err(error),
        }
    }
    match passed_over {
        Some(error) if out.is_empty() => Err(error),
        _ => Ok(out),
    }
}

impl Folder {
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
            Self::Sensitivity(indices, manifest) => {
                let source = match manifest {
                    Some(manifest) => source(manifest, command),
                    None => Source::of_file(&path.display().to_string(), command),
                };
                (sensitivity::indices(path, indices, kind, ask)?, source)
            }
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

fn elsewhere(kind: &Kind, path: &Path, what: &str) -> PlotError {
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

/// A CSV file whose columns are those of a kind, or are named by options.
fn of_csv(
    path: &Path,
    wanted: Option<&'static Kind>,
    ask: &Ask,
    command: &str,
) -> Result<Drawable, PlotError> {
    let mut read = table(path)?;
    let indexed = |k: &&'static Kind| sensitivity::has(&read, k);
    let of_indices = match wanted {
        Some(k) => Some(k).filter(indexed),
        None => super::kinds::KINDS.iter().find(indexed),
    };
    if let Some(k) = of_indices {
        return Ok(Drawable {
            kind: k,
            table: sensitivity::indices(path, &read, k, ask)?,
            source: Source::of_file(&path.display().to_string(), command),
        });
    }
    for (option, given, name) in [
        ("--x", &ask.x, "x"),
        ("--y", &ask.y, "y"),
        ("--series", &ask.series, "series"),
        ("--panel", &ask.panel, "panel"),
        ("--value", &ask.value, "estimate"),
    ] {
        let Some(column) = given else { continue };
        if !read.has(column) {
            return Err(PlotError::UnknownName {
                option: option.to_owned(),
                name: column.clone(),
                closest: crate::scenario::load::closest(
                    column,
                    read.names().iter().map(String::as_str),
                )
                .map(str::to_owned),
                allowed: read.names().to_vec(),
            });
        }
        read = read.with_column_as(column, name)?;
        read.say(if name == "estimate" { "value" } else { name }, column);
    }
    if let Some(level) = ask.threshold
        && !read.has("threshold")
    {
        let column = crate::figures::Column::Number(vec![level; read.rows()]);
        read.push("threshold", column)?;
    }
    let kind = match wanted.or_else(|| fitting(&read)) {
        Some(kind) => kind,
        None => {
            return Err(PlotError::NoKind {
                path: path.to_path_buf(),
                columns: read.names().to_vec(),
            });
        }
    };
    Ok(Drawable {
        kind,
        source: Source::of_file(&path.display().to_string(), command),
        table: read,
    })
}

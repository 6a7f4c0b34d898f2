//! The scenario of a trace: a file, or the folder of runs made of it.

use std::fs;
use std::path::Path;

use crate::rows::Rows;
use crate::scenario::Scenario;
use crate::scenario::load::{closest, load};
use crate::store::atomic::sha256;
use crate::store::error::StoreError;
use crate::store::manifest::{Manifest, Program};
use crate::store::tables::{RUNS, SCENARIO};
use crate::tasks::trace::error::TraceCommandError;
use crate::tasks::trace::error::Unknown;

/// What follows the name of a scenario in its resolved file in the folder of a comparison.
const SUFFIX: &str = ".resolved.toml";

/// Where a trace comes from.
pub struct TraceSource {
    /// The scenario, resolved.
    pub scenario: Scenario,
    /// What the reader should know: remarks on the scenario, doubts about the folder.
    pub notes: Vec<String>,
    /// The runs in the folder, or that the scenario asks for.
    pub runs: u64,
    /// Header and line of the run in `runs.csv`, if it is there and was made with the same scenario.
    line: Option<(String, String)>,
}

/// Reads the scenario of a path, with overrides. `member` names one of the scenarios of a comparison.
///
/// # Errors
/// [`TraceCommandError`].
pub fn read(
    path: &Path,
    member: Option<&str>,
    sets: &[String],
    run: u64,
) -> Result<TraceSource, TraceCommandError> {
    if !path.exists() {
        return Err(TraceCommandError::Missing {
            path: path.display().to_string(),
        });
    }
    if path.is_dir() {
        return folder(path, member, sets, run);
    }
    let loaded = load(path, sets).map_err(TraceCommandError::Scenario)?;
    if let Some(name) = member.filter(|name| *name != loaded.scenario.name) {
        let own = loaded.scenario.name;
        return Err(unknown(name, path, vec![own]));
    }
    Ok(TraceSource {
        runs: loaded.scenario.runs,
        scenario: loaded.scenario,
        notes: loaded.notes.iter().map(ToString::to_string).collect(),
        line: None,
    })
}

fn unknown(name: &str, path: &Path, known: Vec<String>) -> TraceCommandError {
    TraceCommandError::Unknown(Box::new(Unknown {
        option: "scenario",
        name: name.to_owned(),
        of: path.display().to_string(),
        closest: closest(name, known.iter().map(String::as_str)).map(str::to_owned),
        known,
    }))
}

fn folder(
    path: &Path,
    member: Option<&str>,
    sets: &[String],
    run: u64,
) -> Result<TraceSource, TraceCommandError> {
    let no_run = || TraceCommandError::NoRun {
        folder: path.display().to_string(),
    };
    let manifest = Manifest::read(path)?.ok_or_else(no_run)?;
    let files = || manifest.files.iter().map(|file| file.path.as_str());
    let own = &manifest.scenario.name;
    let (file, known) = if files().any(|file| file == SCENARIO) {
        (SCENARIO.to_owned(), vec![own.clone()])
    } else {
        let names = files().filter_map(|file| file.strip_suffix(SUFFIX));
        let known = names.map(str::to_owned).collect();
        (format!("{}{SUFFIX}", member.unwrap_or(own)), known)
    };
    if let Some(name) = member.filter(|name| !known.iter().any(|k| k == name)) {
        return Err(unknown(name, path, known));
    }
    let entry = manifest.files.iter().find(|entry| entry.path == file);
    let entry = entry.ok_or_else(no_run)?;
    let resolved = path.join(&file);
    let text =
        fs::read_to_string(&resolved).map_err(|error| StoreError::io("read", &resolved, error))?;
    let loaded = load(&resolved, sets).map_err(TraceCommandError::Scenario)?;
    let mut notes = Vec::new();
    let same_text = sha256(&text) == entry.sha256;
    if !same_text {
        notes.push(format!(
            "warning: {file} was changed after trilat wrote it: this is not the scenario of the folder's runs"
        ));
    }
    let (theirs, ours) = (&manifest.program.version, Program::this().version);
    if *theirs != ours {
        notes.push(format!(
            "warning: the folder was written by trilat {theirs}, this is {ours}: the run may not be the same"
        ));
    }
    if !sets.is_empty() {
        notes.push(
            "note: with --set this is the run that the changed scenario has on the same random numbers, not the run of the folder"
                .to_owned(),
        );
    }
    let runs = manifest.runs.completed;
    if run >= runs {
        notes.push(format!(
            "note: the folder holds runs 0 to {}; run {run} is the one that more runs would have added",
            runs.saturating_sub(1)
        ));
    }
    let comparable = same_text && sets.is_empty() && run < runs && files().any(|f| f == RUNS);
    let line = if comparable { line(path, run)? } else { None };
    Ok(TraceSource {
        scenario: loaded.scenario,
        notes,
        runs,
        line,
    })
}

/// The header of `runs.csv` and the line of a run.
fn line(folder: &Path, run: u64) -> Result<Option<(String, String)>, StoreError> {
    let path = folder.join(RUNS);
    let text = fs::read_to_string(&path).map_err(|error| StoreError::io("read", &path, error))?;
    let start = format!("{run},");
    let mut lines = text.lines();
    let header = lines.next().map(str::to_owned);
    let own = lines
        .find(|line| line.starts_with(&start))
        .map(str::to_owned);
    Ok(header.zip(own))
}

impl TraceSource {
    /// What to say if the run simulated again is not the one in `runs.csv`, to the last digit.
    pub fn disagreement(&self, run: u64, row: &[f64]) -> Option<String> {
        let (header, line) = self.line.as_ref()?;
        let mut rows = Rows::default();
        rows.integer(run);
        for value in row {
            rows.number(*value);
        }
        rows.end_row();
        let found = rows.as_str().trim_end();
        if found == line {
            return None;
        }
        let cells = header.split(',').zip(line.split(',')).zip(found.split(','));
        let first = cells.into_iter().find(|((_, a), b)| a != b);
        let what = first.map_or_else(
            || "its columns are others".to_owned(),
            |((name, theirs), ours)| format!("{name} is {ours} here and {theirs} there"),
        );
        Some(format!(
            "warning: run {run} does not come out as {RUNS} has it ({what}): another version of the model wrote the folder, and what follows explains the run as this version has it"
        ))
    }
}

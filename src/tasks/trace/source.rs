//! The scenario of a trace: a file, or the folder of runs made of it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::ask::Ask;
use super::error::{TraceError, Unknown};
use crate::hash::sha256;
use crate::model::load;
use crate::rows::Rows;
use crate::scenario::Scenario;
use crate::scenario::load::{Diagnostic, closest};
use crate::shipped::{self, Kind};
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::guard::Guard;
use crate::store::manifest::{Manifest, Program};
use crate::store::tables::{RUNS, SCENARIO};

/// What follows the name of a scenario in its resolved file in the folder of a comparison.
const SUFFIX: &str = ".resolved.toml";

/// Where a trace comes from.
pub struct TraceSource {
    /// The scenario, resolved.
    pub scenario: Scenario,
    /// Remarks on the scenario and the folder.
    pub notes: Vec<String>,
    /// Doubts about the folder.
    pub warnings: Vec<String>,
    /// What a reader must know of files that are not what the manifest says.
    pub altered: Option<String>,
    /// The runs in the folder, or that the scenario asks for.
    pub runs: u64,
    /// Header and line of the run in `runs.csv`, if it is there and was made with the same scenario.
    line: Option<(String, String)>,
}

/// Reads the scenario that is asked for.
///
/// # Errors
/// [`TraceError`].
pub fn read(ask: &Ask) -> Result<TraceSource, TraceError> {
    let path = &ask.source;
    let carried = || shipped::find(Kind::Scenario, &path.to_string_lossy()).is_some();
    if !path.exists() && !carried() {
        return Err(TraceError::Missing {
            path: path.display().to_string(),
        });
    }
    if path.is_dir() {
        return folder(ask);
    }
    let loaded = load(path, &ask.sets).map_err(TraceError::Scenario)?;
    let member = ask.scenario.as_deref();
    if let Some(name) = member.filter(|name| *name != loaded.scenario.name) {
        let own = loaded.scenario.name;
        return Err(unknown(name, path, vec![own]));
    }
    Ok(TraceSource {
        runs: loaded.scenario.runs,
        scenario: loaded.scenario,
        notes: loaded.notes.iter().map(remark).collect(),
        warnings: Vec::new(),
        altered: None,
        line: None,
    })
}

/// A remark without the word that it begins with where it is shown.
fn remark(note: &Diagnostic) -> String {
    let text = note.to_string();
    let text = text.strip_prefix("note: ").unwrap_or(&text);
    text.trim_end().to_owned()
}

fn unknown(name: &str, path: &Path, known: Vec<String>) -> TraceError {
    TraceError::Unknown(Box::new(Unknown {
        kind: "scenario",
        name: name.to_owned(),
        of: path.display().to_string(),
        closest: closest(name, known.iter().map(String::as_str)).map(str::to_owned),
        known,
    }))
}

fn folder(ask: &Ask) -> Result<TraceSource, TraceError> {
    let (path, sets, run) = (&ask.source, &ask.sets, ask.run);
    let member = ask.scenario.as_deref();
    let no_run = || TraceError::NoRun {
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
    let guard = Guard::new(ask.unverified);
    guard.check(&resolved)?;
    let text = read_text(&resolved).map_err(|error| StoreError::io("read", &resolved, error))?;
    let loaded = load(&resolved, sets).map_err(TraceError::Scenario)?;
    let (mut notes, mut warnings) = (Vec::new(), Vec::new());
    let same_text = sha256(&text) == entry.sha256;
    if !same_text {
        warnings.push(format!(
            "{file} was changed after trilat wrote it: this is not the scenario of the folder's runs"
        ));
    }
    let (theirs, ours) = (&manifest.program.version, Program::this().version);
    if *theirs != ours {
        warnings.push(format!(
            "the folder was written by trilat {theirs}, this is {ours}: the run may not be the same"
        ));
    }
    if !sets.is_empty() {
        notes.push(
            "with changes this is the run that the changed scenario has on the same random numbers, not the run of the folder"
                .to_owned(),
        );
    }
    let runs = manifest.runs.completed;
    if run >= runs {
        notes.push(format!(
            "the folder holds runs 0 to {}; run {run} is the one that more runs would have added",
            runs.saturating_sub(1)
        ));
    }
    let comparable = same_text && sets.is_empty() && run < runs && files().any(|f| f == RUNS);
    let line = match comparable {
        true => {
            guard.check(&path.join(RUNS))?;
            line(path, run)?
        }
        false => None,
    };
    Ok(TraceSource {
        scenario: loaded.scenario,
        notes,
        warnings,
        altered: guard.sentence(),
        runs,
        line,
    })
}

/// The header of `runs.csv` and the line of a run.
fn line(folder: &Path, run: u64) -> Result<Option<(String, String)>, StoreError> {
    let path = folder.join(RUNS);
    let failed = |error| StoreError::io("read", &path, error);
    let start = format!("{run},");
    let mut lines = BufReader::new(File::open(&path).map_err(failed)?).lines();
    let header = lines.next().transpose().map_err(failed)?;
    for line in lines {
        let line = line.map_err(failed)?;
        if line.starts_with(&start) {
            return Ok(header.zip(Some(line)));
        }
    }
    Ok(None)
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
            "run {run} does not come out as {RUNS} has it ({what}): another version of the model wrote the folder, and what follows explains the run as this version has it"
        ))
    }
}

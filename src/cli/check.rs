//! `trilat check FILE…`

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::exit::Exit;
use super::streams::Streams;
use crate::fault::Fault;
use crate::model::load;
use crate::scenario::load::{Diagnostic, Diagnostics, Loaded};
use crate::tasks::numbers::counted;

/// Reads each file and says `ok` with the size of its roster, or all that is wrong with it.
///
/// # Errors
/// When writing fails.
pub fn check(
    files: &[PathBuf],
    sets: &[String],
    as_json: bool,
    quiet: bool,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let mut exit = Exit::Ok;
    let mut reports = Vec::new();
    for file in files {
        let result = load(file, sets);
        if result.is_err() {
            exit = Exit::Fault(Fault::Config);
        }
        if as_json {
            reports.push(report(file, &result));
            continue;
        }
        match result {
            Ok(loaded) => {
                let (file, summary) = (file.display(), summary(&loaded));
                streams.print_line(format_args!("ok {file}: {summary}"))?;
                for note in loaded.notes.iter().filter(|_| !quiet) {
                    streams.say(note);
                }
            }
            Err(errors) => streams.say(errors.to_string().trim_end()),
        }
    }
    if as_json {
        let text = serde_json::to_string_pretty(&reports).map_err(io::Error::other)?;
        streams.print_line(text)?;
    }
    Ok(exit)
}

/// The size of a scenario in words.
fn summary(loaded: &Loaded) -> String {
    let scenario = &loaded.scenario;
    let roster = &scenario.roster;
    let mut values: u64 = 0;
    let mut parameters = scenario.parameters.clone();
    parameters.visit_mut(roster, &mut |_, _, _| values += 1);
    [
        counted(roster.allies.len() as u64, "ally", "allies"),
        counted(roster.probers.len() as u64, "prober", "probers"),
        counted(roster.dyads.len() as u64, "dyad", "dyads"),
        counted(roster.theatres.len() as u64, "theatre", "theatres"),
        counted(roster.targets.len() as u64, "target", "targets"),
        counted(roster.rungs.len() as u64, "rung", "rungs"),
        counted(scenario.levers.len() as u64, "lever", "levers"),
        counted(values, "number", "numbers"),
        counted(u64::from(scenario.horizon), "month", "months"),
    ]
    .join(", ")
}

fn report(file: &Path, result: &Result<Loaded, Diagnostics>) -> Value {
    let listed = |list: &[Diagnostic]| -> Vec<Value> { list.iter().map(diagnostic).collect() };
    let (errors, notes) = match result {
        Ok(loaded) => (vec![], listed(&loaded.notes)),
        Err(errors) => (listed(&errors.list), vec![]),
    };
    json!({
        "file": file.display().to_string(),
        "ok": result.is_ok(),
        "errors": errors,
        "notes": notes,
    })
}

fn diagnostic(diagnostic: &Diagnostic) -> Value {
    json!({
        "message": diagnostic.message,
        "file": diagnostic.place.as_ref().map(|place| &place.source),
        "line": diagnostic.place.as_ref().map(|place| place.line),
        "column": diagnostic.place.as_ref().map(|place| place.column),
        "text": diagnostic.place.as_ref().map(|place| &place.text),
        "help": diagnostic.help,
    })
}

//! The folder of a sensitivity analysis and its figures, from `sensitivity.csv`.

use std::path::{Path, PathBuf};

use super::arms::with_note;
use super::choices::{Choice, Choices};
use super::error::PlotError;
use super::origin::{Folder, Gives, Place};
use super::read::folder_source;
use super::study::StudyFiles;
use crate::figures::{Column, ESTIMATE, Kind, MORRIS, SOBOL_BARS, Source, TORNADO, Table};
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::words::with_unit;

/// The file of indices.
pub const SENSITIVITY: &str = "sensitivity.csv";

/// The folder of a sensitivity analysis.
pub struct IndicesFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its indices.
    pub indices: Table,
    /// Its manifest, if it has one.
    pub manifest: Option<Manifest>,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
}

impl Folder for IndicesFolder {
    const PLACE: Place = Place::Sensitivity;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &SOBOL_BARS,
            from: "sensitivity",
            takes: &[Choice::Value],
            unasked: |folder, _| has(&folder.indices, &SOBOL_BARS),
            table: |f, choices| indices(&f.path, &f.indices, &SOBOL_BARS, choices),
        },
        Gives {
            kind: &MORRIS,
            from: "sensitivity",
            takes: &[Choice::Value],
            unasked: |folder, _| has(&folder.indices, &MORRIS),
            table: |f, choices| indices(&f.path, &f.indices, &MORRIS, choices),
        },
        Gives {
            kind: &TORNADO,
            from: "sensitivity (of a sweep ofat): changes from the scenario",
            takes: &[Choice::Value],
            unasked: |folder, _| has(&folder.indices, &TORNADO),
            table: |f, choices| f.changes(choices),
        },
    ];

    fn path(&self) -> &Path {
        &self.path
    }

    fn source(&self, command: &str) -> Source {
        folder_source(&self.path, self.manifest.as_ref(), command)
    }
}

impl IndicesFolder {
    /// The study in whose folder this one lies, which knows its factors and outputs in words.
    fn study(&self) -> Option<StudyFiles> {
        let path = self.path.canonicalize().ok()?;
        let parent = path.parent()?;
        let manifest = Manifest::read(parent).ok().flatten()?;
        let info = manifest.study.clone()?;
        StudyFiles::read(parent, manifest, info, &self.guard).ok()
    }

    /// What each factor alone changes, from the scenario's own value to each of its levels, as `tornado` takes it.
    fn changes(&self, choices: &Choices) -> Result<Table, PlotError> {
        let mut out = indices(&self.path, &self.indices, &TORNADO, choices)?;
        let asked = out.said("output").map(str::to_owned);
        let Some(study) = self.study() else {
            return Ok(out);
        };
        for factor in &study.factors {
            out.say(&factor.column, &factor.label);
        }
        let wanted = Choices {
            value: asked,
            ..Choices::default()
        };
        let Ok(output) = study.output(&wanted) else {
            return Ok(out);
        };
        let label = output.label();
        out.say(
            "value",
            match label.strip_prefix("Effect of ") {
                Some(rest) => format!("Change in the effect of {rest}"),
                None => format!("Change in {label}"),
            },
        );
        let note = study.differences(&output)?;
        Ok(with_note(out, note))
    }
}

/// What a kind of figure shows of `sensitivity.csv`: its method and its indices.
fn shown(kind: &Kind) -> Option<(&'static str, &'static [&'static str])> {
    match kind.name {
        name if name == SOBOL_BARS.name => Some(("sobol", &["S1", "ST"])),
        name if name == MORRIS.name => Some(("morris", &["mu_star", "sigma"])),
        name if name == TORNADO.name => Some(("ofat", &["effect"])),
        _ => None,
    }
}

/// Whether a table has indices for a kind.
pub fn has(table: &Table, kind: &Kind) -> bool {
    let methods = table.text("method").unwrap_or_default();
    shown(kind).is_some_and(|(method, _)| methods.iter().any(|m| m == method))
}

/// The indices that a kind shows, of the output asked for or of the first, from all runs.
///
/// # Errors
/// [`PlotError`].
pub fn indices(
    path: &Path,
    all: &Table,
    kind: &Kind,
    choices: &Choices,
) -> Result<Table, PlotError> {
    let not_there = |reason: &str| PlotError::not_there(kind, path, reason);
    let (method, names) =
        shown(kind).ok_or_else(|| not_there("it holds indices, which the figure does not show"))?;
    let text = |name: &str| {
        if all.has(name) {
            all.text(name)
        } else {
            Ok(vec![String::new(); all.rows()])
        }
    };
    let (outputs, methods, second) = (text("output")?, text("method")?, text("factor2")?);
    let (factors, indices) = (text("factor")?, text("index")?);
    let shares = if all.has("share") {
        all.numbers("share")?
    } else {
        vec![1.0; all.rows()]
    };
    let mine = |row: &usize| {
        (methods[*row].is_empty() || methods[*row] == method)
            && second[*row].is_empty()
            && names.contains(&indices[*row].as_str())
            && shares[*row] == 1.0
    };
    let rows: Vec<usize> = (0..all.rows()).filter(mine).collect();
    let mut known: Vec<String> = rows.iter().map(|row| outputs[*row].clone()).collect();
    known.dedup();
    let Some(first) = known.first() else {
        let reason = format!("it has no indices of the method `{method}`");
        return Err(not_there(&reason));
    };
    let output = choices.value.clone().unwrap_or_else(|| first.clone());
    if !known.contains(&output) {
        return Err(PlotError::unknown("--value", &output, known));
    }
    let mut rows: Vec<usize> = rows
        .into_iter()
        .filter(|row| outputs[*row] == output)
        .collect();
    // A tornado is of levels, in increasing order, about what is nothing by itself: no change.
    let of_levels = kind.name == TORNADO.name;
    let levels = text("level")?;
    if of_levels {
        let number = |row: &usize| levels[*row].parse().unwrap_or(f64::NAN);
        rows.sort_by(|a, b| number(a).total_cmp(&number(b)));
    }
    let mut table = Table::new();
    let texts = |cells: &[String]| -> Column {
        let own = rows.iter().map(|row| cells[*row].clone());
        Column::Text(of_levels.then(String::new).into_iter().chain(own).collect())
    };
    table.push("factor", texts(&factors))?;
    table.push(
        if of_levels { "level" } else { "index" },
        texts(if of_levels { &levels } else { &indices }),
    )?;
    for name in ESTIMATE {
        let values = all.numbers(name)?;
        let own = rows.iter().map(|row| values[*row]);
        let base = if name == ESTIMATE[0] { 0.0 } else { f64::NAN };
        let first = of_levels.then_some(base).into_iter();
        table.push(name, Column::Number(first.chain(own).collect()))?;
    }
    if of_levels {
        let units = text("unit")?;
        let unit = rows.first().map_or("", |row| &units[*row]);
        table.say("estimates", "changes");
        table.say("value", format!("Change in {}", with_unit(&output, unit)));
        table.say("output", output);
    } else if !output.is_empty() {
        table.say("value", output);
    }
    Ok(table)
}

//! The folder of a scenario discovery and its figures: the box over two factors, the way to it.

use std::path::{Path, PathBuf};

use super::choices::{Choice, Choices};
use super::error::PlotError;
use super::origin::{Folder, Gives, Place};
use super::read::{folder_source, number, rows_where, table};
use crate::figures::{Column, Kind, PEELING, PRIM_BOX, Source, Table, plain};
use crate::store::discover_tables::{POINTS, TRAJECTORY};
use crate::store::findings::{FactorLimit, Findings, FoundBox};
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;

/// The column that tells the trajectories of several boxes apart.
const BOX: &str = "box";

/// The folder of a scenario discovery.
pub struct DiscoveryFolder {
    /// Where it is.
    pub path: PathBuf,
    /// What it found.
    pub findings: Findings,
    /// Its manifest, if it has one.
    pub manifest: Option<Manifest>,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
}

impl Folder for DiscoveryFolder {
    const PLACE: Place = Place::Discovery;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &PRIM_BOX,
            from: "discover",
            takes: &[Choice::X, Choice::Y, Choice::Box],
            unasked: |_, _| true,
            table: |folder, choices| over_two(folder, choices),
        },
        Gives {
            kind: &PEELING,
            from: "discover",
            takes: &[Choice::Box],
            unasked: |_, _| true,
            table: |folder, choices| peeling(folder, choices),
        },
    ];

    fn path(&self) -> &Path {
        &self.path
    }

    fn source(&self, command: &str) -> Source {
        folder_source(&self.path, self.manifest.as_ref(), command)
    }
}

/// The way to a box.
fn peeling(folder: &DiscoveryFolder, choices: &Choices) -> Result<Table, PlotError> {
    let (path, findings) = (&folder.path, &folder.findings);
    let found = box_of(path, findings, &PEELING, choices)?;
    let file = path.join(TRAJECTORY);
    let mut out = steps_of(&file, &folder.guard, found.number)?;
    let note = format!(
        "Box {} of {}: {}.",
        found.number,
        findings.case(),
        holds(found)
    );
    out.say("note", note);
    Ok(out)
}

/// The trajectory of one box, of a table that may hold those of several.
///
/// # Errors
/// [`PlotError`].
pub fn one_trajectory(
    path: &Path,
    guard: &Guard,
    read: &Table,
    choices: &Choices,
) -> Result<Option<Table>, PlotError> {
    if !read.has(BOX) {
        return Ok(None);
    }
    let boxes = read.text(BOX)?;
    let wanted = choices.box_number.unwrap_or(1);
    if !boxes.contains(&wanted.to_string()) {
        let mut known = boxes;
        known.dedup();
        return Err(no_box(wanted, known));
    }
    steps_of(path, guard, wanted).map(Some)
}

/// The steps of one box.
fn steps_of(file: &Path, guard: &Guard, wanted: u64) -> Result<Table, PlotError> {
    const COLUMNS: [&str; 5] = [BOX, "step", "coverage", "density", "selected"];
    let own = wanted.to_string();
    let rows = rows_where(file, guard, &COLUMNS, |row| row[0] == own)?;
    let mut out = Table::new();
    for (at, name) in COLUMNS.iter().enumerate().skip(1) {
        let cells = rows.iter().map(|row| number(file, name, &row[at]));
        out.push(name, Column::Number(cells.collect::<Result<_, _>>()?))?;
    }
    Ok(out)
}

fn box_of<'a>(
    path: &Path,
    findings: &'a Findings,
    kind: &Kind,
    choices: &Choices,
) -> Result<&'a FoundBox, PlotError> {
    let mut boxes = findings.boxes.iter();
    let found = match choices.box_number {
        None => boxes.next(),
        Some(wanted) => boxes.find(|found| found.number == wanted),
    };
    found.ok_or_else(|| match choices.box_number {
        Some(wanted) if !findings.boxes.is_empty() => {
            let known = findings.boxes.iter().map(|found| found.number.to_string());
            no_box(wanted, known.collect())
        }
        _ => PlotError::not_there(kind, path, "no box was found"),
    })
}

fn no_box(wanted: u64, allowed: Vec<String>) -> PlotError {
    PlotError::UnknownName {
        option: "--box".to_owned(),
        name: wanted.to_string(),
        allowed,
        closest: None,
    }
}

/// The points over two factors, with the limits of a box.
fn over_two(folder: &DiscoveryFolder, choices: &Choices) -> Result<Table, PlotError> {
    let (path, findings) = (&folder.path, &folder.findings);
    let found = box_of(path, findings, &PRIM_BOX, choices)?;
    let file = path.join(POINTS);
    let axes = axes(folder, found, choices)?;
    let [across, upwards] = axes.each_ref().map(String::as_str);
    let rows = rows_where(
        &file,
        &folder.guard,
        &[across, upwards, "case", "in_box"],
        |row| {
            // The points of earlier boxes were taken away before this one was looked for.
            row[3]
                .parse::<u64>()
                .map_or(true, |earlier| earlier >= found.number)
        },
    )?;
    let mut out = Table::new();
    for (at, name) in ["x", "y", "case"].into_iter().enumerate() {
        let column = axes.get(at).map_or(name, String::as_str);
        let cells = rows.iter().map(|row| number(&file, column, &row[at]));
        out.push(name, Column::Number(cells.collect::<Result<_, _>>()?))?;
    }
    for (name, column) in ["x", "y"].into_iter().zip(&axes) {
        let limit = found.limits.iter().find(|limit| limit.factor == *column);
        let ends = limit.map_or([None; 2], |limit| [limit.low, limit.high]);
        for (end, value) in ["low", "high"].into_iter().zip(ends) {
            if let Some(value) = value {
                let values = Column::Number(vec![value; rows.len()]);
                out.push(&format!("{name}_{end}"), values)?;
            }
        }
        out.say(name, findings.path(column));
        if findings.log.contains(column) {
            out.say(&format!("{name}_scale"), "log");
        }
    }
    out.say("value", findings.case());
    let mut note = format!("Box {}: ", found.number);
    if found.limits.is_empty() {
        note.push_str("none, since no box is better than the whole space.");
    } else {
        let limits = findings.limits(found, |x| plain(&x.to_string()));
        note.push_str(&format!("{limits}; with all its limits {}.", holds(found)));
    }
    if found.number > 1 {
        note.push_str(" Points of earlier boxes are left out.");
    }
    out.say("note", note);
    Ok(out)
}

fn holds(found: &FoundBox) -> String {
    format!(
        "it holds {} points, {} of them cases (coverage {}, density {})",
        found.points,
        found.cases,
        plain(&format!("{:.3}", found.coverage)),
        plain(&format!("{:.3}", found.density))
    )
}

/// The factors across and upwards: those asked for, or the two that the box restricts with the least
/// quasi-p-values, or where it restricts fewer, others.
fn axes(
    folder: &DiscoveryFolder,
    found: &FoundBox,
    choices: &Choices,
) -> Result<[String; 2], PlotError> {
    let (path, findings) = (&folder.path, &folder.findings);
    let mut limits: Vec<_> = found.limits.iter().collect();
    limits.retain(|limit| limit.values.is_empty());
    let p = |limit: &FactorLimit| limit.quasi_p.unwrap_or(f64::NAN);
    limits.sort_by(|a, b| p(a).total_cmp(&p(b)));
    let mut order: Vec<String> = limits
        .into_iter()
        .map(|limit| limit.factor.clone())
        .collect();
    let points = table(&path.join(POINTS), &folder.guard)?;
    let others = findings
        .factors
        .iter()
        .filter(|name| points.is_numeric(name));
    for name in others {
        if !order.contains(name) {
            order.push(name.clone());
        }
    }
    let mut asked = [None, None];
    for ((option, name), place) in [("--x", &choices.x), ("--y", &choices.y)]
        .into_iter()
        .zip(&mut asked)
    {
        let Some(name) = name else { continue };
        let same = |column: &&String| *column == name || findings.path(column) == name;
        let column = order.iter().find(same).cloned().ok_or_else(|| {
            let allowed: Vec<String> = order
                .iter()
                .map(|column| findings.path(column).to_owned())
                .collect();
            PlotError::unknown(option, name, allowed)
        })?;
        *place = Some(column);
    }
    if asked[0].is_some() && asked[0] == asked[1] {
        return Err(PlotError::Usage(
            "--x and --y must be two factors".to_owned(),
        ));
    }
    order.retain(|column| !asked.iter().flatten().any(|taken| taken == column));
    let mut rest = order.into_iter();
    match asked.map(|column| column.or_else(|| rest.next())) {
        [Some(across), Some(upwards)] => Ok([across, upwards]),
        _ => {
            let reason = "it needs two factors of numbers that vary";
            Err(PlotError::not_there(&PRIM_BOX, path, reason))
        }
    }
}

//! Tables of the figures of a scenario discovery: the box over two factors, the way to it.

use std::path::Path;

use crate::figures::{Column, Table, plain};
use crate::scenario::load::closest;
use crate::store::discover_tables::{POINTS, TRAJECTORY};
use crate::store::findings::{Findings, FoundBox};
use crate::tasks::plot::ask::Ask;
use crate::tasks::plot::error::PlotError;
use crate::tasks::plot::kinds::Kind;
use crate::tasks::plot::read::number;
use crate::tasks::plot::read::rows_where;

/// The column that tells the trajectories of several boxes apart.
const BOX: &str = "box";

/// The table of a figure of the folder of a discovery.
///
/// # Errors
/// [`PlotError`].
pub fn of_discovery(
    path: &Path,
    findings: &Findings,
    kind: &Kind,
    ask: &Ask,
) -> Result<Table, PlotError> {
    let found = box_of(path, findings, kind, ask)?;
    match kind.name {
        "prim_box" => over_two(path, findings, found, kind, ask),
        "peeling" => {
            let file = path.join(TRAJECTORY);
            let mut out = steps_of(&file, found.number)?;
            let note = format!(
                "Box {} of {}: {}.",
                found.number,
                findings.case(),
                holds(found)
            );
            out.say("note", note);
            Ok(out)
        }
        _ => Err(super::folder::elsewhere(kind, path, "discovery")),
    }
}

/// The trajectory of one box, of a table that may hold those of several.
///
/// # Errors
/// [`PlotError`].
pub fn one_trajectory(path: &Path, read: &Table, ask: &Ask) -> Result<Option<Table>, PlotError> {
    if !read.has(BOX) {
        return Ok(None);
    }
    let boxes = read.text(BOX)?;
    let wanted = ask.box_number.unwrap_or(1);
    if !boxes.contains(&wanted.to_string()) {
        let mut known = boxes;
        known.dedup();
        return Err(no_box(wanted, known));
    }
    steps_of(path, wanted).map(Some)
}

/// The steps of one box.
fn steps_of(file: &Path, wanted: u64) -> Result<Table, PlotError> {
    const COLUMNS: [&str; 5] = [BOX, "step", "coverage", "density", "selected"];
    let own = wanted.to_string();
    let rows = rows_where(file, &COLUMNS, |row| row[0] == own)?;
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
    ask: &Ask,
) -> Result<&'a FoundBox, PlotError> {
    let mut boxes = findings.boxes.iter();
    let found = match ask.box_number {
        None => boxes.next(),
        Some(wanted) => boxes.find(|found| found.number == wanted),
    };
    found.ok_or_else(|| match ask.box_number {
        Some(wanted) if !findings.boxes.is_empty() => {
            let known = findings.boxes.iter().map(|found| found.number.to_string());
            no_box(wanted, known.collect())
        }
        _ => PlotError::NotThere {
            figure: kind.name.to_owned(),
            path: path.to_path_buf(),
            reason: "no box was found".to_owned(),
        },
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
fn over_two(
    path: &Path,
    findings: &Findings,
    found: &FoundBox,
    kind: &Kind,
    ask: &Ask,
) -> Result<Table, PlotError> {
    let file = path.join(POINTS);
    let axes = axes(path, findings, found, kind, ask)?;
    let [across, upwards] = axes.each_ref().map(String::as_str);
    let rows = rows_where(&file, &[across, upwards, "case", "in_box"], |row| {
        // The points of earlier boxes were taken away before this one was looked for.
        row[3]
            .parse::<u64>()
            .map_or(true, |earlier| earlier >= found.number)
    })?;
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
    path: &Path,
    findings: &Findings,
    found: &FoundBox,
    kind: &Kind,
    ask: &Ask,
) -> Result<[String; 2], PlotError> {
    let mut limits: Vec<_> = found.limits.iter().collect();
    limits.retain(|limit| limit.values.is_empty());
    let p = |limit: &crate::store::findings::FactorLimit| limit.quasi_p.unwrap_or(f64::NAN);
    limits.sort_by(|a, b| p(a).total_cmp(&p(b)));
    let mut order: Vec<String> = limits
        .into_iter()
        .map(|limit| limit.factor.clone())
        .collect();
    let points = crate::tasks::plot::read::table(&path.join(POINTS))?;
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
    for ((option, name), place) in [("--x", &ask.x), ("--y", &ask.y)]
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
            PlotError::UnknownName {
                option: option.to_owned(),
                closest: closest(name, allowed.iter().map(String::as_str)).map(str::to_owned),
                name: name.clone(),
                allowed,
            }
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
        _ => Err(PlotError::NotThere {
            figure: kind.name.to_owned(),
            path: path.to_path_buf(),
            reason: "it needs two factors of numbers that vary".to_owned(),
        }),
    }
}

//! Tables of the figures of a study: curves, heat maps, tornados, survival, phase diagrams.

use std::collections::BTreeMap;

use super::arms::with_note;
use super::choices::Choices;
use super::error::PlotError;
use super::read::{number, rows_where};
use super::run_data::{push_curve, survival_columns};
use super::study::{Factor, Output, StudyFiles};
use crate::analysis::summary::Moments;
use crate::analysis::survival::EventCounts;
use crate::figures::{
    CURVES, Column, EFFECT_BY, EFFECT_MAP, ESTIMATE, FigureError, HEAT_MAP, Kind, PHASE_DIAGRAM,
    TIME_TO_FIRST_EVENT, TORNADO, Table, plain,
};
use crate::store::sweep_tables::{ARM, FAILED};
use crate::store::tables::RUNS;

/// The longest words for a factor in a legend, in characters.
const KEY: usize = 28;
/// The most survival curves in a figure.
const MOST_CURVES: usize = 7;

fn not_there(study: &StudyFiles, kind: &Kind, reason: impl Into<String>) -> PlotError {
    PlotError::not_there(kind, &study.folder, reason)
}

/// A column of a factor's values at points: numbers if all are.
fn column(factor: &Factor, points: &[usize]) -> Column {
    let cells: Vec<String> = points
        .iter()
        .map(|p| factor.values.get(*p).cloned().unwrap_or_default())
        .collect();
    let numbers: Option<Vec<f64>> = cells.iter().map(|c| c.parse().ok()).collect();
    numbers.map_or(Column::Text(cells), Column::Number)
}

fn push_estimates(
    out: &mut Table,
    points: &[usize],
    estimates: &BTreeMap<usize, [f64; 4]>,
) -> Result<(), FigureError> {
    for (k, name) in ESTIMATE.into_iter().enumerate() {
        let value = |p: &usize| estimates.get(p).map_or(f64::NAN, |e| e[k]);
        out.push(name, Column::Number(points.iter().map(value).collect()))?;
    }
    Ok(())
}

fn say_note(out: &mut Table, description: &str, held: &str) {
    let words: Vec<&str> = [description, held]
        .into_iter()
        .filter(|w| !w.is_empty())
        .collect();
    if !words.is_empty() {
        out.say("note", words.join(" "));
    }
}

/// Factors by number of values, most first.
fn by_levels(study: &StudyFiles) -> Vec<usize> {
    let mut order: Vec<usize> = (0..study.factors.len()).collect();
    order.sort_by_key(|k| std::cmp::Reverse(study.factors[*k].levels().len()));
    order
}

fn regular(study: &StudyFiles, kind: &Kind) -> Result<(), PlotError> {
    if study.is_regular() {
        return Ok(());
    }
    Err(not_there(
        study,
        kind,
        format!(
            "the points of the design `{}` are spread over all factors at once; this figure needs a grid, zip, ofat or \
             list",
            study.design()
        ),
    ))
}

/// An estimate by one to three factors, as `curves` takes it.
///
/// # Errors
/// [`PlotError`].
pub fn curves(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    by_factors(study, &CURVES, choices, &study.output(choices)?)
}

/// An effect by one to three factors, as `effect_by` takes it.
///
/// # Errors
/// [`PlotError`].
pub fn effect_by(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    by_factors(
        study,
        &EFFECT_BY,
        choices,
        &effect(study, &EFFECT_BY, choices)?,
    )
}

/// The effect asked for, or a usual one.
fn effect(study: &StudyFiles, kind: &Kind, choices: &Choices) -> Result<Output, PlotError> {
    let output = study.output(choices)?;
    match output.effect {
        Some(_) => Ok(output),
        None if study.info.arms.is_empty() => {
            let reason = "the study has no arms: its file needs [arms.NAME]";
            Err(not_there(study, kind, reason))
        }
        None => Err(PlotError::Usage(format!(
            "{} shows an effect: --value effect:{}",
            kind.name, output.column
        ))),
    }
}

fn by_factors(
    study: &StudyFiles,
    kind: &Kind,
    choices: &Choices,
    output: &Output,
) -> Result<Table, PlotError> {
    regular(study, kind)?;
    let order = by_levels(study);
    let grid = study.design() == "grid";
    let x = match &choices.x {
        Some(name) => study.factor("--x", name)?,
        None => *order
            .first()
            .ok_or_else(|| not_there(study, kind, "the study has no factors"))?,
    };
    let mut used = vec![x];
    // In a grid the other factors become series and panels by themselves.
    let next = |wanted: &Option<String>, option: &str, used: &mut Vec<usize>| {
        let found = match wanted {
            Some(name) => Some(study.factor(option, name)?),
            None if grid => order.iter().copied().find(|k| {
                let asked = choices.at.iter().any(|(name, _)| {
                    *name == study.factors[*k].path || *name == study.factors[*k].column
                });
                !used.contains(k) && !asked && (2..=7).contains(&study.factors[*k].levels().len())
            }),
            None => None,
        };
        used.extend(found);
        Ok::<_, PlotError>(found)
    };
    let series = next(&choices.series, "--series", &mut used)?;
    let panel = next(&choices.panel, "--panel", &mut used)?;
    let (points, held) = study.held(kind, &used, choices)?;
    let mut out = Table::new();
    for (name, factor) in [("panel", panel), ("series", series), ("x", Some(x))] {
        if let Some(factor) = factor.map(|k| &study.factors[k]) {
            out.push(name, column(factor, &points))?;
            // A key has one line, which must hold the level as well.
            let short = name != "series" || factor.label.chars().count() <= KEY;
            out.say(name, if short { &factor.label } else { &factor.path });
        }
    }
    push_estimates(&mut out, &points, &study.estimates(output)?)?;
    if study.factors[x].log {
        out.say("x_scale", "log");
    }
    out.say("value", output.label());
    say_note(&mut out, &output.description, &held);
    Ok(with_note(out, study.differences(output)?))
}

/// An estimate over two factors, as `heat_map` takes it.
///
/// # Errors
/// [`PlotError`].
pub fn heat_map(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    over_plane(study, &HEAT_MAP, choices, &study.output(choices)?)
}

/// An effect over two factors, as `effect_map` takes it.
///
/// # Errors
/// [`PlotError`].
pub fn effect_map(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    over_plane(
        study,
        &EFFECT_MAP,
        choices,
        &effect(study, &EFFECT_MAP, choices)?,
    )
}

fn over_plane(
    study: &StudyFiles,
    kind: &Kind,
    choices: &Choices,
    output: &Output,
) -> Result<Table, PlotError> {
    let (x, y, points, held) = plane(study, kind, choices, &[])?;
    let mut out = Table::new();
    out.push("x", column(&study.factors[x], &points))?;
    out.push("y", column(&study.factors[y], &points))?;
    push_estimates(&mut out, &points, &study.estimates(output)?)?;
    if let Some(level) = choices.threshold {
        out.push("threshold", Column::Number(vec![level; points.len()]))?;
    }
    say_plane(&mut out, study, (x, y));
    out.say("value", output.label());
    say_note(&mut out, &output.description, &held);
    Ok(with_note(out, study.differences(output)?))
}

fn say_plane(out: &mut Table, study: &StudyFiles, (x, y): (usize, usize)) {
    for (name, k) in [("x", x), ("y", y)] {
        out.say(name, &study.factors[k].label);
        if study.factors[k].log {
            out.say(&format!("{name}_scale"), "log");
        }
    }
}

/// Two factors of a grid, the points at which the others are held, and where.
fn plane(
    study: &StudyFiles,
    kind: &Kind,
    choices: &Choices,
    free: &[usize],
) -> Result<(usize, usize, Vec<usize>, String), PlotError> {
    regular(study, kind)?;
    if matches!(study.design(), "zip" | "ofat") || study.factors.len() < 2 {
        let reason = format!(
            "a {} study has no plane of two factors; use a grid",
            study.design()
        );
        return Err(not_there(study, kind, reason));
    }
    let mut order: Vec<usize> = by_levels(study)
        .into_iter()
        .filter(|k| !free.contains(k))
        .collect();
    let mut pick = |wanted: &Option<String>, option: &str| -> Result<usize, PlotError> {
        let found = match wanted {
            Some(name) => study.factor(option, name)?,
            None => *order
                .first()
                .ok_or_else(|| not_there(study, kind, "it needs two factors besides"))?,
        };
        order.retain(|k| *k != found);
        Ok(found)
    };
    // What is named first, so that the other does not take it.
    let (x, y) = if choices.x.is_none() && choices.y.is_some() {
        let y = pick(&choices.y, "--y")?;
        (pick(&choices.x, "--x")?, y)
    } else {
        let x = pick(&choices.x, "--x")?;
        (x, pick(&choices.y, "--y")?)
    };
    if x == y {
        return Err(PlotError::Usage(
            "--x and --y must be two factors".to_owned(),
        ));
    }
    let free: Vec<usize> = free.iter().copied().chain([x, y]).collect();
    let (points, held) = study.held(kind, &free, choices)?;
    Ok((x, y, points, held))
}

/// What each factor alone does, as `tornado` takes it.
///
/// # Errors
/// [`PlotError`].
pub fn tornado(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    if study.design() != "ofat" {
        let reason = format!("its design is `{}`; a tornado needs `ofat`", study.design());
        return Err(not_there(study, &TORNADO, reason));
    }
    let output = study.output(choices)?;
    // Point 0 is the baseline; every other departs from it in one factor.
    let first = |factor: &Factor| factor.values.first().cloned().unwrap_or_default();
    let points = study.factors.first().map_or(0, |f| f.values.len());
    let mut rows: Vec<(String, String, usize)> = vec![(String::new(), String::new(), 0)];
    for factor in &study.factors {
        let own = first(factor);
        let mut moved: Vec<(String, String, usize)> = (1..points)
            .filter_map(|p| {
                let value = factor.values.get(p).filter(|v| **v != own)?;
                Some((factor.path.clone(), value.clone(), p))
            })
            .collect();
        if moved.iter().all(|(_, v, _)| v.parse::<f64>().is_ok()) {
            let key = |v: &str| v.parse::<f64>().unwrap_or(f64::NAN);
            moved.sort_by(|a, b| key(&a.1).total_cmp(&key(&b.1)));
        }
        rows.extend(moved);
    }
    let points: Vec<usize> = rows.iter().map(|(_, _, p)| *p).collect();
    let mut out = Table::new();
    let (factors, levels) = rows.into_iter().map(|(f, l, _)| (f, l)).unzip();
    out.push("factor", Column::Text(factors))?;
    out.push("level", Column::Text(levels))?;
    push_estimates(&mut out, &points, &study.estimates(&output)?)?;
    say_factors(&mut out, &study.factors);
    out.say("value", output.label());
    if output.effect.is_some() {
        out.say("estimates", "effects");
    }
    say_note(&mut out, &output.description, "");
    Ok(with_note(out, study.differences(&output)?))
}

/// What the factors mean, under the names that a tornado has for them.
pub(super) fn say_factors(out: &mut Table, factors: &[Factor]) {
    for factor in factors {
        out.say(&factor.path, &factor.label);
    }
}

/// Survival curves of an event time by the values of a factor, from the runs.
///
/// # Errors
/// [`PlotError`].
pub fn survival(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    regular(study, &TIME_TO_FIRST_EVENT)?;
    let Some(column) = &choices.value else {
        return Err(PlotError::Usage(
            "of a study, time_to_first_event needs --value, such as first_r3".into(),
        ));
    };
    let column = column.rsplit(':').next().unwrap_or(column);
    if !column.starts_with("first") {
        let reason = format!("`{column}` is no event time; event times are called first_…");
        return Err(not_there(study, &TIME_TO_FIRST_EVENT, reason));
    }
    let k = match choices.series.as_ref().or(choices.x.as_ref()) {
        Some(name) => study.factor("--series", name)?,
        None => *by_levels(study)
            .first()
            .ok_or_else(|| not_there(study, &TIME_TO_FIRST_EVENT, "the study has no factors"))?,
    };
    let (points, held) = study.held(&TIME_TO_FIRST_EVENT, &[k], choices)?;
    if points.len() > MOST_CURVES {
        let reason = format!(
            "{} curves are more than {MOST_CURVES}; choose a factor with --series",
            points.len()
        );
        return Err(not_there(study, &TIME_TO_FIRST_EVENT, reason));
    }
    let factor = &study.factors[k];
    let mut counts: BTreeMap<usize, EventCounts> = points
        .iter()
        .map(|p| (*p, EventCounts::new(study.horizon())))
        .collect();
    let output = study.output(choices)?;
    if output.effect.is_some() {
        return Err(PlotError::Usage(format!(
            "time_to_first_event shows an arm and no effect: --value arm:NAME:{}",
            output.column
        )));
    }
    for (point, _, time) in runs(study, &output, &points)? {
        let Some(counts) = counts.get_mut(&point) else {
            continue;
        };
        if time.is_nan() {
            counts.add_no_event();
        } else if !counts.add_event(time as usize) {
            let reason = format!(
                "point {point} goes beyond the horizon of the scenario, {} months",
                study.horizon()
            );
            return Err(not_there(study, &TIME_TO_FIRST_EVENT, reason));
        }
    }
    let mut out = survival_columns();
    for point in points {
        let level = factor.values.get(point).map_or("", String::as_str);
        let curve: Vec<[f64; 5]> = counts[&point]
            .curve()
            .iter()
            .map(|p| {
                [
                    p.time as f64,
                    p.survival,
                    p.ci_low,
                    p.ci_high,
                    p.at_risk as f64,
                ]
            })
            .collect();
        push_curve(
            &mut out,
            &format!("{} = {}", factor.label, plain(level)),
            &curve,
        );
    }
    let mut out = out.table()?;
    say_note(&mut out, "", &held);
    out.say("value", format!("Share of runs with {column}"));
    Ok(with_note(out, study.differences(&output)?))
}

/// Point, replicate and value of a column, of runs that did not fail; NaN where it is missing.
fn runs(
    study: &StudyFiles,
    output: &Output,
    points: &[usize],
) -> Result<Vec<(usize, u64, f64)>, PlotError> {
    let path = study.folder.join(RUNS);
    let column = output.column.as_str();
    let mut columns = vec!["point", "replicate", column, FAILED];
    columns.extend(output.arm.iter().map(|_| ARM));
    let kept: std::collections::BTreeSet<String> = points.iter().map(ToString::to_string).collect();
    let rows = rows_where(&path, &study.guard, &columns, |row| {
        let own = output
            .arm
            .as_deref()
            .is_none_or(|arm| row.get(4) == Some(&arm));
        own && row[3].is_empty() && kept.contains(row[0])
    })?;
    rows.iter()
        .map(|row| {
            let point = number(&path, "point", &row[0])? as usize;
            let replicate = number(&path, "replicate", &row[1])? as u64;
            Ok((point, replicate, number(&path, column, &row[2])?))
        })
        .collect()
}

/// The effect of a factor over two others, run by run, as `phase_diagram` takes it.
///
/// # Errors
/// [`PlotError`].
pub fn phase(study: &StudyFiles, choices: &Choices) -> Result<Table, PlotError> {
    let Some(name) = &choices.effect else {
        return Err(PlotError::Usage(
            "phase_diagram needs --effect FACTOR: a factor whose effect it shows".into(),
        ));
    };
    let output = study.output(choices)?;
    if output.effect.is_some() {
        return Err(PlotError::Usage(format!(
            "phase_diagram contrasts two values of a factor in one arm: --value arm:baseline:{}; the effect of an \
             arm is effect_map's",
            output.column
        )));
    }
    let effect = study.factor("--effect", name)?;
    // From the first level given to the last: sorted, `levels = [0, -2.5]` would turn every sign round.
    let levels: Vec<String> = study.factors[effect]
        .given()
        .iter()
        .map(|l| (*l).to_owned())
        .collect();
    let (Some(from), Some(to)) = (levels.first(), levels.last().filter(|_| levels.len() > 1))
    else {
        return Err(not_there(
            study,
            &PHASE_DIAGRAM,
            format!("{name} has a single value"),
        ));
    };
    let (x, y, points, held) = plane(study, &PHASE_DIAGRAM, choices, &[effect])?;
    let mut by_point: BTreeMap<usize, BTreeMap<u64, f64>> = BTreeMap::new();
    for (point, replicate, value) in runs(study, &output, &points)? {
        by_point.entry(point).or_default().insert(replicate, value);
    }
    let at = |level: &String| -> Vec<usize> {
        let values = &study.factors[effect].values;
        let here = points.iter().copied();
        here.filter(|p| values.get(*p) == Some(level)).collect()
    };
    let (mut firsts, mut estimates) = (Vec::new(), BTreeMap::new());
    for first in at(from) {
        let alike = |p: &usize| {
            let value = |k: usize, p: usize| study.factors[k].values.get(p);
            [x, y].iter().all(|k| value(*k, *p) == value(*k, first))
        };
        let Some(second) = at(to).into_iter().find(alike) else {
            continue;
        };
        let (a, b) = (by_point.get(&first), by_point.get(&second));
        let mut moments = Moments::default();
        for (replicate, value) in a.into_iter().flatten() {
            // Unless the study is independent the two share their random numbers.
            let other = b.and_then(|b| b.get(replicate));
            if let Some(difference) = other.map(|o| o - value).filter(|d| d.is_finite()) {
                moments.push(difference);
            }
        }
        let (low, high) = moments.interval();
        estimates.insert(first, [moments.mean(), low, high, moments.n() as f64]);
        firsts.push(first);
    }
    let mut out = Table::new();
    out.push("x", column(&study.factors[x], &firsts))?;
    out.push("y", column(&study.factors[y], &firsts))?;
    push_estimates(&mut out, &firsts, &estimates)?;
    say_plane(&mut out, study, (x, y));
    let path = &study.factors[effect].path;
    out.say(
        "value",
        format!("effect of {path} ({from} to {to}) on {}", output.column),
    );
    say_note(&mut out, &output.description, &held);
    Ok(with_note(out, study.differences(&output)?))
}

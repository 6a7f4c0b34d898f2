//! What so many runs show, as a page takes it.

use serde_json::{Value, json};

use crate::analysis::contrast::Contrast;
use crate::figures::{Figure, FigureError, Panel, Preset, Reading, Table};
use crate::named::by_name;
use crate::report::numbers::{estimate, interval, number};
use crate::tasks::compare::select::pick;
use crate::tasks::explore::Picture;
use crate::tasks::explore::figures::{Shows, figure};

/// A picture with the figures asked for. A figure that cannot be drawn says why in its place.
pub fn picture_json(
    picture: &Picture,
    figures: &[String],
    outcome: &str,
    command: &str,
    preset: Option<Preset>,
) -> Value {
    let compared = &picture.compared;
    let against = compared.against.first();
    let rows = against.map(|against| pick(&compared.shown, against));
    let rows: Vec<Value> = rows
        .unwrap_or_default()
        .into_iter()
        .map(|(shown, contrast)| effect(&shown.label, shown.group, contrast, picture))
        .collect();
    let label = |column: &str| {
        let own = compared.shown.iter().find(|shown| shown.column == column);
        own.map_or_else(|| column.to_owned(), |shown| shown.label.clone())
    };
    let headline = picture.contrast(outcome);
    let headline = headline.map(|own| effect(&label(outcome), "", own, picture));
    let drawn: Vec<Value> = figures
        .iter()
        .map(|id| one_figure(picture, id, command, preset))
        .collect();
    json!({
        "runs": compared.runs_completed,
        "of": compared.runs_requested,
        "arms": picture.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(),
        "headline": headline,
        "effects": rows,
        "figures": drawn,
        "differs": picture.differences,
        "command": command,
    })
}

fn one_figure(picture: &Picture, id: &str, command: &str, preset: Option<Preset>) -> Value {
    let drawn = by_name::<Shows>(id)
        .map_err(|error| error.to_string())
        .and_then(|shows| {
            let drawn = figure(picture, shows, command, preset);
            let drawn = drawn.map_err(|error| error.to_string())?;
            drawn
                .map(|drawn| (shows, drawn))
                .ok_or_else(|| "there is nothing to draw".to_owned())
        });
    match drawn {
        Ok((shows, drawn)) => figure_json(id, crate::named::Named::meaning(shows), &drawn)
            .unwrap_or_else(|error| left_out(id, &error.to_string())),
        Err(why) => left_out(id, &why),
    }
}

fn left_out(id: &str, why: &str) -> Value {
    json!({ "id": id, "title": id, "error": why })
}

/// A figure with its words and its data.
///
/// # Errors
/// [`FigureError`] if its data cannot be read, which are its own.
pub fn figure_json(id: &str, title: &str, figure: &Figure) -> Result<Value, FigureError> {
    Ok(json!({
        "id": id,
        "title": title,
        "svg": figure.svg,
        "alt": figure.alt_text,
        "caption": figure.caption,
        "table": table_json(&figure.data)?,
        "panels": figure.panels.iter().map(panel_json).collect::<Vec<_>>(),
    }))
}

/// Where the rows of a figure's table lie, in mm of its drawing.
fn panel_json(panel: &Panel) -> Value {
    let Reading {
        at,
        series,
        value,
        band: (low, high),
    } = panel.columns;
    json!({
        "left": panel.left,
        "top": panel.top,
        "right": panel.right,
        "bottom": panel.bottom,
        "columns": { "at": at, "series": series, "value": value, "low": low, "high": high },
        "places": panel.places.iter().map(|place| json!([place.x, place.rows])).collect::<Vec<_>>(),
    })
}

/// A table by rows; missing numbers are null.
///
/// # Errors
/// [`FigureError`], never for the columns of the table itself.
pub fn table_json(table: &Table) -> Result<Value, FigureError> {
    let mut columns: Vec<Vec<Value>> = Vec::new();
    for name in table.names() {
        columns.push(match table.is_numeric(name) {
            true => table.numbers(name)?.into_iter().map(|x| json!(x)).collect(),
            false => table.text(name)?.into_iter().map(|x| json!(x)).collect(),
        });
    }
    let row = |at: usize| -> Vec<&Value> { columns.iter().filter_map(|own| own.get(at)).collect() };
    let rows: Vec<_> = (0..table.rows()).map(row).collect();
    Ok(json!({ "columns": table.names(), "rows": rows }))
}

fn effect(label: &str, group: &str, own: &Contrast, picture: &Picture) -> Value {
    let arm = picture.arms.get(1).map_or("", |arm| arm.name.as_str());
    json!({
        "outcome": own.column,
        "label": label,
        "group": group,
        "statistic": own.statistic,
        "unit": own.unit,
        "base": own.mean_baseline,
        "arm": own.mean_scenario,
        "effect": own.effect,
        "low": own.ci_low,
        "high": own.ci_high,
        "relative": own.relative,
        "relative_low": own.relative_low,
        "relative_high": own.relative_high,
        "pairs": own.n,
        "different": own.n_different,
        "identical": own.identical(),
        "words": words(label, arm, &picture.compared.baseline, own),
    })
}

/// An effect as a sentence.
fn words(label: &str, arm: &str, baseline: &str, own: &Contrast) -> String {
    if own.n == 0 {
        return format!("{label}: no run has a value.");
    }
    if own.identical() {
        let n = own.n;
        return format!(
            "{label}: the same in {arm} as in {baseline} in each of {n} pairs of runs."
        );
    }
    let unit = match own.unit.as_str() {
        "" | "1" => String::new(),
        unit => format!(" {unit}"),
    };
    let side = match (own.ci_low > 0.0, own.ci_high < 0.0) {
        (true, _) => "more",
        (_, true) => "less",
        _ => "not to be told from none",
    };
    format!(
        "{label}: {} in {arm} instead of {} in {baseline}; effect {}{unit}, 95 % interval {}: {side}.",
        number(own.mean_scenario),
        number(own.mean_baseline),
        estimate(own.effect, own.ci_low, own.ci_high),
        interval(own.ci_low, own.ci_high),
    )
}

//! `design.csv` and `factors.csv`: the points of a study, and what their columns mean.

use super::factor::{FactorValue, Scale, Values};
use super::plan::Study;
use crate::rows::Rows;

/// Adds a value as a field; switches are 0 and 1 as in all tables.
fn field(rows: &mut Rows, value: Option<&FactorValue>) {
    match value {
        None => rows.missing(),
        Some(FactorValue::Number(number)) => rows.number(*number),
        Some(FactorValue::Integer(integer)) => rows.text(&integer.to_string()),
        Some(FactorValue::Switch(value)) => rows.integer(u64::from(*value)),
        Some(FactorValue::Text(text)) => rows.text(text),
    };
}

/// `design.csv`: `point` from 0, then a column for each factor ([`Factor::column`]). A value that
/// a point does not change is the scenario's own.
///
/// [`Factor::column`]: super::factor::Factor::column
pub fn design_csv(study: &Study) -> String {
    let mut rows = Rows::default();
    rows.text("point");
    for factor in &study.factors {
        rows.text(&factor.column);
    }
    rows.end_row();
    for point in 0..study.len() {
        rows.integer(point as u64);
        for factor in 0..study.factors.len() {
            field(&mut rows, study.value(point, factor).as_ref());
        }
        rows.end_row();
    }
    rows.as_str().to_owned()
}

/// `factors.csv`: a row for each path that varies, with the column of `design.csv` in which its
/// values stand, its group, its range or list of values, and its value in the scenario itself.
pub fn factors_csv(study: &Study) -> String {
    let mut rows = Rows::default();
    for name in [
        "column", "path", "group", "kind", "low", "high", "scale", "values", "baseline",
    ] {
        rows.text(name);
    }
    rows.end_row();
    for (at, factor) in study.factors.iter().enumerate() {
        let group = study
            .groups
            .get(at)
            .and_then(|at| study.group_names.get(*at));
        for (place, path) in factor.paths().enumerate() {
            rows.text(&factor.column).text(path);
            rows.text(group.map_or("", String::as_str));
            describe(&mut rows, &factor.values);
            let own = study.baseline.get(at).and_then(Option::as_ref);
            field(&mut rows, own.filter(|_| place == 0));
            rows.end_row();
        }
    }
    rows.as_str().to_owned()
}

fn describe(rows: &mut Rows, values: &Values) {
    let joined = |list: &[FactorValue]| {
        let words: Vec<String> = list.iter().map(FactorValue::to_string).collect();
        words.join(" ")
    };
    match values {
        Values::Range { low, high, scale } => rows
            .text("range")
            .number(*low)
            .number(*high)
            .text(match scale {
                Scale::Linear => "linear",
                Scale::Log => "log",
            })
            .missing(),
        Values::Integers { low, high } => rows
            .text("integers")
            .number(*low as f64)
            .number(*high as f64)
            .missing()
            .missing(),
        Values::Levels(list) => rows
            .text("levels")
            .missing()
            .missing()
            .missing()
            .text(&joined(list)),
        Values::Categories(list) => rows
            .text("categories")
            .missing()
            .missing()
            .missing()
            .text(&joined(list)),
    };
}

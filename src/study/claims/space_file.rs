//! The file of a space.

use std::collections::BTreeMap;
use std::path::Path;

use super::draft_keys::known;
use super::space::{Factor, How, Space, name_columns, never, parameters};
use crate::scenario::load::diagnostics::{Collector, closest};
use crate::scenario::load::document::{Entry, Table, Value, parse_document};
use crate::scenario::load::fields::{Context, finite};
use crate::scenario::load::layers::{MAX_BYTES, read_source};
use crate::scenario::load::source::{Sources, Span};
use crate::scenario::load::{Diagnostics, Provenance};
use crate::scenario::{Parameter, Scenario};
use crate::study::design::sobol::MAX_DIMENSIONS;
use crate::study::layer::fits;

const SECTIONS: [&str; 2] = ["factors", "fixed"];
const FACTOR: [&str; 6] = ["low", "high", "scale", "shift", "below", "each"];

/// Reads the file of a space.
///
/// # Errors
/// All errors of the file, each with its place.
pub fn read(path: &Path, reference: &Scenario) -> Result<Space, Diagnostics> {
    let mut sources = Sources::default();
    let mut found = Collector::default();
    let space = read_source(path, MAX_BYTES, None, &mut sources, &mut found).and_then(|id| {
        let root = parse_document(&sources, id, &mut found)?;
        let mut cx = Context {
            sources: &sources,
            found: &mut found,
            origins: &mut Provenance::default(),
        };
        let text = sources.text(id).to_owned();
        Some(Space {
            text,
            ..sections(&root, reference, &mut cx)
        })
    });
    match space {
        Some(mut space) if !found.failed() => {
            name_columns(&mut space);
            Ok(space)
        }
        _ => Err(found.finish(&sources).0),
    }
}

fn sections(root: &Table, reference: &Scenario, cx: &mut Context<'_>) -> Space {
    known(root, "at the top of the file", &SECTIONS, cx);
    let all = parameters(reference);
    let mut space = Space::default();
    let mut taken: BTreeMap<usize, String> = BTreeMap::new();
    let empty = Table::default();
    for (pattern, entry) in &root.table("factors").unwrap_or(&empty).entries {
        for factor in factor(pattern, entry, &all, cx) {
            for (place, _) in &factor.members {
                if let Some(other) = taken.insert(*place, pattern.clone()) {
                    let path = all.get(*place).map_or("", |(path, ..)| path.as_str());
                    let message = format!("`{path}` varies twice, by `{other}` and by `{pattern}`");
                    cx.error(entry.key, message, vec![]);
                }
            }
            space.factors.push(factor);
        }
    }
    if space.factors.len() > MAX_DIMENSIONS {
        let message = format!("more than {MAX_DIMENSIONS} factors");
        cx.found.error(None, message, vec![]);
    }
    for (pattern, entry) in &root.table("fixed").unwrap_or(&empty).entries {
        if !all.iter().any(|(path, ..)| fits(pattern, path)) {
            unknown(pattern, entry.key, &all, cx);
        }
        let Value::String(reason) = &entry.node.value else {
            let message = format!("`fixed.\"{pattern}\"` must give the reason in quotes");
            cx.error(entry.node.span, message, vec![]);
            continue;
        };
        space.fixed.push((pattern.clone(), reason.clone()));
    }
    let excused = |path: &str| space.fixed.iter().any(|(pattern, _)| fits(pattern, path));
    let forgotten = all
        .iter()
        .enumerate()
        .filter(|(place, (path, parameter, _))| {
            let drawn = parameter.low < parameter.high && !never(parameter);
            drawn && !taken.contains_key(place) && !excused(path)
        });
    space.forgotten = forgotten.map(|(_, (path, ..))| path.clone()).collect();
    space
}

type Known = [(String, &'static Parameter, f64)];

fn unknown(pattern: &str, span: Span, all: &Known, cx: &mut Context<'_>) {
    let mut names: Vec<&str> = all.iter().map(|(path, ..)| path.as_str()).collect();
    names.sort_by_key(|name| strsim::damerau_levenshtein(name, pattern));
    let mut help: Vec<String> = closest(pattern, names.into_iter().take(100))
        .map(|close| format!("did you mean `{close}`?"))
        .into_iter()
        .collect();
    help.push(
        "`trilat config SCENARIO` lists the values of a scenario; `*` stands for any one key"
            .into(),
    );
    cx.error(
        span,
        format!("the scenario has no parameter `{pattern}`"),
        help,
    );
}

/// The factor of an entry, or one for each member.
fn factor(pattern: &str, entry: &Entry, all: &Known, cx: &mut Context<'_>) -> Vec<Factor> {
    let Value::Table(table) = &entry.node.value else {
        let message = format!("`factors.\"{pattern}\"` must be a table");
        let help = "for example {} for its declared range, { low = 0.1, high = 0.5 }, { scale = [0.5, 2] }";
        cx.error(entry.node.span, message, vec![help.into()]);
        return Vec::new();
    };
    known(table, &format!("in the factor `{pattern}`"), &FACTOR, cx);
    let hits: Vec<(usize, f64)> = all
        .iter()
        .enumerate()
        .filter(|(_, (path, ..))| fits(pattern, path))
        .map(|(place, (.., value))| (place, *value))
        .collect();
    let Some((place, _)) = hits.first() else {
        unknown(pattern, entry.key, all, cx);
        return Vec::new();
    };
    let parameter = all[*place].1;
    let Some((how, low, high)) = range(pattern, entry.key, table, parameter, all, cx) else {
        return Vec::new();
    };
    let make = |pattern: &str, members: Vec<(usize, f64)>| {
        let first = members.first().map_or(f64::NAN, |(_, value)| *value);
        let common = members.iter().all(|(_, value)| *value == first);
        let default = match how {
            How::Value if common => first,
            How::Value => f64::NAN,
            How::Scale => 1.0,
            How::Shift => 0.0,
            How::Below(other) => all.get(other).map_or(f64::NAN, |(.., value)| value - first),
        };
        Factor {
            column: String::new(),
            pattern: pattern.to_owned(),
            members,
            how,
            low,
            high,
            default,
            unit: if how == How::Scale {
                "1"
            } else {
                parameter.unit.label()
            },
        }
    };
    if cx.boolean(table, &format!("factors.\"{pattern}\""), "each") == Some(true) {
        let each = |(place, value): &(usize, f64)| make(&all[*place].0, vec![(*place, *value)]);
        hits.iter().map(each).collect()
    } else {
        vec![make(pattern, hits)]
    }
}

/// How a factor reaches its parameters, and over which range.
fn range(
    pattern: &str,
    span: Span,
    table: &Table,
    parameter: &Parameter,
    all: &Known,
    cx: &mut Context<'_>,
) -> Option<(How, f64, f64)> {
    let at = format!("factors.\"{pattern}\"");
    let mut given: Vec<(How, f64, f64)> = Vec::new();
    for (key, how) in [("scale", How::Scale), ("shift", How::Shift)] {
        let Some(entry) = table.get(key) else {
            continue;
        };
        let ends = match &entry.node.value {
            Value::Array(nodes) if nodes.len() == 2 => {
                nodes.iter().map(finite).collect::<Option<Vec<f64>>>()
            }
            _ => None,
        };
        let Some(ends) = ends.filter(|ends| ends[0] < ends[1]) else {
            let message = format!("`{at}.{key}` must be two numbers, the lower one first");
            cx.error(
                entry.node.span,
                message,
                vec![format!("for example {key} = [0.5, 2.0]")],
            );
            return None;
        };
        given.push((how, ends[0], ends[1]));
    }
    let end = |key: &str, cx: &mut Context<'_>| {
        let entry = table.get(key)?;
        cx.number(&entry.node, &format!("{at}.{key}"), "a number")
    };
    let (low, high) = (end("low", cx), end("high", cx));
    let below = cx.text(table, &at, "below");
    if table.get("low").is_some() || table.get("high").is_some() {
        let (Some(low), Some(high)) = (low, high) else {
            cx.error(span, format!("`{at}` needs both `low` and `high`"), vec![]);
            return None;
        };
        if low >= high {
            let message = format!("`{at}`: low is {low} and high is {high}");
            cx.error(span, message, vec!["low must be below high".into()]);
            return None;
        }
        let how = match &below {
            None => How::Value,
            Some((other, span)) => match all.iter().position(|(path, ..)| path == other) {
                Some(place) => How::Below(place),
                None => {
                    unknown(other, *span, all, cx);
                    return None;
                }
            },
        };
        given.push((how, low, high));
    } else if let Some((_, span)) = below {
        cx.error(span, format!("`{at}.below` needs `low` and `high`"), vec![]);
        return None;
    }
    match given.as_slice() {
        [] => Some((How::Value, parameter.low, parameter.high)),
        [one] => Some(*one),
        _ => {
            let help = "give one of low and high, scale, shift";
            cx.error(
                span,
                format!("`{at}` has several ranges"),
                vec![help.into()],
            );
            None
        }
    }
}

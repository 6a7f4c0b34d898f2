//! The section `[factors]`, and the factors that the header of a list names.

use std::collections::BTreeMap;

use super::keys::known;
use crate::analysis::abc::prior::Shape;
use crate::scenario::load::document::{Entry, Node, Table, Value};
use crate::scenario::load::fields::{Context, finite};
use crate::scenario::load::source::{SourceId, Span};
use crate::study::design::list::{Listed, read_list};
use crate::study::factor::{FactorValue, Scale, Values};

/// Most factors of a study: twice as many coordinates have a Sobol' sequence.
const MAX_FACTORS: usize = 500;
/// Most values in a list.
const MAX_VALUES: usize = 10_000;

const KEYS: [&str; 16] = [
    "low",
    "high",
    "scale",
    "mean",
    "sd",
    "mode",
    "alpha",
    "beta",
    "integer",
    "integers",
    "levels",
    "categories",
    "weights",
    "steps",
    "also",
    "group",
];

/// What the file says about a factor, before the scenario is asked.
pub(super) struct Draft {
    pub path: String,
    pub span: Span,
    pub also: Vec<(String, Span)>,
    pub group: Option<String>,
    /// `None`: the declared range.
    pub values: Option<Values>,
    pub scale: Scale,
    /// How likely the values of the range are, where not equally.
    pub shape: Option<Shape>,
    pub steps: Option<usize>,
    /// Where values stand that have places of their own: those of a list, each where it stands first.
    pub places: Vec<(FactorValue, Span)>,
}

impl Draft {
    /// Where a value stands: the factor, unless it has a place of its own.
    pub fn place_of(&self, value: &FactorValue) -> Span {
        let mut places = self.places.iter();
        let own = places.find(|(known, _)| known == value);
        own.map_or(self.span, |(_, span)| *span)
    }
}

/// A single value of TOML; not-a-number, dates, arrays and tables are none.
pub(super) fn scalar(node: &Node) -> Option<FactorValue> {
    match &node.value {
        Value::String(text) => Some(FactorValue::Text(text.clone())),
        Value::Boolean(value) => Some(FactorValue::Switch(*value)),
        Value::Integer { digits, radix } => i64::from_str_radix(digits, *radix)
            .ok()
            .map(FactorValue::Integer),
        Value::Float(_) => finite(node).map(FactorValue::Number),
        _ => None,
    }
}

/// Reads `[factors]`.
pub(super) fn read(root: &Table, cx: &mut Context<'_>) -> Vec<Draft> {
    let kind = |word: &str| {
        root.table("design")
            .and_then(|design| design.get("kind"))
            .is_some_and(|kind| matches!(&kind.node.value, Value::String(kind) if kind == word))
    };
    // Side by side, a value may well come again.
    let (is_list, repeats) = (kind("list"), kind("zip"));
    let Some(table) = root.table("factors") else {
        if !is_list && root.get("factors").is_none() {
            none(None, cx);
        }
        return Vec::new();
    };
    if table.entries.is_empty() && !is_list {
        none(root.get("factors").map(|entry| entry.key), cx);
    }
    if let Some((_, entry)) = table.entries.get_index(MAX_FACTORS) {
        cx.error(
            entry.key,
            format!("more than {MAX_FACTORS} factors"),
            vec![],
        );
    }
    table
        .entries
        .iter()
        .take(MAX_FACTORS)
        .filter_map(|(path, entry)| draft(path, entry, repeats, cx))
        .collect()
}

fn none(span: Option<Span>, cx: &mut Context<'_>) {
    let help = "write [factors] and \"will.threat\" = { low = 0.1, high = 0.5 }, for example";
    cx.found
        .error(span, "the study has no factors", vec![help.into()]);
}

fn draft(path: &str, entry: &Entry, repeats: bool, cx: &mut Context<'_>) -> Option<Draft> {
    let at = format!("factors.\"{path}\"");
    let Value::Table(table) = &entry.node.value else {
        let message = format!(
            "`{path}` in [factors] must be a table, found {}",
            entry.node.value.describe()
        );
        let help = "for example { low = 0.1, high = 0.5 } or { levels = [0.1, 0.5] } or {}";
        cx.error(entry.node.span, message, vec![help.into()]);
        return None;
    };
    let nested = |(key, inner): (&String, &Entry)| {
        matches!(inner.node.value, Value::Table(_)) && !KEYS.contains(&key.as_str())
    };
    if table.entries.iter().any(nested) {
        let message = format!("the path that begins with `{path}` needs quotes");
        let help = "write \"states.KOR.resolute_share\" = { low = 0.2, high = 0.9 }";
        cx.error(entry.key, message, vec![help.into()]);
        return None;
    }
    known(table, &format!("the factor `{path}`"), &KEYS, &[], cx);
    let scale = [("linear", Scale::Linear), ("log", Scale::Log)];
    let scale_given = table.get("scale").map(|entry| entry.node.span);
    let scale = cx.word(table, &at, "scale", &scale).unwrap_or_default();
    let values = values(&at, entry.key, table, scale, repeats, cx)?;
    if let Some(span) = scale_given
        && !matches!(values, None | Some(Values::Range { .. }))
    {
        let message = format!("`{at}.scale` belongs to a range from low to high");
        cx.error(span, message, vec![]);
    }
    let shape = shape(&at, entry.key, table, scale, cx)?;
    if shape.is_some() && !matches!(values, None | Some(Values::Range { .. })) {
        let message = format!("`{at}`: a shape belongs to a range from low to high");
        let help = "levels and categories have weights = [0.2, 0.8]";
        cx.error(entry.key, message, vec![help.into()]);
        return None;
    }
    let values = match (values, table.get("weights")) {
        (Some(values), Some(weights)) => Some(weighted(&at, values, weights, cx)?),
        (None, Some(weights)) => {
            let message = format!("`{at}.weights` belongs to levels or categories");
            cx.error(weights.key, message, vec![]);
            return None;
        }
        (values, None) => values,
    };
    let steps = cx
        .integer(table, &at, "steps", 2..=MAX_VALUES as u64)
        .map(|steps| steps as usize);
    if steps.is_some()
        && matches!(
            values,
            Some(Values::Levels(_) | Values::Categories(_) | Values::Weighted { .. })
        )
        && let Some(entry) = table.get("steps")
    {
        let message = format!("`{at}.steps` divides a range; a list has its own values");
        cx.error(entry.key, message, vec![]);
    }
    Some(Draft {
        path: path.to_owned(),
        span: entry.key,
        also: also(&at, table, cx),
        group: cx.label(table, &at, "group"),
        values,
        scale,
        shape,
        steps,
        places: Vec::new(),
    })
}

/// How likely the values of a range are: `mean` and `sd` (normal, or log-normal on a log scale, where `mean` is the
/// median), `mode` (triangular), or `alpha` and `beta`. `None` if what is said is wrong.
pub(super) fn shape(
    at: &str,
    key: Span,
    table: &Table,
    scale: Scale,
    cx: &mut Context<'_>,
) -> Option<Option<Shape>> {
    let mut number = |key: &str| {
        let entry = table.get(key)?;
        cx.number(&entry.node, &format!("{at}.{key}"), "a number")
    };
    let given = ["mean", "sd", "mode", "alpha", "beta"].map(&mut number);
    let log = scale == Scale::Log;
    let wrong = match given {
        [None, None, None, None, None] => return Some(None),
        [Some(median), Some(sd), None, None, None] if log => {
            return Some(Some(Shape::LogNormal { median, sd }));
        }
        [Some(mean), Some(sd), None, None, None] => return Some(Some(Shape::Normal { mean, sd })),
        [None, None, ..] if log => "a log scale takes `mean` (the median) and `sd`",
        [None, None, Some(mode), None, None] => return Some(Some(Shape::Triangular { mode })),
        [None, None, None, Some(alpha), Some(beta)] => {
            return Some(Some(Shape::Beta { alpha, beta }));
        }
        [Some(_), None, ..] | [None, Some(_), ..] => "needs both `mean` and `sd`, or neither",
        [_, _, _, Some(_), None] | [_, _, _, None, Some(_)] => {
            "needs both `alpha` and `beta`, or neither"
        }
        _ => "has more than one shape",
    };
    let help = "give mean and sd, or mode, or alpha and beta; none of them for equal chances";
    cx.error(key, format!("`{at}` {wrong}"), vec![help.into()]);
    None
}

/// Levels or categories with their weights, which need not sum to 1.
fn weighted(at: &str, values: Values, entry: &Entry, cx: &mut Context<'_>) -> Option<Values> {
    let (list, ordered) = match values {
        Values::Levels(list) => (list, true),
        Values::Categories(list) => (list, false),
        _ => {
            let message = format!("`{at}.weights` belongs to levels or categories");
            cx.error(entry.key, message, vec![]);
            return None;
        }
    };
    let found: Option<Vec<f64>> = match &entry.node.value {
        Value::Array(nodes) => nodes.iter().map(finite).collect(),
        _ => None,
    };
    let proper =
        |weights: &Vec<f64>| weights.len() == list.len() && weights.iter().all(|w| *w > 0.0);
    let Some(weights) = found.filter(proper) else {
        let message = format!(
            "`{at}.weights` must be {} numbers above 0, one a value",
            list.len()
        );
        cx.error(entry.node.span, message, vec![]);
        return None;
    };
    let sum: f64 = weights.iter().sum();
    Some(Values::Weighted {
        list,
        weights: weights.iter().map(|weight| weight / sum).collect(),
        ordered,
    })
}

pub(super) fn also(at: &str, table: &Table, cx: &mut Context<'_>) -> Vec<(String, Span)> {
    let Some(entry) = table.get("also") else {
        return Vec::new();
    };
    let Value::Array(nodes) = &entry.node.value else {
        let found = entry.node.value.describe();
        let message = format!("`{at}.also` must be an array of paths, found {found}");
        cx.error(entry.node.span, message, vec![]);
        return Vec::new();
    };
    let mut paths = Vec::new();
    for node in nodes.iter().take(MAX_VALUES) {
        match &node.value {
            Value::String(path) => paths.push((path.clone(), node.span)),
            other => {
                let found = other.describe();
                let message = format!("`{at}.also` must have paths in quotes, found {found}");
                cx.error(node.span, message, vec![]);
            }
        }
    }
    paths
}

/// The values that a factor names: `Some(None)` if it leaves them to the declared range, `None` if
/// they are wrong.
fn values(
    at: &str,
    key: Span,
    table: &Table,
    scale: Scale,
    repeats: bool,
    cx: &mut Context<'_>,
) -> Option<Option<Values>> {
    let has = |key: &str| table.get(key).is_some();
    let ends = has("low") || has("high");
    let given: Vec<&str> = [
        (ends, "low and high"),
        (has("levels"), "levels"),
        (has("integers"), "integers"),
        (has("categories"), "categories"),
    ]
    .into_iter()
    .filter_map(|(given, name)| given.then_some(name))
    .collect();
    if given.len() > 1 {
        let message = format!("`{at}` has both {}", given.join(" and "));
        cx.error(key, message, vec!["give one of them".into()]);
        return None;
    }
    let whole = cx.boolean(table, at, "integer").unwrap_or(false);
    if let Some(entry) = table.get("integer")
        && !ends
    {
        let message = format!("`{at}.integer` belongs to a range from low to high");
        cx.error(entry.key, message, vec![]);
        return None;
    }
    match given.first() {
        None => Some(None),
        Some(&"low and high") => range(at, key, table, scale, whole, cx).map(Some),
        Some(&kind) => list(at, kind, table, repeats, cx).map(Some),
    }
}

pub(super) fn range(
    at: &str,
    key: Span,
    table: &Table,
    scale: Scale,
    whole: bool,
    cx: &mut Context<'_>,
) -> Option<Values> {
    let mut end = |name: &str| {
        let Some(entry) = table.get(name) else {
            let message = format!("`{at}` has no `{name}`");
            cx.error(key, message, vec!["a range has low and high".into()]);
            return None;
        };
        let path = format!("{at}.{name}");
        let value = cx.number(&entry.node, &path, "a number")?;
        if whole && libm::trunc(value) != value {
            let message = format!("`{path}` must be an integer, found {value}");
            cx.error(entry.node.span, message, vec![]);
            return None;
        }
        Some((value, entry.node.span))
    };
    let (low, high) = (end("low"), end("high"));
    let ((low, span), (high, _)) = (low?, high?);
    if low >= high {
        let message = format!("`{at}`: low is {low} and high is {high}");
        cx.error(span, message, vec!["low must be below high".into()]);
        return None;
    }
    if whole {
        const EXACT: f64 = 1e15;
        const MOST: f64 = 1e6;
        if low < -EXACT || high > EXACT || high - low > MOST {
            let message = format!("`{at}`: a range has at most a million integers below 1e15");
            cx.error(span, message, vec![]);
            return None;
        }
        return Some(Values::Integers {
            low: low as i64,
            high: high as i64,
        });
    }
    if scale == Scale::Log && low <= 0.0 {
        let message = format!("`{at}`: a log scale needs low above 0, found {low}");
        cx.error(span, message, vec![]);
        return None;
    }
    Some(Values::Range { low, high, scale })
}

fn list(
    at: &str,
    kind: &str,
    table: &Table,
    repeats: bool,
    cx: &mut Context<'_>,
) -> Option<Values> {
    let node = &table.get(kind)?.node;
    let wanted = match kind {
        "levels" => "numbers",
        "integers" => "integers",
        _ => "switches, words or numbers",
    };
    let Value::Array(nodes) = &node.value else {
        let found = node.value.describe();
        let message = format!("`{at}.{kind}` must be an array of {wanted}, found {found}");
        cx.error(node.span, message, vec![]);
        return None;
    };
    if nodes.is_empty() || nodes.len() > MAX_VALUES {
        let message = format!("`{at}.{kind}` must have from 1 to {MAX_VALUES} values");
        cx.error(node.span, message, vec![]);
        return None;
    }
    let mut values: Vec<FactorValue> = Vec::with_capacity(nodes.len());
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    let mut wrong = false;
    for entry in nodes {
        let value = scalar(entry).filter(|value| match kind {
            "levels" => matches!(value, FactorValue::Number(_) | FactorValue::Integer(_)),
            "integers" => matches!(value, FactorValue::Integer(_)),
            _ => true,
        });
        let Some(value) = value else {
            let found = entry.value.describe();
            let message = format!("`{at}.{kind}` must have {wanted}, found {found}");
            cx.error(entry.span, message, vec![]);
            wrong = true;
            continue;
        };
        let same = value.number().map_or(value.to_toml(), |n| format!("{n:?}"));
        if seen.insert(same, ()).is_some() && !repeats {
            let message = format!("`{at}.{kind}` has {value} twice");
            cx.error(entry.span, message, vec![]);
            wrong = true;
        }
        values.push(value);
    }
    (!wrong).then_some(match kind {
        "categories" => Values::Categories(values),
        _ => Values::Levels(values),
    })
}

/// Reads a list of points; its columns become factors.
pub(super) fn list_file(
    id: SourceId,
    cx: &mut Context<'_>,
    drafts: &mut Vec<Draft>,
) -> Option<Listed> {
    let text = cx.sources.text(id);
    let header = text.find(['\n', '\r']).unwrap_or(text.len());
    let listed = match read_list(text) {
        Ok(listed) => listed,
        Err(errors) => {
            for error in errors {
                cx.error(Span::new(id, error.at), error.message, vec![]);
            }
            return None;
        }
    };
    let mut from = 0;
    for (at, path) in listed.paths.iter().enumerate() {
        let line = text.get(from..header).unwrap_or("");
        let start = from + line.find(path.as_str()).unwrap_or(0);
        from = (start + path.len()).min(header);
        let mut seen: BTreeMap<String, (FactorValue, Span)> = BTreeMap::new();
        for (row, place) in listed.rows.iter().zip(&listed.places) {
            if let Some(value) = row.get(at) {
                let span = Span::new(id, place.clone());
                seen.entry(value.to_toml())
                    .or_insert_with(|| (value.clone(), span));
            }
        }
        let places: Vec<(FactorValue, Span)> = seen.into_values().collect();
        let values: Vec<FactorValue> = places.iter().map(|(value, _)| value.clone()).collect();
        let numeric =
            |value: &FactorValue| matches!(value, FactorValue::Number(_) | FactorValue::Integer(_));
        drafts.push(Draft {
            path: path.clone(),
            span: Span::new(id, start..start + path.len()),
            also: Vec::new(),
            group: None,
            values: Some(if values.iter().all(numeric) {
                Values::Levels(values)
            } else {
                Values::Categories(values)
            }),
            scale: Scale::Linear,
            shape: None,
            steps: None,
            places,
        });
    }
    Some(listed)
}

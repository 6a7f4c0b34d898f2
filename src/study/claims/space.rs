//! The space over which claims are tried: which parameters are drawn together, from where.
//!
//! A factor moves one parameter, or many in one direction: all of them to one value, by one factor or by one
//! shift about their defaults. So a ladder of rungs stays a ladder, and there are few enough factors to say
//! which decide.

use std::collections::BTreeMap;
use std::path::Path;

use super::arm_run::assigned;
use super::draft::known;
use super::resolve::fits;
use crate::math::clamp;
use crate::scenario::load::diagnostics::{Collector, closest};
use crate::scenario::load::document::{Entry, Table, Value, parse_document};
use crate::scenario::load::fields::{Context, finite};
use crate::scenario::load::layers::{MAX_BYTES, read_source};
use crate::scenario::load::source::{Sources, Span};
use crate::scenario::load::{Diagnostics, Provenance};
use crate::scenario::{Parameter, Parameters, Scenario, Source};
use crate::study::columns::column_names;
use crate::study::design::UnitPoints;
use crate::study::design::sobol::{MAX_DIMENSIONS, scrambled_sobol};
use crate::study::plan::places;

const SECTIONS: [&str; 2] = ["factors", "fixed"];
const FACTOR: [&str; 6] = ["low", "high", "scale", "shift", "below", "each"];

/// How a drawn number reaches the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// They take it.
    Value,
    /// Their defaults are multiplied by it.
    Scale,
    /// It is added to their defaults.
    Shift,
    /// They lie below another parameter, at this place, by it.
    Below(usize),
}

impl How {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Scale => "factor",
            Self::Shift => "shift",
            Self::Below(_) => "below",
        }
    }
}

/// What is drawn as one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its column in `points.csv`.
    pub column: String,
    /// The path, or a pattern with `*`.
    pub pattern: String,
    /// Places of the parameters in the walk over all of them, with their defaults.
    pub members: Vec<(usize, f64)>,
    /// How they follow the number.
    pub how: How,
    /// Lower end of its range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The number at the defaults; NaN where they have none in common.
    pub default: f64,
    /// Unit of the parameter; `1` for factors.
    pub unit: &'static str,
}

/// Which signs coefficients may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signs {
    /// Both.
    Free,
    /// That of the default: the half of a range that crosses zero on which the default lies.
    Constrained,
}

impl Signs {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Constrained => "constrained",
        }
    }
}

impl Factor {
    /// The range under a rule for signs.
    pub fn range(&self, signs: Signs) -> (f64, f64) {
        let crosses = self.low < 0.0 && self.high > 0.0;
        let default = match self.how {
            How::Value | How::Below(_) if self.default.is_nan() => {
                // Defaults of one sign have a sign in common.
                let all = |sign: f64| self.members.iter().all(|(_, x)| x * sign >= 0.0);
                if all(1.0) {
                    1.0
                } else if all(-1.0) {
                    -1.0
                } else {
                    0.0
                }
            }
            How::Value | How::Below(_) => self.default,
            How::Scale => 1.0,
            How::Shift => 0.0,
        };
        match signs {
            Signs::Constrained if crosses && default > 0.0 => (0.0, self.high),
            Signs::Constrained if crosses && default < 0.0 => (self.low, 0.0),
            _ => (self.low, self.high),
        }
    }

    /// Whether the rule for signs changes its range.
    pub fn carries_sign(&self) -> bool {
        self.range(Signs::Free) != self.range(Signs::Constrained)
    }
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Space {
    /// The factors.
    pub factors: Vec<Factor>,
    /// Parameters left at their defaults, by pattern, with the reason.
    pub fixed: Vec<(String, String)>,
    /// Assumed parameters that neither varies nor says why not.
    pub forgotten: Vec<String>,
    /// The text of the file; empty without one.
    pub text: String,
}

impl Space {
    /// The positions of points in the unit cube: Sobol' points with Owen's scrambling.
    pub fn positions(&self, seed: u64, points: usize) -> UnitPoints {
        scrambled_sobol(seed, self.factors.len(), 0, points).unwrap_or_default()
    }

    /// The numbers of a point.
    pub fn values(&self, position: &[f64], signs: Signs) -> Vec<f64> {
        let each = |(factor, u): (&Factor, &f64)| {
            let (low, high) = factor.range(signs);
            low + u * (high - low)
        };
        self.factors.iter().zip(position).map(each).collect()
    }

    /// The parameters of a scenario with these numbers of a point.
    pub fn apply(&self, reference: &Scenario, values: &[f64]) -> Parameters<f64> {
        let mut declared: Vec<(&'static Parameter, f64)> = Vec::new();
        let mut walk = reference.parameters.clone();
        walk.visit_mut(&reference.roster, &mut |_, parameter, value| {
            declared.push((parameter, *value));
        });
        let own = |place: usize| declared.get(place).map_or(f64::NAN, |(_, value)| *value);
        let mut set: BTreeMap<usize, f64> = BTreeMap::new();
        for (factor, x) in self.factors.iter().zip(values) {
            for (place, default) in &factor.members {
                let wanted = match factor.how {
                    How::Value => *x,
                    How::Scale => default * x,
                    How::Shift => default + x,
                    How::Below(other) => set.get(&other).copied().unwrap_or_else(|| own(other)) - x,
                };
                let inside = declared.get(*place).map_or(wanted, |(parameter, _)| {
                    let domain = parameter.unit.domain();
                    clamp(wanted, domain.low, domain.high)
                });
                set.insert(*place, inside);
            }
        }
        let map = places(reference);
        let mut own: Vec<(usize, f64)> = set
            .into_iter()
            .filter_map(|(place, value)| Some((*map.get(place)?, value)))
            .collect();
        own.sort_by_key(|(at, _)| *at);
        assigned(&reference.parameters, &own)
    }
}

/// The parameters of a scenario: path, declaration, value.
fn parameters(reference: &Scenario) -> Vec<(String, &'static Parameter, f64)> {
    let mut all = Vec::new();
    let mut values = reference.parameters.clone();
    values.visit_mut(&reference.roster, &mut |path, parameter, value| {
        all.push((path.to_owned(), parameter, *value));
    });
    all
}

/// What cannot be drawn: found by matching, wanted by it, a season, or where a run begins.
fn never(parameter: &Parameter) -> bool {
    let keys = ["base_rate", "drive", "calendar", "equilibrium"];
    let measured = matches!(parameter.source, Source::Measured(_));
    let own_drive = parameter.key == "drive" && parameter.table == "bloc";
    measured || (keys.contains(&parameter.key) && !own_drive) || parameter.key.ends_with("_start")
}

/// Every parameter over its declared range: the space where no file says more. Instances with one default
/// take one value; others are multiplied by ½ to 2 together, or shifted by a quarter of the range either way.
pub fn declared(reference: &Scenario) -> Space {
    let mut by_pattern: BTreeMap<String, Vec<(usize, &'static Parameter, f64)>> = BTreeMap::new();
    let mut order = Vec::new();
    for (place, (_, parameter, value)) in parameters(reference).into_iter().enumerate() {
        if never(parameter) || parameter.low >= parameter.high {
            continue;
        }
        let pattern = parameter.pattern();
        if !by_pattern.contains_key(&pattern) {
            order.push(pattern.clone());
        }
        by_pattern
            .entry(pattern)
            .or_default()
            .push((place, parameter, value));
    }
    let factors = order.into_iter().filter_map(|pattern| {
        let members = by_pattern.get(&pattern)?;
        let (_, parameter, first) = *members.first()?;
        let common = members.iter().all(|(.., value)| *value == first);
        let reach = 0.25 * (parameter.high - parameter.low);
        let (how, low, high, default) = match common {
            true => (How::Value, parameter.low, parameter.high, first),
            false if parameter.unit.domain().low >= 0.0 => (How::Scale, 0.5, 2.0, 1.0),
            false => (How::Shift, -reach, reach, 0.0),
        };
        Some(Factor {
            column: String::new(),
            pattern,
            members: members
                .iter()
                .map(|(place, _, value)| (*place, *value))
                .collect(),
            how,
            low,
            high,
            default,
            unit: if how == How::Scale {
                "1"
            } else {
                parameter.unit.label()
            },
        })
    });
    let mut space = Space {
        factors: factors.take(MAX_DIMENSIONS).collect(),
        ..Space::default()
    };
    name_columns(&mut space);
    space
}

fn name_columns(space: &mut Space) {
    let plain = |pattern: &str| pattern.replace(".*", "").replace("*.", "");
    let paths: Vec<String> = space.factors.iter().map(|f| plain(&f.pattern)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for (factor, name) in space.factors.iter_mut().zip(column_names(&paths)) {
        factor.column = name;
    }
}

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

//! The factors' places in the scenario, and whether the scenario takes their values.

use std::collections::BTreeMap;

use super::factors::Draft;
use super::paths::Known;
use crate::scenario::Parameter;
use crate::scenario::load::Base;
use crate::scenario::load::fields::Context;
use crate::study::columns::column_names;
use crate::study::factor::{Factor, FactorValue, Scale, Values};
use crate::study::plan::Target;

/// Values of a numeric list that are all laid on the scenario; of longer lists, only the ends.
const CHECKED: usize = 100;

/// A factor with its place in the scenario.
pub(super) struct Resolved {
    pub factor: Factor,
    pub targets: Vec<Target>,
    pub baseline: Option<FactorValue>,
}

/// Finds the factors' places in the scenario and lays their extremes on it.
pub(super) fn resolve(
    drafts: Vec<Draft>,
    known: &Known,
    base: &Base,
    cx: &mut Context<'_>,
) -> Vec<Resolved> {
    let mut taken: BTreeMap<String, ()> = BTreeMap::new();
    let mut resolved = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let own = [(draft.path.clone(), draft.span)];
        let mut targets = Vec::new();
        let mut complete = true;
        for (path, span) in own.iter().chain(&draft.also) {
            if taken.insert(path.clone(), ()).is_some() {
                cx.error(*span, format!("`{path}` varies twice"), vec![]);
                complete = false;
            }
            let target = known.target(path, *span, base, cx);
            complete &= target.is_some();
            targets.extend(target);
        }
        let values = match draft.values.clone() {
            Some(values) => Some(values),
            None => declared(&draft, known.parameter(&draft.path), complete, cx),
        };
        let Some(values) = values.filter(|_| complete) else {
            continue;
        };
        if !valid(&draft, &values, &targets, base, cx) {
            continue;
        }
        let baseline = known.value(&draft.path);
        let factor = Factor {
            path: draft.path,
            also: draft.also.into_iter().map(|(path, _)| path).collect(),
            group: draft.group,
            column: String::new(),
            values,
            steps: draft.steps,
        };
        resolved.push(Resolved {
            factor,
            targets,
            baseline,
        });
    }
    let paths: Vec<&str> = resolved.iter().map(|r| r.factor.path.as_str()).collect();
    let names = column_names(&paths);
    for (resolved, name) in resolved.iter_mut().zip(names) {
        resolved.factor.column = name;
    }
    resolved
}

/// The declared range of a parameter.
fn declared(
    draft: &Draft,
    parameter: Option<&'static Parameter>,
    known: bool,
    cx: &mut Context<'_>,
) -> Option<Values> {
    let path = &draft.path;
    let Some(parameter) = parameter else {
        if known {
            let message = format!("`{path}` has no declared range");
            let help = "give low and high, levels, integers or categories";
            cx.error(draft.span, message, vec![help.into()]);
        }
        return None;
    };
    let (low, high) = (parameter.low, parameter.high);
    if draft.scale == Scale::Log && low <= 0.0 {
        let message = format!("`{path}`: its declared range begins at {low}, not above 0");
        let help = "a log scale needs low and high of its own";
        cx.error(draft.span, message, vec![help.into()]);
        return None;
    }
    Some(Values::Range {
        low,
        high,
        scale: draft.scale,
    })
}

/// Lays the extremes on the scenario; what is wrong is shown at the factor.
fn valid(
    draft: &Draft,
    values: &Values,
    targets: &[Target],
    base: &Base,
    cx: &mut Context<'_>,
) -> bool {
    let numeric = targets
        .iter()
        .all(|target| matches!(target, Target::Parameter(_)));
    let mut tried = values.extremes();
    if numeric && tried.len() > CHECKED {
        tried.sort_by(|a, b| {
            let key = |value: &FactorValue| value.number().unwrap_or(f64::NAN);
            key(a).total_cmp(&key(b))
        });
        let last = tried.len() - 1;
        tried = vec![tried[0].clone(), tried[last].clone()];
    }
    let mut messages: Vec<String> = Vec::new();
    for value in tried {
        let paths = std::iter::once(&draft.path).chain(draft.also.iter().map(|(path, _)| path));
        let sets: Vec<String> = paths
            .map(|path| format!("{path}={}", value.to_toml()))
            .collect();
        let Err(errors) = base.with(&sets) else {
            continue;
        };
        for error in errors.list {
            if messages.contains(&error.message) {
                continue;
            }
            messages.push(error.message.clone());
            let mut help = error.help;
            help.push(format!("found with {}", sets.join(" and ")));
            cx.error(draft.place_of(&value), error.message, help);
        }
    }
    messages.is_empty()
}

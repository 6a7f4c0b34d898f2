//! The factors' places in the scenario, and whether the scenario takes their values.

use std::collections::BTreeMap;

use super::factors::Draft;
use super::paths::{ArmKnown, arm_of};
use crate::analysis::abc::prior::Prior;
use crate::scenario::Parameter;
use crate::scenario::load::diagnostics::{did_you_mean, listed};
use crate::scenario::load::fields::Context;
use crate::scenario::load::source::Span;
use crate::study::columns::column_names;
use crate::study::factor::{Factor, FactorValue, Scale, Values};
use crate::study::plan::{Placed, Target};

/// Values of a numeric list that are all laid on the scenario; of longer lists, only the ends.
const CHECKED: usize = 100;

/// A factor with its place in the scenario.
pub(super) struct Resolved {
    pub factor: Factor,
    pub targets: Vec<Placed>,
    pub baseline: Option<FactorValue>,
}

/// Finds the factors' places in the arms' scenarios and lays their extremes on them. A factor whose path begins
/// with `arms.NAME.` lives in that arm, any other in all.
pub(super) fn resolve(
    drafts: Vec<Draft>,
    arms: &[ArmKnown<'_>],
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
            let placed = place(path, *span, arms, cx);
            complete &= placed.is_some();
            targets.extend(placed);
        }
        let first = arms.first();
        let home = arm_of(&draft.path, arms).map_or(first, |(arm, _)| arms.get(arm));
        let Some(home) = home.filter(|_| complete) else {
            continue;
        };
        let own_path = arm_of(&draft.path, arms).map_or(draft.path.as_str(), |(_, path)| path);
        let values = match draft.values.clone() {
            Some(values) => Some(values),
            None => declared(&draft, home.known.parameter(own_path), complete, cx),
        };
        let Some(values) = values.filter(|_| complete) else {
            continue;
        };
        let taking = |at: &usize| {
            let takes = |placed: &Placed| placed.arm.is_none_or(|only| only == *at);
            targets.iter().any(takes)
        };
        let valid_in =
            |at: usize, cx: &mut Context<'_>| valid(&draft, &values, &targets, at, arms, cx);
        let taking: Vec<usize> = (0..arms.len()).filter(taking).collect();
        if !taking.into_iter().all(|at| valid_in(at, cx)) {
            continue;
        }
        let baseline = home.known.value(own_path);
        let Some(values) = shaped(&draft, values, cx) else {
            continue;
        };
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

/// Where a path leads.
fn place(path: &str, span: Span, arms: &[ArmKnown<'_>], cx: &mut Context<'_>) -> Option<Placed> {
    let Some((arm, own)) = arm_of(path, arms) else {
        if let Some(rest) = path.strip_prefix("arms.") {
            unknown_arm(path, rest, span, arms, cx);
            return None;
        }
        let base = arms.first()?;
        let target = base.known.target(path, span, base.source, cx)?;
        return Some(Placed { arm: None, target });
    };
    if own.starts_with("scenario.") {
        let message = format!("`{path}`: what [scenario] says is the same in all arms");
        let help = format!("write \"{own}\" to vary it in all of them");
        cx.error(span, message, vec![help]);
        return None;
    }
    let home = arms.get(arm)?;
    let target = home.known.target(own, span, home.source, cx)?;
    Some(Placed {
        arm: Some(arm),
        target,
    })
}

fn unknown_arm(path: &str, rest: &str, span: Span, arms: &[ArmKnown<'_>], cx: &mut Context<'_>) {
    let name = rest.split('.').next().unwrap_or_default();
    let message = format!("`{path}`: there is no arm `{name}`");
    let known = || arms.iter().map(|arm| arm.name).filter(|_| arms.len() > 1);
    let mut help = did_you_mean(name, known());
    help.push(match arms.len() {
        0 | 1 => "the study has no arms: write [arms.NAME]".to_owned(),
        _ => format!("there are {}", listed(known())),
    });
    cx.error(span, message, help);
}

/// The values of a factor, as likely as its shape says.
fn shaped(draft: &Draft, values: Values, cx: &mut Context<'_>) -> Option<Values> {
    let (Some(shape), Values::Range { low, high, .. }) = (draft.shape, &values) else {
        return Some(values);
    };
    let prior = Prior {
        low: *low,
        high: *high,
        shape,
    };
    if prior.is_proper() {
        return Some(Values::Distribution(prior));
    }
    let path = &draft.path;
    let message = format!("the distribution of `{path}` makes no sense from {low} to {high}");
    let help = "sd must be above 0 and mean near the range; mode must lie in it; alpha and beta from 0.05 to 1000";
    cx.error(draft.span, message, vec![help.into()]);
    None
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

/// Lays the extremes on the scenario of an arm; what is wrong is shown at the factor.
fn valid(
    draft: &Draft,
    values: &Values,
    targets: &[Placed],
    arm: usize,
    arms: &[ArmKnown<'_>],
    cx: &mut Context<'_>,
) -> bool {
    let Some(own) = arms.get(arm) else {
        return false;
    };
    let numeric = targets
        .iter()
        .all(|placed| matches!(placed.target, Target::Parameter(_)));
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
            .filter_map(|path| match arm_of(path, arms) {
                Some((only, path)) => (only == arm).then_some(path),
                None => Some(path.as_str()),
            })
            .map(|path| format!("{path}={}", value.to_toml()))
            .collect();
        let Err(errors) = own.source.with(&sets) else {
            continue;
        };
        for error in errors.list {
            if messages.contains(&error.message) {
                continue;
            }
            messages.push(error.message.clone());
            let mut help = error.help;
            let place = match arms.len() {
                0 | 1 => String::new(),
                _ => format!(" in the arm {}", own.name),
            };
            help.push(format!("found with {}{place}", sets.join(" and ")));
            cx.error(draft.place_of(&value), error.message, help);
        }
    }
    messages.is_empty()
}

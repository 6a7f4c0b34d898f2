//! The numbers of a scenario, checked against the declarations, and the conditions that join
//! several numbers.

use super::diagnostics::listed;
use super::document::{Node, Table, Value};
use super::fields::{Context, finite};
use super::source::{SourceKind, Span};
use crate::scenario::{
    ChannelKind, MAX_ALLOCATED_THEATRES, Mechanisms, Parameter, Parameters, Roster, Scope,
};

/// Entries of an array that are looked at; the longest array of a scenario has 12.
const LONGEST_ARRAY: usize = 64;

/// Reports a value that is no number, not finite or outside the domain of its unit, whether or not
/// what it belongs to is part of a valid roster.
pub(super) fn check(node: &Node, path: &str, parameter: &Parameter, cx: &mut Context<'_>) {
    if entries(parameter.scope, 0).is_none() {
        return check_number(node, path, parameter, cx);
    }
    match &node.value {
        Value::Array(entries) => {
            for (index, entry) in entries.iter().take(LONGEST_ARRAY).enumerate() {
                check_number(entry, &format!("{path}.{}", index + 1), parameter, cx);
            }
        }
        // An override of single entries of an array that no file gives.
        Value::Table(table) if is_override(node, cx) => {
            for (key, entry) in &table.entries {
                check_number(&entry.node, &format!("{path}.{key}"), parameter, cx);
            }
        }
        other => {
            let message = format!(
                "`{path}` must be an array of numbers, found {}",
                other.describe()
            );
            cx.error(node.span, message, vec![shape_of(parameter.scope).into()]);
        }
    }
}

fn check_number(node: &Node, path: &str, parameter: &Parameter, cx: &mut Context<'_>) {
    let allowed = parameter.unit.allowed();
    let Some(value) = cx.number(node, path, allowed) else {
        return;
    };
    if !parameter.unit.domain().contains(value) {
        let message = format!("`{path}` must be {allowed}, found {value}");
        let help = format!(
            "{}: default {}, plausible from {} to {}",
            parameter.symbol, parameter.default, parameter.low, parameter.high
        );
        cx.error(node.span, message, vec![help]);
    }
}

/// The number of entries of an array parameter.
fn entries(scope: Scope, rungs: usize) -> Option<usize> {
    match scope {
        Scope::ProberRung | Scope::TargetRung => Some(rungs),
        Scope::ProberCalendar => Some(12),
        _ => None,
    }
}

fn shape_of(scope: Scope) -> &'static str {
    match scope {
        Scope::ProberCalendar => "one entry for each month, January first",
        _ => "one entry for each rung, rung 1 first",
    }
}

fn is_override(node: &Node, cx: &Context<'_>) -> bool {
    cx.sources.kind(node.span.source) == SourceKind::Override
}

/// The declared defaults, overlaid with every valid number that the tree gives. What is invalid
/// was reported by [`check`].
pub(super) fn read(root: &Table, roster: &Roster, cx: &mut Context<'_>) -> Parameters<f64> {
    let mut parameters = Parameters::defaults(roster);
    let rungs = roster.rungs.len();
    parameters.visit_mut(roster, &mut |path, parameter, value| {
        let node = match entries(parameter.scope, rungs) {
            None => find(root, path),
            Some(count) => find_in_array(root, path, count, parameter, cx),
        };
        let Some(node) = node else { return };
        let valid = |given: &f64| parameter.unit.domain().contains(*given);
        let Some(given) = finite(node).filter(valid) else {
            return;
        };
        if given < parameter.low || given > parameter.high {
            let message = format!(
                "`{path}` = {given} lies outside its plausible range, {} to {}",
                parameter.low, parameter.high
            );
            cx.found.note(Some(node.span), message, vec![]);
        }
        cx.record(path.to_owned(), node.span);
        *value = given;
    });
    parameters
}

/// The node at a dotted path.
fn find<'t>(root: &'t Table, path: &str) -> Option<&'t Node> {
    let mut keys = path.split('.');
    let mut node = &root.get(keys.next()?)?.node;
    for key in keys {
        let Value::Table(table) = &node.value else {
            return None;
        };
        node = &table.get(key)?.node;
    }
    Some(node)
}

/// The node of one array entry, whose number ends the path. The array itself is checked when its
/// first entry is asked for.
fn find_in_array<'t>(
    root: &'t Table,
    path: &str,
    count: usize,
    parameter: &'static Parameter,
    cx: &mut Context<'_>,
) -> Option<&'t Node> {
    let (array, number) = path.rsplit_once('.')?;
    let number: usize = number.parse().ok()?;
    let node = find(root, array)?;
    let first = number == 1;
    match &node.value {
        Value::Array(entries) => {
            if first && entries.len() != count {
                let message = format!(
                    "`{array}` has {}, but needs {count}",
                    counted(entries.len(), "entry", "entries")
                );
                cx.error(node.span, message, vec![shape_of(parameter.scope).into()]);
            }
            entries.get(number - 1)
        }
        Value::Table(table) if is_override(node, cx) => {
            if first {
                for (key, entry) in &table.entries {
                    let known = (1..=count).any(|n| n.to_string() == *key);
                    if !known {
                        let message = format!("no entry `{key}`: the entries are 1 to {count}");
                        cx.error(entry.key, message, vec![]);
                    }
                }
            }
            table.get(&number.to_string()).map(|entry| &entry.node)
        }
        _ => None,
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What no single number shows: weights that sum to nothing, shares that sum to more than one,
/// divisions by zero.
pub(super) fn check_together(
    root: &Table,
    roster: &Roster,
    mechanisms: &Mechanisms,
    reference_rung: usize,
    parameters: &Parameters<f64>,
    cx: &mut Context<'_>,
) {
    weights(root, roster, parameters, cx);
    operations(root, roster, mechanisms, parameters, cx);
    base_rates(root, roster, parameters, cx);
    if let Some(rung) = reference_rung
        .checked_sub(1)
        .and_then(|index| parameters.rungs.get(index))
        && rung.severity < 1e-6
    {
        let path = format!("rungs.{reference_rung}.severity");
        let message = format!("`{path}` is 0, but the effect of type is scaled by it");
        let help = "give the rung a severity or name another one as scenario.reference_rung";
        cx.found
            .error(span_of(root, &path), message, vec![help.into()]);
    }
    for (spec, prober) in roster.probers.iter().zip(&parameters.probers) {
        if prober.discount > 1.0 - 1e-6 {
            let path = format!("states.{}.discount", spec.code);
            let message = format!("`{path}` is 1: information would be worth infinitely much");
            let help = "give a discount factor below 1";
            cx.found
                .error(span_of(root, &path), message, vec![help.into()]);
        }
    }
    let trust = &parameters.trust;
    if trust.mutual - trust.exploiting + trust.exploited < 1e-6 {
        let message = "`trust.mutual` − `trust.exploiting` + `trust.exploited` must be above 0: \
                       it divides the threshold of trust (T6)";
        let span = ["mutual", "exploiting", "exploited"]
            .iter()
            .find_map(|key| span_of(root, &format!("trust.{key}")));
        cx.found.error(span, message, vec![]);
    }
}

/// What operations and decoupling divide by.
fn operations(
    root: &Table,
    roster: &Roster,
    mechanisms: &Mechanisms,
    parameters: &Parameters<f64>,
    cx: &mut Context<'_>,
) {
    let theatres = roster.theatres.len();
    if mechanisms.operations && mechanisms.dual_contingency && theatres > MAX_ALLOCATED_THEATRES {
        let message = format!(
            "{theatres} theatres: forces are allocated exactly over at most {MAX_ALLOCATED_THEATRES}"
        );
        let help = "switch mechanisms.dual_contingency off or take theatres away";
        let span = root.get("theatres").map(|entry| entry.key);
        cx.found.error(span, message, vec![help.into()]);
    }
    for (a, rung) in parameters.rungs.iter().enumerate() {
        let sum = rung.weight_defence + rung.weight_cover + rung.weight_search + rung.weight_strike;
        if mechanisms.operations && sum < 1e-6 {
            let path = format!("rungs.{}", a + 1);
            let message = format!("the weights of operations in `{path}` are all 0");
            cx.found.error(
                span_of(root, &format!("{path}.weight_defence")),
                message,
                vec![],
            );
        }
    }
    if !roster.programmes.is_empty() && parameters.programmes.iter().all(|p| p.weight == 0.0) {
        let span = root.get("programmes").map(|entry| entry.key);
        let message = "the weights of the programmes are all 0";
        cx.found.error(span, message, vec![]);
    }
    let fear = &parameters.decoupling;
    if !(fear.worth - fear.yielding > 1e-6 && fear.yielding - fear.disaster > 1e-6) {
        let message = "`decoupling` needs worth > yielding > disaster: they order the outcomes of \
                       a crisis (T5)";
        let span = ["worth", "yielding", "disaster"]
            .iter()
            .find_map(|key| span_of(root, &format!("decoupling.{key}")));
        cx.found.error(span, message, vec![]);
    }
}

fn span_of(root: &Table, path: &str) -> Option<Span> {
    find(root, path).map(|node| node.span)
}

fn weights(root: &Table, roster: &Roster, parameters: &Parameters<f64>, cx: &mut Context<'_>) {
    let section = |path: &str| {
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        let table = match parent {
            "" => Some(root),
            parent => root.table(parent),
        };
        table
            .and_then(|table| table.get(key))
            .map(|entry| entry.key)
    };
    if parameters
        .channels
        .iter()
        .all(|channel| channel.weight == 0.0)
    {
        let names = listed(ChannelKind::ALL.map(ChannelKind::key));
        let message = format!("the weights of the channels {names} are all 0");
        cx.found.error(section("channels"), message, vec![]);
    }
    if !roster.dyads.is_empty() && parameters.dyads.iter().all(|dyad| dyad.weight == 0.0) {
        let message = "the weights of the dyads are all 0";
        cx.found.error(section("dyads"), message, vec![]);
    }
    for (theatre, stakes) in roster.theatres.iter().zip(&parameters.stakes) {
        if !stakes.is_empty() && stakes.iter().all(|stake| stake.contribution == 0.0) {
            let path = format!("theatres.{}", theatre.code);
            let message = format!("the allies' contributions in `{path}` are all 0");
            cx.found.error(section(&path), message, vec![]);
        }
    }
}

fn base_rates(root: &Table, roster: &Roster, parameters: &Parameters<f64>, cx: &mut Context<'_>) {
    for (target, rates) in roster.targets.iter().zip(&parameters.base_rate) {
        let sum: f64 = rates.iter().map(|rate| rate.base_rate).sum();
        if sum > 1.0 + 1e-9 {
            let path = format!(
                "states.{}.targets.{}.base_rate",
                roster.probers[target.prober].code, roster.theatres[target.theatre].code
            );
            let message = format!("`{path}` sums to {sum:.4}, but a month has one rung at most");
            cx.found.error(span_of(root, &path), message, vec![]);
        }
    }
}

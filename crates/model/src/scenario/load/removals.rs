//! Members of a base file that a layer takes away with `remove = true`, and what goes with them.

use super::diagnostics::{Collector, did_you_mean, listed};
use super::document::{Node, Table, Value};
use super::source::Span;

/// Members that one layer can remove from one table; no scenario has as many.
const MAX_REMOVED: usize = 500;
/// Sections whose members a layer can remove.
const REMOVABLE: [&str; 12] = [
    "states",
    "dyads",
    "theatres",
    "levers",
    "rungs",
    "layers",
    "forces",
    "sites",
    "bases",
    "programmes",
    "observations",
    "outcomes",
];

/// Takes the members that `over` removes out of `base`, and the marks out of `over`. `based` tells
/// whether there is a base at all.
pub(super) fn apply(base: &mut Table, over: &mut Table, based: bool, found: &mut Collector) {
    for section in REMOVABLE {
        let Some(members) = table_mut(over, section) else {
            continue;
        };
        for (code, span) in removals(members, found) {
            remove_member(base, section, &code, span, based, found);
        }
        if section != "states" {
            continue;
        }
        for (state, entry) in &mut members.entries {
            let Value::Table(state_table) = &mut entry.node.value else {
                continue;
            };
            let Some(targets) = table_mut(state_table, "targets") else {
                continue;
            };
            for (code, span) in removals(targets, found) {
                let held = table_mut(base, "states")
                    .and_then(|states| table_mut(states, state))
                    .and_then(|state| table_mut(state, "targets"));
                let section = format!("states.{state}.targets");
                take_out(held, &section, &code, span, based, found);
            }
        }
    }
}

fn table_mut<'t>(table: &'t mut Table, key: &str) -> Option<&'t mut Table> {
    match &mut table.entries.get_mut(key)?.node.value {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}

/// Takes the members with `remove = true` out of a layer and returns their codes.
fn removals(members: &mut Table, found: &mut Collector) -> Vec<(String, Span)> {
    let mut removed = Vec::new();
    members.entries.retain(|code, entry| {
        let Value::Table(member) = &mut entry.node.value else {
            return true;
        };
        let Some(flag) = member.entries.shift_remove("remove") else {
            return true;
        };
        match flag.node.value {
            Value::Boolean(true) => {
                if let Some((key, other)) = member.entries.first() {
                    let message = format!("`{code}` is removed, so `{key}` says nothing");
                    found.error(Some(other.key), message, vec![]);
                }
                if removed.len() < MAX_REMOVED {
                    removed.push((code.clone(), entry.key));
                } else {
                    let message = format!("more than {MAX_REMOVED} members are removed");
                    found.error(Some(entry.key), message, vec![]);
                }
                false
            }
            Value::Boolean(false) => true,
            other => {
                let message = format!("`remove` must be true or false, found {}", other.describe());
                found.error(Some(flag.node.span), message, vec![]);
                true
            }
        }
    });
    removed
}

fn take_out(
    members: Option<&mut Table>,
    section: &str,
    code: &str,
    span: Span,
    based: bool,
    found: &mut Collector,
) -> bool {
    let taken = members
        .as_deref()
        .is_some_and(|members| members.entries.contains_key(code));
    if !taken {
        let names: Vec<&str> = members
            .as_deref()
            .map(|members| members.entries.keys().map(String::as_str).collect())
            .unwrap_or_default();
        let mut help = did_you_mean(code, names.iter().copied());
        help.push(if based {
            format!("`{section}` of the base has {}", listed(names))
        } else {
            "`remove` takes a member of the file named by `extends` away; this file has none".into()
        });
        let message = format!("`{section}.{code}` cannot be removed: it is not there");
        found.error(Some(span), message, help);
        return false;
    }
    if let Some(members) = members {
        members.entries.retain(|key, _| key != code);
    }
    true
}

/// Removes a member and what cannot stand without it, and says what went with it.
fn remove_member(
    base: &mut Table,
    section: &str,
    code: &str,
    span: Span,
    based: bool,
    found: &mut Collector,
) {
    if !take_out(table_mut(base, section), section, code, span, based, found) {
        return;
    }
    let mut gone: Vec<String> = Vec::new();
    match section {
        "states" => {
            let dyads = drop_where(base, "dyads", |dyad| names(dyad, "between", code));
            drop_of_dyads(base, &dyads, &mut gone);
            gone.extend(dyads.iter().map(|dyad| format!("dyads.{dyad}")));
            drop_members(base, "forces", &["owner"], code, &mut gone);
            drop_members(base, "bases", &["host", "guest"], code, &mut gone);
            drop_members(
                base,
                "levers",
                &["stance", "commitment", "threat"],
                code,
                &mut gone,
            );
            drop_of_targets(base, |prober, _| prober == code, &mut gone);
            drop_inner(base, "theatres", "stakes", code, &mut gone);
            let Some(theatres) = table_mut(base, "theatres") else {
                return finish(section, code, span, &gone, found);
            };
            for (theatre, entry) in &mut theatres.entries {
                if let Value::Table(table) = &mut entry.node.value
                    && names(table, "host", code)
                {
                    table.entries.shift_remove("host");
                    gone.push(format!("theatres.{theatre}.host"));
                }
            }
        }
        "theatres" => {
            drop_inner(base, "states", "targets", code, &mut gone);
            drop_members(base, "sites", &["theatre"], code, &mut gone);
            drop_members(base, "bases", &["theatre"], code, &mut gone);
            drop_of_targets(base, |_, theatre| theatre == code, &mut gone);
        }
        "layers" => drop_members(base, "forces", &["layer"], code, &mut gone),
        "dyads" => drop_of_dyads(base, &[code.to_owned()], &mut gone),
        _ => {}
    }
    finish(section, code, span, &gone, found);
}

fn finish(section: &str, code: &str, span: Span, gone: &[String], found: &mut Collector) {
    if !gone.is_empty() {
        let with = listed(gone.iter().map(String::as_str));
        let message = format!("`{section}.{code}` is removed, and with it {with}");
        found.note(Some(span), message, vec![]);
    }
}

/// Whether a key's value is this code or an array that has it.
fn names(table: &Table, key: &str, code: &str) -> bool {
    let is = |node: &Node| matches!(&node.value, Value::String(text) if text == code);
    match table.get(key).map(|entry| &entry.node) {
        Some(Node {
            value: Value::Array(entries),
            ..
        }) => entries.iter().any(is),
        Some(node) => is(node),
        None => false,
    }
}

fn drop_where(base: &mut Table, section: &str, is_gone: impl Fn(&Table) -> bool) -> Vec<String> {
    let mut dropped = Vec::new();
    if let Some(members) = table_mut(base, section) {
        members.entries.retain(|code, entry| {
            let gone = matches!(&entry.node.value, Value::Table(member) if is_gone(member));
            if gone {
                dropped.push(code.clone());
            }
            !gone
        });
    }
    dropped
}

/// Drops the members of a section that name the code at one of the keys.
fn drop_members(
    base: &mut Table,
    section: &str,
    keys: &[&str],
    code: &str,
    gone: &mut Vec<String>,
) {
    let dropped = drop_where(base, section, |member| {
        keys.iter().any(|key| names(member, key, code))
    });
    gone.extend(dropped.iter().map(|member| format!("{section}.{member}")));
}

/// Drops the levers that hold the rung of a prober in a theatre, and the records of its probes there.
fn drop_of_targets(base: &mut Table, is_gone: impl Fn(&str, &str) -> bool, gone: &mut Vec<String>) {
    for (section, key) in [("levers", "rung"), ("observations", "target")] {
        let dropped = drop_where(base, section, |member| {
            match member.get(key).map(|entry| &entry.node.value) {
                Some(Value::String(target)) => target
                    .split_once('/')
                    .is_some_and(|(prober, theatre)| is_gone(prober, theatre)),
                _ => false,
            }
        });
        gone.extend(dropped.iter().map(|member| format!("{section}.{member}")));
    }
}

/// Drops the levers on dyads, and what probers make of them.
fn drop_of_dyads(base: &mut Table, dyads: &[String], gone: &mut Vec<String>) {
    for dyad in dyads {
        drop_inner(base, "states", "dyads", dyad, gone);
    }
    let levers = drop_where(base, "levers", |lever| {
        dyads.iter().any(|dyad| names(lever, "dyad", dyad))
    });
    gone.extend(levers.iter().map(|lever| format!("levers.{lever}")));
}

fn drop_inner(base: &mut Table, section: &str, inner: &str, code: &str, gone: &mut Vec<String>) {
    let Some(members) = table_mut(base, section) else {
        return;
    };
    for (member, entry) in &mut members.entries {
        let Value::Table(table) = &mut entry.node.value else {
            continue;
        };
        if let Some(held) = table_mut(table, inner)
            && held.entries.shift_remove(code).is_some()
        {
            gone.push(format!("{section}.{member}.{inner}.{code}"));
        }
    }
}

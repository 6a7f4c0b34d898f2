//! Which tables and keys a scenario file may have. Everything else is an unknown key.

use super::diagnostics::{closest, listed};
use super::document::{Entry, Table, Value};
use super::fields::Context;
use super::source::{SourceKind, Span};
use super::values;
use crate::scenario::structure::keys_of;
use crate::scenario::{ChannelKind, GROUPS, Mechanisms, Parameter, Scope};

/// The sections whose members the scenario names itself.
pub const SECTIONS: [&str; 13] = [
    "states",
    "dyads",
    "theatres",
    "channels",
    "rungs",
    "layers",
    "forces",
    "sites",
    "bases",
    "programmes",
    "observations",
    "levers",
    "outcomes",
];

/// Sections whose members have keys and parameters and nothing within them: name, pattern of the
/// keys and scope of the parameters.
pub const FLAT: [(&str, &str, Scope); 6] = [
    ("layers", "layers.<layer>", Scope::Layer),
    ("forces", "forces.<force>", Scope::Force),
    ("sites", "sites.<site>", Scope::Site),
    ("bases", "bases.<base>", Scope::Base),
    ("programmes", "programmes.<programme>", Scope::Programme),
    (
        "observations",
        "observations.<observation>",
        Scope::Observation,
    ),
];

/// The declarations of one scope.
pub fn declared(scope: Scope) -> impl Iterator<Item = &'static Parameter> {
    GROUPS
        .iter()
        .flat_map(|(_, parameters)| parameters.iter())
        .filter(move |parameter| parameter.scope == scope)
}

/// The global groups in the order of the schedule.
pub fn global_tables() -> Vec<&'static str> {
    let mut tables: Vec<&'static str> = declared(Scope::Global).map(|p| p.table).collect();
    tables.dedup();
    tables
}

/// The keys that a table may have: those of its patterns, the tables within it, and the
/// parameters of its scopes.
fn keys(patterns: &[&str], tables: &[&'static str], scopes: &[Scope]) -> Allowed {
    let structural = patterns.iter().flat_map(|table| keys_of(table));
    Allowed {
        plain: structural
            .map(|key| key.key)
            .chain(tables.iter().copied())
            .collect(),
        parameters: scopes.iter().flat_map(|scope| declared(*scope)).collect(),
    }
}

/// The keys that a table may have.
struct Allowed {
    plain: Vec<&'static str>,
    parameters: Vec<&'static Parameter>,
}

impl Allowed {
    fn plain(keys: &[&'static str]) -> Self {
        Self {
            plain: keys.to_vec(),
            parameters: Vec::new(),
        }
    }

    fn parameter(&self, key: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|p| p.key == key).copied()
    }

    fn contains(&self, key: &str) -> bool {
        self.plain.contains(&key) || self.parameter(key).is_some()
    }

    fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        let parameters = self.parameters.iter().map(|p| p.key);
        self.plain.iter().copied().chain(parameters)
    }
}

/// Reports every unknown key and every value that should be a table.
pub(super) fn check(root: &Table, cx: &mut Context<'_>) {
    let globals = global_tables();
    let mut top: Vec<&'static str> = vec!["extends", "scenario", "mechanisms"];
    top.extend(SECTIONS);
    top.extend(&globals);
    known_keys(root, "", &Allowed::plain(&top), cx);
    for table in &globals {
        let allowed = Allowed {
            plain: Vec::new(),
            parameters: declared(Scope::Global)
                .filter(|p| p.table == *table)
                .collect(),
        };
        section(root, table, cx, |inner, cx| {
            known_keys(inner, table, &allowed, cx)
        });
    }
    section(root, "scenario", cx, |table, cx| {
        known_keys(table, "scenario", &keys(&["scenario"], &[], &[]), cx);
    });
    section(root, "mechanisms", cx, |table, cx| {
        known_keys(table, "mechanisms", &Allowed::plain(Mechanisms::KEYS), cx);
    });
    members(root, "states", cx, state);
    members(root, "dyads", cx, |path, dyad, cx| {
        known_keys(
            dyad,
            path,
            &keys(&["dyads.<dyad>"], &["publics"], &[Scope::Dyad]),
            cx,
        );
        nested(dyad, path, "publics", cx, &[Scope::Public]);
    });
    members(root, "theatres", cx, |path, theatre, cx| {
        let allowed = keys(&["theatres.<theatre>"], &["stakes"], &[Scope::Theatre]);
        known_keys(theatre, path, &allowed, cx);
        nested(theatre, path, "stakes", cx, &[Scope::Stake]);
    });
    section(root, "channels", cx, |table, cx| {
        let names = ChannelKind::ALL.map(ChannelKind::key);
        known_keys(table, "channels", &Allowed::plain(&names), cx);
    });
    members(root, "channels", cx, |path, channel, cx| {
        if ChannelKind::ALL
            .iter()
            .any(|kind| path.ends_with(kind.key()))
        {
            known_keys(channel, path, &keys(&[], &[], &[Scope::Channel]), cx);
        }
    });
    members(root, "rungs", cx, |path, rung, cx| {
        known_keys(
            rung,
            path,
            &keys(&["rungs.<rung>"], &[], &[Scope::Rung]),
            cx,
        );
    });
    for (section, pattern, scope) in FLAT {
        members(root, section, cx, |path, member, cx| {
            known_keys(member, path, &keys(&[pattern], &[], &[scope]), cx);
        });
    }
    members(root, "levers", cx, |path, lever, cx| {
        known_keys(lever, path, &keys(&["levers.<lever>"], &[], &[]), cx);
    });
    members(root, "outcomes", cx, |path, outcome, cx| {
        known_keys(outcome, path, &keys(&["outcomes.<outcome>"], &[], &[]), cx);
    });
}

fn state(path: &str, state: &Table, cx: &mut Context<'_>) {
    let ally = keys(&["states.<state>", "states.<ally>"], &[], &[Scope::Ally]);
    let prober_scopes = [Scope::Prober, Scope::ProberRung, Scope::ProberCalendar];
    let prober = keys(
        &["states.<state>", "states.<prober>"],
        &["targets", "dyads"],
        &prober_scopes,
    );
    let role = match state.get("role").map(|entry| &entry.node.value) {
        Some(Value::String(role)) => role.as_str(),
        _ => "",
    };
    let (own, other, owners) = match role {
        "ally" => (&ally, &prober, "probers"),
        "prober" => (&prober, &ally, "allies"),
        _ => {
            let both = Allowed {
                plain: [ally.plain, prober.plain].concat(),
                parameters: [ally.parameters, prober.parameters].concat(),
            };
            return known_keys(state, path, &both, cx);
        }
    };
    for (key, entry) in &state.entries {
        if !own.contains(key) && other.contains(key) {
            let message = format!("`{key}` belongs to {owners}, and {path} has role \"{role}\"");
            cx.error(entry.key, message, vec![]);
        } else {
            known_key(key, entry, path, own, cx);
        }
    }
    if role == "prober" {
        let target_scopes = [Scope::Target, Scope::TargetRung];
        nested(state, path, "targets", cx, &target_scopes);
        nested(state, path, "dyads", cx, &[Scope::ProberDyad]);
    }
}

/// Checks the members of a table within a table.
fn nested(table: &Table, path: &str, key: &str, cx: &mut Context<'_>, scopes: &[Scope]) {
    section_at(table, &format!("{path}.{key}"), key, cx, |members, cx| {
        for (code, entry) in &members.entries {
            let path = format!("{path}.{key}.{code}");
            match &entry.node.value {
                Value::Table(member) => known_keys(member, &path, &keys(&[], &[], scopes), cx),
                _ => not_a_table(&path, entry.node.span, cx),
            }
        }
    });
}

fn members(
    root: &Table,
    name: &str,
    cx: &mut Context<'_>,
    mut each: impl FnMut(&str, &Table, &mut Context<'_>),
) {
    let Some(section) = root.table(name) else {
        if let Some(entry) = root.get(name) {
            not_a_table(name, entry.node.span, cx);
        }
        return;
    };
    for (code, entry) in &section.entries {
        let path = format!("{name}.{code}");
        match &entry.node.value {
            Value::Table(member) => each(&path, member, cx),
            _ => not_a_table(&path, entry.node.span, cx),
        }
    }
}

fn section(
    root: &Table,
    name: &str,
    cx: &mut Context<'_>,
    each: impl FnOnce(&Table, &mut Context<'_>),
) {
    section_at(root, name, name, cx, each);
}

fn section_at(
    table: &Table,
    path: &str,
    key: &str,
    cx: &mut Context<'_>,
    each: impl FnOnce(&Table, &mut Context<'_>),
) {
    match table.get(key).map(|entry| &entry.node) {
        None => {}
        Some(node) => match &node.value {
            Value::Table(inner) => each(inner, cx),
            _ => not_a_table(path, node.span, cx),
        },
    }
}

fn not_a_table(path: &str, span: Span, cx: &mut Context<'_>) {
    let message = format!("`{path}` must be a table of keys and values");
    cx.error(span, message, vec![format!("write [{path}]")]);
}

fn known_keys(table: &Table, path: &str, allowed: &Allowed, cx: &mut Context<'_>) {
    for (key, entry) in &table.entries {
        known_key(key, entry, path, allowed, cx);
    }
}

/// Reports an unknown key, or what is wrong with the value of a parameter.
fn known_key(key: &str, entry: &Entry, path: &str, allowed: &Allowed, cx: &mut Context<'_>) {
    if let Some(parameter) = allowed.parameter(key) {
        return values::check(&entry.node, &format!("{path}.{key}"), parameter, cx);
    }
    if allowed.contains(key) {
        return;
    }
    if cx.found.full() {
        return cx.error(entry.key, "", vec![]);
    }
    let place = match (path, cx.sources.kind(entry.key.source)) {
        ("", SourceKind::File) => "at the top of the file".to_owned(),
        ("", SourceKind::Override) => "at the start of a path".to_owned(),
        _ => format!("in [{path}]"),
    };
    let mut help = Vec::new();
    match closest(key, allowed.names()) {
        Some(candidate) => help.push(format!("did you mean `{candidate}`?")),
        None => help.extend(elsewhere(key)),
    }
    help.push(format!("allowed here: {}", listed(allowed.names())));
    cx.error(entry.key, format!("unknown key `{key}` {place}"), help);
}

/// Where a parameter of this name stands, for keys in the wrong table.
fn elsewhere(key: &str) -> Option<String> {
    let patterns: Vec<String> = GROUPS
        .iter()
        .flat_map(|(_, parameters)| parameters.iter())
        .filter(|parameter| parameter.key == key)
        .map(Parameter::pattern)
        .collect();
    (!patterns.is_empty()).then(|| {
        let places = listed(patterns.iter().map(String::as_str));
        format!("the model has {places}")
    })
}

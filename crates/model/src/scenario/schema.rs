//! The JSON Schema of a scenario file, generated from the declarations, for editors.
//!
//! It checks keys, types, bounds and words. What joins several places, such as a dyad that names an
//! ally, only [`super::load()`] can check.

use serde_json::{Map, Value, json};

use super::load::roster::code_pattern;
use super::load::shape::{FLAT, SECTIONS, declared, global_tables};
use super::structure::{Key, Kind, keys_of};
use super::{ChannelKind, GROUPS, MAX_RUNGS, Mechanisms, Parameter, Scope};
use crate::expression::MAX_TEXT;

const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
const FOLDER: &str = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$";

/// The schema as pretty JSON with a final line break.
pub fn schema_json() -> String {
    // A value made of strings and numbers always prints.
    let mut text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of a scenario file: JSON Schema 2020-12, kept to constructs that drafts since 7 have.
pub fn schema() -> Value {
    let mut top = Map::new();
    for key in keys_of("") {
        top.insert(key.key.into(), key_schema(key));
    }
    top.insert("scenario".into(), scenario());
    top.insert("mechanisms".into(), mechanisms());
    for section in SECTIONS {
        top.insert(section.into(), section_schema(section));
    }
    for table in global_tables() {
        let properties = declared(Scope::Global)
            .filter(|parameter| parameter.table == table)
            .map(|parameter| (parameter.key.to_owned(), number(parameter)))
            .collect();
        top.insert(table.into(), object(&group_doc(table), properties));
    }
    let mut schema = object("A scenario of trilat.", top);
    if let Value::Object(fields) = &mut schema {
        fields.shift_insert(
            0,
            "$schema".into(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        fields.shift_insert(1, "title".into(), "trilat scenario".into());
    }
    schema
}

fn object(description: &str, properties: Map<String, Value>) -> Value {
    json!({
        "description": description,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// A table whose keys are codes of a section.
fn members(description: &str, section: &str, member: Value) -> Value {
    keyed(description, &code_pattern(section), member)
}

/// A table whose keys fit a regular expression.
fn keyed(description: &str, pattern: &str, member: Value) -> Value {
    json!({
        "description": description,
        "type": "object",
        "propertyNames": { "pattern": pattern },
        "additionalProperties": member,
    })
}

fn section_schema(section: &str) -> Value {
    match section {
        "states" => members("Allies and probers by code.", section, state()),
        "dyads" => members("Pairs of allies who cooperate.", section, dyad()),
        "theatres" => members("Places where probes happen.", section, theatre()),
        "channels" => {
            let channel = || object(&group_doc("channels.<channel>"), numbers(&[Scope::Channel]));
            let channels = ChannelKind::ALL
                .iter()
                .map(|kind| (kind.key().to_owned(), channel()))
                .collect();
            object("The four channels of cooperation.", channels)
        }
        "rungs" => {
            let rung = removable(
                &group_doc("rungs.<rung>"),
                &["rungs.<rung>"],
                &[Scope::Rung],
                vec![],
            );
            let pattern = format!("^[1-{MAX_RUNGS}]$");
            keyed("The ladder of escalation, from rung 1.", &pattern, rung)
        }
        _ => {
            if let Some((_, pattern, scope)) = FLAT.iter().find(|(name, ..)| *name == section) {
                let doc = group_doc(pattern);
                return members(
                    &doc,
                    section,
                    removable(&doc, &[pattern], &[*scope], vec![]),
                );
            }
            if section == "outcomes" {
                let doc = "An outcome of one's own: one of sum, mean, share, min, max, first, last and value.";
                let outcome = removable(doc, &["outcomes.<outcome>"], &[], vec![]);
                return members(
                    "Outcomes of one's own, by the name of their column.",
                    section,
                    outcome,
                );
            }
            let lever = removable(
                "An exogenous change between two dates, of which the probers are not told.",
                &["levers.<lever>"],
                &[],
                vec![],
            );
            members("Exogenous changes between two dates.", section, lever)
        }
    }
}

/// A member of a section: its keys, its parameters, the tables within it, and `remove`.
fn removable(
    description: &str,
    patterns: &[&str],
    scopes: &[Scope],
    tables: Vec<(&str, Value)>,
) -> Value {
    let mut properties: Map<String, Value> = patterns
        .iter()
        .flat_map(|pattern| keys_of(pattern))
        .map(|key| (key.key.to_owned(), key_schema(key)))
        .collect();
    properties.extend(numbers(scopes));
    for (name, schema) in tables {
        properties.insert(name.into(), schema);
    }
    properties.insert(
        "remove".into(),
        json!({
            "description": "Takes this member of the base file away.",
            "type": "boolean",
        }),
    );
    object(description, properties)
}

/// Allies and probers have different keys; a layer may leave the role to its base.
fn state() -> Value {
    let ally_scopes = [Scope::Ally];
    let prober_scopes = [Scope::Prober, Scope::ProberRung, Scope::ProberCalendar];
    let target_properties = numbers(&[Scope::Target, Scope::TargetRung]);
    let mut target = object(
        &group_doc("states.<prober>.targets.<theatre>"),
        target_properties,
    );
    if let Some(Value::Object(properties)) = target.get_mut("properties") {
        properties.insert("remove".into(), json!({ "type": "boolean" }));
    }
    let targets = members(
        "Theatres that this prober can challenge.",
        "theatres",
        target,
    );
    let regard = object(
        &group_doc("states.<prober>.dyads.<dyad>"),
        numbers(&[Scope::ProberDyad]),
    );
    let regards = members("What this prober makes of each dyad.", "dyads", regard);
    let scopes: Vec<Scope> = ally_scopes.into_iter().chain(prober_scopes).collect();
    let mut state = removable(
        "A state: an ally or a prober.",
        &["states.<state>", "states.<ally>", "states.<prober>"],
        &scopes,
        vec![("targets", targets), ("dyads", regards)],
    );
    let keys = |pattern: &str, scopes: &[Scope]| -> Vec<&'static str> {
        let parameters = scopes.iter().flat_map(|scope| declared(*scope));
        keys_of(pattern)
            .map(|key| key.key)
            .chain(parameters.map(|parameter| parameter.key))
            .collect()
    };
    // A key of the other role is refused where it stands.
    let refuse = |role: &str, keys: Vec<&str>| {
        let refused: Map<String, Value> = keys
            .into_iter()
            .map(|key| (key.to_owned(), Value::Bool(false)))
            .collect();
        json!({
            "if": { "required": ["role"], "properties": { "role": { "const": role } } },
            "then": { "properties": refused },
        })
    };
    if let Value::Object(fields) = &mut state {
        let of_allies = keys("states.<ally>", &ally_scopes);
        let mut of_probers = keys("states.<prober>", &prober_scopes);
        of_probers.extend(["targets", "dyads"]);
        let rules = json!([refuse("ally", of_probers), refuse("prober", of_allies)]);
        fields.insert("allOf".into(), rules);
    }
    state
}

fn dyad() -> Value {
    let public = object(
        &group_doc("dyads.<dyad>.publics.<ally>"),
        numbers(&[Scope::Public]),
    );
    let publics = members(
        "Opinion in each of the two about the other.",
        "states",
        public,
    );
    removable(
        &group_doc("dyads.<dyad>"),
        &["dyads.<dyad>"],
        &[Scope::Dyad],
        vec![("publics", publics)],
    )
}

fn theatre() -> Value {
    let stake = object(
        &group_doc("theatres.<theatre>.stakes.<ally>"),
        numbers(&[Scope::Stake]),
    );
    let stakes = members("What each ally has at stake.", "states", stake);
    removable(
        "A place where probes happen.",
        &["theatres.<theatre>"],
        &[Scope::Theatre],
        vec![("stakes", stakes)],
    )
}

fn scenario() -> Value {
    let properties = keys_of("scenario")
        .map(|key| (key.key.to_owned(), key_schema(key)))
        .collect();
    object("Name, dates, runs and options.", properties)
}

fn mechanisms() -> Value {
    let properties = Mechanisms::KEYS
        .iter()
        .zip(Mechanisms::MEANINGS)
        .map(|(key, meaning)| {
            let schema = json!({
                "description": meaning.trim(),
                "type": "boolean",
                "default": true,
            });
            ((*key).to_owned(), schema)
        })
        .collect();
    object(
        "Switches; a mechanism that is off stays at its neutral value.",
        properties,
    )
}

/// The words for a group, from its declaration.
fn group_doc(table: &str) -> String {
    GROUPS
        .iter()
        .find(|(_, parameters)| parameters.first().is_some_and(|p| p.table == table))
        .map(|(doc, _)| doc.trim().replace("\n ", " "))
        .unwrap_or_default()
}

fn numbers(scopes: &[Scope]) -> Map<String, Value> {
    scopes
        .iter()
        .flat_map(|scope| declared(*scope))
        .map(|parameter| (parameter.key.to_owned(), number(parameter)))
        .collect()
}

/// A parameter: a number with its bounds, or an array of them.
fn number(parameter: &Parameter) -> Value {
    let domain = parameter.unit.domain();
    let description = format!(
        "{} {} ({}): default {}, plausible from {} to {}; {}. {}: {}",
        parameter.description(),
        parameter.symbol,
        parameter.unit.label(),
        parameter.default,
        parameter.low,
        parameter.high,
        parameter.source.label(),
        parameter.mechanism,
        parameter.equation,
    );
    let bounds = json!({ "type": "number", "minimum": domain.low, "maximum": domain.high });
    match parameter.scope {
        Scope::ProberCalendar => json!({
            "description": description, "type": "array", "items": bounds,
            "minItems": 12, "maxItems": 12,
        }),
        Scope::ProberRung | Scope::TargetRung => json!({
            "description": description, "type": "array", "items": bounds,
            "minItems": 1, "maxItems": MAX_RUNGS,
        }),
        _ => json!({
            "description": description, "type": "number",
            "minimum": domain.low, "maximum": domain.high, "default": parameter.default,
        }),
    }
}

fn key_schema(key: &Key) -> Value {
    let mut schema = match key.kind {
        Kind::Text => json!({ "type": "string", "maxLength": 200 }),
        Kind::Folder => json!({ "type": "string", "pattern": FOLDER }),
        Kind::Month => json!({ "type": "string", "pattern": MONTH }),
        Kind::Integer(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Kind::Number(low, high) => json!({ "type": "number", "minimum": low, "maximum": high }),
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Word(words) => json!({ "type": "string", "enum": words }),
        Kind::Code(_) => json!({ "type": "string", "pattern": code_pattern("") }),
        Kind::Expression => json!({ "type": "string", "minLength": 1, "maxLength": MAX_TEXT }),
        Kind::Pair => json!({
            "type": "array", "items": { "type": "string", "pattern": code_pattern("") },
            "minItems": 2, "maxItems": 2,
        }),
    };
    if let Value::Object(fields) = &mut schema {
        let default = match key.default {
            "" => "Required".to_owned(),
            default => format!("Default: {default}"),
        };
        let description = format!("{} {default}.", key.doc);
        fields.shift_insert(0, "description".into(), description.into());
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_parameter() {
        let text = schema_json();
        for parameter in GROUPS.iter().flat_map(|(_, parameters)| parameters.iter()) {
            assert!(
                text.contains(&format!("\"{}\": {{", parameter.key)),
                "{}",
                parameter.pattern()
            );
        }
    }

    #[test]
    fn every_table_is_closed() {
        fn walk(value: &Value) {
            if let Value::Object(fields) = value {
                if fields.get("type") == Some(&json!("object")) {
                    let additional = fields.get("additionalProperties");
                    assert!(additional.is_some_and(|a| *a != json!(true)), "{fields:?}");
                }
                fields.values().for_each(walk);
            }
        }
        walk(&schema());
    }
}

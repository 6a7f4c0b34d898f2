//! What the controls of a page need: every value of both scenarios with its range and meaning, levers, outcomes, figures.

use std::collections::BTreeMap;

use libm::{floor, log10, pow};
use serde_json::{Value, json};

use super::limits;
use super::refusal::Refusal;
use super::settings::{Settings, Side, Sides};
use crate::model::Layout;
use crate::named::Named;
use crate::report::differences::{differences, lever_in_words};
use crate::report::headline::headline;
use crate::scenario::{
    ChannelKind, Entry, GROUPS, KEYS, Key, Kind, Lever, Mechanisms, Parameter, Scenario, Setting,
};
use crate::shipped::{self, Kind as Input};
use crate::tasks::explore::figures::Shows;
use crate::words::first_sentence;

/// Keys of a scenario that are no assumptions, or have controls of their own.
const APART: [&str; 4] = ["name", "title", "runs", "seed"];
/// Steps of a slider over its range.
const STEPS: f64 = 100.0;

/// The controls for settings.
///
/// # Errors
/// A [`Refusal`] if a scenario is wrong.
pub fn controls(settings: &Settings) -> Result<Value, Refusal> {
    let sides = settings.sides()?;
    let untouched = settings.load_with(Side::Base, &[])?.scenario;
    let base = &sides.base.scenario;
    let scenarios = shipped::of_kind(Input::Scenario).chain(shipped::of_kind(Input::Ablation));
    let scenarios: Vec<Value> = scenarios
        .map(|input| json!({ "name": input.name, "description": input.description() }))
        .collect();
    let figures = Shows::ALL.iter();
    let figures: Vec<Value> = figures
        .map(|shows| {
            let about = shows.kind().about;
            json!({ "id": shows.name(), "title": shows.meaning(), "about": about })
        })
        .collect();
    Ok(json!({
        "name": base.name,
        "arm_name": sides.arm.name,
        "title": base.title,
        "description": described(settings, &untouched),
        "start": base.start.to_string(),
        "months": base.horizon,
        "seed": base.seed,
        "groups": groups(&sides, &untouched),
        "levers": levers(settings, &sides),
        "outcomes": outcomes(base),
        "figures": figures,
        "scenarios": scenarios,
        "limits": {
            "runs": limits::RUNS,
            "text": limits::TEXT,
            "changes": limits::CHANGES,
        },
        "differs": differences(base, &sides.arm.scenario),
        "notes": sides.notes,
    }))
}

fn described(settings: &Settings, untouched: &Scenario) -> String {
    let named = settings
        .scenario
        .as_deref()
        .filter(|_| settings.text.is_none());
    let input = named.and_then(|name| shipped::find(Input::Scenario, name));
    input.map_or_else(
        || untouched.title.clone(),
        |input| input.description().to_owned(),
    )
}

/// Every single value of a scenario by its path.
fn values(scenario: &Scenario) -> BTreeMap<String, Setting> {
    let mut values = BTreeMap::new();
    for entry in scenario.sections().into_iter().flat_map(|own| own.entries) {
        values.extend(
            singles(&entry)
                .into_iter()
                .map(|(path, value)| (path.to_owned(), value.clone())),
        );
    }
    values
}

/// The values of a line with their paths.
fn singles(entry: &Entry) -> Vec<(&str, &Setting)> {
    let paths = entry.paths.iter().map(String::as_str);
    match &entry.value {
        Setting::List(list) if list.len() == entry.paths.len() => paths.zip(list).collect(),
        value => paths.take(1).map(|path| (path, value)).collect(),
    }
}

fn groups(sides: &Sides, untouched: &Scenario) -> Vec<Value> {
    let (arm, default) = (values(&sides.arm.scenario), values(untouched));
    let mut groups = Vec::new();
    for section in sides.base.scenario.sections() {
        let table = section.table.as_str();
        let mut parameters = Vec::new();
        for entry in &section.entries {
            for (path, value) in singles(entry) {
                let Some(mut control) = control(table, entry, path) else {
                    continue;
                };
                control["value"] = json!(value);
                control["arm"] = json!(arm.get(path));
                control["default"] = json!(default.get(path));
                parameters.push(control);
            }
        }
        if !parameters.is_empty() {
            let title = title(table, &section.entries);
            groups.push(json!({ "id": table, "title": title, "parameters": parameters }));
        }
    }
    groups
}

/// What a table is about, and whose it is.
fn title(table: &str, entries: &[Entry]) -> String {
    if table == "scenario" {
        return "Time and rules".to_owned();
    }
    if table == "mechanisms" {
        return "Mechanisms".to_owned();
    }
    let Some(first) = entries.iter().find_map(|entry| entry.parameter) else {
        return table.to_owned();
    };
    let mut groups = GROUPS.iter();
    let group = groups.find(|(_, own)| own.contains(first));
    let doc = group.map_or(table, |(doc, _)| doc);
    let about = first_sentence(doc).replace("\n ", " ");
    match table.split_once('.') {
        Some((_, whose)) => format!("{whose}: {about}"),
        None => about,
    }
}

/// A control without its values; none for what is no assumption, such as names.
fn control(table: &str, entry: &Entry, path: &str) -> Option<Value> {
    if let Some(parameter) = entry.parameter {
        return Some(slider(parameter, path));
    }
    if table == "mechanisms" {
        let mut keys = Mechanisms::KEYS.iter().zip(Mechanisms::MEANINGS);
        let meaning = keys
            .find(|(key, _)| **key == entry.key)
            .map(|(_, text)| text.trim());
        return Some(json!({
            "key": path, "label": entry.key.replace('_', " "), "symbol": "", "unit": "1", "kind": "switch",
            "choices": [], "source": "", "meaning": meaning,
        }));
    }
    if table != "scenario" || APART.contains(&entry.key.as_str()) {
        return None;
    }
    let key = KEYS
        .iter()
        .find(|own| own.table == table && own.key == entry.key)?;
    let (kind, low, high, choices) = kind_of(key);
    Some(json!({
        "key": path, "label": entry.key.replace('_', " "), "symbol": "", "unit": "1", "kind": kind,
        "low": low, "high": high, "step": 1, "choices": choices, "source": "", "meaning": key.doc,
    }))
}

/// What a key can be: kind, bounds and choices.
fn kind_of(key: &Key) -> (&'static str, Option<f64>, Option<f64>, Vec<&'static str>) {
    match key.kind {
        Kind::Integer(low, high) => ("integer", Some(low as f64), Some(high as f64), Vec::new()),
        Kind::Number(low, high) => ("number", Some(low), Some(high), Vec::new()),
        Kind::Switch => ("switch", None, None, Vec::new()),
        Kind::Word(words) => ("choice", None, None, words.to_vec()),
        _ => ("text", None, None, Vec::new()),
    }
}

fn slider(parameter: &Parameter, path: &str) -> Value {
    let domain = parameter.unit.domain();
    let description = parameter.description();
    json!({
        "key": path,
        "label": first_sentence(&description),
        "symbol": parameter.symbol,
        "unit": parameter.unit.label(),
        "kind": "number",
        "low": parameter.low,
        "high": parameter.high,
        "step": step(parameter.high - parameter.low),
        "minimum": domain.low,
        "maximum": domain.high,
        "choices": [],
        "source": parameter.source.label(),
        "mechanism": parameter.mechanism,
        "equation": parameter.equation,
        "meaning": description,
    })
}

/// A round step: a 1, 2 or 5 of some power of ten, about a hundredth of the range.
fn step(range: f64) -> f64 {
    if !(range.is_finite() && range > 0.0) {
        return 0.01;
    }
    let wanted = range / STEPS;
    let power = pow(10.0, floor(log10(wanted)));
    let factors = [1.0, 2.0, 5.0, 10.0].into_iter();
    let mut enough = factors
        .map(|factor| factor * power)
        .filter(|own| *own >= 0.999 * wanted);
    enough.next().unwrap_or(wanted)
}

fn levers(settings: &Settings, sides: &Sides) -> Value {
    let roster = &sides.base.scenario.roster;
    let keys = KEYS.iter().filter(|key| key.table.starts_with("levers."));
    let keys: Vec<Value> = keys
        .map(|key| {
            let (kind, low, high, choices) = kind_of(key);
            json!({
                "key": key.key, "kind": kind, "low": low, "high": high, "choices": choices,
                "default": key.default, "meaning": key.doc,
            })
        })
        .collect();
    let codes = |list: Vec<String>| json!(list);
    json!({
        "keys": keys,
        "dyads": codes(roster.dyads.iter().map(|dyad| dyad.code.clone()).collect()),
        "allies": codes(roster.allies.iter().map(|ally| ally.code.clone()).collect()),
        "targets": codes(roster.targets.iter().map(|target| roster.target_code(*target)).collect()),
        "channels": ChannelKind::ALL.map(ChannelKind::key),
        "in_force": in_force(settings, sides),
    })
}

/// The levers that the scenarios bring themselves, and which of them has each.
fn in_force(settings: &Settings, sides: &Sides) -> Vec<Value> {
    let (base, arm) = (&sides.base.scenario, &sides.arm.scenario);
    let own = settings.lever_names();
    let told = |lever: &Lever, scenario: &Scenario, side: &str| {
        json!({
            "name": lever.name,
            "from": lever.from.to_string(),
            "until": lever.until.to_string(),
            "words": lever_in_words(lever, scenario),
            "side": side,
        })
    };
    let first = base.levers.iter().map(|lever| {
        let side = if arm.levers.contains(lever) {
            "both"
        } else {
            "base"
        };
        told(lever, base, side)
    });
    let brought = |lever: &&Lever| !own.contains(&lever.name) && !base.levers.contains(lever);
    let second = arm.levers.iter().filter(brought);
    first
        .chain(second.map(|lever| told(lever, arm, "arm")))
        .collect()
}

fn outcomes(scenario: &Scenario) -> Vec<Value> {
    let columns = Layout::of(scenario).run;
    let shown = headline(scenario).into_iter();
    let described = shown.filter_map(|shown| {
        let column = columns.iter().find(|column| column.name == shown.column)?;
        Some(json!({
            "id": shown.column, "label": shown.label, "group": shown.group, "unit": column.unit,
            "meaning": column.description,
        }))
    });
    described.collect()
}

//! The declarations themselves, and the documents made from them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};
use trilat::scenario::reference::{Topic, lookup, parameters_markdown, topics};
use trilat::scenario::schema::{schema, schema_json};
use trilat::scenario::{GROUPS, Parameter, Parameters, Source, load};

fn parameters() -> impl Iterator<Item = &'static Parameter> {
    GROUPS.iter().flat_map(|(_, parameters)| parameters.iter())
}

#[test]
fn every_default_lies_in_its_range_and_every_range_in_its_domain() {
    for p in parameters() {
        let path = p.pattern();
        let domain = p.unit.domain();
        assert!(p.low <= p.default && p.default <= p.high, "{path}: default");
        assert!(p.low < p.high, "{path}: empty range");
        assert!(
            domain.contains(p.low) && domain.contains(p.high),
            "{path}: range"
        );
        assert!(!domain.contains(f64::NAN) && !domain.contains(f64::INFINITY));
    }
}

#[test]
fn every_parameter_says_what_it_is() {
    for p in parameters() {
        let path = p.pattern();
        assert!(
            p.description().ends_with('.'),
            "{path}: {}",
            p.description()
        );
        assert!(!p.symbol.is_empty() && !p.equation.is_empty(), "{path}");
        let number = p.mechanism.strip_prefix('M').map(str::parse::<u32>);
        let known = matches!(number, Some(Ok(1..=16))) || p.mechanism == "observation";
        assert!(known, "{path}");
        if let Source::Cited(text) | Source::Measured(text) = p.source {
            assert!(text.len() > 3, "{path}");
        }
    }
}

#[test]
fn units_say_their_domain() {
    for p in parameters() {
        let (domain, words) = (p.unit.domain(), p.unit.allowed());
        let high = if domain.high >= 1e6 {
            "1e6".to_owned()
        } else {
            domain.high.to_string()
        };
        let low = match domain.low {
            low if low <= -1e6 => "-1e6".to_owned(),
            1e-6 => "1e-6".to_owned(),
            low => low.to_string(),
        };
        assert!(words.ends_with(&format!("from {low} to {high}")), "{words}");
    }
}

#[test]
fn the_walk_over_a_scenario_meets_every_declaration() {
    let loaded = load(Path::new("configs/korea_2012.toml"), &[]).unwrap();
    let roster = &loaded.scenario.roster;
    let mut seen = BTreeSet::new();
    let mut paths = BTreeSet::new();
    Parameters::defaults(roster).visit_mut(roster, &mut |path, parameter, value| {
        assert_eq!(*value, parameter.default);
        assert!(paths.insert(path.to_owned()), "{path} twice");
        seen.insert(parameter.pattern());
        let found: Vec<String> = lookup(path).iter().map(Topic::pattern).collect();
        assert_eq!(found, [parameter.pattern()], "{path}");
    });
    let declared: BTreeSet<String> = parameters().map(Parameter::pattern).collect();
    assert_eq!(seen, declared);
}

#[test]
fn every_line_of_a_scenario_can_be_explained() {
    let loaded = load(Path::new("configs/no_drills.toml"), &[]).unwrap();
    for section in loaded.scenario.sections() {
        for path in section.entries.iter().flat_map(|entry| &entry.paths) {
            assert_eq!(lookup(path).len(), 1, "{path}");
        }
    }
    let mut patterns: Vec<String> = topics().iter().map(Topic::pattern).collect();
    let count = patterns.len();
    patterns.sort();
    patterns.dedup();
    assert_eq!(patterns.len(), count);
}

/// The text of a checked-in document, with what to do if it is out of date.
fn assert_current(path: &str, text: &str, command: &str) {
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        held == text,
        "{path} is out of date; run `{command} > {path}`"
    );
}

#[test]
fn the_parameter_reference_is_current() {
    let text = parameters_markdown();
    assert_current("docs/parameters.md", &text, "trilat explain --markdown");
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells = line.replace("\\|", "").matches('|').count();
        assert!([3, 5, 10].contains(&cells), "{line}");
    }
}

#[test]
fn the_schema_is_current() {
    assert_current("docs/scenario.schema.json", &schema_json(), "trilat schema");
}

/// A TOML document as JSON.
fn to_json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text.as_ref()),
        DeValue::Integer(integer) => json!(integer.as_str().parse::<i64>().unwrap()),
        DeValue::Float(float) => json!(float.as_str().parse::<f64>().unwrap()),
        DeValue::Boolean(value) => json!(value),
        DeValue::Datetime(date) => json!(date.to_string()),
        DeValue::Array(list) => list.iter().map(|entry| to_json(entry.get_ref())).collect(),
        DeValue::Table(table) => table_to_json(table),
    }
}

fn table_to_json(table: &DeTable<'_>) -> Value {
    let pairs = table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), to_json(value.get_ref())));
    Value::Object(pairs.collect::<Map<String, Value>>())
}

/// Whether a code fits a pattern of the form `^[…]{LOW,HIGH}$`; of other patterns nothing is said.
fn fits_pattern(pattern: &str, code: &str) -> bool {
    let Some((class, counts)) = pattern.trim_matches(['^', '$']).rsplit_once("]{") else {
        return true;
    };
    let (low, high) = counts.trim_end_matches('}').split_once(',').unwrap();
    let counts = low.parse::<usize>().unwrap()..=high.parse::<usize>().unwrap();
    let marks = class.trim_start_matches("[A-Za-z0-9");
    let plain = |c: char| c.is_ascii_alphanumeric() || marks.contains(c);
    counts.contains(&code.len()) && code.chars().all(plain)
}

/// The part of JSON Schema that the schema uses.
fn violations(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if schema == &json!(false) {
        return found.push(format!("{at}: not allowed"));
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("number") => value.is_number(),
        _ => true,
    };
    if !fits {
        return found.push(format!("{at}: type"));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: word"));
    }
    if let Some(number) = value.as_f64() {
        let low = schema["minimum"].as_f64().unwrap_or(f64::MIN);
        let high = schema["maximum"].as_f64().unwrap_or(f64::MAX);
        if !(low..=high).contains(&number) {
            found.push(format!("{at}: bounds"));
        }
    }
    if let Some(list) = value.as_array() {
        let low = schema["minItems"].as_u64().unwrap_or(0) as usize;
        let high = schema["maxItems"].as_u64().unwrap_or(u64::MAX) as usize;
        if !(low..=high).contains(&list.len()) {
            found.push(format!("{at}: length"));
        }
        for entry in list {
            violations(&schema["items"], entry, at, found);
        }
    }
    let Some(fields) = value.as_object() else {
        return;
    };
    for (key, inner) in fields {
        let at = format!("{at}.{key}");
        let pattern = schema["propertyNames"]["pattern"].as_str();
        if !pattern.is_none_or(|pattern| fits_pattern(pattern, key)) {
            found.push(format!("{at}: name"));
        }
        match (
            schema["properties"].get(key),
            schema.get("additionalProperties"),
        ) {
            (Some(schema), _) => violations(schema, inner, &at, found),
            (None, Some(schema)) => violations(schema, inner, &at, found),
            (None, None) => {}
        }
    }
    for rule in schema["allOf"].as_array().into_iter().flatten() {
        let role = &rule["if"]["properties"]["role"]["const"];
        if fields.get("role") == Some(role) {
            violations(&rule["then"], value, at, found);
        }
    }
}

fn schema_violations(text: &str) -> Vec<String> {
    let document = DeTable::parse(text).unwrap();
    let mut found = Vec::new();
    violations(
        &schema(),
        &table_to_json(document.get_ref()),
        "",
        &mut found,
    );
    found
}

#[test]
fn the_schema_accepts_the_shipped_scenarios_in_short_and_in_full() {
    for entry in std::fs::read_dir("configs").unwrap() {
        let path = entry.unwrap().path();
        // Studies are in a folder of their own.
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("#:schema ../docs/scenario.schema.json\n"),
            "{path:?}"
        );
        assert_eq!(schema_violations(&text), Vec::<String>::new(), "{path:?}");
        let full = load(&path, &[]).unwrap().scenario.to_toml();
        assert_eq!(schema_violations(&full), Vec::<String>::new(), "{path:?}");
    }
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let text = "will = 1\n[scenario]\nhorizon = 0\nwar = \"never\"\n[states.A]\nrole = \"ally\"\n\
                temper = 0.5\nresolute_share = 1.5\n[states.P]\ncalendar = [0.0]\nbloc = \"yes\"\n\
                [politics]\nparty_chance = 0.1\n[states.ALLIANCE1]\n[bases.a_base_with_a_name_of_24_]\n";
    let found = schema_violations(text);
    assert_eq!(
        found,
        [
            ".will: type",
            ".scenario.horizon: bounds",
            ".scenario.war: word",
            ".states.A.resolute_share: bounds",
            ".states.A.temper: not allowed",
            ".states.P.calendar: length",
            ".states.P.bloc: type",
            ".states.ALLIANCE1: name",
            ".politics.party_chance: not allowed",
            ".bases.a_base_with_a_name_of_24_: name",
        ]
    );
}

/// A validator of others says the same of every shipped file and the schema that it names.
#[test]
#[ignore = "needs Python with jsonschema (READERS); tests/all.sh runs it"]
fn a_validator_accepts_every_shipped_file() {
    let python = std::env::var_os("READERS").unwrap_or("python3".into());
    let done = std::process::Command::new(python)
        .args(["tests/schema.py", "configs"])
        .output()
        .expect("Python");
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    let checked = said
        .lines()
        .filter(|line| line.ends_with(": valid"))
        .count();
    assert!(checked > 30, "{said}");
}

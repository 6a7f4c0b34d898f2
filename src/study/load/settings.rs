//! The sections `[study]` and `[set]`.

use std::path::{Path, PathBuf};

use super::factors::scalar;
use super::keys::known;
use crate::model::Layout;
use crate::scenario::Scenario;
use crate::scenario::load::diagnostics::did_you_mean;
use crate::scenario::load::document::{Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::settings::is_folder_name;
use crate::scenario::load::source::Span;
use crate::study::plan::MAX_POINTS;

const KEYS: [&str; 6] = [
    "name",
    "title",
    "scenario",
    "replicates",
    "independent",
    "months",
];

const HINTS: [(&str, &str); 6] = [
    (
        "seed",
        "the design's seed is `seed` in [design]; the runs' seed is the scenario's, or \
         \"scenario.seed\" = 7 in [set]",
    ),
    ("runs", "the runs of each point are `replicates`"),
    ("points", "`points` belongs in [design]"),
    ("kind", "`kind` belongs in [design]"),
    ("constraints", "`constraints` belongs in [design]"),
    (
        "extends",
        "a study names its scenario with `scenario = \"file.toml\"`",
    ),
];

/// What `[study]` says.
pub(super) struct Settings {
    pub name: String,
    pub title: String,
    /// As written, relative to the study file.
    pub scenario: Option<(PathBuf, Span)>,
    pub replicates: Option<u64>,
    pub independent: bool,
    /// Observables of which months are kept, with their places.
    pub months: Vec<(String, Span)>,
}

/// Reads `[study]`. The name defaults to the file's, the title to the name.
pub(super) fn read(root: &Table, path: &Path, cx: &mut Context<'_>) -> Settings {
    let empty = Table::default();
    let table = root.table("study").unwrap_or(&empty);
    known(table, "[study]", &KEYS, &HINTS, cx);
    let name = named(root, "study", path, cx);
    let scenario = cx
        .text(table, "study", "scenario")
        .map(|(file, span)| (PathBuf::from(file), span));
    if table.get("scenario").is_none() {
        let span = root.get("study").map(|entry| entry.key);
        let message = "the study names no scenario";
        let help = "write scenario = \"northeast_asia.toml\" in [study], relative to this file";
        cx.found.error(span, message, vec![help.into()]);
    }
    Settings {
        title: cx
            .label(table, "study", "title")
            .unwrap_or_else(|| name.clone()),
        name,
        scenario,
        replicates: cx.integer(table, "study", "replicates", 1..=MAX_POINTS - 1),
        independent: cx.boolean(table, "study", "independent").unwrap_or(false),
        months: months(table, cx),
    }
}

/// The names in `months`, each once.
fn months(table: &Table, cx: &mut Context<'_>) -> Vec<(String, Span)> {
    let Some(entry) = table.get("months") else {
        return Vec::new();
    };
    let help = || vec!["write months = [\"cohesion\", \"probes_r3_up\"]".to_owned()];
    let Value::Array(nodes) = &entry.node.value else {
        let message = "`study.months` must be a list of observables".to_owned();
        cx.error(entry.node.span, message, help());
        return Vec::new();
    };
    let mut names: Vec<(String, Span)> = Vec::new();
    for node in nodes {
        match &node.value {
            Value::String(name) if names.iter().any(|(own, _)| own == name) => {
                let message = format!("`study.months` names \"{name}\" twice");
                cx.error(node.span, message, vec![]);
            }
            Value::String(name) => names.push((name.clone(), node.span)),
            other => {
                let message = format!("`study.months` holds {}", other.describe());
                cx.error(node.span, message, help());
            }
        }
    }
    names
}

/// Reports observables that the scenario does not record every month, and returns the others.
pub(super) fn recorded(
    asked: &[(String, Span)],
    scenario: &Scenario,
    cx: &mut Context<'_>,
) -> Vec<String> {
    if asked.is_empty() {
        return Vec::new();
    }
    let columns = Layout::of(scenario).month;
    let known = || columns.iter().map(|column| column.name.as_str());
    let mut found = Vec::new();
    for (name, span) in asked {
        if known().any(|own| own == name) {
            found.push(name.clone());
            continue;
        }
        let message = format!("`study.months`: there is no monthly observable `{name}`");
        let mut help = did_you_mean(name, known());
        help.push("`trilat explain --outcomes SCENARIO` lists them".to_owned());
        cx.error(*span, message, help);
    }
    found
}

/// The name that a section gives, or that of the file; it must be able to name a folder.
pub(super) fn named(root: &Table, section: &str, path: &Path, cx: &mut Context<'_>) -> String {
    let empty = Table::default();
    let table = root.table(section).unwrap_or(&empty);
    let stem = || {
        path.file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let given = cx.text(table, section, "name");
    let span = match &given {
        Some((_, span)) => Some(*span),
        None => root.get(section).map(|entry| entry.key),
    };
    let name = given.map_or_else(stem, |(name, _)| name);
    if !is_folder_name(&name) {
        let message = format!("the {section}'s name \"{name}\" cannot name a folder");
        let help =
            "letters, digits, `_`, `-` and `.`, at most 64, beginning with a letter or digit";
        cx.found.error(span, message, vec![help.into()]);
    }
    name
}

/// Reads `[set]`: overrides of the scenario that hold at every point, with their places.
pub(super) fn sets(root: &Table, cx: &mut Context<'_>) -> Vec<(String, Span)> {
    let Some(table) = root.table("set") else {
        return Vec::new();
    };
    let mut sets = Vec::new();
    for (path, entry) in &table.entries {
        match scalar(&entry.node) {
            Some(value) => sets.push((format!("{path}={}", value.to_toml()), entry.key)),
            None if matches!(entry.node.value, Value::Table(_)) => {
                let message = format!("`{path}` in [set] is no value");
                let help = "write the path in quotes: \"will.threat\" = 0.2";
                cx.error(entry.key, message, vec![help.into()]);
            }
            None => {
                let found = entry.node.value.describe();
                let message = format!("`{path}` in [set] must be one value, found {found}");
                cx.error(entry.node.span, message, vec![]);
            }
        }
    }
    sets
}

/// The outcomes that a study asks for, as a layer on each of its scenarios.
pub(super) fn asked(root: &Table) -> Table {
    let own = root.entries.get_key_value("outcomes");
    Table {
        entries: own
            .map(|(key, entry)| (key.clone(), entry.clone()))
            .into_iter()
            .collect(),
    }
}

//! The sections `[study]` and `[set]`.

use std::path::{Path, PathBuf};

use super::factors::scalar;
use super::keys::known;
use crate::scenario::load::document::{Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::settings::is_folder_name;
use crate::scenario::load::source::Span;
use crate::study::plan::MAX_POINTS;

const KEYS: [&str; 5] = ["name", "title", "scenario", "replicates", "independent"];

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
    }
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

//! The sections `[scenario]` and `[mechanisms]`.

use std::path::Path;

use super::diagnostics::Collector;
use super::document::Table;
use super::fields::Context;
use super::source::Span;
use crate::scenario::{CrisisStage, Information, Mechanisms, Month, War};

/// Longest horizon and burn-in, in months: a thousand years.
pub const MAX_MONTHS: u64 = 12_000;
/// Largest number of runs of one scenario.
pub const MAX_RUNS: u64 = 1_000_000_000;
/// Largest seed: what every reader of TOML takes for an integer.
pub const MAX_SEED: u64 = i64::MAX as u64;

/// What `[scenario]` says, with defaults filled in.
pub(super) struct Settings {
    pub name: String,
    pub title: String,
    pub start: Month,
    /// Whether the dates of the scenario are valid, so that other dates can be held against them.
    pub dated: bool,
    pub horizon: u32,
    pub burn_in: u32,
    pub runs: u64,
    pub seed: u64,
    pub reference_rung: Option<(usize, Span)>,
    pub crisis_rung: Option<(usize, Span)>,
    pub war: War,
    pub crisis_stage: CrisisStage,
    pub information: Information,
}

impl Settings {
    /// First simulated month.
    pub fn earliest(&self) -> Month {
        self.start.plus(-(self.burn_in as i32))
    }

    /// First month after the last recorded one.
    pub fn end(&self) -> Month {
        self.start.plus(self.horizon as i32)
    }
}

/// Whether a name can be a folder on any system.
pub fn is_folder_name(name: &str) -> bool {
    let reserved = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    (1..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !name.ends_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        && !reserved.contains(&stem.as_str())
        && !numbered("com")
        && !numbered("lpt")
}

/// Reads `[scenario]`. The name defaults to the file's, the title to the name.
pub(super) fn read(root: &Table, path: &Path, cx: &mut Context<'_>) -> Settings {
    let empty = Table::default();
    let table = root.table("scenario").unwrap_or(&empty);
    let at = "scenario";
    let name = name(root, table, path, cx);
    let first = Month::new(2026, 1).unwrap_or(Month::FIRST);
    let start = cx.month(table, at, "start");
    let wars = [("absorbing", War::Absorbing), ("reset", War::Reset)];
    let stages = [
        ("hazard", CrisisStage::Hazard),
        ("signalling", CrisisStage::Signalling),
    ];
    let informations = [
        ("off", Information::Off),
        ("derived", Information::Derived),
        ("entropy", Information::Entropy),
    ];
    let mut integer =
        |key: &str, range, default| cx.integer(table, at, key, range).unwrap_or(default);
    let mut settings = Settings {
        dated: start.is_some() || table.get("start").is_none(),
        horizon: integer("horizon", 1..=MAX_MONTHS, 120) as u32,
        burn_in: integer("burn_in", 0..=MAX_MONTHS, 24) as u32,
        runs: integer("runs", 1..=MAX_RUNS, 2000),
        seed: integer("seed", 0..=MAX_SEED, 1),
        title: cx.label(table, at, "title").unwrap_or_else(|| name.clone()),
        name,
        start: start.map_or(first, |(month, _)| month),
        reference_rung: rung(table, "reference_rung", cx),
        crisis_rung: rung(table, "crisis_rung", cx),
        war: cx.word(table, at, "war", &wars).unwrap_or_default(),
        crisis_stage: cx
            .word(table, at, "crisis_stage", &stages)
            .unwrap_or_default(),
        information: cx
            .word(table, at, "information", &informations)
            .unwrap_or_default(),
    };
    let calendar = Month::FIRST..=Month::LAST;
    if !calendar.contains(&settings.earliest()) || !calendar.contains(&settings.end()) {
        let span = start.map(|(_, span)| span);
        let message = "the months simulated leave the calendar";
        let help = format!(
            "they must lie from {} to {}, burn-in included",
            Month::FIRST,
            Month::LAST
        );
        cx.found.error(span, message, vec![help]);
        settings.dated = false;
    }
    settings
}

fn name(root: &Table, table: &Table, path: &Path, cx: &mut Context<'_>) -> String {
    let help = || {
        vec![
            "a name becomes a folder: letters, digits, `_`, `-` and `.`, at most 64, \
             and it begins with a letter or digit"
                .to_owned(),
        ]
    };
    match cx.text(table, "scenario", "name") {
        Some((name, span)) => {
            if !is_folder_name(&name) {
                cx.error(span, "`scenario.name` cannot name a folder", help());
            }
            name
        }
        None => {
            let stem = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            if !is_folder_name(&stem) && table.get("name").is_none() {
                let span = root.get("scenario").map(|entry| entry.key);
                let message = format!(
                    "the scenario has no name, and its file's, \"{stem}\", cannot name a folder"
                );
                let mut help = help();
                help.insert(
                    0,
                    "write name = \"my_scenario\" under [scenario], or give --set scenario.name=my_scenario"
                        .to_owned(),
                );
                cx.found.error(span, message, help);
            }
            stem
        }
    }
}

fn rung(table: &Table, key: &str, cx: &mut Context<'_>) -> Option<(usize, Span)> {
    let limit = crate::scenario::MAX_RUNGS as u64;
    let number = cx.integer(table, "scenario", key, 1..=limit)?;
    let span = table.get(key)?.node.span;
    Some((number as usize, span))
}

/// The rung that a setting names, or the default where the ladder is shorter.
pub(super) fn settled_rung(
    key: &str,
    given: Option<(usize, Span)>,
    default: usize,
    rungs: usize,
    found: &mut Collector,
) -> usize {
    match given {
        Some((number, span)) if number > rungs && rungs > 0 => {
            let message = format!("`scenario.{key}` is {number}, but there are {rungs} rungs");
            found.error(Some(span), message, vec![]);
            number
        }
        Some((number, _)) => number,
        None => default.min(rungs.max(1)),
    }
}

/// Reads `[mechanisms]`; all are on unless switched off.
pub(super) fn mechanisms(root: &Table, cx: &mut Context<'_>) -> Mechanisms {
    let mut mechanisms = Mechanisms::default();
    if let Some(table) = root.table("mechanisms") {
        for (key, switch) in mechanisms.switches_mut() {
            if let Some(value) = cx.boolean(table, "mechanisms", key) {
                *switch = value;
            }
        }
    }
    mechanisms
}

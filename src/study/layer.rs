//! What one scenario says otherwise than another: the grammar that arms of studies and of claims share.
//!
//! A layer is what a scenario file may say (levers, values, mechanisms), laid over another; and besides that `scale`
//! and `shift`, which act on a number whatever it is, so that they can follow a draw.

use crate::scenario::load::diagnostics::{Collector, closest};
use crate::scenario::load::document::{Entry, Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::source::Span;

/// A change of a number, whatever it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// Multiplied.
    Scale(f64),
    /// Added to.
    Shift(f64),
}

impl Change {
    /// The number after it.
    pub fn of(self, number: f64) -> f64 {
        match self {
            Self::Scale(factor) => number * factor,
            Self::Shift(more) => number + more,
        }
    }
}

/// A change to a scenario as it stands in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    /// What is laid over the scenario.
    pub table: Table,
    /// Parameters that are multiplied or moved, by path.
    pub changes: Vec<(String, Change, Span)>,
}

/// A layer, with what is relative to the numbers drawn apart.
pub(super) fn layer(at: &str, table: Option<&Table>, cx: &mut Context<'_>) -> Layer {
    let mut table = table.cloned().unwrap_or_default();
    if let Some(entry) = table.entries.shift_remove("extends") {
        let message = format!("`{at}` is laid over a scenario and extends none itself");
        let help = "write in it what differs; in an arm of a study, `scenario = \"file.toml\"` takes another scenario as it stands";
        cx.error(entry.key, message, vec![help.into()]);
    }
    let mut changes = Vec::new();
    let kinds: [(&str, &str, fn(f64) -> Change); 2] = [
        ("scale", "\"forces.kor_lsam.capacity\" = 1.3", Change::Scale),
        ("shift", "\"states.KOR.stance_a\" = -1.0", Change::Shift),
    ];
    for (key, example, change) in kinds {
        let Some(entry) = table.entries.shift_remove(key) else {
            continue;
        };
        let Value::Table(numbers) = &entry.node.value else {
            let message = format!("`{at}.{key}` must be a table");
            let help = format!("write {example} in it: path and number");
            cx.error(entry.node.span, message, vec![help]);
            continue;
        };
        for (path, entry) in &numbers.entries {
            let name = format!("{at}.{key}.\"{path}\"");
            if let Some(number) = cx.number(&entry.node, &name, "a number") {
                changes.push((path.clone(), change(number), entry.key));
            }
        }
    }
    Layer { table, changes }
}

/// Reports a path or pattern that fits no parameter of the scenario, whose paths are `known`.
pub(super) fn unknown<'n>(
    path: &str,
    span: Span,
    known: impl Iterator<Item = &'n str>,
    found: &mut Collector,
) {
    let mut help = Vec::new();
    let mut best: Vec<&str> = known.collect();
    // A comparison takes a hundred candidates: the nearest ones.
    best.sort_by_key(|name| strsim::damerau_levenshtein(name, path));
    best.truncate(100);
    if let Some(close) = closest(path, best.iter().copied()) {
        help.push(format!("did you mean `{close}`?"));
    }
    help.push(
        "`trilat config SCENARIO` lists the values of a scenario; `*` stands for any one key"
            .into(),
    );
    let message = format!("the scenario has no parameter `{path}`");
    found.error(Some(span), message, help);
}

/// Whether a path fits a pattern in which `*` stands for any one key.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut keys) = (pattern.split('.'), path.split('.'));
    loop {
        match (wanted.next(), keys.next()) {
            (None, None) => return true,
            (Some(wanted), Some(key)) if wanted == "*" || wanted == key => {}
            _ => return false,
        }
    }
}

/// The table of a member, whose name must be a plain word.
pub(super) fn table_of<'a>(
    name: &str,
    section: &str,
    entry: &'a Entry,
    cx: &mut Context<'_>,
) -> Option<&'a Table> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || name.len() > 32 || !name.chars().all(plain) {
        let message = format!("`{section}.{name}`: a name has up to 32 letters, digits and `_`");
        cx.error(entry.key, message, vec![]);
        return None;
    }
    match &entry.node.value {
        Value::Table(table) => Some(table),
        other => {
            let message = format!(
                "`{section}.{name}` must be a table, found {}",
                other.describe()
            );
            let help = format!("write [{section}.{name}]");
            cx.error(entry.node.span, message, vec![help]);
            None
        }
    }
}

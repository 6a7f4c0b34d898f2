//! Keys that several tables of a claim file may or must have.

use crate::scenario::load::diagnostics::{did_you_mean, listed};
use crate::scenario::load::document::{Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::source::Span;

/// Longest window in months, and most ablations: more than any use.
const LONGEST: u64 = 1200;
const MOST: usize = 64;

/// Reports every key of a table that is not allowed.
pub(super) fn known(table: &Table, place: &str, allowed: &[&str], cx: &mut Context<'_>) {
    for (key, entry) in &table.entries {
        if !allowed.contains(&key.as_str()) {
            let mut help = did_you_mean(key, allowed.iter().copied());
            help.push(format!("allowed here: {}", listed(allowed.iter().copied())));
            cx.error(entry.key, format!("unknown key `{key}` {place}"), help);
        }
    }
}

/// A text that must be there.
pub(super) fn required(
    table: &Table,
    at: &str,
    key: &str,
    span: Span,
    example: &str,
    cx: &mut Context<'_>,
) -> Option<(String, Span)> {
    if table.get(key).is_none() {
        let message = format!("`{at}` has no `{key}`");
        cx.error(span, message, vec![format!("for example {example}")]);
    }
    cx.text(table, at, key)
}

pub(super) fn window(table: &Table, at: &str, cx: &mut Context<'_>) -> Option<u32> {
    cx.integer(table, at, "window", 1..=LONGEST)
        .map(|months| months as u32)
}

/// The names in `vanishes_under`, if it is there.
pub(super) fn words(table: &Table, at: &str, cx: &mut Context<'_>) -> Option<Vec<(String, Span)>> {
    let entry = table.get("vanishes_under")?;
    let wrong = format!("`{at}.vanishes_under` must be an array of names in quotes");
    let help = || vec!["for example [\"blind\", \"random_choice\"], of ../ablations".to_owned()];
    let Value::Array(nodes) = &entry.node.value else {
        let message = format!("{wrong}, found {}", entry.node.value.describe());
        cx.error(entry.node.span, message, help());
        return None;
    };
    let mut names = Vec::new();
    for node in nodes.iter().take(MOST) {
        match &node.value {
            Value::String(name) => names.push((name.clone(), node.span)),
            other => {
                let message = format!("{wrong}, found {}", other.describe());
                cx.error(node.span, message, help());
            }
        }
    }
    Some(names)
}

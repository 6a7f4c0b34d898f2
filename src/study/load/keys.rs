//! Which keys a study file may have.

use crate::scenario::load::diagnostics::{did_you_mean, listed};
use crate::scenario::load::document::{Table, Value};
use crate::scenario::load::fields::Context;

/// The sections of a study file.
const SECTIONS: [&str; 7] = [
    "study", "design", "factors", "set", "arms", "effects", "outcomes",
];

/// Keys that have a place elsewhere.
const HINTS: [(&str, &str); 1] = [(
    "constraints",
    "a study's constraints belong in [design]; a calibration takes none",
)];

/// Reports unknown sections and sections that are no tables.
pub(super) fn check_sections(root: &Table, cx: &mut Context<'_>) {
    check_sections_of(root, &SECTIONS, &[], cx);
}

/// The same for a file with other sections, of which `lists` are arrays of tables.
pub(super) fn check_sections_of(
    root: &Table,
    sections: &[&str],
    lists: &[&str],
    cx: &mut Context<'_>,
) {
    known(root, "", sections, &HINTS, cx);
    for section in sections.iter().filter(|name| !lists.contains(name)) {
        if let Some(entry) = root.get(section)
            && !matches!(entry.node.value, Value::Table(_))
        {
            let message = format!("`{section}` must be a table of keys and values");
            let help = match *section {
                "arms" | "outcomes" => format!("write [{section}.NAME], a table for each"),
                section => format!("write [{section}]"),
            };
            cx.error(entry.node.span, message, vec![help]);
        }
    }
}

/// Reports every key of a table that is not allowed. `hints` tell what was probably meant by keys
/// that have a place elsewhere.
pub(super) fn known(
    table: &Table,
    at: &str,
    allowed: &[&str],
    hints: &[(&str, &str)],
    cx: &mut Context<'_>,
) {
    for (key, entry) in &table.entries {
        if allowed.contains(&key.as_str()) {
            continue;
        }
        let place = match at {
            "" => "at the top of the file".to_owned(),
            at => format!("in {at}"),
        };
        let mut help = match hints.iter().find(|(hinted, _)| hinted == key) {
            Some((_, hint)) => vec![(*hint).to_owned()],
            None => did_you_mean(key, allowed.iter().copied()),
        };
        help.push(format!("allowed here: {}", listed(allowed.iter().copied())));
        cx.error(entry.key, format!("unknown key `{key}` {place}"), help);
    }
}

//! The section `outcomes`: outcomes of the user's own. Names within expressions are looked up by the model, which
//! knows what is observed.

use super::diagnostics::listed;
use super::document::{Entry, Table};
use super::fields::Context;
use super::settings::Settings;
use super::source::Span;
use crate::expression::{MAX_TEXT, parse};
use crate::named::Named;
use crate::record::check_name;
use crate::scenario::{Fold, MAX_OUTCOMES, Month, Outcome, Rule, Written};

/// Reads all outcomes, in the order of the file.
pub(super) fn read(root: &Table, settings: &Settings, cx: &mut Context<'_>) -> Vec<Outcome> {
    let Some(section) = root.table("outcomes") else {
        return Vec::new();
    };
    let mut outcomes = Vec::new();
    for (index, (name, entry, table)) in section.tables().enumerate() {
        if index >= MAX_OUTCOMES {
            let message = format!("more than {MAX_OUTCOMES} outcomes");
            cx.error(entry.key, message, vec![]);
            break;
        }
        if check_name(name).is_err() {
            let message = format!("`{name}` cannot be the name of an outcome");
            let help =
                "it names a column: 1 to 32 characters a-z, 0-9 and _, beginning with a letter";
            cx.error(entry.key, message, vec![help.into()]);
            continue;
        }
        outcomes.extend(outcome(name, entry, table, settings, cx));
    }
    outcomes
}

fn outcome(
    name: &str,
    entry: &Entry,
    table: &Table,
    settings: &Settings,
    cx: &mut Context<'_>,
) -> Option<Outcome> {
    let at = format!("outcomes.{name}");
    let folds: Vec<Fold> = Fold::ALL
        .iter()
        .copied()
        .filter(|fold| table.get(fold.name()).is_some())
        .collect();
    let value = table.get("value").is_some();
    let rule = match (folds.as_slice(), value) {
        (&[fold], false) => months(&at, fold, table, settings, cx),
        ([], true) => {
            for key in ["where", "from", "until"] {
                if let Some(entry) = table.get(key) {
                    let message =
                        format!("`{at}.{key}` says nothing: a value is of a run, not of months");
                    cx.error(entry.key, message, vec![]);
                }
            }
            written(&at, "value", table, cx).map(Rule::Value)
        }
        (given, _) => {
            let names = given.iter().map(|fold| fold.name());
            let names: Vec<&str> = names.chain(value.then_some("value")).collect();
            let message = match names.as_slice() {
                [] => format!("`{at}` has no expression"),
                many => format!("`{at}` has {}", listed(many.iter().copied())),
            };
            let all = Fold::ALL.iter().map(|fold| fold.name()).chain(["value"]);
            let help = format!("write one of {}", listed(all));
            cx.error(entry.key, message, vec![help]);
            None
        }
    };
    let meaning = cx.label(table, &at, "meaning");
    let unit = cx.label(table, &at, "unit");
    Some(Outcome {
        name: name.to_owned(),
        meaning,
        unit,
        rule: rule?,
    })
}

fn months(
    at: &str,
    fold: Fold,
    table: &Table,
    settings: &Settings,
    cx: &mut Context<'_>,
) -> Option<Rule> {
    let of = written(at, fold.name(), table, cx);
    let has_condition = table.get("where").is_some();
    let condition = written(at, "where", table, cx);
    let from = cx.month(table, at, "from");
    let until = cx.month(table, at, "until");
    window(from, until, settings, cx);
    if has_condition && condition.is_none() {
        return None;
    }
    Some(Rule::Months {
        fold,
        of: of?,
        condition,
        from: from.map(|(month, _)| month),
        until: until.map(|(month, _)| month),
    })
}

/// Refuses months that are none of the record's.
fn window(
    from: Option<(Month, Span)>,
    until: Option<(Month, Span)>,
    settings: &Settings,
    cx: &mut Context<'_>,
) {
    let start = settings.start;
    let end = start.plus(settings.horizon as i32);
    let recorded = format!("the record runs from {start} until {end}, which is no part of it");
    if let Some((month, span)) = from
        && !(start <= month && month < end)
    {
        let message = format!("{month} is no month of the record");
        cx.error(span, message, vec![recorded.clone()]);
    }
    if let Some((month, span)) = until
        && !(start < month && month <= end)
    {
        let message = format!("no month of the record ends at {month}");
        cx.error(span, message, vec![recorded]);
    }
    if let (Some((first, _)), Some((last, span))) = (from, until)
        && first >= last
    {
        let message = "`until` is not after `from`, so no month counts";
        cx.error(
            span,
            message,
            vec!["`until` is the first month that counts no more".into()],
        );
    }
}

/// An expression, if the key is there.
fn written(at: &str, key: &str, table: &Table, cx: &mut Context<'_>) -> Option<Written> {
    let (text, span) = cx.text(table, at, key)?;
    // Where the text stands as it is, behind one quotation mark, its characters have places of their own.
    let source = cx.sources.text(span.source);
    let quoted = source.get(span.start..span.end).unwrap_or("");
    let inner = quoted.get(1..quoted.len().saturating_sub(1));
    let plain = inner == Some(text.as_str());
    match parse(&text) {
        Ok(expression) => {
            let place = cx.sources.place(span);
            Some(Written {
                expression,
                column: plain.then_some(place.column + 1),
                place: Some(place),
            })
        }
        Err(wrong) => {
            let long = text.chars().count() > MAX_TEXT;
            let span = match long {
                true => span,
                false => cx.sources.within(span, &text, wrong.at.clone()),
            };
            cx.error(span, format!("`{at}.{key}`: {}", wrong.message), wrong.help);
            None
        }
    }
}

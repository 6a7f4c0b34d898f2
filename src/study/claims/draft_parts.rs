//! The parts of a claim file: its tests, arms, variants and frontier.

use std::path::PathBuf;

use super::draft_keys::{known, required, window, words};
use super::observable::Observable;
use super::{Prediction, Test};
use crate::analysis::claims::Kind;
use crate::scenario::load::diagnostics::{did_you_mean, listed};
use crate::scenario::load::document::Table;
use crate::scenario::load::fields::{Context, finite};
use crate::scenario::load::source::Span;
use crate::study::layer::{Layer, layer, table_of};

const TEST: [&str; 10] = [
    "kind",
    "observable",
    "per",
    "sign",
    "margin",
    "by",
    "naive",
    "unit",
    "says",
    "vanishes_under",
];
const VARIANT: [&str; 5] = ["dose", "window", "both", "from", "to"];
const FRONTIER: [&str; 2] = ["x", "y"];
const AXIS: [&str; 5] = ["path", "low", "high", "steps", "label"];
/// Share of the baseline's mean within which an effect is none, where none is predicted and where one is.
const SAME: f64 = 0.1;
const NONE: f64 = 0.01;
/// Most tests, arms and variants of a claim: more than any use.
const MOST: usize = 64;

/// One arm of the experiment.
#[derive(Clone, Debug)]
pub(super) struct ArmDraft {
    pub name: String,
    pub weight: f64,
    pub layer: Layer,
}

/// The experiment under one more change.
#[derive(Clone, Debug, Default)]
pub(super) struct VariantDraft {
    pub name: String,
    pub dose: Option<f64>,
    pub window: Option<u32>,
    pub both: Layer,
    /// By arm.
    pub own: Vec<(String, Layer)>,
}

/// One axis of a frontier.
#[derive(Clone, Debug)]
pub(super) struct AxisDraft {
    pub path: String,
    pub span: Span,
    pub low: f64,
    pub high: f64,
    pub steps: usize,
    pub label: String,
}

/// The tests, which vanish under all of the claim's ablations unless they say otherwise.
pub(super) fn tests(
    root: &Table,
    at: Span,
    ablations: &[(String, PathBuf, Span)],
    cx: &mut Context<'_>,
) -> Vec<(Test, Span)> {
    let empty = Table::default();
    let section = root.table("tests").unwrap_or(&empty);
    if section.entries.is_empty() {
        let help = "write [tests.main] with kind, observable and sign";
        cx.error(at, "the claim has no test", vec![help.into()]);
    }
    let mut found = Vec::new();
    for (name, entry) in section.entries.iter().take(MOST) {
        let Some(table) = table_of(name, "tests", entry, cx) else {
            continue;
        };
        let all = ablations.iter().map(|(name, ..)| name.clone());
        let vanishes = match words(table, &format!("tests.{name}"), cx) {
            None => all.collect(),
            Some(names) => {
                for (own, span) in &names {
                    if !ablations.iter().any(|(name, ..)| name == own) {
                        let message = format!("`{own}` is not among claim.vanishes_under");
                        let known = || ablations.iter().map(|(name, ..)| name.as_str());
                        let mut help = did_you_mean(own, known());
                        help.push(format!("there are {}", listed(known())));
                        cx.error(*span, message, help);
                    }
                }
                names.into_iter().map(|(name, _)| name).collect()
            }
        };
        if let Some(mut test) = test(name, entry.key, table, cx) {
            test.vanishes = vanishes;
            found.push((test, entry.key));
        }
    }
    found
}

fn test(name: &str, span: Span, table: &Table, cx: &mut Context<'_>) -> Option<Test> {
    let at = format!("tests.{name}");
    known(table, &format!("in [{at}]"), &TEST, cx);
    let words = [("premise", Kind::Premise), ("finding", Kind::Finding)];
    if table.get("kind").is_none() {
        let help = "kind = \"finding\", or \"premise\" for what follows from algebra";
        cx.error(span, format!("`{at}` has no `kind`"), vec![help.into()]);
    }
    let kind = cx.word(table, &at, "kind", &words);
    if table.get("observable").is_none() {
        let help = "observable = \"wars\", say; `trilat explain` lists the columns of a run";
        cx.error(
            span,
            format!("`{at}` has no `observable`"),
            vec![help.into()],
        );
    }
    let observable = expression(table, &at, "observable", cx);
    let per = expression(table, &at, "per", cx);
    let naive = expression(table, &at, "naive", cx);
    let by = cx.text(table, &at, "by").map(|(by, _)| by);
    let signs = [("+", '+'), ("-", '-'), ("0", '0')];
    if table.get("sign").is_none() {
        let help = "sign = \"+\", \"-\", or \"0\" for no effect worth a margin";
        cx.error(span, format!("`{at}` has no `sign`"), vec![help.into()]);
    }
    let sign = cx.word(table, &at, "sign", &signs);
    let margin = table.get("margin").map(|entry| {
        let path = format!("{at}.margin");
        let value = cx.number(
            &entry.node,
            &path,
            "a share of the baseline's mean, above 0",
        );
        if value.is_some_and(|value| value <= 0.0) {
            let message = format!("`{path}` must be above 0");
            cx.error(entry.node.span, message, vec![]);
        }
        value
    });
    let (sign, usual) = match sign? {
        '0' => ('0', SAME),
        sign => (sign, NONE),
    };
    let margin = margin.unwrap_or(Some(usual))?;
    let predicted = match sign {
        '+' => Prediction::Up,
        '-' => Prediction::Down,
        _ => Prediction::Same { margin },
    };
    let unit = cx.label(table, &at, "unit").unwrap_or_default();
    let says = cx.text(table, &at, "says").map(|(says, _)| says);
    if naive.is_some() && per.is_some() {
        let message = format!("`{at}` has both `per` and `naive`");
        cx.error(span, message, vec!["give one of them".into()]);
    }
    Some(Test {
        name: name.to_owned(),
        kind: kind?,
        observable: observable?,
        per,
        naive,
        predicted,
        margin,
        by,
        vanishes: Vec::new(),
        unit,
        says: says.unwrap_or_default(),
    })
}

fn expression(table: &Table, at: &str, key: &str, cx: &mut Context<'_>) -> Option<Observable> {
    let (text, span) = cx.text(table, at, key)?;
    match Observable::parse(&text) {
        Ok(observable) => Some(observable),
        Err(error) => {
            let message = format!("`{at}.{key}`: {}", error.message);
            // The text stands behind its quote.
            let start = (span.start + 1 + error.at).min(span.end.saturating_sub(1));
            let help = "an expression over columns of a run, such as \"probes_r4 + probes_r5\"";
            cx.error(
                Span::new(span.source, start..start + 1),
                message,
                vec![help.into()],
            );
            None
        }
    }
}

/// The arms; `from` and `to` where the claim names none.
pub(super) fn arms(root: &Table, at: Span, cx: &mut Context<'_>) -> Vec<ArmDraft> {
    let simple = root.get("from").is_some() || root.get("to").is_some();
    let Some(section) = root.table("arms") else {
        if !simple {
            let help = "write [to.levers.NAME], [to.states.KOR] …: what differs from the baseline";
            cx.error(at, "the claim changes nothing", vec![help.into()]);
        }
        return [("from", -1.0), ("to", 1.0)]
            .map(|(name, weight)| ArmDraft {
                name: name.to_owned(),
                weight,
                layer: layer(name, root.table(name), cx),
            })
            .into();
    };
    if simple && let Some(entry) = root.get("arms") {
        let message = "a claim has either [from] and [to] or [arms]";
        cx.error(entry.key, message, vec![]);
    }
    let mut found = Vec::new();
    for (name, entry) in section.entries.iter().take(MOST) {
        let Some(table) = table_of(name, "arms", entry, cx) else {
            continue;
        };
        let path = format!("arms.{name}.weight");
        let weight = match table.get("weight") {
            Some(weight) => cx.number(&weight.node, &path, "a number"),
            None => {
                let message = format!("`arms.{name}` has no `weight`");
                let help = "the effect is the sum of weight times observable over the arms";
                cx.error(entry.key, message, vec![help.into()]);
                None
            }
        };
        let mut table = table.clone();
        table.entries.shift_remove("weight");
        found.push(ArmDraft {
            name: name.clone(),
            weight: weight.unwrap_or(0.0),
            layer: layer(&format!("arms.{name}"), Some(&table), cx),
        });
    }
    if !found.iter().any(|arm| arm.weight < 0.0)
        && let Some(entry) = root.get("arms")
    {
        let help = "the first arm with a weight below 0 is the baseline";
        cx.error(entry.key, "no arm has a weight below 0", vec![help.into()]);
    }
    found
}

/// The variants.
pub(super) fn variants(root: &Table, arms: &[ArmDraft], cx: &mut Context<'_>) -> Vec<VariantDraft> {
    let Some(section) = root.table("variants") else {
        return Vec::new();
    };
    let mut allowed: Vec<&str> = VARIANT.to_vec();
    allowed.extend(arms.iter().map(|arm| arm.name.as_str()));
    let mut found = Vec::new();
    for (name, entry) in section.entries.iter().take(MOST) {
        let Some(table) = table_of(name, "variants", entry, cx) else {
            continue;
        };
        let at = format!("variants.{name}");
        known(table, &format!("in [{at}]"), &allowed, cx);
        let dose = table
            .get("dose")
            .and_then(|dose| cx.number(&dose.node, &format!("{at}.dose"), "a number"));
        let own = arms.iter().filter_map(|arm| {
            let own = table.table(&arm.name)?;
            let layer = layer(&format!("{at}.{}", arm.name), Some(own), cx);
            Some((arm.name.clone(), layer))
        });
        let own = own.collect();
        found.push(VariantDraft {
            name: name.clone(),
            dose,
            window: window(table, &at, cx),
            both: layer(&format!("{at}.both"), table.table("both"), cx),
            own,
        });
    }
    found
}

/// The frontier, if there is one.
pub(super) fn frontier(root: &Table, cx: &mut Context<'_>) -> Option<[AxisDraft; 2]> {
    let section = root.table("frontier")?;
    known(section, "in [frontier]", &FRONTIER, cx);
    let mut axis = |name: &str| {
        let Some(table) = section.table(name) else {
            let span = root.get("frontier").map(|entry| entry.key)?;
            let message = format!("`frontier` has no `{name}`");
            let help = format!(
                "{name} = {{ path = \"fear.per_exercise\", low = 0, high = 0.1, steps = 7 }}"
            );
            cx.error(span, message, vec![help]);
            return None;
        };
        let at = format!("frontier.{name}");
        known(table, &format!("in `{at}`"), &AXIS, cx);
        let (path, span) = required(
            table,
            &at,
            "path",
            section.get(name)?.key,
            "path = \"…\"",
            cx,
        )?;
        let end = |key: &str| table.get(key).and_then(|entry| finite(&entry.node));
        let (low, high) = (end("low"), end("high"));
        let (Some(low), Some(high)) = (low, high) else {
            let message = format!("`{at}` needs numbers `low` and `high`");
            cx.error(span, message, vec![]);
            return None;
        };
        if low >= high {
            let message = format!("`{at}`: low is {low} and high is {high}");
            cx.error(span, message, vec!["low must be below high".into()]);
            return None;
        }
        let steps = cx.integer(table, &at, "steps", 2..=50).unwrap_or(7) as usize;
        let label = cx
            .label(table, &at, "label")
            .unwrap_or_else(|| path.clone());
        Some(AxisDraft {
            path,
            span,
            low,
            high,
            steps,
            label,
        })
    };
    Some([axis("x")?, axis("y")?])
}

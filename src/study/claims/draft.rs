//! What a claim file says, before any scenario is made of it.

use std::path::{Path, PathBuf};

use super::observable::Observable;
use super::{Change, Prediction, Test};
use crate::analysis::claims::Kind;
use crate::scenario::load::diagnostics::{Collector, did_you_mean, listed};
use crate::scenario::load::document::{Entry, Table, Value, parse_document};
use crate::scenario::load::fields::{Context, finite};
use crate::scenario::load::layers::{MAX_BYTES, read_source};
use crate::scenario::load::source::{Sources, Span};
use crate::scenario::load::{Diagnostics, Provenance};

const SECTIONS: [&str; 8] = [
    "extends", "claim", "tests", "from", "to", "arms", "variants", "frontier",
];
const CLAIM: [&str; 6] = ["id", "says", "rival", "window", "vanishes_under", "note"];
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
/// Longest window in months, and most claims, tests, arms and variants of each kind: more than any use.
const LONGEST: u64 = 1200;
const MOST: usize = 64;

/// A change to a scenario as it stands in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub table: Table,
    /// Parameters that are multiplied or moved, by path.
    pub changes: Vec<(String, Change, Span)>,
}

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

/// A claim file.
#[derive(Debug)]
pub(super) struct Draft {
    pub path: PathBuf,
    pub text: String,
    pub id: String,
    pub id_span: Span,
    pub says: String,
    pub note: String,
    pub rival: bool,
    pub extends: (PathBuf, Span),
    pub window: Option<u32>,
    pub ablations: Vec<(String, PathBuf, Span)>,
    pub tests: Vec<(Test, Span)>,
    pub arms: Vec<ArmDraft>,
    pub variants: Vec<VariantDraft>,
    pub frontier: Option<[AxisDraft; 2]>,
    pub sources: Sources,
}

/// Reads a claim file.
pub(super) fn read(path: &Path) -> Result<Draft, Diagnostics> {
    let mut sources = Sources::default();
    let mut found = Collector::default();
    let draft = document(path, &mut sources, &mut found);
    if found.failed() {
        return Err(found.finish(&sources).0);
    }
    match draft {
        Some(draft) => Ok(Draft { sources, ..draft }),
        None => Err(found.finish(&sources).0),
    }
}

fn document(path: &Path, sources: &mut Sources, found: &mut Collector) -> Option<Draft> {
    let id = read_source(path, MAX_BYTES, None, sources, found)?;
    let root = parse_document(sources, id, found)?;
    let text = sources.text(id).to_owned();
    let top = Span::new(id, 0..0);
    let mut cx = Context {
        sources,
        found,
        origins: &mut Provenance::default(),
    };
    known(&root, "at the top of the file", &SECTIONS, &mut cx);
    for (key, entry) in root.entries.iter().filter(|(key, _)| *key != "extends") {
        if SECTIONS.contains(&key.as_str()) && root.table(key).is_none() {
            let message = format!("`{key}` must be a table of keys and values");
            cx.error(entry.node.span, message, vec![format!("write [{key}]")]);
        }
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let extends = cx.text(&root, "", "extends");
    if extends.is_none() && root.get("extends").is_none() {
        let help =
            "write extends = \"../northeast_asia.toml\", the scenario that the claim is about";
        cx.error(top, "the claim names no scenario", vec![help.into()]);
    }
    let empty = Table::default();
    let claim = root.table("claim").unwrap_or(&empty);
    let at = root.get("claim").map_or(top, |entry| entry.key);
    known(claim, "in [claim]", &CLAIM, &mut cx);
    let id = required(claim, "claim", "id", at, "id = \"C1\"", &mut cx).filter(|(id, span)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let fits = !id.is_empty() && id.len() <= 32 && id.chars().all(plain);
        if !fits {
            let message = format!("`claim.id` cannot be \"{id}\"");
            let help = "up to 32 letters, digits, `_` and `-`";
            cx.error(*span, message, vec![help.into()]);
        }
        fits
    });
    let says = required(claim, "claim", "says", at, "says = \"…\"", &mut cx);
    let note = cx.text(claim, "claim", "note").map(|(note, _)| note);
    let rival = cx.boolean(claim, "claim", "rival").unwrap_or(false);
    let window = window(claim, "claim", &mut cx);
    let ablations = ablations(claim, folder, &mut cx);
    let tests = tests(&root, at, &ablations, &mut cx);
    let arms = arms(&root, at, &mut cx);
    let variants = variants(&root, &arms, &mut cx);
    let frontier = frontier(&root, &mut cx);
    let ((id, id_span), (extends, span)) = (id?, extends?);
    Some(Draft {
        path: path.to_owned(),
        text,
        id,
        id_span,
        says: says?.0,
        note: note.unwrap_or_default(),
        rival,
        extends: (folder.join(extends), span),
        window,
        ablations,
        tests,
        arms,
        variants,
        frontier,
        sources: Sources::default(),
    })
}

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
fn required(
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

fn window(table: &Table, at: &str, cx: &mut Context<'_>) -> Option<u32> {
    cx.integer(table, at, "window", 1..=LONGEST)
        .map(|months| months as u32)
}

fn ablations(claim: &Table, folder: &Path, cx: &mut Context<'_>) -> Vec<(String, PathBuf, Span)> {
    let mut names = Vec::new();
    for (name, span) in words(claim, "claim", cx).unwrap_or_default() {
        let file = match name.strip_suffix(".toml") {
            Some(_) => folder.join(&name),
            None => folder.join("../ablations").join(format!("{name}.toml")),
        };
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        names.push((stem.into_owned(), file, span));
    }
    names
}

/// The names in `vanishes_under`, if it is there.
fn words(table: &Table, at: &str, cx: &mut Context<'_>) -> Option<Vec<(String, Span)>> {
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

fn tests(
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

/// The table of a member, whose name must be a plain word.
fn table_of<'a>(
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
        if sign != Some('0') {
            let message = format!("`{path}` belongs to sign = \"0\"");
            cx.error(entry.key, message, vec![]);
        }
        value
    });
    let predicted = match sign? {
        '+' => Prediction::Up,
        '-' => Prediction::Down,
        _ => Prediction::Same {
            margin: margin.unwrap_or(Some(0.1))?,
        },
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
            let help = "columns joined by + - * / and brackets, such as \"probes_r4 + probes_r5\"";
            cx.error(
                Span::new(span.source, start..start + 1),
                message,
                vec![help.into()],
            );
            None
        }
    }
}

fn arms(root: &Table, at: Span, cx: &mut Context<'_>) -> Vec<ArmDraft> {
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

/// A change, with what is relative to the numbers drawn apart.
fn layer(at: &str, table: Option<&Table>, cx: &mut Context<'_>) -> Layer {
    let mut table = table.cloned().unwrap_or_default();
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

fn variants(root: &Table, arms: &[ArmDraft], cx: &mut Context<'_>) -> Vec<VariantDraft> {
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

fn frontier(root: &Table, cx: &mut Context<'_>) -> Option<[AxisDraft; 2]> {
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

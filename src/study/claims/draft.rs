//! What a claim file says, before any scenario is made of it.

use std::path::{Path, PathBuf};

use super::Test;
use super::draft_keys::{known, required, window, words};
use super::draft_parts::{ArmDraft, AxisDraft, VariantDraft, arms, frontier, tests, variants};
use crate::scenario::load::diagnostics::Collector;
use crate::scenario::load::document::{Table, parse_document};
use crate::scenario::load::fields::Context;
use crate::scenario::load::layers::{MAX_BYTES, read_source};
use crate::scenario::load::locate::find;
use crate::scenario::load::mistaken::is_mistaken;
use crate::scenario::load::source::{Sources, Span};
use crate::scenario::load::{Diagnostics, Provenance};
use crate::scenario::quoted;
use crate::shipped::{self, Kind};

const SECTIONS: [&str; 9] = [
    "extends", "claim", "tests", "from", "to", "arms", "variants", "frontier", "outcomes",
];
const CLAIM: [&str; 6] = ["id", "says", "rival", "window", "vanishes_under", "note"];
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
    /// Outcomes of its own, as overrides of the scenario.
    pub outcomes: Vec<(String, Span)>,
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
    if is_mistaken(&root, Kind::Claim, id, sources, found) {
        return None;
    }
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
    let outcomes = outcomes(&root, &mut cx);
    let ((id, id_span), (extends, span)) = (id?, extends?);
    let scenario = find(folder, extends.as_ref(), Kind::Scenario);
    Some(Draft {
        path: path.to_owned(),
        text,
        id,
        id_span,
        says: says?.0,
        note: note.unwrap_or_default(),
        rival,
        // Where there is none, whoever reads it says so.
        extends: (scenario.unwrap_or_else(|| folder.join(extends)), span),
        window,
        ablations,
        tests,
        arms,
        variants,
        frontier,
        outcomes,
        sources: Sources::default(),
    })
}

/// The outcomes that the claim asks for, each as an override of the scenario.
fn outcomes(root: &Table, cx: &mut Context<'_>) -> Vec<(String, Span)> {
    let mut sets = Vec::new();
    for (name, entry, table) in root.table("outcomes").into_iter().flat_map(Table::tables) {
        let at = format!("outcomes.{name}");
        let keys: Vec<String> = table
            .entries
            .keys()
            .filter_map(|key| {
                let (text, _) = cx.text(table, &at, key)?;
                Some(format!("{key} = {}", quoted(&text)))
            })
            .collect();
        sets.push((format!("{at}={{ {} }}", keys.join(", ")), entry.key));
    }
    sets
}

fn ablations(claim: &Table, folder: &Path, cx: &mut Context<'_>) -> Vec<(String, PathBuf, Span)> {
    let mut names = Vec::new();
    for (name, span) in words(claim, "claim", cx).unwrap_or_default() {
        let file = match name.strip_suffix(".toml") {
            Some(_) => folder.join(&name),
            None => ablation(folder, &name),
        };
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        names.push((stem.into_owned(), file, span));
    }
    names
}

/// The file of an ablation: in the folder of ablations beside that of the claims, or else the one that the
/// program carries.
fn ablation(folder: &Path, name: &str) -> PathBuf {
    let file = folder.join("../ablations").join(format!("{name}.toml"));
    match shipped::find(Kind::Ablation, name) {
        Some(input) if !file.exists() => input.path(),
        _ => file,
    }
}

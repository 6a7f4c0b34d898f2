//! Files that extend one another, removals, and overrides from the command line, merged into one
//! tree.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::diagnostics::Collector;
use super::document::{
    Entry, Node, Table, Value, carried_document, parse_document, parse_override,
};
pub use super::locate::shown;
use super::locate::{locate, locate_carried};
use super::mistaken::is_mistaken;
use super::removals;
use super::source::{SourceId, SourceKind, Sources, Span};
use crate::shipped::{self, Kind};

/// Largest file that is read, in bytes. The full default scenario has about 30 kB.
pub const MAX_BYTES: u64 = 4 << 20;
/// Files in one chain of `extends`.
const MAX_CHAIN: usize = 16;
/// A scenario file that was read, before its base is known.
struct Layer {
    table: Table,
    extends: Base,
}

/// What a file extends.
enum Base {
    None,
    At(PathBuf, Span),
    /// `extends` is not a path, which was reported.
    Unknown,
}

/// Reads the text of a file. The text of a file that is not UTF-8 comes back with the error.
fn read_text(path: &Path, limit: u64) -> Result<String, (String, Option<(String, usize)>)> {
    if let Some(text) = shipped::text(path) {
        return Ok(text.to_owned());
    }
    let cannot = |error: std::io::Error| (format!("cannot read {}: {error}", shown(path)), None);
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(cannot)?;
    if bytes.len() as u64 > limit {
        let limit = limit >> 20;
        let message = format!("{} is larger than {limit} MiB", shown(path));
        return Err((message, None));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        ("not UTF-8 text".to_owned(), Some((text, at)))
    })
}

/// What finds the file that is meant by a name, where these texts may come from.
fn finder(
    sources: &Sources,
) -> fn(&Path, &Path, Kind, Option<Span>, &mut Collector) -> Option<PathBuf> {
    match sources.are_carried_alone() {
        true => locate_carried,
        false => locate,
    }
}

/// Reads a file and everything that it extends; the result is merged, overrides included.
pub(super) fn read_file(
    path: &Path,
    sets: &[String],
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<Table> {
    let path = finder(sources)(Path::new(""), path, Kind::Scenario, None, found)?;
    let top = open(&path, None, sources, found)?;
    merge_chain(&path, top, sets, sources, found)
}

/// Reads a file that another one names at `from`, with everything that it extends, without overrides.
pub fn read_named(
    path: &Path,
    from: Span,
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<Table> {
    let top = open(path, Some(from), sources, found)?;
    merge_chain(path, top, &[], sources, found)
}

/// What a file says itself, as a layer for a scenario of its reader's choice: without its base, name and
/// title.
pub fn read_layer(
    path: &Path,
    from: Span,
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<Table> {
    let mut layer = open(path, Some(from), sources, found)?.table;
    disown(&mut layer);
    Some(layer)
}

/// Lays whole layers, and then overrides, on a tree.
pub fn lay_on(
    tree: &mut Table,
    layers: impl IntoIterator<Item = Table>,
    sets: &[String],
    sources: &mut Sources,
    found: &mut Collector,
) {
    for layer in layers {
        apply(tree, layer, true, sources, found);
    }
    override_with(tree, sets, sources, found);
}

/// The same for a text that is already in memory; `path` names it and places its base.
pub(super) fn read_str(
    path: &Path,
    text: &str,
    sets: &[String],
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<Table> {
    let id = sources.add(SourceKind::File, shown(path), text.to_owned());
    if text.len() as u64 > MAX_BYTES {
        let limit = MAX_BYTES >> 20;
        found.error(
            Some(Span::new(id, 0..0)),
            format!("larger than {limit} MiB"),
            vec![],
        );
        return None;
    }
    let table = parse_document(sources, id, found)?;
    let top = layer(path, table, id, sources, found)?;
    merge_chain(path, top, sets, sources, found)
}

/// What makes two paths to one file the same.
pub fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| shown(path).into())
}

fn open(
    path: &Path,
    from: Option<Span>,
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<Layer> {
    let id = read_source(path, MAX_BYTES, from, sources, found)?;
    let table = match shipped::text(path) {
        Some(text) => carried_document(text, sources, id, found),
        None => parse_document(sources, id, found),
    };
    layer(path, table?, id, sources, found)
}

/// What a file's tree says beside the base that it extends.
fn layer(
    path: &Path,
    mut table: Table,
    id: SourceId,
    sources: &Sources,
    found: &mut Collector,
) -> Option<Layer> {
    if is_mistaken(&table, Kind::Scenario, id, sources, found) {
        return None;
    }
    let extends = match table.entries.shift_remove("extends") {
        None => Base::None,
        Some(entry) => match &entry.node.value {
            Value::String(base) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                let span = entry.node.span;
                let find = finder(sources);
                let path = find(folder, base.as_ref(), Kind::Scenario, Some(span), found);
                path.map_or(Base::Unknown, |path| Base::At(path, span))
            }
            other => {
                let message = format!("`extends` must be a path, found {}", other.describe());
                let help = "for example extends = \"northeast_asia.toml\"".into();
                found.error(Some(entry.node.span), message, vec![help]);
                Base::Unknown
            }
        },
    };
    Some(Layer { table, extends })
}

fn merge_chain(
    path: &Path,
    top: Layer,
    sets: &[String],
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<Table> {
    let carried_alone = sources.are_carried_alone();
    let identity = |path: &Path| match carried_alone {
        true => shown(path).into(),
        false => identity(path),
    };
    let mut seen = vec![identity(path)];
    let mut layers = vec![top.table];
    let mut next = top.extends;
    // What a layer says about members of a base that could not be read cannot be judged.
    loop {
        let (base, span) = match next {
            Base::None => break,
            Base::Unknown => return None,
            Base::At(base, span) => (base, span),
        };
        if seen.contains(&identity(&base)) {
            let message = format!("`extends` goes round in a circle: {} again", shown(&base));
            found.error(Some(span), message, vec![]);
            return None;
        }
        if layers.len() >= MAX_CHAIN {
            let message = format!("`extends` through more than {MAX_CHAIN} files");
            found.error(Some(span), message, vec![]);
            return None;
        }
        let layer = open(&base, Some(span), sources, found)?;
        seen.push(identity(&base));
        layers.push(layer.table);
        next = layer.extends;
    }
    let last = layers.len() - 1;
    let mut merged = Table::default();
    for (depth, mut layer) in layers.into_iter().enumerate().rev() {
        if depth > 0 {
            disown(&mut layer);
        }
        apply(&mut merged, layer, depth < last, sources, found);
    }
    override_with(&mut merged, sets, sources, found);
    Some(merged)
}

/// Lays overrides on a tree.
pub(super) fn override_with(
    tree: &mut Table,
    sets: &[String],
    sources: &mut Sources,
    found: &mut Collector,
) {
    for set in sets {
        if let Some(layer) = override_layer(set, sources, found) {
            apply(tree, layer, true, sources, found);
        }
    }
}

/// Reads a file of at most `limit` bytes into the sources. `from` is the place that names it.
pub fn read_source(
    path: &Path,
    limit: u64,
    from: Option<Span>,
    sources: &mut Sources,
    found: &mut Collector,
) -> Option<SourceId> {
    let name = shown(path);
    if sources.are_carried_alone() && shipped::text(path).is_none() {
        found.error(
            from,
            format!("{name} is no file that the program carries"),
            vec![],
        );
        return None;
    }
    match read_text(path, limit) {
        Ok(text) => Some(sources.add(SourceKind::File, name, text)),
        Err((message, None)) => {
            found.error(from, message, vec![]);
            None
        }
        Err((message, Some((text, at)))) => {
            let id = sources.add(SourceKind::File, name, text);
            found.error(Some(Span::new(id, at..at + 1)), message, vec![]);
            None
        }
    }
}

/// A file's name and title are its own: a scenario that extends another is another scenario.
fn disown(layer: &mut Table) {
    if let Some(entry) = layer.entries.get_mut("scenario")
        && let Value::Table(scenario) = &mut entry.node.value
    {
        scenario.entries.shift_remove("name");
        scenario.entries.shift_remove("title");
    }
}

/// `a.b.c=value` as a tree with one leaf.
fn override_layer(set: &str, sources: &mut Sources, found: &mut Collector) -> Option<Table> {
    let id = sources.add(SourceKind::Override, "--set".into(), set.to_owned());
    let whole = Span::new(id, 0..set.len());
    let form = || vec!["write --set path=value, for example --set will.threat=0.2".to_owned()];
    let Some((path, _)) = set.split_once('=') else {
        found.error(Some(whole), "an override without `=`", form());
        return None;
    };
    let mut keys: Vec<(String, Span)> = Vec::new();
    let mut at = 0;
    for part in path.split('.') {
        let key = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        let span = Span::new(id, start..start + key.len());
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if key.is_empty() || !key.chars().all(bare) {
            let message = "a path is keys joined by dots; keys have letters, digits, `_` and `-`";
            found.error(Some(span), message, form());
            return None;
        }
        keys.push((key.to_owned(), span));
        at += part.len() + 1;
    }
    if keys.len() > 8 {
        found.error(Some(whole), "a path with more than 8 keys", form());
        return None;
    }
    if keys.first().is_some_and(|(key, _)| key == "extends") {
        found.error(Some(whole), "`extends` cannot be overridden", vec![]);
        return None;
    }
    let mut node = parse_override(sources, id, path.len() + 1, found)?;
    for (key, span) in keys.into_iter().rev() {
        let mut table = Table::default();
        table.entries.insert(key, Entry { key: span, node });
        node = Node {
            value: Value::Table(table),
            span: whole,
        };
    }
    match node.value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

/// Puts one layer on top of the tree: removals first, then everything that it says.
fn apply(base: &mut Table, mut over: Table, based: bool, sources: &Sources, found: &mut Collector) {
    removals::apply(base, &mut over, based, found);
    merge(base, over, sources, found);
}

/// Lays `over` on `base` table by table; anything else is replaced as a whole. An override of
/// `array.N` replaces one entry.
fn merge(base: &mut Table, over: Table, sources: &Sources, found: &mut Collector) {
    for (key, entry) in over.entries {
        let Value::Table(inner) = entry.node.value else {
            base.entries.insert(key, entry);
            continue;
        };
        let span = entry.node.span;
        let is_override = sources.kind(span.source) == SourceKind::Override;
        match base.entries.get_mut(&key).map(|held| &mut held.node.value) {
            Some(Value::Table(held)) => merge(held, inner, sources, found),
            Some(Value::Array(held)) if is_override => replace_entries(held, inner, found),
            _ => {
                let mut fresh = Table::default();
                merge(&mut fresh, inner, sources, found);
                let node = Node {
                    value: Value::Table(fresh),
                    span,
                };
                let key_span = entry.key;
                base.entries.insert(
                    key,
                    Entry {
                        key: key_span,
                        node,
                    },
                );
            }
        }
    }
}

fn replace_entries(held: &mut [Node], over: Table, found: &mut Collector) {
    let count = held.len();
    for (index, entry) in over.entries {
        let slot = index
            .parse::<usize>()
            .ok()
            .and_then(|number| held.get_mut(number.checked_sub(1)?));
        match slot {
            Some(slot) => *slot = entry.node,
            None => {
                let message = format!("no entry `{index}`: the entries are 1 to {count}");
                found.error(Some(entry.key), message, vec![]);
            }
        }
    }
}

//! Which file is meant: one that is there, or an input that the program carries, by its name.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::diagnostics::{Collector, closest, listed};
use super::source::Span;
use crate::named::Named;
use crate::shipped::{self, Kind};

/// The file that `written` means in `folder`. A file that is there is meant before an input of that name; `from`
/// is the place that names it. What is neither is reported.
pub fn locate(
    folder: &Path,
    written: &Path,
    kind: Kind,
    from: Option<Span>,
    found: &mut Collector,
) -> Option<PathBuf> {
    let Some(path) = find(folder, written, kind) else {
        let (message, help) = missing(folder, written, kind);
        found.error(from, message, help);
        return None;
    };
    let twin = folder.join(written).with_extension("toml");
    if shipped::is_inside(&path) && !shipped::is_inside(folder) && twin.is_file() {
        let (name, file) = (written.display(), shown(&twin));
        let message = format!(
            "`{name}` is {} that the program carries, not {file}",
            kind.a_name()
        );
        let help = format!("write {name}.toml for the file");
        found.note(from, message, vec![help]);
    }
    Some(path)
}

/// As [`locate`], among the inputs that the program carries alone: nothing else is looked for. A reader without a disk
/// lies among them.
pub fn locate_carried(
    folder: &Path,
    written: &Path,
    kind: Kind,
    from: Option<Span>,
    found: &mut Collector,
) -> Option<PathBuf> {
    let beside = match shipped::is_inside(folder) {
        true => folder.join(written),
        false => shipped::folder().join(written),
    };
    if shipped::text(&beside).is_some() {
        return Some(beside);
    }
    if let Some(input) = name(written).and_then(|name| shipped::find(kind, name)) {
        return Some(input.path());
    }
    let written_as = written.display();
    let message =
        format!("the program carries no {kind} `{written_as}`, and no other file is read here");
    found.error(from, message, meant(written, kind));
    None
}

/// As [`locate`], without a word.
pub fn find(folder: &Path, written: &Path, kind: Kind) -> Option<PathBuf> {
    let path = folder.join(written);
    if shipped::text(&path).is_some() || fs::metadata(&path).is_ok_and(|found| !found.is_dir()) {
        return Some(path);
    }
    let carried = name(written).and_then(|name| shipped::find(kind, name));
    match carried {
        Some(input) => Some(input.path()),
        // A folder, of which the reader says what it is.
        None => path.is_dir().then_some(path),
    }
}

/// What to say of a file that is not there.
pub fn missing(folder: &Path, written: &Path, kind: Kind) -> (String, Vec<String>) {
    let path = folder.join(written);
    let message = match (name(written), fs::metadata(&path)) {
        (Some(name), _) if !name.contains('.') => {
            format!("no file `{name}`, and the program carries no {kind} of that name")
        }
        (_, Err(error)) => format!("cannot read {}: {error}", shown(&path)),
        (_, Ok(_)) => format!("cannot read {}", shown(&path)),
    };
    (message, meant(written, kind))
}

/// The input that was probably meant, and what there is.
fn meant(written: &Path, kind: Kind) -> Vec<String> {
    let stem = written.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.as_ref();
    if let Some(input) = shipped::find(kind, stem) {
        return vec![format!(
            "the program carries {} of that name: write `{}` without folder and ending",
            input.kind.a_name(),
            input.name
        )];
    }
    let others = Kind::ALL
        .iter()
        .filter_map(|kind| shipped::find(*kind, stem));
    let others: Vec<String> = others
        .map(|input| {
            let command = input.kind.command();
            format!(
                "`{stem}` is {}: trilat {command} {stem}",
                input.kind.a_name()
            )
        })
        .collect();
    if !others.is_empty() {
        return others;
    }
    let names = || {
        let ablations = shipped::of_kind(Kind::Ablation).filter(move |_| kind == Kind::Scenario);
        shipped::of_kind(kind)
            .chain(ablations)
            .map(|input| input.name)
    };
    let mut help: Vec<String> = closest(stem, names())
        .map(|name| format!("did you mean `{name}`, which the program carries?"))
        .into_iter()
        .collect();
    if name(written).is_some_and(|name| !name.contains('.')) {
        help.push(format!("it carries {}", listed(names())));
    }
    help
}

/// A path that can be a name: one word.
fn name(path: &Path) -> Option<&str> {
    let mut parts = path.components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) => name.to_str(),
        _ => None,
    }
}

/// The path as it is shown: without detours such as `configs/../configs`.
pub fn shown(path: &Path) -> String {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        let back = part == Component::ParentDir
            && matches!(tidy.components().next_back(), Some(Component::Normal(_)));
        if back {
            tidy.pop();
        } else {
            tidy.push(part);
        }
    }
    tidy.display().to_string()
}

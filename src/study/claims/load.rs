//! From claim files to an audit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::draft::{self, Draft};
use super::resolve::{Resolver, merge, resolve};
use super::space::{Space, declared};
use super::space_file;
use super::{Audit, Claim};
use crate::model::own_outcomes::checked;
use crate::scenario::load::diagnostics::{Collector, closest, listed};
use crate::scenario::load::layers::identity;
use crate::scenario::load::locate::missing;
use crate::scenario::load::source::{Sources, Span};
use crate::scenario::load::{Diagnostic, Diagnostics, load as load_scenario};
use crate::shipped::{self, Kind};

/// The file of the space beside the claims.
pub const SPACE: &str = "space.toml";

/// Which claims, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder of the claim files.
    pub folder: PathBuf,
    /// Ids or files; all of the folder if empty.
    pub wanted: Vec<String>,
    /// The file of the space, where it is not in the folder.
    pub space: Option<PathBuf>,
    /// Longest window in months; longer ones are cut.
    pub longest: Option<u32>,
}

/// Reads claim files, the scenario that they name, the space, and makes the scenario of every arm.
///
/// # Errors
/// All errors of the files, each with its place.
pub fn load(options: &Options) -> Result<Audit, Diagnostics> {
    let drafts = drafts(options)?;
    let mut errors = Diagnostics::default();
    let Some(first) = drafts.first() else {
        return Err(plain(format!(
            "{} has no claim file",
            options.folder.display()
        )));
    };
    let scenario_path = first.extends.0.clone();
    let same = |path: &Path| identity(path) == identity(&scenario_path);
    for draft in drafts.iter().skip(1) {
        if !same(&draft.extends.0) {
            let message = format!(
                "`{}` extends another scenario than `{}`",
                draft.id, first.id
            );
            let help = "claims of one audit are about one scenario: run these apart".to_owned();
            add(&mut errors, draft, draft.extends.1, message, vec![help]);
        }
    }
    let mut asked: Vec<(&String, &Draft, Span)> = Vec::new();
    for draft in &drafts {
        for (set, span) in &draft.outcomes {
            let name = |set: &str| set.split('=').next().unwrap_or_default().to_owned();
            match asked.iter().find(|(other, ..)| name(other) == name(set)) {
                None => asked.push((set, draft, *span)),
                Some((other, ..)) if *other == set => {}
                Some((_, other, _)) => {
                    let message = format!("`{}` is another outcome in `{}`", name(set), other.id);
                    let help =
                        "claims of one audit share their runs: give one of them another name"
                            .to_owned();
                    add(&mut errors, draft, *span, message, vec![help]);
                }
            }
        }
    }
    let sets: Vec<String> = asked.iter().map(|(set, ..)| (*set).clone()).collect();
    let loaded = match load_scenario(&scenario_path, &sets).and_then(checked) {
        Ok(loaded) => loaded,
        Err(mut found)
            if found
                .list
                .iter()
                .any(|error| set_of(error, &asked).is_some()) =>
        {
            found.list.retain(|error| match set_of(error, &asked) {
                None => true,
                Some((draft, span)) => {
                    let (message, help) = (error.message.clone(), error.help.clone());
                    add(&mut errors, draft, span, message, help);
                    false
                }
            });
            merge(&mut errors, found);
            return Err(errors);
        }
        Err(found) if scenario_path.exists() || shipped::is_inside(&scenario_path) => {
            merge(&mut errors, found);
            return Err(errors);
        }
        Err(_) => {
            let (message, help) = missing(Path::new(""), &scenario_path, Kind::Scenario);
            add(&mut errors, first, first.extends.1, message, help);
            return Err(errors);
        }
    };
    let mut resolver = Resolver::new(loaded.scenario);
    let mut claims: Vec<Claim> = Vec::new();
    for draft in drafts {
        match resolve(&mut resolver, claims.len(), &draft, options.longest) {
            Ok(claim) => claims.push(claim),
            Err(found) => merge(&mut errors, found),
        }
    }
    let space = match space_of(options, &scenario_path, &resolver) {
        Ok(space) => Some(space),
        Err(found) => {
            merge(&mut errors, found);
            None
        }
    };
    match space {
        Some(space) if errors.is_empty() => Ok(Audit {
            scenario_path,
            claims,
            space,
            notes: Vec::new(),
            experiments: resolver.experiments,
            arms: resolver.arms,
            reference: resolver.reference,
        }),
        _ => Err(errors),
    }
}

/// The claim file, and the place in it, that an error in an override of the scenario comes from.
fn set_of<'d>(
    error: &Diagnostic,
    asked: &[(&String, &'d Draft, Span)],
) -> Option<(&'d Draft, Span)> {
    let place = error
        .place
        .as_ref()
        .filter(|place| place.source == "--set")?;
    let found = asked.iter().find(|(set, ..)| **set == place.text)?;
    Some((found.1, found.2))
}

/// The space that is asked for, that of the folder, or all declared ranges. The space that the program carries is that
/// of its own scenario, so it serves for claims about a scenario that the program carries.
fn space_of(options: &Options, scenario: &Path, resolver: &Resolver) -> Result<Space, Diagnostics> {
    let beside = options.folder.join(SPACE);
    let carried = shipped::text(&beside).is_some() && shipped::is_inside(scenario);
    match &options.space {
        Some(path) => space_file::read(path, &resolver.reference),
        None if beside.is_file() || carried => space_file::read(&beside, &resolver.reference),
        None => Ok(declared(&resolver.reference)),
    }
}

/// The claim files wanted, by id.
fn drafts(options: &Options) -> Result<Vec<Draft>, Diagnostics> {
    let is_file = |word: &String| word.ends_with(".toml");
    let (files, ids): (Vec<String>, Vec<String>) =
        options.wanted.iter().cloned().partition(is_file);
    let mut paths: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    if files.is_empty() || !ids.is_empty() {
        paths.extend(in_folder(&options.folder)?);
    }
    let mut errors = Diagnostics::default();
    let mut found: BTreeMap<String, Draft> = BTreeMap::new();
    for path in paths {
        let draft = match draft::read(&path) {
            Ok(draft) => draft,
            Err(wrong) => {
                merge(&mut errors, wrong);
                continue;
            }
        };
        match found.get(&draft.id) {
            Some(other) if other.path != draft.path => {
                let message = format!(
                    "`{}` is the id of {} as well",
                    draft.id,
                    other.path.display()
                );
                add(&mut errors, &draft, draft.id_span, message, vec![]);
            }
            // Claims that were not asked for are read as well: so their ids are known.
            _ => {
                found.insert(draft.id.clone(), draft);
            }
        }
    }
    for id in &ids {
        if !found.keys().any(|known| known.eq_ignore_ascii_case(id)) {
            let names = || found.keys().map(String::as_str);
            let meant = closest(id, names()).map(|id| format!("; did you mean `{id}`?"));
            let message = format!("no claim `{id}`{}", meant.unwrap_or_default());
            let mut wrong = plain(message);
            wrong.list[0].help = vec![format!("the claims are {}", listed(names()))];
            merge(&mut errors, wrong);
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let wanted = |draft: &Draft| {
        options.wanted.is_empty()
            || ids.iter().any(|id| id.eq_ignore_ascii_case(&draft.id))
            || files.iter().any(|file| Path::new(file) == draft.path)
    };
    let mut chosen: Vec<Draft> = found.into_values().filter(wanted).collect();
    chosen.sort_by_key(|draft| natural(&draft.id));
    Ok(chosen)
}

/// An id so that C2 stands before C10.
fn natural(id: &str) -> (String, u64, String) {
    let at = id.find(|c: char| c.is_ascii_digit()).unwrap_or(id.len());
    let (word, rest) = id.split_at(at);
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (number, rest) = rest.split_at(digits);
    (
        word.to_owned(),
        number.parse().unwrap_or(0),
        rest.to_owned(),
    )
}

fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Diagnostics> {
    if shipped::is_inside(folder) {
        let claims = shipped::of_kind(Kind::Claim);
        return Ok(claims.map(|input| input.path()).collect());
    }
    let failed = |error| plain(format!("cannot read {}: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let claim = path.extension().is_some_and(|e| e == "toml")
            && path.file_name().is_some_and(|name| name != SPACE);
        if claim {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// An error without a place.
fn plain(message: String) -> Diagnostics {
    let mut found = Collector::default();
    found.error(None, message, vec![]);
    found.finish(&Sources::default()).0
}

fn add(errors: &mut Diagnostics, draft: &Draft, span: Span, message: String, help: Vec<String>) {
    let mut found = Collector::default();
    found.error(Some(span), message, help);
    merge(errors, found.finish(&draft.sources).0);
}

//! From TOML to a complete, valid [`Scenario`].
//!
//! A file may extend another (`extends = "base.toml"`); layers are merged table by table, and
//! `--set path=value` lies on top. Reading collects all errors with their places instead of
//! stopping at the first.

mod base;
pub mod diagnostics;
pub mod document;
pub mod fields;
mod forces;
pub mod layers;
mod levers;
pub mod locate;
pub mod mistaken;
mod outcomes;
mod removals;
pub(super) mod roster;
pub mod settings;
pub mod shape;
mod slips;
pub mod source;
mod values;

use std::path::Path;

pub use base::{Base, check_together};
pub use diagnostics::{Diagnostic, Diagnostics, closest};
pub use fields::{Origin, Provenance};
pub use source::Place;

use super::Scenario;
use diagnostics::Collector;
use document::Table;
use fields::Context;
use source::Sources;

/// A scenario with what is known of its making.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Where each value came from.
    pub provenance: Provenance,
    /// Remarks that stop nothing: values outside their plausible range, members removed with
    /// others.
    pub notes: Vec<Diagnostic>,
}

/// Reads a scenario file with everything that it extends, and applies overrides.
///
/// `sets` are overrides of the form `path=value`, where `path` is dotted, such as
/// `states.PRK.targets.KP.drive.3`, and `value` is TOML; words that are not TOML are text.
///
/// # Errors
/// All errors that the files and overrides contain, each with its place.
pub fn load(path: &Path, sets: &[String]) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::default();
    let mut found = Collector::default();
    let tree = layers::read_file(path, sets, &mut sources, &mut found);
    finish(path, tree, sources, found)
}

/// Reads a scenario from a text. `path` names it in messages and places what it extends.
///
/// # Errors
/// As [`load`].
pub fn load_str(path: &Path, text: &str, sets: &[String]) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::default();
    let mut found = Collector::default();
    let tree = layers::read_str(path, text, sets, &mut sources, &mut found);
    finish(path, tree, sources, found)
}

/// As [`load`], without a disk: `name` is that of a scenario which the program carries.
///
/// # Errors
/// As [`load`].
pub fn load_carried(name: &str, sets: &[String]) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::without_a_disk();
    let mut found = Collector::default();
    let path = Path::new(name);
    let tree = layers::read_file(path, sets, &mut sources, &mut found);
    finish(path, tree, sources, found)
}

/// As [`load_str`], without a disk: whatever the text extends is a scenario which the program carries, or is not
/// there. For texts of strangers: no file is read, and none is printed.
///
/// # Errors
/// As [`load`].
pub fn load_text(path: &Path, text: &str, sets: &[String]) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::without_a_disk();
    let mut found = Collector::default();
    let tree = layers::read_str(path, text, sets, &mut sources, &mut found);
    finish(path, tree, sources, found)
}

/// Makes a scenario of a file whose layers have been read: the last step of [`load`] and of whatever lays more on a
/// scenario than a file does.
///
/// # Errors
/// As [`load`].
pub fn finish(
    path: &Path,
    tree: Option<Table>,
    sources: Sources,
    mut found: Collector,
) -> Result<Loaded, Diagnostics> {
    let mut provenance = Provenance::default();
    let scenario = tree.map(|tree| {
        let mut cx = Context {
            sources: &sources,
            found: &mut found,
            origins: &mut provenance,
        };
        read(&tree, path, &mut cx)
    });
    let failed = found.failed();
    let (errors, notes) = found.finish(&sources);
    match scenario {
        Some(scenario) if !failed => Ok(Loaded {
            scenario,
            provenance,
            notes,
        }),
        _ => Err(errors),
    }
}

fn read(tree: &Table, path: &Path, cx: &mut Context<'_>) -> Scenario {
    shape::check(tree, cx);
    let settings = settings::read(tree, path, cx);
    let mechanisms = settings::mechanisms(tree, cx);
    let roster = roster::read(tree, &settings, cx);
    let roster = forces::read(tree, roster, cx);
    let rungs = roster.rungs.len();
    let mut rung =
        |key, given, default| settings::settled_rung(key, given, default, rungs, cx.found);
    let reference_rung = rung("reference_rung", settings.reference_rung, 3);
    let crisis_rung = rung("crisis_rung", settings.crisis_rung, 4);
    let parameters = values::read(tree, &roster, cx);
    values::check_together(tree, &roster, &mechanisms, reference_rung, &parameters, cx);
    let levers = levers::read(tree, &roster, &settings, cx);
    let outcomes = outcomes::read(tree, &settings, cx);
    Scenario {
        name: settings.name,
        title: settings.title,
        start: settings.start,
        horizon: settings.horizon,
        burn_in: settings.burn_in,
        runs: settings.runs,
        seed: settings.seed,
        reference_rung,
        crisis_rung,
        war: settings.war,
        crisis_stage: settings.crisis_stage,
        information: settings.information,
        mechanisms,
        roster,
        levers,
        outcomes,
        parameters,
    }
}

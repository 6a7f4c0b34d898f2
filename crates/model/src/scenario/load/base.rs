//! A scenario on which overrides are laid many times, without its files being read again.

use std::path::{Path, PathBuf};

use super::diagnostics::Collector;
use super::document::{Table, Value};
use super::source::{Sources, Span};
use super::{Diagnostics, Loaded, finish, layers, values};
use crate::scenario::Scenario;

/// The files of a scenario, read once and merged.
#[derive(Clone, Debug)]
pub struct Base {
    path: PathBuf,
    tree: Table,
    sources: Sources,
}

impl Base {
    /// Reads a scenario file with everything that it extends, and applies overrides.
    ///
    /// # Errors
    /// What keeps the files from being read and merged; their content is judged by
    /// [`with`](Self::with).
    pub fn read(path: &Path, sets: &[String]) -> Result<Self, Diagnostics> {
        let mut sources = Sources::default();
        let mut found = Collector::default();
        let tree = layers::read_file(path, sets, &mut sources, &mut found);
        match tree {
            Some(tree) if !found.failed() => Ok(Self {
                path: path.to_owned(),
                tree,
                sources,
            }),
            _ => Err(found.finish(&sources).0),
        }
    }

    /// The same for a file that another one names at `from`, with overrides and then a layer of that other
    /// file on top. `sources` are those in which `from` and the layer have their places.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn layered(
        path: &Path,
        from: Span,
        sets: &[String],
        layer: Table,
        sources: &Sources,
    ) -> Result<Self, Diagnostics> {
        let mut sources = sources.clone();
        let mut found = Collector::default();
        let mut tree = layers::read_named(path, from, &mut sources, &mut found);
        if let Some(tree) = &mut tree {
            layers::override_with(tree, sets, &mut sources, &mut found);
            layers::lay_on(tree, [layer], &[], &mut sources, &mut found);
        }
        match tree {
            Some(tree) if !found.failed() => Ok(Self {
                path: path.to_owned(),
                tree,
                sources,
            }),
            _ => Err(found.finish(&sources).0),
        }
    }

    /// The scenario with further overrides, `path=value` each, on top.
    ///
    /// # Errors
    /// As [`load`](super::load()).
    pub fn with(&self, sets: &[String]) -> Result<Loaded, Diagnostics> {
        let mut sources = self.sources.clone();
        let mut found = Collector::default();
        let mut tree = self.tree.clone();
        layers::override_with(&mut tree, sets, &mut sources, &mut found);
        finish(&self.path, Some(tree), sources, found)
    }

    /// Whether the files give a table at a dotted path, such as `states.KOR`.
    pub fn has_table(&self, path: &str) -> bool {
        let mut table = &self.tree;
        for key in path.split('.') {
            match table.get(key).map(|entry| &entry.node.value) {
                Some(Value::Table(inner)) => table = inner,
                _ => return false,
            }
        }
        true
    }

    /// The keys of a table of the files.
    pub fn keys(&self, table: &str) -> impl Iterator<Item = &str> {
        self.tree
            .table(table)
            .into_iter()
            .flat_map(|table| table.entries.keys().map(String::as_str))
    }
}

/// Holds the numbers of a scenario against the conditions that join several of them.
///
/// # Errors
/// The conditions that fail. They have no place: the numbers may come from anywhere.
pub fn check_together(scenario: &Scenario) -> Result<(), Diagnostics> {
    let sources = Sources::default();
    let mut found = Collector::default();
    let mut origins = super::Provenance::default();
    let mut cx = super::Context {
        sources: &sources,
        found: &mut found,
        origins: &mut origins,
    };
    values::check_together(
        &Table::default(),
        &scenario.roster,
        &scenario.mechanisms,
        scenario.reference_rung,
        &scenario.parameters,
        &mut cx,
    );
    if found.failed() {
        return Err(found.finish(&sources).0);
    }
    Ok(())
}

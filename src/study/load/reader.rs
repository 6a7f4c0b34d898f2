//! What reading a study file needs and finds.

use std::path::{Path, PathBuf};

use crate::scenario::load::diagnostics::Collector;
use crate::scenario::load::document::{Table, parse_document};
use crate::scenario::load::fields::Context;
use crate::scenario::load::layers::{MAX_BYTES, read_source};
use crate::scenario::load::locate::locate;
use crate::scenario::load::mistaken::is_mistaken;
use crate::scenario::load::source::Sources;
use crate::scenario::load::{Diagnostic, Diagnostics, Provenance};
use crate::shipped::Kind;

/// What reading needs and finds.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) sources: Sources,
    pub(super) found: Collector,
    pub(super) origins: Provenance,
    /// Errors of the scenario's files, which know their places.
    pub(super) foreign: Vec<Diagnostics>,
}

impl Reader {
    pub(super) fn context(&mut self) -> Context<'_> {
        Context {
            sources: &self.sources,
            found: &mut self.found,
            origins: &mut self.origins,
        }
    }

    /// What was read with its remarks, or everything that is wrong.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<(T, Vec<Diagnostic>), Diagnostics> {
        let failed = self.found.failed() || !self.foreign.is_empty();
        let (mut errors, notes) = self.found.finish(&self.sources);
        match read {
            Some(read) if !failed => Ok((read, notes)),
            _ => {
                for found in self.foreign {
                    errors.left_out += found.left_out;
                    errors.list.extend(found.list);
                }
                Err(errors)
            }
        }
    }

    /// Reads the file of a kind that a path or name means: where it lies, and what it says.
    pub(super) fn document(&mut self, named: &Path, kind: Kind) -> Option<(PathBuf, Table)> {
        let (sources, found) = (&mut self.sources, &mut self.found);
        let path = locate(Path::new(""), named, kind, None, found)?;
        let id = read_source(&path, MAX_BYTES, None, sources, found)?;
        let root = parse_document(sources, id, found)?;
        (!is_mistaken(&root, kind, id, sources, found)).then_some((path, root))
    }
}

/// A path as a file means it: relative to the file's folder.
pub(super) fn beside(file: &Path, path: &Path) -> PathBuf {
    above(file).join(path)
}

/// The folder of a file.
pub(super) fn above(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

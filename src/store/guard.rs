//! What is derived checks what it reads: a file is compared with the manifest that lists it before it is used.
//!
//! A [`Guard`] belongs to one task. Whatever reads a file of the task hands its path to [`Guard::check`] first, which hashes
//! it once. A file that no manifest lists, such as a table from elsewhere, is read as it is.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf, absolute};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::disk::read_text;
use super::error::StoreError;
use super::manifest::{FileEntry, MANIFEST, Manifest};
use super::problem::{Problem, check};
use super::program::PROGRAM;

/// A manifest lists files of its folder and of folders inside it, such as `figures/survival.svg`.
const DEPTH: usize = 2;

/// Compares the files that a task uses with their manifests. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    unverified: bool,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    /// By folder, the manifest in it.
    manifests: BTreeMap<PathBuf, Option<Manifest>>,
    /// By file, what was found.
    files: BTreeMap<PathBuf, Found>,
}

#[derive(Clone, Debug)]
enum Found {
    /// It is what its manifest says.
    AsListed(FileEntry),
    /// It is not; with its name in the manifest.
    Altered(String),
    /// No manifest lists it.
    Unlisted,
}

impl Guard {
    /// A guard that stops at the first file that is not what its manifest says, or with `unverified` takes note of it
    /// and goes on.
    pub fn new(unverified: bool) -> Self {
        Self {
            unverified,
            seen: Arc::default(),
        }
    }

    /// Whether altered files are used.
    pub fn unverified(&self) -> bool {
        self.unverified
    }

    /// Compares a file with the manifest that lists it.
    ///
    /// # Errors
    /// [`StoreError::Altered`] if it is not what the manifest says, or not there, unless that was asked for.
    pub fn check(&self, path: &Path) -> Result<(), StoreError> {
        self.found(path).map(|_| ())
    }

    /// The entry of a file that is used, by its name alone, for the list of what was read.
    ///
    /// # Errors
    /// As [`check`](Self::check), and if it cannot be read.
    pub fn entry(&self, path: &Path) -> Result<FileEntry, StoreError> {
        match self.found(path)? {
            Found::AsListed(entry) => Ok(FileEntry {
                path: name_of(path),
                rows: None,
                ..entry
            }),
            Found::Altered(_) | Found::Unlisted => FileEntry::read(path),
        }
    }

    fn found(&self, path: &Path) -> Result<Found, StoreError> {
        let path = absolute(path).map_err(|error| StoreError::io("read", path, error))?;
        let mut seen = self.seen();
        if let Some(found) = seen.files.get(&path) {
            return Ok(found.clone());
        }
        let found = match seen.listed(&path)? {
            Some((folder, entry)) => self.compared(&folder, entry)?,
            None => Found::Unlisted,
        };
        seen.files.insert(path, found.clone());
        Ok(found)
    }

    /// Compares all files that the manifest of a folder lists.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_all(&self, folder: &Path) -> Result<(), StoreError> {
        let manifest = Manifest::read(folder)?;
        let mut files = manifest.iter().flat_map(|manifest| &manifest.files);
        files.try_for_each(|file| self.check(&folder.join(&file.path)))
    }

    /// The files that were used although they are not what their manifest says, by their names in it.
    pub fn altered(&self) -> Vec<String> {
        let seen = self.seen();
        let altered = |found: &Found| match found {
            Found::Altered(name) => Some(name.clone()),
            Found::AsListed(_) | Found::Unlisted => None,
        };
        seen.files.values().filter_map(altered).collect()
    }

    /// What a reader of the result must know, as one sentence; `None` if every file is what its manifest says.
    pub fn sentence(&self) -> Option<String> {
        let names = self.altered();
        (!names.is_empty()).then(|| {
            format!(
                "Made, as was asked for, from files that are not what their manifest says: {}.",
                names.join(", ")
            )
        })
    }

    fn compared(&self, folder: &Path, entry: FileEntry) -> Result<Found, StoreError> {
        match check(folder, &entry)? {
            None => Ok(Found::AsListed(entry)),
            Some(_) if self.unverified => Ok(Found::Altered(entry.path)),
            Some(problem) => Err(StoreError::Altered {
                path: folder.join(&entry.path),
                what: match problem {
                    Problem::Missing { .. } => "is gone",
                    Problem::Changed { .. } => "was changed since it was written",
                },
            }),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Manifest {
    /// With the files that were used although they are not what their manifest says.
    #[must_use]
    pub fn with_unverified(mut self, guard: &Guard) -> Self {
        self.unverified = guard.altered();
        self
    }
}

impl Seen {
    /// The folder of the manifest that lists a file, and the file's entry.
    fn listed(&mut self, path: &Path) -> Result<Option<(PathBuf, FileEntry)>, StoreError> {
        for folder in path.ancestors().skip(1).take(DEPTH) {
            let manifest = match self.manifests.entry(folder.to_owned()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(own_manifest(folder)?),
            };
            let listed = |entry: &&FileEntry| folder.join(&entry.path) == path;
            let mut files = manifest.iter().flat_map(|manifest| &manifest.files);
            if let Some(entry) = files.find(listed) {
                return Ok(Some((folder.to_owned(), entry.clone())));
            }
        }
        Ok(None)
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The manifest of a folder; none if another program wrote that.
fn own_manifest(folder: &Path) -> Result<Option<Manifest>, StoreError> {
    Manifest::read(folder).or_else(|error| {
        let text = read_text(&folder.join(MANIFEST)).unwrap_or_default();
        match text.contains(&format!("\"{PROGRAM}\"")) {
            true => Err(error),
            false => Ok(None),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::atomic::write_file;
    use crate::store::command::Command;
    use crate::store::manifest::{Execution, Scenario};

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let execution = Execution::new(&Command::trilat("run"), "x.toml", 1);
        let mut manifest = Manifest::new(Scenario::default(), 1, execution);
        fs::create_dir(folder.path().join("figures")).unwrap();
        for name in ["runs.csv", "figures/a.svg"] {
            let written = write_file(&folder.path().join(name), b"text").unwrap();
            manifest.files.push(FileEntry::new(name, None, written));
        }
        fs::write(folder.path().join(MANIFEST), manifest.to_json()).unwrap();
        folder
    }

    #[test]
    fn a_changed_file_and_one_that_is_gone_are_told_apart_from_one_that_nobody_lists() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        Guard::default().check_all(folder.path()).unwrap();
        fs::write(at("figures/a.svg"), "texT").unwrap();
        fs::remove_file(at("runs.csv")).unwrap();
        fs::write(at("mine.csv"), "mine").unwrap();
        let guard = Guard::default();
        let error = guard.check(&at("figures/a.svg")).unwrap_err().to_string();
        assert!(error.contains("a.svg was changed since"), "{error}");
        let error = guard.check(&at("runs.csv")).unwrap_err().to_string();
        assert!(error.contains("runs.csv is gone"), "{error}");
        guard.check(&at("mine.csv")).unwrap();
        assert_eq!(guard.sentence(), None);
    }

    #[test]
    fn with_unverified_it_goes_on_and_says_so() {
        let folder = folder();
        fs::write(folder.path().join("runs.csv"), "texT").unwrap();
        let guard = Guard::new(true);
        let clone = guard.clone();
        clone.check_all(folder.path()).unwrap();
        assert_eq!(guard.altered(), ["runs.csv"]);
        let sentence = guard.sentence().unwrap();
        assert!(sentence.ends_with("manifest says: runs.csv."), "{sentence}");
    }

    #[test]
    fn the_manifest_of_another_program_lists_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), "{\"name\": \"page\"}").unwrap();
        fs::write(folder.path().join("mine.csv"), "mine").unwrap();
        let guard = Guard::default();
        guard.check(&folder.path().join("mine.csv")).unwrap();
    }
}

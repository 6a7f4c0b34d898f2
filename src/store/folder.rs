//! The folder that a job writes to, and what may be replaced in it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::atomic::{AtomicFile, Closed, is_partial, partial_path};
use super::disk::{make_folder, no_link, remove, remove_if_empty};
use super::error::StoreError;
use super::growing::PARTS;
use super::lock::{LOCK, Lock};
use super::manifest::{FileEntry, MANIFEST, Manifest, check_path};
use super::problem::{Problem, check};
use super::publication::{Note, is_interrupted, is_note};
use super::resources::{RESOURCES, Resources};

/// An output folder during a job, which no other process writes to meanwhile. New files live under
/// temporary names until [`commit`](Self::commit): a job that fails leaves the files of an earlier one as
/// they were.
#[derive(Debug)]
pub struct OutputFolder {
    lock: Lock,
    /// The file that lists the others.
    index: &'static str,
    /// Files of the earlier job that this one replaces, and how they looked.
    earlier: Vec<(FileEntry, Option<Stamp>)>,
    pending: Vec<(String, Option<u64>, Closed)>,
    /// Folders inside it that files were begun in.
    inside: Mutex<BTreeSet<PathBuf>>,
}

/// Size of a file, and when it was changed last.
type Stamp = (u64, Option<SystemTime>);

impl OutputFolder {
    /// Locks and prepares a folder. A new or empty one is fine. One that holds files is refused without
    /// `force`; with `force`, files that the manifest there lists, and that are unchanged since, will be
    /// replaced or removed when the new ones are complete; anything else is never touched, and a file
    /// in the way of one of `planned` is an error now rather than at the end.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here; [`StoreError::Busy`] if another process writes there.
    pub fn prepare(
        root: &Path,
        force: bool,
        planned: &[impl AsRef<str>],
    ) -> Result<Self, StoreError> {
        Self::open(Lock::take(root)?, force, planned, &[])
    }

    /// [`prepare`](Self::prepare) for one who has locked the folder and may have parts in it, which do not
    /// count as files.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn prepare_in(
        lock: &Lock,
        force: bool,
        planned: &[impl AsRef<str>],
    ) -> Result<Self, StoreError> {
        Self::open(lock.clone(), force, planned, &[PARTS])
    }

    fn open(
        lock: Lock,
        force: bool,
        planned: &[impl AsRef<str>],
        beside: &[&str],
    ) -> Result<Self, StoreError> {
        let root = lock.out();
        let mut earlier = Vec::new();
        if let Some(example) = first_entry(root, beside)? {
            if !force {
                return Err(StoreError::Occupied {
                    folder: root.to_owned(),
                    example,
                });
            }
            earlier = Manifest::read(root)?.map_or_else(Vec::new, |manifest| manifest.files);
        }
        for path in planned {
            // What a killed process left of it.
            no_link(root, path.as_ref())?;
            remove(&partial_path(&root.join(path.as_ref())))?;
        }
        Self::listed(lock, MANIFEST, earlier, planned)
    }

    /// Prepares a locked folder whose files are listed by a file other than the manifest: `earlier` are
    /// those of an earlier job, which will be replaced or removed.
    ///
    /// # Errors
    /// [`StoreError::Edited`] if one of them was changed since, [`StoreError::Foreign`] if another file is
    /// in the way of one of `planned`.
    pub fn listed(
        lock: Lock,
        index: &'static str,
        earlier: Vec<FileEntry>,
        planned: &[impl AsRef<str>],
    ) -> Result<Self, StoreError> {
        let mut folder = Self {
            lock,
            index,
            earlier: earlier.into_iter().map(|entry| (entry, None)).collect(),
            pending: Vec::new(),
            inside: Mutex::default(),
        };
        folder.check_unedited()?;
        for path in planned {
            folder.check_free(path.as_ref())?;
        }
        Ok(folder)
    }

    /// The folder's path.
    pub fn root(&self) -> &Path {
        self.lock.out()
    }

    /// Begins a file under its temporary name.
    ///
    /// # Errors
    /// If the path leads out of the folder, something is in the way, or the file cannot be created.
    pub fn create(&self, path: &str) -> Result<AtomicFile, StoreError> {
        check_path(path)?;
        self.check_free(path)?;
        let target = self.root().join(path);
        if let Some(parent) = target.parent().filter(|parent| *parent != self.root()) {
            let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
            inside.insert(parent.to_owned());
            make_folder(parent)?;
        }
        AtomicFile::create(&target)
    }

    /// Takes a complete file, to be published with the others. `rows` is given for tables.
    ///
    /// # Errors
    /// If its content cannot be written to the disk.
    pub fn add(
        &mut self,
        path: &str,
        rows: Option<u64>,
        file: AtomicFile,
    ) -> Result<(), StoreError> {
        self.pending.push((path.to_owned(), rows, file.close()?));
        Ok(())
    }

    /// Writes and takes a whole file.
    ///
    /// # Errors
    /// As [`create`](Self::create) and [`add`](Self::add).
    pub fn add_bytes(
        &mut self,
        path: &str,
        rows: Option<u64>,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let mut file = self.create(path)?;
        file.write(bytes)?;
        self.add(path, rows, file)
    }

    /// The entries of the files taken so far, in order.
    pub fn entries(&self) -> Vec<FileEntry> {
        self.pending
            .iter()
            .map(|(path, rows, file)| FileEntry::new(path, *rows, file.fingerprint().clone()))
            .collect()
    }

    /// Publishes every file and, last, the manifest; removes files of the earlier job that this one
    /// does not have. A manifest in a folder therefore always means that its files were complete.
    ///
    /// # Errors
    /// If somebody changed a file of the earlier job meanwhile, or put one in the way, and nothing was
    /// published; or if the disk fails, and the next process that locks the folder finishes what was begun.
    pub fn commit(self, manifest: &Manifest) -> Result<(), StoreError> {
        self.publish(manifest.to_json(), false)
    }

    /// Publishes every file beside those of the earlier job, and last the manifest that lists all of
    /// them. Files of the same name are replaced, the others stay.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn commit_beside(self, manifest: &Manifest) -> Result<(), StoreError> {
        self.publish(manifest.to_json(), true)
    }

    /// [`commit`](Self::commit) of a folder with another file than the manifest that lists the others:
    /// `text` is what that will say.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn commit_listed(self, text: String) -> Result<(), StoreError> {
        self.publish(text, false)
    }

    fn publish(mut self, text: String, beside: bool) -> Result<(), StoreError> {
        self.check_unedited()?;
        for (path, _, _) in &self.pending {
            self.check_free(path)?;
        }
        let note = Note {
            earlier: self
                .earlier
                .iter()
                .map(|(entry, _)| entry.clone())
                .collect(),
            files: self.entries(),
            beside,
            index: self.index.to_owned(),
            text,
        };
        note.sync(self.root())?;
        let written = note.write(self.root());
        // As soon as there is a note, the next process finishes what it says.
        if written.is_ok() || is_interrupted(self.root()) {
            for (_, _, file) in self.pending.drain(..) {
                file.leave();
            }
        }
        written?;
        note.carry_out(self.root())?;
        // What is added to a folder later says nothing of what it took to make it.
        if self.index == MANIFEST && !beside {
            Resources::since(self.lock.since()).leave(self.root());
        }
        Ok(())
    }

    /// Compares the files of the earlier job with its list, but for those that look as they did before.
    fn check_unedited(&mut self) -> Result<(), StoreError> {
        let root = self.lock.out().to_owned();
        for (entry, looked) in &mut self.earlier {
            no_link(&root, &entry.path)?;
            let looks = stamp(&root.join(&entry.path));
            if looked.is_some() && *looked == looks {
                continue;
            }
            if let Some(Problem::Changed { path, .. }) = check(&root, entry)? {
                return Err(StoreError::Edited {
                    path: root.join(path),
                });
            }
            *looked = looks;
        }
        Ok(())
    }

    fn check_free(&self, path: &str) -> Result<(), StoreError> {
        no_link(self.root(), path)?;
        let target = self.root().join(path);
        let ours = self.earlier.iter().any(|(entry, _)| entry.path == path);
        match fs::symlink_metadata(&target) {
            Ok(_) if !ours => Err(StoreError::Foreign { path: target }),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(StoreError::io("look at", &target, error)),
        }
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        // A job that failed leaves no empty folders behind; the temporary files must go before them, and
        // before the lock.
        self.pending.clear();
        let inside = self
            .inside
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        // Those inside others first.
        inside
            .iter()
            .rev()
            .for_each(|folder| remove_if_empty(folder));
    }
}

/// Whether there is nothing in a locked folder, but for what a killed process left, which is removed.
///
/// # Errors
/// If it cannot be read.
pub fn is_empty(lock: &Lock) -> Result<bool, StoreError> {
    Ok(first_entry(lock.out(), &[])?.is_none())
}

fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::metadata(path).ok()?;
    Some((found.len(), found.modified().ok()))
}

/// The first file in a folder by name, so that messages do not vary. Where a folder holds nothing but what a process that
/// was killed left under temporary names, that is removed.
fn first_entry(root: &Path, beside: &[&str]) -> Result<Option<String>, StoreError> {
    let (mut first, mut left): (Option<String>, _) = (None, Vec::new());
    for name in names(root)? {
        // What it took to make files that are gone is nobody's.
        if [LOCK, RESOURCES].contains(&name.as_str())
            || is_note(&name)
            || beside.contains(&name.as_str())
        {
            continue;
        }
        let path = root.join(&name);
        if !is_left(&path, &mut left)? && first.as_ref().is_none_or(|known| name < *known) {
            first = Some(name);
        }
    }
    if first.is_some() {
        return Ok(first);
    }
    for path in left {
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => remove_if_empty(&path),
            _ => remove(&path)?,
        }
    }
    Ok(None)
}

/// Whether there is nothing at a path but files under temporary names, which are added to `left`, each folder behind
/// what is in it. An empty folder is nothing too, and stays: a process may have been killed before it wrote there, and if
/// it is somebody else's it is in nobody's way.
fn is_left(path: &Path, left: &mut Vec<PathBuf>) -> Result<bool, StoreError> {
    let found = fs::symlink_metadata(path);
    let found = found.map_err(|error| StoreError::io("look at", path, error))?;
    let own = match found.is_dir() {
        true => {
            let inside = names(path)?;
            if inside.is_empty() {
                return Ok(true);
            }
            let mut all = true;
            for name in inside {
                all &= is_left(&path.join(name), left)?;
            }
            all
        }
        false => found.is_file() && is_partial(path),
    };
    if own {
        left.push(path.to_owned());
    }
    Ok(own)
}

fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let failed = |error| StoreError::io("read", folder, error);
    let entries = fs::read_dir(folder).map_err(failed)?;
    let name = |entry: io::Result<fs::DirEntry>| {
        let name = entry.map_err(failed)?.file_name();
        Ok(name.to_string_lossy().into_owned())
    };
    entries.map(name).collect()
}

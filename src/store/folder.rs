//! The folder that a job writes to, and what may be replaced in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::atomic::{AtomicFile, Closed, write_file};
use super::error::StoreError;
use super::manifest::{FileEntry, MANIFEST, Manifest, check_path};
use super::verify::{Problem, check};

/// An output folder during a job. New files live under temporary names until
/// [`commit`](Self::commit): a job that fails leaves the files of an earlier one as they were.
#[derive(Debug)]
pub struct OutputFolder {
    root: PathBuf,
    created: bool,
    /// Files of the earlier job that this one replaces.
    earlier: Vec<FileEntry>,
    pending: Vec<(String, Option<u64>, Closed)>,
}

impl OutputFolder {
    /// Prepares a folder. A new or empty one is fine. One that holds files is refused without `force`;
    /// with `force`, files that the manifest there lists, and that are unchanged since, will be
    /// replaced or removed when the new ones are complete; anything else is never touched, and a file
    /// in the way of one of `planned` is an error now rather than at the end.
    pub fn prepare(
        root: &Path,
        force: bool,
        planned: &[impl AsRef<str>],
    ) -> Result<Self, StoreError> {
        Self::prepare_beside(root, force, planned, &[])
    }

    /// [`prepare`](Self::prepare), with entries of the folder that do not count as files in it.
    pub fn prepare_beside(
        root: &Path,
        force: bool,
        planned: &[impl AsRef<str>],
        beside: &[&str],
    ) -> Result<Self, StoreError> {
        let mut folder = Self {
            root: root.to_owned(),
            created: false,
            earlier: Vec::new(),
            pending: Vec::new(),
        };
        match first_entry(root, beside)? {
            Entry::Nothing => {
                fs::create_dir_all(root).map_err(|e| StoreError::io("create", root, e))?;
                folder.created = true;
            }
            Entry::Empty => {}
            Entry::File(example) if !force => {
                return Err(StoreError::Occupied {
                    folder: root.to_owned(),
                    example,
                });
            }
            Entry::File(_) => {
                if let Some(manifest) = Manifest::read(root)? {
                    folder.earlier = manifest.files;
                }
                folder.check_unedited()?;
            }
        }
        for path in planned {
            folder.check_free(path.as_ref())?;
        }
        Ok(folder)
    }

    /// The folder's path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Begins a file under its temporary name.
    pub fn create(&self, path: &str) -> Result<AtomicFile, StoreError> {
        check_path(path)?;
        self.check_free(path)?;
        let target = self.root.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|e| StoreError::io("create", parent, e))?;
        }
        AtomicFile::create(&target)
    }

    /// Takes a complete file, to be published with the others. `rows` is given for tables.
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

    /// Every file that [`commit`](Self::commit) will have removed, replaced or published.
    pub fn touched(&self) -> Vec<FileEntry> {
        let mut touched = self.earlier.clone();
        touched.extend(self.entries());
        touched
    }

    /// Publishes every file and, last, the manifest; removes files of the earlier job that this one
    /// does not have. A manifest in a folder therefore always means that its files were complete.
    pub fn commit(mut self, manifest: &Manifest) -> Result<(), StoreError> {
        // The old manifest goes first: from here on it would describe files that are being replaced.
        remove(&self.root.join(MANIFEST))?;
        let pending = std::mem::take(&mut self.pending);
        for stale in &self.earlier {
            if pending.iter().all(|(path, _, _)| *path != stale.path) {
                let path = self.root.join(&stale.path);
                remove(&path)?;
                // Fails, as it should, while there is something in the folder.
                let _ = path.parent().map(fs::remove_dir);
            }
        }
        for (_, _, file) in pending {
            file.publish()?;
        }
        self.created = false;
        write_file(&self.root.join(MANIFEST), manifest.to_json().as_bytes())?;
        Ok(())
    }

    /// Publishes every file beside those of the earlier job, and last the manifest that lists all of
    /// them. Files of the same name are replaced, the others stay.
    pub fn commit_beside(mut self, manifest: &Manifest) -> Result<(), StoreError> {
        for (_, _, file) in std::mem::take(&mut self.pending) {
            file.publish()?;
        }
        self.created = false;
        write_file(&self.root.join(MANIFEST), manifest.to_json().as_bytes())?;
        Ok(())
    }

    fn check_unedited(&self) -> Result<(), StoreError> {
        for entry in &self.earlier {
            if let Some(Problem::Changed { path, .. }) = check(&self.root, entry)? {
                return Err(StoreError::Edited {
                    path: self.root.join(path),
                });
            }
        }
        Ok(())
    }

    fn check_free(&self, path: &str) -> Result<(), StoreError> {
        let target = self.root.join(path);
        let ours = self.earlier.iter().any(|entry| entry.path == path);
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
        // A job that failed in a folder of its own leaves no empty folder behind; the temporary files
        // must go before it.
        self.pending.clear();
        if self.created {
            let _ = fs::remove_dir(&self.root);
        }
    }
}

enum Entry {
    Nothing,
    Empty,
    File(String),
}

/// The first file in a folder by name, so that messages do not vary.
fn first_entry(root: &Path, beside: &[&str]) -> Result<Entry, StoreError> {
    let failed = |error| StoreError::io("read", root, error);
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Entry::Nothing),
        Err(error) => return Err(failed(error)),
    };
    let mut first: Option<String> = None;
    for entry in entries {
        let name = entry
            .map_err(failed)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if beside.contains(&name.as_str()) {
            continue;
        }
        if first.as_ref().is_none_or(|known| name < *known) {
            first = Some(name);
        }
    }
    Ok(first.map_or(Entry::Empty, Entry::File))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::io("remove", path, error))
        }
        _ => Ok(()),
    }
}

//! Files that take their places together, whatever the process comes to.
//!
//! Complete files wait under their temporary names. Before the first of them takes its place, a note says
//! which files there will be, which were there before, and what the file will say that lists them all and
//! comes last. So whoever locks the folder next can finish what a process began that ended in the middle, or
//! clear it away if something of it is lost. By their checksums files are known that the program wrote;
//! nothing else is replaced or removed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic::{fingerprint, partial_path, sha256, write_file};
use super::disk::{no_link, read_text, remove, remove_if_empty, rename, sync_folder};
use super::error::StoreError;
use super::manifest::{FileEntry, check_path};

/// The note.
pub(super) const NOTE: &str = ".trilat.publishing";

/// What is about to be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Files of the job before.
    pub earlier: Vec<FileEntry>,
    /// Files that take their places.
    pub files: Vec<FileEntry>,
    /// Whether the earlier files that are not replaced stay.
    pub beside: bool,
    /// The file that lists the others.
    pub index: String,
    /// What it will say.
    pub text: String,
}

/// Where one of the files is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In its place.
    Published,
    /// Under its temporary name.
    Waiting,
    /// Neither.
    Lost,
}

/// Whether a process ended in a folder while it published files.
pub fn is_interrupted(out: &Path) -> bool {
    fs::symlink_metadata(out.join(NOTE)).is_ok()
}

/// Whether an entry of a folder belongs to the note, which is no file of a job.
pub(super) fn is_note(name: &str) -> bool {
    name == NOTE || partial_path(Path::new(NOTE)).as_os_str() == name
}

/// Finishes what a process was about to publish when it ended, or clears it away if something of it is lost.
/// Called by whoever has locked the folder.
///
/// # Errors
/// [`StoreError::Edited`] or [`StoreError::Foreign`] if somebody else's file is in the way, which is not
/// touched; if the note cannot be understood; or if files cannot be read, renamed or removed.
pub(super) fn recover(root: &Path) -> Result<(), StoreError> {
    let Some(note) = Note::read(root)? else {
        // One that was not complete says nothing.
        return remove(&partial_path(&root.join(NOTE)));
    };
    if note.is_done(root) {
        for file in &note.files {
            remove(&partial_path(&root.join(&file.path)))?;
        }
        return Note::forget(root);
    }
    let places = note.places(root)?;
    if places.contains(&Place::Lost) {
        return note.clear(root, &places);
    }
    for (file, place) in note.files.iter().zip(places) {
        if place == Place::Published {
            remove(&partial_path(&root.join(&file.path)))?;
        }
    }
    note.carry_out(root)
}

impl Note {
    /// Publishes the files, which wait under their temporary names. When this fails, the note and what
    /// waits stay for the next process.
    ///
    /// # Errors
    /// If a file cannot be renamed, removed or written.
    pub fn carry_out(&self, root: &Path) -> Result<(), StoreError> {
        if !self.beside {
            // First, since from here on it would describe files that are being replaced.
            remove(&root.join(&self.index))?;
            for stale in self.stale() {
                let path = root.join(&stale.path);
                remove(&path)?;
                path.parent().map(remove_if_empty);
            }
        }
        for file in &self.files {
            let target = root.join(&file.path);
            let partial = partial_path(&target);
            if fs::symlink_metadata(&partial).is_ok() {
                rename(&partial, &target)?;
            }
        }
        self.sync(root)?;
        write_file(&root.join(&self.index), self.text.as_bytes())?;
        Self::forget(root)
    }

    /// Makes the names of the files durable.
    pub fn sync(&self, root: &Path) -> Result<(), StoreError> {
        let mut folders: Vec<PathBuf> = self
            .files
            .iter()
            .filter_map(|file| root.join(&file.path).parent().map(Path::to_owned))
            .collect();
        folders.sort_unstable();
        folders.dedup();
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }

    /// Writes the note, preceded by its checksum.
    pub fn write(&self, root: &Path) -> Result<(), StoreError> {
        // Texts and numbers always serialise.
        let body = serde_json::to_string(self).unwrap_or_default();
        let text = format!("{}\n{body}\n", sha256(&body));
        write_file(&root.join(NOTE), text.as_bytes())?;
        Ok(())
    }

    fn read(root: &Path) -> Result<Option<Self>, StoreError> {
        no_link(root, NOTE)?;
        let path = root.join(NOTE);
        let refuse = |message: &str| StoreError::Note {
            path: path.clone(),
            message: message.to_owned(),
        };
        let text = match read_text(&path) {
            Ok(text) => text,
            Err(error) => match error.kind() {
                ErrorKind::NotFound => return Ok(None),
                ErrorKind::InvalidData => return Err(refuse("not UTF-8")),
                _ => return Err(StoreError::io("read", &path, error)),
            },
        };
        let whole = text
            .split_once('\n')
            .map(|(sum, body)| (sum, body.trim_end()))
            .filter(|(sum, body)| *sum == sha256(body));
        let (_, body) = whole.ok_or_else(|| refuse("its checksum is wrong"))?;
        let note: Self = serde_json::from_str(body).map_err(|error| refuse(&error.to_string()))?;
        for file in note.earlier.iter().chain(&note.files) {
            check_path(&file.path)?;
        }
        Ok(Some(note))
    }

    /// Removes the note: nothing is to be done any more.
    fn forget(root: &Path) -> Result<(), StoreError> {
        remove(&root.join(NOTE))?;
        sync_folder(root)
    }

    /// Whether the last file has its place, and with it all others.
    fn is_done(&self, root: &Path) -> bool {
        read_text(&root.join(&self.index)).is_ok_and(|text| text == self.text)
    }

    /// Earlier files that go.
    fn stale(&self) -> impl Iterator<Item = &FileEntry> {
        let kept = |path: &str| self.files.iter().any(|file| file.path == path);
        self.earlier.iter().filter(move |file| !kept(&file.path))
    }

    /// Where each of the files is, if nothing but files of the program is in their places.
    fn places(&self, root: &Path) -> Result<Vec<Place>, StoreError> {
        if !self.beside {
            for stale in self.stale() {
                no_link(root, &stale.path)?;
                let path = root.join(&stale.path);
                if sum(&path)?.is_some_and(|found| found != stale.sha256) {
                    return Err(StoreError::Edited { path });
                }
            }
        }
        self.files
            .iter()
            .map(|file| self.place(root, file))
            .collect()
    }

    fn place(&self, root: &Path, file: &FileEntry) -> Result<Place, StoreError> {
        no_link(root, &file.path)?;
        let path = root.join(&file.path);
        let earlier = self.earlier.iter().find(|known| known.path == file.path);
        match (sum(&path)?, earlier) {
            (Some(found), _) if found == file.sha256 => return Ok(Place::Published),
            (None, _) => {}
            (Some(found), Some(known)) if found == known.sha256 => {}
            (Some(_), Some(_)) => return Err(StoreError::Edited { path }),
            (Some(_), None) => return Err(StoreError::Foreign { path }),
        }
        match sum(&partial_path(&path))? {
            Some(found) if found == file.sha256 => Ok(Place::Waiting),
            _ => Ok(Place::Lost),
        }
    }

    /// Takes back what was published. The earlier files stay if the file that lists them is still there.
    fn clear(&self, root: &Path, places: &[Place]) -> Result<(), StoreError> {
        let index = root.join(&self.index);
        remove(&partial_path(&index))?;
        let listed = fs::symlink_metadata(&index).is_ok();
        let mut gone: Vec<PathBuf> = Vec::new();
        for (file, place) in self.files.iter().zip(places) {
            let path = root.join(&file.path);
            remove(&partial_path(&path))?;
            let stays = listed
                && self
                    .earlier
                    .iter()
                    .any(|known| known.path == file.path && known.sha256 == file.sha256);
            if *place == Place::Published && !stays {
                gone.push(path);
            }
        }
        for entry in self.earlier.iter().filter(|_| !listed) {
            let path = root.join(&entry.path);
            if !gone.contains(&path) && sum(&path)?.as_ref() == Some(&entry.sha256) {
                gone.push(path);
            }
        }
        for path in gone {
            remove(&path)?;
            path.parent().map(remove_if_empty);
        }
        Self::forget(root)
    }
}

/// SHA-256 of a file; `None` if it is not there.
fn sum(path: &Path) -> Result<Option<String>, StoreError> {
    match fingerprint(path) {
        Ok(found) => Ok(Some(found.sha256)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", path, error)),
    }
}

#[cfg(test)]
mod tests;

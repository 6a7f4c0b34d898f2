//! What a process left that ended while it gave the files of a study their names.
//!
//! Before the first of them takes its place, a list of all of them lies beside the parts. So the next
//! process knows by checksum which files are its predecessor's, and nothing else is ever removed.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::atomic::{fingerprint, write_file};
use super::error::StoreError;
use super::manifest::{FileEntry, Manifest, check_path};
use super::parts::{ADDED, COMMIT, parts_folder};
use super::sweep_error::SweepError;
use super::tables::DATAPACKAGE;

/// Says which files of a study are about to be removed, replaced or published.
///
/// # Errors
/// If the list cannot be written.
pub(super) fn committing(out: &Path, touched: &[FileEntry]) -> Result<(), StoreError> {
    list(out, COMMIT, touched)
}

/// Says which files are about to be put beside those of a complete study, and keeps its data package,
/// which is one of them.
///
/// # Errors
/// If the list cannot be written.
pub(super) fn adding(out: &Path, added: &[FileEntry]) -> Result<(), StoreError> {
    let package = out.join(DATAPACKAGE);
    let bytes = fs::read(&package).map_err(|error| StoreError::io("read", &package, error))?;
    write_file(&parts_folder(out).join(DATAPACKAGE), &bytes)?;
    list(out, ADDED, added)
}

/// Forgets both lists: every file has its name. One that stays is harmless.
pub(super) fn published(out: &Path) {
    for name in [COMMIT, ADDED, DATAPACKAGE] {
        let _ = fs::remove_file(parts_folder(out).join(name));
    }
}

/// Whether a process ended in a folder while it gave files their names.
pub fn is_unfinished(out: &Path) -> bool {
    let parts = parts_folder(out);
    [COMMIT, ADDED].iter().any(|name| parts.join(name).exists())
}

/// Takes back what a process left that ended while it gave files their names; they are made again. A
/// file that was changed since is not touched. The caller holds the lock.
///
/// # Errors
/// If a list cannot be understood, or files cannot be read, removed or written.
pub fn recover(out: &Path) -> Result<(), SweepError> {
    if !is_unfinished(out) {
        return Ok(());
    }
    let manifest = Manifest::read(out)?;
    // With its manifest a folder is complete, and has nothing left of what came before.
    if manifest.is_none() {
        for entry in read(out, COMMIT)? {
            take_back(out, &entry, None)?;
        }
    }
    for entry in read(out, ADDED)? {
        let files = manifest.iter().flat_map(|manifest| &manifest.files);
        let before = files.clone().find(|file| file.path == entry.path);
        take_back(out, &entry, before)?;
    }
    published(out);
    Ok(())
}

/// Takes back a file that is as its process made it, and puts what was `before` in its place.
fn take_back(out: &Path, entry: &FileEntry, before: Option<&FileEntry>) -> Result<(), SweepError> {
    let file = out.join(&entry.path);
    let is = |path: &Path, sum: &str| fingerprint(path).is_ok_and(|found| found.sha256 == sum);
    if !is(&file, &entry.sha256) {
        return Ok(());
    }
    match before {
        None => fs::remove_file(&file).map_err(|error| StoreError::io("remove", &file, error))?,
        // The manifest was written last: all is as it should be.
        Some(before) if before.sha256 == entry.sha256 => {}
        Some(before) => {
            let kept = parts_folder(out).join(&entry.path);
            if is(&kept, &before.sha256) {
                let bytes =
                    fs::read(&kept).map_err(|error| StoreError::io("read", &kept, error))?;
                write_file(&file, &bytes)?;
            }
        }
    }
    Ok(())
}

fn list(out: &Path, name: &str, files: &[FileEntry]) -> Result<(), StoreError> {
    // Texts and numbers always serialise.
    let text = serde_json::to_string(files).unwrap_or_default();
    write_file(&parts_folder(out).join(name), text.as_bytes())?;
    Ok(())
}

/// The files of a list; none if there is no such list.
fn read(out: &Path, name: &str) -> Result<Vec<FileEntry>, SweepError> {
    let path = parts_folder(out).join(name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io("read", &path, error).into()),
    };
    let files: Vec<FileEntry> = serde_json::from_str(&text)
        .map_err(|error| SweepError::damaged(&path, error.to_string()))?;
    for file in &files {
        check_path(&file.path)?;
    }
    Ok(files)
}

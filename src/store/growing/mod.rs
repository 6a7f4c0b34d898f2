//! A folder in which work grows part by part until it is complete: `parts/` inside the output folder, for
//! studies, calibrations and audits alike.
//!
//! A part is written under a temporary name, synchronised, renamed, and then entered in the journal
//! with its checksum; the journal is synchronised as well. Whatever moment a process ends at, a part
//! in the journal is complete, and a part that is not is made again. Beside the parts a record says what
//! they are parts of, and every line of the journal belongs to that record. While a process works in the
//! folder it holds the lock of [`super::lock`].

pub mod error;
mod found;
mod journal;
mod names;
mod record;
mod what;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub use self::error::GrowingError;
pub use self::found::Found;
use self::journal::Journal;
pub use self::journal::{JOURNAL, PartEntry};
use self::names::OLDER;
pub use self::names::{PARTS, part_name, parts_folder};
pub use self::record::{Record, Results, read_record, same};
use self::record::{identity, is_older, same_results, write_record};
pub use self::what::What;
use super::atomic::{AtomicFile, PARTIAL, fingerprint, write_file};
use super::disk::{make_folder, no_link, remove, remove_if_empty, sync_folder};
use super::error::StoreError;
use super::lock::Lock;
use super::manifest::Manifest;
use super::sweep_tables::{DESIGN, FACTORS};
use super::tables::{DATAPACKAGE, RESOLVED};

/// What to do with what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// Go on with it.
    pub resume: bool,
    /// Begin again.
    pub force: bool,
}

/// What an output folder came to be.
#[derive(Debug)]
pub enum Opened<R> {
    /// Work that was begun, or taken up again.
    Work(Box<Growing<R>>, Found),
    /// All is there already: nothing grows, but the folder is locked.
    Complete(Box<Manifest>, Lock),
}

/// Work that grows.
#[derive(Debug)]
pub struct Growing<R> {
    lock: Lock,
    record: R,
    done: BTreeMap<u64, PartEntry>,
    journal: Journal,
}

impl<R: Record> Growing<R> {
    /// Locks a folder and takes up what grows in it, begins it, or finds it complete. `inputs` are names
    /// and texts of files that are kept beside the parts; `free` says whether the files that are to be
    /// written in the end may be.
    ///
    /// # Errors
    /// If something is there that `how` says nothing about, or something else than `record` says; what
    /// `free` returns; or if files cannot be read or written.
    pub fn open(
        out: &Path,
        record: R,
        inputs: &[(&str, &str)],
        how: How,
        free: impl FnOnce(&Lock) -> Result<(), StoreError>,
    ) -> Result<Opened<R>, GrowingError> {
        let lock = Lock::take(out)?;
        if !how.force && is_older(out) {
            return Err(GrowingError::Older {
                folder: out.to_owned(),
            });
        }
        let begun = match What::there(out) {
            Some(_) if how.resume => Self::resume(lock, record, inputs)?,
            Some(what) if !how.force => {
                let folder = out.to_owned();
                return Err(GrowingError::Unfinished { folder, what });
            }
            there => {
                if there.is_none()
                    && how.resume
                    && let Some(manifest) = Manifest::read(out)?
                {
                    same_results(out, &manifest, &record)?;
                    discard_rest(out)?;
                    return Ok(Opened::Complete(Box::new(manifest), lock));
                }
                free(&lock)?;
                (Self::begin(lock, record, inputs)?, Found::default())
            }
        };
        Ok(Opened::Work(Box::new(begun.0), begun.1))
    }

    /// Begins, whatever grew there before.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn begin(lock: Lock, record: R, inputs: &[(&str, &str)]) -> Result<Self, GrowingError> {
        let out = lock.out();
        no_link(out, PARTS)?;
        let folder = parts_folder(out);
        make_folder(&folder)?;
        sync_folder(out)?;
        clear(&folder)?;
        for (name, text) in inputs {
            write_file(&folder.join(name), text.as_bytes())?;
        }
        let journal = Journal::open(out, identity(&record))?;
        // The record comes last: without it there is nothing to go on with.
        write_record(out, &record)?;
        Ok(Self {
            lock,
            record,
            done: BTreeMap::new(),
            journal,
        })
    }

    /// Takes up what is in the folder: its parts are verified, damaged inputs are written again, and lines of the journal dropped that were
    /// not completely written.
    fn resume(
        lock: Lock,
        record: R,
        inputs: &[(&str, &str)],
    ) -> Result<(Self, Found), GrowingError> {
        let out = lock.out();
        no_link(out, PARTS)?;
        let there: R = read_record(out)?;
        same(out, &there, &record)?;
        if there.share() != record.share() {
            return Err(GrowingError::OtherShare {
                folder: out.to_owned(),
                what: R::WHAT,
                there: there.share(),
                here: record.share(),
            });
        }
        let folder = parts_folder(out);
        let (entries, mut found) = read_journal(out, &there)?;
        let mut done = BTreeMap::new();
        for (part, entry) in entries {
            match check_part(&folder, &entry)? {
                None => {
                    done.insert(part, entry);
                }
                Some(wrong) => found
                    .damaged
                    .push(format!("{} is damaged ({wrong})", part_name(part))),
            }
        }
        for (name, text) in inputs {
            let path = folder.join(name);
            if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
                write_file(&path, text.as_bytes())?;
                found.damaged.push(format!("{name} is damaged"));
            }
        }
        found.complete = done.len() as u64;
        let record = identity(&there);
        let journal = match found.torn > 0 || !found.damaged.is_empty() {
            true => Journal::rewrite(out, record, done.values())?,
            false => Journal::open(out, record)?,
        };
        let work = Self {
            lock,
            record: there,
            done,
            journal,
        };
        Ok((work, found))
    }

    /// What grows.
    pub fn record(&self) -> &R {
        &self.record
    }

    /// Changes what is said of it that decides no result.
    ///
    /// # Errors
    /// If the record cannot be written.
    pub fn describe(&mut self, record: R) -> Result<(), StoreError> {
        write_record(self.lock.out(), &record)?;
        self.record = record;
        Ok(())
    }

    /// The complete parts, by number.
    pub fn done(&self) -> &BTreeMap<u64, PartEntry> {
        &self.done
    }

    /// The right to write to the folder.
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// The file of a part.
    pub fn path(&self, part: u64) -> PathBuf {
        parts_folder(self.lock.out()).join(part_name(part))
    }

    /// Begins a part under its temporary name.
    ///
    /// # Errors
    /// If the file cannot be created.
    pub fn create(&self, part: u64) -> Result<AtomicFile, StoreError> {
        AtomicFile::create(&self.path(part))
    }

    /// Completes a part: content on the disk, then its name, then its line in the journal.
    ///
    /// # Errors
    /// If one of these fails; the part is not in the journal then.
    pub fn publish(
        &mut self,
        part: u64,
        runs: u64,
        failed: u64,
        file: AtomicFile,
    ) -> Result<(), StoreError> {
        let printed = file.close()?.publish()?;
        let entry = PartEntry {
            part,
            runs,
            failed,
            bytes: printed.bytes,
            sha256: printed.sha256,
        };
        self.journal.enter(&entry)?;
        self.done.insert(part, entry);
        Ok(())
    }

    /// Writes and completes a whole part of this many runs.
    ///
    /// # Errors
    /// As [`create`](Self::create) and [`publish`](Self::publish).
    pub fn put(&mut self, part: u64, runs: u64, text: &str) -> Result<(), StoreError> {
        let mut file = self.create(part)?;
        file.write(text.as_bytes())?;
        self.publish(part, runs, 0, file)
    }

    /// Removes the parts, the record first: without that there is nothing to go on with, whatever
    /// else is left by a process that ends at this point.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn discard(self) -> Result<(), StoreError> {
        let folder = parts_folder(self.lock.out());
        clear(&folder)?;
        remove_if_empty(&folder);
        Ok(())
    }
}

/// The parts that the journal of a folder lists, by number, and how many of its lines do not count.
/// The parts themselves are not looked at.
///
/// # Errors
/// If the journal cannot be read, or belongs to something else than `record`.
pub fn read_journal<R: Record>(
    out: &Path,
    record: &R,
) -> Result<(BTreeMap<u64, PartEntry>, Found), GrowingError> {
    journal::read(out, R::WHAT, &identity(record))
}

/// What is wrong with the file of a part, if anything is.
///
/// # Errors
/// If it cannot be read.
pub fn check_part(folder: &Path, entry: &PartEntry) -> Result<Option<String>, StoreError> {
    let path = folder.join(part_name(entry.part));
    match fingerprint(&path) {
        Ok(found) if found.sha256 == entry.sha256 => Ok(None),
        Ok(found) if found.bytes != entry.bytes => Ok(Some(format!(
            "{} bytes instead of {}",
            found.bytes, entry.bytes
        ))),
        Ok(_) => Ok(Some("its checksum is wrong".to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Some("missing".to_owned())),
        Err(error) => Err(StoreError::io("read", &path, error)),
    }
}

/// Removes what is left of the parts of complete work, where a process ended while it removed them.
fn discard_rest(out: &Path) -> Result<(), StoreError> {
    no_link(out, PARTS)?;
    let folder = parts_folder(out);
    if folder.is_dir() {
        clear(&folder)?;
        remove_if_empty(&folder);
    }
    Ok(())
}

/// Removes what grew before from the folder of the parts: first its record, then the rest of it. Files of
/// others are left alone.
fn clear(folder: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io("read", folder, error);
    for what in What::ALL {
        remove(&folder.join(what.record()))?;
    }
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if is_ours(&name.to_string_lossy()) {
            remove(&folder.join(name))?;
        }
    }
    Ok(())
}

/// Whether a file of this name in the folder of the parts is one of ours.
fn is_ours(name: &str) -> bool {
    let records = What::ALL.map(What::record);
    let own = [JOURNAL, DESIGN, FACTORS, DATAPACKAGE];
    let number = |name: &str| {
        let digits = name
            .strip_prefix("part_")
            .and_then(|name| name.strip_suffix(".csv"));
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let name = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(PARTIAL))
        .unwrap_or(name);
    let resolved = name.ends_with(RESOLVED);
    resolved || [&own[..], &records, &OLDER].concat().contains(&name) || number(name)
}

#[cfg(test)]
mod tests;

//! The list of complete parts, a line each.
//!
//! Each line says to which record it belongs and ends with a checksum of its own: a line that was not
//! completely written, or was damaged since, does not count, and those of something else are refused.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::GrowingError;
use super::found::Found;
use super::names::parts_folder;
use super::what::What;
use crate::store::atomic::{sha256, write_file};
use crate::store::disk::{step, sync_file, sync_folder};
use crate::store::error::StoreError;

/// Its name, beside the parts.
pub const JOURNAL: &str = "journal.jsonl";

/// A complete part, as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEntry {
    /// Its number.
    pub part: u64,
    /// Runs in it.
    pub runs: u64,
    /// Runs in it that failed.
    pub failed: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// A line of the journal.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    entry: PartEntry,
    /// The record that it belongs to.
    record: String,
    /// Of what stands before it.
    check: String,
}

/// What a line says.
enum Read {
    Entry(PartEntry),
    /// Of another record.
    Other,
    /// Written before lines said to which record they belong.
    Older,
    Torn,
}

fn check(entry: &PartEntry, record: &str) -> String {
    // Numbers and a text always serialise.
    let text = serde_json::to_string(entry).unwrap_or_default() + record;
    sha256(&text)[..16].to_owned()
}

fn line(entry: &PartEntry, record: &str) -> String {
    let line = Line {
        entry: entry.clone(),
        record: record.to_owned(),
        check: check(entry, record),
    };
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

fn read_line(line: &[u8], record: &str) -> Read {
    // A line without its end was being written when the process ended.
    let Some(line) = line.strip_suffix(b"\n") else {
        return Read::Torn;
    };
    match serde_json::from_slice::<Line>(line) {
        Ok(line) if line.check != check(&line.entry, &line.record) => Read::Torn,
        Ok(line) if line.record == record => Read::Entry(line.entry),
        Ok(_) => Read::Other,
        Err(_) if is_older(line) => Read::Older,
        Err(_) => Read::Torn,
    }
}

/// Whether a line is an entry and no more.
fn is_older(line: &[u8]) -> bool {
    let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
    let alone = |value: &serde_json::Value| value.as_object().is_some_and(|own| own.len() == 5);
    value
        .filter(alone)
        .is_some_and(|value| serde_json::from_value::<PartEntry>(value).is_ok())
}

/// The parts that the journal of a folder lists, by number, if it belongs to `record`, and how many of its
/// lines do not count. The parts themselves are not looked at.
pub(super) fn read(
    out: &Path,
    what: What,
    record: &str,
) -> Result<(BTreeMap<u64, PartEntry>, Found), GrowingError> {
    let path = parts_folder(out).join(JOURNAL);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(StoreError::io("read", &path, error).into()),
    };
    let mut found = Found::default();
    let mut entries = BTreeMap::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match read_line(line, record) {
            Read::Entry(entry) => {
                entries.insert(entry.part, entry);
            }
            Read::Other => return Err(GrowingError::Journal { path, what }),
            Read::Older => {
                return Err(GrowingError::Older {
                    folder: out.to_owned(),
                });
            }
            Read::Torn => found.torn += 1,
        }
    }
    found.complete = entries.len() as u64;
    Ok((entries, found))
}

/// A journal that is written to.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    record: String,
    file: File,
}

impl Journal {
    /// Opens the journal of a folder, or begins one.
    pub fn open(out: &Path, record: String) -> Result<Self, StoreError> {
        let folder = parts_folder(out);
        let path = folder.join(JOURNAL);
        step("write", &path)?;
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| StoreError::io("write", &path, error))?;
        sync_folder(&folder)?;
        Ok(Self { path, record, file })
    }

    /// Writes a journal anew, under another name first, so that no moment is without one.
    pub fn rewrite<'a>(
        out: &Path,
        record: String,
        entries: impl Iterator<Item = &'a PartEntry>,
    ) -> Result<Self, StoreError> {
        let text: String = entries.map(|entry| line(entry, &record)).collect();
        write_file(&parts_folder(out).join(JOURNAL), text.as_bytes())?;
        Self::open(out, record)
    }

    /// Enters a part, and waits until that is on the disk.
    pub fn enter(&mut self, entry: &PartEntry) -> Result<(), StoreError> {
        step("write", &self.path)?;
        let failed = |error| StoreError::io("write", &self.path, error);
        let end = self.file.seek(SeekFrom::End(0)).map_err(failed)?;
        let written = self
            .file
            .write_all(line(entry, &self.record).as_bytes())
            .and_then(|()| sync_file(&self.file, &self.path));
        written.map_err(|error| {
            // Half a line would swallow the next one.
            let _ = self.file.set_len(end);
            failed(error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(part: u64) -> PartEntry {
        PartEntry {
            part,
            runs: 256,
            failed: part % 2,
            bytes: 9_000 + part,
            sha256: sha256(&part.to_string()),
        }
    }

    fn place(text: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(parts_folder(folder.path())).unwrap();
        fs::write(parts_folder(folder.path()).join(JOURNAL), text).unwrap();
        folder
    }

    fn text() -> Vec<u8> {
        (0..3)
            .map(|part| line(&entry(part), "0123"))
            .collect::<String>()
            .into_bytes()
    }

    /// Every bit of a journal: the line that it is in does not count, or another part does not exist.
    #[test]
    fn a_flipped_bit_is_never_believed() {
        let whole = text();
        let lengths: Vec<usize> = whole
            .split_inclusive(|b| *b == b'\n')
            .map(<[u8]>::len)
            .collect();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                let folder = place(&bytes);
                let (entries, found) = match read(folder.path(), What::Study, "0123") {
                    Ok(read) => read,
                    Err(error) => panic!("{at} {bit}: {error}"),
                };
                assert!(found.torn > 0 || entries.len() == 3, "{at} {bit}");
                for (part, read) in entries {
                    assert_eq!(read, entry(part), "{at} {bit}");
                }
            }
        }
        assert_eq!(lengths.len(), 3);
    }

    #[test]
    fn every_torn_end_keeps_what_is_whole_and_is_appended_to_rightly() {
        let whole = text();
        for length in 0..=whole.len() {
            let folder = place(&whole[..length]);
            let out = folder.path();
            let (entries, found) = read(out, What::Audit, "0123").unwrap();
            let lines = whole[..length].iter().filter(|b| **b == b'\n').count();
            assert_eq!(entries.len(), lines);
            assert_eq!(
                found.torn,
                usize::from(length > 0 && whole[length - 1] != b'\n')
            );
            let mut journal = Journal::rewrite(out, "0123".to_owned(), entries.values()).unwrap();
            journal.enter(&entry(7)).unwrap();
            let (entries, found) = read(out, What::Audit, "0123").unwrap();
            assert_eq!((entries.len(), found.torn), (lines + 1, 0));
        }
    }

    #[test]
    fn the_journal_of_something_else_or_of_nobody_knows_what_is_refused() {
        let folder = place(&text());
        let error = read(folder.path(), What::Calibration, "4567").unwrap_err();
        assert!(
            error.to_string().contains("belongs to another calibration"),
            "{error}"
        );
        let old = serde_json::to_string(&entry(0)).unwrap() + "\n";
        let folder = place(old.as_bytes());
        let error = read(folder.path(), What::Study, "4567").unwrap_err();
        assert!(matches!(error, GrowingError::Older { .. }), "{error}");
    }
}

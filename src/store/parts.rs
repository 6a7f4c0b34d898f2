//! The folder in which a study grows: `parts/` inside the output folder.
//!
//! A part is written under a temporary name, synchronised, renamed, and then entered in the journal
//! with its checksum; the journal is synchronised as well. Whatever moment a process ends at, a part
//! in the journal is complete, and a part that is not is made again. While a process works in the
//! folder it holds a lock of the operating system on a file there, which ends with the process.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic::{AtomicFile, PARTIAL, fingerprint, sync_folder, write_file};
use super::error::StoreError;
use super::lock::Lock;
use super::manifest::{FileEntry, PROGRAM, SCHEMA_VERSION, check_path};
use super::study_record::StudyRecord;
use super::sweep_error::SweepError;
use super::sweep_tables::{DESIGN, FACTORS};
use super::table_file::Formats;
use super::tables::{DATAPACKAGE, SCENARIO};

/// The folder of the parts inside an output folder.
pub const PARTS: &str = "parts";
/// The description of the study beside its parts.
pub const RECORD: &str = "study.json";
/// The list of complete parts.
pub const JOURNAL: &str = "journal.jsonl";
/// What a process was about to publish, so that the next one knows its files.
pub(super) const COMMIT: &str = "commit.json";
/// The same of files that are put beside those of a complete study.
pub(super) const ADDED: &str = "added.json";
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

/// The name of a part's file.
pub fn part_name(part: u64) -> String {
    format!("part_{part:06}.csv")
}

/// The folder of the parts of an output folder.
pub fn parts_folder(out: &Path) -> PathBuf {
    out.join(PARTS)
}

/// What was found when a study was taken up again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Parts that are complete.
    pub complete: u64,
    /// Files of parts that are not what the journal says, with what is wrong; they are made again.
    pub damaged: Vec<String>,
    /// Lines of the journal that could not be read; their parts are made again.
    pub torn: usize,
}

/// A study that grows.
#[derive(Debug)]
pub struct Work {
    lock: Lock,
    record: StudyRecord,
    done: BTreeMap<u64, PartEntry>,
    journal: File,
}

impl Work {
    /// Begins a study. `inputs` are the files that `record.inputs` lists, in its order.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn begin(lock: Lock, record: StudyRecord, inputs: &[String]) -> Result<Self, SweepError> {
        let folder = parts_folder(lock.out());
        clear(&folder)?;
        for (entry, text) in record.inputs.iter().zip(inputs) {
            write_file(&folder.join(&entry.path), text.as_bytes())?;
        }
        let journal = open_journal(&folder)?;
        journal
            .set_len(0)
            .map_err(|e| StoreError::io("write", &folder.join(JOURNAL), e))?;
        // The record comes last: without it there is no study in the folder.
        write_file(&folder.join(RECORD), to_json(&record).as_bytes())?;
        Ok(Self {
            lock,
            record,
            done: BTreeMap::new(),
            journal,
        })
    }

    /// Takes up the study in the folder, if it is the one that `record` describes: its parts are
    /// verified, and the last lines of the journal dropped if they were not completely written. It keeps
    /// the formats that it was asked for before, unless others are given.
    ///
    /// # Errors
    /// If another study, another shard of it or the work of another program is there, or files
    /// cannot be read or written.
    pub fn resume(
        lock: Lock,
        record: StudyRecord,
        formats: Option<Formats>,
    ) -> Result<(Self, Found), SweepError> {
        let out = lock.out().to_owned();
        let mut there = read_record(&out)?;
        same_study(&out, &there, &record)?;
        if there.shard != record.shard {
            let words = |shard: [u64; 2]| format!("{}/{}", shard[0], shard[1]);
            return Err(SweepError::OtherShard {
                folder: out,
                there: words(there.shard),
                here: words(record.shard),
            });
        }
        let folder = parts_folder(&out);
        if let Some(formats) = formats
            && formats != there.formats()
        {
            there.parquet = formats.parquet;
            write_file(&folder.join(RECORD), to_json(&there).as_bytes())?;
        }
        let (entries, mut found) = read_journal(&out)?;
        let mut done = BTreeMap::new();
        for (part, entry) in entries {
            match check_part(&folder, &entry)? {
                None => {
                    done.insert(part, entry);
                }
                Some(wrong) => found.damaged.push(format!("{}: {wrong}", part_name(part))),
            }
        }
        found.complete = done.len() as u64;
        let mut journal = open_journal(&folder)?;
        if found.torn > 0 || !found.damaged.is_empty() {
            // Written anew under another name, so that no moment is without a journal.
            let text: String = done.values().map(line).collect();
            drop(journal);
            write_file(&folder.join(JOURNAL), text.as_bytes())?;
            journal = open_journal(&folder)?;
        }
        let work = Self {
            lock,
            record: there,
            done,
            journal,
        };
        Ok((work, found))
    }

    /// The study.
    pub fn record(&self) -> &StudyRecord {
        &self.record
    }

    /// The complete parts, by number.
    pub fn done(&self) -> &BTreeMap<u64, PartEntry> {
        &self.done
    }

    /// Begins a part under its temporary name.
    ///
    /// # Errors
    /// If the file cannot be created.
    pub fn create(&self, part: u64) -> Result<AtomicFile, StoreError> {
        AtomicFile::create(&parts_folder(self.lock.out()).join(part_name(part)))
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
        let path = parts_folder(self.lock.out()).join(JOURNAL);
        let failed = |error| StoreError::io("write", &path, error);
        let end = self.journal.seek(SeekFrom::End(0)).map_err(failed)?;
        let written = self
            .journal
            .write_all(line(&entry).as_bytes())
            .and_then(|()| self.journal.sync_data());
        if let Err(error) = written {
            // Half a line would swallow the next one.
            let _ = self.journal.set_len(end);
            return Err(failed(error));
        }
        self.done.insert(part, entry);
        Ok(())
    }

    /// Ends the work, keeping the lock.
    pub fn into_lock(self) -> Lock {
        self.lock
    }
}

/// Whether a folder's study is the same as another, made by the same program.
///
/// # Errors
/// What differs.
pub fn same_study(out: &Path, there: &StudyRecord, here: &StudyRecord) -> Result<(), SweepError> {
    let differences = there.differences(here);
    if !differences.is_empty() {
        return Err(SweepError::OtherStudy {
            folder: out.to_owned(),
            differences: differences.join(", "),
        });
    }
    if there.study.first_rows != here.study.first_rows {
        return Err(SweepError::OtherProgram {
            folder: out.to_owned(),
        });
    }
    Ok(())
}

/// The study whose parts are in a folder.
///
/// # Errors
/// If there is none, or its record cannot be read.
pub fn read_record(out: &Path) -> Result<StudyRecord, SweepError> {
    let path = parts_folder(out).join(RECORD);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(SweepError::NoStudy {
                folder: out.to_owned(),
            });
        }
        Err(error) => return Err(StoreError::io("read", &path, error).into()),
    };
    let refuse = |message: String| SweepError::Record {
        path: path.clone(),
        message,
    };
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
    if value.get("calibration").is_some() {
        let message = "it is that of an unfinished calibration, which `trilat calibrate` goes on with by --resume";
        return Err(refuse(message.to_owned()));
    }
    let record: StudyRecord =
        serde_json::from_value(value).map_err(|error| refuse(error.to_string()))?;
    if record.program.name != PROGRAM || record.schema_version > SCHEMA_VERSION {
        let (name, version) = (&record.program.name, record.schema_version);
        return Err(refuse(format!(
            "written by `{name}`, schema version {version}"
        )));
    }
    for file in &record.inputs {
        check_path(&file.path)?;
    }
    if record.study.hash != record.hash() {
        return Err(refuse("its hash is not that of its content".to_owned()));
    }
    Ok(record)
}

/// The parts that the journal of a folder lists, by number, and how many of its lines cannot be read.
/// The parts themselves are not looked at.
///
/// # Errors
/// If the journal cannot be read.
pub fn read_journal(out: &Path) -> Result<(BTreeMap<u64, PartEntry>, Found), SweepError> {
    let path = parts_folder(out).join(JOURNAL);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(StoreError::io("read", &path, error).into()),
    };
    let mut found = Found::default();
    let mut entries = BTreeMap::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        // A line without its end was being written when the process ended.
        let whole = line.strip_suffix(b"\n");
        match whole.and_then(|line| serde_json::from_slice::<PartEntry>(line).ok()) {
            Some(entry) => {
                entries.insert(entry.part, entry);
            }
            None => found.torn += 1,
        }
    }
    found.complete = entries.len() as u64;
    Ok((entries, found))
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some("missing".to_owned())),
        Err(error) => Err(StoreError::io("read", &path, error)),
    }
}

/// The text of an input file of a study, verified.
///
/// # Errors
/// If it cannot be read or was changed.
pub fn read_input(out: &Path, entry: &FileEntry) -> Result<String, SweepError> {
    let path = parts_folder(out).join(&entry.path);
    let text = fs::read_to_string(&path).map_err(|error| StoreError::io("read", &path, error))?;
    if super::atomic::sha256(&text) != entry.sha256 {
        return Err(SweepError::damaged(
            &path,
            "it was changed after it was written",
        ));
    }
    Ok(text)
}

/// Removes an earlier study from the folder of the parts: first its record, then the rest of it. Files of
/// others are left alone.
pub(super) fn clear(folder: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io("read", folder, error);
    let mut names = vec![RECORD.to_owned()];
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    for name in names.iter().filter(|name| is_ours(name)) {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::io("remove", &path, error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a file of this name in the folder of the parts is one of a study.
fn is_ours(name: &str) -> bool {
    let own = [
        RECORD,
        JOURNAL,
        COMMIT,
        ADDED,
        DESIGN,
        FACTORS,
        SCENARIO,
        DATAPACKAGE,
    ];
    let number = |name: &str| {
        let digits = name
            .strip_prefix("part_")
            .and_then(|name| name.strip_suffix(".csv"));
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let unfinished = name
        .strip_prefix('.')
        .and_then(|name| name.strip_suffix(PARTIAL))
        .unwrap_or(name);
    own.contains(&unfinished) || number(unfinished)
}

pub(super) fn open_journal(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(JOURNAL);
    let journal = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| StoreError::io("write", &path, error))?;
    sync_folder(folder);
    Ok(journal)
}

pub(super) fn line(entry: &PartEntry) -> String {
    // Numbers and a text always serialise.
    serde_json::to_string(entry).unwrap_or_default() + "\n"
}

fn to_json(record: &StudyRecord) -> String {
    serde_json::to_string_pretty(record).unwrap_or_default() + "\n"
}

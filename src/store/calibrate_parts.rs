//! The folder in which a calibration grows: what was accepted of each chunk of proposals, in `parts/` inside the
//! output folder.
//!
//! As with the parts of a study, a part is published and then entered in a journal with its checksum, a lock
//! keeps other processes out, and a part that is not what the journal says is made again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::atomic::write_file;
use super::error::StoreError;
use super::lock::Lock;
use super::manifest::{PROGRAM, Program, SCHEMA_VERSION};
use super::parts::{
    Found, JOURNAL, PartEntry, RECORD, check_part, clear, line, open_journal, part_name,
    parts_folder, read_journal,
};
use super::sweep_error::SweepError;
use crate::rows::Rows;

/// All that decides the results of a calibration, as checksums by which two are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalibrationRecord {
    /// Who wrote it.
    pub program: Program,
    /// Layout version of the folder.
    pub schema_version: u32,
    /// Name of the calibration.
    pub calibration: String,
    /// SHA-256 of the resolved scenario.
    pub scenario: String,
    /// SHA-256 of the free parameters and their priors.
    pub parameters: String,
    /// SHA-256 of the targets.
    pub targets: String,
    /// SHA-256 of the sampler's settings.
    pub settings: String,
    /// SHA-256 of the first summaries that are simulated: another value says that the program gives other
    /// results, whatever its version.
    pub first: String,
}

impl CalibrationRecord {
    /// SHA-256 over all but the first summaries.
    pub fn hash(&self) -> String {
        super::atomic::sha256(&format!(
            "{}\n{}\n{}\n{}\n{}",
            self.program.version, self.scenario, self.parameters, self.targets, self.settings
        ))
    }

    /// What differs from another, in words.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        [
            (
                self.program.version != other.program.version,
                "the program's version",
            ),
            (self.scenario != other.scenario, "its scenario"),
            (self.parameters != other.parameters, "its free parameters"),
            (self.targets != other.targets, "its targets"),
            (self.settings != other.settings, "its settings"),
        ]
        .into_iter()
        .filter_map(|(differs, what)| differs.then_some(what))
        .collect()
    }
}

/// The numbers of one accepted proposal: its number and its summaries.
pub type AcceptedRow = (u64, Vec<f64>);

/// A calibration that grows.
#[derive(Debug)]
pub struct CalibrationWork {
    lock: Lock,
    summaries: usize,
    done: BTreeMap<u64, PartEntry>,
    journal: File,
}

/// The part of a chunk.
pub fn part_number(generation: u32, chunk: u64) -> u64 {
    u64::from(generation) * 1_000_000 + chunk
}

impl CalibrationWork {
    /// Begins a calibration with this many summaries of a proposal.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn begin(
        lock: Lock,
        record: &CalibrationRecord,
        summaries: usize,
    ) -> Result<Self, SweepError> {
        let folder = parts_folder(lock.out());
        clear(&folder)?;
        let journal = open_journal(&folder)?;
        journal
            .set_len(0)
            .map_err(|error| StoreError::io("write", &folder.join(JOURNAL), error))?;
        // Plain texts always serialise. The record comes last: without it there is nothing to resume.
        let text = serde_json::to_string_pretty(record).unwrap_or_default() + "\n";
        write_file(&folder.join(RECORD), text.as_bytes())?;
        Ok(Self {
            lock,
            summaries,
            done: BTreeMap::new(),
            journal,
        })
    }

    /// Takes up the calibration in the folder, if it is the one that `record` describes.
    ///
    /// # Errors
    /// If another calibration or the work of another program is there, or files cannot be read.
    pub fn resume(
        lock: Lock,
        record: &CalibrationRecord,
        summaries: usize,
    ) -> Result<(Self, Found), SweepError> {
        let out = lock.out().to_owned();
        let folder = parts_folder(&out);
        same(&out, &read_record(&folder)?, record)?;
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
        if found.torn > 0 || !found.damaged.is_empty() {
            let text: String = done.values().map(line).collect();
            write_file(&folder.join(JOURNAL), text.as_bytes())?;
        }
        let work = Self {
            lock,
            summaries,
            done,
            journal: open_journal(&folder)?,
        };
        Ok((work, found))
    }

    /// Proposals in the parts that are complete.
    pub fn proposals(&self) -> u64 {
        self.done.values().map(|entry| entry.runs).sum()
    }

    /// What was accepted of a chunk; `None` if its part is not there or no longer what was written.
    pub fn read(&self, part: u64) -> Option<Vec<AcceptedRow>> {
        self.done.get(&part)?;
        let path = parts_folder(self.lock.out()).join(part_name(part));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(path)
            .ok()?;
        let row = |record: csv::StringRecord| -> Option<AcceptedRow> {
            let number = record.get(0)?.parse().ok()?;
            let missing_or = |cell: &str| match cell {
                "" => Some(f64::NAN),
                cell => cell.parse::<f64>().ok(),
            };
            let summaries: Vec<f64> = record
                .iter()
                .skip(1)
                .map(missing_or)
                .collect::<Option<_>>()?;
            (summaries.len() == self.summaries).then_some((number, summaries))
        };
        reader.records().map(|record| row(record.ok()?)).collect()
    }

    /// Keeps what was accepted of a chunk of proposals.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn publish<'a>(
        &mut self,
        part: u64,
        proposals: u64,
        accepted: impl Iterator<Item = (u64, &'a [f64])>,
    ) -> Result<(), StoreError> {
        let mut rows = Rows::default();
        for (number, summaries) in accepted {
            rows.integer(number);
            for value in summaries {
                rows.number(*value);
            }
            rows.end_row();
        }
        let folder = parts_folder(self.lock.out());
        let printed = write_file(&folder.join(part_name(part)), rows.as_str().as_bytes())?;
        let entry = PartEntry {
            part,
            runs: proposals,
            failed: 0,
            bytes: printed.bytes,
            sha256: printed.sha256,
        };
        let path = folder.join(JOURNAL);
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

fn read_record(folder: &Path) -> Result<CalibrationRecord, SweepError> {
    let path = folder.join(RECORD);
    let text =
        std::fs::read_to_string(&path).map_err(|error| StoreError::io("read", &path, error))?;
    let refuse = |message: String| SweepError::Record {
        path: path.clone(),
        message,
    };
    let record: CalibrationRecord =
        serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
    if record.program.name != PROGRAM || record.schema_version > SCHEMA_VERSION {
        let (name, version) = (&record.program.name, record.schema_version);
        return Err(refuse(format!(
            "written by `{name}`, schema version {version}"
        )));
    }
    Ok(record)
}

/// Whether the calibration in a folder is another.
fn same(out: &Path, there: &CalibrationRecord, here: &CalibrationRecord) -> Result<(), SweepError> {
    let differences = there.differences(here);
    if !differences.is_empty() {
        return Err(SweepError::OtherStudy {
            folder: out.to_owned(),
            differences: differences.join(", "),
        });
    }
    if there.first != here.first {
        return Err(SweepError::OtherProgram {
            folder: out.to_owned(),
        });
    }
    Ok(())
}

//! The rows in the parts of a study: how a line holds them, and how they are read one after the other.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::growing::{GrowingError, PartEntry, part_name};
use super::point_summary::wrong_row;
use super::study_record::StudyRecord;
use super::sweep_tables;
use crate::hash::hex;
use crate::rows::Rows;

const BUFFER: usize = 1 << 18;
/// What stands between the months of a run and its row.
const BETWEEN: char = '\t';

/// A complete part and the folder in which it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartSource {
    /// The part.
    pub entry: PartEntry,
    /// Folder of its file.
    pub folder: PathBuf,
}

impl PartSource {
    /// Its file.
    pub fn path(&self) -> PathBuf {
        self.folder.join(part_name(self.entry.part))
    }
}

/// A line of a part.
#[derive(Clone, Copy, Debug)]
pub struct PartRow<'a> {
    /// The months that are kept, observable by observable; empty where none are.
    pub months: &'a str,
    /// The row of `runs.csv`.
    pub row: &'a str,
}

impl<'a> PartRow<'a> {
    /// A line of a part of a study.
    ///
    /// # Errors
    /// If the months that the study keeps are not there.
    pub fn of(line: &'a str, record: &StudyRecord) -> Result<Self, String> {
        if !record.has_months() {
            return Ok(Self {
                months: "",
                row: line,
            });
        }
        let (months, row) = line
            .split_once(BETWEEN)
            .ok_or("the months of the run are not there")?;
        Ok(Self { months, row })
    }
}

/// The first line of every part, with its end.
pub fn header(record: &StudyRecord) -> String {
    let rows = sweep_tables::runs(&record.columns, record.has_arms()).header();
    match record.has_months() {
        false => rows.as_str().to_owned(),
        true => format!("months{BETWEEN}{}", rows.as_str()),
    }
}

/// The lines of a part: the months of each run, and its row, which is one line.
pub fn joined(months: &Rows, rows: &Rows) -> String {
    let mut text = String::new();
    for (months, row) in months.as_str().lines().zip(rows.as_str().lines()) {
        text.push_str(months);
        text.push(BETWEEN);
        text.push_str(row);
        text.push('\n');
    }
    text
}

/// Reads the rows of parts one after the other, each without its line end, with the file and the
/// number of the line, and first the months that are kept of it: `runs.csv` in order, in constant memory. With `verify`,
/// compares checksums.
///
/// # Errors
/// [`GrowingError::Damaged`] if a part is not what was written (found at its end), what `row` returns, or
/// what the system reports.
pub(super) fn each_row(
    record: &StudyRecord,
    parts: &[PartSource],
    verify: bool,
    mut row: impl FnMut(PartRow<'_>, &Path, u64) -> Result<(), GrowingError>,
) -> Result<(), GrowingError> {
    let header = header(record);
    let mut line = Vec::new();
    for part in parts {
        let path = part.path();
        let failed = |error| StoreError::io("read", &path, error);
        let mut reader = BufReader::with_capacity(BUFFER, File::open(&path).map_err(failed)?);
        let mut hash = Sha256::new();
        let mut number = 0;
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
                break;
            }
            if verify {
                hash.update(&line);
            }
            number += 1;
            let text =
                std::str::from_utf8(&line).map_err(|_| wrong_row(&path, number, "not UTF-8"))?;
            if number > 1 {
                let line = PartRow::of(text.trim_end_matches('\n'), record);
                let line = line.map_err(|wrong| wrong_row(&path, number, &wrong))?;
                row(line, &path, number)?;
            } else if text != header {
                return Err(wrong_row(&path, number, "not the header of this study"));
            }
        }
        if verify && hex(&hash.finalize()) != part.entry.sha256 {
            return Err(GrowingError::damaged(&path, "its checksum is wrong"));
        }
    }
    Ok(())
}

//! The tables of a study's folder, with errors that name file and line.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(super) use crate::given::{Row, number};

use super::study_error::StudyDataError;
use crate::given::{self, GivenError};

pub(super) type Reader = given::Reader<BufReader<File>>;

/// Opens a table and reads its header.
pub(super) fn reader(path: &Path) -> Result<Reader, StudyDataError> {
    let file = File::open(path).map_err(|source| StudyDataError::Read {
        path: path.to_owned(),
        source,
    })?;
    let input = BufReader::with_capacity(1 << 18, file);
    Reader::new(input).map_err(|error| refused(path, error))
}

/// The place of a column that the program knows.
pub(super) fn place(
    reader: &Reader,
    path: &Path,
    name: &str,
) -> Result<Option<usize>, StudyDataError> {
    reader.find(name).map_err(|error| refused(path, error))
}

pub(super) fn next(
    reader: &mut Reader,
    path: &Path,
    row: &mut Row,
) -> Result<bool, StudyDataError> {
    reader.next(row).map_err(|error| refused(path, error))
}

fn refused(path: &Path, error: GivenError) -> StudyDataError {
    let path = path.to_owned();
    match error {
        GivenError::Read(source) => StudyDataError::Read { path, source },
        GivenError::Line { line, message, .. } => StudyDataError::Line {
            path,
            line,
            message,
        },
    }
}

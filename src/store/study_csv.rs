//! CSV tables that anyone may have written, with errors that name file and line.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::StringRecord;

use super::study_error::StudyDataError;

pub(super) type Reader = csv::Reader<BufReader<File>>;

pub(super) fn reader(path: &Path) -> Result<Reader, StudyDataError> {
    let file = File::open(path).map_err(|source| StudyDataError::Read {
        path: path.to_owned(),
        source,
    })?;
    Ok(csv::Reader::from_reader(BufReader::with_capacity(
        1 << 18,
        file,
    )))
}

fn csv_error(path: &Path, error: csv::Error) -> StudyDataError {
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => StudyDataError::Read {
            path: path.to_owned(),
            source,
        },
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => StudyDataError::Line {
            path: path.to_owned(),
            line,
            message: format!("{len} fields, but the header has {expected_len}"),
        },
        _ => StudyDataError::Line {
            path: path.to_owned(),
            line,
            message: "not CSV in UTF-8".to_owned(),
        },
    }
}

pub(super) fn header(reader: &mut Reader, path: &Path) -> Result<Vec<String>, StudyDataError> {
    let header = reader.headers().map_err(|error| csv_error(path, error))?;
    let clean = |name: &str| name.trim_start_matches('\u{feff}').trim().to_owned();
    let names: Vec<String> = header.iter().map(clean).collect();
    let wrong = |message: String| StudyDataError::Line {
        path: path.to_owned(),
        line: 1,
        message,
    };
    if let [alone] = names.as_slice()
        && let Some(separator) = [';', '\t', '|'].into_iter().find(|c| alone.contains(*c))
    {
        let shown = match separator {
            '\t' => "tabulators".to_owned(),
            other => format!("`{other}`"),
        };
        return Err(wrong(format!(
            "the header is one column: its names seem to be separated by {shown}, not by commas; save the table as CSV with commas and decimal points"
        )));
    }
    if let Some(at) = names.iter().position(String::is_empty) {
        return Err(wrong(format!(
            "column {} has no name: leave the row numbers of pandas or R out (to_csv(…, index=False), write.csv(…, row.names = FALSE)), or name it",
            at + 1
        )));
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|other| other == name) {
            return Err(wrong(format!("two columns `{name}`")));
        }
    }
    Ok(names)
}

pub(super) fn next(
    reader: &mut Reader,
    path: &Path,
    record: &mut StringRecord,
) -> Result<bool, StudyDataError> {
    reader
        .read_record(record)
        .map_err(|error| csv_error(path, error))
}

/// A number, NaN where it is missing, `None` where it is neither.
pub(super) fn number_of(text: &str) -> Option<f64> {
    match text.trim() {
        "" | "NA" | "NaN" | "nan" => Some(f64::NAN),
        text => text.parse().ok(),
    }
}

//! Forecasts and counts as users write them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::disk::read_text;
use crate::analysis::score::contest::Forecast;
use crate::analysis::score::{LARGEST_COUNT, Predictive, PredictiveError};
use crate::data::{MonthlyCounts, own_counts};
use crate::fault::{Fault, HasFault};
use crate::given::{self, GivenError, Reader};
use crate::scenario::Month;
use crate::scenario::load::closest;

/// Why a file of forecasts or counts cannot be used.
#[derive(Debug, Error)]
pub enum ForecastError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A row is not what the header promises.
    #[error("{}:{line}: {message}", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// Line from 1.
        line: u64,
        /// What is wrong and what is allowed.
        message: String,
    },
}

impl HasFault for ForecastError {
    fn fault(&self) -> Fault {
        match self {
            Self::Read { .. } => Fault::Failed,
            Self::Row { .. } => Fault::Config,
        }
    }
}

/// A file's forecasts: in order of month, and the first line of each.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastFile {
    /// Forecasts by month.
    pub forecasts: Vec<Forecast>,
    /// The first line that speaks of each.
    pub lines: Vec<u64>,
}

/// Reads a tidy CSV of forecasts: `month, sample, count` (simulated counts, the number of the sample
/// unique within a month) or `month, count, probability` (which add up to 1 within a month; a count
/// without a row has none). Rows come in any order, other columns are ignored.
///
/// # Errors
/// [`ForecastError`] at the first row that cannot be understood.
pub fn read_forecasts(path: &Path) -> Result<ForecastFile, ForecastError> {
    parse_forecasts(&read(path)?, path)
}

/// As [`read_forecasts`], from text.
///
/// ```
/// use std::path::Path;
/// use trilat::store::forecast_csv::parse_forecasts;
/// let text = "month,count,probability\n2020-01,0,0.6\n2020-01,1,0.4\n2020-02,0,1\n";
/// let file = parse_forecasts(text, Path::new("f.csv")).unwrap();
/// assert_eq!((file.forecasts.len(), file.lines[1]), (2, 4));
/// let error = parse_forecasts("month,count\n2020-01,3\n", Path::new("f.csv")).unwrap_err();
/// assert!(error.to_string().starts_with("f.csv:1: "));
/// ```
pub fn parse_forecasts(text: &str, path: &Path) -> Result<ForecastFile, ForecastError> {
    let mut sheet = Sheet::new(text, path)?;
    let month = sheet.column("month")?;
    let count = sheet.column("count")?;
    let samples = sheet.has("sample")?;
    match (samples, sheet.has("probability")?) {
        (true, false) | (false, true) => {}
        (both, _) => {
            let found = if both { "both" } else { "neither" };
            return Err(sheet.header(format!(
                "a forecast has the columns month, sample, count or month, count, probability, and this has {found} of sample and probability"
            )));
        }
    }
    let value = sheet.column(if samples { "sample" } else { "probability" })?;
    let mut found: BTreeMap<Month, (u64, Vec<(u64, f64)>)> = BTreeMap::new();
    let mut seen: BTreeSet<(Month, String)> = BTreeSet::new();
    while let Some(row) = sheet.next()? {
        let when = row.month(month)?;
        let count = row.count(count)?;
        let (key, probability) = if samples {
            (row.cell(value).to_owned(), f64::NAN)
        } else {
            (count.to_string(), row.number(value)?)
        };
        if key.is_empty() {
            return Err(row.wrong("the number of the sample is missing".to_owned()));
        }
        if !seen.insert((when, key.clone())) {
            let what = if samples { "sample" } else { "count" };
            return Err(row.wrong(format!("{what} {key} of {when} was given before")));
        }
        let entry = found
            .entry(when)
            .or_insert_with(|| (row.record.line(), Vec::new()));
        entry.1.push((count, probability));
    }
    if found.is_empty() {
        return Err(sheet.header("there is no row below the header".to_owned()));
    }
    let mut file = ForecastFile {
        forecasts: Vec::new(),
        lines: Vec::new(),
    };
    for (month, (line, rows)) in found {
        let predictive = if samples {
            Predictive::sample(rows.into_iter().map(|(count, _)| count).collect())
        } else {
            table(&rows)
        };
        let predictive = predictive.map_err(|error| ForecastError::Row {
            path: path.to_owned(),
            line,
            message: format!("{month}: {error}"),
        })?;
        file.forecasts.push(Forecast { month, predictive });
        file.lines.push(line);
    }
    Ok(file)
}

fn table(rows: &[(u64, f64)]) -> Result<Predictive, PredictiveError> {
    let largest = rows.iter().map(|(count, _)| *count).max().unwrap_or(0);
    let mut mass = vec![0.0; largest as usize + 1];
    for &(count, probability) in rows {
        mass[count as usize] = probability;
    }
    Predictive::mass(mass)
}

/// Reads `month, count`: a row for each of consecutive months; other columns are ignored. `column` names
/// the counts if they are called otherwise.
///
/// # Errors
/// [`ForecastError`] at the first row that cannot be understood.
pub fn read_counts(path: &Path, column: Option<&str>) -> Result<MonthlyCounts, ForecastError> {
    parse_counts(&read(path)?, path, column)
}

/// As [`read_counts`], from text.
///
/// # Errors
/// [`ForecastError`].
pub fn parse_counts(
    text: &str,
    path: &Path,
    column: Option<&str>,
) -> Result<MonthlyCounts, ForecastError> {
    own_counts(text, column, LARGEST_COUNT).map_err(|(line, message)| ForecastError::Row {
        path: path.to_owned(),
        line,
        message,
    })
}

fn read(path: &Path) -> Result<String, ForecastError> {
    read_text(path).map_err(|source| ForecastError::Read {
        path: path.to_owned(),
        source,
    })
}

/// A table in memory.
struct Sheet<'a> {
    reader: Reader<&'a [u8]>,
    path: &'a Path,
}

struct Row<'a> {
    record: given::Row,
    path: &'a Path,
}

impl<'a> Sheet<'a> {
    fn new(text: &'a str, path: &'a Path) -> Result<Self, ForecastError> {
        let reader = Reader::new(text.as_bytes()).map_err(|error| refused(path, &error))?;
        Ok(Self { reader, path })
    }

    fn find(&self, name: &str) -> Result<Option<usize>, ForecastError> {
        let found = self.reader.find(name);
        found.map_err(|error| refused(self.path, &error))
    }

    fn has(&self, name: &str) -> Result<bool, ForecastError> {
        Ok(self.find(name)?.is_some())
    }

    fn column(&self, name: &str) -> Result<usize, ForecastError> {
        self.find(name)?.ok_or_else(|| {
            let names = self.reader.names();
            let meant = closest(name, names.iter().map(String::as_str));
            let hint = meant.map_or_else(String::new, |m| format!("; is it `{m}`?"));
            self.header(format!("there is no column `{name}`{hint}"))
        })
    }

    fn header(&self, message: String) -> ForecastError {
        ForecastError::Row {
            path: self.path.to_owned(),
            line: self.reader.header_line(),
            message,
        }
    }

    fn next(&mut self) -> Result<Option<Row<'a>>, ForecastError> {
        let mut record = given::Row::default();
        match self.reader.next(&mut record) {
            Ok(more) => Ok(more.then_some(Row {
                record,
                path: self.path,
            })),
            Err(error) => Err(refused(self.path, &error)),
        }
    }
}

fn refused(path: &Path, error: &GivenError) -> ForecastError {
    let (line, message) = error.said();
    ForecastError::Row {
        path: path.to_owned(),
        line,
        message,
    }
}

impl Row<'_> {
    fn cell(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or_default()
    }

    fn wrong(&self, message: String) -> ForecastError {
        ForecastError::Row {
            path: self.path.to_owned(),
            line: self.record.line(),
            message,
        }
    }

    fn month(&self, at: usize) -> Result<Month, ForecastError> {
        let text = self.cell(at);
        text.parse()
            .map_err(|()| self.wrong(format!("`{text}` is not a month such as 2020-01")))
    }

    fn count(&self, at: usize) -> Result<u64, ForecastError> {
        let text = self.cell(at);
        match text.parse::<u64>() {
            Ok(count) if count <= LARGEST_COUNT => Ok(count),
            _ => Err(self.wrong(format!("`{text}` is not a count from 0 to {LARGEST_COUNT}"))),
        }
    }

    fn number(&self, at: usize) -> Result<f64, ForecastError> {
        let text = self.cell(at);
        match text.parse::<f64>() {
            Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
            _ => Err(self.wrong(format!("`{text}` is not a probability from 0 to 1"))),
        }
    }
}

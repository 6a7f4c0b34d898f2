//! What the tables of a study say over its points, read row by row: of a large study no more is in memory than a number
//! for each point and observable shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::folder::{OutputFolder, ReportError};
use super::headline::headline;
use super::only::Only;
use crate::given::{GivenError, Reader, Row, number};

/// The estimates of one statistic at the points that have one.
#[derive(Debug, Default)]
pub(super) struct Spread {
    /// Its name.
    pub statistic: String,
    /// Estimates, in increasing order.
    pub estimates: Vec<f64>,
    /// The same with what is needed to tell them from noise, in the order of the points; none where nobody asks.
    pub points: Vec<Point>,
}

/// An estimate at a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// The point.
    pub number: usize,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Its sign, as its own interval tells it: 1, -1, or 0 where the interval holds zero.
    pub sign: i8,
}

/// The columns of a table that has a row for each point, arm, observable and statistic.
pub(super) struct Names {
    pub observable: &'static str,
    pub estimate: &'static str,
    /// Whether single points are kept.
    pub points: bool,
}

/// A table, over the points.
#[derive(Debug, Default)]
pub(super) struct OverPoints {
    /// Its observables, in the order of the first row of each.
    pub observables: Vec<String>,
    /// Its arms in theirs; none where there is no such column.
    pub arms: Vec<String>,
    /// By observable that is shown, for each arm its statistics in the order of the first row of each.
    found: BTreeMap<String, Vec<(String, Vec<Spread>)>>,
}

impl OverPoints {
    /// Reads a table of a folder; `None` if it is not there.
    ///
    /// # Errors
    /// [`ReportError::Read`] if it cannot be read; what the guard says.
    pub fn read(
        folder: &OutputFolder,
        file: &str,
        names: &Names,
        only: &Only,
    ) -> Result<Option<Self>, ReportError> {
        let Some((path, mut rows)) = rows(folder, file)? else {
            return Ok(None);
        };
        let said = |error| wrong(&path, error);
        let place = |name: &str| -> Result<usize, ReportError> {
            let found = rows.find(name).map_err(said)?;
            found.ok_or_else(|| missing(&path, name))
        };
        let [observable, statistic, estimate, low, high] = [
            place(names.observable)?,
            place("statistic")?,
            place(names.estimate)?,
            place("ci_low")?,
            place("ci_high")?,
        ];
        let more = match names.points {
            true => Some((place("point")?, place("std_error")?)),
            false => None,
        };
        let arm = rows.find("arm").map_err(said)?;
        let headlines = folder.scenario().map(headline);
        let is_shown = |name: &str| match only.is_all() {
            true => headlines.iter().flatten().any(|own| own.column == name),
            false => only.has(name),
        };
        let (mut points, mut row) = (Self::default(), Row::default());
        let mut shown: BTreeMap<String, bool> = BTreeMap::new();
        while rows.next(&mut row).map_err(said)? {
            let cell = |at: usize| row.get(at).unwrap_or_default();
            let name = cell(observable);
            let own = arm.map_or("", cell);
            if !own.is_empty() && points.arms.iter().all(|known| known != own) {
                points.arms.push(own.to_owned());
            }
            let shown = match shown.get(name) {
                Some(shown) => *shown,
                None => {
                    points.observables.push(name.to_owned());
                    *shown.entry(name.to_owned()).or_insert(is_shown(name))
                }
            };
            if shown {
                let value = |at: usize| number(cell(at)).unwrap_or(f64::NAN);
                let spread = points.spread(name, own, cell(statistic));
                let (estimate, low, high) = (value(estimate), value(low), value(high));
                if !estimate.is_finite() {
                    continue;
                }
                spread.estimates.push(estimate);
                if let Some((point, std_error)) = more {
                    let number = cell(point).parse();
                    spread.points.push(Point {
                        number: number.map_err(|_| of_line(&path, row.line(), "point"))?,
                        estimate,
                        std_error: value(std_error),
                        sign: i8::from(low > 0.0) - i8::from(high < 0.0),
                    });
                }
            }
        }
        for (_, spreads) in points.found.values_mut().flatten() {
            for spread in spreads {
                spread.estimates.sort_by(f64::total_cmp);
            }
        }
        Ok(Some(points))
    }

    fn spread(&mut self, name: &str, arm: &str, statistic: &str) -> &mut Spread {
        let arms = self.found.entry(name.to_owned()).or_default();
        let at = arms.iter().position(|(own, _)| own == arm);
        let at = at.unwrap_or_else(|| {
            arms.push((arm.to_owned(), Vec::new()));
            arms.len() - 1
        });
        let spreads = &mut arms[at].1;
        let at = spreads.iter().position(|own| own.statistic == statistic);
        let at = at.unwrap_or_else(|| {
            spreads.push(Spread {
                statistic: statistic.to_owned(),
                ..Spread::default()
            });
            spreads.len() - 1
        });
        &mut spreads[at]
    }

    /// An observable in an arm (in a table without arms, the empty one): its first statistic.
    pub fn first(&self, arm: &str, observable: &str) -> Option<&Spread> {
        self.of(arm, observable).first()
    }

    /// As [`first`](Self::first), but of counts the rate a year.
    pub fn main(&self, arm: &str, observable: &str) -> Option<&Spread> {
        let rate = |own: &&Spread| own.statistic == "rate_per_year";
        let all = self.of(arm, observable);
        all.iter().find(rate).or(all.first())
    }

    fn of(&self, arm: &str, observable: &str) -> &[Spread] {
        let arms = self.found.get(observable).into_iter().flatten();
        let mut own = arms.filter(|(name, _)| name == arm);
        own.next().map_or(&[], |(_, spreads)| spreads)
    }
}

/// The numbers of a column of a table of a folder, in the order of its rows.
///
/// # Errors
/// As [`distinct_in`]; [`ReportError::Read`] too if something else stands there.
pub(super) fn numbers_in(
    folder: &OutputFolder,
    file: &str,
    column: &str,
) -> Result<Vec<f64>, ReportError> {
    let path = folder.path.join(file);
    let (path, mut rows) = rows(folder, file)?.ok_or_else(|| missing(&path, column))?;
    let at = rows.find(column).map_err(|error| wrong(&path, error))?;
    let at = at.ok_or_else(|| missing(&path, column))?;
    let (mut found, mut row) = (Vec::new(), Row::default());
    while rows.next(&mut row).map_err(|error| wrong(&path, error))? {
        let value = row
            .get(at)
            .and_then(number)
            .filter(|value| value.is_finite());
        found.push(value.ok_or_else(|| of_line(&path, row.line(), column))?);
    }
    Ok(found)
}

/// The texts of a column of a table of a folder, each once, in the order of the first.
///
/// # Errors
/// [`ReportError::Read`] if it is not there or cannot be read; what the guard says.
pub(super) fn distinct_in(
    folder: &OutputFolder,
    file: &str,
    column: &str,
) -> Result<Vec<String>, ReportError> {
    let path = folder.path.join(file);
    let (path, mut rows) = rows(folder, file)?.ok_or_else(|| missing(&path, column))?;
    let at = rows.find(column).map_err(|error| wrong(&path, error))?;
    let at = at.ok_or_else(|| missing(&path, column))?;
    let (mut found, mut seen, mut row) = (Vec::new(), BTreeSet::new(), Row::default());
    while rows.next(&mut row).map_err(|error| wrong(&path, error))? {
        let text = row.get(at).unwrap_or_default();
        if !seen.contains(text) {
            seen.insert(text.to_owned());
            found.push(text.to_owned());
        }
    }
    Ok(found)
}

type Rows = Reader<BufReader<File>>;

fn rows(folder: &OutputFolder, file: &str) -> Result<Option<(PathBuf, Rows)>, ReportError> {
    let path = folder.path.join(file);
    folder.guard.check(&path)?;
    let input = match File::open(&path) {
        Ok(input) => BufReader::with_capacity(1 << 18, input),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ReportError::Read { path, source }),
    };
    let rows = Reader::new(input).map_err(|error| wrong(&path, error))?;
    Ok(Some((path, rows)))
}

fn wrong(path: &Path, error: GivenError) -> ReportError {
    ReportError::Read {
        path: path.to_owned(),
        source: io::Error::other(error.to_string()),
    }
}

fn of_line(path: &Path, line: u64, column: &str) -> ReportError {
    ReportError::Read {
        path: path.to_owned(),
        source: io::Error::other(format!("line {line}: no number in column `{column}`")),
    }
}

fn missing(path: &Path, column: &str) -> ReportError {
    ReportError::Read {
        path: path.to_owned(),
        source: io::Error::other(format!("there is no column `{column}`")),
    }
}

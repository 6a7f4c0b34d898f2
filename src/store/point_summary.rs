//! `summary.csv` of a study: the statistics of each point, in memory that does not grow with it.
//!
//! The rows of a point lie apart, for replicates of all points take turns. So the points are summarised a
//! few at a time, as many as fit into [`BUDGET`], each few in one pass over the rows. Values are added in
//! the order of the rows, so the result depends neither on how the runs were made nor on the passes.

use std::path::Path;
use std::sync::Arc;

use super::error::StoreError;
use super::growing::GrowingError;
use super::study_record::StudyRecord;
use super::sweep_tables::{self, PointRow};
use crate::analysis::summary::Summary;
use crate::record::{Column, Role};
use crate::rows::Rows;

/// Memory for the statistics of the points of a pass, in bytes.
pub const BUDGET: usize = 32 << 20;
/// What the statistics of a column at a point take, without counts by month.
const STATE: usize = 96;
/// What a point takes besides.
const POINT: usize = 96;
/// What a count by month takes besides the 8 bytes of each month.
const COUNTS: usize = 16;

/// The statistics of consecutive points.
#[derive(Debug)]
pub struct PointSummaries {
    first: u64,
    points: Vec<(Summary, u64)>,
    columns: usize,
    values: Vec<f64>,
}

/// How many points a pass takes, from this one on.
pub fn points_in_pass(record: &StudyRecord, first: u64, budget: usize) -> u64 {
    let times = record.columns.iter().filter(|c| c.role == Role::EventTime);
    let (columns, times) = (record.columns.len(), times.count());
    let size = |point| POINT + columns * STATE + times * (COUNTS + 8 * (record.horizon(point) + 1));
    let (mut point, mut used) = (first, 0);
    while point < record.study.points {
        used += size(point);
        if used > budget && point > first {
            break;
        }
        point += 1;
    }
    point - first
}

impl PointSummaries {
    /// Empty statistics of `count` points.
    pub fn new(record: &StudyRecord, first: u64, count: u64) -> Self {
        let columns: Arc<[Column]> = record.columns.clone().into();
        let summary = |point| Summary::sharing(columns.clone(), record.horizon(point));
        Self {
            first,
            points: (first..first + count)
                .map(|point| (summary(point), 0))
                .collect(),
            columns: columns.len(),
            values: Vec::new(),
        }
    }

    /// Adds a row of `runs.csv`, without its line end, if its point is among these.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn push(&mut self, line: &str) -> Result<(), String> {
        let mut fields = line.split(',');
        let point: u64 = number(fields.next(), "point")?;
        let at = point.checked_sub(self.first).map(|at| at as usize);
        let Some((summary, failed)) = at.and_then(|at| self.points.get_mut(at)) else {
            return Ok(());
        };
        let replicate: u64 = number(fields.next(), "replicate")?;
        self.values.clear();
        for field in fields.by_ref().take(self.columns) {
            self.values.push(match field {
                "" => f64::NAN,
                text => text
                    .parse()
                    .map_err(|_| format!("`{text}` is not a number"))?,
            });
        }
        match fields.next() {
            // The reason of a failure may hold commas, but is never empty.
            Some("") => summary
                .push(replicate, &self.values)
                .map_err(|error| error.to_string()),
            Some(_) => {
                *failed += 1;
                Ok(())
            }
            None => Err("too few fields".to_owned()),
        }
    }

    /// Writes the statistics, point by point.
    ///
    /// # Errors
    /// What `write` returns.
    pub fn write(
        &self,
        rows: &mut Rows,
        mut write: impl FnMut(&Rows) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sheet = sweep_tables::summary();
        for (point, (summary, failed)) in (self.first..).zip(&self.points) {
            rows.clear();
            for line in summary.rows() {
                let row = PointRow {
                    point,
                    line,
                    failed: *failed,
                };
                sheet.row(&row, rows);
            }
            write(rows)?;
        }
        Ok(())
    }
}

fn number(field: Option<&str>, name: &str) -> Result<u64, String> {
    let text = field.unwrap_or_default();
    text.parse()
        .map_err(|_| format!("`{text}` in column {name} is not a whole number"))
}

/// A row that the summary cannot take, as an error of its file.
pub fn wrong_row(path: &Path, line: u64, message: &str) -> GrowingError {
    GrowingError::damaged(path, format!("line {line}: {message}"))
}

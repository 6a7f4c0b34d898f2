//! `summary.csv` of a study: the statistics of each point, in memory that does not grow with it.
//!
//! The rows of a point lie apart, for replicates of all points take turns. So the points are summarised a
//! few at a time, as many as fit into [`BUDGET`], each few in one pass over the rows. Values are added in
//! the order of the rows, so the result depends neither on how the runs were made nor on the passes.

use std::ops::Range;
use std::path::Path;
use std::str::Split;
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

/// What a column takes in the contrasts of a point, for each effect.
const CONTRAST: usize = 200;

/// A row of `runs.csv`.
#[derive(Debug, Default)]
pub struct RunRow {
    /// Its point.
    pub point: u64,
    /// Number of its arm; 0 where the study has none.
    pub arm: usize,
    /// Its replicate.
    pub replicate: u64,
    /// Its values; NaN where one is missing.
    pub values: Vec<f64>,
    /// Whether it failed.
    pub failed: bool,
}

impl RunRow {
    /// Reads a row, without its line end, if its point is among `points`; whether it is.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn read(
        &mut self,
        line: &str,
        record: &StudyRecord,
        points: &Range<u64>,
    ) -> Result<bool, String> {
        let mut fields = line.split(',');
        if !self.read_cell(&mut fields, record, points)? {
            return Ok(false);
        }
        self.replicate = number(fields.next(), "replicate")?;
        self.values.clear();
        for field in fields.by_ref().take(record.columns.len()) {
            self.values.push(match field {
                "" => f64::NAN,
                text => text
                    .parse()
                    .map_err(|_| format!("`{text}` is not a number"))?,
            });
        }
        // The reason of a failure may hold commas, but is never empty.
        self.failed = match fields.next() {
            Some(reason) => !reason.is_empty(),
            None => return Err("too few fields".to_owned()),
        };
        Ok(true)
    }
}

impl RunRow {
    /// Reads point and arm alone, if the point is among `points`; whether it is.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn read_cell(
        &mut self,
        fields: &mut Split<'_, char>,
        record: &StudyRecord,
        points: &Range<u64>,
    ) -> Result<bool, String> {
        self.point = number(fields.next(), "point")?;
        if !points.contains(&self.point) {
            return Ok(false);
        }
        let arms = &record.study.arms;
        self.arm = match arms.is_empty() {
            true => 0,
            false => {
                let name = fields.next().unwrap_or_default();
                let known = arms.iter().position(|arm| arm.name == name);
                known.ok_or_else(|| format!("`{name}` in column arm is no arm of the study"))?
            }
        };
        Ok(true)
    }
}

/// The statistics of consecutive points.
#[derive(Debug)]
pub struct PointSummaries {
    first: u64,
    arms: Vec<String>,
    /// By point, by arm.
    cells: Vec<(Summary, u64)>,
}

/// How many points a pass takes, from this one on.
pub fn points_in_pass(record: &StudyRecord, first: u64, budget: usize) -> u64 {
    let times = record.columns.iter().filter(|c| c.role == Role::EventTime);
    let (columns, times) = (record.columns.len(), times.count());
    let (arms, effects) = (record.study.arms.len().max(1), record.study.effects.len());
    let cell = |point| POINT + columns * STATE + times * (COUNTS + 8 * (record.horizon(point) + 1));
    let size = |point| arms * cell(point) + effects * columns * CONTRAST;
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
        let arms = match record.study.arms.is_empty() {
            true => vec![String::new()],
            false => record.study.arm_names(),
        };
        let each = (first..first + count).flat_map(|point| arms.iter().map(move |_| point));
        Self {
            first,
            cells: each.map(|point| (summary(point), 0)).collect(),
            arms,
        }
    }

    /// Adds a run, if its point is among these.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn push(&mut self, row: &RunRow) -> Result<(), String> {
        let at = row.point.checked_sub(self.first).map(|at| at as usize);
        let cell = at.map(|at| at * self.arms.len() + row.arm);
        let Some((summary, failed)) = cell.and_then(|cell| self.cells.get_mut(cell)) else {
            return Ok(());
        };
        if row.failed {
            *failed += 1;
            return Ok(());
        }
        summary
            .push(row.replicate, &row.values)
            .map_err(|error| error.to_string())
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
        let sheet = sweep_tables::summary(self.arms.len() > 1);
        for (point, cells) in (self.first..).zip(self.cells.chunks(self.arms.len())) {
            rows.clear();
            for (arm, (summary, failed)) in self.arms.iter().zip(cells) {
                for line in summary.rows() {
                    let row = PointRow {
                        point,
                        arm,
                        line,
                        failed: *failed,
                    };
                    sheet.row(&row, rows);
                }
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

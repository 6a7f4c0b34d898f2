//! The months of a study's runs: how its parts hold them, and `months.csv` of its points.
//!
//! In a part the months that are kept of a run stand before its row, on the same line. They are folded a few points at
//! a time, as many as fit into a budget, each few in one pass over the rows. Counts and sums are whole numbers
//! ([`Bands`]), so the result depends neither on how the runs were made nor on the passes.

use std::collections::BTreeMap;
use std::path::Path;

use super::data_folder::DataFolder;
use super::error::StoreError;
use super::growing::{GrowingError, What};
use super::part_rows::{PartSource, each_row};
pub use super::part_rows::{header, joined};
use super::point_summary::{RunRow, wrong_row};
use super::run_tables::MonthRow;
use super::study_record::StudyRecord;
use super::sweep_tables::{self, PointMonth};
use crate::analysis::bands::{Bands, Fold, room};
use crate::record::{BlockRecord, MonthColumn};
use crate::rows::Rows;
use crate::scenario::Month;

/// Memory for the months of the points of a pass, in bytes.
const BUDGET: usize = 64 << 20;
/// The months of a run that failed.
const NONE: &str = "\"\"";

/// Writes `months.csv` of a study, all parts of which are there.
///
/// # Errors
/// [`GrowingError`].
pub(super) fn write(
    folder: &mut DataFolder,
    record: &StudyRecord,
    parts: &[PartSource],
) -> Result<(), GrowingError> {
    let start = &record.scenario.start;
    let start: Month = start.parse().map_err(|_| {
        let message = format!("its first month is `{start}`");
        GrowingError::damaged(Path::new(What::Study.record()), message)
    })?;
    let mut table = folder.begin(sweep_tables::months(record.has_arms()).into_table())?;
    let mut rows = Rows::default();
    let mut run = RunRow::default();
    let mut first = 0;
    while first < record.study.points {
        let count = points_in_pass(record, first);
        let points = first..first + count;
        let mut pass = Pass::new(record, first, count);
        each_row(record, parts, false, |line, path: &Path, number| {
            let wrong = |message: String| wrong_row(path, number, &message);
            let mut fields = line.row.split(',');
            match run.read_cell(&mut fields, record, &points).map_err(wrong)? {
                true => pass.push(&run, line.months).map_err(wrong),
                false => Ok(()),
            }
        })?;
        pass.write(record, start, &mut rows, |rows| table.append(rows))?;
        first += count;
    }
    folder.end(table)?;
    Ok(())
}

/// How many points a pass takes, from this one on.
fn points_in_pass(record: &StudyRecord, first: u64) -> u64 {
    let arms = record.study.arms.len().max(1);
    let runs = record.study.replicates;
    let size = |point| arms * room(record.months.len(), record.horizon(point), runs);
    let (mut point, mut used) = (first, 0);
    while point < record.study.points {
        used += size(point);
        if used > BUDGET && point > first {
            break;
        }
        point += 1;
    }
    point - first
}

/// The months of consecutive points.
struct Pass<'a> {
    first: u64,
    arms: Vec<String>,
    columns: &'a [MonthColumn],
    /// By point, by arm.
    cells: Vec<Bands>,
    /// By point, its horizon in months.
    horizons: Vec<usize>,
    /// By horizon: a fold has the shape of what it gathers for.
    folds: BTreeMap<usize, Fold>,
    one: BlockRecord,
}

impl<'a> Pass<'a> {
    fn new(record: &'a StudyRecord, first: u64, count: u64) -> Self {
        let arms = match record.has_arms() {
            true => record.study.arm_names(),
            false => vec![String::new()],
        };
        let points = first..first + count;
        let horizons: Vec<usize> = points.map(|point| record.horizon(point)).collect();
        let each = horizons
            .iter()
            .flat_map(|months| arms.iter().map(|_| *months));
        Self {
            first,
            columns: &record.months,
            cells: each
                .map(|months| Bands::new(&record.months, months))
                .collect(),
            horizons,
            arms,
            folds: BTreeMap::new(),
            one: BlockRecord::default(),
        }
    }

    /// Adds the months of a run of one of these points; none of a run that failed.
    fn push(&mut self, run: &RunRow, months: &str) -> Result<(), String> {
        let at = run.point.checked_sub(self.first).map(|at| at as usize);
        let horizon = at.and_then(|at| self.horizons.get(at)).copied();
        let cell = at.map(|at| at * self.arms.len() + run.arm);
        let cell = cell.and_then(|cell| self.cells.get(cell));
        let (Some(cell), Some(horizon)) = (cell, horizon) else {
            return Ok(());
        };
        if months == NONE {
            return Ok(());
        }
        self.one.reset(1, 0, horizon, self.columns.len());
        let mut values = months.split(',');
        for column in 0..self.columns.len() {
            for step in 0..horizon {
                let text = values.next().ok_or("too few months")?;
                self.one.month_mut(step, column)[0] = match text {
                    "" => f64::NAN,
                    text => text
                        .parse()
                        .map_err(|_| format!("`{text}` is not a number"))?,
                };
            }
        }
        if values.next().is_some() {
            return Err("too many months".to_owned());
        }
        let fold = self.folds.entry(horizon).or_default();
        cell.fold(fold, &self.one);
        cell.flush(fold);
        Ok(())
    }

    /// Writes the bands, point by point.
    fn write(
        &self,
        record: &StudyRecord,
        start: Month,
        rows: &mut Rows,
        mut write: impl FnMut(&Rows) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for (point, cells) in (self.first..).zip(self.cells.chunks(self.arms.len())) {
            for (arm, cell) in self.arms.iter().zip(cells) {
                rows.clear();
                let bands = cell.bands();
                let sheet = sweep_tables::months(record.has_arms());
                for band in &bands {
                    let row = MonthRow {
                        month: start.plus(band.step as i32),
                        observable: &self.columns[band.column].name,
                        band,
                    };
                    sheet.row(&PointMonth { point, arm, row }, rows);
                }
                write(rows)?;
            }
        }
        Ok(())
    }
}

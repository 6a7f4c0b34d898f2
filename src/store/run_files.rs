//! The files of one run of a scenario, from the first block to the manifest.

use std::path::Path;

use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::stage::RunBatch;
use super::table_file::{Formats, TableFile};
use super::tables::{self, Table};
use crate::analysis::bands::Band;
use crate::analysis::summary::SummaryRow;
use crate::analysis::survival::SurvivalPoint;
use crate::record::{Column, MonthColumn, Role};
use crate::scenario::Month;

/// Rows are handed to the disk in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// A file that someone else made, such as a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Path inside the folder, with forward slashes, e.g. `figures/survival.svg`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What is to be written besides the tables that every run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Write `traces.csv`.
    pub traces: bool,
    /// Write `events.csv`.
    pub events: bool,
    /// Formats of the tables.
    pub formats: Formats,
}

/// The tables that grow while the ensemble runs, and the folder they go to.
#[derive(Debug)]
pub struct RunFiles {
    runs: TableFile,
    traces: Option<TableFile>,
    events: Option<TableFile>,
    formats: Formats,
    // Last, because fields are dropped in order: temporary files go before the folder that held them.
    folder: OutputFolder,
}

impl RunFiles {
    /// Prepares the folder and begins the files; see [`OutputFolder::prepare`] for what `force` may
    /// replace.
    pub fn create(
        root: &Path,
        force: bool,
        options: Options,
        columns: &[Column],
        month_columns: &[MonthColumn],
    ) -> Result<Self, StoreError> {
        let formats = options.formats;
        let mut planned = vec![tables::RUNS, tables::MONTHS, tables::SUMMARY];
        planned.extend(options.traces.then_some(tables::TRACES));
        planned.extend(options.events.then_some(tables::EVENTS));
        if columns.iter().any(|column| column.role == Role::EventTime) {
            planned.push(tables::SURVIVAL);
        }
        let mut planned = formats.paths(&planned);
        planned.extend([tables::SCENARIO, tables::DATAPACKAGE].map(str::to_owned));
        let folder = OutputFolder::prepare(root, force, &planned)?;
        let open = |wanted: bool, table: Table| {
            wanted
                .then(|| TableFile::create(&folder, table, formats))
                .transpose()
        };
        Ok(Self {
            runs: TableFile::create(&folder, tables::runs(columns), formats)?,
            traces: open(options.traces, tables::traces(month_columns))?,
            events: open(options.events, tables::events())?,
            formats,
            folder,
        })
    }

    /// Appends what one block left.
    pub fn append(&mut self, batch: &RunBatch) -> Result<(), StoreError> {
        self.runs.append(&batch.runs)?;
        if let Some(traces) = &mut self.traces {
            traces.append(&batch.traces)?;
        }
        if let Some(events) = &mut self.events {
            events.append(&batch.events)?;
        }
        Ok(())
    }

    /// Ends the tables that grew with the runs.
    pub fn finish_runs(self) -> Result<FinishedRuns, StoreError> {
        let Self {
            mut folder,
            runs,
            traces,
            events,
            formats,
        } = self;
        let mut written = Vec::new();
        for table in [Some(runs), traces, events].into_iter().flatten() {
            written.push(table.finish(&mut folder)?);
        }
        Ok(FinishedRuns {
            folder,
            formats,
            written,
        })
    }
}

/// The folder after the ensemble: statistics, figures and descriptions are still to come.
#[derive(Debug)]
pub struct FinishedRuns {
    folder: OutputFolder,
    formats: Formats,
    written: Vec<Table>,
}

impl FinishedRuns {
    /// Writes `months.csv`.
    pub fn months(
        &mut self,
        bands: &[Band],
        columns: &[MonthColumn],
        start: Month,
    ) -> Result<(), StoreError> {
        self.table(tables::months(), bands, |band, rows| {
            let name = columns.get(band.column).map_or("", |c| c.name.as_str());
            rows.text(&start.plus(band.step as i32).to_string());
            rows.integer(band.step as u64).text(name).number(band.mean);
            for quantile in band.quantiles {
                rows.number(quantile);
            }
            rows.integer(band.n).end_row();
        })
    }

    /// Writes `summary.csv`.
    pub fn summary(&mut self, lines: &[SummaryRow]) -> Result<(), StoreError> {
        self.table(tables::summary(), lines, |line, rows| {
            rows.text(&line.column).text(line.statistic);
            rows.number(line.estimate).number(line.std_error);
            rows.number(line.ci_low).number(line.ci_high);
            rows.integer(line.n).integer(line.n_missing);
            rows.text(&line.unit).text(line.method).end_row();
        })
    }

    /// Writes `survival.csv`, unless there are no curves.
    pub fn survival(&mut self, curves: &[(String, Vec<SurvivalPoint>)]) -> Result<(), StoreError> {
        if curves.is_empty() {
            return Ok(());
        }
        let points: Vec<_> = curves
            .iter()
            .flat_map(|(name, curve)| curve.iter().map(move |point| (name, point)))
            .collect();
        self.table(tables::survival(), &points, |(name, point), rows| {
            rows.text(name).integer(point.time as u64);
            rows.integer(point.at_risk);
            rows.integer(point.events).integer(point.censored);
            rows.number(point.survival).number(point.std_error);
            rows.number(point.ci_low).number(point.ci_high).end_row();
        })
    }

    /// Writes the resolved scenario.
    pub fn scenario(&mut self, text: &str) -> Result<(), StoreError> {
        self.folder
            .add_bytes(tables::SCENARIO, None, text.as_bytes())
    }

    /// Writes a file that someone else made.
    pub fn extra(&mut self, file: &NewFile) -> Result<(), StoreError> {
        self.folder.add_bytes(&file.path, None, &file.bytes)
    }

    /// Writes the data dictionary, publishes every file, and last the manifest, whose list of files is
    /// filled in here. Returns that list.
    pub fn commit(mut self, mut manifest: Manifest) -> Result<Vec<FileEntry>, StoreError> {
        let name = &manifest.scenario.name;
        let text = datapackage(name, &self.written, &self.folder.entries());
        self.folder
            .add_bytes(tables::DATAPACKAGE, None, text.as_bytes())?;
        manifest.files = self.folder.entries();
        self.folder.commit(&manifest)?;
        Ok(manifest.files)
    }

    fn table<T>(
        &mut self,
        table: Table,
        items: &[T],
        mut line: impl FnMut(&T, &mut Rows),
    ) -> Result<(), StoreError> {
        let mut open = TableFile::create(&self.folder, table, self.formats)?;
        let mut rows = Rows::default();
        for item in items {
            line(item, &mut rows);
            if rows.as_str().len() >= PIECE {
                open.append(&rows)?;
                rows.clear();
            }
        }
        open.append(&rows)?;
        self.written.push(open.finish(&mut self.folder)?);
        Ok(())
    }
}

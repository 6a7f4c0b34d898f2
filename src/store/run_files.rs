//! The files of one run of a scenario, from the first block to the manifest.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
pub use super::new_file::NewFile;
use super::run_tables::{MonthRow, events, months, summary, survival};
use super::stage::RunBatch;
use super::table_file::{Formats, TableFile};
use super::tables::{self, Table};
use crate::analysis::bands::Band;
use crate::analysis::summary::SummaryRow;
use crate::analysis::survival::SurvivalPoint;
use crate::record::{Column, MonthColumn, Role};
use crate::scenario::Month;

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
    // Last, because fields are dropped in order: temporary files go before the folder that held them.
    folder: DataFolder,
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
        let mut names = vec![tables::RUNS, tables::MONTHS, tables::SUMMARY];
        names.extend(options.traces.then_some(tables::TRACES));
        names.extend(options.events.then_some(tables::EVENTS));
        if columns.iter().any(|column| column.role == Role::EventTime) {
            names.push(tables::SURVIVAL);
        }
        let planned = planned(options.formats, &names, &[tables::SCENARIO]);
        let folder = OutputFolder::prepare(root, force, &planned)?;
        let folder = DataFolder::new(folder, options.formats);
        let begin = |wanted: bool, table: fn(&[MonthColumn]) -> Table| {
            let table = wanted.then(|| table(month_columns));
            table.map(|table| folder.begin(table)).transpose()
        };
        Ok(Self {
            runs: folder.begin(tables::runs(columns))?,
            traces: begin(options.traces, tables::traces)?,
            events: begin(options.events, |_| events().into_table())?,
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
        let mut folder = self.folder;
        for table in [Some(self.runs), self.traces, self.events] {
            table.map_or(Ok(()), |table| folder.end(table))?;
        }
        Ok(FinishedRuns { folder })
    }
}

/// The folder after the ensemble: statistics, figures and descriptions are still to come.
#[derive(Debug)]
pub struct FinishedRuns {
    folder: DataFolder,
}

impl FinishedRuns {
    /// Writes `months.csv`.
    pub fn months(
        &mut self,
        bands: &[Band],
        columns: &[MonthColumn],
        start: Month,
    ) -> Result<(), StoreError> {
        let rows = bands.iter().map(|band| MonthRow {
            month: start.plus(band.step as i32),
            observable: columns.get(band.column).map_or("", |c| c.name.as_str()),
            band,
        });
        self.folder.write(&months(), rows)
    }

    /// Writes `summary.csv`.
    pub fn summary(&mut self, lines: &[SummaryRow]) -> Result<(), StoreError> {
        self.folder.write(&summary(), lines)
    }

    /// Writes `survival.csv`, unless there are no curves.
    pub fn survival(&mut self, curves: &[(String, Vec<SurvivalPoint>)]) -> Result<(), StoreError> {
        if curves.is_empty() {
            return Ok(());
        }
        let points = curves
            .iter()
            .flat_map(|(name, curve)| curve.iter().map(move |point| (name.as_str(), point)));
        self.folder.write(&survival(), points)
    }

    /// Writes the resolved scenario.
    pub fn scenario(&mut self, text: &str) -> Result<(), StoreError> {
        self.folder.file(tables::SCENARIO, text.as_bytes())
    }

    /// Writes a file that someone else made.
    pub fn extra(&mut self, file: &NewFile) -> Result<(), StoreError> {
        self.folder.file(&file.path, &file.bytes)
    }

    /// Writes the data dictionary, publishes every file, and last the manifest, whose list of files is
    /// filled in here. Returns that list.
    pub fn commit(self, manifest: Manifest) -> Result<Vec<FileEntry>, StoreError> {
        let name = manifest.scenario.name.clone();
        self.folder.commit(&name, manifest)
    }
}

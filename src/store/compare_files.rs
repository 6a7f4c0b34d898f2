//! The files of a comparison of scenarios.

use std::path::Path;

use super::compare_tables::{self, ArmMonth, EFFECT_MONTHS, EffectMonth};
use super::contrast_columns::{Contrasted, contrast_columns};
use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::run_files::NewFile;
use super::run_tables::MonthRow;
use super::sheet::sheet;
use super::table_file::{Formats, TableFile};
use super::tables::{CONTRASTS, MONTHS, RUNS, resolved_path};
use crate::analysis::contrast::{Against, Contrast};
use crate::record::{Column, MonthColumn};
use crate::rows::Rows;
use crate::scenario::Month;
use crate::study::paired_record::Recording;

impl Contrasted for (&str, &Contrast) {
    fn contrast(&self) -> &Contrast {
        self.1
    }
}

sheet! {
    /// `contrasts.csv`: a row per scenario, observable and statistic.
    pub fn contrasts<'d>() -> (&'d str, &'d Contrast) =
        CONTRASTS,
        "Differences of each scenario from the baseline, per observable, between runs with the same random numbers.",
        key ["scenario", "observable", "statistic"] {
        /// Name of the scenario that is contrasted with the baseline.
        scenario: string = |(scenario, _)| *scenario,
        /// Name of the run column; `trilat run` describes it in datapackage.json.
        observable: string = |(_, c)| &c.column,
        /// mean, share, share_by_horizon or restricted_mean (mean of the time to the event or to the
        /// horizon, whichever is first).
        statistic: string = |(_, c)| c.statistic,
        ..contrast_columns(),
        /// Pairs for a 95 % interval of the effect with the half-width wanted (--precision).
        runs_needed_paired: integer["pairs"] = |(_, c)| c.pairs_needed,
        /// Independent runs of each scenario for the same.
        runs_needed_independent: integer["runs"] = |(_, c)| c.independent_needed,
        /// 1 if the two values are equal in every pair.
        identical: boolean["1"] = |(_, c)| c.identical(),
    }
}

/// The folder of a comparison, from before the first run to the manifest.
#[derive(Debug)]
pub struct CompareFiles {
    runs: TableFile,
    // Last, because fields are dropped in order: temporary files go before the folder that held them.
    folder: DataFolder,
}

impl CompareFiles {
    /// Prepares the folder for scenarios of these names; see [`OutputFolder::prepare`] for what `force`
    /// may replace.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here.
    pub fn create(
        root: &Path,
        force: bool,
        scenarios: &[&str],
        columns: &[Column],
        formats: Formats,
    ) -> Result<Self, StoreError> {
        let mut planned = planned(formats, &[RUNS, MONTHS, CONTRASTS, EFFECT_MONTHS], &[]);
        planned.extend(scenarios.iter().map(|name| resolved_path(name)));
        let folder = OutputFolder::prepare(root, force, &planned)?;
        let folder = DataFolder::new(folder, formats);
        Ok(Self {
            runs: folder.begin(compare_tables::runs(columns))?,
            folder,
        })
    }

    /// Appends rows of `runs.csv`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn append(&mut self, rows: &Rows) -> Result<(), StoreError> {
        self.runs.append(rows)
    }

    /// Ends `runs.csv` and writes what was recorded by month, from the first month on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn recorded(
        self,
        recording: &Recording,
        start: Month,
    ) -> Result<FinishedCompare, StoreError> {
        let mut folder = self.folder;
        folder.end(self.runs)?;
        let month = |step: usize| start.plus(step as i32);
        let arms: Vec<_> = recording.months().collect();
        let rows = arms.iter().flat_map(|(arm, columns, bands)| {
            bands.iter().map(move |band| ArmMonth {
                arm,
                row: MonthRow {
                    month: month(band.step),
                    observable: name(columns, band.column),
                    band,
                },
            })
        });
        folder.write(&compare_tables::months(), rows)?;
        let others: Vec<_> = recording.effects().collect();
        let rows = others.iter().flat_map(|(arm, columns, effects)| {
            effects.iter().map(move |effect| EffectMonth {
                arm,
                month: month(effect.step),
                observable: name(columns, effect.column),
                effect: *effect,
            })
        });
        folder.write(&compare_tables::effect_months(), rows)?;
        Ok(FinishedCompare { folder })
    }
}

fn name(columns: &[MonthColumn], at: usize) -> &str {
    columns.get(at).map_or("", |column| &column.name)
}

/// The folder of a comparison after the ensemble: contrasts, figures and descriptions are still to come.
#[derive(Debug)]
pub struct FinishedCompare {
    folder: DataFolder,
}

impl FinishedCompare {
    /// Writes the contrasts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn contrasts(&mut self, found: &[Against]) -> Result<(), StoreError> {
        let each = found.iter().flat_map(|against| {
            let scenario = against.scenario.as_str();
            against.contrasts.iter().map(move |one| (scenario, one))
        });
        self.folder.write(&contrasts(), each)
    }

    /// Writes a resolved scenario.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn scenario(&mut self, name: &str, text: &str) -> Result<(), StoreError> {
        self.folder.file(&resolved_path(name), text.as_bytes())
    }

    /// Writes a file that someone else made.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn extra(&mut self, file: &NewFile) -> Result<(), StoreError> {
        self.folder.file(&file.path, &file.bytes)
    }

    /// Writes the data dictionary, publishes every file, and last the manifest, whose list of files is
    /// filled in here. Returns that list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn commit(self, title: &str, manifest: Manifest) -> Result<Vec<FileEntry>, StoreError> {
        self.folder.commit(title, manifest)
    }
}

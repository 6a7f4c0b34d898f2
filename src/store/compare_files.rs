//! The files of a comparison of scenarios.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::run_files::NewFile;
use super::sheet::sheet;
use super::table_file::Formats;
use super::tables::CONTRASTS;
use crate::analysis::contrast::{Against, Contrast};

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
        /// Unit of the means, the effect, its standard error and interval.
        unit: string = |(_, c)| &c.unit,
        /// Pairs of runs with a value in both scenarios.
        n: integer["pairs"] = |(_, c)| c.n,
        /// Pairs left out because one value or both are missing.
        n_missing: integer["pairs"] = |(_, c)| c.n_missing,
        /// Pairs whose two values differ.
        n_different: integer["pairs"] = |(_, c)| c.n_different,
        /// Mean over the baseline's runs.
        mean_baseline: number["see unit"] = |(_, c)| c.mean_baseline,
        /// Mean over the scenario's runs.
        mean_scenario: number["see unit"] = |(_, c)| c.mean_scenario,
        /// Mean of the differences, scenario - baseline, of runs with the same random numbers.
        effect: number["see unit"] = |(_, c)| c.effect,
        /// Standard error of the effect.
        std_error: number["see unit"] = |(_, c)| c.std_error,
        /// Lower end of the 95 % interval of the effect (paired Student t).
        ci_low: number["see unit"] = |(_, c)| c.ci_low,
        /// Upper end of the 95 % interval of the effect (paired Student t).
        ci_high: number["see unit"] = |(_, c)| c.ci_high,
        /// Effect in % of the size of the baseline's mean; empty if that is 0.
        relative: number["%"] = |(_, c)| c.relative,
        /// Lower end of its 95 % interval (Fieller, paired); empty if it has no limits. An interval
        /// without width at -100 % says that the scenario had none in any run, not that it never will.
        relative_low: number["%"] = |(_, c)| c.relative_low,
        /// Upper end of its 95 % interval (Fieller, paired); empty if it has no limits.
        relative_high: number["%"] = |(_, c)| c.relative_high,
        /// Effect over the root mean of the two variances between runs.
        effect_in_sd: number["standard deviations"] = |(_, c)| c.effect_in_sd,
        /// Correlation of the two values of a pair.
        correlation: number["1"] = |(_, c)| c.correlation,
        /// Independent runs of each scenario that one pair is worth; empty if every pair differs by the
        /// same.
        variance_reduction: number["1"] = |(_, c)| c.variance_reduction,
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
    folder: DataFolder,
}

/// The file that holds a resolved scenario.
pub fn resolved_path(scenario: &str) -> String {
    format!("{scenario}.resolved.toml")
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
        formats: Formats,
    ) -> Result<Self, StoreError> {
        let mut planned = planned(formats, &[CONTRASTS], &[]);
        planned.extend(scenarios.iter().map(|name| resolved_path(name)));
        let folder = OutputFolder::prepare(root, force, &planned)?;
        Ok(Self {
            folder: DataFolder::new(folder, formats),
        })
    }

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

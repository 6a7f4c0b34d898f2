//! The files of a sensitivity analysis: `sensitivity.csv` and `variance.csv`.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::sheet::sheet;
use super::table_file::Formats;
use crate::analysis::sensitivity::Estimate;
use crate::analysis::sensitivity::noise::Component;

/// Indices with intervals.
pub const SENSITIVITY: &str = "sensitivity.csv";
/// Components of variance.
pub const VARIANCE: &str = "variance.csv";

/// A row of `sensitivity.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexRow {
    /// Output.
    pub output: String,
    /// Method.
    pub method: &'static str,
    /// Factor or group; empty for an index of all.
    pub factor: String,
    /// Second factor of a pair; empty if none.
    pub factor2: String,
    /// Level of the factor; empty if none.
    pub level: String,
    /// Name of the index.
    pub index: &'static str,
    /// Share of the runs that were used.
    pub share: f64,
    /// The number.
    pub estimate: Estimate,
    /// Units that were resampled.
    pub n: u64,
    /// What they are.
    pub units: &'static str,
    /// Runs that were used.
    pub runs: u64,
    /// Unit of the estimate.
    pub unit: String,
    /// Why there is no number or interval.
    pub note: &'static str,
}

/// The components of one output.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputVariance {
    /// Output.
    pub output: String,
    /// Its unit.
    pub unit: String,
    /// Points over which the variance is.
    pub points: u64,
    /// Replicates of each.
    pub replicates: u64,
    /// Components, the total last.
    pub components: Vec<Component>,
}

sheet! {
    /// `sensitivity.csv`: indices with their intervals.
    pub fn indices() -> IndexRow =
        SENSITIVITY, "One row per output, method, factor, index and share of the runs." {
        /// Column of the table of outputs; an event that did not happen by the horizon counts as at the
        /// horizon.
        output: string = |r| &r.output,
        /// sobol, morris, ofat, prcc, src or pawn.
        method: string = |r| r.method,
        /// Factor or group of factors; empty for r2, which is of all.
        factor: string = |r| &r.factor,
        /// Second factor or group of a second-order index.
        factor2: string = |r| &r.factor2,
        /// Value of the factor, for effects of a level and for words.
        level: string = |r| &r.level,
        /// S1, ST, S2, mu, mu_star, sigma, mu_star_noise, effect, range, prcc, src, r2, pawn, pawn_max or pawn_noise.
        index: string = |r| r.index,
        /// Share of the runs used, from the first on: 0.25, 0.5, 0.75 or 1.
        share: number["1"] = |r| r.share,
        /// Estimate.
        estimate: number["see unit"] = |r| r.estimate.value,
        /// Lower end of the 95 % percentile interval.
        ci_low: number["see unit"] = |r| r.estimate.ci_low,
        /// Upper end of the 95 % percentile interval.
        ci_high: number["see unit"] = |r| r.estimate.ci_high,
        /// Standard deviation over resamples.
        std_error: number["see unit"] = |r| r.estimate.std_error,
        /// Units that were used and resampled.
        n: integer["see units"] = |r| r.n,
        /// What n counts: base samples, trajectories, points or replicates.
        units: string = |r| r.units,
        /// Runs used.
        runs: integer["runs"] = |r| r.runs,
        /// Unit of the estimate.
        unit: string = |r| &r.unit,
        /// Why a number or interval is missing; empty if none is.
        note: string = |r| r.note,
    }
}

sheet! {
    /// `variance.csv`: a row per output and component of its variance.
    pub fn components<'d>() -> (&'d OutputVariance, &'d Component) =
        VARIANCE, "Variance of each output over all runs, by parameters and by chance." {
        /// Column of the table of outputs.
        output: string = |(o, _)| &o.output,
        /// parameters (of the mean output over points), replicate (random numbers that all points share),
        /// residual (all other chance), total.
        component: string = |(_, c)| c.name,
        /// Estimate by analysis of variance; may be below zero where the component is small.
        variance: number["square of unit"] = |(_, c)| c.variance.value,
        /// Lower end of the 95 % percentile interval.
        ci_low: number["square of unit"] = |(_, c)| c.variance.ci_low,
        /// Upper end of the 95 % percentile interval.
        ci_high: number["square of unit"] = |(_, c)| c.variance.ci_high,
        /// Standard deviation over resamples.
        std_error: number["square of unit"] = |(_, c)| c.variance.std_error,
        /// Share of the total.
        share: number["1"] = |(_, c)| c.share.value,
        /// Lower end of its 95 % interval.
        share_low: number["1"] = |(_, c)| c.share.ci_low,
        /// Upper end of its 95 % interval.
        share_high: number["1"] = |(_, c)| c.share.ci_high,
        /// Points over which the variance is.
        points: integer["points"] = |(o, _)| o.points,
        /// Runs of each point.
        replicates: integer["runs"] = |(o, _)| o.replicates,
        /// Unit of the output.
        unit: string = |(o, _)| &o.unit,
        /// Why there is no number; empty if there is.
        note: string = |(_, c)| c.note,
    }
}

/// The folder of an analysis, from before it begins to the manifest.
#[derive(Debug)]
pub struct SensitivityFiles {
    folder: DataFolder,
}

impl SensitivityFiles {
    /// Prepares the folder; see [`OutputFolder::prepare`] for what `force` may replace.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here.
    pub fn create(root: &Path, force: bool, formats: Formats) -> Result<Self, StoreError> {
        let planned = planned(formats, &[SENSITIVITY, VARIANCE], &[]);
        let folder = OutputFolder::prepare(root, force, &planned)?;
        Ok(Self {
            folder: DataFolder::new(folder, formats),
        })
    }

    /// Writes both tables, the data dictionary and last the manifest, whose list of files is filled in
    /// here. Returns that list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn commit(
        mut self,
        title: &str,
        found: &[IndexRow],
        variances: &[OutputVariance],
        manifest: Manifest,
    ) -> Result<Vec<FileEntry>, StoreError> {
        self.folder.write(&indices(), found)?;
        let each = variances
            .iter()
            .flat_map(|output| output.components.iter().map(move |one| (output, one)));
        self.folder.write(&components(), each)?;
        self.folder.commit(title, manifest)
    }
}

//! The files of a sensitivity analysis: `sensitivity.csv` and `variance.csv`.

use std::path::Path;

use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::tables::{DATAPACKAGE, Field, FieldType, Table, field};
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

fn index_table() -> Table {
    use FieldType::{Integer, Number, String};
    let unit = "see unit";
    let rows: [(&str, FieldType, &str, &str); 16] = [
        (
            "output",
            String,
            "",
            "Column of the table of outputs; an event that did not happen by the horizon counts as at the horizon.",
        ),
        ("method", String, "", "sobol, morris, ofat, prcc or src."),
        (
            "factor",
            String,
            "",
            "Factor or group of factors; empty for r2, which is of all.",
        ),
        (
            "factor2",
            String,
            "",
            "Second factor or group of a second-order index.",
        ),
        (
            "level",
            String,
            "",
            "Value of the factor, for effects of a level and for words.",
        ),
        (
            "index",
            String,
            "",
            "S1, ST, S2, mu, mu_star, sigma, mu_star_noise, effect, range, prcc, src or r2.",
        ),
        (
            "share",
            Number,
            "1",
            "Share of the runs used, from the first on: 0.25, 0.5, 0.75 or 1.",
        ),
        ("estimate", Number, unit, "Estimate."),
        (
            "ci_low",
            Number,
            unit,
            "Lower end of the 95 % percentile interval.",
        ),
        (
            "ci_high",
            Number,
            unit,
            "Upper end of the 95 % percentile interval.",
        ),
        (
            "std_error",
            Number,
            unit,
            "Standard deviation over resamples.",
        ),
        (
            "n",
            Integer,
            "see units",
            "Units that were used and resampled.",
        ),
        (
            "units",
            String,
            "",
            "What n counts: base samples, trajectories, points or replicates.",
        ),
        ("runs", Integer, "runs", "Runs used."),
        ("unit", String, "", "Unit of the estimate."),
        (
            "note",
            String,
            "",
            "Why a number or interval is missing; empty if none is.",
        ),
    ];
    table(
        SENSITIVITY,
        "One row per output, method, factor, index and share of the runs.",
        &rows,
    )
}

fn variance_table() -> Table {
    use FieldType::{Integer, Number, String};
    let squared = "square of unit";
    let rows: [(&str, FieldType, &str, &str); 13] = [
        ("output", String, "", "Column of the table of outputs."),
        (
            "component",
            String,
            "",
            "parameters (of the mean output over points), replicate (random numbers that all points share), residual (all other chance), total.",
        ),
        (
            "variance",
            Number,
            squared,
            "Estimate by analysis of variance; may be below zero where the component is small.",
        ),
        (
            "ci_low",
            Number,
            squared,
            "Lower end of the 95 % percentile interval.",
        ),
        (
            "ci_high",
            Number,
            squared,
            "Upper end of the 95 % percentile interval.",
        ),
        (
            "std_error",
            Number,
            squared,
            "Standard deviation over resamples.",
        ),
        ("share", Number, "1", "Share of the total."),
        ("share_low", Number, "1", "Lower end of its 95 % interval."),
        ("share_high", Number, "1", "Upper end of its 95 % interval."),
        (
            "points",
            Integer,
            "points",
            "Points over which the variance is.",
        ),
        ("replicates", Integer, "runs", "Runs of each point."),
        ("unit", String, "", "Unit of the output."),
        (
            "note",
            String,
            "",
            "Why there is no number; empty if there is.",
        ),
    ];
    table(
        VARIANCE,
        "Variance of each output over all runs, by parameters and by chance.",
        &rows,
    )
}

fn table(
    file: &'static str,
    description: &'static str,
    rows: &[(&str, FieldType, &str, &str)],
) -> Table {
    let of = |(name, kind, unit, text): &(&str, FieldType, &str, &str)| -> Field {
        field(name, *kind, unit, text)
    };
    Table {
        file,
        description,
        fields: rows.iter().map(of).collect(),
        key: &[],
    }
}

/// The folder of an analysis, from before it begins to the manifest.
#[derive(Debug)]
pub struct SensitivityFiles {
    folder: OutputFolder,
}

impl SensitivityFiles {
    /// Prepares the folder; see [`OutputFolder::prepare`] for what `force` may replace.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here.
    pub fn create(root: &Path, force: bool) -> Result<Self, StoreError> {
        let planned = [SENSITIVITY, VARIANCE, DATAPACKAGE];
        Ok(Self {
            folder: OutputFolder::prepare(root, force, &planned)?,
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
        indices: &[IndexRow],
        variances: &[OutputVariance],
        mut manifest: Manifest,
    ) -> Result<Vec<FileEntry>, StoreError> {
        let mut rows = Rows::default();
        indices
            .iter()
            .for_each(|index| index_line(index, &mut rows));
        self.table(&index_table(), &rows)?;
        rows.clear();
        variances
            .iter()
            .for_each(|variance| variance_lines(variance, &mut rows));
        self.table(&variance_table(), &rows)?;
        let tables = [index_table(), variance_table()];
        let text = datapackage(title, &tables, &self.folder.entries());
        self.folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
        manifest.files = self.folder.entries();
        self.folder.commit(&manifest)?;
        Ok(manifest.files)
    }

    fn table(&mut self, table: &Table, rows: &Rows) -> Result<(), StoreError> {
        let text = format!("{}{}", table.header().as_str(), rows.as_str());
        self.folder
            .add_bytes(table.file, Some(rows.rows()), text.as_bytes())
    }
}

fn index_line(index: &IndexRow, rows: &mut Rows) {
    let texts = [
        &index.output,
        index.method,
        &index.factor,
        &index.factor2,
        &index.level,
        index.index,
    ];
    for text in texts {
        rows.text(text);
    }
    let e = &index.estimate;
    for number in [index.share, e.value, e.ci_low, e.ci_high, e.std_error] {
        rows.number(number);
    }
    rows.integer(index.n).text(index.units).integer(index.runs);
    rows.text(&index.unit).text(index.note).end_row();
}

fn variance_lines(variance: &OutputVariance, rows: &mut Rows) {
    for component in &variance.components {
        let (v, s) = (&component.variance, &component.share);
        rows.text(&variance.output).text(component.name);
        for number in [
            v.value,
            v.ci_low,
            v.ci_high,
            v.std_error,
            s.value,
            s.ci_low,
            s.ci_high,
        ] {
            rows.number(number);
        }
        rows.integer(variance.points).integer(variance.replicates);
        rows.text(&variance.unit).text(component.note).end_row();
    }
}

//! The tables of a study's runs, and the names of the others; those of its design are in
//! [`super::design_tables`].

use super::sheet::sheet;
use super::tables::{Field, FieldType, RUNS, SUMMARY, Table, field, run_fields};
use crate::analysis::summary::SummaryRow;
use crate::record::Column;

/// The points of a study.
pub const DESIGN: &str = "design.csv";
/// What varies in a study.
pub const FACTORS: &str = "factors.csv";
/// The column that says why a run has no values.
pub const FAILED: &str = "failed";

pub(super) fn point_field() -> Field {
    field(
        "point",
        FieldType::Integer,
        "1",
        "Point of the design, counted from 0; design.csv has its values.",
    )
}

/// `runs.csv` of a study, and each of its parts.
pub fn runs(columns: &[Column]) -> Table {
    let replicate = field(
        "replicate",
        FieldType::Integer,
        "1",
        "Replicate of the point, counted from 0. Unless the study is independent, the same replicate \
         of all points has the same random numbers.",
    );
    let failed = field(
        FAILED,
        FieldType::String,
        "",
        "Why the run has no values; empty if it has.",
    );
    Table {
        file: RUNS,
        description: "One row per run, the replicates of all points in turn.",
        fields: [point_field(), replicate]
            .into_iter()
            .chain(run_fields(columns))
            .chain([failed])
            .collect(),
        key: &["point", "replicate"],
    }
}

/// A statistic of a run column at a point.
#[derive(Clone, Debug)]
pub struct PointRow {
    /// The point.
    pub point: u64,
    /// The statistic.
    pub line: SummaryRow,
    /// Runs of the point that failed.
    pub failed: u64,
}

sheet! {
    /// `summary.csv` of a study: a row per point, run column and statistic.
    pub fn summary() -> PointRow =
        SUMMARY, "Estimate, standard error and 95 % interval of every run column at every point.",
        key ["point", "column", "statistic"] {
        /// Point of the design, counted from 0; design.csv has its values.
        point: integer["1"] = |r| r.point,
        /// Name of the column in runs.csv.
        column: string = |r| &r.line.column,
        /// mean or rate_per_year (Student's interval), share or share_by_horizon (Wilson's interval),
        /// or median_time (Kaplan-Meier, log-log interval).
        statistic: string = |r| r.line.statistic,
        /// Estimate; empty if not reached.
        estimate: number["see column"] = |r| r.line.estimate,
        /// Standard error over runs.
        std_error: number["see column"] = |r| r.line.std_error,
        /// Lower end of the 95 % interval.
        ci_low: number["see column"] = |r| r.line.ci_low,
        /// Upper end of the 95 % interval.
        ci_high: number["see column"] = |r| r.line.ci_high,
        /// Runs that entered the estimate.
        n: integer["runs"] = |r| r.line.n,
        /// Runs without a value; for event times, runs censored at the horizon.
        n_missing: integer["runs"] = |r| r.line.n_missing,
        /// Runs of the point that failed; they enter nothing else.
        n_failed: integer["runs"] = |r| r.failed,
    }
}

//! The tables of a study's runs, and the names of the others; those of its design are in
//! [`super::design_tables`].

use super::contrast_columns::{Contrasted, contrast_columns};
use super::run_tables::{MonthRow, Monthly, month_columns};
use super::sheet::{Column, Sheet, sheet};
use super::tables::{Field, FieldType, MONTHS, RUNS, SUMMARY, Table, field, run_fields};
use crate::analysis::contrast::Contrast;
use crate::analysis::summary::SummaryRow;
use crate::record;
use crate::store::cell::Cell;

/// Column of `design.csv` with the weights of the points, where they have some.
pub const WEIGHT: &str = crate::study::design::list::WEIGHT;
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

/// The file of a study's effects.
pub const EFFECTS: &str = "effects.csv";
/// The column of the arm.
pub const ARM: &str = "arm";
/// The column of the point.
pub(super) const POINT: &str = "point";
/// The column of the replicate.
pub(super) const REPLICATE: &str = "replicate";

pub(super) fn arm_field() -> Field {
    let text = "Arm: the baseline, or what is contrasted with it.";
    field(ARM, FieldType::String, "", text)
}

/// `runs.csv` of a study, and each of its parts; with the arm of each run where the study has arms.
pub fn runs(columns: &[record::Column], arms: bool) -> Table {
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
        fields: [point_field()]
            .into_iter()
            .chain(arms.then(arm_field))
            .chain([replicate])
            .chain(run_fields(columns))
            .chain([failed])
            .collect(),
        key: match arms {
            true => &["point", ARM, "replicate"],
            false => &["point", "replicate"],
        },
    }
}

/// A statistic of a run column at a point.
#[derive(Clone, Debug)]
pub struct PointRow<'d> {
    /// The point.
    pub point: u64,
    /// The arm; empty where the study has none.
    pub arm: &'d str,
    /// The statistic.
    pub line: SummaryRow,
    /// Runs of the point that failed.
    pub failed: u64,
}

sheet! {
    /// `summary.csv` of a study: a row per point, run column and statistic.
    fn plain_summary<'d>(arm: Vec<Column<PointRow<'d>>>) -> PointRow<'d> =
        SUMMARY, "Estimate, standard error and 95 % interval of every run column at every point.",
        key ["point", "column", "statistic"] {
        /// Point of the design, counted from 0; design.csv has its values.
        point: integer["1"] = |r| r.point,
        ..arm,
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

/// `summary.csv` of a study, with the arm of each statistic where the study has arms.
pub fn summary<'d>(arms: bool) -> Sheet<PointRow<'d>> {
    match arms {
        false => plain_summary(Vec::new()),
        true => plain_summary(vec![Column::new(arm_field(), |r, _| Cell::string(r.arm))])
            .with_key(&["point", ARM, "column", "statistic"]),
    }
}

/// An observable in a month at a point.
#[derive(Clone, Copy, Debug)]
pub struct PointMonth<'d> {
    /// The point.
    pub point: u64,
    /// The arm; empty where the study has none.
    pub arm: &'d str,
    /// Month and band.
    pub row: MonthRow<'d>,
}

impl Monthly for PointMonth<'_> {
    fn monthly(&self) -> &MonthRow<'_> {
        &self.row
    }
}

sheet! {
    /// `months.csv` of a study: mean and quantiles, a row per point, month and observable.
    fn plain_months<'d>(arm: Vec<Column<PointMonth<'d>>>) -> PointMonth<'d> =
        MONTHS,
        "Mean with its 95 % interval, and quantiles over runs, of the observables asked for, per point and month.",
        key ["point", "t", "observable"] {
        /// Point of the design, counted from 0; design.csv has its values.
        point: integer["1"] = |r| r.point,
        ..arm,
        ..month_columns(),
    }
}

/// `months.csv` of a study, with the arm of each row where the study has arms.
pub fn months<'d>(arms: bool) -> Sheet<PointMonth<'d>> {
    match arms {
        false => plain_months(Vec::new()),
        true => plain_months(vec![Column::new(arm_field(), |r, _| Cell::string(r.arm))])
            .with_key(&["point", ARM, "t", "observable"]),
    }
}

/// A contrast of an arm with the baseline at a point.
#[derive(Clone, Debug)]
pub struct EffectRow<'d> {
    /// The point.
    pub point: u64,
    /// The arm, or the name of a weighted effect.
    pub effect: &'d str,
    /// What was found.
    pub contrast: Contrast,
}

impl Contrasted for EffectRow<'_> {
    fn contrast(&self) -> &Contrast {
        &self.contrast
    }
}

sheet! {
    /// `effects.csv` of a study with arms: a row per point, effect, outcome and statistic.
    pub fn effects<'d>() -> EffectRow<'d> =
        EFFECTS,
        "Differences of each arm from the baseline at every point, between runs with the same random numbers.",
        key ["point", "arm", "outcome", "statistic"] {
        /// Point of the design, counted from 0; design.csv has its values.
        point: integer["1"] = |r| r.point,
        /// Arm that is contrasted with the baseline, or name of an effect with weights of its own: then
        /// mean_scenario is the baseline's mean plus the effect.
        arm: string = |r| r.effect,
        /// Name of the column in runs.csv.
        outcome: string = |r| &r.contrast.column,
        /// mean, share, share_by_horizon or restricted_mean (mean of the time to the event or to the
        /// horizon, whichever is first).
        statistic: string = |r| r.contrast.statistic,
        ..contrast_columns(),
        /// 1 if the two values are equal in every pair.
        identical: boolean["1"] = |r| r.contrast.identical(),
    }
}

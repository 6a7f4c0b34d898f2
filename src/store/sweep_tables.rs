//! The tables of a study: file names, fields, and their meaning.

use super::study_record::FactorField;
use super::tables::{Field, FieldType, RUNS, SUMMARY, Table, field, run_fields};
use crate::record::Column;

/// The points of a study.
pub const DESIGN: &str = "design.csv";
/// What varies in a study.
pub const FACTORS: &str = "factors.csv";
/// The column that says why a run has no values.
pub const FAILED: &str = "failed";

fn point_field() -> Field {
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

/// `summary.csv` of a study: a row per point, run column and statistic.
pub fn summary() -> Table {
    use FieldType::{Integer, Number, String};
    let unit = "see column";
    let mut fields = vec![point_field()];
    let rows: [(&str, FieldType, &str, &str); 9] = [
        ("column", String, "", "Name of the column in runs.csv."),
        (
            "statistic",
            String,
            "",
            "mean or rate_per_year (Student's interval), share or share_by_horizon (Wilson's interval), or \
             median_time (Kaplan-Meier, log-log interval).",
        ),
        ("estimate", Number, unit, "Estimate; empty if not reached."),
        ("std_error", Number, unit, "Standard error over runs."),
        ("ci_low", Number, unit, "Lower end of the 95 % interval."),
        ("ci_high", Number, unit, "Upper end of the 95 % interval."),
        ("n", Integer, "runs", "Runs that entered the estimate."),
        (
            "n_missing",
            Integer,
            "runs",
            "Runs without a value; for event times, runs censored at the horizon.",
        ),
        (
            "n_failed",
            Integer,
            "runs",
            "Runs of the point that failed; they enter nothing else.",
        ),
    ];
    fields.extend(rows.map(|(name, kind, unit, text)| field(name, kind, unit, text)));
    Table {
        file: SUMMARY,
        description: "Estimate, standard error and 95 % interval of every run column at every point.",
        fields,
        key: &["point", "column", "statistic"],
    }
}

/// `design.csv`: a row per point.
pub fn design(factors: &[FactorField]) -> Table {
    Table {
        file: DESIGN,
        description: "One row per point: the value of each factor.",
        fields: std::iter::once(point_field())
            .chain(factors.iter().map(FactorField::field))
            .collect(),
        key: &["point"],
    }
}

/// `factors.csv`: a row per path that varies.
pub fn factors() -> Table {
    use FieldType::{Number, String};
    let rows: [(&str, FieldType, &str); 9] = [
        ("column", String, "Column of design.csv."),
        ("path", String, "Dotted path of the value in the scenario."),
        ("group", String, "Group with which the factor varies."),
        ("kind", String, "range, integers, levels or categories."),
        ("low", Number, "Lower end of a range."),
        ("high", Number, "Upper end of a range."),
        ("scale", String, "linear or log, for ranges."),
        ("values", String, "The values of a list, by spaces."),
        (
            "baseline",
            String,
            "The value in the scenario itself; empty if it has none.",
        ),
    ];
    let fields = rows.map(|(name, kind, text)| field(name, kind, "", text));
    Table {
        file: FACTORS,
        description: "One row per path that varies.",
        fields: fields.into(),
        key: &["path"],
    }
}

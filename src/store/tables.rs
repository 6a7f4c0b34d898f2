//! The tables of an output folder: file names, fields, and their meaning.
//!
//! Headers and the data dictionary both come from here.

use super::csv::Rows;
use crate::record::{Column, Kind, MonthColumn, Role};

/// A row per run.
pub const RUNS: &str = "runs.csv";
/// Quantile bands per month.
pub const MONTHS: &str = "months.csv";
/// Estimates with intervals.
pub const SUMMARY: &str = "summary.csv";
/// Survival curves of event times.
pub const SURVIVAL: &str = "survival.csv";
/// Month by month, for traced runs.
pub const TRACES: &str = "traces.csv";
/// The event log.
pub const EVENTS: &str = "events.csv";
/// Paired contrasts of scenarios.
pub const CONTRASTS: &str = "contrasts.csv";
/// The scenario as it was resolved.
pub const SCENARIO: &str = "scenario.resolved.toml";
/// The data dictionary.
pub const DATAPACKAGE: &str = "datapackage.json";

/// How the values of a field are written; the types of Frictionless Table Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Whole numbers.
    Integer,
    /// Decimal numbers.
    Number,
    /// 0 or 1.
    Boolean,
    /// Text.
    String,
    /// A calendar month, `YYYY-MM`.
    YearMonth,
}

/// One field of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in the header.
    pub name: String,
    /// Type.
    pub field_type: FieldType,
    /// Unit; empty for texts.
    pub unit: String,
    /// One sentence.
    pub description: String,
    /// What the values mean, for run columns.
    pub role: Option<&'static str>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// File name.
    pub file: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Fields in order.
    pub fields: Vec<Field>,
    /// Fields that identify a row; empty if none do.
    pub key: &'static [&'static str],
}

impl Table {
    /// The header line.
    pub fn header(&self) -> Rows {
        let mut header = Rows::default();
        for field in &self.fields {
            header.text(&field.name);
        }
        header.end_row();
        header
    }
}

/// A field without a role.
pub fn field(name: &str, field_type: FieldType, unit: &str, description: &str) -> Field {
    Field {
        name: name.to_owned(),
        field_type,
        unit: unit.to_owned(),
        description: description.to_owned(),
        role: None,
    }
}

fn run_field() -> Field {
    field(
        "run",
        FieldType::Integer,
        "1",
        "Replicate number, counted from 0.",
    )
}

fn step_field() -> Field {
    field("t", FieldType::Integer, "months", "Month counted from 0.")
}

fn month_field() -> Field {
    field("month", FieldType::YearMonth, "", "Calendar month.")
}

/// The run columns of a model as fields.
pub(super) fn run_fields(columns: &[Column]) -> impl Iterator<Item = Field> {
    columns.iter().map(|column| Field {
        name: column.name.clone(),
        field_type: match column.kind {
            Kind::Integer => FieldType::Integer,
            Kind::Number => FieldType::Number,
            Kind::Boolean => FieldType::Boolean,
            Kind::Text => FieldType::String,
        },
        unit: column.unit.clone(),
        description: column.description.clone(),
        role: Some(role_name(column.role)),
    })
}

/// `runs.csv`: the replicate number and the run columns of the model.
pub fn runs(columns: &[Column]) -> Table {
    Table {
        file: RUNS,
        description: "One row per run.",
        fields: std::iter::once(run_field())
            .chain(run_fields(columns))
            .collect(),
        key: &["run"],
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Identifier => "identifier",
        Role::Value => "value",
        Role::Count => "count",
        Role::Indicator => "indicator",
        Role::EventTime => "event_time",
    }
}

/// `months.csv`: mean and quantiles over runs, a row per month and observable.
pub fn months() -> Table {
    let quantile = |percent: u32| {
        let description =
            format!("{percent} % quantile over runs, exact to 0.1 % of the observable's range.");
        let name = format!("q{percent:02}");
        field(&name, FieldType::Number, "see observable", &description)
    };
    let mut fields = vec![
        month_field(),
        step_field(),
        field(
            "observable",
            FieldType::String,
            "",
            "Name of the observable.",
        ),
        field(
            "mean",
            FieldType::Number,
            "see observable",
            "Mean over runs.",
        ),
    ];
    fields.extend(crate::analysis::bands::PERCENT.map(quantile));
    fields.push(field("n", FieldType::Integer, "runs", "Runs with a value."));
    Table {
        file: MONTHS,
        description: "Mean and quantiles over runs, per month and observable.",
        fields,
        key: &["t", "observable"],
    }
}

/// `summary.csv`: estimate, standard error and 95 % interval per run column.
pub fn summary() -> Table {
    use FieldType::{Integer, Number, String};
    Table {
        file: SUMMARY,
        description: "Estimate, standard error and 95 % interval of every run column.",
        fields: vec![
            field("column", String, "", "Name of the column in runs.csv."),
            field(
                "statistic",
                String,
                "",
                "mean, rate_per_year, share, share_by_horizon or median_time.",
            ),
            field(
                "estimate",
                Number,
                "see unit",
                "Estimate; empty if not reached.",
            ),
            field("std_error", Number, "see unit", "Standard error over runs."),
            field(
                "ci_low",
                Number,
                "see unit",
                "Lower end of the 95 % interval.",
            ),
            field(
                "ci_high",
                Number,
                "see unit",
                "Upper end of the 95 % interval.",
            ),
            field("n", Integer, "runs", "Runs that entered the estimate."),
            field(
                "n_missing",
                Integer,
                "runs",
                "Runs without a value; for event times, runs censored at the horizon.",
            ),
            field("unit", String, "", "Unit of the estimate and its interval."),
            field(
                "method",
                String,
                "",
                "Interval: student_t, wilson or kaplan_meier_log_log.",
            ),
        ],
        key: &["column", "statistic"],
    }
}

/// `survival.csv`: a Kaplan–Meier curve per event-time column.
pub fn survival() -> Table {
    use FieldType::{Integer, Number, String};
    Table {
        file: SURVIVAL,
        description: "Kaplan-Meier curves of the event times.",
        fields: vec![
            field(
                "column",
                String,
                "",
                "Name of the event-time column in runs.csv.",
            ),
            field("time", Integer, "months", "Months since the start."),
            field(
                "at_risk",
                Integer,
                "runs",
                "Runs still without the event before this time.",
            ),
            field("events", Integer, "runs", "Events at this time."),
            field(
                "censored",
                Integer,
                "runs",
                "Runs last observed at this time.",
            ),
            field(
                "survival",
                Number,
                "probability",
                "Probability of no event up to and including this time.",
            ),
            field(
                "std_error",
                Number,
                "probability",
                "Greenwood standard error.",
            ),
            field(
                "ci_low",
                Number,
                "probability",
                "Lower end of the 95 % log-log interval.",
            ),
            field(
                "ci_high",
                Number,
                "probability",
                "Upper end of the 95 % log-log interval.",
            ),
        ],
        key: &["column", "time"],
    }
}

/// `traces.csv`: every observable of every month, for traced runs.
pub fn traces(columns: &[MonthColumn]) -> Table {
    let from_column = |column: &MonthColumn| {
        field(
            &column.name,
            FieldType::Number,
            &column.unit,
            &column.description,
        )
    };
    Table {
        file: TRACES,
        description: "Every observable of every month of the traced runs.",
        fields: [run_field(), step_field(), month_field()]
            .into_iter()
            .chain(columns.iter().map(from_column))
            .collect(),
        key: &["run", "t"],
    }
}

/// `events.csv`: the event log.
pub fn events() -> Table {
    use FieldType::{Integer, Number, String};
    Table {
        file: EVENTS,
        description: "Event log: runs in order, events in the order of happening.",
        fields: vec![
            run_field(),
            step_field(),
            month_field(),
            field("kind", String, "", "What happened."),
            field("actor", String, "", "Who acted; empty if nobody did."),
            field(
                "target",
                String,
                "",
                "Who was acted upon; empty if nobody was.",
            ),
            field(
                "theatre",
                String,
                "",
                "Where; empty if nowhere in particular.",
            ),
            field(
                "rung",
                Integer,
                "rung",
                "Rung of the ladder; empty if none.",
            ),
            field(
                "value",
                Number,
                "see kind",
                "Size in the unit of the kind; empty if none.",
            ),
        ],
        key: &[],
    }
}

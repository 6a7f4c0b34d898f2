//! Tables as the data dictionary describes them, the names of a run's files, and the tables of a run whose
//! columns the model decides. All others are sheets ([`super::sheet`]).

use crate::record::{Column, Kind, MonthColumn, Role};
use crate::rows::Rows;

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
/// The end of the names of files that hold a resolved scenario.
pub const RESOLVED: &str = ".resolved.toml";

/// The file that holds the resolved scenario of this name.
pub fn resolved_path(scenario: &str) -> String {
    format!("{scenario}{RESOLVED}")
}
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

impl FieldType {
    /// The name that the standard has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::YearMonth => "yearmonth",
        }
    }
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

//! The vocabulary of records: what a model hands over, column by column.
//!
//! Every file that users open, and its data dictionary, is generated from these types, so a
//! description cannot drift from the data it describes. Imports nothing.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest column name that all target programs accept (Stata's limit).
pub const MAX_NAME: usize = 32;

/// How the values of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Decimal numbers.
    Number,
    /// 0 or 1.
    Boolean,
    /// Text; allowed in tables that the program writes itself, never in the numeric run rows.
    Text,
}

/// What a column means, which decides how it is summarised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Names a run or a point; not summarised.
    Identifier,
    /// A measured quantity; summarised by its mean.
    Value,
    /// A number of events over the run; summarised by its mean and its rate a year.
    Count,
    /// 0 or 1; summarised by the share of ones.
    Indicator,
    /// Months from the start to the first event: a whole number in `1..=months`, where 1 means
    /// "within the first month". Missing (NaN) means "not by the horizon", that is, right-censored there.
    EventTime,
}

/// One column of the table with one row per run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Snake-case name, at most [`MAX_NAME`] characters.
    pub name: String,
    /// How values are written.
    pub kind: Kind,
    /// What values mean.
    pub role: Role,
    /// Unit, e.g. `months`, `probability`, `1`.
    pub unit: String,
    /// One sentence for the codebook.
    pub description: String,
}

/// One observable that is recorded every month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthColumn {
    /// Snake-case name, at most [`MAX_NAME`] characters.
    pub name: String,
    /// Unit, e.g. `probability`.
    pub unit: String,
    /// One sentence for the codebook.
    pub description: String,
    /// Lower end of the range that the quantile bins cover.
    pub low: f64,
    /// Upper end of the range that the quantile bins cover; must exceed `low`.
    pub high: f64,
}

/// The code of "no agent" or "no theatre" in an [`Event`].
pub const NO_LABEL: u16 = u16::MAX;
/// The code of "no rung" in an [`Event`].
pub const NO_RUNG: u8 = u8::MAX;

/// One entry of the event log. Codes index [`EventLabels`], so that no text is built in a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Replicate number of the run.
    pub run: u64,
    /// Step (month) counted from 0.
    pub step: u32,
    /// Index into [`EventLabels::kinds`].
    pub kind: u16,
    /// Who acted: index into [`EventLabels::agents`], or [`NO_LABEL`].
    pub actor: u16,
    /// Who was acted upon: index into [`EventLabels::agents`], or [`NO_LABEL`].
    pub target: u16,
    /// Where: index into [`EventLabels::theatres`], or [`NO_LABEL`].
    pub theatre: u16,
    /// Rung of the escalation ladder, or [`NO_RUNG`].
    pub rung: u8,
    /// Size of the event in the unit of its kind; NaN if it has none.
    pub value: f64,
}

/// The texts that the codes of an [`Event`] stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventLabels {
    /// Kinds of event.
    pub kinds: Vec<String>,
    /// Agents: allies, probers, blocs.
    pub agents: Vec<String>,
    /// Theatres.
    pub theatres: Vec<String>,
}

/// What the caller wants a model to record besides the run rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Every month column of every run (for quantile bands).
    pub months: bool,
    /// The event log.
    pub events: bool,
    /// Runs with a replicate number below this are traced month by month.
    pub traced: u64,
}

impl Wanted {
    /// Whether a block that holds these replicates must fill [`BlockRecord::months`]:
    /// for the bands, or because one of its runs is traced.
    ///
    /// ```
    /// use trilat_model::record::Wanted;
    /// let wanted = Wanted { traced: 3, ..Wanted::default() };
    /// assert!(wanted.needs_months(&[2, 3, 4]));
    /// assert!(!wanted.needs_months(&[3, 4]));
    /// ```
    pub fn needs_months(&self, replicates: &[u64]) -> bool {
        self.months || replicates.iter().any(|&r| r < self.traced)
    }
}

/// What one block of replicates leaves behind. Its buffers are reused from block to block.
///
/// A trace is not a buffer of its own: it is the lane of [`months`](Self::months) that belongs to a
/// traced run, so a trace cannot disagree with the bands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockRecord {
    lanes: usize,
    columns: usize,
    steps: usize,
    month_columns: usize,
    /// Run rows, row-major: `lanes × columns`; NaN = missing or censored.
    pub rows: Vec<f64>,
    /// Monthly values, laid out `[month][column][lane]`; empty unless wanted.
    pub months: Vec<f64>,
    /// Events. Any order between runs, order of happening within a run.
    pub events: Vec<Event>,
}

impl BlockRecord {
    /// Prepares the record for a block: `lanes` runs of `columns` values, all missing, and room for
    /// `steps × month_columns` monthly values per run (pass 0 steps when months are not wanted).
    pub fn reset(&mut self, lanes: usize, columns: usize, steps: usize, month_columns: usize) {
        self.lanes = lanes;
        self.columns = columns;
        self.steps = steps;
        self.month_columns = month_columns;
        self.rows.clear();
        self.rows.resize(lanes * columns, f64::NAN);
        self.months.clear();
        self.months.resize(lanes * steps * month_columns, f64::NAN);
        self.events.clear();
    }

    /// Takes the monthly values of `steps` months, laid out as [`months`](Self::months), and gives the buffer that it had in
    /// exchange. Panics unless there are as many as the record was reset to have a month.
    pub fn take_months(&mut self, steps: usize, months: &mut Vec<f64>) {
        assert_eq!(months.len(), steps * self.month_columns * self.lanes);
        self.steps = steps;
        std::mem::swap(&mut self.months, months);
    }

    /// Number of runs in the block.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Number of run columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of months recorded, 0 when months were not wanted.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Number of month columns.
    pub fn month_columns(&self) -> usize {
        self.month_columns
    }

    /// The row of one run. Panics if `lane` is not in the block.
    pub fn row(&self, lane: usize) -> &[f64] {
        &self.rows[lane * self.columns..][..self.columns]
    }

    /// The row of one run, to be filled. Panics if `lane` is not in the block.
    pub fn row_mut(&mut self, lane: usize) -> &mut [f64] {
        &mut self.rows[lane * self.columns..][..self.columns]
    }

    /// One observable in one month, a value per lane. Panics outside the record.
    pub fn month(&self, step: usize, column: usize) -> &[f64] {
        &self.months[(step * self.month_columns + column) * self.lanes..][..self.lanes]
    }

    /// One observable in one month, to be filled. Panics outside the record.
    pub fn month_mut(&mut self, step: usize, column: usize) -> &mut [f64] {
        &mut self.months[(step * self.month_columns + column) * self.lanes..][..self.lanes]
    }
}

/// A table description that no file could honour.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ColumnError {
    /// A name that some statistics program would reject.
    #[error(
        "column name `{name}` is not usable: write 1 to {MAX_NAME} characters a-z, 0-9 and _, beginning with a letter"
    )]
    Name {
        /// The offending name.
        name: String,
    },
    /// A name that occurs twice in one table, or that the program writes itself.
    #[error("column name `{name}` occurs twice in {table}")]
    Duplicate {
        /// The offending name.
        name: String,
        /// The file concerned.
        table: &'static str,
    },
    /// Text in the numeric run rows.
    #[error("run column `{name}` is declared as text, but run rows hold numbers only")]
    Text {
        /// The offending name.
        name: String,
    },
    /// A role that the kind cannot express.
    #[error("run column `{name}`: role {role:?} needs kind {needed:?}, not {kind:?}")]
    Role {
        /// The offending name.
        name: String,
        /// The declared role.
        role: Role,
        /// The kind that the role needs.
        needed: Kind,
        /// The declared kind.
        kind: Kind,
    },
    /// A range in which no bins fit.
    #[error("month column `{name}`: the range [{low}, {high}] is empty or not finite")]
    Range {
        /// The offending name.
        name: String,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
}

/// Checks a column name: snake case, begins with a letter, at most [`MAX_NAME`] characters.
pub fn check_name(name: &str) -> Result<(), ColumnError> {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(|c| c.is_ascii_lowercase());
    let goes_on = characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if begins && goes_on && name.len() <= MAX_NAME {
        Ok(())
    } else {
        Err(ColumnError::Name {
            name: name.to_owned(),
        })
    }
}

/// Checks the columns of a model before anything runs. `run` is reserved in the run table, and `run`,
/// `t` and `month` in the traces, because the program writes them itself.
pub fn check_columns(run: &[Column], months: &[MonthColumn]) -> Result<(), ColumnError> {
    let names: Vec<&str> = run.iter().map(|c| c.name.as_str()).collect();
    check_names("runs.csv", &["run"], &names)?;
    for column in run {
        check_role(column)?;
    }
    let names: Vec<&str> = months.iter().map(|c| c.name.as_str()).collect();
    check_names("traces.csv", &["run", "t", "month"], &names)?;
    for column in months {
        let width = column.high - column.low;
        if !(width.is_finite() && width > 0.0) {
            return Err(ColumnError::Range {
                name: column.name.clone(),
                low: column.low,
                high: column.high,
            });
        }
    }
    Ok(())
}

fn check_names(table: &'static str, reserved: &[&str], names: &[&str]) -> Result<(), ColumnError> {
    for (i, name) in names.iter().enumerate() {
        check_name(name)?;
        if reserved.contains(name) || names[..i].contains(name) {
            return Err(ColumnError::Duplicate {
                name: (*name).to_owned(),
                table,
            });
        }
    }
    Ok(())
}

fn check_role(column: &Column) -> Result<(), ColumnError> {
    if column.kind == Kind::Text {
        return Err(ColumnError::Text {
            name: column.name.clone(),
        });
    }
    let needed = match column.role {
        Role::Indicator => Kind::Boolean,
        Role::EventTime | Role::Count => Kind::Integer,
        Role::Identifier | Role::Value => return Ok(()),
    };
    if column.kind == needed {
        Ok(())
    } else {
        Err(ColumnError::Role {
            name: column.name.clone(),
            role: column.role,
            needed,
            kind: column.kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, kind: Kind, role: Role) -> Column {
        Column {
            name: name.into(),
            kind,
            role,
            unit: "1".into(),
            description: String::new(),
        }
    }

    #[test]
    fn names_fit_every_program() {
        assert!(check_name("probes_rung_3").is_ok());
        for bad in ["", "Probes", "3_probes", "a-b", "déjà", &"x".repeat(33)] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
        assert!(check_name(&"x".repeat(32)).is_ok());
    }

    #[test]
    fn reserved_and_repeated_names_are_refused() {
        let run = column("run", Kind::Integer, Role::Identifier);
        assert!(matches!(
            check_columns(&[run], &[]),
            Err(ColumnError::Duplicate { .. })
        ));
        let a = column("a", Kind::Number, Role::Value);
        assert!(check_columns(std::slice::from_ref(&a), &[]).is_ok());
        assert!(check_columns(&[a.clone(), a], &[]).is_err());
    }

    #[test]
    fn roles_and_kinds_agree() {
        let war = column("war", Kind::Number, Role::Indicator);
        assert!(matches!(
            check_columns(&[war], &[]),
            Err(ColumnError::Role { .. })
        ));
        let text = column("who", Kind::Text, Role::Value);
        assert!(matches!(
            check_columns(&[text], &[]),
            Err(ColumnError::Text { .. })
        ));
    }

    #[test]
    fn an_empty_range_is_refused() {
        let month = MonthColumn {
            name: "belief".into(),
            unit: "probability".into(),
            description: String::new(),
            low: 1.0,
            high: 1.0,
        };
        assert!(matches!(
            check_columns(&[], &[month]),
            Err(ColumnError::Range { .. })
        ));
    }

    #[test]
    fn a_reset_record_is_missing_everywhere() {
        let mut record = BlockRecord::default();
        record.reset(2, 3, 2, 2);
        record.row_mut(1)[2] = 5.0;
        record.month_mut(1, 0)[1] = 7.0;
        assert_eq!(record.rows[5], 5.0);
        assert_eq!(record.months[(2) * 2 + 1], 7.0);
        record.reset(1, 3, 0, 2);
        assert_eq!(record.rows.len(), 3);
        assert!(record.rows.iter().all(|v| v.is_nan()));
        assert!(record.months.is_empty());
    }
}

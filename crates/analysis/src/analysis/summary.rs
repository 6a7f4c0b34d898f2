//! Estimate, standard error and 95 % interval of every run column, in constant memory.

use std::sync::Arc;

use libm::sqrt;
use thiserror::Error;

use super::interval::{t_975, wilson};
use super::survival::{EventCounts, SurvivalPoint, median};
use crate::record::{Column, Kind, Role};

/// Months in a year.
const YEAR: f64 = 12.0;

/// One line of the summary. NaN where a number does not exist (no values, an interval from one run, a
/// median that the horizon does not reach).
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// Name of the run column.
    pub column: String,
    /// What was estimated: `mean`, `share`, `rate_per_year`, `share_by_horizon`, `median_time`.
    pub statistic: &'static str,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; NaN for a median.
    pub std_error: f64,
    /// Lower end of the 95 % interval.
    pub ci_low: f64,
    /// Upper end of the 95 % interval.
    pub ci_high: f64,
    /// Runs that entered the estimate.
    pub n: u64,
    /// Runs without a value; for event times, runs without the event by the horizon (they enter the
    /// estimate as censored).
    pub n_missing: u64,
    /// Unit of the estimate.
    pub unit: String,
    /// `student_t`, `wilson` or `kaplan_meier_log_log`.
    pub method: &'static str,
}

/// A value that its column's description rules out.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("run {run}, column `{column}`: {value} is not {expected}")]
pub struct ValueError {
    /// Replicate number.
    pub run: u64,
    /// Name of the column.
    pub column: String,
    /// The offending value.
    pub value: f64,
    /// What the column allows.
    pub expected: String,
}

/// Accumulates run rows, in the order of the replicates.
#[derive(Clone, Debug)]
pub struct Summary {
    columns: Arc<[Column]>,
    horizon: usize,
    states: Vec<State>,
}

#[derive(Clone, Debug)]
struct State {
    moments: Moments,
    ones: u64,
    missing: u64,
    times: Option<EventCounts>,
}

/// Mean and squared deviations of a stream (Welford 1962, Technometrics).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds a value.
    pub fn push(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (value - self.mean);
    }

    /// Number of values.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Mean; NaN without values.
    pub fn mean(&self) -> f64 {
        if self.n == 0 { f64::NAN } else { self.mean }
    }

    /// Sample variance (divisor n − 1); NaN below two values.
    pub fn variance(&self) -> f64 {
        if self.n < 2 {
            f64::NAN
        } else {
            self.squares / (self.n - 1) as f64
        }
    }

    /// Standard error of the mean; NaN below two values.
    pub fn std_error(&self) -> f64 {
        sqrt(self.variance() / self.n as f64)
    }

    /// Student's 95 % interval of the mean; NaN below two values.
    pub fn interval(&self) -> (f64, f64) {
        let reach = t_975(self.n.saturating_sub(1)) * self.std_error();
        (self.mean() - reach, self.mean() + reach)
    }
}

impl Summary {
    /// An empty summary of these columns over a horizon in months.
    pub fn new(columns: &[Column], horizon: usize) -> Self {
        Self::sharing(columns.into(), horizon)
    }

    /// An empty summary of columns whose descriptions many summaries share.
    pub fn sharing(columns: Arc<[Column]>, horizon: usize) -> Self {
        let state = |column: &Column| State {
            moments: Moments::default(),
            ones: 0,
            missing: 0,
            times: (column.role == Role::EventTime).then(|| EventCounts::new(horizon)),
        };
        Self {
            horizon,
            states: columns.iter().map(state).collect(),
            columns,
        }
    }

    /// Adds the row of one run. A value that the column's kind or role rules out is an error, and so is
    /// an infinite one: a summary over it would say nothing.
    pub fn push(&mut self, run: u64, row: &[f64]) -> Result<(), ValueError> {
        let horizon = self.horizon;
        for ((column, state), &value) in self.columns.iter().zip(&mut self.states).zip(row) {
            state
                .push(column, horizon, value)
                .map_err(|expected| ValueError {
                    run,
                    column: column.name.clone(),
                    value,
                    expected,
                })?;
        }
        Ok(())
    }

    /// The lines of the summary, column by column; identifiers have none, counts and event times two.
    pub fn rows(&self) -> Vec<SummaryRow> {
        let columns = self.columns.iter().zip(&self.states);
        columns
            .flat_map(|(column, state)| state.rows(column, self.horizon))
            .collect()
    }

    /// The survival curve of every event-time column, with the column's name.
    pub fn survival(&self) -> Vec<(String, Vec<SurvivalPoint>)> {
        let columns = self.columns.iter().zip(&self.states);
        columns
            .filter_map(|(c, s)| s.times.as_ref().map(|t| (c.name.clone(), t.curve())))
            .collect()
    }
}

impl State {
    fn push(&mut self, column: &Column, horizon: usize, value: f64) -> Result<(), String> {
        if value.is_nan() {
            self.missing += 1;
            if let Some(times) = &mut self.times {
                times.add_no_event();
            }
            return Ok(());
        }
        check_value(column, horizon, value)?;
        match &mut self.times {
            Some(times) => {
                times.add_event(value as usize);
            }
            None => {
                self.moments.push(value);
                self.ones += u64::from(value == 1.0);
            }
        }
        Ok(())
    }

    fn rows(&self, column: &Column, horizon: usize) -> Vec<SummaryRow> {
        match column.role {
            Role::Identifier => Vec::new(),
            Role::Value => vec![self.mean_row(column, "mean", 1.0, &column.unit)],
            Role::Count => {
                let rate_unit = format!("{} per year", column.unit);
                let per_year = YEAR / horizon as f64;
                vec![
                    self.mean_row(column, "mean", 1.0, &column.unit),
                    self.mean_row(column, "rate_per_year", per_year, &rate_unit),
                ]
            }
            Role::Indicator => {
                let n = self.moments.n;
                vec![share_row(column, "share", self.ones, n, self.missing)]
            }
            Role::EventTime => match &self.times {
                None => Vec::new(),
                Some(times) => {
                    let (happened, n) = (times.total_events(), times.n());
                    vec![
                        share_row(column, "share_by_horizon", happened, n, self.missing),
                        self.median_row(column, times),
                    ]
                }
            },
        }
    }

    fn mean_row(
        &self,
        column: &Column,
        statistic: &'static str,
        factor: f64,
        unit: &str,
    ) -> SummaryRow {
        let (ci_low, ci_high) = self.moments.interval();
        SummaryRow {
            column: column.name.clone(),
            statistic,
            estimate: self.moments.mean() * factor,
            std_error: self.moments.std_error() * factor,
            ci_low: ci_low * factor,
            ci_high: ci_high * factor,
            n: self.moments.n,
            n_missing: self.missing,
            unit: unit.to_owned(),
            method: "student_t",
        }
    }

    fn median_row(&self, column: &Column, times: &EventCounts) -> SummaryRow {
        let median = median(&times.curve());
        let number = |time: Option<usize>| time.map_or(f64::NAN, |t| t as f64);
        SummaryRow {
            column: column.name.clone(),
            statistic: "median_time",
            estimate: number(median.estimate),
            std_error: f64::NAN,
            ci_low: number(median.ci_low),
            ci_high: number(median.ci_high),
            n: times.n(),
            n_missing: self.missing,
            unit: column.unit.clone(),
            method: "kaplan_meier_log_log",
        }
    }
}

fn share_row(
    column: &Column,
    statistic: &'static str,
    ones: u64,
    n: u64,
    n_missing: u64,
) -> SummaryRow {
    let share = ones as f64 / n as f64;
    let (ci_low, ci_high) = wilson(ones, n);
    SummaryRow {
        column: column.name.clone(),
        statistic,
        estimate: share,
        std_error: sqrt(share * (1.0 - share) / n as f64),
        ci_low,
        ci_high,
        n,
        n_missing,
        unit: "share of runs".to_owned(),
        method: "wilson",
    }
}

/// What the column allows, if `value` (not NaN) is not that.
pub fn check_value(column: &Column, horizon: usize, value: f64) -> Result<(), String> {
    let whole = libm::trunc(value) == value && value.is_finite();
    let allowed = match (column.role, column.kind) {
        (Role::EventTime, _) => whole && value >= 1.0 && value <= horizon as f64,
        (Role::Indicator, _) | (_, Kind::Boolean) => value == 0.0 || value == 1.0,
        (Role::Count, _) => whole && value >= 0.0,
        (_, Kind::Integer) => whole,
        _ => value.is_finite(),
    };
    if allowed {
        return Ok(());
    }
    Err(match (column.role, column.kind) {
        (Role::EventTime, _) => format!("a whole number of months from 1 to {horizon}"),
        (Role::Indicator, _) | (_, Kind::Boolean) => "0 or 1".to_owned(),
        (Role::Count, _) => "a whole number of at least 0".to_owned(),
        (_, Kind::Integer) => "a whole number".to_owned(),
        _ => "a finite number".to_owned(),
    })
}

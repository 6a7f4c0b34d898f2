//! The tables of a run besides `runs.csv` and `traces.csv`, whose columns the model decides.

use super::sheet::{Column, sheet};
use super::tables::{EVENTS, Field, FieldType, MONTHS, SUMMARY, SURVIVAL, field};
use crate::analysis::bands::{Band, PERCENT};
use crate::analysis::summary::SummaryRow;
use crate::analysis::survival::SurvivalPoint;
use crate::scenario::Month;
use crate::store::cell::Cell;

/// An observable in a month, over all runs.
#[derive(Clone, Copy, Debug)]
pub struct MonthRow<'d> {
    /// Calendar month.
    pub month: Month,
    /// Name of the observable.
    pub observable: &'d str,
    /// Mean and quantiles.
    pub band: &'d Band,
}

sheet! {
    /// `months.csv`: mean with its 95 % interval and quantiles over runs, a row per month and observable.
    pub fn months<'d>() -> MonthRow<'d> =
        MONTHS, "Mean with its 95 % interval, and quantiles over runs, per month and observable.",
        key ["t", "observable"] {
        /// Calendar month.
        month: yearmonth = |r| r.month,
        /// Month counted from 0.
        t: integer["months"] = |r| r.band.step,
        /// Name of the observable.
        observable: string = |r| r.observable,
        /// Mean over runs.
        mean: number["see observable"] = |r| r.band.mean,
        /// Standard error of the mean; empty below two runs.
        std_error: number["see observable"] = |r| r.band.std_error,
        /// Lower end of Student's 95 % interval of the mean: its Monte Carlo error, not the spread of runs.
        ci_low: number["see observable"] = |r| r.band.interval.0,
        /// Upper end of the interval.
        ci_high: number["see observable"] = |r| r.band.interval.1,
        ..Column::each(PERCENT.map(quantile), |r, at| Cell::number(r.band.quantiles.get(at).copied())),
        /// Runs with a value.
        n: integer["runs"] = |r| r.band.n,
    }
}

fn quantile(percent: u32) -> Field {
    let description =
        format!("{percent} % quantile over runs, exact to 0.1 % of the observable's range.");
    let name = format!("q{percent:02}");
    field(&name, FieldType::Number, "see observable", &description)
}

sheet! {
    /// `summary.csv`: estimate, standard error and 95 % interval per run column.
    pub fn summary() -> SummaryRow =
        SUMMARY, "Estimate, standard error and 95 % interval of every run column.",
        key ["column", "statistic"] {
        /// Name of the column in runs.csv.
        column: string = |r| &r.column,
        /// mean, rate_per_year, share, share_by_horizon or median_time.
        statistic: string = |r| r.statistic,
        /// Estimate; empty if not reached.
        estimate: number["see unit"] = |r| r.estimate,
        /// Standard error over runs.
        std_error: number["see unit"] = |r| r.std_error,
        /// Lower end of the 95 % interval.
        ci_low: number["see unit"] = |r| r.ci_low,
        /// Upper end of the 95 % interval.
        ci_high: number["see unit"] = |r| r.ci_high,
        /// Runs that entered the estimate.
        n: integer["runs"] = |r| r.n,
        /// Runs without a value; for event times, runs censored at the horizon.
        n_missing: integer["runs"] = |r| r.n_missing,
        /// Unit of the estimate and its interval.
        unit: string = |r| &r.unit,
        /// Interval: student_t, wilson or kaplan_meier_log_log.
        method: string = |r| r.method,
    }
}

sheet! {
    /// `survival.csv`: a Kaplan–Meier curve per event-time column.
    pub fn survival<'d>() -> (&'d str, &'d SurvivalPoint) =
        SURVIVAL, "Kaplan-Meier curves of the event times.", key ["column", "time"] {
        /// Name of the event-time column in runs.csv.
        column: string = |(column, _)| *column,
        /// Months since the start.
        time: integer["months"] = |(_, p)| p.time,
        /// Runs still without the event before this time.
        at_risk: integer["runs"] = |(_, p)| p.at_risk,
        /// Events at this time.
        events: integer["runs"] = |(_, p)| p.events,
        /// Runs last observed at this time.
        censored: integer["runs"] = |(_, p)| p.censored,
        /// Probability of no event up to and including this time.
        survival: number["probability"] = |(_, p)| p.survival,
        /// Greenwood standard error.
        std_error: number["probability"] = |(_, p)| p.std_error,
        /// Lower end of the 95 % log-log interval.
        ci_low: number["probability"] = |(_, p)| p.ci_low,
        /// Upper end of the 95 % log-log interval.
        ci_high: number["probability"] = |(_, p)| p.ci_high,
    }
}

/// An event with the texts behind its codes.
#[derive(Clone, Copy, Debug)]
pub struct EventRow<'d> {
    /// Replicate number.
    pub run: u64,
    /// Month counted from 0.
    pub step: u32,
    /// Calendar month.
    pub month: Month,
    /// Kind, actor, target and theatre; empty for none.
    pub texts: [&'d str; 4],
    /// Rung, if there is one.
    pub rung: Option<u8>,
    /// Size; NaN if it has none.
    pub value: f64,
}

sheet! {
    /// `events.csv`: the event log.
    pub fn events<'d>() -> EventRow<'d> =
        EVENTS, "Event log: runs in order, events in the order of happening." {
        /// Replicate number, counted from 0.
        run: integer["1"] = |r| r.run,
        /// Month counted from 0.
        t: integer["months"] = |r| r.step,
        /// Calendar month.
        month: yearmonth = |r| r.month,
        /// What happened.
        kind: string = |r| r.texts[0],
        /// Who acted; empty if nobody did.
        actor: string = |r| r.texts[1],
        /// Who was acted upon; empty if nobody was.
        target: string = |r| r.texts[2],
        /// Where; empty if nowhere in particular.
        theatre: string = |r| r.texts[3],
        /// Rung of the ladder; empty if none.
        rung: integer["rung"] = |r| r.rung,
        /// Size in the unit of the kind; empty if none.
        value: number["see kind"] = |r| r.value,
    }
}

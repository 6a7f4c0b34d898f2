//! What is followed over time for an outcome of a run: an observable of a month, or the share of runs that have seen an
//! event.

use super::picture::Picture;
pub use super::picture::Quantity;
use crate::figures::{Columns, FigureError, Table};
use crate::model::Layout;
use crate::record::{MonthColumn, Role};
use crate::scenario::{Month, Scenario};
use crate::tasks::plot::compare::{USUAL, held, share_in_words};
use crate::tasks::plot::events_over_time::{Times, differences, shares};
use crate::words::{first_sentence, with_unit};

/// What of a scenario shows an outcome over time: its own column by month, the event that it counts, the observable whose
/// mean it is, or else what comparisons usually show.
pub fn quantity(outcome: &str, scenario: &Scenario) -> Quantity {
    let layout = Layout::of(scenario);
    let month = |name: &str| layout.month.iter().find(|own| own.name == name).cloned();
    let event = |name: &str| {
        let mut events = layout.run.iter().filter(|own| own.role == Role::EventTime);
        events.find(|own| own.name == name).cloned()
    };
    let first = format!("first_{}", outcome.trim_end_matches('s'));
    let plain = outcome.trim_end_matches("_mean");
    let found = month(outcome)
        .map(Quantity::Month)
        .or_else(|| event(outcome).map(Quantity::Event))
        .or_else(|| event(&first).map(Quantity::Event))
        .or_else(|| month(plain).map(Quantity::Month))
        .or_else(|| USUAL.into_iter().find_map(month).map(Quantity::Month));
    found.unwrap_or(Quantity::Nothing)
}

/// The table of the figure: each scenario over time, and below the paired differences.
///
/// # Errors
/// Never for what a picture holds: its columns have one length.
pub fn table(picture: &Picture) -> Result<Table, FigureError> {
    let mut rows = Rows::new(picture);
    let value = match &picture.quantity {
        Quantity::Event(event) => {
            rows.event(picture);
            share_in_words(event)
        }
        Quantity::Month(column) => {
            rows.month(picture, column);
            with_unit(first_sentence(&column.description), &column.unit)
        }
        Quantity::Nothing => String::new(),
    };
    let mut table = rows.out.table()?;
    table.say("value", value);
    table.say("note", &picture.differences);
    Ok(table)
}

/// Rows as they are gathered.
struct Rows {
    out: Columns,
    start: Month,
    names: [String; 2],
    /// When a lever holds in the other scenario.
    held: Vec<(Month, Month)>,
}

impl Rows {
    fn new(picture: &Picture) -> Self {
        let [baseline, other] = &picture.scenarios;
        let name = |at: usize| picture.arms.get(at).map(|arm| arm.name.clone());
        Self {
            out: Columns::new(
                &["shows", "series", "month"],
                &["estimate", "ci_low", "ci_high", "n", "held"],
            ),
            start: baseline.start,
            names: [0, 1].map(|at| name(at).unwrap_or_default()),
            held: held(baseline, other),
        }
    }

    /// A month: estimate, limits of the interval, and runs or pairs.
    fn push(&mut self, shows: &str, arm: usize, step: usize, values: [f64; 4]) {
        let month = self.start.plus(step as i32);
        let within = |(from, until): &(Month, Month)| *from <= month && month < *until;
        let holds = arm == 1 && self.held.iter().any(within);
        let [estimate, low, high, n] = values;
        let month = month.to_string();
        self.out.push(
            [shows, self.names[arm].as_str(), month.as_str()],
            [estimate, low, high, n, f64::from(u8::from(holds))],
        );
    }

    fn event(&mut self, picture: &Picture) {
        let months = picture.scenarios[0].horizon as usize;
        let by_run = |times: &Vec<f64>| -> Times { (0..).zip(times.iter().copied()).collect() };
        let times: Vec<Times> = picture.times.iter().map(by_run).collect();
        for (arm, own) in times.iter().enumerate().take(2) {
            for (step, share) in shares(own, months).into_iter().enumerate() {
                self.push("mean", arm, step, share);
            }
        }
        if let [baseline, other] = &times[..] {
            let effects = differences(baseline, other, months);
            for (step, effect) in effects.into_iter().enumerate() {
                self.push("effect", 1, step, effect);
            }
        }
    }

    fn month(&mut self, picture: &Picture, column: &MonthColumn) {
        let place = |columns: &[MonthColumn]| columns.iter().position(|c| c.name == column.name);
        for (arm, results) in picture.arms.iter().enumerate().take(2) {
            let at = place(&results.month_columns);
            for band in results.bands.iter().filter(|band| Some(band.column) == at) {
                let (low, high) = band.interval;
                self.push(
                    "mean",
                    arm,
                    band.step,
                    [band.mean, low, high, band.n as f64],
                );
            }
        }
        let at = place(&picture.month_columns);
        for own in picture.effects.iter().filter(|own| Some(own.column) == at) {
            let (low, high) = own.interval;
            self.push("effect", 1, own.step, [own.mean, low, high, own.n as f64]);
        }
    }
}

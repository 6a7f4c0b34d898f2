//! A trace for programs: JSON as it is, and one long CSV table.

use serde_json::json as value;

use super::Traced;
use crate::scenario::Month;
use crate::store::sheet::sheet;
use crate::study::trace::{MonthTrace, RunTrace, TERMS};

/// One line of JSON: the trace, and what the reader should know.
pub fn json(traced: &Traced) -> String {
    let whole = value!({
        "trace": traced.trace,
        "notes": traced.notes,
        "warnings": traced.warnings,
    });
    format!("{whole}\n")
}

/// What a row is about; empty for nothing.
#[derive(Clone, Copy, Debug, Default)]
struct About<'d> {
    section: &'static str,
    rung: Option<usize>,
    ally: &'d str,
    dyad: &'d str,
    channel: &'d str,
}

/// A number of a trace.
#[derive(Clone, Copy, Debug)]
pub struct LongRow<'d> {
    trace: &'d RunTrace,
    t: usize,
    month: Month,
    about: About<'d>,
    item: &'d str,
    value: f64,
}

sheet! {
    /// The long table of a trace: a row for every number.
    pub fn long<'d>() -> LongRow<'d> =
        "trace.csv", "Every number of a trace: what it is about, what it is, and its value." {
        /// Replicate number, counted from 0.
        run: integer["1"] = |r| r.trace.run,
        /// Who challenges.
        prober: string = |r| &r.trace.prober.code,
        /// Where.
        theatre: string = |r| &r.trace.theatre.code,
        /// Month counted from 0.
        t: integer["months"] = |r| r.t,
        /// Calendar month.
        month: yearmonth = |r| r.month,
        /// event, seen, belief, coordination, option, choice or response.
        section: string = |r| r.about.section,
        /// Rung that the row is about; empty if none.
        rung: integer["rung"] = |r| r.about.rung,
        /// Ally that the row is about, or who acted; empty if none.
        ally: string = |r| r.about.ally,
        /// Dyad that the row is about, or who was acted upon; empty if none.
        dyad: string = |r| r.about.dyad,
        /// Channel that the row is about, or where an event happened; empty if none.
        channel: string = |r| r.about.channel,
        /// What the number is.
        item: string = |r| r.item,
        /// The number; empty if missing.
        value: number["see item"] = |r| r.value,
    }
}

struct Long<'d> {
    rows: Vec<LongRow<'d>>,
    trace: &'d RunTrace,
}

impl<'d> Long<'d> {
    fn put(&mut self, month: &MonthTrace, about: About<'d>, item: &'d str, value: f64) {
        self.rows.push(LongRow {
            trace: self.trace,
            t: month.t,
            month: month.month,
            about,
            item,
            value,
        });
    }
}

/// The rows of the long table.
pub fn rows(trace: &RunTrace) -> Vec<LongRow<'_>> {
    let mut long = Long {
        rows: Vec::new(),
        trace,
    };
    for month in &trace.months {
        seen(&mut long, month);
        beliefs(&mut long, month);
        options(&mut long, month);
        response(&mut long, month);
    }
    long.rows
}

/// The long table as CSV.
pub fn csv(trace: &RunTrace) -> String {
    long().csv(rows(trace))
}

fn flag(x: bool) -> f64 {
    f64::from(u8::from(x))
}

fn seen<'d>(long: &mut Long<'d>, month: &'d MonthTrace) {
    for event in &month.events {
        let about = About {
            section: "event",
            rung: event.rung.map(usize::from),
            ally: &event.actor,
            dyad: &event.target,
            channel: &event.theatre,
        };
        long.put(month, about, &event.kind, event.value.unwrap_or(f64::NAN));
    }
    for own in &month.seen {
        let about = |channel| About {
            section: "seen",
            dyad: &own.dyad,
            channel,
            ..About::default()
        };
        let read = |x: Option<f64>| x.unwrap_or(f64::NAN);
        long.put(month, about("exercises"), "actual", own.exercises);
        long.put(month, about("exercises"), "seen", own.exercises_seen);
        long.put(month, about("statements"), "actual", flag(own.statement));
        long.put(month, about("statements"), "seen", flag(own.statement_seen));
        long.put(month, about("intel"), "actual", own.intel);
        long.put(month, about("intel"), "seen", read(own.intel_read));
        long.put(month, about("intel"), "suspended", flag(own.suspended));
        long.put(month, about("doctrine"), "actual", own.doctrine);
        long.put(month, about("doctrine"), "seen", read(own.doctrine_read));
    }
}

fn beliefs<'d>(long: &mut Long<'d>, month: &'d MonthTrace) {
    for belief in &month.beliefs {
        let about = About {
            section: "belief",
            ally: &belief.ally,
            ..About::default()
        };
        long.put(month, about, "resolute", flag(belief.resolute));
        long.put(month, about, "before", belief.before);
        long.put(month, about, "log_odds_before", belief.log_odds_before);
        long.put(month, about, "prediction", belief.prediction);
        for told in &belief.channels {
            let about = About {
                dyad: &told.dyad,
                channel: told.channel,
                ..about
            };
            long.put(month, about, "contribution", told.nats);
        }
        long.put(month, about, "joint", belief.joint);
        long.put(month, about, "pooling", belief.pooling);
        long.put(
            month,
            about,
            "log_odds_at_choice",
            belief.log_odds_at_choice,
        );
        long.put(month, about, "at_choice", belief.at_choice);
        long.put(month, about, "responses", belief.responses);
        long.put(month, about, "log_odds_after", belief.log_odds_after);
        long.put(month, about, "after", belief.after);
    }
    let about = About {
        section: "coordination",
        ..About::default()
    };
    let c = &month.coordination;
    long.put(month, about, "before", c.before);
    long.put(month, about, "estimate", c.estimate);
    long.put(month, about, "sd", c.sd);
    long.put(month, about, "actual", c.actual);
}

fn options<'d>(long: &mut Long<'d>, month: &'d MonthTrace) {
    for option in &month.options {
        let about = About {
            section: "option",
            rung: Some(option.rung),
            ..About::default()
        };
        for ((key, _), x) in TERMS.iter().zip(option.terms.values()) {
            long.put(month, about, key, x);
        }
        long.put(month, about, "utility", option.utility);
        long.put(month, about, "probability", option.probability);
        if option.rung > 0 {
            long.put(month, about, "expected_response", option.expected);
            long.put(month, about, "per_response", option.per_response);
        }
        for (belief, x) in month.beliefs.iter().zip(&option.responds) {
            let about = About {
                ally: &belief.ally,
                ..about
            };
            long.put(month, about, "expected_to_respond", *x);
        }
    }
    let choice = &month.choice;
    let about = |rung| About {
        section: "choice",
        rung: Some(rung),
        ..About::default()
    };
    long.put(month, about(choice.drawn), "draw", choice.draw);
    long.put(month, about(choice.drawn), "range_from", choice.range.0);
    long.put(month, about(choice.drawn), "range_to", choice.range.1);
    long.put(month, about(choice.drawn), "precision", choice.precision);
    long.put(month, about(choice.rung), "rung", choice.rung as f64);
}

fn response<'d>(long: &mut Long<'d>, month: &'d MonthTrace) {
    let Some(response) = &month.response else {
        return;
    };
    let about = About {
        section: "response",
        rung: Some(month.choice.rung),
        ..About::default()
    };
    for reply in &response.by_ally {
        let about = About {
            ally: &reply.ally,
            ..about
        };
        long.put(month, about, "probability", reply.probability);
        long.put(month, about, "expected", reply.expected);
        long.put(month, about, "responds", flag(reply.responds));
        long.put(month, about, "hard", flag(reply.hard));
    }
    long.put(month, about, "strength", response.strength);
    long.put(month, about, "expected", response.expected);
    long.put(month, about, "success", flag(response.success));
    long.put(month, about, "fired", response.fired);
    long.put(month, about, "leaked", response.leaked);
}

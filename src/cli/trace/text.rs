//! A trace for people.

use std::fmt::Write as _;

use crate::cli::layout::{Table, paragraph};
use crate::study::trace::{BeliefTrace, MonthTrace, RunTrace, TERMS};
use crate::tasks::numbers::{chance, change, fixed};
use crate::tasks::trace::summary::summary;
use crate::tasks::trace::words::{LABELS, draw, dyad, happened, response_lines};

/// Numbers below this round to 0.
const SMALL: f64 = 0.0005;

/// How to read what follows.
const KEY: &str = "Beliefs are probabilities that an ally is resolute; what changes them is in nats of log-odds. The figure of \
a channel is the log-odds with all evidence of the month less the log-odds had this channel told nothing, so that \
no order of channels is assumed; \"told together\" is what is then left. In the heads stands what the ally \
in fact is, which the prober does not know. Rows add up; rows that round to 0 are left \
out. Utilities are the model's (M12), P(a) is proportional to exp(λ·U). --format csv and json have every digit.";

/// The whole trace.
pub fn text(trace: &RunTrace) -> String {
    let mut out = String::new();
    let span = match (trace.months.first(), trace.months.last()) {
        (Some(first), Some(last)) => format!(", {} to {}", first.month, last.month),
        _ => String::new(),
    };
    let title = format!(
        "Run {} of {} (seed {}): {} ({}) in {} ({}){span}",
        trace.run,
        trace.scenario,
        trace.seed,
        trace.prober.name,
        trace.prober.code,
        trace.theatre.name,
        trace.theatre.code,
    );
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{title}\n");
    for words in summary(trace) {
        out.push_str(&paragraph("", &words));
    }
    out.push('\n');
    out.push_str(&paragraph("", KEY));
    let rungs: Vec<String> = trace
        .rungs
        .iter()
        .enumerate()
        .map(|(a, name)| format!("{a} {name}"))
        .collect();
    out.push_str(&paragraph("", &format!("Rungs: {}.", rungs.join(", "))));
    for month in &trace.months {
        write_month(&mut out, trace, month);
    }
    out
}

/// A line with a label of its own, and further lines below it.
fn labelled(out: &mut String, label: &str, lines: &[String]) {
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    for (label, line) in labels.zip(lines) {
        out.push_str(&paragraph(&format!("  {label:<14}"), line));
    }
}

/// The first column to the left, the others to the right.
fn table() -> Table {
    Table::new("<>").indented(2)
}

/// A row of a label and a cell for each of some things.
fn row<T>(table: &mut Table, label: &str, things: &[T], of: impl Fn(&T) -> String) {
    table.row(std::iter::once(label.to_owned()).chain(things.iter().map(of)));
}

/// A row of changes, unless all of them round to 0.
fn changes<T>(table: &mut Table, label: &str, things: &[T], of: impl Fn(&T) -> f64) {
    if things.iter().any(|thing| of(thing).abs() >= SMALL) {
        row(table, label, things, |thing| change(of(thing), 3));
    }
}

fn write_month(out: &mut String, trace: &RunTrace, month: &MonthTrace) {
    let peak = if trace.peak == Some(month.t) {
        ": first month with the highest rung of this challenge"
    } else {
        ""
    };
    let _ = writeln!(out, "\n{} (month {}){peak}", month.month, month.t + 1);
    labelled(out, "Happened", &[happened(month)]);
    let seen: Vec<String> = month.seen.iter().map(dyad).collect();
    labelled(out, "Seen", &seen);
    let _ = writeln!(out, "\n{}", beliefs(&month.beliefs));
    let c = &month.coordination;
    let coordination = format!(
        "estimate {} -> {} (standard deviation {}); in fact {}",
        fixed(c.before, 3),
        fixed(c.estimate, 3),
        fixed(c.sd, 3),
        fixed(c.actual, 3)
    );
    labelled(out, "Coordination", &[coordination]);
    let _ = writeln!(out, "\n{}", options(month));
    labelled(out, "Draw", &[draw(&month.choice)]);
    if let Some(response) = &month.response {
        labelled(out, "Response", &response_lines(response));
    }
}

fn beliefs(all: &[BeliefTrace]) -> Table {
    let mut out = table();
    row(&mut out, "Belief in resolve", all, |b| {
        format!("{} ({})", b.ally, if b.resolute { "is" } else { "is not" })
    });
    row(&mut out, "  before", all, |b| fixed(b.before, 3));
    row(&mut out, "  before, log-odds", all, |b| {
        change(b.log_odds_before, 3)
    });
    let [before, together, pooled, responses] = LABELS;
    changes(&mut out, &format!("    {before}"), all, |b| b.prediction);
    let channels = all.first().map_or(&[][..], |b| &b.channels);
    for (n, told) in channels.iter().enumerate() {
        let label = format!("    {} {}", told.dyad, told.channel);
        let nats = |b: &BeliefTrace| b.channels.get(n).map_or(0.0, |c| c.nats);
        changes(&mut out, &label, all, nats);
    }
    changes(&mut out, &format!("    {together}"), all, |b| b.joint);
    changes(&mut out, &format!("    {pooled}"), all, |b| b.pooling);
    row(&mut out, "  at the choice", all, |b| fixed(b.at_choice, 3));
    changes(&mut out, &format!("    {responses}"), all, |b| b.responses);
    row(&mut out, "  after, log-odds", all, |b| {
        change(b.log_odds_after, 3)
    });
    row(&mut out, "  after", all, |b| fixed(b.after, 3));
    out
}

fn options(month: &MonthTrace) -> Table {
    let (mut out, all) = (table(), &month.options);
    row(&mut out, "Options", all, |o| format!("rung {}", o.rung));
    for (n, (_, label)) in TERMS.iter().enumerate() {
        changes(&mut out, &format!("  {label}"), all, |o| {
            o.terms.values().get(n).copied().unwrap_or(0.0)
        });
    }
    row(&mut out, "  utility U", all, |o| change(o.utility, 3));
    row(&mut out, "  expected response ρ̂", all, |o| {
        match o.rung {
            0 => String::new(),
            _ => fixed(o.expected, 3),
        }
    });
    row(&mut out, "  probability", all, |o| chance(o.probability));
    out
}

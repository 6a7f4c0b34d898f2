//! A trace for people.

use std::fmt::Write as _;

use crate::cli::numbers::number;
use crate::cli::numbers::signed;
use crate::cli::trace::summary::summary;
use crate::cli::trace::words::amount;
use crate::cli::trace::words::dyad;
use crate::cli::trace::words::happened;
use crate::study::trace::{BeliefTrace, MonthTrace, ResponseTrace, RunTrace, TERMS};

/// Width of the text in characters.
const WIDTH: usize = 100;

/// How to read what follows.
const KEY: &str = "Beliefs are probabilities that an ally is resolute; what changes them is in nats of log-odds. The figure of \
a channel is the log-odds with all evidence of the month less the log-odds had this channel told nothing, so that \
no order of channels is assumed; \"told together\" is what is then left. In the heads stands what the ally \
in fact is, which the prober does not know. Rows add up; rows that round to 0 are left \
out. Utilities are the model's (M12), P(a) is proportional to exp(λ·U). --format csv and json have every digit.";

/// A share with so many decimals.
pub fn share(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    signed(x, &text).trim_start_matches('+').to_owned()
}

/// A change with its sign.
pub fn change(x: f64) -> String {
    signed(x, &format!("{x:.3}"))
}

/// A probability in %, with three digits where it is small.
pub fn percent(p: f64) -> String {
    format!("{} %", number(100.0 * p))
}

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
    for paragraph in summary(trace) {
        wrap(&mut out, &paragraph, "");
    }
    out.push('\n');
    wrap(&mut out, KEY, "");
    let rungs: Vec<String> = trace
        .rungs
        .iter()
        .enumerate()
        .map(|(a, name)| format!("{a} {name}"))
        .collect();
    wrap(&mut out, &format!("Rungs: {}.", rungs.join(", ")), "");
    for month in &trace.months {
        write_month(&mut out, trace, month);
    }
    out
}

/// Breaks a paragraph into lines.
fn wrap(out: &mut String, paragraph: &str, indent: &str) {
    let mut used = 0;
    for word in paragraph.split(' ') {
        let length = width(word);
        if used > 0 && used + 1 + length > WIDTH {
            out.push('\n');
            used = 0;
        }
        if used == 0 {
            // The first line is the caller's to indent.
            if out.ends_with('\n') {
                out.push_str(indent);
                used = width(indent);
            }
        } else {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out.push('\n');
}

/// Columns that a text takes: the hat of ρ̂ takes none of its own.
fn width(text: &str) -> usize {
    text.chars().filter(|c| *c != '\u{302}').count()
}

/// A line with a label of its own, and further lines below it.
fn labelled(out: &mut String, label: &str, lines: &[String]) {
    for (n, line) in lines.iter().enumerate() {
        let label = if n == 0 { label } else { "" };
        let start = format!("  {label:<14}");
        let mut text = String::from("\n");
        wrap(&mut text, line, &" ".repeat(start.len()));
        // The text of the first line begins where the label ends.
        out.push_str(&start);
        out.push_str(text.trim_start());
    }
}

/// A table: first column to the left, the others to the right.
fn table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|k| {
            rows.iter()
                .filter_map(|r| r.get(k))
                .map(|c| width(c))
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in rows {
        let mut line = String::from("  ");
        for (k, (cell, wide)) in row.iter().zip(&widths).enumerate() {
            let space = " ".repeat(wide.saturating_sub(width(cell)));
            if k == 0 {
                line.push_str(&format!("{cell}{space}"));
            } else {
                line.push_str(&format!("  {space}{cell}"));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
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
    out.push('\n');
    table(out, &belief_rows(&month.beliefs));
    let c = &month.coordination;
    let coordination = format!(
        "estimate {} -> {} (standard deviation {}); in fact {}",
        share(c.before, 3),
        share(c.estimate, 3),
        share(c.sd, 3),
        share(c.actual, 3)
    );
    out.push('\n');
    labelled(out, "Coordination", &[coordination]);
    out.push('\n');
    table(out, &option_rows(month));
    out.push('\n');
    let choice = &month.choice;
    let mut line = format!(
        "{} fell between {} and {}: rung {}",
        share(choice.draw, 5),
        share(choice.range.0, 5),
        share(choice.range.1, 5),
        choice.drawn
    );
    if let Some(reason) = choice.overridden {
        line.push_str(&format!(", but {reason}: rung {}", choice.rung));
    }
    labelled(out, "Draw", &[line]);
    if let Some(response) = &month.response {
        labelled(out, "Response", &response_lines(response));
    }
}

fn belief_rows(beliefs: &[BeliefTrace]) -> Vec<Vec<String>> {
    let row = |label: &str, of: &dyn Fn(&BeliefTrace) -> String| -> Vec<String> {
        let cells = beliefs.iter().map(of);
        std::iter::once(label.to_owned()).chain(cells).collect()
    };
    let head =
        |b: &BeliefTrace| format!("{} ({})", b.ally, if b.resolute { "is" } else { "is not" });
    let mut rows = vec![row("Belief in resolve", &head)];
    rows.push(row("  before", &|b| share(b.before, 3)));
    rows.push(row("  before, log-odds", &|b| change(b.log_odds_before)));
    let mut parts: Vec<(String, Vec<f64>)> = Vec::new();
    let all = |of: &dyn Fn(&BeliefTrace) -> f64| -> Vec<f64> { beliefs.iter().map(of).collect() };
    parts.push((
        "    types may have changed".to_owned(),
        all(&|b| b.prediction),
    ));
    let channels = beliefs.first().map_or(0, |b| b.channels.len());
    for n in 0..channels {
        let Some(first) = beliefs.first().and_then(|b| b.channels.get(n)) else {
            continue;
        };
        let label = format!("    {} {}", first.dyad, first.channel);
        parts.push((label, all(&|b| b.channels.get(n).map_or(0.0, |c| c.nats))));
    }
    parts.push(("    told together".to_owned(), all(&|b| b.joint)));
    parts.push(("    pooled in the bloc".to_owned(), all(&|b| b.pooling)));
    let shown = |values: &[f64]| values.iter().any(|x| x.abs() >= 0.0005);
    let cells = |(label, values): &(String, Vec<f64>)| -> Vec<String> {
        let cells = values.iter().map(|x| change(*x));
        std::iter::once(label.clone()).chain(cells).collect()
    };
    rows.extend(parts.iter().filter(|(_, values)| shown(values)).map(cells));
    rows.push(row("  at the choice", &|b| share(b.at_choice, 3)));
    let responses = ("    responses to probes".to_owned(), all(&|b| b.responses));
    if shown(&responses.1) {
        rows.push(cells(&responses));
    }
    rows.push(row("  after, log-odds", &|b| change(b.log_odds_after)));
    rows.push(row("  after", &|b| share(b.after, 3)));
    rows
}

fn option_rows(month: &MonthTrace) -> Vec<Vec<String>> {
    let options = &month.options;
    let with = |label: &str, cells: Vec<String>| -> Vec<String> {
        std::iter::once(label.to_owned()).chain(cells).collect()
    };
    let mut rows = vec![with(
        "Options",
        options.iter().map(|o| format!("rung {}", o.rung)).collect(),
    )];
    for (n, (_, label)) in TERMS.iter().enumerate() {
        let values: Vec<f64> = options
            .iter()
            .map(|o| o.terms.values().get(n).copied().unwrap_or(0.0))
            .collect();
        if values.iter().any(|x| x.abs() >= 0.0005) {
            let cells = values.iter().map(|x| change(*x)).collect();
            rows.push(with(&format!("  {label}"), cells));
        }
    }
    rows.push(with(
        "  utility U",
        options.iter().map(|o| change(o.utility)).collect(),
    ));
    let expected = |rung: usize, x: f64| {
        if rung == 0 {
            String::new()
        } else {
            share(x, 3)
        }
    };
    rows.push(with(
        "  expected response ρ̂",
        options
            .iter()
            .map(|o| expected(o.rung, o.expected))
            .collect(),
    ));
    rows.push(with(
        "  probability",
        options.iter().map(|o| percent(o.probability)).collect(),
    ));
    rows
}

fn response_lines(response: &ResponseTrace) -> Vec<String> {
    let mut lines: Vec<String> = response
        .by_ally
        .iter()
        .map(|reply| {
            let does = match (reply.responds, reply.hard) {
                (true, true) => "responds hard",
                (true, false) => "responds in a measured way",
                (false, _) => "does not respond",
            };
            format!(
                "{} {does} (probability {}; expected {})",
                reply.ally,
                percent(reply.probability),
                percent(reply.expected)
            )
        })
        .collect();
    let missiles = if response.fired > 0.0 {
        format!(
            "; {} of {} missiles leaked",
            amount(response.leaked),
            amount(response.fired)
        )
    } else {
        String::new()
    };
    lines.push(format!(
        "strength S = {} against ρ̂ = {} expected: the probe {}{missiles}",
        share(response.strength, 3),
        share(response.expected, 3),
        if response.success {
            "succeeds"
        } else {
            "is repelled"
        }
    ));
    lines
}

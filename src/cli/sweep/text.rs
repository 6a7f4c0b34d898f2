//! Studies for people and for programs.

use serde_json::{Value, json as value};

use crate::cli::layout::Table;
use crate::cli::streams::Streams;
use crate::study::factor::{Factor, Scale, Values};
use crate::study::{Constraint, Study};
use crate::tasks::Saved;
use crate::tasks::sweep::{Ask, Cost, Swept};
use crate::words::{duration, grouped, size};

/// Levels of a factor that are listed.
const LISTED: usize = 12;

/// What a study left, for programs.
pub fn json(saved: &Saved<Swept>) -> Value {
    let swept = &saved.what;
    value!({
        "folder": saved.folder.display().to_string(),
        "study": swept.study,
        "hash": swept.hash,
        "runs": swept.runs,
        "runs_done": swept.runs_done,
        "runs_new": swept.runs_new,
        "failed": swept.failed,
        "status": swept.progress,
        "files": saved.files,
    })
}

/// Says which warnings there are, and whether runs failed.
pub fn failed(saved: &Saved<Swept>, streams: &mut Streams<'_>) {
    let swept = &saved.what;
    if swept.failed > 0 {
        let (failed, runs) = (grouped(swept.failed), grouped(swept.runs_done));
        streams.say(format_args!(
            "warning: {failed} of {runs} runs failed; column `failed` of runs.csv says why"
        ));
    }
    streams.warn(&saved.warnings);
}

/// What a study takes, for programs.
pub fn cost_json(ask: &Ask<'_>, cost: &Cost) -> Value {
    let study = &ask.planned.study;
    value!({
        "study": study.name,
        "design": study.design.kind(),
        "points": study.len(),
        "candidates": study.candidates,
        "constraints": study.constraints.iter().map(constraint_json).collect::<Vec<_>>(),
        "replicates": study.replicates,
        "runs": study.runs(),
        "factors": study.factors.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        "threads": ask.threads,
        "seconds": cost.seconds,
        "bytes": cost.bytes,
        "runs_per_second": cost.pace.runs_per_second,
        "bytes_per_run": cost.pace.bytes_per_run,
    })
}

/// What a study takes, for people.
pub fn cost_text(ask: &Ask<'_>, cost: &Cost) -> String {
    let study = &ask.planned.study;
    let (points, factors) = (grouped(study.len() as u64), study.factors.len());
    let numbers = match study.independent {
        true => "each point with random numbers of its own",
        false => "all points with the same random numbers",
    };
    let rows = [
        (
            "design",
            format!(
                "{}, {points} points of {factors} factors{}",
                study.design.kind(),
                left_out(study)
            ),
        ),
        (
            "replicates",
            format!("{}, {numbers}", grouped(study.replicates)),
        ),
        ("runs", grouped(study.runs())),
        (
            "time",
            format!(
                "{} on {} threads: {} runs/s, measured just now at point 0",
                duration(cost.seconds),
                ask.threads,
                grouped(cost.pace.runs_per_second as u64)
            ),
        ),
        (
            "disk",
            format!(
                "{}: a row of {:.0} bytes for each run, measured likewise, and the design",
                size(cost.bytes),
                cost.pace.bytes_per_run
            ),
        ),
    ];
    let mut table = Table::new("<").indented(2);
    for (what, text) in rows {
        table.row([what.to_owned(), text]);
    }
    let factors: String = study.factors.iter().map(factor).collect();
    format!(
        "{}: {}\n{table}  factors\n{factors}",
        study.name, study.title
    )
}

fn constraint_json(constraint: &Constraint) -> Value {
    value!({ "condition": constraint.text(), "rejected": constraint.rejected() })
}

/// How many points constraints left out, if there are any.
fn left_out(study: &Study) -> String {
    match study.constraints.len() {
        0 => String::new(),
        _ => format!(
            " ({} of {} left out by constraints)",
            grouped((study.candidates - study.len()) as u64),
            grouped(study.candidates as u64)
        ),
    }
}

/// A line on a factor.
fn factor(factor: &Factor) -> String {
    let more = match factor.also.len() {
        0 => String::new(),
        1 => " and 1 path more".to_owned(),
        count => format!(" and {count} paths more"),
    };
    format!("    {}{more}: {}\n", factor.path, describe(&factor.values))
}

fn describe(values: &Values) -> String {
    match values {
        Values::Range { low, high, scale } => {
            let log = if *scale == Scale::Log {
                ", log scale"
            } else {
                ""
            };
            format!("{low} to {high}{log}")
        }
        Values::Integers { low, high } => format!("integers from {low} to {high}"),
        Values::Distribution(prior) => prior.to_string(),
        Values::Levels(list) | Values::Categories(list) | Values::Weighted { list, .. } => {
            let words: Vec<String> = list.iter().take(LISTED).map(ToString::to_string).collect();
            let more = list.len().saturating_sub(LISTED);
            let more = if more > 0 {
                format!(", … {more} more")
            } else {
                String::new()
            };
            let weighted = match values {
                Values::Weighted { .. } => ", by weights",
                _ => "",
            };
            words.join(", ") + &more + weighted
        }
    }
}

//! Boxes for people and for programs.

use std::fmt::Write as _;

use serde_json::json as value;

use crate::analysis::prim::cases::CaseRule;
use crate::analysis::prim::discover::Found;
use crate::analysis::prim::points::Shown;
use crate::cli::layout::Table;
use crate::store::discover_files::mean_inside;
use crate::tasks::Saved;
use crate::tasks::discover::Discovered;
use crate::tasks::discover::findings::{findings, rule_in_words, why};
use crate::tasks::numbers::{percent, short, unit};
use crate::words::grouped;

/// The findings in plain words, and the folder in the last line.
pub fn summary(saved: &Saved<Discovered>) -> String {
    let mut out = String::new();
    let done = &saved.what;
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{}\n", heading(done));
    for found in &done.discovery.boxes {
        box_text(done, found, &mut out);
    }
    if let Some(ended) = done.discovery.ended {
        let _ = writeln!(out, "{}\n", why(ended, done));
    }
    let _ = writeln!(
        out,
        "Quasi-p: chance of as many cases if the limits on that factor did nothing. Half-samples: share that\n\
         restrict the factor again at the same coverage, and at the same density. Shuffles answer for the whole\n\
         search. All steps: trajectory.csv and boxes.csv; --box STEP reports another one."
    );
    let _ = writeln!(out, "{}", saved.folder.display());
    out
}

fn heading(done: &Discovered) -> String {
    let total = done.discovery.total;
    let (points, cases) = (grouped(total.points as u64), grouped(total.cases as u64));
    let share = percent(total.density());
    let mut text = format!(
        "Of {points} points {cases} are cases ({share}): {}",
        what(done)
    );
    let known: Vec<bool> = done.outcomes.iter().filter_map(|o| o.uncertain).collect();
    let uncertain = known.iter().filter(|uncertain| **uncertain).count();
    let threshold = short(done.threshold);
    let _ = match known.len() {
        0 => write!(
            text,
            "\nWith one run a point, nobody knows which points are cases by chance."
        ),
        _ => write!(
            text,
            "\nFor {} of them this is uncertain: the 95 % interval of the mean includes {threshold}.",
            grouped(uncertain as u64)
        ),
    };
    text
}

/// What a case is.
fn what(done: &Discovered) -> String {
    let runs = || done.outcomes.iter().map(|outcome| outcome.runs);
    let (fewest, most) = (runs().min().unwrap_or(0), runs().max().unwrap_or(0));
    let over = match (fewest, most) {
        (1, 1) => "one run".to_owned(),
        (a, b) if a == b => format!("{a} runs"),
        (a, b) => format!("{a} to {b} runs"),
    };
    let rule = match done.rule {
        CaseRule::Top(_) => format!(
            "{}, at least {}",
            rule_in_words(done.rule),
            short(done.threshold)
        ),
        rule => rule_in_words(rule),
    };
    format!(
        "the mean of `{}`{} over {over} is {rule}.",
        done.output.name,
        unit(&done.output.unit)
    )
}

fn box_text(done: &Discovered, found: &Found, out: &mut String) {
    let (step, last) = (found.step(), found.trajectory.steps.len() - 1);
    let number_of = found.number;
    if step.restricted.is_empty() {
        let _ = writeln!(
            out,
            "Box {number_of}: none. No box has a better trade-off of coverage and density than the whole space\n\
             (step 0 of {last})."
        );
    } else {
        let _ = writeln!(
            out,
            "Box {number_of} (step {} of {last}{}): in the box {} of {} points are cases ({}, density), and it\n\
             holds {} of all cases (coverage). Mean outcome {}.",
            found.selected.step,
            if found.chosen { ", as asked" } else { "" },
            grouped(step.count.cases as u64),
            grouped(step.count.points as u64),
            percent(step.density),
            percent(step.coverage),
            short(mean_inside(&done.data(), found, found.selected.step)),
        );
    }
    if let (false, Some(wanted)) = (found.selected.reached, done.settings.threshold) {
        let _ = writeln!(
            out,
            "No step reaches the density of {} asked for; this is the densest.",
            percent(wanted)
        );
    }
    let restricted = found.quasi_p.get(found.selected.step);
    let restricted = restricted.into_iter().flatten();
    let mut rows = Table::new("<").indented(2);
    rows.row(["", "", "quasi-p", "half-samples"]);
    let mut any = false;
    for quasi in restricted {
        any = true;
        let place = quasi.dimension;
        let name = done.points.dimensions().get(place).map(|d| d.name.clone());
        let shown = done
            .points
            .shown(place, &step.region, &found.trajectory.whole);
        let again = found.reproduced.get(place).map_or_else(
            || "-".to_owned(),
            |again| format!("{}, {}", percent(again.coverage), percent(again.density)),
        );
        rows.row([
            name.unwrap_or_default(),
            limits(&shown),
            probability(quasi.dropped),
            again,
        ]);
    }
    if any {
        let _ = write!(out, "{rows}");
    }
    let shuffled = found.shuffled;
    if shuffled.shuffles > 0 {
        let _ = writeln!(
            out,
            "Chance: in {} of {} searches through shuffled cases there was as strong a box (p = {}).",
            shuffled.as_strong,
            shuffled.shuffles,
            short(shuffled.p())
        );
    }
    out.push('\n');
}

/// Limits in words.
fn limits(shown: &Shown) -> String {
    match (shown.low, shown.high) {
        (Some(low), Some(high)) => format!("{} to {}", short(low), short(high)),
        (Some(low), None) => format!("at least {}", short(low)),
        (None, Some(high)) => format!("at most {}", short(high)),
        (None, None) => shown.words.join(" or "),
    }
}

/// A probability; those too small for a number are not zero.
fn probability(p: f64) -> String {
    if p == 0.0 {
        "< 1e-300".to_owned()
    } else {
        short(p)
    }
}

/// One line of JSON; numbers that do not exist are null.
pub fn json(saved: &Saved<Discovered>) -> String {
    let mut all = findings(&saved.what);
    all["folder"] = value!(saved.folder.display().to_string());
    all["files"] = value!(saved.files);
    format!("{all}\n")
}

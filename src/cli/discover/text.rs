//! Boxes for people and for programs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json as value};

use crate::analysis::prim::cases::CaseRule;
use crate::analysis::prim::discover::{Ended, Found};
use crate::analysis::prim::points::Shown;
use crate::cli::numbers::short;
use crate::store::discover_files::mean_inside;
use crate::tasks::discover::Discovered;
use crate::tasks::discover::rule_in_words;
use crate::words::grouped;

/// The findings in plain words, and the folder in the last line.
pub fn summary(done: &Discovered) -> String {
    let mut out = String::new();
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
    let _ = writeln!(out, "{}", done.request.out.display());
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
    let unit = match done.output.unit.as_str() {
        "" | "1" => String::new(),
        unit => format!(" ({unit})"),
    };
    let rule = match done.request.rule {
        CaseRule::Top(_) => format!(
            "{}, at least {}",
            rule_in_words(done.request.rule),
            short(done.threshold)
        ),
        rule => rule_in_words(rule),
    };
    format!(
        "the mean of `{}`{unit} over {over} is {rule}.",
        done.output.name
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
    if let (false, Some(wanted)) = (found.selected.reached, done.request.settings.threshold) {
        let _ = writeln!(
            out,
            "No step reaches the density of {} asked for; this is the densest.",
            percent(wanted)
        );
    }
    let mut rows = vec![["", "", "quasi-p", "half-samples"].map(str::to_owned)];
    for quasi in found.quasi_p.get(found.selected.step).into_iter().flatten() {
        let place = quasi.dimension;
        let name = done.points.dimensions().get(place).map(|d| d.name.clone());
        let shown = done
            .points
            .shown(place, &step.region, &found.trajectory.whole);
        let again = found.reproduced.get(place).map_or_else(
            || "-".to_owned(),
            |again| format!("{}, {}", percent(again.coverage), percent(again.density)),
        );
        rows.push([
            name.unwrap_or_default(),
            limits(&shown),
            probability(quasi.dropped),
            again,
        ]);
    }
    if rows.len() > 1 {
        laid_out(&rows, out);
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

fn laid_out(rows: &[[String; 4]], out: &mut String) {
    let width = |k: usize| {
        rows.iter()
            .map(|row| row[k].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [0, 1, 2, 3].map(width);
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| {
            let space = " ".repeat(width.saturating_sub(cell.chars().count()));
            format!("{cell}{space}")
        });
        let line = cells.collect::<Vec<String>>().join("  ");
        let _ = writeln!(out, "  {}", line.trim_end());
    }
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

fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent == libm::trunc(percent) || percent >= 10.0 {
        format!("{percent:.0} %")
    } else {
        format!("{percent:.1} %")
    }
}

fn why(ended: Ended, done: &Discovered) -> String {
    let next = done.discovery.boxes.len() + 1;
    let reason = match ended {
        Ended::NoCasesLeft => "no cases are left outside the boxes",
        Ended::TooFewLeft => "fewer points are left than the smallest mass of a box",
        Ended::BelowThreshold => "no box of the other points reaches the density asked for",
        Ended::NoBox => "no box of the other points is better than all of them",
    };
    format!("There is no box {next}: {reason}.")
}

/// One line of JSON; numbers that do not exist are null.
pub fn json(done: &Discovered) -> String {
    let mut all = findings(done);
    if let Some(map) = all.as_object_mut() {
        let folder = done.request.out.display().to_string();
        map.insert("folder".to_owned(), value!(folder));
        map.insert("files".to_owned(), value!(done.files));
    }
    format!("{all}\n")
}

/// All that was asked and found, without what differs between machines.
pub fn findings(done: &Discovered) -> Value {
    let (request, total) = (&done.request, done.discovery.total);
    let (rule, asked) = match request.rule {
        CaseRule::Above(x) => ("above", x),
        CaseRule::Below(x) => ("below", x),
        CaseRule::Top(x) => ("top_percent", x),
    };
    let known: Vec<bool> = done.outcomes.iter().filter_map(|o| o.uncertain).collect();
    let uncertain = (!known.is_empty()).then(|| known.iter().filter(|u| **u).count());
    let settings = &request.settings;
    let boxes: Vec<Value> = done
        .discovery
        .boxes
        .iter()
        .map(|b| box_json(done, b))
        .collect();
    value!({
        "output": done.output.name,
        "unit": done.output.unit,
        "outcome": "mean over the runs of a point",
        "rule": rule,
        "value": asked,
        "threshold": done.threshold,
        "points": total.points,
        "cases": total.cases,
        "uncertain": uncertain,
        "factors": done.points.dimensions().iter().map(|d| d.name.as_str()).collect::<Vec<_>>(),
        "paths": done.factors.iter().map(|f| (f.column.clone(), value!(f.path))).collect::<Map<_, _>>(),
        "log": done.factors.iter().filter(|f| f.log).map(|f| f.column.as_str()).collect::<Vec<_>>(),
        "settings": {
            "peel": settings.search.peel,
            "paste": settings.search.paste,
            "mass": settings.search.mass,
            "objective": request.objective,
            "boxes": settings.boxes,
            "threshold": settings.threshold,
            "steps": settings.steps,
            "restrict": settings.search.most,
            "resamples": settings.resamples,
            "shuffles": settings.shuffles,
            "seed": settings.seed,
        },
        "inputs": done.inputs,
        "boxes": boxes,
        "ended": done.discovery.ended.map(|ended| why(ended, done)),
        "notes": done.notes,
    })
}

fn box_json(done: &Discovered, found: &Found) -> Value {
    let step = found.step();
    let quasi = found.quasi_p.get(found.selected.step).into_iter().flatten();
    let limits: Vec<Value> = quasi
        .map(|quasi| {
            let place = quasi.dimension;
            let shown = done
                .points
                .shown(place, &step.region, &found.trajectory.whole);
            let again = found.reproduced.get(place);
            value!({
                "factor": done.points.dimensions().get(place).map(|d| d.name.as_str()),
                "low": shown.low,
                "high": shown.high,
                "values": shown.words,
                "quasi_p": quasi.dropped,
                "quasi_p_low": quasi.low,
                "quasi_p_high": quasi.high,
                "reproduced_coverage": again.map(|again| again.coverage),
                "reproduced_density": again.map(|again| again.density),
            })
        })
        .collect();
    let p = (found.shuffled.shuffles > 0).then(|| found.shuffled.p());
    value!({
        "box": found.number,
        "step": found.selected.step,
        "steps": found.trajectory.steps.len(),
        "chosen": found.chosen,
        "reached": found.selected.reached,
        "points": step.count.points,
        "cases": step.count.cases,
        "coverage": step.coverage,
        "density": step.density,
        "mass": step.mass,
        "mean": mean_inside(&done.data(), found, found.selected.step),
        "limits": limits,
        "as_strong": found.shuffled.as_strong,
        "shuffles": found.shuffled.shuffles,
        "p": p,
    })
}

//! A sensitivity analysis for people.

use std::fmt::Write as _;

use super::words::{Of, words};
use crate::analysis::sensitivity::Estimate;
use crate::cli::layout::Table;
use crate::named::Named;
use crate::store::sensitivity_files::{IndexRow, OutputVariance};
use crate::tasks::Saved;
use crate::tasks::numbers::{self, number, unit};
use crate::tasks::sensitivity::{Analysed, Method, SHARES};

/// Up to so many outputs have a table of their own.
const TABLES: usize = 3;
/// Factors in the line of an output without a table.
const TOP: usize = 3;

/// The tables, what they mean, and the folder in the last line.
pub fn text(saved: &Saved<Analysed>) -> String {
    let mut out = String::new();
    let analysed = &saved.what;
    let plan = &analysed.plan;
    let runs = match analysed.replicates {
        1 => "one run each".to_owned(),
        n => format!("{n} runs each"),
    };
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{} points of a `{}` design, {runs}; 95 % intervals from {} resamples.",
        analysed.points, plan.design, analysed.resamples
    );
    for method in &plan.methods {
        out.push('\n');
        if analysed.variances.len() > TABLES {
            lines(&mut out, analysed, *method);
        } else {
            for variance in &analysed.variances {
                table(&mut out, analysed, *method, variance);
            }
        }
        let _ = writeln!(out, "{}", meaning(*method));
    }
    if !analysed.left_out.is_empty() {
        let names: Vec<&str> = analysed.left_out.iter().map(|c| c.name.as_str()).collect();
        let _ = writeln!(
            out,
            "\nLeft out, because some runs have no value of them: {}.",
            names.join(", ")
        );
    }
    let _ = writeln!(
        out,
        "\nAll indices, at {} % of the runs: sensitivity.csv. Variance by parameters and chance: variance.csv.",
        SHARES.map(|share| (100.0 * share).to_string()).join(", ")
    );
    let _ = writeln!(out, "{}", saved.folder.display());
    out
}

/// The index by which a method ranks factors, and the ones shown beside it.
const fn shown(method: Method) -> (&'static str, &'static [&'static str]) {
    match method {
        Method::Sobol => ("ST", &["S1"]),
        Method::Morris => ("mu_star", &["mu", "sigma", "mu_star_noise"]),
        Method::Ofat => ("range", &[]),
        Method::Prcc => ("prcc", &[]),
        Method::Src => ("src", &[]),
        Method::Pawn => ("pawn", &["pawn_max", "pawn_noise"]),
    }
}

const fn meaning(method: Method) -> &'static str {
    match method {
        Method::Sobol => {
            "ST: the share of the variance of the mean output that would be left if all other factors were known, \
             that is\nwith all that a factor does with others; S1: the share that would go if this factor were known."
        }
        Method::Morris => {
            "mu_star: mean size of the change from one end of a factor's range to the other; mu: the same with its \
             sign;\nsigma: how much it varies over the space; noise: the mu_star that chance would give a factor \
             without effect."
        }
        Method::Ofat => {
            "Effects are changes from the scenario as it is, one factor moved and all others kept: nothing is said of \
             what\nfactors do together."
        }
        Method::Prcc => {
            "prcc: rank correlation of factor and output, all other factors held; -1 to 1. Blind to what goes up and \
             down again."
        }
        Method::Pawn => {
            "pawn: how far the distribution of the output moves when the factor is known, 0 to 1 (median over slices of its \
             range;\npawn_max: the largest); pawn_noise: what chance alone makes of it. Seen are spread and tails as well."
        }
        Method::Src => {
            "src: standard deviations by which the mean output moves when the factor moves by one of its own, in a \
             linear fit;\nr2: the share of variance that the fit explains."
        }
    }
}

fn rows<'a>(analysed: &'a Analysed, method: Method, output: &'a str) -> Vec<&'a IndexRow> {
    let rows = analysed.indices.iter();
    rows.filter(|row| row.method == method.name() && row.output == output)
        .collect()
}

/// Factors from the one that matters most to the least; those without a number last.
fn ranked<'a>(rows: &[&'a IndexRow], method: Method) -> Vec<&'a IndexRow> {
    let (main, _) = shown(method);
    let last = rows
        .iter()
        .filter(|row| row.share == 1.0 && row.index == main);
    let mut ranked: Vec<&IndexRow> = last.copied().collect();
    let size = |row: &IndexRow| match row.estimate.value.abs() {
        size if size.is_nan() => f64::NEG_INFINITY,
        size => size,
    };
    ranked.sort_by(|a, b| size(b).total_cmp(&size(a)));
    ranked
}

fn beside<'a>(rows: &[&'a IndexRow], main: &IndexRow, index: &str) -> Option<&'a IndexRow> {
    let same = |row: &&&IndexRow| {
        row.share == main.share
            && row.index == index
            && row.factor == main.factor
            && row.level == main.level
    };
    rows.iter().find(same).copied()
}

fn of<'a>(rows: &[&'a IndexRow], main: &'a IndexRow) -> Of<'a> {
    let with_number = |index| beside(rows, main, index).filter(|row| !row.estimate.value.is_nan());
    Of {
        main,
        second: with_number("S1").or_else(|| with_number("sigma")),
        sign: with_number("mu"),
        floor: with_number("mu_star_noise"),
    }
}

fn name(row: &IndexRow) -> String {
    match row.level.as_str() {
        "" => row.factor.clone(),
        level => format!("{} = {level}", row.factor),
    }
}

fn interval(e: &Estimate) -> String {
    numbers::interval(e.ci_low, e.ci_high, number)
}

/// One output in full.
fn table(out: &mut String, analysed: &Analysed, method: Method, variance: &OutputVariance) {
    let rows = rows(analysed, method, &variance.output);
    let ranked = ranked(&rows, method);
    // Points that depart from one scenario say nothing of the variance over parameters.
    let chance = match method {
        Method::Ofat => "change from the scenario as it is".to_owned(),
        _ => chance(variance),
    };
    let _ = writeln!(out, "{}{}: {chance}", variance.output, unit(&variance.unit));
    let (main, others) = shown(method);
    let others: Vec<&str> = others
        .iter()
        .copied()
        .filter(|index| rows.iter().any(|row| row.index == *index))
        .collect();
    let mut cells = vec![head(method, main, &others)];
    for row in &ranked {
        let mut line = vec![
            name(row),
            number(row.estimate.value),
            interval(&row.estimate),
        ];
        for index in &others {
            let other = beside(&rows, row, index).map(|row| row.estimate);
            let other = other.unwrap_or(Estimate::NONE);
            line.push(number(other.value));
            if method == Method::Sobol {
                line.push(interval(&other));
            }
        }
        if method == Method::Ofat {
            line.push(levels(&rows, row));
        } else {
            line.push(words(of(&rows, row)));
        }
        cells.push(line);
    }
    aligned(out, cells);
    pairs(out, &rows);
    if let Some(r2) = rows
        .iter()
        .find(|row| row.index == "r2" && row.share == 1.0)
    {
        let _ = writeln!(
            out,
            "  r2 {} ({})",
            number(r2.estimate.value),
            interval(&r2.estimate)
        );
    }
    convergence(out, &rows, &ranked, main);
    out.push('\n');
}

fn head(method: Method, main: &str, others: &[&str]) -> Vec<String> {
    let mut head = vec![String::new(), main.to_owned(), "95 % interval".to_owned()];
    for index in others {
        head.push(
            if *index == "mu_star_noise" {
                "noise"
            } else {
                index
            }
            .to_owned(),
        );
        if method == Method::Sobol {
            head.push("95 % interval".to_owned());
        }
    }
    head.push(if method == Method::Ofat {
        "effect of each value, with 95 % interval".to_owned()
    } else {
        String::new()
    });
    head
}

/// First and last column to the left, the others to the right.
fn aligned(out: &mut String, cells: Vec<Vec<String>>) {
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut table = Table::new(format!("<{}<", ">".repeat(columns.saturating_sub(2)))).indented(2);
    cells.into_iter().for_each(|line| table.row(line));
    let _ = write!(out, "{table}");
}

/// How much of the variance between single runs is chance.
fn chance(variance: &OutputVariance) -> String {
    let part = |name: &str| variance.components.iter().find(|c| c.name == name);
    let percent = |x: f64| format!("{:.0}", 100.0 * x.max(0.0));
    match part("parameters") {
        Some(c) if c.note.is_empty() && c.share.has_interval() => format!(
            "{} % ({} to {}) of the variance between single runs is by parameters, the rest is chance",
            percent(c.share.value),
            percent(c.share.ci_low),
            percent(c.share.ci_high)
        ),
        Some(c) if !c.note.is_empty() => c.note.to_owned(),
        _ => "no interval of the share of variance by parameters".to_owned(),
    }
}

/// The effects of a factor's levels.
fn levels(rows: &[&IndexRow], range: &IndexRow) -> String {
    let effects = rows.iter().filter(|row| {
        row.index == "effect" && row.share == range.share && row.factor == range.factor
    });
    let one = |row: &&IndexRow| {
        let e = &row.estimate;
        let interval = match e.has_interval() {
            true => format!(" ({})", interval(e)),
            false => String::new(),
        };
        format!("{}: {}{interval}", row.level, number(e.value))
    };
    let all: Vec<String> = effects.map(one).collect();
    all.join("; ")
}

/// The largest second-order index, if there are any.
fn pairs(out: &mut String, rows: &[&IndexRow]) {
    let last = rows
        .iter()
        .filter(|row| row.share == 1.0 && row.index == "S2");
    let largest = last.max_by(|a, b| a.estimate.value.total_cmp(&b.estimate.value));
    if let Some(row) = largest.filter(|row| !row.estimate.value.is_nan()) {
        let _ = writeln!(
            out,
            "  largest second-order index: {} with {}, {} ({})",
            row.factor,
            row.factor2,
            number(row.estimate.value),
            interval(&row.estimate)
        );
    }
}

/// The first factors at each share of the runs.
fn convergence(out: &mut String, rows: &[&IndexRow], ranked: &[&IndexRow], main: &str) {
    let shares: Vec<f64> = SHARES
        .into_iter()
        .filter(|share| rows.iter().any(|row| row.share == *share))
        .collect();
    if shares.len() < 2 {
        return;
    }
    let units = ranked.first().map_or("", |row| row.units);
    let percent: Vec<String> = shares.iter().map(|s| (100.0 * s).to_string()).collect();
    let _ = writeln!(out, "  {main} at {} % of the {units}:", percent.join(", "));
    for row in ranked
        .iter()
        .filter(|row| !row.estimate.value.is_nan())
        .take(TOP)
    {
        let at = |share: &f64| {
            let same = rows.iter().find(|other| {
                other.share == *share
                    && other.index == row.index
                    && other.factor == row.factor
                    && other.level == row.level
            });
            same.map_or_else(|| "-".to_owned(), |row| number(row.estimate.value))
        };
        let all: Vec<String> = shares.iter().map(at).collect();
        let _ = writeln!(out, "    {}: {}", name(row), all.join(", "));
    }
}

/// A line for each output: its first factors.
fn lines(out: &mut String, analysed: &Analysed, method: Method) {
    let (main, _) = shown(method);
    let mut cells = vec![vec![
        String::new(),
        "by parameters".to_owned(),
        format!("{main} of the first factors (95 % interval)"),
    ]];
    for variance in &analysed.variances {
        let rows = rows(analysed, method, &variance.output);
        let ranked = ranked(&rows, method);
        let first = ranked
            .iter()
            .filter(|row| !row.estimate.value.is_nan())
            .take(TOP);
        let one = |row: &&IndexRow| {
            format!(
                "{} {} ({})",
                name(row),
                number(row.estimate.value),
                interval(&row.estimate)
            )
        };
        let mut text = first.map(one).collect::<Vec<_>>().join(", ");
        if let Some(row) = ranked.first().filter(|_| text.is_empty()) {
            row.note.clone_into(&mut text);
        }
        let share = variance
            .components
            .first()
            .map_or(f64::NAN, |c| c.share.value);
        let share = match share.is_nan() {
            true => "-".to_owned(),
            false => format!("{:.0} %", 100.0 * share.max(0.0)),
        };
        cells.push(vec![variance.output.clone(), share, text]);
    }
    aligned(out, cells);
    out.push('\n');
}

//! Contrasts for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use crate::analysis::contrast::{Against, Contrast};
use crate::cli::layout::Table;
use crate::tasks::Saved;
use crate::tasks::compare::Compared;
use crate::tasks::compare::select::{Shown, pick};
use crate::tasks::numbers::{change, count, interval, number, signed};

/// A table per scenario, and the folder in the last line.
pub fn table(saved: &Saved<Compared>) -> String {
    let compared = &saved.what;
    let mut out = String::new();
    let (runs, seed) = (compared.runs_completed, compared.seed);
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "Difference from {} over {runs} pairs of runs that share their random numbers (seed {seed}).\n",
        compared.baseline
    );
    for against in &compared.against {
        let rows = rows(against, &compared.shown);
        let _ = writeln!(out, "{}\n{rows}", against.scenario);
    }
    let _ = writeln!(
        out,
        "95 % intervals are of one contrast at a time and of Monte Carlo error alone: of 20 observables that\n\
         a change leaves alone on average, one is expected to seem changed. \"worth\": independent runs of each\n\
         scenario that one pair is worth. \"pairs\" and \"runs\": pairs, or independent runs of each scenario,\n\
         for an interval of ±{} % of the baseline's mean. All contrasts: contrasts.csv.",
        compared.precision
    );
    let _ = writeln!(out, "{}", saved.folder.display());
    out
}

fn rows(against: &Against, shown: &[Shown]) -> Table {
    let head = [
        "",
        "baseline",
        "difference",
        "95 % interval",
        "in %",
        "worth",
        "pairs",
        "runs",
        "",
    ];
    let mut rows = Table::new("<>>>>>>><").indented(2);
    rows.row(head);
    let mut group = "";
    for (shown, contrast) in pick(shown, against) {
        if shown.group != group {
            group = shown.group;
            rows.heading(group);
        }
        rows.row([
            format!("{}{}", shown.label, unit(&shown.label, contrast)),
            number(contrast.mean_baseline),
            difference(contrast, contrast.effect),
            limits(contrast),
            signed(contrast.relative, &number(contrast.relative)),
            rounded(contrast.variance_reduction),
            count(contrast.pairs_needed),
            count(contrast.independent_needed),
            in_words(contrast).to_owned(),
        ]);
    }
    rows
}

/// The unit behind the label, unless the label says it or there is none.
fn unit(label: &str, contrast: &Contrast) -> String {
    let unit = contrast.unit.as_str();
    if unit == "1" || label.to_lowercase() == unit {
        String::new()
    } else {
        format!(" ({unit})")
    }
}

/// What the interval says.
pub fn in_words(contrast: &Contrast) -> &'static str {
    if contrast.n == 0 {
        "no pair has values"
    } else if contrast.identical() {
        "no difference in any pair"
    } else if contrast.n == 1 {
        "one pair: no interval"
    } else if contrast.ci_low > 0.0 {
        "higher"
    } else if contrast.ci_high < 0.0 {
        "lower"
    } else {
        "no clear difference"
    }
}

/// Decimals that show two digits of the interval's half-width; `None` without a width.
fn decimals(contrast: &Contrast) -> Option<usize> {
    let half = 0.5 * (contrast.ci_high - contrast.ci_low);
    (half > 1e-8).then(|| (1 - libm::floor(libm::log10(half)) as i32).max(0) as usize)
}

/// A difference with the decimals that its interval shows.
fn difference(contrast: &Contrast, x: f64) -> String {
    match decimals(contrast) {
        Some(decimals) => change(x, decimals),
        None => signed(x, &number(x)),
    }
}

fn limits(contrast: &Contrast) -> String {
    let text = |x| difference(contrast, x);
    interval(contrast.ci_low, contrast.ci_high, text)
}

fn rounded(x: f64) -> String {
    if x >= 1000.0 {
        format!("{x:.0}")
    } else {
        number(x)
    }
}

/// One line of JSON with every contrast; numbers that do not exist are null.
pub fn json(saved: &Saved<Compared>) -> String {
    let compared = &saved.what;
    let contrast = |scenario: &str, c: &Contrast| {
        value!({
            "scenario": scenario,
            "observable": c.column,
            "statistic": c.statistic,
            "unit": c.unit,
            "n": c.n,
            "n_missing": c.n_missing,
            "n_different": c.n_different,
            "mean_baseline": c.mean_baseline,
            "mean_scenario": c.mean_scenario,
            "effect": c.effect,
            "std_error": c.std_error,
            "ci_low": c.ci_low,
            "ci_high": c.ci_high,
            "relative": c.relative,
            "relative_low": c.relative_low,
            "relative_high": c.relative_high,
            "effect_in_sd": c.effect_in_sd,
            "correlation": c.correlation,
            "variance_reduction": c.variance_reduction,
            "runs_needed_paired": c.pairs_needed,
            "runs_needed_independent": c.independent_needed,
            "identical": c.identical(),
            "in_words": in_words(c),
        })
    };
    let contrasts: Vec<Value> = compared
        .against
        .iter()
        .flat_map(|a| a.contrasts.iter().map(|c| contrast(&a.scenario, c)))
        .collect();
    let scenarios: Vec<&str> = compared
        .against
        .iter()
        .map(|a| a.scenario.as_str())
        .collect();
    let whole = value!({
        "folder": saved.folder.display().to_string(),
        "baseline": compared.baseline,
        "scenarios": scenarios,
        "seed": compared.seed,
        "precision": compared.precision,
        "runs_requested": compared.runs_requested,
        "runs_completed": compared.runs_completed,
        "status": compared.status,
        "contrasts": contrasts,
        "files": saved.files,
        "notes": compared.notes,
        "warnings": saved.warnings,
    });
    format!("{whole}\n")
}

//! Contrasts for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use crate::analysis::contrast::{Against, Contrast};
use crate::tasks::Saved;
use crate::tasks::compare::Compared;
use crate::tasks::compare::select::Shown;
use crate::tasks::compare::select::pick;

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
        let _ = writeln!(out, "{}", against.scenario);
        let rows = rows(against, &compared.shown);
        let widths: Vec<usize> = (0..COLUMNS)
            .map(|k| rows.iter().map(|row| width(row, k)).max().unwrap_or(0))
            .collect();
        for row in &rows {
            let line = match row {
                Row::Group(name) => (*name).to_owned(),
                Row::Cells(cells) => laid_out(cells, &widths),
            };
            let _ = writeln!(out, "  {}", line.trim_end());
        }
        out.push('\n');
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

const COLUMNS: usize = 9;

enum Row {
    Group(&'static str),
    Cells([String; COLUMNS]),
}

fn width(row: &Row, column: usize) -> usize {
    match row {
        Row::Group(_) => 0,
        Row::Cells(cells) => cells.get(column).map_or(0, |cell| cell.chars().count()),
    }
}

/// The first and last cell to the left, the others to the right.
fn laid_out(cells: &[String; COLUMNS], widths: &[usize]) -> String {
    let pad = |(k, (cell, width)): (usize, (&String, &usize))| {
        let space = " ".repeat(width.saturating_sub(cell.chars().count()));
        if k == 0 || k + 1 == COLUMNS {
            format!("{cell}{space}")
        } else {
            format!("{space}{cell}")
        }
    };
    let padded: Vec<String> = cells.iter().zip(widths).enumerate().map(pad).collect();
    padded.join("  ")
}

fn rows(against: &Against, shown: &[Shown]) -> Vec<Row> {
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
    let mut rows = vec![Row::Cells(head.map(str::to_owned))];
    let mut group = "";
    for (shown, contrast) in pick(shown, against) {
        if shown.group != group {
            group = shown.group;
            rows.push(Row::Group(group));
        }
        let indent = if group.is_empty() { "" } else { "  " };
        rows.push(Row::Cells([
            format!("{indent}{}{}", shown.label, unit(&shown.label, contrast)),
            number(contrast.mean_baseline),
            effect(contrast),
            interval(contrast),
            signed(contrast.relative, &number(contrast.relative)),
            rounded(contrast.variance_reduction),
            count(contrast.pairs_needed),
            count(contrast.independent_needed),
            in_words(contrast).to_owned(),
        ]));
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

fn effect(contrast: &Contrast) -> String {
    let x = contrast.effect;
    match decimals(contrast) {
        Some(decimals) => signed(x, &format!("{x:.decimals$}")),
        None => signed(x, &number(x)),
    }
}

fn interval(contrast: &Contrast) -> String {
    let (low, high) = (contrast.ci_low, contrast.ci_high);
    match decimals(contrast) {
        _ if low.is_nan() || high.is_nan() => "-".to_owned(),
        Some(decimals) => format!(
            "{} to {}",
            signed(low, &format!("{low:.decimals$}")),
            signed(high, &format!("{high:.decimals$}"))
        ),
        None => format!(
            "{} to {}",
            signed(low, &number(low)),
            signed(high, &number(high))
        ),
    }
}

/// A number's text with its sign, which zero has not.
pub(crate) fn signed(x: f64, text: &str) -> String {
    let zero = text.chars().all(|c| matches!(c, '0' | '.' | '-'));
    match text.strip_prefix('-') {
        Some(plain) if zero && !plain.is_empty() => plain.to_owned(),
        None if x > 0.0 && !zero => format!("+{text}"),
        _ => text.to_owned(),
    }
}

fn rounded(x: f64) -> String {
    if x >= 1000.0 {
        format!("{x:.0}")
    } else {
        number(x)
    }
}

fn count(n: Option<u64>) -> String {
    n.map_or_else(|| "-".to_owned(), |n| n.to_string())
}

/// Three significant digits, in plain notation where that is short.
pub(crate) fn number(x: f64) -> String {
    if x.is_nan() {
        return "-".to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let size = x.abs();
    if !(1e-5..1e7).contains(&size) {
        return format!("{x:.2e}");
    }
    let digits = |size: f64| (2 - libm::floor(libm::log10(size)) as i32).max(0) as usize;
    let decimals = digits(size);
    // 0.9996 has one decimal less once it is rounded.
    let rounded: f64 = format!("{size:.decimals$}").parse().unwrap_or(size);
    let decimals = digits(if rounded > 0.0 { rounded } else { size });
    format!("{x:.decimals$}")
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

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_have_three_digits() {
        for (x, text) in [
            (0.0, "0"),
            (12.3456, "12.3"),
            (0.999_6, "1.00"),
            (-0.012_345, "-0.0123"),
            (1234.5, "1234"),
            (3.2e-9, "3.20e-9"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(number(x), text);
        }
    }
}

//! Scores for people and for programs.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json as value};

use crate::analysis::baselines::Origin;
use crate::analysis::score::contest::{Contest, Difference, Entry, Rules};
use crate::analysis::score::evaluate::{Rule, covered, mean};
use crate::analysis::score::pit::{Place, histogram};
use crate::cli::numbers::signed;
use crate::store::manifest::FileEntry;
use crate::store::score_tables::BINS;

/// All there is to tell.
#[derive(Clone, Debug)]
pub struct Told {
    /// The user's forecast, if there is one.
    pub forecast: Option<String>,
    /// The series.
    pub observed: String,
    /// How it was done.
    pub rules: Rules,
    /// The outcome.
    pub contest: Contest,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// Output folder, if there is one.
    pub folder: Option<PathBuf>,
    /// Files in it but the manifest.
    pub files: Vec<FileEntry>,
}

/// Tables of means, differences and calibration, and the folder in the last line.
pub fn table(told: &Told) -> String {
    // Writing to a String cannot fail.
    let mut out = String::new();
    let contest = &told.contest;
    let rules = &told.rules;
    let Some(first) = contest.entries.first() else {
        let _ = writeln!(out, "Nothing could be scored.");
        return out;
    };
    let range = match (first.months.first(), first.months.last()) {
        (Some(first), Some(last)) => format!("{} to {}", first.month, last.month),
        _ => "no months".to_owned(),
    };
    let _ = writeln!(
        out,
        "{} on {}: {} months, {range}; baselines fitted on {} to {}, {}.\n",
        told.forecast.as_deref().unwrap_or("Baselines"),
        told.observed,
        first.months.len(),
        rules.fit_from,
        rules.fit_until,
        origin(rules.origin),
    );
    let mut rows = vec![
        [
            "mean score",
            "log",
            "± se",
            "CRPS",
            "± se",
            "Brier",
            "± se",
            "MAE",
        ]
        .map(str::to_owned),
    ];
    for entry in &contest.entries {
        rows.push(scores(entry, contest.lags));
    }
    laid_out(&mut out, &rows);
    let _ = writeln!(
        out,
        "\nLog score in nats, larger is better; the others smaller. Brier: any event. Standard errors: Newey-West,\n{} lags.\n",
        contest.lags
    );
    differences(&mut out, contest);
    calibration(&mut out, contest);
    if let Some(folder) = &told.folder {
        let _ = writeln!(out, "{}", folder.display());
    }
    out
}

fn origin(origin: Origin) -> String {
    match origin {
        Origin::Rolling(1) => "one month ahead".to_owned(),
        Origin::Rolling(months) => format!("{months} months ahead"),
        Origin::Fixed => "from the month before the first".to_owned(),
    }
}

fn scores(entry: &Entry, lags: usize) -> [String; 8] {
    let of = |rule: Rule| mean(rule, &entry.months, lags);
    let [log, crps, brier, error] = Rule::ALL.map(of);
    [
        entry.name.clone(),
        format!("{:.4}", log.mean),
        format!("{:.4}", log.std_error),
        format!("{:.4}", crps.mean),
        format!("{:.4}", crps.std_error),
        format!("{:.4}", brier.mean),
        format!("{:.4}", brier.std_error),
        format!("{:.3}", error.mean),
    ]
}

/// The first column to the left, the others to the right.
fn laid_out<const N: usize>(out: &mut String, rows: &[[String; N]]) {
    let width = |k: usize| rows.iter().map(|row| row[k].chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|k| width(k).unwrap_or(0));
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(k, (cell, width))| match k {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
}

fn differences(out: &mut String, contest: &Contest) {
    if contest.differences.is_empty() {
        return;
    }
    let named = |d: &Difference| format!("{} - {}", d.of, d.against);
    let head = [
        "difference",
        "log",
        "95 % interval",
        "p",
        "CRPS",
        "p",
        "Brier",
        "p",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    for group in contest.differences.chunks(Rule::ALL.len()) {
        let [log, crps, brier, _] = group else {
            continue;
        };
        let number = |x: f64| signed(x, &format!("{x:.3}"));
        let p = |d: &Difference| match d.test.p_value {
            p if p.is_nan() => "-".to_owned(),
            p => format!("{p:.3}"),
        };
        rows.push([
            named(log),
            number(log.test.difference),
            format!(
                "{} to {}",
                number(log.test.ci_low),
                number(log.test.ci_high)
            ),
            p(log),
            number(crps.test.difference),
            p(crps),
            number(brier.test.difference),
            p(brier),
        ]);
    }
    laid_out(out, &rows);
    out.push_str("\np: Diebold-Mariano in the small-sample form of Harvey, Leybourne and Newbold, two-sided.\n\n");
}

fn calibration(out: &mut String, contest: &Contest) {
    let head = [
        "coverage",
        "50 %",
        "80 %",
        "95 %",
        "PIT in tenths (10 each if right), %",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    for entry in &contest.entries {
        let [half, most, nearly] = covered(&entry.months).map(|found| {
            let (share, expected) = (found.share * 100.0, found.expected * 100.0);
            format!("{share:.0} of {expected:.0}")
        });
        let bins: Vec<String> = pit(entry)
            .into_iter()
            .map(|share| format!("{:>2.0}", share * 100.0))
            .collect();
        rows.push([entry.name.clone(), half, most, nearly, bins.join(" ")]);
    }
    laid_out(out, &rows);
    out.push_str(
        "\nCoverage: % of months in which the central interval held, of the % that the forecasts gave it.\n",
    );
}

fn pit(entry: &Entry) -> Vec<f64> {
    let places: Vec<Place> = entry.months.iter().map(|month| month.place).collect();
    histogram(&places, BINS)
}

/// One line of JSON; numbers that do not exist are null.
pub fn json(told: &Told) -> String {
    let contest = &told.contest;
    let entries: Vec<Value> = contest
        .entries
        .iter()
        .map(|entry| {
            let scores: serde_json::Map<String, Value> = Rule::ALL
                .into_iter()
                .map(|rule| {
                    let found = mean(rule, &entry.months, contest.lags);
                    let (low, high) = found.interval();
                    let text = value!({
                        "mean": found.mean, "std_error": found.std_error,
                        "ci_low": low, "ci_high": high,
                    });
                    (rule.name().to_owned(), text)
                })
                .collect();
            let parameters: serde_json::Map<String, Value> = entry
                .parameters
                .iter()
                .map(|(name, number)| ((*name).to_owned(), value!(number)))
                .collect();
            let coverage: Vec<Value> = covered(&entry.months)
                .iter()
                .map(|found| {
                    value!({
                        "level": found.level, "expected": found.expected, "share": found.share,
                        "ci_low": found.ci.0, "ci_high": found.ci.1,
                    })
                })
                .collect();
            value!({
                "forecast": entry.name,
                "n": entry.months.len(),
                "scores": scores,
                "parameters": parameters,
                "coverage": coverage,
                "pit": pit(entry),
            })
        })
        .collect();
    let differences: Vec<Value> = contest
        .differences
        .iter()
        .map(|d| {
            value!({
                "forecast": d.of, "against": d.against, "score": d.rule.name(), "n": d.test.n,
                "larger_is_better": d.rule.larger_is_better(),
                "difference": d.test.difference, "std_error": d.test.std_error,
                "ci_low": d.test.ci_low, "ci_high": d.test.ci_high,
                "statistic": d.test.statistic, "p_value": d.test.p_value,
            })
        })
        .collect();
    let whole = value!({
        "observed": told.observed,
        "fit_from": told.rules.fit_from,
        "fit_until": told.rules.fit_until,
        "origin": origin(told.rules.origin),
        "lags": contest.lags,
        "forecasts": entries,
        "differences": differences,
        "folder": told.folder.as_ref().map(|folder| folder.display().to_string()),
        "files": told.files,
        "notes": told.notes,
    });
    format!("{whole}\n")
}

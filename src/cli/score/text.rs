//! Scores for people and for programs.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json as value};

use crate::analysis::baselines::Origin;
use crate::analysis::score::contest::{Contest, Difference, Entry};
use crate::analysis::score::evaluate::{Rule, covered, mean};
use crate::analysis::score::pit::{Place, histogram};
use crate::cli::layout::Table;
use crate::store::manifest::FileEntry;
use crate::store::score_tables::BINS;
use crate::tasks::Saved;
use crate::tasks::numbers::{change, fixed, interval};
use crate::tasks::score::Scoring;

/// What was found, and where it is kept if it is.
pub struct Told {
    scoring: Scoring,
    folder: Option<PathBuf>,
    files: Vec<FileEntry>,
}

impl From<Scoring> for Told {
    fn from(scoring: Scoring) -> Self {
        Self {
            scoring,
            folder: None,
            files: Vec::new(),
        }
    }
}

impl From<Saved<Scoring>> for Told {
    fn from(saved: Saved<Scoring>) -> Self {
        Self {
            scoring: saved.what,
            folder: Some(saved.folder),
            files: saved.files,
        }
    }
}

/// Tables of means, differences and calibration, and the folder in the last line.
pub fn table(told: &Told) -> String {
    // Writing to a String cannot fail.
    let mut out = String::new();
    let scoring = &told.scoring;
    let (contest, rules) = (&scoring.contest, &scoring.rules);
    let Some(first) = contest.entries.first() else {
        let _ = writeln!(out, "Nothing could be scored.");
        return out;
    };
    let range = match (first.months.first(), first.months.last()) {
        (Some(first), Some(last)) => format!("{} to {}", first.month, last.month),
        _ => "no months".to_owned(),
    };
    let fitted = match rules.fit_from <= rules.fit_until {
        true => format!(
            "baselines fitted on {} to {}",
            rules.fit_from, rules.fit_until
        ),
        false => "no month before the first to fit baselines on".to_owned(),
    };
    let _ = writeln!(
        out,
        "{} on {}: {} months, {range}; {fitted}, {}.\n",
        scoring.forecast.as_deref().unwrap_or("Baselines"),
        scoring.observed,
        first.months.len(),
        origin(rules.origin),
    );
    let mut rows = Table::new("<>").indented(2);
    rows.row([
        "mean score",
        "log",
        "± se",
        "CRPS",
        "± se",
        "Brier",
        "± se",
        "MAE",
    ]);
    for entry in &contest.entries {
        rows.row(scores(entry, contest.lags));
    }
    let _ = write!(out, "{rows}");
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

fn differences(out: &mut String, contest: &Contest) {
    if contest.differences.is_empty() {
        return;
    }
    let named = |d: &Difference| format!("{} - {}", d.of, d.against);
    let mut rows = Table::new("<>").indented(2);
    rows.row([
        "difference",
        "log",
        "95 % interval",
        "p",
        "CRPS",
        "p",
        "Brier",
        "p",
    ]);
    for group in contest.differences.chunks(Rule::ALL.len()) {
        let [log, crps, brier, _] = group else {
            continue;
        };
        let number = |x: f64| change(x, 3);
        let p = |d: &Difference| fixed(d.test.p_value, 3);
        rows.row([
            named(log),
            number(log.test.difference),
            interval(log.test.ci_low, log.test.ci_high, number),
            p(log),
            number(crps.test.difference),
            p(crps),
            number(brier.test.difference),
            p(brier),
        ]);
    }
    let _ = write!(out, "{rows}");
    out.push_str("\np: Diebold-Mariano in the small-sample form of Harvey, Leybourne and Newbold, two-sided.\n\n");
}

fn calibration(out: &mut String, contest: &Contest) {
    let mut rows = Table::new("<>").indented(2);
    rows.row([
        "coverage",
        "50 %",
        "80 %",
        "95 %",
        "PIT in tenths (10 each if right), %",
    ]);
    for entry in &contest.entries {
        let [half, most, nearly] = covered(&entry.months).map(|found| {
            let (share, expected) = (found.share * 100.0, found.expected * 100.0);
            format!("{share:.0} of {expected:.0}")
        });
        let bins: Vec<String> = pit(entry)
            .into_iter()
            .map(|share| format!("{:>2.0}", share * 100.0))
            .collect();
        rows.row([entry.name.clone(), half, most, nearly, bins.join(" ")]);
    }
    let _ = write!(out, "{rows}");
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
    let scoring = &told.scoring;
    let contest = &scoring.contest;
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
        "observed": scoring.observed,
        "fit_from": scoring.rules.fit_from,
        "fit_until": scoring.rules.fit_until,
        "origin": origin(scoring.rules.origin),
        "lags": contest.lags,
        "forecasts": entries,
        "differences": differences,
        "folder": told.folder.as_ref().map(|folder| folder.display().to_string()),
        "files": told.files,
        "notes": scoring.notes,
    });
    format!("{whole}\n")
}

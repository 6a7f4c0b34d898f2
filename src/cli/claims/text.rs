//! Claims and findings for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json as value};

use crate::analysis::claims::{Kind, Verdict};
use crate::cli::numbers::{number, signed};
use crate::store::claims_tables::{median, wired};
use crate::study::claims::Audit;
use crate::study::claims::effects::Stratum;
use crate::study::claims::extras;
use crate::study::claims::findings::{Finding, Spread};
use crate::study::claims::units::Point;
use crate::tasks::claims::Done;
use crate::words::grouped;

/// The claims, one a line, or as JSON.
pub fn list(audit: &Audit, as_json: bool) -> String {
    if as_json {
        let claims: Vec<Value> = audit
            .claims
            .iter()
            .map(|claim| {
                let tests: Vec<Value> = claim
                    .tests
                    .iter()
                    .map(|test| {
                        value!({
                            "name": test.name,
                            "kind": kind(test.kind),
                            "observable": test.observable.to_string(),
                            "sign": test.predicted.sign(),
                        })
                    })
                    .collect();
                value!({
                    "id": claim.id,
                    "says": claim.says,
                    "note": claim.note,
                    "rival": claim.rival,
                    "window": claim.window,
                    "file": claim.path.display().to_string(),
                    "tests": tests,
                })
            })
            .collect();
        return format!("{}\n", value!(claims));
    }
    let mut out = String::new();
    let widest = audit
        .claims
        .iter()
        .map(|claim| claim.id.len())
        .max()
        .unwrap_or(0);
    for claim in &audit.claims {
        let rival = if claim.rival { "rival: " } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:widest$}  {rival}{}", claim.id, claim.says);
        for test in &claim.tests {
            let _ = writeln!(
                out,
                "{:widest$}    {} {}: {} {}",
                "",
                kind(test.kind),
                test.name,
                test.predicted.sign(),
                test.observable
            );
        }
    }
    out
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Premise => "premise",
        Kind::Finding => "finding",
    }
}

/// What a claim can measure.
pub fn columns(audit: &Audit) -> String {
    let mut out = String::new();
    for column in extras::columns(&audit.reference.roster) {
        let _ = writeln!(
            out,
            "{:32} {:12} {}",
            column.name, column.unit, column.description
        );
    }
    out
}

/// A table with a line for each claim's test as it is, and the folder in the last line.
pub fn summary(audit: &Audit, done: &Done) -> String {
    let mut out = String::new();
    let s = &done.settings;
    let _ = writeln!(
        out,
        "{} runs: {} pairs at the defaults, {} pairs at each of {} points\n",
        grouped(done.runs),
        s.default_pairs,
        s.pairs,
        s.points
    );
    let mut rows = vec![
        [
            "",
            "at the defaults",
            "95 % interval",
            "verdict",
            "share",
            "true share",
        ]
        .map(str::to_owned),
    ];
    for finding in done.findings.iter().filter(|finding| plain(audit, finding)) {
        let claim = &audit.claims[finding.claim];
        let test = &claim.tests[finding.key.test];
        let name = match test.name.as_str() {
            "main" => claim.id.clone(),
            name => format!("{} {name}", claim.id),
        };
        let mut row = [
            name,
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ];
        if let Some(d) = &finding.defaults {
            row[1] = signed(d.effect.mean, &number(d.effect.mean));
            row[2] = format!("{} to {}", number(d.low), number(d.high));
        }
        match finding.spaces.first() {
            Some(_) => {
                for spread in &finding.spaces {
                    let mut row = row.clone();
                    row[3] = verdict(spread, finding.spaces.len() > 1);
                    row[4] = percent(spread.shares.share(spread.shares.predicted));
                    let t = &spread.shares.true_share;
                    row[5] = format!("{} to {}", percent(t.low), percent(t.high));
                    rows.push(row);
                }
            }
            None => rows.push(row),
        }
    }
    laid_out(&rows, &mut out);
    let _ = write!(out, "\n{}", notes(done));
    let _ = writeln!(out, "{}", done.out.display());
    out
}

/// Whether a finding is of the claim as it is, over all runs.
fn plain(audit: &Audit, finding: &Finding) -> bool {
    let experiment = &audit.experiments[finding.key.experiment];
    experiment.variant.is_empty() && finding.key.stratum == Stratum::All
}

fn verdict(spread: &Spread, several: bool) -> String {
    let rule = if several {
        format!(" ({})", spread.signs.name())
    } else {
        String::new()
    };
    let doubt = if spread.wired.suspect() && spread.verdict != Verdict::Premise {
        ", wired in?"
    } else {
        ""
    };
    format!("{}{doubt}{rule}", spread.verdict.words())
}

fn percent(share: f64) -> String {
    if share.is_nan() {
        "-".to_owned()
    } else {
        format!("{:.0} %", 100.0 * share)
    }
}

fn laid_out(rows: &[[String; 6]], out: &mut String) {
    let width = |k: usize| {
        rows.iter()
            .map(|row| row[k].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [0, 1, 2, 3, 4, 5].map(width);
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| {
            let space = " ".repeat(width.saturating_sub(cell.chars().count()));
            format!("{cell}{space}")
        });
        let line = cells.collect::<Vec<String>>().join("  ");
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// How well base rates were matched, and points that could not be run: a line each.
pub fn notes(done: &Done) -> String {
    let mut out = String::new();
    let mut tell = |what: &str, miss: fn(&Point) -> f64| {
        let mut missed: Vec<f64> = done
            .points
            .iter()
            .map(miss)
            .filter(|m| !m.is_nan())
            .collect();
        missed.sort_by(f64::total_cmp);
        let at = |share: f64| missed.get((share * missed.len() as f64) as usize).copied();
        if let (Some(half), Some(most)) = (at(0.5), at(0.95)) {
            let percent = |log: f64| 100.0 * (libm::exp(log) - 1.0);
            let _ = writeln!(
                out,
                "Base rates {what} were matched to within {:.0} % at half of the points, {:.0} % at 95 % of them.",
                percent(half),
                percent(most)
            );
        }
    };
    tell("of one in 200 months or more", |point| point.miss.common);
    tell("below that", |point| point.miss.rare);
    let refused = done
        .points
        .iter()
        .filter(|point| !point.refused.is_empty())
        .count();
    if refused > 0 {
        let _ = writeln!(out, "{refused} points could not be run: see points.csv.");
    }
    out
}

/// One line of JSON; numbers that do not exist are null.
pub fn json(audit: &Audit, done: &Done) -> String {
    let spread = |spread: &Spread| {
        value!({
            "signs": spread.signs.name(),
            "verdict": spread.verdict.name(),
            "wired_in": wired(spread),
            "points": spread.shares.points,
            "as_predicted": spread.shares.predicted,
            "opposite": spread.shares.opposite,
            "zero": spread.shares.zero,
            "undecided": spread.shares.undecided,
            "true_share_low": spread.shares.true_share.low,
            "true_share_high": spread.shares.true_share.high,
            "median_effect": median(spread),
        })
    };
    let findings: Vec<Value> = done
        .findings
        .iter()
        .map(|finding| {
            let experiment = &audit.experiments[finding.key.experiment];
            let claim = &audit.claims[finding.claim];
            let test = &claim.tests[finding.key.test];
            let ablations: Vec<Value> = finding
                .ablations
                .iter()
                .map(|a| value!({"name": a.name, "effect": a.effect.mean, "vanished": a.vanished.name()}))
                .collect();
            value!({
                "claim": claim.id,
                "test": test.name,
                "kind": kind(test.kind),
                "variant": experiment.variant,
                "stratum": finding.key.stratum.name(),
                "predicted": test.predicted.sign(),
                "unit": test.unit,
                "effect": finding.defaults.map(|d| d.effect.mean),
                "ci_low": finding.defaults.map(|d| d.low),
                "ci_high": finding.defaults.map(|d| d.high),
                "pairs": finding.defaults.map(|d| d.effect.n),
                "sign": finding.default_sign.name(),
                "spaces": finding.spaces.iter().map(spread).collect::<Vec<_>>(),
                "ablations": ablations,
            })
        })
        .collect();
    let all = value!({
        "folder": done.out.display().to_string(),
        "runs": done.runs,
        "findings": findings,
        "files": done.files,
    });
    format!("{all}\n")
}

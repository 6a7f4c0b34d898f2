//! Claims and findings for people and for programs.

use serde_json::{Value, json as value};

use crate::analysis::claims::{Kind, Verdict};
use crate::cli::layout::Table;
use crate::store::claims_tables::{median, wired};
use crate::study::claims::effects::Stratum;
use crate::study::claims::extras;
use crate::study::claims::findings::{Finding, Spread};
use crate::study::claims::{Audit, Claim, Test};
use crate::tasks::Saved;
use crate::tasks::claims::Audited;
use crate::tasks::numbers::{interval, number, percent, signed};
use crate::words::grouped;

/// The claims, a line each and one for each of their tests, or as JSON.
pub fn list(audit: &Audit, as_json: bool) -> String {
    if as_json {
        let claims: Vec<Value> = audit.claims.iter().map(claim).collect();
        return format!("{}\n", value!(claims));
    }
    let mut table = Table::new("<");
    for claim in &audit.claims {
        let rival = if claim.rival { "rival: " } else { "" };
        table.row([claim.id.clone(), format!("{rival}{}", claim.says)]);
        for test in &claim.tests {
            let (kind, name) = (kind(test.kind), &test.name);
            let (sign, of) = (test.predicted.sign(), &test.observable);
            table.row([String::new(), format!("  {kind} {name}: {sign} {of}")]);
        }
    }
    table.to_string()
}

fn claim(claim: &Claim) -> Value {
    let test = |test: &Test| {
        value!({
            "name": test.name,
            "kind": kind(test.kind),
            "observable": test.observable.to_string(),
            "sign": test.predicted.sign(),
        })
    };
    value!({
        "id": claim.id,
        "says": claim.says,
        "note": claim.note,
        "rival": claim.rival,
        "window": claim.window,
        "file": claim.path.display().to_string(),
        "tests": claim.tests.iter().map(test).collect::<Vec<_>>(),
    })
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Premise => "premise",
        Kind::Finding => "finding",
    }
}

/// What a claim can measure.
pub fn columns(audit: &Audit) -> String {
    let mut table = Table::new("<");
    for column in extras::columns(&audit.reference) {
        table.row([column.name, column.unit, column.description]);
    }
    table.to_string()
}

/// A table with a line for each claim's test as it is, and the folder in the last line.
pub fn summary(audit: &Audit, saved: &Saved<Audited>) -> String {
    let (found, settings) = (&saved.what, &saved.what.settings);
    let mut table = Table::new("<");
    table.row([
        "",
        "at the defaults",
        "95 % interval",
        "verdict",
        "share",
        "true share",
    ]);
    for finding in found.findings.iter().filter(|own| plain(audit, own)) {
        let head = at_defaults(audit, finding);
        for spread in &finding.spaces {
            let over_space = over_space(spread, finding.spaces.len() > 1);
            table.row(head.iter().cloned().chain(over_space));
        }
        if finding.spaces.is_empty() {
            table.row(head);
        }
    }
    let notes: String = found.notes.iter().map(|note| format!("{note}\n")).collect();
    format!(
        "{} runs: {} pairs at the defaults, {} pairs at each of {} points\n\n{table}\n{notes}{}\n",
        grouped(found.runs),
        settings.default_pairs,
        settings.pairs,
        settings.points,
        saved.folder.display()
    )
}

/// Whether a finding is of the claim as it is, over all runs.
fn plain(audit: &Audit, finding: &Finding) -> bool {
    let experiment = &audit.experiments[finding.key.experiment];
    experiment.variant.is_empty() && finding.key.stratum == Stratum::All
}

/// Name, effect and interval.
fn at_defaults(audit: &Audit, finding: &Finding) -> [String; 3] {
    let claim = &audit.claims[finding.claim];
    let name = match claim.tests[finding.key.test].name.as_str() {
        "main" => claim.id.clone(),
        test => format!("{} {test}", claim.id),
    };
    let found = finding.defaults.as_ref().map(|d| {
        let effect = signed(d.effect.mean, &number(d.effect.mean));
        (effect, interval(d.low, d.high, number))
    });
    let (effect, interval) = found.unwrap_or_default();
    [name, effect, interval]
}

/// Verdict, share of the points and of the space.
fn over_space(spread: &Spread, several: bool) -> [String; 3] {
    let rule = match several {
        true => format!(" ({})", spread.signs.name()),
        false => String::new(),
    };
    let suspect = spread.wired.suspect() && spread.verdict != Verdict::Premise;
    let doubt = if suspect { ", wired in?" } else { "" };
    let shares = &spread.shares;
    let truth = &shares.true_share;
    [
        format!("{}{doubt}{rule}", spread.verdict.words()),
        percent(shares.share(shares.predicted)),
        interval(truth.low, truth.high, percent),
    ]
}

/// One line of JSON; numbers that do not exist are null.
pub fn json(audit: &Audit, saved: &Saved<Audited>) -> String {
    let findings = saved.what.findings.iter();
    let findings = findings.map(|own| finding(audit, own));
    let all = value!({
        "folder": saved.folder.display().to_string(),
        "runs": saved.what.runs,
        "findings": findings.collect::<Vec<_>>(),
        "files": saved.files,
    });
    format!("{all}\n")
}

fn finding(audit: &Audit, finding: &Finding) -> Value {
    let experiment = &audit.experiments[finding.key.experiment];
    let claim = &audit.claims[finding.claim];
    let test = &claim.tests[finding.key.test];
    let ablations = finding
        .ablations
        .iter()
        .map(|a| value!({"name": a.name, "effect": a.effect.mean, "vanished": a.vanished.name()}));
    let defaults = finding.defaults.as_ref();
    value!({
        "claim": claim.id,
        "test": test.name,
        "kind": kind(test.kind),
        "variant": experiment.variant,
        "stratum": finding.key.stratum.name(),
        "predicted": test.predicted.sign(),
        "unit": test.unit,
        "effect": defaults.map(|d| d.effect.mean),
        "ci_low": defaults.map(|d| d.low),
        "ci_high": defaults.map(|d| d.high),
        "pairs": defaults.map(|d| d.effect.n),
        "sign": finding.default_sign.name(),
        "spaces": finding.spaces.iter().map(spread).collect::<Vec<_>>(),
        "ablations": ablations.collect::<Vec<_>>(),
    })
}

fn spread(spread: &Spread) -> Value {
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
}

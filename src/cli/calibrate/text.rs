//! What a calibration costs and what it found, for people and for programs.

use serde_json::{Value, json};

use crate::analysis::abc::smc::Stop;
use crate::cli::layout::Table;
use crate::store::calibrate_tables::{Exact, FitRow};
use crate::study::calibration::{Calibration, Method};
use crate::tasks::Saved;
use crate::tasks::calibrate::{Ask, Calibrated, Ended, Plan};
use crate::tasks::numbers::{fixed, interval, number};
use crate::words::{duration, grouped};

/// The plan for people.
pub fn plan_text(ask: &Ask<'_>, plan: &Plan) -> String {
    let calibration = ask.calibration;
    let mut lines = vec![
        format!("{}: {}", calibration.name, calibration.title),
        sampler(calibration),
        format!("  time        {}", time_of(ask, plan)),
        format!("  parameters  {}", calibration.parameters.len()),
    ];
    for parameter in &calibration.parameters {
        let more = match parameter.also.len() {
            0 => String::new(),
            1 => " and 1 path more".to_owned(),
            count => format!(" and {count} paths more"),
        };
        lines.push(format!("    {}{more}: {}", parameter.path, parameter.prior));
    }
    let fitted = calibration.targets.iter().filter(|t| t.fit).count();
    let count = calibration.targets.len();
    lines.push(format!("  targets     {count}, of them {fitted} fitted"));
    for target in &calibration.targets {
        let how = if target.fit { "fitted" } else { "predicted" };
        let interval = match target.low.is_finite() {
            true => format!(" [{:.3}, {:.3}]", target.low, target.high),
            false => String::new(),
        };
        lines.push(format!(
            "    {}: {} of {} in {}, observed {:.3}{interval}, {how}",
            target.id,
            target.of.what(),
            target.of.source(),
            target.window,
            target.observed
        ));
    }
    lines.join("\n") + "\n"
}

/// How it is fitted, in words.
fn sampler(calibration: &Calibration) -> String {
    let (settings, exact) = (&calibration.settings, &calibration.exact);
    let particles = grouped(settings.particles as u64);
    match calibration.method {
        Method::Abc => format!(
            "  sampler     {particles} particles, at most {} generations, tolerance at the {} quantile, until {} % are accepted",
            settings.generations,
            settings.quantile,
            100.0 * settings.min_acceptance
        ),
        Method::Smc2 => format!(
            "  sampler     {particles} parameter vectors in {} groups, the likelihood of each by {} particles",
            exact.groups, exact.filter
        ),
    }
}

/// How long it takes.
fn time_of(ask: &Ask<'_>, plan: &Plan) -> String {
    let calibration = ask.calibration;
    let time = |proposals: f64| duration(proposals / plan.per_second);
    match calibration.method {
        Method::Abc => format!(
            "{} for the first generation, at most {} for one, at most {} in all: {} proposals/s on {} \
             threads, measured just now",
            time(calibration.settings.particles as f64),
            time(plan.generation),
            time(plan.most),
            grouped(plan.per_second as u64),
            ask.threads
        ),
        Method::Smc2 => format!(
            "{} for a round of steps of all vectors: {:.1} likelihoods/s on {} threads, measured just now; the record \
             decides how often they are moved, and each time takes up to {} rounds",
            time(plan.generation),
            plan.per_second,
            ask.threads,
            calibration.smc2().rounds
        ),
    }
}

/// The plan for programs.
pub fn plan_json(ask: &Ask<'_>, plan: &Plan) -> Value {
    let calibration = ask.calibration;
    json!({
        "calibration": calibration.name,
        "particles": calibration.settings.particles,
        "generations": calibration.settings.generations,
        "parameters": calibration.parameters.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(),
        "targets": calibration.targets.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(),
        "fitted": calibration.targets.iter().filter(|t| t.fit).count(),
        "threads": ask.threads,
        "proposals_per_second": plan.per_second,
        "method": calibration.method.name(),
        "most_proposals": Some(plan.most).filter(|most| most.is_finite()),
        "most_seconds": Some(plan.most / plan.per_second).filter(|most| most.is_finite()),
    })
}

/// The findings for people.
pub fn summary(saved: &Saved<Calibrated>) -> String {
    let (found, folder) = (&saved.what, saved.folder.display());
    let Some(how) = found.ended else {
        return format!("{folder} is complete\n");
    };
    let mut lines = vec![format!("{}: {}", found.name, ended(how))];
    if let Some(last) = found.history.last() {
        lines.push(format!(
            "  {} generations, {} proposals, last tolerance {:.3}, effective sample size {:.0}",
            found.history.len(),
            grouped(found.simulations),
            last.tolerance,
            last.ess
        ));
    }
    if let Some(exact) = &found.exact {
        lines.extend(evidence(exact, found));
    }
    let (parameters, targets) = (parameters(found), targets(found));
    lines.push(format!("\n{parameters}\n{}{targets}", adjusted(found)));
    lines.push("What the model cannot do".to_owned());
    lines.extend(cannot(&found.fit));
    let strained = strained(&found.fit);
    if !strained.is_empty() {
        lines.push("What it hardly can: intervals meet, but the observed value is beyond the predictive one".to_owned());
        lines.extend(strained);
    }
    lines.push(format!("\n{folder}\n"));
    lines.join("\n")
}

fn parameters(found: &Calibrated) -> Table {
    let mut table = Table::new("<>>>><").indented(2);
    table.row(["parameter", "median", "90 % interval", "sd/prior", "KS"]);
    for row in &found.parameters {
        table.row([
            row.path.clone(),
            number(row.quantiles[2]),
            interval(row.quantiles[0], row.quantiles[4], number),
            fixed(row.sd_ratio, 2),
            fixed(row.ks, 2),
            row.verdict.to_owned(),
        ]);
    }
    table
}

/// The parameters of the adjusted sample, if there is one.
fn adjusted(found: &Calibrated) -> String {
    let Some(rows) = &found.adjusted_parameters else {
        return String::new();
    };
    let mut table = Table::new("<>>>").indented(2);
    table.row([
        "adjusted by regression",
        "median",
        "90 % interval",
        "sd/prior",
    ]);
    for row in rows {
        table.row([
            row.path.clone(),
            number(row.quantiles[2]),
            interval(row.quantiles[0], row.quantiles[4], number),
            fixed(row.sd_ratio, 2),
        ]);
    }
    format!("{table}\n")
}

fn targets(found: &Calibrated) -> Table {
    let mut table = Table::new("<>>>>><").indented(2);
    table.row([
        "target",
        "observed",
        "95 % interval",
        "predicted",
        "90 % interval",
        "z",
    ]);
    for row in &found.fit {
        table.row([
            row.target.clone(),
            number(row.observed),
            interval(row.interval[0], row.interval[1], number),
            number(row.posterior.mean),
            predicted(row),
            fixed(row.z(), 1),
            if row.fitted { "" } else { "not fitted" }.to_owned(),
        ]);
    }
    table
}

fn predicted(row: &FitRow) -> String {
    interval(row.posterior.q05, row.posterior.q95, number)
}

/// The targets whose predictive interval does not meet the observed one, in plain words.
fn cannot(fit: &[FitRow]) -> Vec<String> {
    let words = |row: &FitRow| {
        let side = if row.z() > 0.0 { "too low" } else { "too high" };
        let how = if row.fitted { "fitted" } else { "not fitted" };
        let (target, observed) = (&row.target, number(row.observed));
        let predicted = predicted(row);
        format!("  {target} ({how}): {side}, {predicted} against {observed}")
    };
    let missed = fit.iter().filter(|row| !row.meets());
    let missed: Vec<String> = missed.map(words).collect();
    match missed.is_empty() {
        true => vec![format!(
            "  nothing among these {} targets: every 90 % predictive interval meets the observed one",
            fit.len()
        )],
        false => missed,
    }
}

/// The targets whose intervals meet although the observed value lies outside the predictive interval.
fn strained(fit: &[FitRow]) -> Vec<String> {
    let outside = |row: &&FitRow| {
        row.meets() && (row.observed < row.posterior.q05 || row.observed > row.posterior.q95)
    };
    let words = |row: &FitRow| {
        let (target, observed) = (&row.target, number(row.observed));
        format!("  {target}: {} against {observed}", predicted(row))
    };
    fit.iter().filter(outside).map(words).collect()
}

fn ended(how: Ended) -> &'static str {
    match how {
        Ended::Followed => "followed the record to its end",
        Ended::Abc(Stop::Generations) => "ended after the last generation allowed",
        Ended::Abc(Stop::Tolerance) => "reached the tolerance asked for",
        Ended::Abc(Stop::Acceptance) => "ended because too few proposals were accepted",
        Ended::Abc(Stop::Simulations) => "ended at the number of simulations allowed",
    }
}

/// The evidence in words.
fn evidence(exact: &Exact, found: &Calibrated) -> Vec<String> {
    let Some(all) = exact.evidence.first() else {
        return Vec::new();
    };
    let groups = exact.evidence.len() - 1;
    let error = match all.se.is_finite() {
        true => format!(" ± {}", number(all.se)),
        false => ", without an error, since there is one group".to_owned(),
    };
    vec![
        format!(
            "  {} likelihoods of {}, {} vectors in {groups} groups, effective sample size {:.0}",
            grouped(found.simulations),
            exact.records.join(" and "),
            grouped(all.vectors),
            found.ess
        ),
        format!(
            "  ln evidence {}{error} (standard error), over {} months",
            fixed(all.ln_evidence, 2),
            exact.months.len()
        ),
    ]
}

/// The findings for programs; numbers that do not exist are null.
pub fn json(saved: &Saved<Calibrated>) -> Value {
    let found = &saved.what;
    let parameters = found.parameters.iter().map(|row| {
        json!({
            "parameter": row.path,
            "median": row.quantiles[2],
            "q05": row.quantiles[0],
            "q95": row.quantiles[4],
            "sd_ratio": row.sd_ratio,
            "ks": row.ks,
            "verdict": row.verdict,
        })
    });
    let fit = found.fit.iter().map(|row| {
        json!({
            "target": row.target,
            "fitted": row.fitted,
            "observed": row.observed,
            "mean": row.posterior.mean,
            "q05": row.posterior.q05,
            "q95": row.posterior.q95,
            "z": row.z(),
            "meets": row.meets(),
        })
    });
    let last = found.history.last();
    json!({
        "folder": saved.folder,
        "calibration": found.name,
        "hash": found.hash,
        "complete_before": found.ended.is_none(),
        "stop": found.ended.map(Ended::name),
        "generations": found.history.len(),
        "simulations": found.simulations,
        "tolerance": last.map(|row| row.tolerance),
        "ess": found.ended.map(|_| found.ess),
        "ln_evidence": found.exact.as_ref().and_then(|own| own.evidence.first()).map(|row| row.ln_evidence),
        "ln_evidence_se": found.exact.as_ref().and_then(|own| own.evidence.first()).map(|row| row.se),
        "parameters": parameters.collect::<Vec<_>>(),
        "fit": fit.collect::<Vec<_>>(),
        "files": saved.files,
    })
}

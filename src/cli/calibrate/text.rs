//! What a calibration found, for people and for programs.

use serde_json::{Value, json};

use crate::analysis::abc::smc::Stop;
use crate::store::calibrate_tables::FitRow;
use crate::tasks::calibrate::Calibrated;
use crate::words::grouped;

/// The findings for people.
pub fn summary(done: &Calibrated) -> String {
    let folder = done.folder.display();
    let Some(stop) = done.stop else {
        return format!("{folder} is complete\n");
    };
    let mut lines = vec![format!("{}: {}", done.name, ended(stop))];
    if let Some(last) = done.history.last() {
        let total: u64 = done.history.iter().map(|row| row.simulations).sum();
        lines.push(format!(
            "  {} generations, {} proposals, last tolerance {:.3}, effective sample size {:.0}",
            done.history.len(),
            grouped(total),
            last.tolerance,
            last.ess
        ));
    }
    lines.push(String::new());
    let width = longest(done.parameters.iter().map(|row| row.path.as_str()));
    lines.push(format!(
        "  {:width$}  {:>9}  {:>20}  {:>8}  {:>5}",
        "parameter", "median", "90 % interval", "sd/prior", "KS"
    ));
    for row in &done.parameters {
        let interval = format!("{} to {}", short(row.quantiles[0]), short(row.quantiles[4]));
        lines.push(format!(
            "  {:width$}  {:>9}  {interval:>20}  {:>8.2}  {:>5.2}  {}",
            row.path,
            short(row.quantiles[2]),
            row.sd_ratio,
            row.ks,
            row.verdict
        ));
    }
    lines.push(String::new());
    let width = longest(done.fit.iter().map(|row| row.target.as_str()));
    lines.push(format!(
        "  {:width$}  {:>9}  {:>20}  {:>9}  {:>20}  {:>5}",
        "target", "observed", "95 % interval", "predicted", "90 % interval", "z"
    ));
    for row in &done.fit {
        let observed = match row.interval[0].is_finite() {
            true => format!("{} to {}", short(row.interval[0]), short(row.interval[1])),
            false => String::new(),
        };
        let predicted = &row.posterior;
        let interval = format!("{} to {}", short(predicted.q05), short(predicted.q95));
        let how = if row.fitted { "" } else { "  not fitted" };
        lines.push(format!(
            "  {:width$}  {:>9}  {observed:>20}  {:>9}  {interval:>20}  {:>5.1}{how}",
            row.target,
            short(row.observed),
            short(predicted.mean),
            row.z(),
        ));
    }
    lines.push(String::new());
    lines.push("What the model cannot do".to_owned());
    lines.extend(cannot(&done.fit));
    let strained = strained(&done.fit);
    if !strained.is_empty() {
        lines.push("What it hardly can: intervals meet, but the observed value is beyond the predictive one".to_owned());
        lines.extend(strained);
    }
    lines.push(String::new());
    lines.push(format!("{folder}"));
    lines.join("\n") + "\n"
}

/// The targets whose predictive interval does not meet the observed one, in plain words.
pub fn cannot(fit: &[FitRow]) -> Vec<String> {
    let missed: Vec<String> = fit
        .iter()
        .filter(|row| !row.meets())
        .map(|row| {
            let side = if row.z() > 0.0 { "too low" } else { "too high" };
            let how = if row.fitted { "fitted" } else { "not fitted" };
            format!(
                "  {} ({how}): {side}, {} to {} against {}",
                row.target,
                short(row.posterior.q05),
                short(row.posterior.q95),
                short(row.observed)
            )
        })
        .collect();
    if missed.is_empty() {
        return vec![format!(
            "  nothing among these {} targets: every 90 % predictive interval meets the observed one",
            fit.len()
        )];
    }
    missed
}

/// The targets whose intervals meet although the observed value lies outside the predictive interval.
pub fn strained(fit: &[FitRow]) -> Vec<String> {
    let outside = |row: &&FitRow| {
        row.meets() && (row.observed < row.posterior.q05 || row.observed > row.posterior.q95)
    };
    let words = |row: &FitRow| {
        format!(
            "  {}: {} to {} against {}",
            row.target,
            short(row.posterior.q05),
            short(row.posterior.q95),
            short(row.observed)
        )
    };
    fit.iter().filter(outside).map(words).collect()
}

fn ended(stop: Stop) -> &'static str {
    match stop {
        Stop::Generations => "ended after the last generation allowed",
        Stop::Tolerance => "reached the tolerance asked for",
        Stop::Acceptance => "ended because too few proposals were accepted",
        Stop::Simulations => "ended at the number of simulations allowed",
    }
}

fn longest<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(9)
}

/// Three significant digits.
fn short(value: f64) -> String {
    if value.is_nan() {
        return "undefined".to_owned();
    }
    let size = value.abs();
    if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else if size >= 1.0 || size == 0.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.3}")
    }
}

/// The findings for programs.
pub fn json(done: &Calibrated) -> Value {
    let number = |value: f64| value.is_finite().then_some(value);
    let parameters: Vec<Value> = done
        .parameters
        .iter()
        .map(|row| {
            json!({
                "parameter": row.path,
                "median": row.quantiles[2],
                "q05": row.quantiles[0],
                "q95": row.quantiles[4],
                "sd_ratio": row.sd_ratio,
                "ks": row.ks,
                "verdict": row.verdict,
            })
        })
        .collect();
    let fit: Vec<Value> = done
        .fit
        .iter()
        .map(|row| {
            json!({
                "target": row.target,
                "fitted": row.fitted,
                "observed": row.observed,
                "mean": number(row.posterior.mean),
                "q05": number(row.posterior.q05),
                "q95": number(row.posterior.q95),
                "z": number(row.z()),
                "meets": row.meets(),
            })
        })
        .collect();
    let last = done.history.last();
    json!({
        "folder": done.folder,
        "calibration": done.name,
        "hash": done.hash,
        "complete_before": done.stop.is_none(),
        "stop": done.stop.map(Stop::name),
        "generations": done.history.len(),
        "simulations": done.history.iter().map(|row| row.simulations).sum::<u64>(),
        "tolerance": last.and_then(|row| number(row.tolerance)),
        "ess": last.map(|row| row.ess),
        "parameters": parameters,
        "fit": fit,
        "files": done.files,
    })
}

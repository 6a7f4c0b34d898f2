//! From the sampler's outcome to the rows of a calibration's files.

use std::fmt::Write as _;

use super::error::CalibrateError;
use super::fitted::{Fitted, Sample};
use super::outcome::Calibrated;
use super::record::record;
use crate::analysis::abc::posterior::{Verdict, ks_distance, mean_sd, quantiles};
use crate::scenario::{Scenario, quoted};
use crate::store::calibrate_tables::{FitRow, ParameterRow, Particle, Predicted};
use crate::study::calibration::Calibration;

const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What the sampler found. `predictive` has the summaries of draws from the posterior.
///
/// # Errors
/// [`CalibrateError::Sampler`] if the medians are no scenario.
pub fn found(
    calibration: &Calibration,
    fitted: &Fitted,
    predictive: &[Vec<f64>],
) -> Result<Calibrated, CalibrateError> {
    let (centre, at_medians) = medians(calibration, &fitted.posterior);
    let scenario =
        calibration
            .study
            .scenario_with(&centre)
            .map_err(|errors| CalibrateError::Sampler {
                message: errors.to_string(),
            })?;
    Ok(Calibrated {
        name: calibration.name.clone(),
        hash: record(calibration).hash(),
        ended: Some(fitted.ended),
        simulations: fitted.simulations,
        ess: fitted.posterior.ess(),
        paths: paths(calibration),
        posterior: posterior(calibration, &fitted.posterior),
        adjusted: fitted
            .adjusted
            .as_ref()
            .map(|own| posterior(calibration, own)),
        history: fitted.history.clone(),
        exact: fitted.exact.clone(),
        parameters: parameters(calibration, &fitted.posterior),
        adjusted_parameters: fitted
            .adjusted
            .as_ref()
            .map(|own| parameters(calibration, own)),
        fit: fit(calibration, fitted, predictive),
        scenario: Some(scenario),
        at_medians,
    })
}

/// The paths of the free parameters, tied ones included.
pub fn paths(calibration: &Calibration) -> Vec<String> {
    let paths = calibration.parameters.iter().flat_map(|one| one.paths());
    paths.map(str::to_owned).collect()
}

/// Values of the parameters by vector of a sample.
pub fn values(calibration: &Calibration, scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let value = |scores: &Vec<f64>| -> Vec<f64> {
        let pairs = calibration.parameters.iter().zip(scores);
        pairs.map(|(p, score)| p.prior.value(*score)).collect()
    };
    scores.iter().map(value).collect()
}

/// The rows of `posterior.csv`.
fn posterior(calibration: &Calibration, sample: &Sample) -> Vec<Particle> {
    let values = values(calibration, &sample.scores);
    let judged = sample.weights.iter().zip(&sample.judged);
    let rows = values.into_iter().zip(judged);
    rows.map(|(values, (weight, judged))| {
        let by_path = calibration.parameters.iter().zip(values);
        let by_path = by_path.flat_map(|(p, value)| p.paths().map(move |_| value));
        Particle {
            values: by_path.collect(),
            weight: *weight,
            judged: *judged,
        }
    })
    .collect()
}

/// The rows of `parameters.csv`.
fn parameters(calibration: &Calibration, sample: &Sample) -> Vec<ParameterRow> {
    let values = values(calibration, &sample.scores);
    let weights = &sample.weights;
    let each = calibration.parameters.iter().enumerate();
    each.map(|(at, parameter)| {
        let column: Vec<f64> = values.iter().map(|row| row[at]).collect();
        let prior = &parameter.prior;
        let positions: Vec<f64> = column.iter().map(|x| prior.cdf(*x)).collect();
        let ks = ks_distance(&positions, weights);
        let (mean, sd) = mean_sd(&column, weights);
        // The prior's own moments, by its quantiles.
        const GRID: usize = 4000;
        let grid: Vec<f64> = (0..GRID)
            .map(|k| prior.quantile((k as f64 + 0.5) / GRID as f64))
            .collect();
        let (_, prior_sd) = mean_sd(&grid, &vec![1.0; GRID]);
        let found = quantiles(&column, weights, &PROBABILITIES);
        ParameterRow {
            path: parameter.path.clone(),
            also: parameter.also.clone(),
            prior: prior.shape.name(),
            ends: [prior.low, prior.high],
            baseline: parameter.baseline,
            prior_quantiles: PROBABILITIES.map(|p| prior.quantile(p)),
            quantiles: std::array::from_fn(|k| found.get(k).copied().unwrap_or(f64::NAN)),
            mean,
            sd,
            sd_ratio: sd / prior_sd,
            ks,
            verdict: Verdict::of(ks, sample.ess()).name(),
        }
    })
    .collect()
}

/// The rows of `fit.csv`. `predictive` has the summaries of draws from the posterior.
fn fit(calibration: &Calibration, fitted: &Fitted, predictive: &[Vec<f64>]) -> Vec<FitRow> {
    let each = calibration.targets.iter().enumerate();
    each.map(|(at, target)| {
        let prior: Vec<f64> = fitted.prior_summaries.iter().map(|row| row[at]).collect();
        let posterior: Vec<f64> = predictive.iter().map(|row| row[at]).collect();
        FitRow {
            target: target.id.clone(),
            observable: target.of.what(),
            series: target.of.source().to_owned(),
            window: target.window.to_string(),
            fitted: target.fit,
            observed: target.observed,
            interval: [target.low, target.high],
            scale: fitted.scale.get(at).copied().unwrap_or(f64::NAN),
            scale_is_se: target.se.is_finite(),
            prior: predicted(&prior),
            posterior: predicted(&posterior),
        }
    })
    .collect()
}

fn predicted(values: &[f64]) -> Predicted {
    let weights = vec![1.0; values.len()];
    let (mean, sd) = mean_sd(values, &weights);
    let ends = quantiles(values, &weights, &[0.05, 0.95]);
    Predicted {
        mean,
        sd,
        q05: ends[0],
        q95: ends[1],
        n: values.iter().filter(|value| value.is_finite()).count() as u64,
    }
}

/// The scenario at the posterior medians, and whether they are a valid scenario together; if not, it is that of the
/// particle closest to them in scores.
fn medians(calibration: &Calibration, sample: &Sample) -> (Vec<f64>, bool) {
    let (weights, scores) = (&sample.weights, &sample.scores);
    let sample = values(calibration, scores);
    let count = calibration.parameters.len();
    let medians: Vec<f64> = (0..count)
        .map(|at| {
            let column: Vec<f64> = sample.iter().map(|row| row[at]).collect();
            quantiles(&column, weights, &[0.5])[0]
        })
        .collect();
    if calibration.study.scenario_with(&medians).is_ok() {
        return (medians, true);
    }
    let centre: Vec<f64> = (0..count)
        .map(|at| {
            let column: Vec<f64> = scores.iter().map(|own| own[at]).collect();
            quantiles(&column, weights, &[0.5])[0]
        })
        .collect();
    let far = |scores: &[f64]| -> f64 {
        let pairs = scores.iter().zip(&centre);
        pairs.map(|(a, b)| (a - b) * (a - b)).sum()
    };
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| far(&scores[*a]).total_cmp(&far(&scores[*b])));
    let nearest = order.first().and_then(|at| sample.get(*at)).cloned();
    (nearest.unwrap_or(medians), false)
}

/// `calibrated.toml`: what differs from the resolved scenario beside it.
pub fn calibrated(
    calibration: &Calibration,
    scenario: &Scenario,
    are_medians: bool,
    command: &str,
) -> String {
    let what = if are_medians {
        "Posterior medians, one parameter at a time"
    } else {
        "The particle closest to the posterior medians, which are no valid scenario together"
    };
    let mut out = format!(
        "# {what}, by `{command}`.\n#\n# Parameters are correlated: joint draws with their weights are in posterior.csv, \
         and a study with\n# [design] kind = \"list\" and file = \"posterior.csv\" runs them.\n\nextends = \
         \"scenario.resolved.toml\"\n"
    );
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "\n[scenario]\nname = {}\ntitle = {}",
        quoted(&calibration.name),
        quoted(&calibration.title)
    );
    let base = calibration.study.base().sections();
    let changed = scenario.sections();
    for section in &changed {
        let own = base.iter().find(|other| other.table == section.table);
        let differs = |entry: &&crate::scenario::Entry| {
            let before = own.and_then(|own| own.entries.iter().find(|e| e.key == entry.key));
            before.is_none_or(|before| before.value != entry.value)
        };
        let entries: Vec<_> = section.entries.iter().filter(differs).collect();
        if !entries.is_empty() {
            let _ = writeln!(out, "\n[{}]", section.table);
            for entry in entries {
                let _ = writeln!(out, "{} = {}", entry.key, entry.value.to_toml());
            }
        }
    }
    out
}

//! The figures of a calibration.

use super::fitted::Fitted;
use super::outcome::Calibrated;
use super::results::values;
use crate::analysis::abc::posterior::resample;
use crate::figures::{
    Column, FigureError, Preset, Source, Table, Theme, pairs, predictive_check, tolerances,
};
use crate::store::calibrate_tables::FitRow;
use crate::study::calibration::Calibration;
use crate::tasks::plot::files::{Drawn, Failure};

/// Draws of each sample in the pairs plot.
const DRAWS: usize = 400;

/// Draws the pairs plot, the predictive check and the tolerances.
///
/// # Errors
/// [`FigureError`] in a box.
pub fn figures(
    calibration: &Calibration,
    fitted: &Fitted,
    found: &Calibrated,
    command: &str,
    threads: usize,
) -> Result<Drawn, Failure> {
    let source = Source {
        scenario: calibration.study.base().name.clone(),
        seed: calibration.settings.seed,
        runs: found.runs(calibration),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command.to_owned(),
    };
    let wide = Theme::new(Preset::Mm178);
    let narrow = Theme::new(Preset::Apsr1Col);
    let mut drawn = vec![
        pairs(&draws(calibration, fitted)?, &wide, &source),
        predictive_check(&fit(found)?, &wide, &source),
    ];
    // A likelihood has no tolerance, nor has one generation one to show.
    if found.exact.is_none() {
        drawn.push(tolerances(&history(calibration, found)?, &narrow, &source));
    }
    Ok(Drawn::of(drawn, threads)?)
}

/// Draws of equal weight from prior and posterior.
fn draws(calibration: &Calibration, fitted: &Fitted) -> Result<Table, FigureError> {
    let sample = |scores: &[Vec<f64>], weights: &[f64]| -> Vec<Vec<f64>> {
        let rows = values(calibration, scores);
        let seed = calibration.settings.seed;
        let chosen = resample(weights, DRAWS, seed);
        chosen.iter().map(|at| rows[*at].clone()).collect()
    };
    let even = vec![1.0 / fitted.prior.len().max(1) as f64; fitted.prior.len()];
    let prior = sample(&fitted.prior, &even);
    let posterior = sample(&fitted.posterior.scores, &fitted.posterior.weights);
    let mut table = Table::new();
    let mut names = vec!["prior".to_owned(); prior.len()];
    names.extend(vec!["posterior".to_owned(); posterior.len()]);
    table.push("sample", Column::Text(names))?;
    for (at, parameter) in calibration.parameters.iter().enumerate() {
        let column = prior.iter().chain(&posterior).map(|row| row[at]);
        table.push(&parameter.path, Column::Number(column.collect()))?;
    }
    Ok(table)
}

fn fit(found: &Calibrated) -> Result<Table, FigureError> {
    let mut table = Table::new();
    let targets = found.fit.iter().map(|row| row.target.clone());
    table.push("target", Column::Text(targets.collect()))?;
    let mut number = |name: &str, f: fn(&FitRow) -> f64| {
        let column = found.fit.iter().map(f);
        table.push(name, Column::Number(column.collect()))
    };
    number("fitted", |row| f64::from(u8::from(row.fitted)))?;
    number("observed", |row| row.observed)?;
    number("observed_low", |row| row.interval[0])?;
    number("observed_high", |row| row.interval[1])?;
    number("mean", |row| row.posterior.mean)?;
    number("q05", |row| row.posterior.q05)?;
    number("q95", |row| row.posterior.q95)?;
    number("scale", |row| row.scale)?;
    number("n", |row| row.posterior.n as f64)?;
    Ok(table)
}

fn history(calibration: &Calibration, found: &Calibrated) -> Result<Table, FigureError> {
    let particles = calibration.settings.particles as f64;
    let mut table = Table::new();
    let count = found.history.len();
    let generations = (0..count).map(|at| at as f64).collect();
    table.push("generation", Column::Number(generations))?;
    let finite = |value: f64| if value.is_finite() { value } else { f64::NAN };
    let tolerance = found.history.iter().map(|row| finite(row.tolerance));
    table.push("tolerance", Column::Number(tolerance.collect()))?;
    let acceptance = found.history.iter().map(|row| row.acceptance);
    table.push("acceptance", Column::Number(acceptance.collect()))?;
    let share = found.history.iter().map(|row| row.ess / particles);
    table.push("ess_share", Column::Number(share.collect()))?;
    Ok(table)
}

//! What a calibration would fit to what, and what it costs at most.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::{Value, json};

use crate::analysis::abc::prior::{Prior, Shape};
use crate::analysis::abc::smc::{Address, Simulator, proposal};
use crate::ensemble::LANES;
use crate::study::calibration::Calibration;
use crate::study::calibration::simulate::Simulation;
use crate::tasks::calibrate::error::CalibrateError;
use crate::watch::Ticker;
use crate::words::duration;
use crate::words::grouped;

/// How fast proposals are simulated, and how many there can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Proposals a second.
    pub per_second: f64,
    /// Most proposals of one generation.
    pub generation: f64,
    /// Most proposals of all.
    pub most: f64,
}

/// Simulates some draws from the prior to see how long that takes. Their summaries are dropped.
///
/// # Errors
/// [`CalibrateError`] if the simulation fails.
pub fn plan(calibration: &Calibration, threads: usize) -> Result<Cost, CalibrateError> {
    let (mut tell, never) = (|_| (), AtomicBool::new(false));
    let ticker = Ticker::new(&mut tell, &never);
    let mut simulation = Simulation::<LANES>::new(calibration, threads, ticker)?;
    let (values, addresses) = from_the_prior(calibration, LANES * threads);
    let start = Instant::now();
    simulation.simulate(&values, &addresses)?;
    let seconds = start.elapsed().as_secs_f64();
    let settings = &calibration.settings;
    let generation = settings.particles as f64 / settings.min_acceptance;
    let all = f64::from(settings.generations - 1) * generation + settings.particles as f64;
    Ok(Cost {
        per_second: values.len() as f64 / seconds.max(1e-9),
        generation,
        most: all.min(settings.simulations as f64) + calibration.predictive as f64,
    })
}

/// The first proposals of the first generation.
pub fn from_the_prior(calibration: &Calibration, count: usize) -> (Vec<Vec<f64>>, Vec<Address>) {
    let addresses: Vec<Address> = (0..count as u64)
        .map(|proposal| Address {
            generation: 0,
            proposal,
        })
        .collect();
    let priors = calibration.priors();
    let seed = calibration.settings.seed;
    let values = addresses.iter().map(|address| {
        let scores = proposal(seed, *address, priors.len(), None);
        let pairs = priors.iter().zip(scores);
        pairs.map(|(prior, score)| prior.value(score)).collect()
    });
    (values.collect(), addresses)
}

/// A prior in words.
pub fn prior_in_words(prior: &Prior) -> String {
    let (low, high) = (prior.low, prior.high);
    match prior.shape {
        Shape::Uniform => format!("uniform, {low} to {high}"),
        Shape::LogUniform => format!("log-uniform, {low} to {high}"),
        Shape::Normal { mean, sd } => format!("normal({mean}, {sd}), {low} to {high}"),
        Shape::LogNormal { median, sd } => {
            format!("log-normal(ln {median}, {sd}), {low} to {high}")
        }
    }
}

/// The plan for people.
pub fn as_text(calibration: &Calibration, threads: usize, cost: &Cost) -> String {
    let settings = &calibration.settings;
    let first = settings.particles as f64 / cost.per_second;
    let mut lines = vec![
        format!("{}: {}", calibration.name, calibration.title),
        format!(
            "  sampler     {} particles, at most {} generations, tolerance at the {} quantile, until {} % are accepted",
            grouped(settings.particles as u64),
            settings.generations,
            settings.quantile,
            100.0 * settings.min_acceptance
        ),
        format!(
            "  time        {} for the first generation, at most {} for one, at most {} in all: {} proposals/s on {} \
             threads, measured just now",
            duration(first),
            duration(cost.generation / cost.per_second),
            duration(cost.most / cost.per_second),
            grouped(cost.per_second as u64),
            threads
        ),
        format!("  parameters  {}", calibration.parameters.len()),
    ];
    for parameter in &calibration.parameters {
        let more = match parameter.also.len() {
            0 => String::new(),
            1 => " and 1 path more".to_owned(),
            count => format!(" and {count} paths more"),
        };
        let prior = prior_in_words(&parameter.prior);
        lines.push(format!("    {}{more}: {prior}", parameter.path));
    }
    let fitted = calibration.targets.iter().filter(|t| t.fit).count();
    let count = calibration.targets.len();
    lines.push(format!("  targets     {count}, of them {fitted} fitted"));
    for target in &calibration.targets {
        let how = if target.fit { "fitted" } else { "predicted" };
        let interval = if target.low.is_finite() {
            format!(" [{:.3}, {:.3}]", target.low, target.high)
        } else {
            String::new()
        };
        lines.push(format!(
            "    {}: {} of {} in {}, observed {:.3}{interval}, {how}",
            target.id,
            target.observable.name(),
            target.series,
            target.window,
            target.observed
        ));
    }
    lines.join("\n") + "\n"
}

/// The plan for programs.
pub fn as_json(calibration: &Calibration, threads: usize, cost: &Cost) -> Value {
    let settings = &calibration.settings;
    json!({
        "calibration": calibration.name,
        "particles": settings.particles,
        "generations": settings.generations,
        "parameters": calibration.parameters.iter().map(|p| p.path.as_str()).collect::<Vec<_>>(),
        "targets": calibration.targets.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(),
        "fitted": calibration.targets.iter().filter(|t| t.fit).count(),
        "threads": threads,
        "proposals_per_second": cost.per_second,
        "most_proposals": cost.most,
        "most_seconds": cost.most / cost.per_second,
    })
}

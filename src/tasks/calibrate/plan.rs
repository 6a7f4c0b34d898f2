//! What a calibration costs at most.

use std::cell::RefCell;
use std::time::Instant;

use super::progress::Told;
use super::{Ask, CalibrateError};
use crate::analysis::abc::smc::{Address, Simulator, proposal};
use crate::ensemble::LANES;
use crate::study::calibration::Calibration;
use crate::study::calibration::simulate::Simulation;
use crate::watch::{Ticker, Watch};

/// How fast proposals are simulated, and how many there can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Proposals a second, measured just now.
    pub per_second: f64,
    /// Most proposals of one generation.
    pub generation: f64,
    /// Most proposals of all.
    pub most: f64,
}

/// Simulates some draws from the prior to see how long that takes. Their summaries are dropped.
///
/// # Errors
/// [`CalibrateError`] if the simulation fails or is stopped.
pub fn plan(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Plan, CalibrateError> {
    let (calibration, threads) = (ask.calibration, ask.threads);
    let stop = watch.stop();
    let told = RefCell::new(Told::new(watch));
    let mut tell = |done| told.borrow_mut().still(done);
    let ticker = Ticker::new(&mut tell, stop.flag());
    let mut simulation = Simulation::new(calibration, threads, ticker)?;
    let (values, addresses) = from_the_prior(calibration, LANES * threads);
    told.borrow_mut().draws("prior", values.len() as u64);
    let start = Instant::now();
    let done = simulation.simulate(&values, &addresses);
    told.borrow_mut().end();
    done?;
    let seconds = start.elapsed().as_secs_f64();
    let settings = &calibration.settings;
    let generation = settings.particles as f64 / settings.min_acceptance;
    let all = f64::from(settings.generations - 1) * generation + settings.particles as f64;
    Ok(Plan {
        per_second: values.len() as f64 / seconds.max(1e-9),
        generation,
        most: all.min(settings.simulations as f64) + calibration.predictive as f64,
    })
}

/// The first proposals of the first generation.
pub(super) fn from_the_prior(
    calibration: &Calibration,
    count: usize,
) -> (Vec<Vec<f64>>, Vec<Address>) {
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

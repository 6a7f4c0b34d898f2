//! What a calibration costs at most.

use std::cell::RefCell;
use std::time::Instant;

use super::ask::Ask;
use super::error::CalibrateError;
use super::progress::Told;
use crate::analysis::abc::smc::{Address, Simulator, proposal};
use crate::ensemble::LANES;
use crate::study::calibration::likelihood::Likelihood;
use crate::study::calibration::simulate::Simulation;
use crate::study::calibration::{Calibration, Method};
use crate::watch::{Ticker, Watch};

/// How fast proposals are simulated or likelihoods estimated, and how many there can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Proposals or likelihoods a second, measured just now.
    pub per_second: f64,
    /// Most proposals of one generation; likelihoods of a round of steps.
    pub generation: f64,
    /// Most proposals of all; infinite for likelihoods, of which the record decides how many there are.
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
    if calibration.method == Method::Smc2 {
        return exact(ask, ticker);
    }
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

/// That of SMC².
fn exact<'a>(ask: &Ask<'a>, ticker: Ticker<'a>) -> Result<Plan, CalibrateError> {
    let calibration = ask.calibration;
    let mut likelihood = Likelihood::new(calibration, ask.threads, ticker)?;
    // A block for each thread.
    let side_by_side = (LANES / calibration.exact.filter).max(1);
    let (values, addresses) = from_the_prior(calibration, side_by_side * ask.threads);
    let start = Instant::now();
    likelihood.simulate(&values, &addresses)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(Plan {
        per_second: values.len() as f64 / seconds.max(1e-9),
        generation: calibration.settings.particles as f64,
        most: f64::INFINITY,
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

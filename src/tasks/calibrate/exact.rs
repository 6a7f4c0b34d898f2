//! SMC² as a calibration runs it.

use std::cell::RefCell;
use std::sync::atomic::AtomicBool;

use super::ask::Ask;
use super::error::CalibrateError;
use super::fitted::Fitted;
use super::plan::from_the_prior;
use super::progress::{Keeper, Told};
use crate::analysis::abc::smc::{Address, Simulator};
use crate::analysis::smc2;
use crate::hash::sha256;
use crate::study::calibration::Calibration;
use crate::study::calibration::likelihood::Likelihood;
use crate::study::calibration::simulate::Simulation;
use crate::watch::Ticker;

/// Vectors whose likelihood tells a program that gives other results.
const FIRST: usize = 4;

/// SHA-256 of the first likelihoods.
///
/// # Errors
/// [`CalibrateError`].
pub fn first(
    calibration: &Calibration,
    threads: usize,
    stop: &AtomicBool,
    told: &RefCell<Told<'_>>,
) -> Result<String, CalibrateError> {
    let mut still = |_| ();
    let mut likelihood = Likelihood::new(calibration, threads, Ticker::new(&mut still, stop))?;
    let (values, addresses) = from_the_prior(calibration, FIRST);
    told.borrow_mut().draws("prior", 0);
    let found = likelihood.simulate(&values, &addresses);
    told.borrow_mut().end();
    let found = found?;
    let bits: String = found
        .iter()
        .flatten()
        .map(|x| format!("{:x}\n", x.to_bits()))
        .collect();
    Ok(sha256(&bits))
}

/// Runs the sampler, and draws from the prior with their summaries.
///
/// # Errors
/// [`CalibrateError`].
pub fn sample(
    ask: &Ask<'_>,
    simulation: &mut Simulation<'_>,
    keeper: &mut Keeper<'_, '_>,
    stop: &AtomicBool,
) -> Result<Fitted, CalibrateError> {
    let calibration = ask.calibration;
    let told = keeper.told();
    let mut tell = |done| told.borrow_mut().still(done);
    let ticker = Ticker::new(&mut tell, stop);
    let mut likelihood = Likelihood::new(calibration, ask.threads, ticker)?;
    keeper.exact(likelihood.months());
    let (priors, months) = (calibration.priors(), likelihood.months());
    let ended = smc2::run(
        &priors,
        months,
        &calibration.smc2(),
        &mut likelihood,
        keeper,
    );
    told.borrow_mut().end();
    let outcome = ended?;
    let drawn = calibration.predictive;
    told.borrow_mut().draws("prior", drawn as u64);
    let (values, addresses) = from_the_prior(calibration, drawn);
    let summaries = simulation.simulate(&values, &addresses);
    told.borrow_mut().end();
    let scores = |address: &Address| {
        let (seed, size) = (calibration.settings.seed, priors.len());
        crate::analysis::abc::smc::proposal(seed, *address, size, None)
    };
    let prior = addresses.iter().map(scores).collect();
    let record = likelihood.record();
    Ok(Fitted::exact(
        calibration,
        &outcome,
        record,
        (prior, summaries?),
    ))
}

//! `calibrate`: a scenario fitted to observed moments by approximate Bayesian computation.

pub mod error;
mod figures;
mod folder;
pub mod plan;
mod progress;
pub mod results;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

pub use self::error::CalibrateError;
use self::figures::figures;
use self::folder::{data, open, record, write};
use self::plan::from_the_prior;
pub use self::plan::{Plan, plan};
use self::progress::{Keeper, Told};
use self::results::values;
use super::{Out, Saved, all_cores};
use crate::analysis::abc::posterior::resample;
use crate::analysis::abc::smc::{Address, Outcome, Simulator, Stop, run};
use crate::ensemble::LANES;
use crate::hash::sha256;
use crate::scenario::Scenario;
use crate::store::calibrate_tables::{FitRow, HistoryRow, ParameterRow, Particle};
use crate::store::growing::Opened;
use crate::store::guard::Guard;
use crate::store::manifest::{FileEntry, Status};
use crate::study::calibration::Calibration;
use crate::study::calibration::simulate::{PREDICTIVE, Simulation};
use crate::tasks::plot::files::Drawn;
use crate::watch::{Ticker, Watch};

/// What is to be fitted, and with how many threads.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The calibration, with its seed and the settings of its sampler.
    pub calibration: &'a Calibration,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// Whether to keep the folder of the parts when the calibration is complete.
    pub keep_parts: bool,
    /// Whether a folder that is complete counts although its files are not what its manifest says.
    pub unverified: bool,
}

impl<'a> Ask<'a> {
    /// A calibration, on all cores, without the parts in the end.
    pub fn new(calibration: &'a Calibration) -> Self {
        Self {
            calibration,
            threads: all_cores(),
            keep_parts: false,
            unverified: false,
        }
    }
}

/// What a calibration found.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// Name of the calibration.
    pub name: String,
    /// SHA-256 of what decides its results.
    pub hash: String,
    /// Why the sampler ended; `None` if the folder was complete before, and then nothing follows.
    pub stop: Option<Stop>,
    /// Paths of the free parameters, tied ones included.
    pub paths: Vec<String>,
    /// The weighted posterior sample, with a value for each path.
    pub posterior: Vec<Particle>,
    /// The generations.
    pub history: Vec<HistoryRow>,
    /// The parameters.
    pub parameters: Vec<ParameterRow>,
    /// The targets.
    pub fit: Vec<FitRow>,
    /// The scenario at the posterior medians.
    pub scenario: Option<Scenario>,
    /// Whether it is at the medians indeed, and not at the particle closest to them because they are no valid
    /// scenario together.
    pub at_medians: bool,
}

impl Calibrated {
    /// Proposals that were simulated.
    pub fn simulations(&self) -> u64 {
        self.history.iter().map(|row| row.simulations).sum()
    }
}

/// Runs a calibration and keeps what it finds in memory.
///
/// # Errors
/// [`CalibrateError`].
pub fn calibrate(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Calibrated, CalibrateError> {
    let stop = watch.stop();
    let told = RefCell::new(Told::new(watch));
    let mut tell = |done| told.borrow_mut().still(done);
    let ticker = Ticker::new(&mut tell, stop.flag());
    let mut simulation = Simulation::new(ask.calibration, ask.threads, ticker)?;
    let mut keeper = Keeper::new(ask, None, &told);
    let (_, found) = sample(ask.calibration, &mut simulation, &mut keeper)?;
    Ok(found)
}

/// Runs a calibration, or what is left of one, and writes its tables, its figures and the calibrated scenario
/// into a folder. When it is stopped, complete parts are kept.
///
/// # Errors
/// [`CalibrateError`]; complete parts are kept then as well.
pub fn calibrate_into(
    ask: &Ask<'_>,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Calibrated>, CalibrateError> {
    let calibration = ask.calibration;
    let stop = watch.stop();
    let told = RefCell::new(Told::new(watch));
    let mut tell = |done| told.borrow_mut().still(done);
    let ticker = Ticker::new(&mut tell, stop.flag());
    let mut simulation = Simulation::new(calibration, ask.threads, ticker)?;
    let mut record = record(calibration);
    record.first = first(calibration, &mut simulation, &told)?;
    let guard = Guard::new(ask.unverified);
    let (work, found) = match open(calibration, out, &record, &guard)? {
        Opened::Complete(manifest, _lock) => {
            let mut complete = complete(calibration, out, record.hash(), manifest.files);
            complete.warnings.extend(guard.sentence());
            return Ok(complete);
        }
        Opened::Work(work, found) => (*work, found),
    };
    told.borrow_mut().parts(&found);
    let mut keeper = Keeper::new(ask, Some(work), &told);
    let (outcome, found) = match sample(calibration, &mut simulation, &mut keeper) {
        Ok(found) => found,
        Err(error) => return Err(error.with_parts(keeper.proposals(), out)),
    };
    let mut warnings = Vec::new();
    let drawn = match out.figures {
        true => figures(calibration, &outcome, &found, &out.command.to_string()),
        false => Ok(Drawn::default()),
    };
    // A figure that cannot be had never costs the data.
    let drawn = drawn.unwrap_or_else(|error| {
        warnings.push(format!("the figures could not be made: {error}"));
        Drawn::default()
    });
    warnings.extend(drawn.warnings);
    let data = data(calibration, &found, drawn.files, out);
    // A keeper without a folder is for what stays in memory.
    let files = match keeper.into_work() {
        Some(work) => write(ask, out, &record, &outcome, &data, work)?,
        None => Vec::new(),
    };
    Ok(Saved {
        what: found,
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings,
    })
}

/// The folder of a calibration if none is named.
pub fn default_folder(calibration: &Calibration) -> PathBuf {
    Path::new("outputs").join(&calibration.name)
}

/// A folder that was complete before.
fn complete(
    calibration: &Calibration,
    out: &Out,
    hash: String,
    files: Vec<FileEntry>,
) -> Saved<Calibrated> {
    Saved {
        what: Calibrated {
            name: calibration.name.clone(),
            hash,
            stop: None,
            paths: results::paths(calibration),
            posterior: Vec::new(),
            history: Vec::new(),
            parameters: Vec::new(),
            fit: Vec::new(),
            scenario: None,
            at_medians: false,
        },
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings: Vec::new(),
    }
}

/// SHA-256 of the first summaries, by which a program that gives other results is told.
fn first(
    calibration: &Calibration,
    simulation: &mut Simulation<'_>,
    told: &RefCell<Told<'_>>,
) -> Result<String, CalibrateError> {
    let (values, addresses) = from_the_prior(calibration, LANES);
    told.borrow_mut().draws("prior", LANES as u64);
    let found = simulation.simulate(&values, &addresses);
    told.borrow_mut().end();
    let found = found?;
    let numbers = found.iter().flatten();
    let bits: String = numbers.map(|x| format!("{:x}\n", x.to_bits())).collect();
    Ok(sha256(&bits))
}

/// Runs the sampler and fresh runs at draws from the posterior.
fn sample(
    calibration: &Calibration,
    simulation: &mut Simulation<'_>,
    keeper: &mut Keeper<'_, '_>,
) -> Result<(Outcome, Calibrated), CalibrateError> {
    let (priors, distance) = (calibration.priors(), calibration.distance());
    let ended = run(
        &priors,
        &distance,
        &calibration.settings,
        simulation,
        keeper,
    );
    keeper.told().borrow_mut().end();
    let outcome = ended?;
    let draws = calibration.predictive as u64;
    keeper.told().borrow_mut().draws("posterior", draws);
    let fresh = predictive(calibration, &outcome, simulation);
    keeper.told().borrow_mut().end();
    let found = results::found(calibration, &outcome, &fresh?)?;
    Ok((outcome, found))
}

/// Summaries of fresh runs at draws from the posterior.
fn predictive(
    calibration: &Calibration,
    outcome: &Outcome,
    simulation: &mut Simulation<'_>,
) -> Result<Vec<Vec<f64>>, CalibrateError> {
    let Some(last) = outcome.generations.last() else {
        return Ok(Vec::new());
    };
    let sample = values(calibration, last);
    let (draws, seed) = (calibration.predictive, calibration.settings.seed);
    let chosen = resample(&last.weights(), draws, seed);
    let drawn: Vec<Vec<f64>> = chosen.iter().map(|at| sample[*at].clone()).collect();
    let addresses: Vec<Address> = (0..drawn.len() as u64)
        .map(|proposal| Address {
            generation: PREDICTIVE,
            proposal,
        })
        .collect();
    Ok(simulation.simulate(&drawn, &addresses)?)
}

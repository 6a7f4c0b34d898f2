//! `calibrate`: a scenario fitted to the record, by approximate Bayesian computation on its summaries or with its likelihood by
//! SMC².

mod ask;
pub mod error;
mod exact;
mod figures;
pub mod fitted;
mod folder;
mod outcome;
pub mod plan;
mod progress;
mod record;
pub mod results;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

pub use self::ask::Ask;
pub use self::error::CalibrateError;
use self::figures::figures;
pub use self::fitted::Ended;
use self::fitted::Fitted;
use self::folder::{data, open, write};
pub use self::outcome::Calibrated;
use self::plan::from_the_prior;
pub use self::plan::{Plan, plan};
use self::progress::{Keeper, Told};
use self::record::record;
use self::results::values;
use super::{Out, Saved};
use crate::analysis::abc::posterior::resample;
use crate::analysis::abc::smc::{Address, Simulator, run};
use crate::ensemble::LANES;
use crate::hash::sha256;
use crate::store::growing::Opened;
use crate::store::guard::Guard;
use crate::store::manifest::{FileEntry, Status};
use crate::study::calibration::simulate::{PREDICTIVE, Simulation};
use crate::study::calibration::{Calibration, Method};
use crate::tasks::plot::files::Drawn;
use crate::watch::{Ticker, Watch};

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
    let (_, found) = sample(ask, &mut simulation, &mut keeper, stop.flag())?;
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
    record.first = match calibration.method {
        Method::Abc => first(calibration, &mut simulation, &told)?,
        Method::Smc2 => exact::first(calibration, ask.threads, stop.flag(), &told)?,
    };
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
    let (fitted, found) = match sample(ask, &mut simulation, &mut keeper, stop.flag()) {
        Ok(found) => found,
        Err(error) => return Err(error.with_parts(keeper.proposals(), out)),
    };
    let drawn = Drawn::or_warned(match out.figures {
        true => figures(
            calibration,
            &fitted,
            &found,
            &out.command.to_string(),
            ask.threads,
        ),
        false => Ok(Drawn::default()),
    });
    let warnings = drawn.warnings;
    let data = data(calibration, &found, drawn.files, out);
    // A keeper without a folder is for what stays in memory.
    let files = match keeper.into_work() {
        Some(work) => write(ask, out, &record, &found, &data, work)?,
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
            ended: None,
            simulations: 0,
            ess: f64::NAN,
            paths: results::paths(calibration),
            posterior: Vec::new(),
            adjusted: None,
            adjusted_parameters: None,
            history: Vec::new(),
            exact: None,
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
    ask: &Ask<'_>,
    simulation: &mut Simulation<'_>,
    keeper: &mut Keeper<'_, '_>,
    stop: &AtomicBool,
) -> Result<(Fitted, Calibrated), CalibrateError> {
    let calibration = ask.calibration;
    let fitted = match calibration.method {
        Method::Abc => {
            let (priors, distance) = (calibration.priors(), calibration.distance());
            let settings = &calibration.settings;
            let ended = run(&priors, &distance, settings, simulation, keeper);
            keeper.told().borrow_mut().end();
            let nothing = || CalibrateError::Sampler {
                message: "no generation is complete".to_owned(),
            };
            Fitted::of(&ended?).ok_or_else(nothing)?
        }
        Method::Smc2 => exact::sample(ask, simulation, keeper, stop)?,
    };
    let draws = calibration.predictive as u64;
    keeper.told().borrow_mut().draws("posterior", draws);
    let fresh = predictive(calibration, &fitted, simulation);
    keeper.told().borrow_mut().end();
    let found = results::found(calibration, &fitted, &fresh?)?;
    Ok((fitted, found))
}

/// Summaries of fresh runs at draws from the posterior.
fn predictive(
    calibration: &Calibration,
    fitted: &Fitted,
    simulation: &mut Simulation<'_>,
) -> Result<Vec<Vec<f64>>, CalibrateError> {
    let sample = values(calibration, &fitted.posterior.scores);
    let (draws, seed) = (calibration.predictive, calibration.settings.seed);
    let chosen = resample(&fitted.posterior.weights, draws, seed);
    let drawn: Vec<Vec<f64>> = chosen.iter().map(|at| sample[*at].clone()).collect();
    let addresses: Vec<Address> = (0..drawn.len() as u64)
        .map(|proposal| Address {
            generation: PREDICTIVE,
            proposal,
        })
        .collect();
    Ok(simulation.simulate(&drawn, &addresses)?)
}

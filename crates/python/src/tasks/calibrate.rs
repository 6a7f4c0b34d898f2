//! `calibrate` and `claims`: what works for long, in parts.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use trilat::shipped;
use trilat::study::calibration::{Method, Overrides};
use trilat::study::claims::settings::{DEFAULTS, FIRST_LOOK};
use trilat::study::claims::space::Signs;
use trilat::study::claims::{Options, load};
use trilat::study::load_calibration;
use trilat::tasks::Command;
use trilat::tasks::calibrate::{Ask, calibrate_into};
use trilat::tasks::claims::{Ask as Audit, Settings, claims_into};
use trilat::watch::{Event, Watch};

use crate::failure::Failure;
use crate::out::{Out, Saved, note};

/// Where a project has its claims.
const PROJECT: &str = "configs/claims";

/// Fits a scenario to observed moments, into a folder.
#[pyfunction]
#[pyo3(signature = (file, *, sets, method, particles, generations, prior_width, seed, keep_parts, unverified, out))]
pub fn calibrate(
    py: Python<'_>,
    file: PathBuf,
    sets: Vec<String>,
    method: Option<String>,
    particles: Option<u32>,
    generations: Option<u32>,
    prior_width: Option<f64>,
    seed: Option<u64>,
    keep_parts: bool,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        if particles.is_some_and(|n| !(20..=100_000).contains(&n)) {
            return Err(Failure::usage("particles must be 20 to 100000"));
        }
        let chosen = method.as_deref().map(method_of).transpose()?;
        if generations.is_some_and(|n| !(1..=1000).contains(&n)) {
            return Err(Failure::usage("generations must be 1 to 1000"));
        }
        let mut calibration = load_calibration(&file, &sets).map_err(Failure::files)?;
        let asked = Overrides {
            method: chosen,
            particles: particles.map(|n| n as usize),
            generations,
            prior_width,
            seed,
        };
        calibration.lay(&asked).map_err(Failure::usage)?;
        note(watch, &calibration.notes);
        note(watch, calibration.remarks());
        let ask = Ask {
            threads: out.threads(),
            keep_parts,
            unverified,
            ..Ask::new(&calibration)
        };
        let command = Command::trilat("calibrate")
            .path(&file)
            .options("set", &sets)
            .options("method", method)
            .options("particles", particles)
            .options("generations", generations)
            .options("prior-width", prior_width)
            .options("seed", seed);
        Ok(calibrate_into(&ask, &out.place(command), watch)?)
    })
}

/// A method by its name.
fn method_of(name: &str) -> Result<Method, Failure> {
    let found = Method::ALL.into_iter().find(|(own, _)| *own == name);
    let names = Method::ALL.map(|(own, _)| own).join(" or ");
    match found {
        Some((_, method)) => Ok(method),
        None => Err(Failure::usage(format!(
            "method must be {names}, not {name}"
        ))),
    }
}

/// The rules of signs by name, and the name.
fn signs(name: &str) -> Result<Vec<Signs>, Failure> {
    match name {
        "free" => Ok(vec![Signs::Free]),
        "constrained" => Ok(vec![Signs::Constrained]),
        "both" => Ok(vec![Signs::Free, Signs::Constrained]),
        _ => Err(Failure::usage(format!(
            "signs `{name}` must be free, constrained or both"
        ))),
    }
}

fn signs_name(rules: &[Signs]) -> &'static str {
    match rules {
        [Signs::Free] => "free",
        [Signs::Constrained] => "constrained",
        _ => "both",
    }
}

/// How much is run: a whole audit or a first look, but for what is said otherwise.
fn settings(
    quick: bool,
    points: Option<u32>,
    replicates: Option<u64>,
    default_replicates: Option<u64>,
    rules: Option<&str>,
) -> Result<Settings, Failure> {
    let usual = match quick {
        true => Settings::first_look(),
        false => Settings::default(),
    };
    let within = |n: &Option<u64>| n.is_none_or(|n| (2..=1 << 20).contains(&n));
    if ![replicates, default_replicates].iter().all(within) {
        return Err(Failure::usage("replicates must be 2 to 1048576"));
    }
    if points.is_some_and(|n| n > 1 << 16) {
        return Err(Failure::usage("points must be 0 to 65536"));
    }
    let pairs = replicates.unwrap_or(usual.pairs);
    Ok(Settings {
        points: points.map_or(usual.points, |points| points as usize),
        pairs,
        default_pairs: default_replicates.unwrap_or(DEFAULTS * pairs),
        signs: rules.map(signs).transpose()?.unwrap_or(usual.signs.clone()),
        ..usual
    })
}

fn forgotten(paths: &[String], watch: &mut dyn Watch) {
    for path in paths {
        watch.tell(Event::Note(&format!(
            "`{path}` is assumed but not drawn: name it in [factors], or in [fixed] with the reason"
        )));
    }
}

/// Tries claims over a space of parameters, into a folder.
#[pyfunction]
#[pyo3(signature = (
    ids, *, folder, space, points, replicates, default_replicates, signs, quick, out
))]
pub fn claims(
    py: Python<'_>,
    ids: Vec<String>,
    folder: Option<PathBuf>,
    space: Option<PathBuf>,
    points: Option<u32>,
    replicates: Option<u64>,
    default_replicates: Option<u64>,
    signs: Option<String>,
    quick: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let project = || Some(PathBuf::from(PROJECT)).filter(|folder| folder.is_dir());
        let folder = folder.or_else(project).unwrap_or_else(shipped::claims);
        let settings = settings(
            quick,
            points,
            replicates,
            default_replicates,
            signs.as_deref(),
        )?;
        let options = Options {
            folder: folder.clone(),
            wanted: ids.clone(),
            space: space.clone(),
            longest: quick.then_some(FIRST_LOOK),
        };
        let audit = load(&options).map_err(Failure::files)?;
        forgotten(&audit.space.forgotten, watch);
        let named: Option<&Path> = Some(folder.as_path()).filter(|f| !shipped::is_inside(f));
        let command = ids
            .iter()
            .fold(Command::trilat("claims"), |command, id| command.word(id))
            .option_path("folder", named)
            .option_path("space", space.as_deref())
            .flag("quick", quick)
            .option("points", settings.points)
            .option("replicates", settings.pairs)
            .option("default-replicates", settings.default_pairs)
            .option("signs", signs_name(&settings.signs));
        let ask = Audit {
            settings,
            threads: out.threads(),
            ..Audit::new(&audit)
        };
        Ok(claims_into(&ask, &out.place(command), watch)?)
    })
}

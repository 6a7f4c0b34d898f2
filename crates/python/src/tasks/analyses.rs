//! `sensitivity` and `discover`.

use std::path::PathBuf;

use pyo3::prelude::*;
use trilat::analysis::prim::cases::CaseRule;
use trilat::analysis::prim::objective::Objective;
use trilat::analysis::prim::settings::{Search, Settings};
use trilat::analysis::sensitivity::Bootstrap;
use trilat::named::by_name;
use trilat::tasks::Command;
use trilat::tasks::discover::{Ask as Discovery, discover_into};
use trilat::tasks::sensitivity::{Ask, Design, Method, sensitivity_into};

use crate::failure::Failure;
use crate::out::{Out, Saved};

/// Computes sensitivity indices of a study into a folder.
#[pyfunction]
#[pyo3(signature = (
    folder, *, outputs, methods, resamples, seed, table, design, problem, levels, independent, unverified, out
))]
pub fn sensitivity(
    py: Python<'_>,
    folder: PathBuf,
    outputs: Vec<String>,
    methods: Vec<String>,
    resamples: usize,
    seed: u64,
    table: Option<PathBuf>,
    design: Option<String>,
    problem: Option<PathBuf>,
    levels: Option<usize>,
    independent: bool,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let methods = methods.iter().map(|name| by_name::<Method>(name));
        let methods = methods.collect::<Result<Vec<_>, _>>();
        let methods = methods.map_err(Failure::usage)?;
        let design = design.as_deref().map(by_name::<Design>).transpose();
        let design = design.map_err(Failure::usage)?;
        if !(1000..=1_000_000).contains(&resamples) {
            let text = "resamples must be 1000 to 1000000: fewer leave the ends of a 95 % interval to chance";
            return Err(Failure::usage(text));
        }
        if levels.is_some_and(|levels| levels < 2 || !levels.is_multiple_of(2)) {
            return Err(Failure::usage("levels must be even, at least 2"));
        }
        let command = Command::trilat("sensitivity")
            .path(&folder)
            .options("output", &outputs)
            .options("method", &methods)
            .option_path("outputs", table.as_deref())
            .options("design", design)
            .option_path("problem", problem.as_deref())
            .options("levels", levels)
            .flag("independent", independent)
            .option("resamples", resamples)
            .option("seed", seed)
            .flag("unverified", unverified)
            .formats(out.formats().unwrap_or_default());
        let ask = Ask {
            table,
            outputs,
            methods,
            design,
            problem,
            levels,
            independent,
            bootstrap: Bootstrap {
                resamples,
                seed,
                threads: out.threads(),
            },
            unverified,
            ..Ask::new(folder)
        };
        Ok(sensitivity_into(&ask, &out.place(command), watch)?)
    })
}

/// Which points are cases.
fn rule(above: Option<f64>, below: Option<f64>, top: Option<f64>) -> Result<CaseRule, Failure> {
    match (above, below, top) {
        (Some(value), None, None) if value.is_finite() => Ok(CaseRule::Above(value)),
        (None, Some(value), None) if value.is_finite() => Ok(CaseRule::Below(value)),
        (None, None, Some(value)) if value > 0.0 && value < 100.0 => Ok(CaseRule::Top(value)),
        _ => Err(Failure::usage(
            "say what a case is with one of above, below (numbers) and top (above 0 and below 100, in %)",
        )),
    }
}

/// Looks for boxes of factor space in which an output is what was asked for, into a folder.
#[pyfunction]
#[pyo3(signature = (
    folder, output, *, above, below, top, peel, paste, mass, objective, boxes, threshold, steps, restrict,
    resamples, shuffles, seed, table, unverified, out
))]
pub fn discover(
    py: Python<'_>,
    folder: PathBuf,
    output: String,
    above: Option<f64>,
    below: Option<f64>,
    top: Option<f64>,
    peel: f64,
    paste: f64,
    mass: f64,
    objective: Option<String>,
    boxes: usize,
    threshold: Option<f64>,
    steps: Vec<usize>,
    restrict: Option<usize>,
    resamples: u32,
    shuffles: u32,
    seed: u64,
    table: Option<PathBuf>,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let objective = objective.as_deref().map(by_name::<Objective>).transpose();
        let objective = objective.map_err(Failure::usage)?.unwrap_or_default();
        let listed: Vec<String> = steps.iter().map(usize::to_string).collect();
        let listed = Some(listed.join(",")).filter(|steps| !steps.is_empty());
        let command = Command::trilat("discover")
            .path(&folder)
            .option("output", &output)
            .options("above", above)
            .options("below", below)
            .options("top", top)
            .option("peel", peel)
            .option("paste", paste)
            .option("mass", mass)
            .options("threshold", threshold)
            .option("objective", objective)
            .option("boxes", boxes)
            .options("box", listed)
            .options("restrict", restrict)
            .option_path("outputs", table.as_deref())
            .option("resamples", resamples)
            .option("shuffles", shuffles)
            .option("seed", seed)
            .flag("unverified", unverified)
            .formats(out.formats().unwrap_or_default());
        let ask = Discovery {
            settings: Settings {
                search: Search {
                    peel,
                    paste,
                    mass,
                    objective,
                    most: restrict,
                },
                boxes,
                threshold,
                steps,
                resamples,
                shuffles,
                seed,
            },
            table,
            unverified,
            ..Discovery::new(folder, output, rule(above, below, top)?)
        };
        Ok(discover_into(&ask, &out.place(command), watch)?)
    })
}

//! The model as a function: the points of a study in, the means of its outputs out, with no file written.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use trilat::record::Role;
use trilat::store::study_terms::{Whose, whose};
use trilat::study::Study;
use trilat::tasks::all_cores;
use trilat::tasks::sweep::{Ask, Planned, Progress, Swept, sweep};

use crate::failure::Failure;
use crate::watch::work;

/// An output: weights of arms, and the column.
struct Wanted {
    weights: Vec<(usize, f64)>,
    column: usize,
    /// What a missing value is: the horizon for a time to an event that did not happen.
    missing: f64,
}

/// Runs a study and returns the mean of each output at each point, point by point, as doubles in memory.
#[pyfunction]
#[pyo3(signature = (study, outputs, *, threads, bar))]
pub fn simulate<'py>(
    py: Python<'py>,
    study: PathBuf,
    outputs: Vec<String>,
    threads: Option<usize>,
    bar: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    let (bytes, told) = work(py, bar, |watch| {
        let planned = Planned::read(&study)?;
        let ask = Ask {
            threads: threads.unwrap_or_else(all_cores).max(1),
            ..Ask::new(&planned)
        };
        let swept = sweep(&ask, watch)?;
        if swept.progress == Progress::Interrupted {
            return Err(Failure::new(
                trilat::fault::Fault::Interrupted,
                "interrupted",
            ));
        }
        if let Some(why) = swept.rows.failed.iter().find(|why| !why.is_empty()) {
            return Err(Failure::new(trilat::fault::Fault::Failed, why.as_str()));
        }
        let wanted = outputs
            .iter()
            .map(|name| wanted(name, &planned.study, &swept));
        let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
        Ok(means(&planned.study, &swept, &wanted))
    })?;
    if let Some(error) = told.raised {
        return Err(error);
    }
    let bytes: Vec<u8> = bytes.iter().flat_map(|value| value.to_ne_bytes()).collect();
    Ok(PyBytes::new(py, &bytes))
}

fn wanted(name: &str, study: &Study, swept: &Swept) -> Result<Wanted, Failure> {
    let (whose, column) =
        whose(name, &study.arm_names(), &study.effects).map_err(Failure::usage)?;
    let found = swept.columns.iter().position(|known| known.name == column);
    let Some(at) = found else {
        let known = swept.columns.iter().map(|known| known.name.as_str());
        let near = trilat::scenario::load::closest(column, known);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let text = format!("there is no output `{column}`{near}");
        return Err(Failure::usage(text));
    };
    let weights = match whose {
        Whose::Baseline => vec![(0, 1.0)],
        Whose::Arm(arm) => vec![(arm, 1.0)],
        Whose::Effect(effect) => {
            let weights = study.effects[effect].weights.iter().copied().enumerate();
            weights.filter(|(_, weight)| *weight != 0.0).collect()
        }
    };
    let missing = match swept.columns[at].role {
        Role::EventTime => f64::from(study.base().horizon),
        _ => f64::NAN,
    };
    Ok(Wanted {
        weights,
        column: at,
        missing,
    })
}

/// Means over the replicates of each point, point by point.
fn means(study: &Study, swept: &Swept, wanted: &[Wanted]) -> Vec<f64> {
    let rows = &swept.rows;
    let names = study.arm_names();
    let mut sums = vec![0.0; study.len() * wanted.len()];
    let weight = 1.0 / study.replicates as f64;
    for row in 0..rows.len() {
        let arm = rows.arm.get(row);
        let arm = arm.and_then(|arm| names.iter().position(|name| name == arm));
        let arm = arm.unwrap_or(0);
        let point = rows.point[row] as usize;
        for (at, own) in wanted.iter().enumerate() {
            for (_, share) in own.weights.iter().filter(|(term, _)| *term == arm) {
                let value = rows.values[own.column][row];
                let value = if value.is_nan() { own.missing } else { value };
                sums[point * wanted.len() + at] += share * value * weight;
            }
        }
    }
    sums
}

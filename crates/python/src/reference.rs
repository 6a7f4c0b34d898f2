//! What a scenario says and what the program knows: checks, explanations, closed forms.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use trilat::cli::{Exit, Streams, config as resolve, explain as tell};
use trilat::fault::Fault;
use trilat::model::load;
use trilat::scenario::outcome_override;
use trilat::tasks::theory::{Ask, theory as evaluate};
use trilat::theory::catalogue::{Entry, Value, entries};

use crate::failure::{Failure, Problem, problems};

/// Errors and notes of a scenario file.
#[pyfunction]
#[pyo3(signature = (scenario, *, sets))]
pub fn check<'py>(
    py: Python<'py>,
    scenario: PathBuf,
    sets: Vec<String>,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
    let (errors, notes) = py.detach(|| match load(&scenario, &sets) {
        Ok(loaded) => (Vec::new(), loaded.notes),
        Err(found) => (found.list, Vec::new()),
    });
    let errors: Vec<Problem> = errors.iter().map(Problem::from).collect();
    let notes: Vec<Problem> = notes.iter().map(Problem::from).collect();
    Ok((problems(py, &errors)?, problems(py, &notes)?))
}

/// What a command prints; a failure with what it says of it otherwise.
fn printed(
    command: impl FnOnce(&mut Streams<'_>) -> std::io::Result<Exit>,
) -> Result<String, Failure> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams {
        out: &mut out,
        err: &mut err,
        terminal: false,
    };
    let failed = |error: std::io::Error| Failure::new(Fault::Failed, error.to_string());
    match command(&mut streams).map_err(failed)? {
        Exit::Ok => Ok(String::from_utf8_lossy(&out).into_owned()),
        Exit::Fault(fault) => {
            let said = String::from_utf8_lossy(&err);
            let said = said.trim().trim_start_matches("error: ");
            Err(Failure::new(fault, said))
        }
    }
}

/// Explanations of names, or a list of all: as JSON or as text.
#[pyfunction]
#[pyo3(signature = (names, *, json))]
pub fn explain(py: Python<'_>, names: Vec<String>, json: bool) -> PyResult<String> {
    py.detach(|| printed(|streams| tell(&names, false, json, streams)))
        .map_err(|failure| failure.raise(py))
}

/// A scenario in full, with where each value came from, as TOML or as JSON.
#[pyfunction]
#[pyo3(signature = (scenario, *, sets, json))]
pub fn resolved(
    py: Python<'_>,
    scenario: PathBuf,
    sets: Vec<String>,
    json: bool,
) -> PyResult<String> {
    let job = || {
        load(&scenario, &sets).map_err(Failure::files)?;
        printed(|streams| resolve(&scenario, &sets, json, streams))
    };
    py.detach(job).map_err(|failure| failure.raise(py))
}

/// The override that an outcome of the user's own stands for.
#[pyfunction]
pub fn outcome(py: Python<'_>, name: &str, rule: &str) -> PyResult<String> {
    let given = format!("{name}={rule}");
    outcome_override(&given).map_err(|error| Failure::usage(error).raise(py))
}

/// The outputs of a closed form by name: a number, a list of numbers or a word each.
#[pyfunction]
#[pyo3(signature = (form, *, inputs))]
pub fn theory<'py>(
    py: Python<'py>,
    form: &str,
    inputs: Vec<String>,
) -> PyResult<Bound<'py, PyDict>> {
    let ask = Ask {
        form: form.to_owned(),
        inputs,
    };
    let found = py.detach(|| evaluate(&ask).map_err(Failure::from));
    let found = found.map_err(|failure| failure.raise(py))?;
    let results = PyDict::new(py);
    for (output, value) in found.results {
        match value {
            Value::Number(number) => results.set_item(output.name, number)?,
            Value::List(list) => results.set_item(output.name, list)?,
            Value::Text(text) => results.set_item(output.name, text)?,
        }
    }
    Ok(results)
}

/// Identifier, name, title and equation of every closed form.
#[pyfunction]
pub fn forms() -> Vec<(String, &'static str, &'static str, &'static str)> {
    let form = |e: &'static Entry| (format!("{:?}", e.form), e.name, e.title, e.equation);
    entries().map(form).collect()
}

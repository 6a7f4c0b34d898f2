//! An error of the library on its way to a Python exception: what kind it is, what it says, and where.

use std::error::Error;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use trilat::fault::{Fault, HasFault};
use trilat::scenario::load::{Diagnostic, Diagnostics};
use trilat::store::forecast_csv::ForecastError as ForecastFile;
use trilat::store::study_error::StudyDataError;
use trilat::tasks::discover::error::DiscoverError;
use trilat::tasks::forecast::ForecastError;
use trilat::tasks::plot::PlotError;
use trilat::tasks::score::ScoreError;
use trilat::tasks::sensitivity::SensitivityError;
use trilat::tasks::sweep::ReadError;
use trilat::tasks::trace::TraceError;

/// The module with the classes of exceptions.
const CLASSES: &str = "trilat._errors";
/// The module that says a message with the arguments of Python in place of options.
const WORDS: &str = "trilat._words";

/// One thing that is wrong, and where.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    message: String,
    file: Option<String>,
    line: Option<u64>,
    column: Option<u64>,
    hint: Option<String>,
}

/// Why a task failed.
#[derive(Debug)]
pub struct Failure {
    fault: Fault,
    message: String,
    problems: Vec<Problem>,
}

impl<E: HasFault + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let problems = match diagnostics(&error) {
            Some(found) => found.list.iter().map(Problem::from).collect(),
            None => placed(&error).into_iter().collect(),
        };
        Self {
            fault: error.fault(),
            message: error.to_string(),
            problems,
        }
    }
}

impl Failure {
    /// A failure without a place.
    pub fn new(fault: Fault, message: impl Into<String>) -> Self {
        Self {
            fault,
            message: message.into(),
            problems: Vec::new(),
        }
    }

    /// What was asked for makes no sense.
    pub fn usage(error: impl ToString) -> Self {
        Self::new(Fault::Usage, error.to_string())
    }

    /// Files that are wrong.
    pub fn files(found: Diagnostics) -> Self {
        Self {
            fault: Fault::Config,
            message: found.to_string().trim_end().to_owned(),
            problems: found.list.iter().map(Problem::from).collect(),
        }
    }

    /// The exception.
    pub fn raise(self, py: Python<'_>) -> PyErr {
        self.exception(py).unwrap_or_else(|error| error)
    }

    fn exception(self, py: Python<'_>) -> PyResult<PyErr> {
        let class = match self.fault {
            Fault::Usage => "UsageError",
            Fault::Config => "ConfigError",
            Fault::Incomplete => "IncompleteError",
            Fault::Mismatch => "MismatchError",
            Fault::Interrupted => "Interrupted",
            Fault::Failed => "FailedError",
        };
        let problems = problems(py, &self.problems)?;
        let class = py.import(CLASSES)?.getattr(class)?;
        let message = said(py, Some(&self.message))?;
        Ok(PyErr::from_value(class.call1((message, problems))?))
    }
}

/// Problems as the objects that an exception lists.
pub fn problems<'py>(py: Python<'py>, found: &[Problem]) -> PyResult<Bound<'py, PyList>> {
    let class = py.import(CLASSES)?.getattr("Problem")?;
    let list = PyList::empty(py);
    for problem in found {
        let words = PyDict::new(py);
        words.set_item("message", said(py, Some(&problem.message))?)?;
        words.set_item("file", said(py, problem.file.as_deref())?)?;
        words.set_item("line", problem.line)?;
        words.set_item("column", problem.column)?;
        words.set_item("hint", said(py, problem.hint.as_deref())?)?;
        list.append(class.call((), Some(&words))?)?;
    }
    Ok(list)
}

/// A message in the words of Python.
fn said<'py>(py: Python<'py>, text: Option<&str>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let words = |text| py.import(WORDS)?.getattr("said")?.call1((text,));
    text.map(words).transpose()
}

impl From<&Diagnostic> for Problem {
    fn from(found: &Diagnostic) -> Self {
        let place = found.place.as_ref();
        Self {
            message: found.message.clone(),
            file: place.map(|place| place.source.clone()),
            line: place.map(|place| place.line as u64),
            column: place.map(|place| place.column as u64),
            hint: (!found.help.is_empty()).then(|| found.help.join("; ")),
        }
    }
}

/// The list of errors of the files that a user wrote, if the error is one.
fn diagnostics<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Diagnostics> {
    if let Some(ReadError::Study(found)) = error.downcast_ref() {
        return Some(found);
    }
    if let Some(TraceError::Scenario(found)) = error.downcast_ref() {
        return Some(found);
    }
    if let Some(ForecastError::Config(found)) = error.downcast_ref() {
        return Some(found);
    }
    match error.downcast_ref() {
        Some(PlotError::Scenario(found)) => Some(found),
        _ => None,
    }
}

/// The error with the line of a table, if it knows one.
fn placed(error: &(dyn Error + 'static)) -> Option<Problem> {
    if let Some(SensitivityError::Data(data)) = error.downcast_ref() {
        return of_study(data);
    }
    if let Some(DiscoverError::Data(data)) = error.downcast_ref() {
        return of_study(data);
    }
    if let Some(ScoreError::File(file)) = error.downcast_ref() {
        return Some(of_forecast(file));
    }
    error.downcast_ref().and_then(of_study)
}

fn of_study(error: &StudyDataError) -> Option<Problem> {
    let (path, line) = match error {
        StudyDataError::Line { path, line, .. } => (path, Some(*line)),
        StudyDataError::Read { path, .. }
        | StudyDataError::Table { path, .. }
        | StudyDataError::NoOutput { path, .. }
        | StudyDataError::NoArm { path, .. }
        | StudyDataError::Missing { path, .. }
        | StudyDataError::Failed { path, .. } => (path, None),
        StudyDataError::NoTable { folder, .. } => (folder, None),
        StudyDataError::Store(_) => return None,
    };
    let hint = match error {
        StudyDataError::NoOutput { hint, .. } => Some(hint.trim_start_matches("; ").to_owned()),
        _ => None,
    };
    Some(Problem {
        message: error.to_string(),
        file: Some(path.display().to_string()),
        line,
        column: None,
        hint: hint.filter(|hint| !hint.is_empty()),
    })
}

fn of_forecast(error: &ForecastFile) -> Problem {
    let (path, line) = match error {
        ForecastFile::Read { path, .. } => (path, None),
        ForecastFile::Row { path, line, .. } => (path, Some(*line)),
    };
    Problem {
        message: error.to_string(),
        file: Some(path.display().to_string()),
        line,
        ..Problem::default()
    }
}

//! `theory`: a closed form, evaluated by itself.

use crate::fault::{Fault, HasFault};
use crate::theory::TheoryError;
use crate::theory::catalogue::{Entry, Given, Input, Output, Value, closest, find};

/// What is to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The form's identifier or name, in any case.
    pub form: String,
    /// Inputs as `key=value`, lists as `key=8,6,6`; those left out keep the defaults, which are the worked
    /// example.
    pub inputs: Vec<String>,
}

impl Ask {
    /// A form's worked example.
    pub fn new(form: &str) -> Self {
        Self {
            form: form.to_owned(),
            inputs: Vec::new(),
        }
    }
}

/// A form with the inputs that were used and the outputs that came out.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The form.
    pub entry: &'static Entry,
    /// All its inputs.
    pub given: Given,
    /// Its outputs, in order.
    pub results: Vec<(Output, Value)>,
}

/// Why a form cannot be evaluated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TheoryAskError {
    /// No form has this identifier or name.
    #[error("no closed form is called {name:?}{}; `trilat theory` lists all of them", hint(suggestion.as_deref()))]
    UnknownForm {
        /// The name given.
        name: String,
        /// The closest identifier or name.
        suggestion: Option<String>,
    },
    /// Everything that is wrong with the `key=value` arguments.
    #[error("{}", lines(problems))]
    Assignments {
        /// The problems, in the order of the arguments.
        problems: Vec<AssignmentProblem>,
    },
    /// The inputs are well-formed one by one, but not together.
    #[error(transparent)]
    Theory(#[from] TheoryError),
}

impl HasFault for TheoryAskError {
    fn fault(&self) -> Fault {
        Fault::Usage
    }
}

/// What is wrong with one `key=value` argument.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignmentProblem {
    /// No `=`, or nothing on one side of it.
    #[error("{text:?} is not of the form key=value (a list is key=8,6,6)")]
    Malformed {
        /// The argument.
        text: String,
    },
    /// A value that is not a finite decimal number.
    #[error("{key} = {text:?} is not a number; write it like 0.5 or 1e-3, a list like 8,6,6")]
    NotANumber {
        /// The key.
        key: String,
        /// The offending text.
        text: String,
    },
    /// The same input given by two arguments.
    #[error("{key} is given twice; give it once (a list is {key}=8,6,6)")]
    Repeated {
        /// The input's name.
        key: String,
    },
    /// An input that does not exist, or a value outside its domain.
    #[error(transparent)]
    Theory(TheoryError),
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |s| format!(" (did you mean {s}?)"))
}

fn lines(problems: &[AssignmentProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Evaluates a closed form.
///
/// ```
/// use trilat::tasks::theory::{Ask, theory};
/// use trilat::theory::catalogue::Value;
///
/// let ask = Ask { inputs: vec!["M=25".to_owned()], ..Ask::new("O4") };
/// let found = theory(&ask)?;
/// assert!(matches!(found.results[0].1, Value::Number(leakers) if (leakers - 0.24).abs() < 1e-12));
/// # Ok::<(), trilat::tasks::theory::TheoryAskError>(())
/// ```
///
/// # Errors
/// [`TheoryAskError`]: an unknown form, or every malformed, unknown or out-of-domain input at once.
pub fn theory(ask: &Ask) -> Result<Evaluated, TheoryAskError> {
    let entry = find(&ask.form).ok_or_else(|| TheoryAskError::UnknownForm {
        name: ask.form.clone(),
        suggestion: closest(&ask.form).map(str::to_owned),
    })?;
    let pairs = parse(entry, &ask.inputs)?;
    Ok(Evaluated {
        entry,
        given: entry.resolve(&pairs)?,
        results: entry.evaluate(&pairs)?,
    })
}

/// The assignments as (input, value) pairs, lists expanded; every problem at once.
fn parse<'a>(
    entry: &Entry,
    assignments: &'a [String],
) -> Result<Vec<(&'a str, f64)>, TheoryAskError> {
    let mut problems = Vec::new();
    let mut pairs = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for text in assignments {
        let Some((key, values)) = split(text) else {
            problems.push(AssignmentProblem::Malformed { text: text.clone() });
            continue;
        };
        let input = match entry.input(key) {
            Ok(input) => input,
            Err(error) => {
                problems.push(AssignmentProblem::Theory(error));
                continue;
            }
        };
        if seen.contains(&input.name) {
            problems.push(AssignmentProblem::Repeated {
                key: input.name.to_owned(),
            });
            continue;
        }
        seen.push(input.name);
        parse_values(entry, input, key, values, &mut pairs, &mut problems);
    }
    if problems.is_empty() {
        Ok(pairs)
    } else {
        Err(TheoryAskError::Assignments { problems })
    }
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (key, values) = text.split_once('=')?;
    let (key, values) = (key.trim(), values.trim());
    (!key.is_empty() && !values.is_empty()).then_some((key, values))
}

fn parse_values<'a>(
    entry: &Entry,
    input: &'static Input,
    key: &'a str,
    values: &str,
    pairs: &mut Vec<(&'a str, f64)>,
    problems: &mut Vec<AssignmentProblem>,
) {
    let found = values.split(',').count();
    if found > 1 && !input.list {
        problems.push(AssignmentProblem::Theory(TheoryError::Length {
            form: entry.form,
            input: input.name,
            found,
            allowed: "one".to_owned(),
        }));
        return;
    }
    for item in values.split(',') {
        match item.trim().parse::<f64>() {
            Ok(value) if value.is_finite() && !input.domain.contains(value) => {
                problems.push(AssignmentProblem::Theory(TheoryError::Domain {
                    form: entry.form,
                    input: input.name,
                    value,
                    allowed: input.domain.to_string(),
                }));
            }
            Ok(value) if value.is_finite() => pairs.push((key, value)),
            _ => problems.push(AssignmentProblem::NotANumber {
                key: key.to_owned(),
                text: item.trim().to_owned(),
            }),
        }
    }
}

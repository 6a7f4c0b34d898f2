//! `trilat theory`: list, explain and evaluate the closed forms.

use std::io::Write;

use serde_json::{Value as Json, json};

use crate::theory::TheoryError;
use crate::theory::catalogue::{Entry, Given, Input, Output, Value, closest, entries, find};

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON document.
    Json,
}

/// Why `trilat theory` failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TheoryCliError {
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
    /// The result could not be written.
    #[error("cannot write the result: {0}")]
    Output(#[from] std::io::Error),
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

/// List all forms (no `name`), explain one (no `assignments`), or evaluate it.
///
/// Forms are found by identifier or name in any case. Inputs not assigned keep the defaults, which
/// are the worked example.
///
/// # Errors
/// [`TheoryCliError`]: unknown form, every malformed, unknown or out-of-domain assignment at once,
/// or a failure to write.
pub fn theory(
    name: Option<&str>,
    assignments: &[String],
    format: Format,
    out: &mut dyn Write,
) -> Result<(), TheoryCliError> {
    let Some(name) = name else {
        return match format {
            Format::Text => list_text(out),
            Format::Json => write_json(out, &Json::Array(entries().map(entry_json).collect())),
        };
    };
    let entry = find(name).ok_or_else(|| TheoryCliError::UnknownForm {
        name: name.to_owned(),
        suggestion: closest(name).map(str::to_owned),
    })?;
    let pairs = parse(entry, assignments)?;
    let given = entry.resolve(&pairs)?;
    let results = entry.evaluate(&pairs)?;
    match (format, assignments.is_empty()) {
        (Format::Text, true) => {
            explain_text(entry, out)?;
            writeln!(out, "\nWorked example (the defaults)")?;
            results_text(&results, out)?;
        }
        (Format::Text, false) => {
            writeln!(out, "{} {}", entry.form, entry.title)?;
            for (input, values) in given.iter() {
                writeln!(out, "  {} = {}", input.name, numbers(values))?;
            }
            writeln!(out)?;
            results_text(&results, out)?;
        }
        (Format::Json, explain) => {
            let mut document = if explain {
                entry_json(entry)
            } else {
                json!({ "id": entry.form.id(), "name": entry.name })
            };
            document["given"] = given_json(&given);
            document["results"] = results_json(&results);
            write_json(out, &document)?;
        }
    }
    Ok(())
}

/// The assignments as (input, value) pairs, lists expanded; every problem at once.
fn parse<'a>(
    entry: &Entry,
    assignments: &'a [String],
) -> Result<Vec<(&'a str, f64)>, TheoryCliError> {
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
        Err(TheoryCliError::Assignments { problems })
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

fn list_text(out: &mut dyn Write) -> Result<(), TheoryCliError> {
    for (prefix, heading) in [
        ("T", "Strategy"),
        ("S", "Signals and beliefs"),
        ("O", "Operations"),
    ] {
        writeln!(out, "{heading}")?;
        for entry in entries().filter(|e| e.form.id().starts_with(prefix)) {
            writeln!(
                out,
                "  {:<4} {:<24} {}",
                entry.form.id(),
                entry.name,
                entry.title
            )?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "Explain one: trilat theory NAME.  Evaluate: trilat theory NAME key=value …  \
         Lists: key=8,6,6."
    )?;
    Ok(())
}

fn explain_text(entry: &Entry, out: &mut dyn Write) -> Result<(), TheoryCliError> {
    writeln!(out, "{} {}: {}\n", entry.form, entry.name, entry.title)?;
    writeln!(out, "Equation\n  {}\n", entry.equation)?;
    writeln!(out, "Source\n  {}\n", entry.source)?;
    if !entry.note.is_empty() {
        writeln!(out, "Note\n  {}\n", entry.note)?;
    }
    writeln!(out, "Inputs")?;
    for input in entry.inputs {
        let symbol = if input.symbol == input.name {
            String::new()
        } else {
            format!(" ({})", input.symbol)
        };
        let kind = if input.list { "list, each " } else { "" };
        let unit = if input.unit == "1" {
            String::new()
        } else {
            format!(" [{}]", input.unit)
        };
        writeln!(
            out,
            "  {:<12} {}{symbol}{unit}; {kind}{}; default {}",
            input.name,
            input.meaning,
            input.domain,
            numbers(input.default)
        )?;
    }
    writeln!(out, "\nOutputs")?;
    for output in entry.outputs {
        writeln!(out, "  {:<16} {}", output.name, output.meaning)?;
    }
    Ok(())
}

fn results_text(results: &[(Output, Value)], out: &mut dyn Write) -> Result<(), TheoryCliError> {
    for (output, value) in results {
        let shown = match value {
            Value::Number(x) => number(*x),
            Value::List(list) => numbers(list),
            Value::Text(text) => (*text).to_owned(),
        };
        writeln!(out, "  {:<16} {shown:<12} {}", output.name, output.meaning)?;
    }
    Ok(())
}

/// Seven significant digits, without trailing zeros.
fn number(x: f64) -> String {
    const DIGITS: i32 = 7;
    if x == 0.0 || !x.is_finite() {
        return format!("{}", x + 0.0);
    }
    let scientific = format!("{:.*e}", (DIGITS - 1) as usize, x);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-5..15).contains(&exponent) {
        let decimals = (DIGITS - 1 - exponent).max(0) as usize;
        trim(&format!("{x:.decimals$}")).to_owned()
    } else {
        format!("{}e{exponent}", trim(mantissa))
    }
}

fn trim(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn numbers(values: &[f64]) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    let items: Vec<String> = values.iter().map(|&x| number(x)).collect();
    items.join(",")
}

fn entry_json(entry: &Entry) -> Json {
    let inputs: Vec<Json> = entry
        .inputs
        .iter()
        .map(|input| {
            json!({
                "name": input.name,
                "symbol": input.symbol,
                "meaning": input.meaning,
                "unit": input.unit,
                "allowed": input.domain.to_string(),
                "list": input.list,
                "default": if input.list { json!(input.default) } else { json!(input.default.first()) },
            })
        })
        .collect();
    let outputs: Vec<Json> = entry
        .outputs
        .iter()
        .map(|output| json!({ "name": output.name, "meaning": output.meaning }))
        .collect();
    json!({
        "id": entry.form.id(),
        "name": entry.name,
        "title": entry.title,
        "equation": entry.equation,
        "source": entry.source,
        "note": entry.note,
        "inputs": inputs,
        "outputs": outputs,
    })
}

fn given_json(given: &Given) -> Json {
    given
        .iter()
        .map(|(input, values)| {
            let value = if input.list {
                json!(values)
            } else {
                json!(values.first())
            };
            (input.name.to_owned(), value)
        })
        .collect()
}

fn results_json(results: &[(Output, Value)]) -> Json {
    results
        .iter()
        .map(|(output, value)| {
            let value = match value {
                Value::Number(x) => json!(x),
                Value::List(list) => json!(list),
                Value::Text(text) => json!(text),
            };
            (output.name.to_owned(), value)
        })
        .collect()
}

fn write_json(out: &mut dyn Write, document: &Json) -> Result<(), TheoryCliError> {
    let text = serde_json::to_string_pretty(document).map_err(std::io::Error::from)?;
    writeln!(out, "{text}")?;
    Ok(())
}

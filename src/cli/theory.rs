//! `trilat theory`: list, explain and evaluate the closed forms.

use std::io;

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};

use crate::cli::exit::Exit;
use crate::cli::streams::Streams;
use crate::tasks::theory::{self as task, Ask, Evaluated};
use crate::theory::catalogue::{Entry, Given, Output, Value, entries};

/// Arguments of `trilat theory`.
#[derive(Debug, Args)]
pub struct TheoryArgs {
    /// Form, such as S1 or tying-hands
    name: Option<String>,
    /// Inputs, such as p=0.5 c=0.4
    #[arg(value_name = "KEY=VALUE")]
    inputs: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: TheoryFormat,
}

/// How `trilat theory` prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum TheoryFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Lists all forms (no name), explains one (no inputs), or evaluates it.
///
/// # Errors
/// When writing to the streams fails.
pub fn theory(args: &TheoryArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let text = match &args.name {
        None => match args.format {
            TheoryFormat::Text => list_text(),
            TheoryFormat::Json => pretty(&entries().map(entry_json).collect()),
        },
        Some(name) => {
            let ask = Ask {
                inputs: args.inputs.clone(),
                ..Ask::new(name)
            };
            let found = match task::theory(&ask) {
                Ok(found) => found,
                Err(error) => return Ok(streams.fail(&error)),
            };
            match args.format {
                TheoryFormat::Text => text(&found, ask.inputs.is_empty()),
                TheoryFormat::Json => found_json(&found, ask.inputs.is_empty()),
            }
        }
    };
    streams.print(&text)?;
    Ok(Exit::Ok)
}

fn text(found: &Evaluated, explain: bool) -> String {
    let entry = found.entry;
    let mut out = String::new();
    if explain {
        out.push_str(&explain_text(entry));
        out.push_str("\nWorked example (the defaults)\n");
    } else {
        out.push_str(&format!("{} {}\n", entry.form, entry.title));
        for (input, values) in found.given.iter() {
            out.push_str(&format!("  {} = {}\n", input.name, numbers(values)));
        }
        out.push('\n');
    }
    out.push_str(&results_text(&found.results));
    out
}

fn found_json(found: &Evaluated, explain: bool) -> String {
    let entry = found.entry;
    let mut document = match explain {
        true => entry_json(entry),
        false => json!({ "id": entry.form.id(), "name": entry.name }),
    };
    document["given"] = given_json(&found.given);
    document["results"] = results_json(&found.results);
    pretty(&document)
}

fn pretty(document: &Json) -> String {
    format!("{document:#}\n")
}

fn list_text() -> String {
    let mut out = String::new();
    for (prefix, heading) in [
        ("T", "Strategy"),
        ("S", "Signals and beliefs"),
        ("O", "Operations"),
    ] {
        out.push_str(&format!("{heading}\n"));
        for entry in entries().filter(|e| e.form.id().starts_with(prefix)) {
            let (form, name) = (entry.form.id(), entry.name);
            out.push_str(&format!("  {form:<4} {name:<24} {}\n", entry.title));
        }
        out.push('\n');
    }
    out.push_str(
        "Explain one: trilat theory NAME.  Evaluate: trilat theory NAME key=value …  \
         Lists: key=8,6,6.\n",
    );
    out
}

fn explain_text(entry: &Entry) -> String {
    let mut out = format!("{} {}: {}\n\n", entry.form, entry.name, entry.title);
    let parts = [
        ("Equation", entry.equation),
        ("Source", entry.source),
        ("Note", entry.note),
    ];
    for (heading, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        out.push_str(&format!("{heading}\n  {words}\n\n"));
    }
    out.push_str("Inputs\n");
    for input in entry.inputs {
        let symbol = match input.symbol == input.name {
            true => String::new(),
            false => format!(" ({})", input.symbol),
        };
        let unit = match input.unit {
            "1" => String::new(),
            unit => format!(" [{unit}]"),
        };
        let kind = if input.list { "list, each " } else { "" };
        out.push_str(&format!(
            "  {:<12} {}{symbol}{unit}; {kind}{}; default {}\n",
            input.name,
            input.meaning,
            input.domain,
            numbers(input.default)
        ));
    }
    out.push_str("\nOutputs\n");
    for output in entry.outputs {
        out.push_str(&format!("  {:<16} {}\n", output.name, output.meaning));
    }
    out
}

fn results_text(results: &[(Output, Value)]) -> String {
    let line = |(output, value): &(Output, Value)| {
        let shown = match value {
            Value::Number(x) => number(*x),
            Value::List(list) => numbers(list),
            Value::Text(text) => (*text).to_owned(),
        };
        format!("  {:<16} {shown:<12} {}\n", output.name, output.meaning)
    };
    results.iter().map(line).collect()
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

//! `trilat explain [NAME…]`

mod outcomes;

use std::io;

use serde_json::{Value, json};

pub use outcomes::outcomes;

use super::{Exit, Streams};
use crate::fault::Fault;
use crate::model::observables::patterns::{Observable, lookup as observed, observables};
use crate::scenario::reference::{
    Topic, explanation, lookup, parameters_markdown, suggestion, summary, topics,
};

/// Explains each name; without names, lists everything that a scenario can say.
///
/// # Errors
/// When writing fails.
pub fn explain(
    names: &[String],
    markdown: bool,
    as_json: bool,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    if markdown {
        streams.print(&parameters_markdown())?;
        return Ok(Exit::Ok);
    }
    let mut exit = Exit::Ok;
    let mut found = if names.is_empty() { topics() } else { vec![] };
    let mut recorded = if names.is_empty() {
        observables()
    } else {
        vec![]
    };
    for name in names {
        let topics = lookup(name);
        let mut columns = observed(name);
        // A key of a scenario can look like a column with a name in it.
        columns.retain(|column| topics.is_empty() || column.pattern == name.trim());
        if let Some(close) = suggestion(name)
            && topics.is_empty()
            && !columns.is_empty()
            && !columns.iter().any(|column| column.pattern == name.trim())
        {
            streams.say(format_args!(
                "note: `{name}` is taken for a column; the scenario's keys have `{close}`"
            ));
        }
        if topics.is_empty() && columns.is_empty() {
            exit = Exit::Fault(Fault::Usage);
            match suggestion(name) {
                Some(close) => streams.say(format_args!(
                    "error: nothing is called `{name}`; did you mean `{close}`?"
                )),
                None => streams.say(format_args!(
                    "error: nothing is called `{name}`; `trilat explain` lists all names"
                )),
            }
        }
        for topic in topics {
            if !found.contains(&topic) {
                found.push(topic);
            }
        }
        for column in columns {
            if !recorded.contains(&column) {
                recorded.push(column);
            }
        }
    }
    if as_json {
        let topics = found.iter().map(to_json);
        let list: Vec<Value> = topics.chain(recorded.iter().map(column_json)).collect();
        let text = serde_json::to_string_pretty(&list).map_err(io::Error::other)?;
        streams.print_line(text)?;
    } else if names.is_empty() {
        list(&found, streams)?;
        streams.print_line("\nObservables, by run (runs.csv) and by month:")?;
        for column in &recorded {
            streams.print_line(column_summary(column))?;
        }
    } else {
        for (index, topic) in found.iter().enumerate() {
            let gap = if index > 0 { "\n" } else { "" };
            streams.print(&format!("{gap}{}", explanation(topic)))?;
        }
        for (index, column) in recorded.iter().enumerate() {
            let gap = if index > 0 || !found.is_empty() {
                "\n"
            } else {
                ""
            };
            streams.print(&format!("{gap}{}", column_text(column)))?;
        }
    }
    Ok(exit)
}

/// All topics, a line each, with a gap between tables.
fn list(topics: &[Topic], streams: &mut Streams<'_>) -> io::Result<()> {
    let mut last = None;
    for topic in topics {
        let pattern = topic.pattern();
        let table = pattern
            .rsplit_once('.')
            .map(|(table, _)| table.to_owned())
            .unwrap_or_default();
        if last.as_ref().is_some_and(|last| *last != table) {
            streams.print_line("")?;
        }
        streams.print_line(summary(topic))?;
        last = Some(table);
    }
    Ok(())
}

/// Where an observable is recorded.
fn place(column: &Observable) -> &'static str {
    if column.monthly {
        "months.csv and traces.csv"
    } else {
        "runs.csv"
    }
}

fn column_summary(column: &Observable) -> String {
    format!(
        "{}   ({}) {}",
        column.pattern, column.unit, column.description
    )
}

fn column_text(column: &Observable) -> String {
    format!(
        "{}   an observable\n  {}\n  unit      {}\n  recorded  {}\n",
        column.pattern,
        column.description,
        column.unit,
        place(column)
    )
}

fn column_json(column: &Observable) -> Value {
    json!({
        "column": column.pattern,
        "description": column.description,
        "unit": column.unit,
        "recorded": place(column),
    })
}

fn to_json(topic: &Topic) -> Value {
    match topic {
        Topic::Parameter(parameter) => {
            let domain = parameter.unit.domain();
            json!({
                "path": parameter.pattern(),
                "symbol": parameter.symbol,
                "description": parameter.description(),
                "unit": parameter.unit.label(),
                "minimum": domain.low,
                "maximum": domain.high,
                "default": parameter.default,
                "plausible_low": parameter.low,
                "plausible_high": parameter.high,
                "source": parameter.source.label(),
                "mechanism": parameter.mechanism,
                "equation": parameter.equation,
            })
        }
        Topic::Key(key) => json!({
            "path": key.pattern(),
            "description": key.doc,
            "default": key.default,
        }),
        Topic::Switch(key, meaning) => json!({
            "path": format!("mechanisms.{key}"),
            "description": meaning,
            "default": true,
        }),
    }
}

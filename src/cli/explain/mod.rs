//! `trilat explain [NAME…]`

mod outcomes;

use std::io;

use serde_json::{Value, json};

pub use outcomes::outcomes;

use super::exit::{Exit, codes, table};
use super::layout::paragraph;
use super::plot::details;
use super::streams::Streams;
use crate::fault::Fault;
use crate::figures::Kind;
use crate::model::observables::patterns::Observable;
use crate::scenario::reference::{Topic, explanation, parameters_markdown, summary};
use crate::tasks::explain::glossary::{Word, same};
use crate::tasks::explain::{Column, Entry, everything, explained, suggestion};
use crate::tasks::plot::kinds::places_of;

/// Explains each name; without names, lists everything that has one.
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
    let mut found = if names.is_empty() {
        everything()
    } else {
        vec![]
    };
    let mut ends = names.is_empty();
    for name in names {
        let entries = explained(name);
        if asks_for_exit_codes(name) {
            ends = true;
        } else if entries.is_empty() {
            exit = Exit::Fault(Fault::Usage);
            match suggestion(name) {
                Some(close) => streams.say(format_args!(
                    "error: nothing is called `{name}`; did you mean `{close}`?"
                )),
                None => streams.say(format_args!(
                    "error: nothing is called `{name}`; `trilat explain` lists all names"
                )),
            }
        } else if let Some(close) = key_meant(name, &entries) {
            streams.say(format_args!(
                "note: `{name}` is taken for a column; the scenario's keys have `{close}`"
            ));
        }
        for entry in entries {
            if !found.contains(&entry) {
                found.push(entry);
            }
        }
    }
    if as_json {
        let mut list: Vec<Value> = found.iter().map(to_json).collect();
        if ends {
            list.extend(
                codes().map(|(code, meaning)| json!({ "exit_code": code, "description": meaning })),
            );
        }
        let text = serde_json::to_string_pretty(&list).map_err(io::Error::other)?;
        streams.print_line(text)?;
    } else if names.is_empty() {
        list(&found, streams)?;
    } else {
        let mut texts: Vec<String> = found.iter().map(text).collect();
        texts.extend(ends.then(table));
        streams.print(&texts.join("\n"))?;
    }
    Ok(exit)
}

/// Whether a name asks for the exit codes.
fn asks_for_exit_codes(name: &str) -> bool {
    let names = ["exit code", "exit codes", "exit", "error", "errors"];
    names.iter().any(|own| same(own, name))
}

/// The key that was probably meant by a name that only looks like a column with a name in it.
fn key_meant(name: &str, entries: &[Entry]) -> Option<String> {
    let looks = |entry: &Entry| match entry {
        Entry::Observable(column) => column.pattern != name.trim(),
        _ => false,
    };
    let close = suggestion(name)?;
    (entries.iter().all(looks)).then_some(close)
}

/// Everything, a line each, under headings.
fn list(found: &[Entry], streams: &mut Streams<'_>) -> io::Result<()> {
    let topics = found.iter().filter_map(|entry| match entry {
        Entry::Topic(topic) => Some(*topic),
        _ => None,
    });
    keys(&topics.collect::<Vec<_>>(), streams)?;
    let mut last = "";
    for entry in found {
        let (heading, line) = match entry {
            Entry::Topic(_) => continue,
            Entry::Observable(column) => (
                "Observables, by run (runs.csv) and by month:",
                column_summary(column),
            ),
            Entry::Column(column) => (
                "Columns of other tables:",
                format!("{}   {}", column.field.name, column.field.description),
            ),
            Entry::Figure(kind) => ("Figures:", format!("{}   {}", kind.name, kind.about)),
            Entry::Word(word) => ("Words:", format!("{}   {}", word.word, word.meaning)),
        };
        if heading != last {
            streams.print_line(format_args!("\n{heading}"))?;
            last = heading;
        }
        streams.print_line(line)?;
    }
    streams.print(&format!("\n{}", table()))
}

/// One entry in full.
fn text(entry: &Entry) -> String {
    match entry {
        Entry::Topic(topic) => explanation(topic),
        Entry::Observable(column) => column_text(column),
        Entry::Column(column) => table_column_text(column),
        Entry::Figure(kind) => format!("{}   a figure\n{}", kind.name, details(kind)),
        Entry::Word(word) => word_text(word),
    }
}

/// All topics, a line each, with a gap between tables.
fn keys(topics: &[Topic], streams: &mut Streams<'_>) -> io::Result<()> {
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

fn table_column_text(column: &Column) -> String {
    let field = &column.field;
    let unit = match field.unit.as_str() {
        "" => String::new(),
        unit => format!("  unit      {unit}\n"),
    };
    let tables: Vec<String> = column
        .tables
        .iter()
        .map(|(file, command)| format!("{file} ({command})"))
        .collect();
    format!(
        "{}   a column\n  {}\n  type      {}\n{unit}{}",
        field.name,
        field.description,
        field.field_type.name(),
        paragraph("  tables    ", &tables.join(", ")),
    )
}

fn word_text(word: &Word) -> String {
    format!(
        "{}   a word\n  {}\n  defined in {}\n",
        word.word, word.meaning, word.defined_in
    )
}

fn to_json(entry: &Entry) -> Value {
    match entry {
        Entry::Topic(topic) => topic_json(topic),
        Entry::Observable(column) => column_json(column),
        Entry::Column(column) => json!({
            "column": column.field.name,
            "description": column.field.description,
            "type": column.field.field_type.name(),
            "unit": column.field.unit,
            "tables": column.tables.iter().map(|(file, command)| json!({ "file": file, "command": command })).collect::<Vec<_>>(),
        }),
        Entry::Figure(kind) => figure_json(kind),
        Entry::Word(word) => json!({
            "word": word.word,
            "description": word.meaning,
            "defined_in": word.defined_in,
        }),
    }
}

fn figure_json(kind: &Kind) -> Value {
    json!({
        "figure": kind.name,
        "description": kind.about,
        "columns": kind.columns,
        "optional_columns": kind.optional,
        "from": places_of(kind),
    })
}

fn topic_json(topic: &Topic) -> Value {
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

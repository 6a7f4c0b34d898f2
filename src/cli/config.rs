//! `trilat config FILE`

use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::exit::Exit;
use super::streams::Streams;
use crate::fault::Fault;
use crate::model::load;
use crate::scenario::load::Loaded;
use crate::scenario::{Entry, Setting};

/// Prints every value of a scenario with where it came from: as TOML that is itself a scenario, or
/// as a JSON list with one object for each value.
///
/// # Errors
/// When writing fails.
pub fn config(
    file: &Path,
    sets: &[String],
    as_json: bool,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let loaded = match load(file, sets) {
        Ok(loaded) => loaded,
        Err(errors) => {
            streams.say(errors.to_string().trim_end());
            return Ok(Exit::Fault(Fault::Config));
        }
    };
    if as_json {
        let list = json_list(&loaded);
        let text = serde_json::to_string_pretty(&list).map_err(io::Error::other)?;
        streams.print_line(text)?;
    } else {
        streams.print(&annotated(&loaded))?;
    }
    Ok(Exit::Ok)
}

/// The scenario as TOML with a comment behind each value.
fn annotated(loaded: &Loaded) -> String {
    let mut out = String::from("# Every value of the scenario; behind it, where it came from.\n");
    for section in loaded.scenario.sections() {
        out.push_str(&format!("\n[{}]\n", section.table));
        let lines: Vec<(String, String)> = section
            .entries
            .iter()
            .map(|entry| {
                let text = format!("{} = {}", entry.key, entry.value.to_toml());
                (text, origins(entry, loaded))
            })
            .collect();
        let width = lines
            .iter()
            .map(|(text, _)| text.chars().count())
            .filter(|width| *width <= 40)
            .max()
            .unwrap_or(0);
        for (text, origin) in lines {
            let pad = width.saturating_sub(text.chars().count());
            let origin: String = origin
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .collect();
            out.push_str(&format!("{text}{}  # {origin}\n", " ".repeat(pad)));
        }
    }
    out
}

/// Where the value of a line came from; for an array with several origins, entry by entry.
fn origins(entry: &Entry, loaded: &Loaded) -> String {
    let origins: Vec<String> = entry
        .paths
        .iter()
        .map(|path| loaded.provenance.of(path).to_string())
        .collect();
    match origins.split_first() {
        None => String::new(),
        Some((first, rest)) if rest.iter().all(|origin| origin == first) => first.clone(),
        Some(_) => {
            let mut parts = Vec::new();
            let mut start = 0;
            for end in 1..=origins.len() {
                if end < origins.len() && origins[end] == origins[start] {
                    continue;
                }
                let numbers = match end - start {
                    1 => format!("{end}"),
                    _ => format!("{}-{end}", start + 1),
                };
                parts.push(format!("{numbers}: {}", origins[start]));
                start = end;
            }
            parts.join("; ")
        }
    }
}

fn json_list(loaded: &Loaded) -> Vec<Value> {
    let sections = loaded.scenario.sections();
    let entries = sections.iter().flat_map(|section| &section.entries);
    entries
        .flat_map(|entry| {
            let single = [entry.value.clone()];
            let values: &[Setting] = match &entry.value {
                Setting::List(values) if values.len() == entry.paths.len() => values,
                _ => &single,
            };
            let rows: Vec<Value> = entry
                .paths
                .iter()
                .zip(values)
                .map(|(path, value)| {
                    json!({
                        "path": path,
                        "value": value,
                        "origin": loaded.provenance.of(path).to_string(),
                        "unit": entry.parameter.map(|parameter| parameter.unit.label()),
                        "default": entry.parameter.map(|parameter| parameter.default),
                    })
                })
                .collect();
            rows
        })
        .collect()
}

//! What the tables of a folder show, and how their rows are put together.

use std::collections::BTreeSet;

use super::folder::{Kind, OutputFolder};
use super::headline::{Shown, headline};
use super::numbers::count;
use super::only::Only;
use super::paper_table::Row;
use crate::model::observables::Layout;
use crate::record::Column;
use crate::words::with_unit;

/// Each text once, in the order of the first.
pub(super) fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let first = texts.into_iter().filter(|text| seen.insert(text.clone()));
    first.collect()
}

/// The observables that are shown: the headlines, or those that are asked for, of the columns that a table has.
pub(super) fn shown(folder: &OutputFolder, only: &Only, columns: &[String]) -> Vec<Shown> {
    let Some(scenario) = folder.scenario() else {
        return Vec::new();
    };
    let headlines = headline(scenario);
    if only.is_all() {
        return headlines;
    }
    let layout = Layout::of(scenario);
    let label = |column: &str| {
        let known = layout.run.iter().find(|known| known.name == column);
        known.map_or_else(|| column.to_owned(), in_words)
    };
    let wanted = distinct(columns.to_vec())
        .into_iter()
        .filter(|column| only.has(column));
    wanted
        .map(|column| {
            let own = headlines.iter().find(|shown| shown.column == column);
            own.cloned().unwrap_or_else(|| Shown {
                group: "",
                label: label(&column),
                column,
                statistic: "",
            })
        })
        .collect()
}

/// What a column holds, with its unit.
fn in_words(column: &Column) -> String {
    with_unit(column.description.trim_end_matches('.'), &column.unit)
}

/// "Scenario x, seed 1, 2 000 runs, trilat 0.1.0."
pub(super) fn provenance(folder: &OutputFolder) -> String {
    let manifest = &folder.manifest;
    let what = match folder.kind {
        Kind::Study => format!("Study {}", folder.name()),
        _ => format!("Scenario {}", folder.name()),
    };
    format!(
        "{what}, seed {}, {} runs, trilat {}.",
        manifest.seed,
        count(manifest.runs.completed),
        manifest.program.version
    )
}

/// Rows with the headings of their groups.
#[derive(Default)]
pub(super) struct Grouped {
    group: String,
    pub rows: Vec<Row>,
}

impl Grouped {
    pub fn push(&mut self, group: &str, cells: Vec<String>) {
        if group != self.group {
            group.clone_into(&mut self.group);
            if !group.is_empty() {
                self.rows.push(Row::Group(group.to_owned()));
            }
        }
        self.rows.push(Row::Cells(cells));
    }
}

pub(super) fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}

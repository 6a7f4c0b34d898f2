//! What a name means, wherever a user meets it: keys of scenarios, columns of tables, figures, words of the field.

pub mod glossary;
pub mod tables;

use crate::figures::{KINDS, Kind};
use crate::model::observables::patterns::{Observable, lookup as observed, observables};
use crate::scenario::load::closest;
use crate::scenario::reference::{self, Topic};
use crate::store::tables::Field;
use crate::tasks::plot::kinds::kind;
use glossary::{Word, words};

/// A column of a table, and the tables where it means the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, type, unit and meaning.
    pub field: Field,
    /// File and command of each table, such as `contrasts.csv` of `compare`.
    pub tables: Vec<(&'static str, &'static str)>,
}

/// Something that has a name.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A parameter, another key of a scenario, or a mechanism's switch.
    Topic(Topic),
    /// What a run or a month of it records.
    Observable(Observable),
    /// A column of another table.
    Column(Column),
    /// A kind of figure.
    Figure(&'static Kind),
    /// A word of the glossary.
    Word(Word),
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Topic(one), Self::Topic(other)) => one == other,
            (Self::Observable(one), Self::Observable(other)) => one == other,
            (Self::Column(one), Self::Column(other)) => one == other,
            // A kind has a function in it, and no two have a name.
            (Self::Figure(one), Self::Figure(other)) => one.name == other.name,
            (Self::Word(one), Self::Word(other)) => one == other,
            _ => false,
        }
    }
}

/// Everything that a name stands for: first what a scenario can say, then what is recorded, then columns of other tables,
/// figures and words. A key in full, such as `will.threat`, stands for itself alone.
pub fn explained(name: &str) -> Vec<Entry> {
    let topics = reference::lookup(name);
    let mut recorded = observed(name);
    // A key of a scenario can look like a column with a name in it.
    recorded.retain(|column| topics.is_empty() || column.pattern == name.trim());
    let mut columns = columns();
    columns.retain(|column| recorded.is_empty() && column.field.name == name.trim());
    let mut entries: Vec<Entry> = topics.into_iter().map(Entry::Topic).collect();
    entries.extend(recorded.into_iter().map(Entry::Observable));
    entries.extend(columns.into_iter().map(Entry::Column));
    entries.extend(kind(name).ok().map(Entry::Figure));
    entries.extend(words().into_iter().filter(|w| w.is(name)).map(Entry::Word));
    entries
}

/// Everything that has a name.
pub fn everything() -> Vec<Entry> {
    let topics = reference::topics().into_iter().map(Entry::Topic);
    let recorded = observables().into_iter().map(Entry::Observable);
    topics
        .chain(recorded)
        .chain(columns().into_iter().map(Entry::Column))
        .chain(KINDS.map(Entry::Figure))
        .chain(words().into_iter().map(Entry::Word))
        .collect()
}

/// What a name that stands for nothing probably meant.
pub fn suggestion(name: &str) -> Option<String> {
    reference::suggestion(name).or_else(|| {
        let mut names: Vec<String> = KINDS.iter().map(|kind| kind.name.to_owned()).collect();
        names.extend(columns().into_iter().map(|column| column.field.name));
        names.extend(words().into_iter().map(|word| word.word));
        closest(name, names.iter().map(String::as_str)).map(str::to_owned)
    })
}

/// The columns of all tables but those of observables, each once for each meaning that it has.
fn columns() -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (command, tables) in tables::folders() {
        for table in tables {
            for field in table.fields {
                let place = (table.file, command);
                match columns.iter_mut().find(|own| own.field == field) {
                    Some(own) => own.tables.push(place),
                    None => columns.push(Column {
                        field,
                        tables: vec![place],
                    }),
                }
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_figures_and_words_are_found_beside_keys() {
        let kinds = |name: &str| -> Vec<&str> {
            explained(name)
                .iter()
                .map(|entry| match entry {
                    Entry::Topic(_) => "key",
                    Entry::Observable(_) => "observable",
                    Entry::Column(_) => "column",
                    Entry::Figure(_) => "figure",
                    Entry::Word(_) => "word",
                })
                .collect()
        };
        assert_eq!(kinds("will.threat"), ["key"]);
        assert_eq!(kinds("effect-over-time"), ["figure"]);
        assert!(kinds("ci_low").iter().all(|kind| *kind == "column"));
        assert!(kinds("rung").contains(&"word"));
        assert_eq!(kinds("nothing at all"), [""; 0]);
        assert_eq!(suggestion("tornadoe").as_deref(), Some("tornado"));
    }

    #[test]
    fn every_column_of_every_table_is_explained() {
        for (command, tables) in tables::folders() {
            for table in tables {
                for field in &table.fields {
                    let found = explained(&field.name).into_iter().any(|entry| match entry {
                        Entry::Column(column) => column.field == *field,
                        Entry::Observable(_) => true,
                        _ => false,
                    });
                    assert!(found, "{command}: {}: {}", table.file, field.name);
                }
            }
        }
    }
}

//! The tables of an analysis, made from its files and their data dictionary.

use std::path::{Path, PathBuf};

use super::analysis_layouts::Shown::{self, Between, Plain, Within, YesNo};
use super::analysis_layouts::{LAYOUTS, Layout};
use super::archive::dictionary::{Dictionary, TableEntry};
use super::discovery;
use super::folder::ReportError;
use super::indices::sensitivity;
use super::numbers::{estimate, interval, number};
use super::only::Only;
use super::paper_table::{PaperTable, Row};
use super::shown::distinct;
use super::write::noted;
use crate::figures::Table;
use crate::store::discover_files::DISCOVER;
use crate::store::findings::Findings;
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::score_tables::SCORES;

/// The indices of a sensitivity analysis.
const INDICES: &str = "sensitivity.csv";

/// The folder of an analysis.
#[derive(Clone, Debug)]
pub struct Analysis {
    path: PathBuf,
    manifest: Manifest,
    guard: Guard,
}

impl Analysis {
    /// Reads the manifest of a folder; `None` if it holds no analysis.
    ///
    /// # Errors
    /// [`ReportError::Store`].
    pub fn read(path: &Path, guard: &Guard) -> Result<Option<Self>, ReportError> {
        let found = Manifest::read(path)?.filter(|manifest| {
            let scored = manifest.files.iter().any(|file| file.path == SCORES);
            manifest.analysis.is_some() || scored
        });
        Ok(found.map(|manifest| Self {
            path: path.to_owned(),
            manifest,
            guard: guard.clone(),
        }))
    }

    /// Its tables, or the rows of them that patterns ask for.
    ///
    /// # Errors
    /// [`ReportError`]; [`ReportError::Nothing`] if there is none.
    pub fn tables(&self, patterns: &[String]) -> Result<Vec<PaperTable>, ReportError> {
        let only = Only::new(patterns, &self.names()?)?;
        let mut tables = Vec::new();
        if let Some(indices) = self.table(INDICES)? {
            let found = sensitivity(self.name(), &self.provenance(), &indices)?;
            let found = found.into_iter().filter(|(output, _)| only.has(output));
            tables.extend(found.map(|(_, table)| table));
        }
        if let Some(found) = self.findings()?.filter(|found| only.has(&found.output)) {
            tables.extend(discovery::boxes(self.name(), &self.provenance(), &found));
        }
        let dictionary = Dictionary::read(&self.path)?;
        for layout in LAYOUTS {
            let entry = dictionary.csv().find(|entry| entry.path == layout.file);
            if let (Some(entry), Some(table)) = (entry, self.table(layout.file)?) {
                tables.push(self.printed(layout, entry, &table, &only)?);
            }
        }
        tables.retain(|table| !table.is_empty());
        if tables.is_empty() {
            return Err(ReportError::Nothing {
                folder: self.path.clone(),
                message: "no table to print: the analysis found nothing that has rows".to_owned(),
            });
        }
        noted(&mut tables, &self.guard);
        Ok(tables)
    }

    /// The names by which rows can be asked for.
    fn names(&self) -> Result<Vec<String>, ReportError> {
        let mut names = Vec::new();
        if let Some(indices) = self.table(INDICES)? {
            names.extend(indices.text("output")?);
        }
        names.extend(self.findings()?.map(|found| found.output));
        for layout in LAYOUTS {
            if let Some(table) = self.table(layout.file)? {
                names.extend(table.text(layout.subject)?);
            }
        }
        Ok(distinct(names))
    }

    fn name(&self) -> &str {
        &self.manifest.scenario.name
    }

    fn provenance(&self) -> String {
        format!(
            "{}, seed {}, trilat {}.",
            self.name(),
            self.manifest.seed,
            self.manifest.program.version
        )
    }

    fn findings(&self) -> Result<Option<Findings>, ReportError> {
        match self.path.join(DISCOVER).is_file() {
            true => Ok(Some(Findings::read(&self.path, &self.guard)?)),
            false => Ok(None),
        }
    }

    fn table(&self, file: &str) -> Result<Option<Table>, ReportError> {
        let path = self.path.join(file);
        let listed = self.manifest.files.iter().any(|entry| entry.path == file);
        match listed && path.is_file() {
            true => {
                self.guard.check(&path)?;
                Ok(Some(Table::read_csv(&path)?))
            }
            false => Ok(None),
        }
    }

    fn printed(
        &self,
        layout: &Layout,
        entry: &TableEntry,
        table: &Table,
        only: &Only,
    ) -> Result<PaperTable, ReportError> {
        let subjects = table.text(layout.subject)?;
        let of = match layout.of {
            Some((column, value)) => Some((table.text(column)?, value)),
            None => None,
        };
        let wanted = |row: &usize| {
            let kept = of
                .as_ref()
                .is_none_or(|(texts, value)| texts.get(*row).is_some_and(|text| text == value));
            kept && subjects.get(*row).is_some_and(|subject| only.has(subject))
        };
        let mut rows: Vec<usize> = (0..table.rows()).filter(wanted).collect();
        let columns = used(layout, table, &rows)?;
        let mut groups = Vec::new();
        for (before, column) in layout.groups {
            groups.push((*before, table.text(column)?));
        }
        let headings = distinct(rows.iter().map(|row| heading(&groups, *row)).collect());
        rows.sort_by_key(|row| {
            let own = heading(&groups, *row);
            headings.iter().position(|group| *group == own)
        });
        let mut printed = Vec::new();
        let mut last = String::new();
        for row in rows {
            let group = heading(&groups, row);
            if group != last {
                printed.push(Row::Group(group.clone()));
                last = group;
            }
            let cells = columns.iter().flat_map(|column| column.cells(row));
            printed.push(Row::Cells(cells.collect()));
        }
        let stem = entry.stem();
        Ok(PaperTable {
            name: match layout.of {
                Some((_, value)) => format!("{stem}_{value}"),
                None => stem.to_owned(),
            },
            caption: format!("{}: {}", layout.caption, self.name()),
            header: columns
                .iter()
                .flat_map(|column| column.heads(entry))
                .collect(),
            rows: printed,
            notes: format!("{} {}", entry.description, self.provenance()),
        })
    }
}

/// The heading of a row's group.
fn heading(groups: &[(&str, Vec<String>)], row: usize) -> String {
    let parts = groups.iter().filter_map(|(before, texts)| {
        let text = texts.get(row).filter(|text| !text.is_empty())?;
        Some(format!("{before} {}", words(text)).trim().to_owned())
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// A column with its values.
struct Filled<'a> {
    shown: &'a Shown,
    texts: Vec<String>,
    numbers: Vec<Vec<f64>>,
}

/// The columns of a layout; texts that no row has are left out.
fn used<'a>(
    layout: &'a Layout,
    table: &Table,
    rows: &[usize],
) -> Result<Vec<Filled<'a>>, ReportError> {
    let mut columns = Vec::new();
    for shown in layout.columns {
        let (texts, wanted): (Vec<String>, Vec<&str>) = match shown {
            Plain(_, column) | YesNo(_, column) => (table.text(column)?, Vec::new()),
            Within(_, value, [low, high], _) => (Vec::new(), vec![value, low, high]),
            Between(_, [low, high]) => (Vec::new(), vec![low, high]),
        };
        let empty = |row: &usize| texts.get(*row).is_none_or(String::is_empty);
        if wanted.is_empty() && rows.iter().all(empty) {
            continue;
        }
        let mut numbers = Vec::new();
        for column in wanted {
            numbers.push(table.numbers(column)?);
        }
        columns.push(Filled {
            shown,
            texts,
            numbers,
        });
    }
    Ok(columns)
}

impl Filled<'_> {
    /// Its headings, with units.
    fn heads(&self, entry: &TableEntry) -> Vec<String> {
        let with_unit = |head: &str, column: &str| {
            let fields = &entry.schema.fields;
            let unit = fields.iter().find(|field| field.name == column);
            match unit.map_or("", |field| field.unit.as_str()) {
                "" | "1" | "probability" | "share" => head.to_owned(),
                unit if unit.starts_with("see ") || head.eq_ignore_ascii_case(unit) => {
                    head.to_owned()
                }
                unit => format!("{head} ({unit})"),
            }
        };
        match self.shown {
            Plain(head, column) => vec![with_unit(head, column)],
            YesNo(head, _) | Between(head, _) => vec![(*head).to_owned()],
            Within(head, column, _, between) => {
                vec![with_unit(head, column), (*between).to_owned()]
            }
        }
    }

    fn cells(&self, row: usize) -> Vec<String> {
        let at = |column: usize| {
            let column = self.numbers.get(column);
            column
                .and_then(|values| values.get(row))
                .copied()
                .unwrap_or(f64::NAN)
        };
        let text = self.texts.get(row).map_or("", String::as_str);
        match self.shown {
            Plain(..) if text.is_empty() => vec!["–".to_owned()],
            Plain(..) => vec![text.parse().map_or_else(|_| words(text), number)],
            YesNo(..) => vec![if text == "1" { "yes" } else { "no" }.to_owned()],
            Within(..) => vec![estimate(at(0), at(1), at(2)), interval(at(1), at(2))],
            Between(..) if whole(at(0)) && whole(at(1)) => {
                vec![format!("[{}, {}]", number(at(0)), number(at(1)))]
            }
            Between(..) => vec![interval(at(0), at(1))],
        }
    }
}

/// Whether a number is a count.
fn whole(value: f64) -> bool {
    value.is_finite() && value == value.trunc()
}

/// A text as it is printed: codes such as `cannot_tell` as words.
fn words(text: &str) -> String {
    if text == "-" {
        return "\u{2212}".to_owned();
    }
    let is_code = text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    match is_code {
        true => text.replace('_', " "),
        false => text.to_owned(),
    }
}

//! What holds of every table, whatever is in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::tables::agree;
use trilat::scenario::Month;
use trilat::store::cell::Cell;
use trilat::store::command::Command;
use trilat::store::data_folder::{DataFolder, planned};
use trilat::store::folder::OutputFolder;
use trilat::store::manifest::{Execution, Manifest, Scenario};
use trilat::store::parquet::parquet_path;
use trilat::store::sheet::{Column, Sheet};
use trilat::store::table_file::Formats;
use trilat::store::tables::FieldType;
use trilat::tasks::explain::tables::folders;

/// The text of the sources below a folder, without that of the macro.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if !path.ends_with("store/sheet.rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_sheet_is_looked_at() {
    let mut text = String::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&src, &mut text);
    let declared = text.matches("\nsheet! {\n").count();
    let looked_at: usize = folders().iter().map(|(_, tables)| tables.len()).sum();
    // runs.csv, four times, and traces.csv have no sheet: their columns are those of the model. summary.csv of a study is
    // one sheet, with and without arms.
    assert_eq!(declared, looked_at - 6);
}

#[test]
fn no_two_tables_of_a_folder_have_a_name() {
    for (folder, tables) in folders() {
        let names: BTreeSet<&str> = tables.iter().map(|table| table.file).collect();
        assert_eq!(names.len(), tables.len(), "{folder}");
    }
}

#[test]
fn every_column_has_a_name_a_meaning_and_a_unit() {
    // A range has the unit of its path, which the scenario says.
    let elsewhere = [("factors.csv", "low"), ("factors.csv", "high")];
    for (folder, tables) in folders() {
        for table in tables {
            let place = format!("{folder}: {}", table.file);
            assert!(table.description.ends_with('.'), "{place}");
            let names: BTreeSet<&str> = table.fields.iter().map(|f| f.name.as_str()).collect();
            assert_eq!(names.len(), table.fields.len(), "{place}");
            assert!(table.key.iter().all(|key| names.contains(key)), "{place}");
            for field in &table.fields {
                let place = format!("{place}: {}", field.name);
                assert!(field.description.ends_with('.'), "{place}");
                assert!(!field.description.contains("  "), "{place}");
                let measured =
                    !matches!(field.field_type, FieldType::String | FieldType::YearMonth);
                let said = elsewhere.contains(&(table.file, field.name.as_str()));
                assert_eq!(
                    measured && !(folder == "sweep" && said),
                    !field.unit.is_empty(),
                    "{place}"
                );
            }
        }
    }
}

/// Cells of a column, with what is hard to write among them.
fn sample(field_type: FieldType) -> Vec<Cell<'static>> {
    let month = Month::new(2026, 11).unwrap();
    let mut cells = match field_type {
        FieldType::Integer => vec![0, 7, -3, 1 << 40]
            .into_iter()
            .map(Cell::Integer)
            .collect(),
        FieldType::Number => vec![0.0, -2.5, 1e-7, 1e300]
            .into_iter()
            .map(Cell::Number)
            .collect(),
        FieldType::Boolean => vec![Cell::Boolean(true), Cell::Boolean(false)],
        FieldType::String => vec![Cell::string("a, \"b\"\nc"), Cell::string("é")],
        FieldType::YearMonth => vec![Cell::Month(month)],
    };
    cells.push(Cell::Missing);
    cells
}

#[test]
fn parquet_reads_back_as_csv_and_is_in_dictionary_and_manifest() {
    const ROWS: usize = 12;
    for (name, tables) in folders() {
        let home = tempfile::tempdir().unwrap();
        let formats = Formats { parquet: true };
        let files: Vec<&str> = tables.iter().map(|table| table.file).collect();
        let paths = planned(formats, &files, &[]);
        let folder = OutputFolder::prepare(home.path(), false, &paths).unwrap();
        let mut folder = DataFolder::new(folder, formats);
        for table in &tables {
            let columns = Column::each(table.fields.clone(), |row: &Vec<Cell<'static>>, at| {
                row[at].clone()
            });
            let sheet = Sheet::new(table.file, table.description, table.key, columns);
            let samples: Vec<_> = table.fields.iter().map(|f| sample(f.field_type)).collect();
            let rows = (0..ROWS).map(|row| -> Vec<Cell<'static>> {
                let cells = samples.iter().enumerate();
                let cell = |(at, cells): (usize, &Vec<Cell<'static>>)| {
                    cells[(row + at) % cells.len()].clone()
                };
                cells.map(cell).collect()
            });
            folder.write(&sheet, rows).unwrap();
        }
        let scenario = Scenario {
            name: name.to_owned(),
            sha256: String::new(),
            start: "2026-01".to_owned(),
            months: 1,
        };
        let execution = Execution::new(&Command::trilat(name), "", 1);
        let files = folder
            .commit(name, Manifest::new(scenario, 1, execution))
            .unwrap();
        let said = agree(home.path());
        let wanted = tables.iter().map(|table| (table.file.to_owned(), ROWS));
        assert_eq!(said, wanted.collect::<Vec<_>>());
        for table in &tables {
            for path in [table.file.to_owned(), parquet_path(table.file)] {
                let entry = files.iter().find(|file| file.path == path).unwrap();
                assert_eq!(entry.rows, Some(ROWS as u64));
            }
        }
        assert_eq!(files.len(), 2 * tables.len() + 1);
    }
}

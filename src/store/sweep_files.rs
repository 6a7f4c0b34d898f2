//! From the parts of a study to its files.

use std::path::Path;

use super::add_parquet;
use super::data_folder::{DataFolder, planned};
use super::design_tables;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::formats::Formats;
use super::growing::GrowingError;
use super::lines::Lines;
use super::lock::Lock;
use super::manifest::{Execution, FileEntry, Manifest, Status};
pub use super::part_rows::PartSource;
use super::part_rows::{PartRow, each_row};
use super::point_effects::PointEffects;
use super::point_summary::{BUDGET, PointSummaries, RunRow, points_in_pass, wrong_row};
use super::study_months;
use super::study_record::{StudyRecord, with_format};
use super::sweep_tables::{self, DESIGN, EFFECTS, FACTORS};
use super::tables::{MONTHS, RUNS, SCENARIO, SUMMARY, Table, resolved_path};
use crate::rows::Rows;

/// Tables of a study; [`EFFECTS`] comes to them where it has arms, and [`MONTHS`] where months are kept.
pub const TABLES: [&str; 4] = [RUNS, SUMMARY, DESIGN, FACTORS];

/// Whether the files of a study may be written to a folder, which may hold its parts already.
///
/// # Errors
/// As [`OutputFolder::prepare`].
pub fn check_folder(
    lock: &Lock,
    force: bool,
    formats: Formats,
    arms: &[String],
    months: bool,
) -> Result<(), StoreError> {
    prepare(lock, force, formats, arms, months).map(drop)
}

/// The folder of a study's files, which may hold its parts already.
///
/// # Errors
/// As [`OutputFolder::prepare_in`].
fn prepare(
    lock: &Lock,
    force: bool,
    formats: Formats,
    arms: &[String],
    months: bool,
) -> Result<OutputFolder, StoreError> {
    let mut tables = TABLES.to_vec();
    tables.extend((!arms.is_empty()).then_some(EFFECTS));
    tables.extend(months.then_some(MONTHS));
    let mut planned = planned(formats, &tables, &[SCENARIO]);
    planned.extend(arms.iter().skip(1).map(|arm| resolved_path(arm)));
    OutputFolder::prepare_in(lock, force, &planned)
}

/// The tables of a study, in the order of [`TABLES`]; then its effects, if it has arms, and its months, if they are kept.
pub(super) fn tables(record: &StudyRecord) -> Vec<Table> {
    let arms = record.has_arms();
    let mut tables = vec![
        sweep_tables::runs(&record.columns, arms),
        sweep_tables::summary(arms).into_table(),
        design_tables::design(&record.factors).into_table(),
        design_tables::factors().into_table(),
    ];
    tables.extend(arms.then(|| sweep_tables::effects().into_table()));
    let months = || sweep_tables::months(arms).into_table();
    tables.extend(record.has_months().then(months));
    tables
}

/// Writes the files of a complete study: `parts` are all its parts in order, `inputs` the texts of
/// `record.inputs`. Nothing takes its place before everything is written and every part verified. The
/// parts stay where they are.
///
/// # Errors
/// [`GrowingError`].
pub fn finish(
    lock: &Lock,
    record: &StudyRecord,
    parts: &[PartSource],
    inputs: &[String],
    execution: Execution,
) -> Result<Manifest, GrowingError> {
    // Whether something may be replaced was asked before the first run.
    let arms = record.study.arm_names();
    let folder = prepare(lock, true, record.formats(), &arms, record.has_months())?;
    let mut folder = DataFolder::new(folder, record.formats());
    let tables = tables(record);
    runs_and_summary(&mut folder, record, parts)?;
    if record.has_months() {
        study_months::write(&mut folder, record, parts)?;
    }
    for (entry, text) in record.inputs.iter().zip(inputs) {
        match tables.iter().find(|table| table.file == entry.path) {
            Some(table) => input_table(&mut folder, table, entry, text)?,
            None => folder.file(&entry.path, text.as_bytes())?,
        }
    }
    let folder = folder.describe(&record.study.name)?;
    let completed = parts.iter().map(|part| part.entry.runs).sum();
    let mut study = record.study.clone();
    study.failed_runs = parts.iter().map(|part| part.entry.failed).sum();
    let execution = Execution {
        command: with_format(&execution.command, record.formats()),
        ..execution
    };
    let mut manifest = Manifest::new(record.scenario.clone(), record.seed, execution)
        .with_runs(study.runs(), completed)
        .with_study(study);
    // Whoever began the study may have been another version; what it gathers is complete, failed runs included.
    manifest.program = record.program.clone();
    manifest.status = Status::Complete;
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest)
}

/// Makes the Parquet files of a complete study that has none.
///
/// # Errors
/// If a file was changed, another one stands in the way, or files cannot be read or written.
pub fn add_parquet(
    lock: &Lock,
    record: &StudyRecord,
    manifest: Manifest,
) -> Result<Manifest, GrowingError> {
    let folder = prepare(
        lock,
        true,
        Formats { parquet: true },
        &record.study.arm_names(),
        record.has_months(),
    )?;
    add_parquet::add_parquet(folder, &record.study.name, &tables(record), manifest)
}

/// Writes a table whose text there is already.
fn input_table(
    folder: &mut DataFolder,
    table: &Table,
    entry: &FileEntry,
    text: &str,
) -> Result<(), GrowingError> {
    let mut file = folder.begin(table.clone())?;
    let header = table.header();
    let rows = text.strip_prefix(header.as_str()).ok_or_else(|| {
        GrowingError::damaged(
            Path::new(&entry.path),
            "its header is not that of its table",
        )
    })?;
    file.append_text(rows, entry.rows.unwrap_or_default())?;
    folder.end(file)?;
    Ok(())
}

fn runs_and_summary(
    folder: &mut DataFolder,
    record: &StudyRecord,
    parts: &[PartSource],
) -> Result<(), GrowingError> {
    let points = record.study.points;
    let arms = record.has_arms();
    // Given up after the first pass, so that two tables never hold rows in memory at the same time.
    let mut runs = Some(folder.begin(sweep_tables::runs(&record.columns, arms))?);
    let mut summary = folder.begin(sweep_tables::summary(arms).into_table())?;
    let mut effects = match arms {
        true => Some(folder.begin(sweep_tables::effects().into_table())?),
        false => None,
    };
    let mut rows = Rows::default();
    let mut run = RunRow::default();
    let mut first = 0;
    while first < points {
        let count = points_in_pass(record, first, BUDGET);
        let mut statistics = PointSummaries::new(record, first, count);
        let mut pairs = arms.then(|| PointEffects::new(record, first, count));
        let points = first..first + count;
        let mut piece = Lines::default();
        each_row(
            record,
            parts,
            runs.is_some(),
            |PartRow { row: line, .. }, path, number| {
                let wrong = |message: String| wrong_row(path, number, &message);
                if run.read(line, record, &points).map_err(wrong)? {
                    statistics.push(&run).map_err(wrong)?;
                    if let Some(pairs) = &mut pairs {
                        pairs.push(&run).map_err(wrong)?;
                    }
                }
                if let Some(runs) = &mut runs
                    && piece.push(line)
                {
                    runs.append_text(piece.text(), piece.count)?;
                    piece.clear();
                }
                Ok(())
            },
        )?;
        if let Some(mut runs) = runs.take() {
            runs.append_text(piece.text(), piece.count)?;
            folder.end(runs)?;
        }
        statistics.write(&mut rows, |rows| summary.append(rows))?;
        if let (Some(pairs), Some(effects)) = (&pairs, &mut effects) {
            pairs.write(&mut rows, |rows| effects.append(rows))?;
        }
        first += count;
    }
    if let Some(runs) = runs {
        folder.end(runs)?;
    }
    folder.end(summary)?;
    if let Some(effects) = effects {
        folder.end(effects)?;
    }
    Ok(())
}

//! The folder of a scoring.

use std::path::Path;

use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{
    Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION, Scenario, Status,
    platform,
};
use super::score_tables::{
    COVERAGE, DIFFERENCES, Filled, PARAMETERS, PIT, SCORE_SUMMARY, SCORES, tables,
};
use super::tables::{DATAPACKAGE, Table};
use crate::analysis::score::contest::Contest;
use crate::scenario::Month;

/// What the manifest says of a scoring.
#[derive(Clone, Debug)]
pub struct ScoreRecord<'a> {
    /// Name of what was scored on what.
    pub title: &'a str,
    /// SHA-256 of what was read.
    pub sha256: String,
    /// First month scored.
    pub start: Month,
    /// Months scored.
    pub months: usize,
    /// Seed of the randomised transforms.
    pub seed: u64,
    /// The command that gives the same files.
    pub command: String,
    /// The forecast file or the series.
    pub path: String,
}

/// Writes tables, data dictionary and manifest; see [`OutputFolder::prepare`] for what `force` may
/// replace. Returns the files but the manifest.
///
/// # Errors
/// [`StoreError`].
pub fn write_scores(
    root: &Path,
    force: bool,
    contest: &Contest,
    record: &ScoreRecord<'_>,
) -> Result<Vec<FileEntry>, StoreError> {
    let planned = [
        SCORES,
        SCORE_SUMMARY,
        COVERAGE,
        PIT,
        DIFFERENCES,
        PARAMETERS,
        DATAPACKAGE,
    ];
    let mut folder = OutputFolder::prepare(root, force, &planned)?;
    let filled = tables(contest, record.seed);
    for Filled { table, text, rows } in &filled {
        folder.add_bytes(table.file, Some(*rows), text.as_bytes())?;
    }
    let described: Vec<Table> = filled.into_iter().map(|filled| filled.table).collect();
    let text = datapackage(record.title, &described, &folder.entries());
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    let manifest = Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: Scenario {
            name: record.title.to_owned(),
            sha256: record.sha256.clone(),
            start: record.start.to_string(),
            months: record.months,
        },
        seed: record.seed,
        runs: Runs {
            requested: 0,
            completed: 0,
        },
        status: Status::Complete,
        recorded: Recorded::default(),
        study: None,
        analysis: None,
        files: folder.entries(),
        execution: Execution {
            command: record.command.clone(),
            scenario_path: record.path.clone(),
            threads: 1,
            platform: platform(),
        },
    };
    folder.commit(&manifest)?;
    Ok(manifest.files)
}

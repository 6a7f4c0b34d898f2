//! The folder of a scoring.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{
    Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION, Scenario, Status,
    platform,
};
use super::score_tables::{
    self as tables, COVERAGE, DIFFERENCES, PARAMETERS, PIT, SCORE_SUMMARY, SCORES,
};
use super::table_file::Formats;
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
    formats: Formats,
    contest: &Contest,
    record: &ScoreRecord<'_>,
) -> Result<Vec<FileEntry>, StoreError> {
    let names = [
        SCORES,
        SCORE_SUMMARY,
        COVERAGE,
        PIT,
        DIFFERENCES,
        PARAMETERS,
    ];
    let folder = OutputFolder::prepare(root, force, &planned(formats, &names, &[]))?;
    let mut folder = DataFolder::new(folder, formats);
    folder.write(&tables::scores(), tables::score_rows(contest, record.seed))?;
    folder.write(&tables::score_summary(), tables::mean_rows(contest))?;
    folder.write(&tables::coverage(), tables::coverage_rows(contest))?;
    folder.write(&tables::pit(), tables::pit_rows(contest))?;
    folder.write(&tables::differences(), &contest.differences)?;
    folder.write(&tables::parameters(), tables::parameter_rows(contest))?;
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
        files: Vec::new(),
        execution: Execution {
            command: record.command.clone(),
            scenario_path: record.path.clone(),
            threads: 1,
            platform: platform(),
        },
    };
    folder.commit(record.title, manifest)
}

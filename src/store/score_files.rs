//! The folder of a scoring.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::score_tables::{
    self as tables, COVERAGE, DIFFERENCES, PARAMETERS, PIT, SCORE_SUMMARY, SCORES,
};
use super::table_file::Formats;
use crate::analysis::score::contest::Contest;

/// Writes tables, data dictionary and manifest, whose scenario is called as what was scored and whose seed is
/// that of the randomised transforms; see [`OutputFolder::prepare`] for what `force` may replace. Returns
/// the files but the manifest.
///
/// # Errors
/// [`StoreError`].
pub fn write_scores(
    root: &Path,
    force: bool,
    formats: Formats,
    contest: &Contest,
    manifest: Manifest,
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
    folder.write(
        &tables::scores(),
        tables::score_rows(contest, manifest.seed),
    )?;
    folder.write(&tables::score_summary(), tables::mean_rows(contest))?;
    folder.write(&tables::coverage(), tables::coverage_rows(contest))?;
    folder.write(&tables::pit(), tables::pit_rows(contest))?;
    folder.write(&tables::differences(), &contest.differences)?;
    folder.write(&tables::parameters(), tables::parameter_rows(contest))?;
    let title = manifest.scenario.name.clone();
    folder.commit(&title, manifest)
}

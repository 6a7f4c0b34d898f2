//! The files of a comparison of scenarios.

use std::path::Path;

use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::run_files::NewFile;
use super::table_file::{Formats, TableFile};
use super::tables::{self, CONTRASTS, DATAPACKAGE};
use crate::analysis::contrast::{Against, Contrast};

/// The folder of a comparison, from before the first run to the manifest.
#[derive(Debug)]
pub struct CompareFiles {
    formats: Formats,
    folder: OutputFolder,
}

/// The file that holds a resolved scenario.
pub fn resolved_path(scenario: &str) -> String {
    format!("{scenario}.resolved.toml")
}

impl CompareFiles {
    /// Prepares the folder for scenarios of these names; see [`OutputFolder::prepare`] for what `force`
    /// may replace.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here.
    pub fn create(
        root: &Path,
        force: bool,
        scenarios: &[&str],
        formats: Formats,
    ) -> Result<Self, StoreError> {
        let mut planned = formats.paths(&[CONTRASTS]);
        planned.push(DATAPACKAGE.to_owned());
        planned.extend(scenarios.iter().map(|name| resolved_path(name)));
        Ok(Self {
            formats,
            folder: OutputFolder::prepare(root, force, &planned)?,
        })
    }

    /// Writes the contrasts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn contrasts(&mut self, found: &[Against]) -> Result<(), StoreError> {
        let mut table = TableFile::create(&self.folder, tables::contrasts(), self.formats)?;
        let mut rows = Rows::default();
        for against in found {
            for contrast in &against.contrasts {
                line(&against.scenario, contrast, &mut rows);
            }
        }
        table.append(&rows)?;
        table.finish(&mut self.folder)?;
        Ok(())
    }

    /// Writes a resolved scenario.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn scenario(&mut self, name: &str, text: &str) -> Result<(), StoreError> {
        self.folder
            .add_bytes(&resolved_path(name), None, text.as_bytes())
    }

    /// Writes a file that someone else made.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn extra(&mut self, file: &NewFile) -> Result<(), StoreError> {
        self.folder.add_bytes(&file.path, None, &file.bytes)
    }

    /// Writes the data dictionary, publishes every file, and last the manifest, whose list of files is
    /// filled in here. Returns that list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn commit(
        mut self,
        title: &str,
        mut manifest: Manifest,
    ) -> Result<Vec<FileEntry>, StoreError> {
        let text = datapackage(title, &[tables::contrasts()], &self.folder.entries());
        self.folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
        manifest.files = self.folder.entries();
        self.folder.commit(&manifest)?;
        Ok(manifest.files)
    }
}

fn line(scenario: &str, contrast: &Contrast, rows: &mut Rows) {
    rows.text(scenario).text(&contrast.column);
    rows.text(contrast.statistic).text(&contrast.unit);
    rows.integer(contrast.n).integer(contrast.n_missing);
    rows.integer(contrast.n_different);
    for number in [
        contrast.mean_baseline,
        contrast.mean_scenario,
        contrast.effect,
        contrast.std_error,
        contrast.ci_low,
        contrast.ci_high,
        contrast.relative,
        contrast.relative_low,
        contrast.relative_high,
        contrast.effect_in_sd,
        contrast.correlation,
        contrast.variance_reduction,
    ] {
        rows.number(number);
    }
    for needed in [contrast.pairs_needed, contrast.independent_needed] {
        match needed {
            Some(runs) => rows.integer(runs),
            None => rows.missing(),
        };
    }
    rows.integer(u64::from(contrast.identical())).end_row();
}

//! The files of a comparison of scenarios.

use std::path::Path;

use super::csv::Rows;
use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::run_files::NewFile;
use super::tables::{self, CONTRASTS, DATAPACKAGE};
use crate::analysis::contrast::{Against, Contrast};

/// The folder of a comparison, from before the first run to the manifest.
#[derive(Debug)]
pub struct CompareFiles {
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
    pub fn create(root: &Path, force: bool, scenarios: &[&str]) -> Result<Self, StoreError> {
        let resolved: Vec<String> = scenarios.iter().map(|name| resolved_path(name)).collect();
        let mut planned = vec![CONTRASTS, DATAPACKAGE];
        planned.extend(resolved.iter().map(String::as_str));
        Ok(Self {
            folder: OutputFolder::prepare(root, force, &planned)?,
        })
    }

    /// Writes `contrasts.csv`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn contrasts(&mut self, found: &[Against]) -> Result<(), StoreError> {
        let mut text = tables::contrasts().header().as_str().to_owned();
        let mut rows = Rows::default();
        for against in found {
            for contrast in &against.contrasts {
                line(&against.scenario, contrast, &mut rows);
            }
        }
        text.push_str(rows.as_str());
        self.folder
            .add_bytes(CONTRASTS, Some(rows.rows()), text.as_bytes())
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

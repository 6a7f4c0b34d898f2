//! The data dictionary of a folder, `datapackage.json`, as codebook and loaders read it.

use std::path::Path;

use serde::Deserialize;

use crate::report::folder::ReportError;
use crate::store::disk::read_text;
use crate::store::tables::DATAPACKAGE;

/// The data dictionary of a folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Dictionary {
    /// Its tables.
    #[serde(rename = "resources")]
    pub tables: Vec<TableEntry>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TableEntry {
    /// File inside the folder.
    pub path: String,
    /// `csv`, or another format.
    #[serde(default)]
    pub format: String,
    /// One sentence.
    #[serde(default)]
    pub description: String,
    /// Its columns.
    #[serde(default)]
    pub schema: Schema,
}

/// The columns of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Schema {
    /// In order.
    #[serde(default)]
    pub fields: Vec<Column>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Column {
    /// Name in the header.
    pub name: String,
    /// `integer`, `number`, `boolean`, `string` or `yearmonth`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Unit; empty for texts.
    #[serde(default)]
    pub unit: String,
    /// One sentence.
    #[serde(default)]
    pub description: String,
}

impl Dictionary {
    /// Reads `datapackage.json` of a folder.
    ///
    /// # Errors
    /// [`ReportError::Read`] if there is none, [`ReportError::Nothing`] if it cannot be understood.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join(DATAPACKAGE);
        let text = read_text(&path).map_err(|source| ReportError::Read {
            path: path.clone(),
            source,
        })?;
        serde_json::from_str(&text).map_err(|error| ReportError::Nothing {
            folder: folder.to_owned(),
            message: format!("{DATAPACKAGE} cannot be read: {error}"),
        })
    }

    /// The tables that are CSV.
    pub fn csv(&self) -> impl Iterator<Item = &TableEntry> {
        self.tables
            .iter()
            .filter(|table| table.path.ends_with(".csv"))
    }
}

impl TableEntry {
    /// Name of the table: its file without folder and extension.
    pub fn stem(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or(&self.path);
        file.split('.').next().unwrap_or(file)
    }
}

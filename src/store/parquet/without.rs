//! In place of Parquet files where they were not built.

use crate::store::atomic::AtomicFile;
use crate::store::error::StoreError;
use crate::store::folder::OutputFolder;
use crate::store::formats::parquet_path;
use crate::store::tables::Table;

/// A Parquet file, of which there can be none.
#[derive(Debug)]
pub enum ParquetFile {}

impl ParquetFile {
    /// Begins none.
    ///
    /// # Errors
    /// Always [`StoreError::Parquet`].
    pub fn create(folder: &OutputFolder, table: &Table) -> Result<Self, StoreError> {
        Err(StoreError::Parquet {
            path: folder.root().join(parquet_path(table.file)),
            message: "Parquet was left out of this build; build with `--features parquet`"
                .to_owned(),
        })
    }

    /// Appends nothing.
    ///
    /// # Errors
    /// None: there is no such file.
    pub fn append(&mut self, _text: &str) -> Result<(), StoreError> {
        match *self {}
    }

    /// Finishes nothing.
    ///
    /// # Errors
    /// None: there is no such file.
    pub fn finish(self) -> Result<AtomicFile, StoreError> {
        match self {}
    }
}

//! A table on its way to the disk, in every format that was asked for.

use super::atomic::AtomicFile;
use super::error::StoreError;
use super::folder::OutputFolder;
pub use super::formats::Formats;
use super::formats::parquet_path;
use super::parquet::ParquetFile;
use super::tables::Table;
use crate::rows::Rows;

/// The files of one table, which grow row by row.
#[derive(Debug)]
pub struct TableFile {
    table: Table,
    csv: AtomicFile,
    parquet: Option<ParquetFile>,
    rows: u64,
}

impl TableFile {
    /// Begins the files and writes the header.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here.
    pub fn create(
        folder: &OutputFolder,
        table: Table,
        formats: Formats,
    ) -> Result<Self, StoreError> {
        let mut csv = folder.create(table.file)?;
        csv.write(table.header().as_str().as_bytes())?;
        let parquet = formats
            .parquet
            .then(|| ParquetFile::create(folder, &table))
            .transpose()?;
        Ok(Self {
            table,
            csv,
            parquet,
            rows: 0,
        })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn append(&mut self, rows: &Rows) -> Result<(), StoreError> {
        self.append_text(rows.as_str(), rows.rows())
    }

    /// Appends complete rows of CSV, with their line ends, and says how many they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn append_text(&mut self, text: &str, rows: u64) -> Result<(), StoreError> {
        self.rows += rows;
        self.csv.write(text.as_bytes())?;
        match &mut self.parquet {
            Some(parquet) => parquet.append(text),
            None => Ok(()),
        }
    }

    /// Ends the files and hands them to the folder; returns the table.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn finish(self, folder: &mut OutputFolder) -> Result<Table, StoreError> {
        folder.add(self.table.file, Some(self.rows), self.csv)?;
        if let Some(parquet) = self.parquet {
            let path = parquet_path(self.table.file);
            folder.add(&path, Some(self.rows), parquet.finish()?)?;
        }
        Ok(self.table)
    }
}

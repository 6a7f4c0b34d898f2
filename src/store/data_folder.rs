//! A folder of tables: every table that is written there is in its data dictionary and its manifest.

use std::borrow::Borrow;

use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::new_file::NewFile;
use super::sheet::Sheet;
use super::table_file::{Formats, TableFile};
use super::tables::{DATAPACKAGE, Table};
use crate::rows::Rows;

/// Rows are handed to the disk in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// An [`OutputFolder`] to which tables are written, in every format that was asked for.
#[derive(Debug)]
pub struct DataFolder {
    folder: OutputFolder,
    formats: Formats,
    /// In the order of the dictionary.
    written: Vec<Table>,
}

/// The files that tables of these names make, with the dictionary and these others.
pub fn planned(formats: Formats, tables: &[&str], others: &[&str]) -> Vec<String> {
    let mut paths = formats.paths(tables);
    paths.extend(others.iter().map(|path| (*path).to_owned()));
    paths.push(DATAPACKAGE.to_owned());
    paths
}

impl DataFolder {
    /// Tables in a folder that was prepared for them ([`planned`]).
    pub fn new(folder: OutputFolder, formats: Formats) -> Self {
        Self {
            folder,
            formats,
            written: Vec::new(),
        }
    }

    /// Writes a table.
    ///
    /// # Errors
    /// [`StoreError`], as all functions here.
    pub fn write<R, T: Borrow<R>>(
        &mut self,
        sheet: &Sheet<R>,
        rows: impl IntoIterator<Item = T>,
    ) -> Result<(), StoreError> {
        let mut file = self.begin(sheet.table().clone())?;
        let mut text = Rows::default();
        for row in rows {
            sheet.row(row.borrow(), &mut text);
            if text.as_str().len() >= PIECE {
                file.append(&text)?;
                text.clear();
            }
        }
        file.append(&text)?;
        self.end(file)
    }

    /// Begins a table that grows; [`end`](Self::end) takes it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn begin(&self, table: Table) -> Result<TableFile, StoreError> {
        TableFile::create(&self.folder, table, self.formats)
    }

    /// Takes a table that has grown.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn end(&mut self, file: TableFile) -> Result<(), StoreError> {
        self.written.push(file.finish(&mut self.folder)?);
        Ok(())
    }

    /// Writes a file that is no table.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn file(&mut self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.folder.add_bytes(path, None, bytes)
    }

    /// Writes files that someone else made.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn files(&mut self, files: &[NewFile]) -> Result<(), StoreError> {
        let mut files = files.iter();
        files.try_for_each(|file| self.file(&file.path, &file.bytes))
    }

    /// Writes the data dictionary of the tables and gives the folder back, to be committed. `title` names
    /// what is in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn describe(mut self, title: &str) -> Result<OutputFolder, StoreError> {
        let text = datapackage(title, &self.written, &self.folder.entries());
        self.file(DATAPACKAGE, text.as_bytes())?;
        Ok(self.folder)
    }

    /// Writes the data dictionary, publishes every file, and last the manifest, whose list of files is
    /// filled in here. Returns that list.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn commit(self, title: &str, mut manifest: Manifest) -> Result<Vec<FileEntry>, StoreError> {
        let folder = self.describe(title)?;
        manifest.files = folder.entries();
        folder.commit(&manifest)?;
        Ok(manifest.files)
    }
}

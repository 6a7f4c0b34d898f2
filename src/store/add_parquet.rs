//! Parquet files for a folder that was completed without them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::datapackage::datapackage;
use super::error::StoreError;
use super::folder::OutputFolder;
use super::formats::Formats;
use super::growing::GrowingError;
use super::lines::Lines;
use super::manifest::{FileEntry, Manifest};
use super::parquet::{PARQUET, ParquetFile, parquet_path};
use super::study_record::with_format;
use super::tables::{DATAPACKAGE, Table};

/// Whether the folder of a manifest has Parquet files.
pub fn has_parquet(manifest: &Manifest) -> bool {
    let mut files = manifest.files.iter();
    files.any(|file| file.path.ends_with(PARQUET))
}

/// Makes the Parquet files of a complete folder from its CSV files and lists them in the data package and
/// the manifest: afterwards it is as if they had been asked for from the beginning. `folder` was prepared
/// with force, so that its files are what its manifest says.
///
/// # Errors
/// If another file stands in the way, or files cannot be read or written.
pub(super) fn add_parquet(
    mut folder: OutputFolder,
    title: &str,
    tables: &[Table],
    mut manifest: Manifest,
) -> Result<Manifest, GrowingError> {
    let formats = Formats { parquet: true };
    let out = folder.root().to_owned();
    for table in tables {
        let rows = entry(&manifest.files, table.file).and_then(|file| file.rows);
        let mut parquet = ParquetFile::create(&folder, table)?;
        append(&out, table, &mut parquet)?;
        folder.add(&parquet_path(table.file), rows, parquet.finish()?)?;
    }
    let mut files = Vec::new();
    for file in manifest.files {
        let parquet = parquet_path(&file.path);
        files.push(file);
        files.extend(entry(&folder.entries(), &parquet).cloned());
    }
    let text = datapackage(title, tables, &files);
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    for file in &mut files {
        if file.path == DATAPACKAGE
            && let Some(new) = entry(&folder.entries(), DATAPACKAGE)
        {
            *file = new.clone();
        }
    }
    manifest.files = files;
    manifest.execution.command = with_format(&manifest.execution.command, formats);
    folder.commit_beside(&manifest)?;
    Ok(manifest)
}

fn entry<'a>(files: &'a [FileEntry], path: &str) -> Option<&'a FileEntry> {
    files.iter().find(|file| file.path == path)
}

/// Appends the rows of the CSV file of a table.
fn append(out: &Path, table: &Table, parquet: &mut ParquetFile) -> Result<(), GrowingError> {
    let path = out.join(table.file);
    let failed = |error| StoreError::io("read", &path, error);
    let mut reader = BufReader::new(File::open(&path).map_err(failed)?);
    let mut line = String::new();
    reader.read_line(&mut line).map_err(failed)?;
    if line != table.header().as_str() {
        return Err(GrowingError::damaged(
            &path,
            "its header is not that of its table",
        ));
    }
    let mut piece = Lines::default();
    loop {
        line.clear();
        if reader.read_line(&mut line).map_err(failed)? == 0 {
            break;
        }
        if piece.push(line.trim_end_matches('\n')) {
            parquet.append(piece.text())?;
            piece.clear();
        }
    }
    parquet.append(piece.text())?;
    Ok(())
}

//! Parquet files for a study that was completed without them.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::datapackage::datapackage;
use super::error::StoreError;
use super::growing::GrowingError;
use super::lock::Lock;
use super::manifest::{FileEntry, Manifest};
use super::parquet::{ParquetFile, parquet_path};
use super::study_record::{StudyRecord, with_format};
use super::sweep_files::{Lines, prepare, tables};
use super::table_file::Formats;
use super::tables::{DATAPACKAGE, RUNS, Table};

/// Whether the folder of a manifest has Parquet files.
pub fn has_parquet(manifest: &Manifest) -> bool {
    let path = parquet_path(RUNS);
    manifest.files.iter().any(|file| file.path == path)
}

/// Makes the Parquet files of a complete study from its CSV files, which must be what its manifest says,
/// and lists them in the data package and the manifest: afterwards the folder is as if the study had been
/// asked for them from the beginning.
///
/// # Errors
/// If a file was changed, another one stands in the way, or files cannot be read or written.
pub fn add_parquet(
    lock: &Lock,
    record: &StudyRecord,
    mut manifest: Manifest,
) -> Result<Manifest, GrowingError> {
    let formats = Formats { parquet: true };
    // Compares every file with the manifest.
    let mut folder = prepare(lock, true, formats)?;
    let tables = tables(record);
    for table in &tables {
        let rows = entry(&manifest.files, table.file).and_then(|file| file.rows);
        let mut parquet = ParquetFile::create(&folder, table)?;
        append(lock.out(), table, &mut parquet)?;
        folder.add(&parquet_path(table.file), rows, parquet.finish()?)?;
    }
    let mut files = Vec::new();
    for file in manifest.files {
        let parquet = parquet_path(&file.path);
        files.push(file);
        files.extend(entry(&folder.entries(), &parquet).cloned());
    }
    let text = datapackage(&record.study.name, &tables, &files);
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

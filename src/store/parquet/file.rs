//! Tables as Apache Parquet files, made from the rows of their CSV files.
//!
//! A Parquet file holds what its CSV file holds, typed: integers are INT64, numbers DOUBLE, booleans
//! BOOLEAN, texts and months UTF-8; an empty field is a null. Pages are compressed with Snappy, which every reader has. The
//! rows alone decide the bytes: they fall into row groups by their number and size, whatever the pieces
//! in which they arrive, and the file names no clock.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::column::Buffer;
use crate::store::atomic::AtomicFile;
use crate::store::datapackage::schema_json;
use crate::store::error::StoreError;
use crate::store::folder::OutputFolder;
use crate::store::formats::parquet_path;
use crate::store::manifest::PROGRAM;
use crate::store::tables::{FieldType, Table};

/// Values of a row group in memory, in bytes.
const GROUP_BYTES: usize = 32 << 20;
/// Most rows of a row group. Readers share out the groups of a file to threads.
const GROUP_ROWS: usize = 1 << 17;

/// A Parquet file that grows row by row.
#[derive(Debug)]
pub struct ParquetFile {
    path: PathBuf,
    writer: SerializedFileWriter<Sink>,
    columns: Vec<Buffer>,
    /// Of the open row group.
    rows: usize,
    bytes: usize,
}

impl ParquetFile {
    /// Begins the Parquet file of a table.
    ///
    /// # Errors
    /// If the file cannot be created.
    pub fn create(folder: &OutputFolder, table: &Table) -> Result<Self, StoreError> {
        let file = folder.create(&parquet_path(table.file))?;
        let path = file.target().to_owned();
        let writer = open(file, table).map_err(|error| failed(&path, error))?;
        let columns = table.fields.iter().map(Buffer::new).collect();
        Ok(Self {
            path,
            writer,
            columns,
            rows: 0,
            bytes: 0,
        })
    }

    /// Appends complete rows, as they stand in the CSV file.
    ///
    /// # Errors
    /// If a value is not what its column holds, or the file cannot be written.
    pub fn append(&mut self, text: &str) -> Result<(), StoreError> {
        // The reader would take a text that begins with a byte-order mark for marked; it skips blank lines.
        let text = Read::chain(&b"\n"[..], text.as_bytes());
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text);
        let mut record = csv::StringRecord::new();
        while reader
            .read_record(&mut record)
            .map_err(|error| self.refuse(error.to_string()))?
        {
            if record.len() != self.columns.len() {
                let (found, wanted) = (record.len(), self.columns.len());
                return Err(self.refuse(format!("a row of {found} fields instead of {wanted}")));
            }
            for (column, field) in self.columns.iter_mut().zip(&record) {
                self.bytes += column
                    .push(field)
                    .map_err(|wanted| column.cell(&self.path, field, wanted))?;
            }
            self.rows += 1;
            if self.rows == GROUP_ROWS || self.bytes >= GROUP_BYTES {
                self.end_group()?;
            }
        }
        Ok(())
    }

    /// Writes the rest and gives the file back, for the folder to take.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<AtomicFile, StoreError> {
        if self.rows > 0 {
            self.end_group()?;
        }
        self.writer
            .finish()
            .map_err(|error| failed(&self.path, error))?;
        let file = self.writer.inner_mut().0.take();
        file.ok_or_else(|| self.refuse("it is finished already".to_owned()))
    }

    fn end_group(&mut self) -> Result<(), StoreError> {
        (self.rows, self.bytes) = (0, 0);
        let columns = &mut self.columns;
        let mut write = || -> Result<(), ParquetError> {
            let mut group = self.writer.next_row_group()?;
            for column in columns.iter_mut() {
                if let Some(mut writer) = group.next_column()? {
                    column.write(&mut writer)?;
                    writer.close()?;
                }
            }
            group.close()?;
            Ok(())
        };
        write().map_err(|error| failed(&self.path, error))
    }

    fn refuse(&self, message: String) -> StoreError {
        StoreError::Parquet {
            path: self.path.clone(),
            message,
        }
    }
}

/// The file behind a writer, which gives it back in the end.
#[derive(Debug)]
struct Sink(Option<AtomicFile>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Some(file) => Write::write(file, bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), Write::flush)
    }
}

fn open(file: AtomicFile, table: &Table) -> Result<SerializedFileWriter<Sink>, ParquetError> {
    let about = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("{PROGRAM} version {}", env!("CARGO_PKG_VERSION")))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(Some(vec![
            about("description", table.description.to_owned()),
            about("schema", schema_json(table)),
        ]))
        .build();
    SerializedFileWriter::new(Sink(Some(file)), schema(table)?, Arc::new(properties))
}

fn schema(table: &Table) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::with_capacity(table.fields.len());
    for field in &table.fields {
        let (physical, logical) = match field.field_type {
            FieldType::Integer => (Physical::INT64, None),
            FieldType::Number => (Physical::DOUBLE, None),
            FieldType::Boolean => (Physical::BOOLEAN, None),
            FieldType::String | FieldType::YearMonth => {
                (Physical::BYTE_ARRAY, Some(LogicalType::String))
            }
        };
        let column = Type::primitive_type_builder(&field.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(column));
    }
    let name = table.file.trim_end_matches(".csv");
    let table = Type::group_type_builder(name).with_fields(fields).build()?;
    Ok(Arc::new(table))
}

/// An error of the writer in our terms: what the system reports, or what it says itself.
fn failed(path: &Path, error: ParquetError) -> StoreError {
    let message = error.to_string();
    let system = match error {
        ParquetError::External(source) => source.downcast::<io::Error>().ok(),
        _ => None,
    };
    match system {
        Some(source) => StoreError::io("write", path, *source),
        None => StoreError::Parquet {
            path: path.to_owned(),
            message,
        },
    }
}

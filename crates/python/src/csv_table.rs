//! From a table in CSV to columns in memory, with the types that the data dictionary gives them.

use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_schema::{DataType, Field as ArrowField, Schema};
use serde::Deserialize;
use trilat::fault::Fault;
use trilat::store::error::StoreError;
use trilat::store::guard::Guard;
use trilat::store::tables::{DATAPACKAGE, FieldType, Table as Dictionary};

use crate::failure::Failure;
use crate::table::{Field, Table, batch};

/// Most rows of a batch.
const BATCH: usize = 1 << 16;

/// A table as a data dictionary describes it.
#[derive(Debug)]
pub struct Described {
    /// Name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// Its columns.
    pub fields: Vec<Field>,
}

impl From<&Dictionary> for Described {
    fn from(table: &Dictionary) -> Self {
        let field = |field: &trilat::store::tables::Field| Field {
            name: field.name.clone(),
            r#type: match field.field_type {
                FieldType::Integer => "integer",
                FieldType::Number => "number",
                FieldType::Boolean => "boolean",
                FieldType::String => "string",
                FieldType::YearMonth => "yearmonth",
            }
            .to_owned(),
            unit: field.unit.clone(),
            description: field.description.clone(),
        };
        Self {
            name: table.file.trim_end_matches(".csv").to_owned(),
            description: table.description.to_owned(),
            fields: table.fields.iter().map(field).collect(),
        }
    }
}

/// `datapackage.json`, as far as it is read here.
#[derive(Deserialize)]
struct Package {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    path: String,
    #[serde(default)]
    description: String,
    schema: Option<FieldList>,
}

#[derive(Deserialize)]
struct FieldList {
    fields: Vec<FieldEntry>,
}

#[derive(Deserialize)]
struct FieldEntry {
    name: String,
    r#type: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    description: String,
}

fn package(folder: &Path, guard: &Guard) -> Result<Package, Failure> {
    let path = folder.join(DATAPACKAGE);
    guard.check(&path)?;
    let text = text(&path)?;
    serde_json::from_str(&text).map_err(|error| {
        let path = path.display();
        Failure::new(Fault::Mismatch, format!("{path}: {error}"))
    })
}

fn text(path: &Path) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(path).map_err(|source| StoreError::io("read", path, source))?)
}

/// The names of the tables of a folder, in the order of its data dictionary.
pub fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let package = package(folder, &Guard::new(true))?;
    let tables = package.resources.into_iter();
    let tables = tables.filter(|resource| resource.schema.is_some());
    Ok(tables.map(|resource| resource.name).collect())
}

/// Reads a table of a folder.
pub fn read(folder: &Path, name: &str, unverified: bool) -> Result<Table, Failure> {
    let guard = Guard::new(unverified);
    let resources = package(folder, &guard)?.resources;
    let mut tables = resources.into_iter().filter(|r| r.name == name);
    let found = tables.find_map(|r| r.schema.map(|schema| (r.path, r.description, schema)));
    let Some((path, description, schema)) = found else {
        let folder = folder.display();
        return Err(Failure::usage(format!("{folder} has no table `{name}`")));
    };
    let path = folder.join(path);
    guard.check(&path)?;
    let field = |entry: FieldEntry| Field {
        name: entry.name,
        r#type: entry.r#type,
        unit: entry.unit,
        description: entry.description,
    };
    let described = Described {
        name: name.to_owned(),
        description,
        fields: schema.fields.into_iter().map(field).collect(),
    };
    parse(described, &text(&path)?)
}

/// Reads a text. Rows are those of the program: a line each but for quoted line breaks, missing values empty.
pub fn parse(described: Described, text: &str) -> Result<Table, Failure> {
    let arrow = described.fields.iter().map(arrow_field);
    let schema = Arc::new(Schema::new(arrow.collect::<Vec<_>>()));
    let name = &described.name;
    let wrong = |line: u64, what: String| {
        Failure::new(Fault::Mismatch, format!("{name}.csv:{line}: {what}"))
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| wrong(1, error.to_string()))?;
    if !header
        .iter()
        .eq(described.fields.iter().map(|f| f.name.as_str()))
    {
        let what = "the header is not that of datapackage.json".to_owned();
        return Err(wrong(1, what));
    }
    let mut columns = builders(&described.fields);
    let (mut batches, mut rows, mut pending) = (Vec::new(), 0, 0);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| {
        wrong(
            error.position().map_or(0, csv::Position::line),
            error.to_string(),
        )
    })? {
        let line = record.position().map_or(0, csv::Position::line);
        for ((column, cell), field) in columns.iter_mut().zip(&record).zip(&described.fields) {
            column.push(cell).map_err(|what| {
                wrong(
                    line,
                    format!("`{cell}` in column {} is not {what}", field.name),
                )
            })?;
        }
        rows += 1;
        pending += 1;
        if pending == BATCH {
            batches.push(batch(&schema, finished(&mut columns))?);
            pending = 0;
        }
    }
    if pending > 0 {
        batches.push(batch(&schema, finished(&mut columns))?);
    }
    Ok(Table {
        name: described.name,
        description: described.description,
        fields: described.fields,
        schema,
        batches,
        rows,
    })
}

fn arrow_field(field: &Field) -> ArrowField {
    let kind = match field.r#type.as_str() {
        "integer" => DataType::Int64,
        "number" => DataType::Float64,
        "boolean" => DataType::Boolean,
        _ => DataType::Utf8,
    };
    let about = [
        ("type", &field.r#type),
        ("unit", &field.unit),
        ("description", &field.description),
    ];
    let about = about.map(|(key, text)| (key.to_owned(), text.clone()));
    ArrowField::new(&field.name, kind, true).with_metadata(about)
}

/// A column under construction.
enum Builder {
    Integers(Int64Builder),
    Numbers(Float64Builder),
    Booleans(BooleanBuilder),
    Texts(StringBuilder),
}

fn builders(fields: &[Field]) -> Vec<Builder> {
    let builder = |field: &Field| match field.r#type.as_str() {
        "integer" => Builder::Integers(Int64Builder::new()),
        "number" => Builder::Numbers(Float64Builder::new()),
        "boolean" => Builder::Booleans(BooleanBuilder::new()),
        _ => Builder::Texts(StringBuilder::new()),
    };
    fields.iter().map(builder).collect()
}

fn finished(columns: &mut [Builder]) -> Vec<ArrayRef> {
    columns.iter_mut().map(Builder::finish).collect()
}

impl Builder {
    /// Adds a cell; an empty one is missing.
    fn push(&mut self, cell: &str) -> Result<(), &'static str> {
        let given = (!cell.is_empty()).then_some(cell);
        match self {
            Self::Integers(column) => column.append_option(given.map(integer).transpose()?),
            Self::Numbers(column) => {
                let number = given.map(str::parse).transpose();
                column.append_option(number.map_err(|_| "a number")?);
            }
            Self::Booleans(column) => column.append_option(match given {
                None => None,
                Some("0") => Some(false),
                Some("1") => Some(true),
                Some(_) => return Err("0 or 1"),
            }),
            Self::Texts(column) => column.append_option(given),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Integers(column) => Arc::new(column.finish()),
            Self::Numbers(column) => Arc::new(column.finish()),
            Self::Booleans(column) => Arc::new(column.finish()),
            Self::Texts(column) => Arc::new(column.finish()),
        }
    }
}

/// A whole number, also one that a column of numbers wrote with a point or an exponent since it is 2^53 or more.
fn integer(cell: &str) -> Result<i64, &'static str> {
    /// 2^63.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    let wrong = "a whole number of 64 bits";
    cell.parse().or_else(|_| {
        let value: f64 = cell.parse().map_err(|_| wrong)?;
        let fits = value.fract() == 0.0 && (-BEYOND..BEYOND).contains(&value);
        fits.then_some(value as i64).ok_or(wrong)
    })
}

//! A table in memory, which polars, pandas, pyarrow and DuckDB read without a copy through Arrow's interface in C.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use pyo3::exceptions::{PyIndexError, PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use trilat::rows::Rows;

use crate::csv_table::{Described, read};
use crate::watch::work;

/// Rows that are shown.
const SHOWN: usize = 10;

/// A column: its name, its type, its unit and what it means.
#[pyclass(frozen, get_all, module = "trilat._trilat")]
#[derive(Clone, Debug)]
pub struct Field {
    /// Name.
    pub name: String,
    /// integer, number, boolean, string or yearmonth.
    pub r#type: String,
    /// Unit; empty for texts.
    pub unit: String,
    /// One sentence.
    pub description: String,
}

#[pymethods]
impl Field {
    fn __repr__(&self) -> String {
        let Self {
            name, r#type, unit, ..
        } = self;
        format!("Field({name:?}, {type:?}, unit={unit:?})")
    }
}

/// A table of results.
#[pyclass(frozen, module = "trilat._trilat")]
pub struct Table {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) rows: usize,
}

/// Reads a table of a folder, with the types of its data dictionary.
#[pyfunction]
#[pyo3(signature = (folder, name, *, unverified))]
pub fn read_table(
    py: Python<'_>,
    folder: PathBuf,
    name: &str,
    unverified: bool,
) -> PyResult<Table> {
    let (table, _) = work(py, None, |_| read(&folder, name, unverified))?;
    Ok(table)
}

#[pymethods]
impl Table {
    /// File name without its ending, such as `runs`.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// One sentence.
    #[getter]
    fn description(&self) -> &str {
        &self.description
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.fields.iter().map(|f| f.name.as_str()).collect()
    }

    /// The columns with type, unit and meaning.
    #[getter]
    fn fields(&self) -> Vec<Field> {
        self.fields.clone()
    }

    /// Number of rows and of columns.
    #[getter]
    fn shape(&self) -> (usize, usize) {
        (self.rows, self.fields.len())
    }

    fn __len__(&self) -> usize {
        self.rows
    }

    fn __getitem__<'py>(&self, py: Python<'py>, column: &str) -> PyResult<Bound<'py, PyList>> {
        let at = self.fields.iter().position(|f| f.name == column);
        let at = at.ok_or_else(|| PyKeyError::new_err(column.to_owned()))?;
        let list = PyList::empty(py);
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                list.append(value(py, batch.column(at), row)?)?;
            }
        }
        Ok(list)
    }

    fn __contains__(&self, column: &str) -> bool {
        self.fields.iter().any(|field| field.name == column)
    }

    fn __iter__(slf: Py<Self>) -> RowIterator {
        RowIterator { table: slf, at: 0 }
    }

    /// A row, from 0, as a dict.
    fn row<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Bound<'py, PyDict>> {
        let Some((batch, row)) = self.place(at) else {
            let message = format!("row {at} of {}", self.rows);
            return Err(PyIndexError::new_err(message));
        };
        let dict = PyDict::new(py);
        for (field, column) in self.fields.iter().zip(batch.columns()) {
            dict.set_item(&field.name, value(py, column, row)?)?;
        }
        Ok(dict)
    }

    /// The text of the CSV file.
    fn to_csv(&self, py: Python<'_>) -> String {
        py.detach(|| self.csv())
    }

    /// As a data frame of pandas; needs pandas and pyarrow.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let pyarrow = slf.py().import("pyarrow")?;
        pyarrow
            .call_method1("table", (slf,))?
            .call_method0("to_pandas")
    }

    /// As a data frame of polars; needs polars.
    fn to_polars<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The protocol leaves it to the producer whether another schema is made.
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok::<_, ArrowError>);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref());
        let schema = schema.map_err(|error| PyValueError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    fn __repr__(&self) -> String {
        let (rows, columns) = self.shape();
        let name = &self.name;
        format!("<trilat.Table {name}: {rows} rows, {columns} columns>")
    }

    fn _repr_html_(&self) -> String {
        let head: String = self.fields.iter().map(head_cell).collect();
        let cells = |row: usize| -> String {
            let Some((batch, row)) = self.place(row) else {
                return String::new();
            };
            let columns = batch.columns().iter();
            columns
                .map(|column| format!("<td>{}</td>", escaped(&text(column, row))))
                .collect()
        };
        let shown = SHOWN.min(self.rows);
        let rows: String = (0..shown)
            .map(|row| format!("<tr>{}</tr>", cells(row)))
            .collect();
        let more = match self.rows - shown {
            0 => String::new(),
            more => format!("<p>… and {more} more rows</p>"),
        };
        let caption = escaped(&self.description);
        format!(
            "<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"
        )
    }
}

impl Table {
    /// A table of a text in CSV.
    pub fn of(described: Described, text: &str) -> Result<Self, crate::failure::Failure> {
        crate::csv_table::parse(described, text)
    }

    /// The batch of a row, and its place in it.
    fn place(&self, at: usize) -> Option<(&RecordBatch, usize)> {
        let mut row = at;
        for batch in &self.batches {
            if row < batch.num_rows() {
                return Some((batch, row));
            }
            row -= batch.num_rows();
        }
        None
    }

    fn csv(&self) -> String {
        let mut rows = Rows::default();
        for field in &self.fields {
            rows.text(&field.name);
        }
        rows.end_row();
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                for column in batch.columns() {
                    write(column, row, &mut rows);
                }
                rows.end_row();
            }
        }
        rows.as_str().to_owned()
    }
}

/// Rows as dicts, one after the other.
#[pyclass(module = "trilat._trilat")]
pub struct RowIterator {
    table: Py<Table>,
    at: usize,
}

#[pymethods]
impl RowIterator {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let table = self.table.get();
        if self.at >= table.rows {
            return Ok(None);
        }
        self.at += 1;
        table.row(py, self.at - 1).map(Some)
    }
}

fn head_cell(field: &Field) -> String {
    let unit = match field.unit.as_str() {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    let title = escaped(&format!("{}{unit}", field.description));
    format!("<th title=\"{title}\">{}</th>", escaped(&field.name))
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// A cell as a value of Python; `None` if it is missing.
fn value<'py>(py: Python<'py>, column: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if column.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    match column.data_type() {
        DataType::Int64 => {
            let whole = column.as_primitive::<Int64Type>().value(row);
            Ok(whole.into_pyobject(py)?.into_any())
        }
        DataType::Float64 => {
            let number = column.as_primitive::<Float64Type>().value(row);
            Ok(number.into_pyobject(py)?.into_any())
        }
        DataType::Boolean => {
            let yes = column.as_boolean().value(row);
            Ok(yes.into_pyobject(py)?.to_owned().into_any())
        }
        _ => {
            let text = column.as_string::<i32>().value(row);
            Ok(text.into_pyobject(py)?.into_any())
        }
    }
}

/// A cell as it stands in a CSV file.
fn write(column: &ArrayRef, row: usize, rows: &mut Rows) {
    if column.is_null(row) {
        rows.missing();
        return;
    }
    match column.data_type() {
        DataType::Int64 => rows.whole(column.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => rows.number(column.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => rows.integer(u64::from(column.as_boolean().value(row))),
        _ => rows.text(column.as_string::<i32>().value(row)),
    };
}

fn text(column: &ArrayRef, row: usize) -> String {
    let mut rows = Rows::default();
    write(column, row, &mut rows);
    rows.end_row();
    let text = rows.as_str().trim_end();
    text.strip_prefix("\"\"").unwrap_or(text).to_owned()
}

/// The columns of a batch.
pub(crate) fn batch(
    schema: &SchemaRef,
    columns: Vec<ArrayRef>,
) -> Result<RecordBatch, crate::failure::Failure> {
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(|error| {
        crate::failure::Failure::new(trilat::fault::Fault::Failed, error.to_string())
    })
}

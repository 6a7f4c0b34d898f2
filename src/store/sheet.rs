//! A table said once: file name, description and key, and of each column its name, type, unit, meaning and
//! cell stand in one place, a [`Sheet`].
//!
//! Header, rows, data dictionary and Parquet schema follow from it, so a row cannot have more or fewer
//! cells than the header has names. Fixed columns are declared by the macros `sheet!` and `columns!`;
//! those that depend on the study are [`Column`]s made by [`Column::each`]. Rows can be had in memory
//! as well ([`Sheet::columns`]), for programs that want no files.

use std::borrow::Borrow;

use super::tables::{Field, Table};
use crate::rows::Rows;
use crate::store::cell::Cell;

/// How a cell is made from a row. The number is the place in a list for columns made by
/// [`Column::each`], else 0.
pub type Get<R> = for<'r> fn(&'r R, usize) -> Cell<'r>;

/// A column of rows of `R`.
#[derive(Debug)]
pub struct Column<R> {
    field: Field,
    at: usize,
    get: Get<R>,
}

impl<R> Column<R> {
    /// A column with a cell of its own.
    pub fn new(field: Field, get: Get<R>) -> Self {
        Self { field, at: 0, get }
    }

    /// A column for each place of a list that the rows hold.
    pub fn each(fields: impl IntoIterator<Item = Field>, get: Get<R>) -> Vec<Self> {
        let fields = fields.into_iter().enumerate();
        fields.map(|(at, field)| Self { field, at, get }).collect()
    }
}

/// A table with rows of `R`.
#[derive(Debug)]
pub struct Sheet<R> {
    table: Table,
    cells: Vec<(usize, Get<R>)>,
}

/// A column with its cells, in memory.
#[derive(Debug)]
pub struct Series<'s, R> {
    field: &'s Field,
    at: usize,
    get: Get<R>,
}

impl<'s, R> Series<'s, R> {
    /// Name, type, unit and meaning.
    pub fn field(&self) -> &'s Field {
        self.field
    }

    /// The cells of these rows, in order; see [`Cell`] for the types.
    pub fn cells<'r>(&self, rows: &'r [R]) -> impl Iterator<Item = Cell<'r>> + use<'r, R> {
        let (at, get) = (self.at, self.get);
        rows.iter().map(move |row| get(row, at))
    }
}

impl<R> Sheet<R> {
    /// A sheet of these columns.
    pub fn new(
        file: &'static str,
        description: &'static str,
        key: &'static [&'static str],
        columns: Vec<Column<R>>,
    ) -> Self {
        let cells = columns.iter().map(|column| (column.at, column.get));
        Self {
            cells: cells.collect(),
            table: Table {
                file,
                description,
                fields: columns.into_iter().map(|column| column.field).collect(),
                key,
            },
        }
    }

    /// The same sheet with another key.
    pub fn with_key(mut self, key: &'static [&'static str]) -> Self {
        self.table.key = key;
        self
    }

    /// The same sheet as another file.
    pub fn with_file(mut self, file: &'static str) -> Self {
        self.table.file = file;
        self
    }

    /// The same sheet under another description.
    pub fn with_description(mut self, description: &'static str) -> Self {
        self.table.description = description;
        self
    }

    /// What the data dictionary says of it.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The same, without the cells.
    pub fn into_table(self) -> Table {
        self.table
    }

    /// Its columns, for rows in memory.
    pub fn columns(&self) -> impl Iterator<Item = Series<'_, R>> {
        let cells = self.table.fields.iter().zip(&self.cells);
        cells.map(|(field, &(at, get))| Series { field, at, get })
    }

    /// Appends a row as CSV.
    pub fn row(&self, row: &R, rows: &mut Rows) {
        for (at, get) in &self.cells {
            get(row, *at).write(rows);
        }
        rows.end_row();
    }

    /// Header and rows as CSV.
    pub fn csv<T: Borrow<R>>(&self, rows: impl IntoIterator<Item = T>) -> String {
        let mut text = self.table.header();
        for row in rows {
            self.row(row.borrow(), &mut text);
        }
        text.as_str().to_owned()
    }
}

/// Appends a column.
pub(crate) fn put<R>(columns: &mut Vec<Column<R>>, column: Column<R>) {
    columns.push(column);
}

/// Appends columns that were made elsewhere.
pub(crate) fn take_in<R>(columns: &mut Vec<Column<R>>, more: Vec<Column<R>>) {
    columns.extend(more);
}

/// Declares a sheet as a function: `fn name() -> Row = file, description, key [names] { columns }`, the
/// columns as in `columns!`.
macro_rules! sheet {
    (
        $(#[$about:meta])*
        $vis:vis fn $name:ident $(<$($life:lifetime),+>)? ($($arg:ident: $kind:ty),*) -> $row:ty =
            $file:expr, $description:literal $(, key [$($key:literal),+])? {
            $($columns:tt)*
        }
    ) => {
        $(#[$about])*
        $vis fn $name $(<$($life),+>)? ($($arg: $kind),*) -> $crate::store::sheet::Sheet<$row> {
            $crate::store::sheet::Sheet::new(
                $file,
                $description,
                &[$($($key),+)?],
                $crate::store::sheet::columns!($row { $($columns)* }),
            )
        }
    };
}

/// The columns of a kind of row, in order. A column is its meaning as a doc comment, then
/// `name: type["unit"] = |row| cell`, where the type is integer, number, boolean, string or yearmonth, and
/// the cell a value of that type or an [`Option`] of one; texts and months have no unit. `..list` takes in
/// columns that were made elsewhere.
macro_rules! columns {
    ($row:ty { $($columns:tt)* }) => {{
        let mut columns: Vec<$crate::store::sheet::Column<$row>> = Vec::new();
        $crate::store::sheet::columns!(@each columns, $($columns)*);
        columns
    }};
    (@each $list:ident,) => {};
    (@each $list:ident, ..$more:expr, $($rest:tt)*) => {
        $crate::store::sheet::take_in(&mut $list, $more);
        $crate::store::sheet::columns!(@each $list, $($rest)*);
    };
    (
        @each $list:ident,
        $(#[doc = $meaning:literal])+
        $name:ident: $kind:ident $([$unit:expr])? = |$row:pat_param| $cell:expr,
        $($rest:tt)*
    ) => {
        $crate::store::sheet::put(&mut $list, $crate::store::sheet::Column::new(
            $crate::store::tables::field(
                stringify!($name),
                $crate::store::sheet::columns!(@type $kind),
                concat!($($unit)?),
                concat!($($meaning),+).trim(),
            ),
            |$row, _| $crate::store::cell::Cell::$kind($cell),
        ));
        $crate::store::sheet::columns!(@each $list, $($rest)*);
    };
    (@type integer) => { $crate::store::tables::FieldType::Integer };
    (@type number) => { $crate::store::tables::FieldType::Number };
    (@type boolean) => { $crate::store::tables::FieldType::Boolean };
    (@type string) => { $crate::store::tables::FieldType::String };
    (@type yearmonth) => { $crate::store::tables::FieldType::YearMonth };
}

pub(crate) use {columns, sheet};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Month;
    use crate::store::tables::{FieldType, field};

    struct Visit<'a> {
        who: &'a str,
        number: u32,
        when: Option<Month>,
        lengths: [f64; 2],
        late: Option<bool>,
    }

    fn person<'a>() -> Vec<Column<Visit<'a>>> {
        columns!(Visit<'a> {
            /// Who came.
            box: string = |r| r.who,
        })
    }

    sheet! {
        fn visits<'a>() -> Visit<'a> = "visits.csv", "One row per visit.", key ["box", "number"] {
            ..person(),
            /// Number of the visit,
            /// from 1.
            number: integer["1"] = |r| r.number,
            /// Month; missing where nobody remembers.
            when: yearmonth = |r| r.when,
            ..Column::each(
                ["shortest", "longest"].map(|name| field(name, FieldType::Number, "hours", "Length.")),
                |r, at| Cell::number(r.lengths.get(at).copied()),
            ),
            /// 1 if late.
            late: boolean["1"] = |Visit { late, .. }| *late,
        }
    }

    fn two() -> [Visit<'static>; 2] {
        [
            Visit {
                who: "Ann, \"Bob\"",
                number: 3,
                when: Month::new(2026, 2),
                lengths: [0.5, 2.0],
                late: Some(true),
            },
            Visit {
                who: "",
                number: 4,
                when: None,
                lengths: [f64::NAN, 7.0],
                late: None,
            },
        ]
    }

    #[test]
    fn header_and_rows_follow_from_the_columns() {
        let text = "box,number,when,shortest,longest,late\n\
                    \"Ann, \"\"Bob\"\"\",3,2026-02,0.5,2,1\n\
                    ,4,,,7,\n";
        assert_eq!(visits().csv(two()), text);
        // Rows may be lent as well.
        let lent = two();
        assert_eq!(visits().csv(&lent), text);
        assert_eq!(visits().csv(lent), text);
    }

    #[test]
    fn the_dictionary_follows_from_the_columns() {
        let table = visits().into_table();
        assert_eq!(table.key, ["box", "number"]);
        let said: Vec<_> = table
            .fields
            .iter()
            .map(|f| (f.field_type, f.unit.as_str(), f.description.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (FieldType::String, "", "Who came."),
                (FieldType::Integer, "1", "Number of the visit, from 1."),
                (
                    FieldType::YearMonth,
                    "",
                    "Month; missing where nobody remembers."
                ),
                (FieldType::Number, "hours", "Length."),
                (FieldType::Number, "hours", "Length."),
                (FieldType::Boolean, "1", "1 if late."),
            ]
        );
    }

    #[test]
    fn rows_can_be_had_in_memory() {
        let rows = two();
        let sheet = visits();
        let longest = sheet.columns().nth(4).unwrap();
        assert_eq!(longest.field().name, "longest");
        let cells: Vec<Cell<'_>> = longest.cells(&rows).collect();
        assert_eq!(cells, [Cell::Number(2.0), Cell::Number(7.0)]);
        let late = sheet.columns().nth(5).unwrap();
        let cells: Vec<Cell<'_>> = late.cells(&rows).collect();
        assert_eq!(cells, [Cell::Boolean(true), Cell::Missing]);
    }

    #[test]
    fn every_row_is_as_wide_as_the_header() {
        let text = visits().csv(two());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let width = reader.headers().unwrap().len();
        for record in reader.records() {
            assert_eq!(record.unwrap().len(), width);
        }
        assert_eq!(visits().columns().count(), width);
    }
}

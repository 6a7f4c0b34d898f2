//! Tables that are made row by row.

use super::error::FigureError;
use super::table::{Column, Table};

/// A table under construction: columns of text, then of numbers.
///
/// ```
/// use trilat_figures::Columns;
/// let mut columns = Columns::new(&["series"], &["t", "value"]);
/// columns.push(["KOR"], [0.0, 0.5]);
/// assert_eq!(columns.table()?.to_csv()?, "series,t,value\nKOR,0,0.5\n");
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Columns {
    texts: Vec<(&'static str, Vec<String>)>,
    numbers: Vec<(&'static str, Vec<f64>)>,
}

impl Columns {
    /// Columns of text, then of numbers, without rows.
    pub fn new(texts: &[&'static str], numbers: &[&'static str]) -> Self {
        Self {
            texts: texts.iter().map(|name| (*name, Vec::new())).collect(),
            numbers: numbers.iter().map(|name| (*name, Vec::new())).collect(),
        }
    }

    /// Adds a row.
    pub fn push<const T: usize, const N: usize>(&mut self, texts: [&str; T], numbers: [f64; N]) {
        for ((_, column), text) in self.texts.iter_mut().zip(texts) {
            column.push(text.to_owned());
        }
        for ((_, column), number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number);
        }
    }

    /// The table.
    ///
    /// # Errors
    /// [`FigureError`] if a name occurs twice.
    pub fn table(self) -> Result<Table, FigureError> {
        let mut table = Table::new();
        for (name, column) in self.texts {
            table.push(name, Column::Text(column))?;
        }
        for (name, column) in self.numbers {
            table.push(name, Column::Number(column))?;
        }
        Ok(table)
    }
}

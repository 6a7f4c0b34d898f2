//! Plain tables: what figures read and what they write beside themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::error::FigureError;

/// One column: all numbers (a missing one is NaN) or all text (a missing one is empty).
#[derive(Debug, Clone)]
pub enum Column {
    /// Numbers; NaN where missing.
    Number(Vec<f64>),
    /// Text; empty where missing.
    Text(Vec<String>),
}

impl Column {
    /// The cells of a column: numbers if every cell that is not missing (empty or `NA`) is one, else texts.
    pub fn of_cells(cells: Vec<String>) -> Self {
        let numeric: Option<Vec<f64>> = cells.iter().map(|cell| parse_number(cell)).collect();
        numeric.map_or_else(|| Self::Text(cells), Self::Number)
    }

    fn len(&self) -> usize {
        match self {
            Column::Number(values) => values.len(),
            Column::Text(values) => values.len(),
        }
    }

    fn cell(&self, row: usize) -> String {
        match self {
            Column::Number(values) => values.get(row).map_or_else(String::new, |v| number(*v)),
            Column::Text(values) => values.get(row).cloned().unwrap_or_default(),
        }
    }
}

/// A table of named columns of equal length, as read from or written to CSV.
///
/// Anyone can make one: from a file with [`Table::read_csv`], from text with
/// [`Table::parse_csv`] or column by column with [`Table::push`].
///
/// ```
/// use trilat_figures::{Column, Table};
/// let mut table = Table::new();
/// table.push("t", Column::Number(vec![0.0, 1.0]))?;
/// table.push("series", Column::Text(vec!["KOR".into(), "JPN".into()]))?;
/// assert_eq!(table.to_csv()?, "t,series\n0,KOR\n1,JPN\n");
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Table {
    names: Vec<String>,
    columns: Vec<Column>,
    words: BTreeMap<String, String>,
}

impl Table {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column at the right.
    ///
    /// # Errors
    /// [`FigureError::DuplicateColumn`], or [`FigureError::UnequalColumns`] if its length differs
    /// from that of the columns already there.
    pub fn push(&mut self, name: &str, column: Column) -> Result<(), FigureError> {
        if self.names.iter().any(|n| n == name) {
            return Err(FigureError::DuplicateColumn {
                column: name.to_string(),
            });
        }
        if !self.columns.is_empty() && column.len() != self.rows() {
            return Err(FigureError::UnequalColumns {
                column: name.to_string(),
                rows: column.len(),
                expected: self.rows(),
            });
        }
        self.names.push(name.to_string());
        self.columns.push(column);
        Ok(())
    }

    /// Gives words that a figure uses in place of its own: `title` (drawn above it), `x`, `y`, `series`,
    /// `panel` and `value` (what axes and colours stand for), `note` (a sentence for the caption), and `x_scale` or
    /// `y_scale` = `log`. Words are no part of the CSV.
    ///
    /// ```
    /// use trilat_figures::Table;
    /// let mut table = Table::parse_csv("x,estimate,ci_low,ci_high,n\n0,1,0.5,1.5,100\n")?;
    /// table.say("x", "Visibility of exercises (probability)");
    /// assert_eq!(table.said("x"), Some("Visibility of exercises (probability)"));
    /// # Ok::<(), trilat_figures::FigureError>(())
    /// ```
    pub fn say(&mut self, key: &str, words: impl Into<String>) {
        self.words.insert(key.to_string(), words.into());
    }

    /// The words given for a key with [`Table::say`].
    pub fn said(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(String::as_str)
    }

    /// The words given for a key, or these.
    pub(super) fn words(&self, key: &str, otherwise: &str) -> String {
        self.said(key).unwrap_or(otherwise).to_string()
    }

    /// The cells of text columns that equal `old`, and words that do, become `new`. Says whether there were any.
    pub fn rename(&mut self, old: &str, new: &str) -> bool {
        let mut found = false;
        for column in &mut self.columns {
            if let Column::Text(cells) = column {
                for cell in cells.iter_mut().filter(|cell| *cell == old) {
                    *cell = new.to_string();
                    found = true;
                }
            }
        }
        for words in self.words.values_mut().filter(|words| *words == old) {
            *words = new.to_string();
            found = true;
        }
        found
    }

    /// The table with a column under another name; a column that had that name goes.
    ///
    /// # Errors
    /// [`FigureError::MissingColumns`].
    pub fn with_column_as(&self, column: &str, name: &str) -> Result<Self, FigureError> {
        self.require("table", &[column])?;
        let mut out = Self {
            words: self.words.clone(),
            ..Self::default()
        };
        for (own, values) in self.names.iter().zip(&self.columns) {
            if own == column {
                out.push(name, values.clone())?;
            } else if own != name {
                out.push(own, values.clone())?;
            }
        }
        Ok(out)
    }

    /// Whether every cell of a column is a number or missing.
    pub fn is_numeric(&self, name: &str) -> bool {
        matches!(self.column(name), Ok(Column::Number(_)))
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// Column names, left to right.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the table has a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    fn column(&self, name: &str) -> Result<&Column, FigureError> {
        self.names
            .iter()
            .position(|n| n == name)
            .and_then(|i| self.columns.get(i))
            .ok_or_else(|| self.missing("table", &[name]))
    }

    fn missing(&self, figure: &str, names: &[&str]) -> FigureError {
        FigureError::MissingColumns {
            figure: figure.to_string(),
            missing: names.iter().map(|n| (*n).to_string()).collect(),
            found: self.names.clone(),
        }
    }

    /// Checks that all `names` are there, and reports all that are not at once.
    ///
    /// # Errors
    /// [`FigureError::MissingColumns`].
    pub fn require(&self, figure: &str, names: &[&str]) -> Result<(), FigureError> {
        let missing: Vec<&str> = names.iter().copied().filter(|n| !self.has(n)).collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(self.missing(figure, &missing))
        }
    }

    /// Checks that no two rows agree in all of `keys`.
    ///
    /// # Errors
    /// [`FigureError::RepeatedRow`] at the first row that repeats an earlier one.
    pub fn unique(&self, figure: &str, keys: &[&str]) -> Result<(), FigureError> {
        let mut columns = Vec::new();
        for key in keys {
            columns.push(self.text(key)?);
        }
        let mut seen = BTreeSet::new();
        for row in 0..self.rows() {
            let key: Vec<&str> = columns
                .iter()
                .map(|c| c.get(row).map_or("", String::as_str))
                .collect();
            let text = key.join(" / ");
            if !seen.insert(key) {
                return Err(FigureError::RepeatedRow {
                    figure: figure.to_string(),
                    row: row + 1,
                    keys: keys.join(", "),
                    text,
                });
            }
        }
        Ok(())
    }

    /// A column as numbers, NaN where missing.
    ///
    /// # Errors
    /// [`FigureError::MissingColumns`] or [`FigureError::NotNumeric`] at the first offending row.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, FigureError> {
        match self.column(name)? {
            Column::Number(values) => Ok(values.clone()),
            Column::Text(values) => values
                .iter()
                .enumerate()
                .map(|(row, text)| {
                    parse_number(text).ok_or_else(|| FigureError::NotNumeric {
                        column: name.to_string(),
                        row: row + 1,
                        text: text.clone(),
                    })
                })
                .collect(),
        }
    }

    /// A column as text; numbers in their shortest form, empty where missing.
    ///
    /// # Errors
    /// [`FigureError::MissingColumns`].
    pub fn text(&self, name: &str) -> Result<Vec<String>, FigureError> {
        let column = self.column(name)?;
        Ok((0..column.len()).map(|row| column.cell(row)).collect())
    }

    /// A column of `YYYY-MM` as months since year 0 (`12·year + month − 1`).
    ///
    /// # Errors
    /// [`FigureError::MissingColumns`] or [`FigureError::BadMonth`].
    pub fn months(&self, name: &str) -> Result<Vec<i64>, FigureError> {
        self.text(name)?
            .into_iter()
            .enumerate()
            .map(|(row, text)| {
                parse_month(&text).ok_or_else(|| FigureError::BadMonth {
                    column: name.to_string(),
                    row: row + 1,
                    text,
                })
            })
            .collect()
    }

    /// The column `panel`, with the unit in brackets where there is a column `unit`.
    pub(super) fn panels_with_units(&self) -> Result<Vec<String>, FigureError> {
        let panels = self.text("panel")?;
        if !self.has("unit") {
            return Ok(panels);
        }
        let join = |(panel, unit): (String, String)| match unit.as_str() {
            "" => panel,
            unit => format!("{panel} ({unit})"),
        };
        Ok(panels
            .into_iter()
            .zip(self.text("unit")?)
            .map(join)
            .collect())
    }

    /// Parses CSV text. A column is numeric if every cell that is not missing is a number.
    /// An empty cell and `NA` are missing.
    ///
    /// # Errors
    /// [`FigureError::Csv`] (with path `<text>`) or [`FigureError::DuplicateColumn`].
    pub fn parse_csv(text: &str) -> Result<Self, FigureError> {
        Self::from_reader(
            csv::Reader::from_reader(text.as_bytes()),
            Path::new("<text>"),
        )
    }

    /// Reads a CSV file, as [`Table::parse_csv`] does.
    ///
    /// # Errors
    /// [`FigureError::Csv`] or [`FigureError::DuplicateColumn`].
    pub fn read_csv(path: &Path) -> Result<Self, FigureError> {
        let reader = csv::Reader::from_path(path).map_err(|source| FigureError::Csv {
            path: path.to_path_buf(),
            source,
        })?;
        Self::from_reader(reader, path)
    }

    fn from_reader<R: std::io::Read>(
        mut reader: csv::Reader<R>,
        path: &Path,
    ) -> Result<Self, FigureError> {
        let fail = |source| FigureError::Csv {
            path: path.to_path_buf(),
            source,
        };
        let names: Vec<String> = reader
            .headers()
            .map_err(fail)?
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_string())
            .collect();
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); names.len()];
        for record in reader.records() {
            let record = record.map_err(fail)?;
            for (column, cell) in cells.iter_mut().zip(record.iter()) {
                column.push(cell.to_string());
            }
        }
        let mut table = Self::new();
        for (name, column) in names.iter().zip(cells) {
            table.push(name, Column::of_cells(column))?;
        }
        Ok(table)
    }

    /// The table as CSV: a header, `\n` line ends, shortest floats that read back the same,
    /// missing cells empty.
    ///
    /// # Errors
    /// [`FigureError::Csv`] if the CSV writer refuses a record.
    pub fn to_csv(&self) -> Result<String, FigureError> {
        let fail = |source: csv::Error| FigureError::Csv {
            path: Path::new("<text>").to_path_buf(),
            source,
        };
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        writer.write_record(&self.names).map_err(fail)?;
        for row in 0..self.rows() {
            writer
                .write_record(self.columns.iter().map(|c| c.cell(row)))
                .map_err(fail)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|e| fail(e.into_error().into()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Shortest decimal that reads back the same; empty for NaN.
fn number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        format!("{value}")
    }
}

/// NaN for a missing cell, `None` for text that is no number.
fn parse_number(text: &str) -> Option<f64> {
    match text.trim() {
        "" | "NA" => Some(f64::NAN),
        trimmed => trimmed.parse().ok(),
    }
}

/// Months since year 0 of a `YYYY-MM` text.
pub(super) fn parse_month(text: &str) -> Option<i64> {
    let (year, month) = text.trim().split_once('-')?;
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    (1..=12).contains(&month).then(|| year * 12 + month - 1)
}

/// Distinct values in the order in which they first occur.
pub(super) fn distinct<T: Clone + PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_survives_a_round_trip() {
        let text = "name,x\n\"a, \"\"b\"\"\",0.1\nc,\nd,1e-3\n";
        let table = Table::parse_csv(text).unwrap();
        assert!(table.numbers("x").unwrap()[1].is_nan());
        let again = Table::parse_csv(&table.to_csv().unwrap()).unwrap();
        assert_eq!(again.text("name").unwrap(), ["a, \"b\"", "c", "d"]);
        assert_eq!(again.numbers("x").unwrap()[2], 0.001);
    }

    #[test]
    fn a_byte_order_mark_and_na_are_understood() {
        let table = Table::parse_csv("\u{feff}x,y\nNA,2\n3,\n").unwrap();
        assert!(table.numbers("x").unwrap()[0].is_nan());
        assert_eq!(table.numbers("x").unwrap()[1], 3.0);
    }

    #[test]
    fn a_ragged_file_is_refused_with_its_line() {
        let error = Table::parse_csv("a,b\n1,2\n3\n").unwrap_err().to_string();
        assert!(error.contains("line: 3"), "{error}");
    }

    #[test]
    fn text_where_numbers_belong_is_named_with_its_row() {
        let table = Table::parse_csv("x\n1\ntwo\n").unwrap();
        let error = table.numbers("x").unwrap_err().to_string();
        assert_eq!(error, "column `x`, row 2: `two` is not a number");
    }

    #[test]
    fn months_are_checked() {
        assert_eq!(parse_month("2026-03"), Some(2026 * 12 + 2));
        for bad in [
            "2026-13", "2026-00", "26-01", "2026/01", "2026-1", "", "-026-01",
        ] {
            assert_eq!(parse_month(bad), None, "{bad}");
        }
    }
}

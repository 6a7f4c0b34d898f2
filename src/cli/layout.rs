//! Text as every command lays it out: tables in columns, and paragraphs broken into lines.

use std::fmt::{self, Display};

/// Width of a line of text in characters.
pub const WIDTH: usize = 100;
/// What stands between two columns.
const GAP: &str = "  ";
/// By how much the rows under a heading are moved in.
const UNDER_HEADING: &str = "  ";

/// Rows of cells in columns as wide as their widest cell; no line ends in spaces.
#[derive(Clone, Debug)]
pub struct Table {
    columns: String,
    indent: usize,
    headed: bool,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
enum Row {
    Heading(String),
    Cells(Vec<String>),
}

impl Table {
    /// A table with a sign for each column as in a format, `<` for one to the left and `>` for one to the
    /// right; the last sign holds for all further columns.
    pub fn new(columns: impl Into<String>) -> Self {
        Self {
            columns: columns.into(),
            indent: 0,
            headed: false,
            rows: Vec::new(),
        }
    }

    /// Moved in by so many characters.
    #[must_use]
    pub fn indented(mut self, by: usize) -> Self {
        self.indent = by;
        self
    }

    /// Begins a group of rows under a heading of their own, which takes no part in the columns.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.headed = true;
        self.rows.push(Row::Heading(text.into()));
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        let mut cells: Vec<String> = cells.into_iter().map(Into::into).collect();
        if let Some(first) = cells.first_mut().filter(|_| self.headed) {
            first.insert_str(0, UNDER_HEADING);
        }
        self.rows.push(Row::Cells(cells));
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = Vec::new();
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            widths.resize(widths.len().max(cells.len()), 0);
            for (widest, cell) in widths.iter_mut().zip(cells) {
                *widest = width(cell).max(*widest);
            }
        }
        widths
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut signs = self.columns.chars();
        let mut sign = '<';
        let padded = cells.iter().zip(widths).map(|(cell, wide)| {
            sign = signs.next().unwrap_or(sign);
            let space = " ".repeat(wide.saturating_sub(width(cell)));
            match sign {
                '>' => space + cell,
                _ => format!("{cell}{space}"),
            }
        });
        padded.collect::<Vec<String>>().join(GAP)
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (widths, indent) = (self.widths(), " ".repeat(self.indent));
        for row in &self.rows {
            let line = match row {
                Row::Heading(text) => text.clone(),
                Row::Cells(cells) => self.line(cells, &widths),
            };
            writeln!(f, "{}", format!("{indent}{line}").trim_end())?;
        }
        Ok(())
    }
}

/// Columns that a text takes: the hat of ρ̂ takes none of its own.
pub fn width(text: &str) -> usize {
    text.chars().filter(|c| *c != '\u{302}').count()
}

/// A paragraph in lines of at most [`WIDTH`] characters, of which the first begins with `first` and the
/// others are moved in as far.
pub fn paragraph(first: &str, text: &str) -> String {
    let indent = " ".repeat(width(first));
    let (mut out, mut line) = (String::new(), first.to_owned());
    let mut begun = false;
    for word in text.split(' ') {
        if begun && width(&line) + 1 + width(word) > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line.clone_from(&indent);
        } else if begun {
            line.push(' ');
        }
        line.push_str(word);
        begun = true;
    }
    out + line.trim_end() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_columns_and_lines_end_where_their_text_ends() {
        let mut table = Table::new("<><").indented(2);
        table.row(["", "mean", ""]);
        table.heading("a heading longer than any cell");
        table.row(["ρ̂", "1.5", "up"]);
        table.row(["wars", "10.25", ""]);
        let lines = [
            "           mean",
            "  a heading longer than any cell",
            "    ρ̂       1.5  up",
            "    wars  10.25",
        ];
        assert_eq!(table.to_string(), lines.join("\n") + "\n");
    }

    #[test]
    fn the_last_sign_holds_for_further_columns_and_rows_may_be_short() {
        let mut table = Table::new("<>");
        table.row(["a", "b", "c"]);
        table.row(["aa"]);
        table.row(["aa", "bb", "cc"]);
        assert_eq!(table.to_string(), "a    b   c\naa\naa  bb  cc\n");
        assert_eq!(Table::new("<").to_string(), "");
    }

    #[test]
    fn paragraphs_hang_below_what_they_begin_with() {
        let text = paragraph("- ", &["word"; 25].join(" "));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("- word") && lines[0].len() <= WIDTH);
        assert!(lines[1].starts_with("  word"));
        assert_eq!(paragraph("", "short"), "short\n");
    }
}

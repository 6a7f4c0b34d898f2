//! Tables that anyone may have written: the one reader of a CSV that a user hands in.
//!
//! What spreadsheets, pandas and R write is read where it can mean one thing alone: columns separated by commas, semicolons,
//! tabulators or `|` (a line `sep=;` before the header says which), decimal commas where columns are not separated by commas,
//! quoted numbers, a byte-order mark, Windows line ends, blank lines, a separator at the end of every line, and a first
//! column without a name that counts the rows. Whatever else is not plain is refused with line, column and remedy.

use std::io::BufRead;
use std::ops::Range;

pub use self::cell::number;
pub use self::error::GivenError;
use self::lines::Lines;
pub use self::row::Row;

mod cell;
mod error;
mod header;
mod lines;
mod row;
#[cfg(test)]
mod tests;

/// A table, read row by row.
///
/// ```
/// use trilat_analysis::given::{Reader, Row};
/// let text = "\u{feff};a;b;\r\n0;0,5;x;\r\n\r\n1;\"2,5\";y;\r\n";
/// let (mut table, mut row) = (Reader::new(text.as_bytes()).unwrap(), Row::default());
/// assert_eq!(table.names(), ["a", "b"]);
/// assert!(table.next(&mut row).unwrap() && table.next(&mut row).unwrap());
/// assert_eq!((row.get(0), row.get(1), row.line()), (Some("2.5"), Some("y"), 4));
/// ```
pub struct Reader<R> {
    lines: Lines<R>,
    separator: u8,
    /// The columns that have a name and are no row numbers.
    names: Vec<String>,
    place: Range<usize>,
    line: u64,
    /// Fields of the header, the nameless ones as well.
    fields: usize,
    /// The next row number where the first column, which has no name, counts rows.
    counter: Counter,
    /// Whether rows end with a separator that the header lacks; the first row says so.
    trailing: Option<bool>,
    /// Which mark the decimals of the table have, and the line that said so.
    decimal: Option<(char, u64)>,
}

/// A first column without a name.
#[derive(Clone, Copy, PartialEq)]
enum Counter {
    /// There is none.
    Absent,
    /// Its first row is to come, which has 0 (pandas) or 1 (R).
    First,
    /// The number of the next row.
    Next(u64),
}

impl<R: BufRead> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`GivenError`].
    pub fn new(input: R) -> Result<Self, GivenError> {
        let mut lines = Lines::new(input);
        let header = header::read(&mut lines)?;
        Ok(Self {
            lines,
            separator: header.separator,
            names: header.names,
            place: header.place,
            line: header.line,
            fields: header.fields,
            counter: match header.counts {
                true => Counter::First,
                false => Counter::Absent,
            },
            trailing: None,
            decimal: None,
        })
    }

    /// The names of the columns, none of them twice.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The line of the header, from 1.
    pub fn header_line(&self) -> u64 {
        self.line
    }

    /// The bytes of the file in which the header stands.
    pub fn header_place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// The place of a column, whose name may be written in other cases than here: `Month` for `month`.
    ///
    /// # Errors
    /// [`GivenError`] if two columns differ by case alone, so that either could be meant.
    pub fn find(&self, name: &str) -> Result<Option<usize>, GivenError> {
        let alike = |(_, own): &(usize, &String)| own.eq_ignore_ascii_case(name);
        let mut found = self.names.iter().enumerate().filter(alike);
        match (found.next(), found.next()) {
            (Some((_, one)), Some((_, other))) => Err(self.of_header(format!(
                "columns `{one}` and `{other}` differ by case alone, and either could be `{name}`: rename or remove one"
            ))),
            (first, _) => Ok(first.map(|(at, _)| at)),
        }
    }

    /// Reads the next row that is not blank; whether there was one. After an error the row behind it can be read.
    ///
    /// # Errors
    /// [`GivenError`].
    pub fn next(&mut self, row: &mut Row) -> Result<bool, GivenError> {
        if !self.lines.record(self.separator, row)? {
            return Ok(false);
        }
        self.check_width(row)?;
        self.check_nameless(row)?;
        self.check_counter(row)?;
        self.check_decimals(row)?;
        Ok(true)
    }

    fn of_header(&self, message: String) -> GivenError {
        GivenError::Line {
            line: self.line,
            place: self.place.clone(),
            message,
        }
    }

    fn check_width(&mut self, row: &mut Row) -> Result<(), GivenError> {
        let ends_empty = row.len() == self.fields + 1 && row.get(self.fields) == Some("");
        let trailing = *self.trailing.get_or_insert(ends_empty);
        if trailing && ends_empty {
            row.pop();
            return Ok(());
        }
        if !trailing && row.len() == self.fields {
            return Ok(());
        }
        let hint = match (row.len() > self.fields, self.separator) {
            (true, b',') => {
                "; numbers need decimal points where columns are separated by commas, a text with a comma needs quotes, and row names of R are left out by row.names = FALSE"
            }
            (true, _) => {
                "; row names of R are left out by row.names = FALSE, or named by col.names = NA"
            }
            _ => "",
        };
        let (found, wanted) = (row.len(), self.fields);
        Err(row.wrong(match trailing {
            true => format!("{found} fields, but the rows above have {}", wanted + 1),
            false => format!("{found} fields, but the header has {wanted}{hint}"),
        }))
    }

    /// Columns at the end without a name are dropped while they are empty.
    fn check_nameless(&self, row: &mut Row) -> Result<(), GivenError> {
        let named = self.names.len() + usize::from(self.counter != Counter::Absent);
        while row.len() > named {
            let at = row.len();
            if let Some(text) = row.get(at - 1).filter(|text| !text.is_empty()) {
                return Err(row.wrong(format!(
                    "column {at} holds `{text}`, but has no name in the header: name it, or remove it"
                )));
            }
            row.pop();
        }
        Ok(())
    }

    fn check_counter(&mut self, row: &mut Row) -> Result<(), GivenError> {
        if self.counter == Counter::Absent {
            return Ok(());
        }
        let text = row.get(0).unwrap_or_default();
        let number = text.parse::<u64>().ok();
        let next = match (self.counter, number) {
            (Counter::First, Some(number @ (0 | 1))) => number,
            (Counter::Next(due), Some(number)) if number == due => number,
            _ => {
                return Err(row.wrong(format!(
                    "column 1 has no name, and `{text}` in it is no row number: leave the row numbers of pandas or R out (to_csv(…, index=False), write.csv(…, row.names = FALSE)), or name the column"
                )));
            }
        };
        self.counter = Counter::Next(next + 1);
        row.remove_first();
        Ok(())
    }

    /// Makes points of decimal commas where commas do not separate columns. A table has one kind of mark: with two,
    /// one of them may separate thousands.
    fn check_decimals(&mut self, row: &mut Row) -> Result<(), GivenError> {
        // Without quotes no field holds the comma that separates fields.
        if self.separator == b',' && !row.is_quoted() {
            return Ok(());
        }
        for at in 0..row.len() {
            let text = row.get(at).unwrap_or_default();
            let Some((mark, place)) = cell::mark(text) else {
                continue;
            };
            let name = self.names.get(at).map_or("", String::as_str);
            let wrong = |what: String| -> Result<(), GivenError> {
                let column = at + 1;
                Err(row.wrong(format!("`{text}` in column {column}, `{name}`, {what}")))
            };
            match (mark, self.separator) {
                (cell::Mark::Point, b',') => {}
                (cell::Mark::Thousands, _) => {
                    return wrong(
                        "has marks of thousands: write the number without them".to_owned(),
                    );
                }
                (cell::Mark::Comma, b',') => {
                    return wrong("has a decimal comma: write a decimal point, or separate the columns by semicolons".to_owned());
                }
                (mark, _) => {
                    let own = if mark == cell::Mark::Comma { ',' } else { '.' };
                    let (first, line) = *self.decimal.get_or_insert((own, row.line()));
                    if first != own {
                        return wrong(format!(
                            "has a decimal `{own}`, and a number in line {line} a decimal `{first}`: write all with points and no mark of thousands"
                        ));
                    }
                    if own == ',' {
                        row.set_point(at, place);
                    }
                }
            }
        }
        Ok(())
    }
}

//! A row of a table, and how a line becomes its fields.

use std::ops::Range;

use super::error::GivenError;

/// A row: its fields without spaces around them, and where it stands. Reused, it keeps its allocation.
#[derive(Clone, Debug, Default)]
pub struct Row {
    text: String,
    /// Where each field ends in `text`.
    ends: Vec<usize>,
    /// Where the first field begins in `text`.
    start: usize,
    line: u64,
    place: Range<usize>,
    state: State,
    quoted: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    /// At the beginning of a field.
    #[default]
    Begin,
    /// In a field without quotes.
    Plain,
    /// Between the quotes of a field.
    Quoted,
    /// Behind a quote in a quoted field.
    Behind,
}

impl Row {
    /// A field.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let before = at.checked_sub(1).and_then(|at| self.ends.get(at));
        self.text
            .get(before.copied().unwrap_or(self.start)..end)
            .map(str::trim)
    }

    /// The fields in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The line in which the row begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The bytes of the file in which the row stands.
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// Something wrong in this row.
    pub fn wrong(&self, message: String) -> GivenError {
        GivenError::Line {
            line: self.line,
            place: self.place(),
            message,
        }
    }

    pub(super) fn begin(&mut self, line: u64, place: Range<usize>) {
        self.text.clear();
        self.ends.clear();
        self.start = 0;
        self.line = line;
        self.place = place;
        self.state = State::Begin;
        self.quoted = false;
    }

    pub(super) fn is_quoted(&self) -> bool {
        self.quoted
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    pub(super) fn reach(&mut self, end: usize) {
        self.place.end = end;
    }

    pub(super) fn pop(&mut self) {
        self.ends.pop();
    }

    pub(super) fn remove_first(&mut self) {
        self.start = self.ends.remove(0);
    }

    /// Writes a point at a byte of a field.
    pub(super) fn set_point(&mut self, at: usize, byte: usize) {
        let before = at.checked_sub(1).and_then(|at| self.ends.get(at));
        let from = before.copied().unwrap_or(self.start);
        let end = self.ends.get(at).copied().unwrap_or(from);
        let spaces = self
            .text
            .get(from..end)
            .map_or(0, |field| field.len() - field.trim_start().len());
        let place = from + spaces + byte;
        self.text.replace_range(place..=place, ".");
    }

    /// Adds the fields of a line; whether a quoted field goes on in the next line.
    pub(super) fn extend(&mut self, line: &str, separator: u8) -> Result<bool, GivenError> {
        let separator = char::from(separator);
        if self.state == State::Begin && !line.contains('"') {
            for field in line.split(separator) {
                self.text.push_str(field);
                self.ends.push(self.text.len());
            }
            return Ok(false);
        }
        self.quoted = true;
        for letter in line.chars() {
            self.take(letter, separator)?;
        }
        if self.state == State::Quoted {
            self.text.push('\n');
            return Ok(true);
        }
        self.ends.push(self.text.len());
        Ok(false)
    }

    fn take(&mut self, letter: char, separator: char) -> Result<(), GivenError> {
        self.state = match (self.state, letter) {
            (State::Quoted, '"') => State::Behind,
            (State::Quoted, _) => {
                self.text.push(letter);
                State::Quoted
            }
            (State::Behind, '"') => {
                self.text.push('"');
                State::Quoted
            }
            (_, _) if letter == separator => {
                self.ends.push(self.text.len());
                State::Begin
            }
            (State::Behind, ' ') => State::Behind,
            (State::Behind, _) => {
                let column = self.ends.len() + 1;
                return Err(self.wrong(format!(
                    "`{letter}` behind the closing quote of column {column}: a quote inside a field is written twice"
                )));
            }
            (State::Begin, '"') => State::Quoted,
            (State::Begin, ' ') => State::Begin,
            (State::Begin | State::Plain, _) => {
                self.text.push(letter);
                State::Plain
            }
        };
        Ok(())
    }
}

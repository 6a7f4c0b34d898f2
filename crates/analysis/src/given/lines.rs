//! The lines of a table, with their numbers and bytes.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use super::error::GivenError;
use super::row::Row;

/// Most bytes of a row: more than the widest table needs, so that a file without line ends does not fill the memory.
const MOST_ROW: usize = 1 << 24;

/// The lines of a file, with their numbers and bytes.
pub(super) struct Lines<R> {
    input: R,
    /// The line that was read last, without its end.
    pub(super) raw: Vec<u8>,
    /// Lines read so far.
    pub(super) count: u64,
    /// Bytes read so far.
    bytes: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            raw: Vec::new(),
            count: 0,
            bytes: 0,
        }
    }

    /// Reads a line; its bytes in the file without its end, `None` at the end of the file.
    pub(super) fn line(&mut self) -> Result<Option<Range<usize>>, GivenError> {
        self.raw.clear();
        let mut limited = (&mut self.input).take(MOST_ROW as u64 + 1);
        let read = limited
            .read_until(b'\n', &mut self.raw)
            .map_err(GivenError::Read)?;
        let start = self.bytes;
        self.bytes += read;
        self.count += u64::from(read > 0);
        if read == 0 {
            return Ok(None);
        }
        if read > MOST_ROW {
            // What follows has no line to be named by.
            io::copy(&mut self.input, &mut io::sink()).map_err(GivenError::Read)?;
            let message = format!("a row of more than {MOST_ROW} bytes");
            return Err(self.wrong(start..start, message));
        }
        while self.raw.last().is_some_and(|byte| b"\r\n".contains(byte)) {
            self.raw.pop();
        }
        Ok(Some(start..start + self.raw.len()))
    }

    /// The line that was read last as a text.
    pub(super) fn text(&self, place: &Range<usize>) -> Result<&str, GivenError> {
        std::str::from_utf8(&self.raw).map_err(|_| {
            self.wrong(
                place.clone(),
                "not CSV in UTF-8: save the table as CSV in UTF-8".to_owned(),
            )
        })
    }

    pub(super) fn wrong(&self, place: Range<usize>, message: String) -> GivenError {
        GivenError::Line {
            line: self.count,
            place,
            message,
        }
    }

    /// Reads the fields of the next row that is not blank; a quoted field may hold line ends.
    pub(super) fn record(&mut self, separator: u8, row: &mut Row) -> Result<bool, GivenError> {
        loop {
            let Some(place) = self.line()? else {
                return Ok(false);
            };
            if self.text(&place)?.trim().is_empty() && !self.raw.contains(&separator) {
                continue;
            }
            row.begin(self.count, place.clone());
            let mut end = place.end;
            while row.extend(self.text(&(place.start..end))?, separator)? {
                let Some(more) = self.line()?.filter(|_| row.bytes() <= MOST_ROW) else {
                    return Err(row.wrong("a quote that is not closed".to_owned()));
                };
                end = more.end;
                row.reach(end);
            }
            return Ok(true);
        }
    }
}

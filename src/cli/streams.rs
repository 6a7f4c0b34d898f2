//! Where a command writes.

use std::fmt::Display;
use std::io::{self, Write};

use super::exit::Exit;
use crate::fault::HasFault;

/// Where a command writes: results, and everything else.
pub struct Streams<'a> {
    /// Standard output: results.
    pub out: &'a mut dyn Write,
    /// Standard error: messages.
    pub err: &'a mut dyn Write,
    /// Whether standard error is a terminal, on which a bar can be drawn.
    pub terminal: bool,
}

impl Streams<'_> {
    /// Prints a result. A reader that went away ends nothing.
    ///
    /// # Errors
    /// When writing fails for another reason.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        match self.out.write_all(text.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    /// Prints a result on a line of its own, as [`print`](Self::print) does.
    ///
    /// # Errors
    /// As [`print`](Self::print).
    pub fn print_line(&mut self, text: impl Display) -> io::Result<()> {
        self.print(&format!("{text}\n"))
    }

    /// A message on a line of its own. One that cannot be written never stops the work, and never turns an
    /// error into a success.
    pub fn say(&mut self, text: impl Display) {
        let _ = writeln!(self.err, "{text}");
    }

    /// Warnings, a line each.
    pub fn warn(&mut self, warnings: &[String]) {
        for warning in warnings {
            self.say(format_args!("warning: {warning}"));
        }
    }

    /// Says what went wrong, and how the command ends therefore.
    pub fn fail(&mut self, error: &dyn HasFault) -> Exit {
        self.say(format_args!("error: {error}"));
        Exit::from(error.fault())
    }
}

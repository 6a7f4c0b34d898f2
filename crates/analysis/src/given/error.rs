//! Why a table cannot be read.

use std::io;
use std::ops::Range;

use thiserror::Error;

/// Why a table cannot be read.
#[derive(Debug, Error)]
pub enum GivenError {
    /// The system's reason.
    #[error(transparent)]
    Read(io::Error),
    /// Something in a line.
    #[error("line {line}: {message}")]
    Line {
        /// Line from 1.
        line: u64,
        /// The bytes of the file in which the row stands.
        place: Range<usize>,
        /// What is wrong, and what to do.
        message: String,
    },
}

impl GivenError {
    /// The line and what is wrong there; an error of reading counts as one of the first line.
    pub fn said(&self) -> (u64, String) {
        match self {
            Self::Read(source) => (1, source.to_string()),
            Self::Line { line, message, .. } => (*line, message.clone()),
        }
    }
}

//! Lines of CSV on their way from one file to another, some at a time.

/// Lines are handed on in pieces of about this many bytes.
const PIECE: usize = 1 << 16;

/// Lines of a CSV file that are handed on together.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    /// How many they are.
    pub count: u64,
    /// Whether a quoted text goes on in the next line.
    open: bool,
}

impl Lines {
    /// Takes a line without its end; whether it is time to hand the lines on.
    pub fn push(&mut self, line: &str) -> bool {
        self.text.push_str(line);
        self.text.push('\n');
        self.count += 1;
        let quotes = line.bytes().filter(|byte| *byte == b'"').count();
        self.open ^= !quotes.is_multiple_of(2);
        self.text.len() >= PIECE && !self.open
    }

    /// The lines, with their ends.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Forgets the lines.
    pub fn clear(&mut self) {
        self.text.clear();
        self.count = 0;
    }
}

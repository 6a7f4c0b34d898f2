//! What attempts came to: a row of the table for each command and kind of fault.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

/// Where the long form leaves its rows; the short form if nothing is said.
fn table() -> Option<PathBuf> {
    std::env::var_os("TRILAT_FAULTS").map(PathBuf::from)
}

/// Whether every place is tried.
pub fn is_long() -> bool {
    table().is_some()
}

/// Whether the long form tries a command: all, or those that are named, by commas.
pub fn is_asked(command: &str) -> bool {
    let named = std::env::var("TRILAT_FAULT_COMMANDS").unwrap_or_default();
    named.is_empty() || named.split(',').any(|name| name.trim() == command)
}

/// The places that are tried out of `count`, from 1: all, or a few that are spread over them.
pub fn places(count: u64, few: u64) -> Vec<u64> {
    if is_long() || count <= few {
        return (1..=count).collect();
    }
    // The last ones publish what the others wrote.
    let spread = (0..few).map(|k| 1 + k * (count - 1) / (few - 1));
    spread.collect()
}

/// Attempts of one kind on one command.
#[derive(Debug)]
pub struct Tally {
    kind: &'static str,
    command: &'static str,
    attempts: u64,
    unharmed: u64,
    refused: u64,
    wrong: Vec<String>,
}

impl Tally {
    /// No attempt yet.
    pub fn new(kind: &'static str, command: &'static str) -> Self {
        Self {
            kind,
            command,
            attempts: 0,
            unharmed: 0,
            refused: 0,
            wrong: Vec::new(),
        }
    }

    /// An attempt: whether the command ended with 0 all the same, and what went wrong with it.
    pub fn add(&mut self, unharmed: bool, wrong: Option<String>) {
        self.attempts += 1;
        match unharmed {
            true => self.unharmed += 1,
            false => self.refused += 1,
        }
        self.wrong.extend(wrong);
    }

    /// Writes the row. Says what went wrong, if something did.
    pub fn close(self) -> Option<String> {
        if let Some(path) = table() {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let row = format!(
                "| {} | `{}` | {} | {} | {} | {} |\n",
                self.kind,
                self.command,
                self.attempts,
                self.unharmed,
                self.refused,
                self.wrong.len()
            );
            file.unwrap().write_all(row.as_bytes()).unwrap();
        }
        let some: Vec<&String> = self.wrong.iter().take(5).collect();
        (!self.wrong.is_empty()).then(|| {
            format!(
                "{} of {}: {} of {} attempts went wrong: {some:#?}",
                self.kind,
                self.command,
                self.wrong.len(),
                self.attempts
            )
        })
    }
}

/// Fails if something went wrong with a command, when all of them have been tried.
///
/// # Panics
/// That is how a test fails.
pub fn judge(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

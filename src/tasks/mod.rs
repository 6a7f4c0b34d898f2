//! Everything that a user can ask for, as functions: a request of plain types and a [`Watch`] in, a typed
//! result out. No task knows a terminal, an argument parser, a signal or an exit code; the command line,
//! Python and a browser only talk.
//!
//! A task comes in two forms: one that leaves its tables in memory, and one with the ending `_into` that
//! streams them into a folder ([`Out`]) and says what it left there ([`Saved`]). Errors say what kind of
//! failure they are ([`crate::fault::HasFault`]).
//!
//! May import everything but [`crate::cli`].

pub mod calibrate;
pub mod claims;
pub mod cluster;
pub mod compare;
pub mod discover;
pub mod evidence;
pub mod explain;
#[cfg(feature = "explorer")]
pub mod explore;
pub mod export;
pub mod forecast;
pub mod init;
pub mod match_rates;
pub mod numbers;
pub mod plot;
pub mod report;
pub mod rerun;
pub mod run;
pub mod score;
pub mod sensitivity;
pub mod sweep;
pub mod theory;
pub mod trace;
pub mod verify;

use std::path::PathBuf;
use std::thread::available_parallelism;

pub use crate::fault::{Fault, HasFault};
pub use crate::store::command::Command;
use crate::store::growing::How;
use crate::store::manifest::{FileEntry, Status};
pub use crate::store::table_file::Formats;
use crate::watch::Ticker;
pub use crate::watch::{Event, Notebook, Quiet, Stop, Watch};

/// Where a task writes, and what it may replace there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Out {
    /// The folder. It is made if it is not there.
    pub folder: PathBuf,
    /// Replace what an earlier job wrote there.
    pub force: bool,
    /// Go on with what an earlier process began there; for tasks that work in parts.
    pub resume: bool,
    /// Formats of the tables; where a task goes on, those asked for before if left out, else CSV.
    pub formats: Option<Formats>,
    /// Whether to draw figures.
    pub figures: bool,
    /// Whether to write `report.html`.
    pub report: bool,
    /// The command that makes the same files again; it goes into the manifest and under figures.
    pub command: Command,
}

impl Out {
    /// A folder, with figures and report, as CSV, replacing nothing.
    pub fn new(folder: impl Into<PathBuf>, command: Command) -> Self {
        Self {
            folder: folder.into(),
            force: false,
            resume: false,
            formats: None,
            figures: true,
            report: true,
            command,
        }
    }

    /// What to do with work that was begun there.
    pub fn how(&self) -> How {
        How {
            resume: self.resume,
            force: self.force,
        }
    }

    /// The formats of a task that begins.
    pub fn formats(&self) -> Formats {
        self.formats.unwrap_or_default()
    }

    /// The command that goes on with what is in the folder, for tasks that work in parts.
    pub fn go_on(&self) -> Command {
        let command = self.command.clone().formats(self.formats());
        command
            .option_path("out", Some(&self.folder))
            .flag("resume", true)
    }
}

/// What a task found and left in a folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved<T> {
    /// What it found.
    pub what: T,
    /// The folder.
    pub folder: PathBuf,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
    /// Complete, or interrupted with what was complete kept.
    pub status: Status,
    /// What the reader should know, e.g. that a figure failed.
    pub warnings: Vec<String>,
}

/// A thread for each core that this process may use: the affinity of the process and the quota of its control group count.
pub fn all_cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// Does work that counts its steps, and tells of it from its beginning to its end.
fn counted<T>(
    watch: &mut dyn Watch,
    begin: Event<'_>,
    work: impl FnOnce(&mut Ticker<'_>) -> T,
) -> T {
    watch.tell(begin);
    let stop = watch.stop();
    let mut tell = |done| watch.tell(Event::At(done));
    let done = work(&mut Ticker::new(&mut tell, stop.flag()));
    watch.tell(Event::End);
    done
}

//! What long work tells while it goes on, and how it is stopped. The terminal, Python and a browser each
//! have their own [`Watch`]; the work knows none of them. May import faults alone.

mod ticker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use ticker::{Shared, Stopped, Ticker, unwatched};

/// One thing that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// Work begins.
    Begin {
        /// What is done, in words, such as `northeast_asia: 2000 runs of 120 months on 2 threads`.
        what: &'a str,
        /// What is counted, such as `runs`.
        unit: &'a str,
        /// How many there are.
        total: u64,
        /// How many of them were done before, by another process.
        before: u64,
    },
    /// So many are done, those before included. Told after each step and at least every
    /// [`HEARTBEAT`] while workers are busy, on the thread of the caller.
    At(u64),
    /// What the reader may want to know.
    Note(&'a str),
    /// What the reader should know.
    Warning(&'a str),
    /// The work that was begun last has ended.
    End,
}

/// The longest time between two events of work that goes on.
pub const HEARTBEAT: std::time::Duration = std::time::Duration::from_millis(50);

/// A flag that stops work when it is raised. Clones are the same flag.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A flag that is down.
    pub fn new() -> Self {
        Self::default()
    }

    /// Raises it; whether it was up before.
    pub fn raise(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }

    /// Lowers it.
    pub fn lower(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether it is up.
    pub fn is_up(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, for what works on other threads.
    pub fn flag(&self) -> &AtomicBool {
        &self.0
    }
}

/// Whoever waits for long work.
pub trait Watch {
    /// Takes an event. It must not fail: what cannot be told is not worth stopping for.
    fn tell(&mut self, event: Event<'_>);

    /// The flag that stops the work. Work asks for it once and looks at it at least once in a month of a
    /// block.
    fn stop(&self) -> Stop;
}

/// Nobody waits.
#[derive(Clone, Debug, Default)]
pub struct Quiet(Stop);

impl Watch for Quiet {
    fn tell(&mut self, _: Event<'_>) {}

    fn stop(&self) -> Stop {
        self.0.clone()
    }
}

/// Somebody who keeps notes and warnings, for tests and for callers that show them later.
#[derive(Clone, Debug, Default)]
pub struct Notebook {
    /// What was noted.
    pub notes: Vec<String>,
    /// What was warned of.
    pub warnings: Vec<String>,
    /// The flag that stops the work.
    pub stop: Stop,
}

impl Watch for Notebook {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::Note(text) => self.notes.push(text.to_owned()),
            Event::Warning(text) => self.warnings.push(text.to_owned()),
            Event::Begin { .. } | Event::At(_) | Event::End => {}
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

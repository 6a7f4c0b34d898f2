//! A watch that keeps what it is told and stops the work at one of its steps.

use trilat::watch::{Event, Stop, Watch};

/// What was told.
#[derive(Default)]
pub struct Steps {
    /// Steps announced.
    pub total: u64,
    /// Steps done.
    pub last: u64,
    /// Whether the end was told.
    pub ended: bool,
    /// Notes and warnings.
    pub notes: Vec<String>,
    stop_at: Option<u64>,
    stop: Stop,
}

impl Steps {
    /// Stops the work at the first step told from this one on.
    pub fn until(step: u64) -> Self {
        Self {
            stop_at: Some(step),
            ..Self::default()
        }
    }

    /// All work was announced, told of and ended.
    pub fn whole(&self) -> bool {
        0 < self.last && self.last <= self.total && self.ended
    }
}

impl Watch for Steps {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::Begin { total, .. } => self.total = total,
            Event::At(done) => {
                assert!(done >= self.last && !self.ended);
                self.last = done;
                if self.stop_at.is_some_and(|at| done >= at) {
                    self.stop.raise();
                }
            }
            Event::Note(text) | Event::Warning(text) => self.notes.push(text.to_owned()),
            Event::End => self.ended = true,
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

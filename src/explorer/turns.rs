//! Whose turn it is: few jobs run at the same time, and of those that wait the one with the fewest runs goes first, so that
//! every page has its first picture before any has a sharper one.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::watch::{HEARTBEAT, Stop};

/// Places for jobs that run, and those who wait for one.
#[derive(Debug)]
pub struct Turns {
    line: Mutex<Line>,
    moved: Condvar,
}

#[derive(Debug)]
struct Line {
    free: usize,
    /// Runs so far, and number, of the jobs that wait.
    waiting: BTreeSet<(u64, u64)>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub struct Turn<'a>(&'a Turns);

impl Turns {
    /// So many places.
    pub fn new(places: usize) -> Self {
        Self {
            line: Mutex::new(Line {
                free: places,
                waiting: BTreeSet::new(),
            }),
            moved: Condvar::new(),
        }
    }

    /// Waits for the turn of job `number`, which has so many runs; none if it is stopped before.
    pub fn wait(&self, runs: u64, number: u64, stop: &Stop) -> Option<Turn<'_>> {
        let own = (runs, number);
        let mut line = self.line();
        line.waiting.insert(own);
        loop {
            if stop.is_up() {
                line.waiting.remove(&own);
                self.moved.notify_all();
                return None;
            }
            if line.free > 0 && line.waiting.first() == Some(&own) {
                line.waiting.remove(&own);
                line.free -= 1;
                self.moved.notify_all();
                return Some(Turn(self));
            }
            let waited = self.moved.wait_timeout(line, HEARTBEAT);
            line = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.line().free += 1;
        self.0.moved.notify_all();
    }
}

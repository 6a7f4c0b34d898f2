//! What long work below the tasks takes: whom to tell how far it is, and the flag that stops it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use thiserror::Error;

use super::HEARTBEAT;
use crate::fault::{Fault, HasFault};

/// Work was stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("interrupted")]
pub struct Stopped;

impl HasFault for Stopped {
    fn fault(&self) -> Fault {
        Fault::Interrupted
    }
}

/// Counts the steps of work that may consist of several parts, tells them, and says when to stop.
pub struct Ticker<'a> {
    done: u64,
    tell: &'a mut dyn FnMut(u64),
    stop: &'a AtomicBool,
}

impl<'a> Ticker<'a> {
    /// Work that begins. `tell` is given the steps done so far, on the thread of the caller.
    pub fn new(tell: &'a mut dyn FnMut(u64), stop: &'a AtomicBool) -> Self {
        Self {
            done: 0,
            tell,
            stop,
        }
    }

    /// The flag, for what works on other threads.
    pub fn stop(&self) -> &'a AtomicBool {
        self.stop
    }

    /// Tells of steps within a part that is not complete.
    pub fn at(&mut self, steps: u64) {
        (self.tell)(self.done + steps);
    }

    /// Nothing new is done, but time passes.
    ///
    /// # Errors
    /// [`Stopped`] if the flag is up.
    pub fn beat(&mut self) -> Result<(), Stopped> {
        self.add(0)
    }

    /// Adds steps that are done.
    ///
    /// # Errors
    /// [`Stopped`] if the flag is up.
    pub fn add(&mut self, steps: u64) -> Result<(), Stopped> {
        self.done += steps;
        (self.tell)(self.done);
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Stopped),
            false => Ok(()),
        }
    }

    /// Does a part whose steps are not steps of the whole: it only beats.
    pub fn uncounted<T>(&mut self, part: impl FnOnce(&mut Ticker<'_>) -> T) -> T {
        let done = self.done;
        let mut tell = |_| (self.tell)(done);
        part(&mut Ticker::new(&mut tell, self.stop))
    }

    /// Does each share on a thread of its own, and tells meanwhile at least every [`HEARTBEAT`]. Where fewer threads can be
    /// started, those do more, and without any the calling one does all.
    ///
    /// # Errors
    /// [`Stopped`] if the flag is up at the end.
    pub fn on_threads<S: Send>(
        &mut self,
        shares: impl IntoIterator<Item = S>,
        each: impl Fn(S, &Shared<'_>) + Sync,
    ) -> Result<(), Stopped> {
        let shared = Shared {
            done: AtomicU64::new(0),
            stop: self.stop,
        };
        let mut waiting: Vec<S> = shares.into_iter().collect();
        waiting.reverse();
        let threads = waiting.len();
        let waiting = Mutex::new(waiting);
        let take = || {
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.pop()
        };
        thread::scope(|scope| {
            // Nothing is sent: the channel closes when the last thread ends.
            let (sender, receiver) = channel::<()>();
            let mut started = 0;
            for _ in 0..threads {
                let (sender, shared, each, take) = (sender.clone(), &shared, &each, &take);
                let spawned = thread::Builder::new().spawn_scoped(scope, move || {
                    let _ends = sender;
                    while let Some(share) = take() {
                        each(share, shared);
                    }
                });
                match spawned {
                    Ok(_) => started += 1,
                    Err(_) => break,
                }
            }
            drop(sender);
            if started == 0 {
                while let Some(share) = take() {
                    each(share, &shared);
                }
            }
            while receiver.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
                self.at(shared.done.load(Ordering::Relaxed));
            }
        });
        self.add(shared.done.into_inner())
    }
}

/// The steps of work that several threads do.
pub struct Shared<'a> {
    done: AtomicU64,
    stop: &'a AtomicBool,
}

impl Shared<'_> {
    /// Adds a step that is done.
    ///
    /// # Errors
    /// [`Stopped`] if the flag is up: do no other.
    pub fn step(&self) -> Result<(), Stopped> {
        self.done.fetch_add(1, Ordering::Relaxed);
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Stopped),
            false => Ok(()),
        }
    }
}

/// Does work that nobody waits for or stops.
///
/// ```
/// let done = trilat_model::watch::unwatched(|ticker| ticker.add(3));
/// assert_eq!(done, Ok(()));
/// ```
pub fn unwatched<T>(work: impl FnOnce(&mut Ticker<'_>) -> T) -> T {
    work(&mut Ticker::new(&mut |_| (), &AtomicBool::new(false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_the_flag_ends_them() {
        let (mut told, stop) = (Vec::new(), AtomicBool::new(false));
        let mut tell = |done| told.push(done);
        let mut ticker = Ticker::new(&mut tell, &stop);
        assert_eq!(ticker.add(2), Ok(()));
        ticker.at(5);
        assert_eq!(ticker.uncounted(|inner| inner.add(100)), Ok(()));
        stop.store(true, Ordering::Relaxed);
        assert_eq!(ticker.add(1), Err(Stopped));
        assert_eq!(told, [2, 7, 2, 3]);
    }

    #[test]
    fn threads_are_told_of_while_they_work_and_do_no_step_after_the_flag() {
        let (beats, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let mut last = 0;
        let mut tell = |done| {
            last = done;
            beats.fetch_add(1, Ordering::Relaxed);
        };
        let mut ticker = Ticker::new(&mut tell, &stop);
        let ended = ticker.on_threads([7, 9], |steps, shared| {
            for step in 0..steps {
                if step == 3 {
                    // Until the caller's thread has told twice, or ten seconds.
                    let mut tries = (0..10_000).take_while(|_| {
                        thread::sleep(std::time::Duration::from_millis(1));
                        beats.load(Ordering::Relaxed) < 2
                    });
                    assert!(tries.by_ref().count() < 10_000);
                    stop.store(true, Ordering::Relaxed);
                }
                if shared.step().is_err() {
                    return;
                }
            }
        });
        assert_eq!(ended, Err(Stopped));
        // Three steps each, and the one in hand.
        assert!((4..=8).contains(&last), "{last}");
        assert!(beats.into_inner() >= 3);
    }
}

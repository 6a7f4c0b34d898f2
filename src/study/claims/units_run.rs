//! The units of an audit, done on several threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};

use super::unit_run::one;
use super::units::{Plan, Results, UnitError};
use crate::ensemble::runner::panic_text;
use crate::watch::HEARTBEAT;

impl Plan<'_> {
    /// Does the units of these numbers on several threads and hands over their results as they come, on the calling thread. When
    /// `cancel` becomes true, units in hand are dropped within a month of theirs, and no further ones begun.
    /// `progress` is told the runs simulated so far, those of units in hand included, with every result and at least
    /// every [`HEARTBEAT`].
    ///
    /// # Errors
    /// What `sink` returned, or [`UnitError`].
    pub fn run<E: From<UnitError>>(
        &self,
        pending: &[usize],
        threads: usize,
        cancel: &AtomicBool,
        mut sink: impl FnMut(usize, Results) -> Result<(), E>,
        mut progress: impl FnMut(u64),
    ) -> Result<(), E> {
        let simulated = AtomicU64::new(0);
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            for started in 0..threads.clamp(1, pending.len().max(1)) {
                let sender = sender.clone();
                let (next, stop, simulated) = (&next, &stop, &simulated);
                let spawned = std::thread::Builder::new().spawn_scoped(scope, move || {
                    loop {
                        if cancel.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let taken = pending.get(next.fetch_add(1, Ordering::Relaxed));
                        let known =
                            taken.and_then(|number| Some((*number, self.units.get(*number)?)));
                        let Some((number, unit)) = known else {
                            return;
                        };
                        let attempt = || one(self, unit, simulated, cancel);
                        let done = catch_unwind(AssertUnwindSafe(attempt))
                            .unwrap_or_else(|payload| Err(UnitError(panic_text(payload.as_ref()))));
                        let Some(done) = done.transpose() else {
                            return;
                        };
                        if sender.send((number, done)).is_err() {
                            return;
                        }
                    }
                });
                match spawned {
                    Ok(_) => {}
                    Err(error) if started == 0 => {
                        return Err(UnitError(format!("no thread can be started: {error}")).into());
                    }
                    // Those that were started do all.
                    Err(_) => break,
                }
            }
            // The receiver ends with the threads.
            drop(sender);
            let mut outcome = Ok(());
            loop {
                let received = receiver.recv_timeout(HEARTBEAT);
                progress(simulated.load(Ordering::Relaxed));
                let (number, done) = match received {
                    Ok(received) => received,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => break,
                };
                if outcome.is_err() {
                    continue;
                }
                outcome = done
                    .map_err(E::from)
                    .and_then(|results| sink(number, results));
                if outcome.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
            }
            outcome
        })
    }
}

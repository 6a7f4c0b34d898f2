//! Hands simulated blocks from many workers to one sink, in order and within a bounded window.
//!
//! A block that was stopped is dropped, and with it every block after it. What a worker keeps of a block
//! (counts in a histogram) cannot be taken back, so a block is only staged once all before it have been
//! simulated: then it is certain to be delivered. Until then its record is parked; whoever closes the gap
//! stages what waited for it. Blocks are begun in order and take about equally long, so few are parked.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::watch::HEARTBEAT;

/// What the workers and the sink share. Batches go round: sink → spare → worker → ready → sink, and so do
/// the records that are parked, so their number, and with it the memory, is bounded by the window.
pub(super) struct Queue<R, B, F> {
    state: Mutex<State<R, B, F>>,
    changed: Condvar,
    window: u64,
    tickets: u64,
}

struct State<R, B, F> {
    issued: u64,
    /// Blocks that are staged or being staged: all that were simulated without a gap.
    due: u64,
    delivered: u64,
    working: usize,
    stopped: bool,
    fault: Option<F>,
    parked: BTreeMap<u64, R>,
    ready: BTreeMap<u64, Result<B, F>>,
    spare: Vec<B>,
    spare_records: Vec<R>,
}

/// A block that is certain to be delivered, to be staged now.
pub(super) struct Due<R, B> {
    /// Its number.
    pub(super) ticket: u64,
    /// What was simulated.
    pub(super) record: R,
    /// What to fill.
    pub(super) batch: B,
}

/// What the sink receives next.
pub(super) enum Delivery<B, F> {
    /// The next block in order.
    Batch(B),
    /// The next block in order failed, or a worker could not start.
    Fault(F),
    /// Nothing has come for a [`HEARTBEAT`].
    Nothing,
    /// No further block will come.
    End,
}

impl<R: Default, B: Default, F> Queue<R, B, F> {
    /// A queue of `tickets` blocks served by `workers` threads.
    pub(super) fn new(tickets: u64, workers: usize, window: u64) -> Self {
        Self {
            state: Mutex::new(State {
                issued: 0,
                due: 0,
                delivered: 0,
                working: workers,
                stopped: false,
                fault: None,
                parked: BTreeMap::new(),
                ready: BTreeMap::new(),
                spare: Vec::new(),
                spare_records: Vec::new(),
            }),
            changed: Condvar::new(),
            window,
            tickets,
        }
    }

    /// Waits for room in the window, then hands out the next block; `None` when there is nothing left to
    /// begin. Tickets go out in order.
    pub(super) fn take(&self, cancelled: impl Fn() -> bool) -> Option<u64> {
        let mut state = self.lock();
        loop {
            if state.stopped || state.issued == self.tickets || cancelled() {
                return None;
            }
            if state.issued < state.delivered + self.window {
                let ticket = state.issued;
                state.issued += 1;
                return Some(ticket);
            }
            state = self.wait(state);
        }
    }

    /// Hands in the record of a block that was simulated, and takes an empty one for it.
    pub(super) fn park(&self, ticket: u64, record: &mut R) {
        let mut state = self.lock();
        let spare = state.spare_records.pop().unwrap_or_default();
        state
            .parked
            .insert(ticket, std::mem::replace(record, spare));
    }

    /// The next block that can be staged, if all before it have been simulated.
    pub(super) fn due(&self) -> Option<Due<R, B>> {
        let mut state = self.lock();
        let ticket = state.due;
        let record = state.parked.remove(&ticket)?;
        state.due += 1;
        let batch = state.spare.pop().unwrap_or_default();
        Some(Due {
            ticket,
            record,
            batch,
        })
    }

    /// Gives a record back for reuse.
    pub(super) fn return_record(&self, record: R) {
        self.lock().spare_records.push(record);
    }

    /// Hands in a staged block. A fault stops the issue of further tickets.
    pub(super) fn put(&self, ticket: u64, result: Result<B, F>) {
        let mut state = self.lock();
        state.stopped |= result.is_err();
        state.ready.insert(ticket, result);
        drop(state);
        self.changed.notify_all();
    }

    /// A worker could not begin.
    pub(super) fn fail(&self, fault: F) {
        let mut state = self.lock();
        state.stopped = true;
        state.fault.get_or_insert(fault);
        drop(state);
        self.changed.notify_all();
    }

    /// A worker ends.
    pub(super) fn leave(&self) {
        self.lock().working -= 1;
        self.changed.notify_all();
    }

    /// No further tickets: a block was dropped, or the sink left.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Waits for the next block in order, but no longer than a [`HEARTBEAT`].
    pub(super) fn next(&self) -> Delivery<B, F> {
        let until = Instant::now() + HEARTBEAT;
        let mut state = self.lock();
        loop {
            let due = state.delivered;
            match state.ready.remove(&due) {
                Some(Ok(batch)) => return Delivery::Batch(batch),
                Some(Err(fault)) => return Delivery::Fault(fault),
                None => {}
            }
            // Blocks in flight come before a worker that never started.
            if state.working == 0 {
                return match state.fault.take() {
                    Some(fault) => Delivery::Fault(fault),
                    None => Delivery::End,
                };
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Delivery::Nothing;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives a delivered batch back for reuse and moves the window on.
    pub(super) fn give_back(&self, batch: B) {
        let mut state = self.lock();
        state.delivered += 1;
        state.spare.push(batch);
        drop(state);
        self.changed.notify_all();
    }

    // No caller code runs under the lock, so a poisoned lock still holds a consistent state.
    fn lock(&self) -> MutexGuard<'_, State<R, B, F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, guard: MutexGuard<'a, State<R, B, F>>) -> MutexGuard<'a, State<R, B, F>> {
        self.changed
            .wait(guard)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stops the queue when the sink leaves in any way, so that no worker waits for ever.
pub(super) struct StopOnDrop<'a, R: Default, B: Default, F>(pub(super) &'a Queue<R, B, F>);

impl<R: Default, B: Default, F> Drop for StopOnDrop<'_, R, B, F> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

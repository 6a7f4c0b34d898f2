//! Hands finished blocks from many workers to one sink, in order and within a bounded window.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What the workers and the sink share. Batches go round: sink → spare → worker → ready → sink, so
/// their number, and with it the memory, is bounded by the window.
pub(super) struct Queue<B, F> {
    state: Mutex<State<B, F>>,
    changed: Condvar,
    window: u64,
    tickets: u64,
}

struct State<B, F> {
    issued: u64,
    delivered: u64,
    working: usize,
    stopped: bool,
    fault: Option<F>,
    ready: BTreeMap<u64, Result<B, F>>,
    spare: Vec<B>,
}

/// What the sink receives next.
pub(super) enum Delivery<B, F> {
    /// The next block in order.
    Batch(B),
    /// The next block in order failed, or a worker could not start.
    Fault(F),
    /// Every block that was begun has been delivered.
    End,
}

impl<B: Default, F> Queue<B, F> {
    /// A queue of `tickets` blocks served by `workers` threads.
    pub(super) fn new(tickets: u64, workers: usize, window: u64) -> Self {
        Self {
            state: Mutex::new(State {
                issued: 0,
                delivered: 0,
                working: workers,
                stopped: false,
                fault: None,
                ready: BTreeMap::new(),
                spare: Vec::new(),
            }),
            changed: Condvar::new(),
            window,
            tickets,
        }
    }

    /// Waits for room in the window, then hands out the next block and a batch to fill; `None` when
    /// there is nothing left to begin. Tickets go out in order and every ticket that went out is
    /// finished, so what has been delivered is always a complete prefix.
    pub(super) fn take(&self, cancelled: impl Fn() -> bool) -> Option<(u64, B)> {
        let mut state = self.lock();
        loop {
            if state.stopped || state.issued == self.tickets || cancelled() {
                return None;
            }
            if state.issued < state.delivered + self.window {
                let ticket = state.issued;
                state.issued += 1;
                let batch = state.spare.pop().unwrap_or_default();
                return Some((ticket, batch));
            }
            state = self.wait(state);
        }
    }

    /// Hands in a finished block. A fault stops the issue of further tickets.
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

    /// No further tickets.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Waits for the next block in order.
    pub(super) fn next(&self) -> Delivery<B, F> {
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
            state = self.wait(state);
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
    fn lock(&self) -> MutexGuard<'_, State<B, F>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, guard: MutexGuard<'a, State<B, F>>) -> MutexGuard<'a, State<B, F>> {
        self.changed
            .wait(guard)
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stops the queue when the sink leaves in any way, so that no worker waits for ever.
pub(super) struct StopOnDrop<'a, B: Default, F>(pub(super) &'a Queue<B, F>);

impl<B: Default, F> Drop for StopOnDrop<'_, B, F> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

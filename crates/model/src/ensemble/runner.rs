//! Runs a range of replicates in blocks on several threads and delivers them in order.
//!
//! Workers take blocks one after another, run them, and pass each through a [`Stage`] (formatting,
//! folding into histograms) while still on a worker's thread; what the stage leaves goes to the sink on
//! the calling thread, in the order of the replicates. A worker never runs more than a fixed number of
//! blocks ahead of the sink, so memory does not grow with the number of runs.
//!
//! Workers look at the flag that stops a job every month of a block and drop the block. The calling thread
//! never sleeps for longer than a [`HEARTBEAT`](crate::watch::HEARTBEAT): it tells progress then.

use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use thiserror::Error;

use super::queue::{Delivery, Queue, StopOnDrop};
use crate::fault::HasFault;
use crate::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};
use crate::watch::Stopped;

/// Blocks that may be begun but not yet delivered, per thread. Two would do when blocks take equally
/// long; four rides out a slow disk for a moment.
const LOOK_AHEAD: u64 = 4;

/// The replicates of one block, one per lane, consecutive. The last block of a run may be shorter than
/// [`Model::lanes`].
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Replicate numbers.
    pub replicates: &'a [u64],
}

/// A simulation that runs replicates in lanes.
pub trait Model: Sync {
    /// What one thread needs to run blocks (an ECS world). Built inside its thread and reused.
    type Worker;

    /// Replicates per block, at least 1.
    fn lanes(&self) -> usize;

    /// Horizon in months.
    fn months(&self) -> usize;

    /// The columns of a run row.
    fn run_columns(&self) -> &[Column];

    /// The observables of a month.
    fn month_columns(&self) -> &[MonthColumn];

    /// The texts behind the codes of events.
    fn event_labels(&self) -> &EventLabels;

    /// Builds a worker.
    fn worker(&self) -> Self::Worker;

    /// Runs one block and fills `out`, which it must [`reset`](BlockRecord::reset) first. The result
    /// for a replicate must depend on its number alone: not on the lane, the block, the worker's past
    /// or what is wanted.
    ///
    /// Returns whether the block was finished. It must look at `stop` every month, and give the block up
    /// when it is up; what `out` holds is then nothing.
    #[must_use]
    fn run(
        &self,
        worker: &mut Self::Worker,
        block: Block<'_>,
        wanted: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool;
}

/// What happens to a finished block on a worker's thread. Only blocks that will be delivered are staged.
pub trait Stage: Sync {
    /// What a worker keeps from block to block.
    type Local: Default;
    /// What travels to the sink. Batches are reused: [`process`](Self::process) must clear them.
    type Batch: Send + Default;

    /// Turns a record into a batch. Blocks come in any order and at the same time, and not always to the
    /// worker that ran them.
    fn process(
        &self,
        local: &mut Self::Local,
        block: Block<'_>,
        record: &mut BlockRecord,
        batch: &mut Self::Batch,
    );

    /// Takes what a worker has kept, when it ends. Before [`run_ensemble`] returns.
    fn finish(&self, _local: Self::Local) {}
}

/// The stage that passes records on as they are.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeepRecord;

impl Stage for KeepRecord {
    type Local = ();
    type Batch = BlockRecord;

    fn process(
        &self,
        (): &mut (),
        _: Block<'_>,
        record: &mut BlockRecord,
        batch: &mut BlockRecord,
    ) {
        std::mem::swap(record, batch);
    }
}

/// What to run, and on how many threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Replicate numbers to run.
    pub replicates: Range<u64>,
    /// Threads, at least 1.
    pub threads: usize,
    /// What to record besides run rows.
    pub wanted: Wanted,
}

/// How far a job got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The replicates that were delivered: a complete prefix of those asked for.
    pub replicates: Range<u64>,
    /// Whether the job was cancelled before its end.
    pub cancelled: bool,
}

impl Completed {
    /// For jobs of which a part is of no use.
    ///
    /// # Errors
    /// [`Stopped`] if it was cancelled.
    pub fn whole(self) -> Result<Self, EnsembleError<Stopped>> {
        match self.cancelled {
            true => Err(EnsembleError::Sink(Stopped)),
            false => Ok(self),
        }
    }
}

/// Why a job failed.
#[derive(Debug, Error)]
pub enum EnsembleError<E> {
    /// Zero threads, or a model without lanes.
    #[error("cannot run on {threads} threads with {lanes} lanes: both must be at least 1")]
    NoRoom {
        /// Threads asked for.
        threads: usize,
        /// Lanes of the model.
        lanes: usize,
    },
    /// The simulation failed in a block.
    #[error("the simulation failed in runs {first} to {last}: {message}")]
    Panicked {
        /// First replicate of the block.
        first: u64,
        /// Last replicate of the block.
        last: u64,
        /// What the failure said.
        message: String,
    },
    /// A worker could not be built, its thread not be started, or its last words not be taken.
    #[error("a worker could not be started or ended: {message}")]
    Worker {
        /// What the failure said.
        message: String,
    },
    /// The sink refused a block, or would have: the job was stopped, and a part of it is of no use.
    #[error(transparent)]
    Sink(E),
}

impl<E> EnsembleError<E> {
    /// What the sink refused, or else an error that no sink can have.
    ///
    /// # Errors
    /// The error of the ensemble itself.
    pub fn refused(self) -> Result<E, EnsembleError<std::convert::Infallible>> {
        Err(match self {
            Self::Sink(error) => return Ok(error),
            Self::NoRoom { threads, lanes } => EnsembleError::NoRoom { threads, lanes },
            Self::Worker { message } => EnsembleError::Worker { message },
            Self::Panicked {
                first,
                last,
                message,
            } => EnsembleError::Panicked {
                first,
                last,
                message,
            },
        })
    }
}

impl<E: HasFault> HasFault for EnsembleError<E> {
    fn fault(&self) -> crate::fault::Fault {
        match self {
            Self::NoRoom { .. } => crate::fault::Fault::Usage,
            Self::Panicked { .. } | Self::Worker { .. } => crate::fault::Fault::Failed,
            Self::Sink(error) => error.fault(),
        }
    }
}

enum Fault {
    Block { ticket: u64, message: String },
    Worker { message: String },
}

/// Runs a job. Each finished block goes through `stage` on its worker's thread; `sink` then receives the
/// replicate numbers and the batch, on the calling thread and in the order of the replicates; `progress`
/// receives the number of replicates delivered so far, on the calling thread, after each block and whenever
/// a [`HEARTBEAT`](crate::watch::HEARTBEAT) passes without one.
///
/// When `stop` becomes true, blocks in flight are dropped within a month of theirs; what was delivered, or
/// finished without a gap, is a complete prefix and stays. A panic in the model or the stage, and an error of
/// the sink, end the job as an error.
pub fn run_ensemble<M, S, E>(
    model: &M,
    job: &Job,
    stage: &S,
    mut sink: impl FnMut(&[u64], &mut S::Batch) -> Result<(), E>,
    mut progress: impl FnMut(u64),
    stop: &AtomicBool,
) -> Result<Completed, EnsembleError<E>>
where
    M: Model,
    S: Stage,
{
    let (lanes, threads) = (model.lanes(), job.threads);
    if lanes == 0 || threads == 0 {
        return Err(EnsembleError::NoRoom { threads, lanes });
    }
    let layout = Layout {
        replicates: job.replicates.clone(),
        lanes: lanes as u64,
    };
    let tickets = layout.blocks();
    let workers = (threads as u64).min(tickets) as usize;
    let queue = Queue::new(tickets, workers, LOOK_AHEAD * threads as u64);
    let start = job.replicates.start;
    let mut end = start;

    let outcome = thread::scope(|scope| {
        let _stop = StopOnDrop(&queue);
        for index in 0..workers {
            let (queue, layout) = (&queue, &layout);
            let spawned = thread::Builder::new()
                .name(format!("worker-{index}"))
                .spawn_scoped(scope, move || {
                    work(model, job.wanted, stage, layout, queue, stop);
                    queue.leave();
                });
            if let Err(error) = spawned {
                for _ in index..workers {
                    queue.leave();
                }
                queue.fail(Fault::Worker {
                    message: error.to_string(),
                });
                break;
            }
        }
        let mut replicates = Vec::with_capacity(lanes);
        let mut ticket = 0;
        loop {
            match queue.next() {
                Delivery::End => return Ok(()),
                Delivery::Fault(fault) => return Err(layout.explain(fault)),
                Delivery::Nothing => progress(end - start),
                Delivery::Batch(mut batch) => {
                    layout.fill(ticket, &mut replicates);
                    sink(&replicates, &mut batch).map_err(EnsembleError::Sink)?;
                    queue.give_back(batch);
                    end = layout.block(ticket).end;
                    ticket += 1;
                    progress(end - start);
                }
            }
        }
    });
    outcome.map(|()| Completed {
        replicates: start..end,
        cancelled: end < job.replicates.end,
    })
}

fn work<M: Model, S: Stage>(
    model: &M,
    wanted: Wanted,
    stage: &S,
    layout: &Layout,
    queue: &Queue<BlockRecord, S::Batch, Fault>,
    stop: &AtomicBool,
) {
    let mut worker = match guarded(|| model.worker()) {
        Ok(worker) => worker,
        Err(message) => return queue.fail(Fault::Worker { message }),
    };
    let mut record = BlockRecord::default();
    let mut local = S::Local::default();
    let mut replicates = Vec::with_capacity(model.lanes());
    while let Some(ticket) = queue.take(|| stop.load(Ordering::Relaxed)) {
        layout.fill(ticket, &mut replicates);
        let block = Block {
            replicates: &replicates,
        };
        match guarded(|| model.run(&mut worker, block, wanted, &mut record, stop)) {
            Ok(true) => queue.park(ticket, &mut record),
            Ok(false) => {
                queue.stop();
                break;
            }
            // The worker's world may be broken: it runs nothing more.
            Err(message) => return queue.put(ticket, Err(Fault::Block { ticket, message })),
        }
        while let Some(mut due) = queue.due() {
            let ticket = due.ticket;
            layout.fill(ticket, &mut replicates);
            let block = Block {
                replicates: &replicates,
            };
            let staged =
                guarded(|| stage.process(&mut local, block, &mut due.record, &mut due.batch));
            match staged {
                Ok(()) => queue.put(ticket, Ok(due.batch)),
                Err(message) => return queue.put(ticket, Err(Fault::Block { ticket, message })),
            }
            queue.return_record(due.record);
        }
    }
    if let Err(message) = guarded(|| stage.finish(local)) {
        queue.fail(Fault::Worker { message });
    }
}

fn guarded<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| panic_text(payload.as_ref()))
}

/// What a panic said.
pub fn panic_text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "no message".to_owned()
    }
}

/// How replicates fall into blocks.
struct Layout {
    replicates: Range<u64>,
    lanes: u64,
}

impl Layout {
    fn blocks(&self) -> u64 {
        let runs = self.replicates.end.saturating_sub(self.replicates.start);
        runs.div_ceil(self.lanes)
    }

    fn block(&self, ticket: u64) -> Range<u64> {
        let first = self.replicates.start + ticket * self.lanes;
        let end = first.saturating_add(self.lanes).min(self.replicates.end);
        first..end
    }

    fn fill(&self, ticket: u64, replicates: &mut Vec<u64>) {
        replicates.clear();
        replicates.extend(self.block(ticket));
    }

    fn explain<E>(&self, fault: Fault) -> EnsembleError<E> {
        match fault {
            Fault::Worker { message } => EnsembleError::Worker { message },
            Fault::Block { ticket, message } => {
                let block = self.block(ticket);
                EnsembleError::Panicked {
                    first: block.start,
                    last: block.end - 1,
                    message,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;

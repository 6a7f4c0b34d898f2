//! How a job is told of and stopped, with a model that does nothing but count its months.

use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::*;

const MONTHS: u64 = 1_000;

/// Blocks of one lane. `plan` is told how many blocks are finished, the replicate and the month, before each
/// month.
struct Counter<P> {
    labels: EventLabels,
    /// Blocks begun and finished, and months simulated while the flag was up.
    begun: AtomicU64,
    finished: AtomicU64,
    late: AtomicU64,
    plan: P,
}

fn counter<P: Fn(&AtomicU64, u64, u64) + Sync>(plan: P) -> Counter<P> {
    Counter {
        labels: EventLabels::default(),
        begun: AtomicU64::new(0),
        finished: AtomicU64::new(0),
        late: AtomicU64::new(0),
        plan,
    }
}

impl<P: Fn(&AtomicU64, u64, u64) + Sync> Model for Counter<P> {
    type Worker = ();

    fn lanes(&self) -> usize {
        1
    }
    fn months(&self) -> usize {
        MONTHS as usize
    }
    fn run_columns(&self) -> &[Column] {
        &[]
    }
    fn month_columns(&self) -> &[MonthColumn] {
        &[]
    }
    fn event_labels(&self) -> &EventLabels {
        &self.labels
    }
    fn worker(&self) {}

    fn run(
        &self,
        (): &mut (),
        block: Block<'_>,
        _: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        self.begun.fetch_add(1, Ordering::Relaxed);
        out.reset(1, 0, 0, 0);
        for month in 0..MONTHS {
            (self.plan)(&self.finished, block.replicates[0], month);
            if stop.load(Ordering::Relaxed) {
                self.late.fetch_add(month, Ordering::Relaxed);
                return false;
            }
        }
        self.finished.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// What was staged, and what workers kept when they ended.
#[derive(Default)]
struct Staged {
    kept: Mutex<Vec<u64>>,
}

impl Stage for Staged {
    type Local = Vec<u64>;
    type Batch = u64;

    fn process(&self, own: &mut Vec<u64>, block: Block<'_>, _: &mut BlockRecord, batch: &mut u64) {
        *batch = block.replicates[0];
        own.push(*batch);
    }

    fn finish(&self, own: Vec<u64>) {
        self.kept.lock().unwrap().extend(own);
    }
}

/// What a job left.
struct Left {
    completed: Completed,
    delivered: Vec<u64>,
    kept: Vec<u64>,
    beats: Vec<u64>,
}

fn job<M: Model>(model: &M, threads: usize, stop: &AtomicBool, mut beat: impl FnMut()) -> Left {
    let job = Job {
        replicates: 0..40,
        threads,
        wanted: Wanted::default(),
    };
    let (stage, mut delivered, mut beats) = (Staged::default(), Vec::new(), Vec::new());
    let sink = |replicates: &[u64], batch: &mut u64| {
        assert_eq!(replicates, [*batch]);
        delivered.push(*batch);
        Ok::<(), Infallible>(())
    };
    let progress = |done| {
        beats.push(done);
        beat();
    };
    let completed = run_ensemble(model, &job, &stage, sink, progress, stop).unwrap();
    let mut kept = stage.kept.into_inner().unwrap();
    kept.sort_unstable();
    Left {
        completed,
        delivered,
        kept,
        beats,
    }
}

/// Waits for something that another thread does.
fn wait(for_it: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if for_it() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
    panic!("it did not come");
}

#[test]
fn a_job_is_stopped_within_a_month_and_leaves_a_prefix() {
    for threads in [1, 2, 5] {
        let stop = AtomicBool::new(false);
        // The tenth run raises the flag in its fourth month.
        let model = counter(|_, run, month| {
            if (run, month) == (9, 3) {
                stop.store(true, Ordering::Relaxed);
            }
        });
        let left = job(&model, threads, &stop, || ());
        let end = left.completed.replicates.end;
        assert!(left.completed.cancelled && end <= 9, "{end}");
        assert_eq!(left.delivered, (0..end).collect::<Vec<_>>());
        assert_eq!(left.kept, left.delivered);
        assert_eq!(left.beats.last().copied().unwrap_or(0), end);
        // Nothing was begun after it, and no block in flight came to its end.
        let (begun, finished) = (model.begun.into_inner(), model.finished.into_inner());
        assert!(begun - finished >= 1 && begun - finished <= threads as u64);
        assert!(model.late.into_inner() >= 3);
        if threads == 1 {
            assert_eq!((end, begun), (9, 10));
        }
    }
}

#[test]
fn what_was_simulated_beyond_a_dropped_block_is_neither_delivered_nor_kept() {
    let stop = AtomicBool::new(false);
    let model = counter(|finished, run, month| {
        if (run, month) == (2, 0) {
            wait(|| finished.load(Ordering::Relaxed) >= 5);
            stop.store(true, Ordering::Relaxed);
        }
    });
    let left = job(&model, 2, &stop, || ());
    assert!(model.finished.into_inner() >= 5);
    assert_eq!(left.completed.replicates, 0..2);
    assert_eq!((left.delivered, left.kept), (vec![0, 1], vec![0, 1]));
}

#[test]
fn blocks_that_waited_for_a_slow_one_are_delivered_in_order() {
    let stop = AtomicBool::new(false);
    let model = counter(|finished, run, month| {
        if (run, month) == (2, 0) {
            wait(|| finished.load(Ordering::Relaxed) >= 5);
        }
    });
    let left = job(&model, 2, &stop, || ());
    assert!(!left.completed.cancelled);
    assert_eq!(left.delivered, (0..40).collect::<Vec<_>>());
    assert_eq!(left.kept, left.delivered);
}

#[test]
fn progress_is_told_while_workers_are_busy() {
    let (stop, told) = (AtomicBool::new(false), AtomicU64::new(0));
    let model = counter(|_, run, month| {
        if (run, month) == (0, 500) {
            wait(|| told.load(Ordering::Relaxed) >= 3);
        }
    });
    let left = job(&model, 1, &stop, || {
        told.fetch_add(1, Ordering::Relaxed);
    });
    assert_eq!(left.beats[..3], [0, 0, 0]);
    assert_eq!(left.beats.last(), Some(&40));
}

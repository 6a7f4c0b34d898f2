//! An engine of few lanes: the runs are those of the other to the last bit, and a block of them is there sooner.

use std::sync::atomic::AtomicBool;

use super::simulation::{Ensemble, Simulation, run_block};
use crate::ensemble::LANES;
use crate::ensemble::runner::{Block, Model};
use crate::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};
use crate::scenario::Scenario;

/// Lanes of a block. Without the feature `narrow`, which compiles the model once more, those of the other.
const FEW: usize = if cfg!(feature = "narrow") { 32 } else { LANES };

/// What a run takes in blocks of few, in hundredths of what it takes in whole ones: measured (`docs/performance.md`, few
/// runs).
const DEARER: u64 = 106;

/// Months from which a record is long: of the reference scenario a block of 128 lanes records 110 kB a month.
const LONG: u32 = 2400;

/// The engine of few lanes, as [`Engine`](super::Engine) is that of many.
type SmallEngine = Simulation<FEW>;

/// A world of few lanes for a scenario. As [`Engine::new`](super::Engine::new) it is compiled here, once.
#[inline(never)]
pub fn small_engine(scenario: &Scenario) -> SmallEngine {
    SmallEngine::with_lanes(scenario)
}

/// Monte Carlo runs of one scenario in blocks of few, for so few that whole blocks would leave lanes empty or threads
/// idle. [`Ensemble`] is as fast for many.
pub struct SmallEnsemble<'a> {
    scenario: &'a Scenario,
    whole: Ensemble<'a>,
}

impl<'a> SmallEnsemble<'a> {
    /// The runs of a scenario.
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            whole: Ensemble::new(scenario),
        }
    }

    /// Whether so many runs on so many threads are done sooner in blocks of few, or have so many months that the monthly
    /// record of whole blocks would take the memory of a small machine.
    pub fn suits(scenario: &Scenario, runs: u64, threads: usize) -> bool {
        sooner(runs, threads) || scenario.horizon > LONG
    }
}

/// Whether so many runs on so many threads are done sooner in blocks of few: a block takes as long with empty lanes, and
/// the last ones leave threads without work.
fn sooner(runs: u64, threads: usize) -> bool {
    DEARER * lasting(FEW, runs, threads) < 100 * lasting(LANES, runs, threads)
}

/// How long runs in blocks of so many lanes keep the threads, in runs of the thread with the most.
fn lasting(lanes: usize, runs: u64, threads: usize) -> u64 {
    let blocks = runs.div_ceil(lanes as u64);
    blocks.div_ceil(threads.max(1) as u64) * lanes as u64
}

impl Model for SmallEnsemble<'_> {
    type Worker = SmallEngine;

    fn lanes(&self) -> usize {
        FEW
    }

    fn months(&self) -> usize {
        self.whole.months()
    }

    fn run_columns(&self) -> &[Column] {
        self.whole.run_columns()
    }

    fn month_columns(&self) -> &[MonthColumn] {
        self.whole.month_columns()
    }

    fn event_labels(&self) -> &EventLabels {
        self.whole.event_labels()
    }

    fn worker(&self) -> Self::Worker {
        small_engine(self.scenario)
    }

    fn run(
        &self,
        worker: &mut Self::Worker,
        block: Block<'_>,
        wanted: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        run_block(self.scenario, worker, block, wanted, out, stop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The share of all threads' time that is spent on runs, were blocks all that there is.
    fn efficiency(runs: u64, threads: usize) -> f64 {
        let (lanes, cost) = match sooner(runs, threads) {
            true => (FEW, DEARER),
            false => (LANES, 100),
        };
        100.0 * runs as f64 / (cost * threads as u64 * lasting(lanes, runs, threads)) as f64
    }

    #[test]
    fn blocks_are_whole_where_nothing_is_lost_by_it() {
        assert!(!sooner(128, 1), "one block on one thread");
        assert!(!sooner(1 << 20, 16), "many");
        assert_eq!(sooner(1, 1), FEW < LANES, "a single run");
        assert_eq!(sooner(384, 2), FEW < LANES, "three blocks on two threads");
    }

    #[test]
    fn threads_share_the_runs_to_nine_tenths() {
        let enough = if FEW < LANES { 642 } else { 1037 };
        for threads in [1, 2, 4, 8, 16, 32, 64] {
            let runs = enough * threads as u64..2 * enough * threads as u64;
            let worst = runs.map(|runs| efficiency(runs, threads));
            let worst = worst.fold(f64::INFINITY, f64::min);
            assert!(worst >= 0.9, "{threads} threads: {worst}");
        }
    }
}

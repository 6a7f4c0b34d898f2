//! An engine of few lanes: the runs are those of the other to the last bit, and a block of them is there sooner.

use std::sync::atomic::AtomicBool;

use super::simulation::{Ensemble, Simulation, run_block};
use crate::ensemble::LANES;
use crate::ensemble::runner::{Block, Model};
use crate::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};
use crate::scenario::Scenario;

/// Lanes of a block. Without the feature `narrow`, which compiles the model once more, those of the other.
const FEW: usize = if cfg!(feature = "narrow") { 32 } else { LANES };

/// Months from which a record is long: of the reference scenario a block of 128 lanes records 110 kB a month.
const LONG: u32 = 2400;

/// The engine of few lanes, as [`Engine`](super::Engine) is that of many.
pub type SmallEngine = Simulation<FEW>;

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
        runs <= LANES as u64 * threads as u64 || scenario.horizon > LONG
    }
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
        SmallEngine::with_lanes(self.scenario)
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

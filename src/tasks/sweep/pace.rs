//! How fast a scenario runs on this machine and how much a run writes, by trying.

use std::convert::Infallible;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use crate::ensemble::LANES;
use crate::ensemble::runner::{EnsembleError, Job, KeepRecord, run_ensemble};
use crate::model::Ensemble;
use crate::record::{BlockRecord, Wanted};
use crate::rows::Rows;
use crate::scenario::Scenario;

/// How long is tried at least.
const TRIAL: Duration = Duration::from_millis(300);
/// Most rounds of one block a thread.
const ROUNDS: u64 = 64;

/// What a trial found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Runs per second on all threads, rows of results included.
    pub runs_per_second: f64,
    /// Mean size of a row of `runs.csv` in bytes.
    pub bytes_per_run: f64,
}

/// Runs blocks of a scenario until there is something to measure. Its results are dropped.
///
/// # Errors
/// If the simulation fails.
pub fn measure(scenario: &Scenario, threads: usize) -> Result<Pace, EnsembleError<Infallible>> {
    let model = Ensemble::new(scenario);
    let block = (LANES * threads) as u64;
    let mut rows = Rows::default();
    let mut bytes = 0;
    let never = AtomicBool::new(false);
    let mut sink = |replicates: &[u64], record: &mut BlockRecord| {
        rows.clear();
        for (lane, replicate) in replicates.iter().enumerate() {
            rows.integer(*replicate);
            for value in record.row(lane) {
                rows.number(*value);
            }
            rows.end_row();
        }
        bytes += rows.as_str().len();
        Ok(())
    };
    let start = Instant::now();
    let mut runs = 0;
    for _ in 0..ROUNDS {
        let job = Job {
            replicates: runs..runs + block,
            threads,
            wanted: Wanted::default(),
        };
        run_ensemble(&model, &job, &KeepRecord, &mut sink, |_| {}, &never)?;
        runs += block;
        if start.elapsed() >= TRIAL {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    Ok(Pace {
        runs_per_second: runs as f64 / seconds,
        bytes_per_run: bytes as f64 / runs as f64,
    })
}

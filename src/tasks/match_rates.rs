//! `match-rates`: the intercepts at which a scenario shows its base rates, and its stationary means.

use super::all_cores;
use crate::scenario::Scenario;
use crate::study::base_rates::{Effort, match_rates as find};
pub use crate::study::base_rates::{MatchError, Matched};
use crate::watch::{Event, Watch};

/// What is to be matched, and how well.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The scenario. Its levers are left out: a baseline is what happens without them.
    pub scenario: &'a Scenario,
    /// Runs of each round, at least 1.
    pub runs: u64,
    /// Most rounds, at least 1.
    pub rounds: u32,
    /// Largest relative miss of a rate that counts as matched.
    pub tolerance: f64,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
}

impl<'a> Ask<'a> {
    /// To a tenth of a percent, on all cores.
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            runs: 4096,
            rounds: 30,
            tolerance: 0.001,
            threads: all_cores(),
        }
    }

    /// Whether what was found is as near as was asked for.
    pub fn is_met_by(&self, found: &Matched) -> bool {
        found.worst <= self.tolerance
    }
}

/// Matches the rates as well as the rounds allow; [`Ask::is_met_by`] says whether that was enough.
///
/// # Errors
/// [`MatchError`] if they cannot be matched, or the work fails or is stopped.
pub fn match_rates(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Matched, MatchError> {
    let effort = Effort {
        runs: ask.runs,
        rounds: ask.rounds,
        tolerance: ask.tolerance,
        threads: ask.threads,
    };
    let (name, runs, rounds) = (&ask.scenario.name, ask.runs, ask.rounds);
    watch.tell(Event::Begin {
        what: &format!(
            "{name}: at most {rounds} rounds of {runs} runs on {} threads",
            ask.threads
        ),
        unit: "runs",
        total: runs * u64::from(rounds),
        before: 0,
    });
    let found = find(ask.scenario, effort, watch);
    watch.tell(Event::End);
    found
}

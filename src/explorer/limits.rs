//! What a page can ask for at most. All of it is held against a scenario before anything is allocated for its runs.

use super::refusal::Refusal;
use crate::analysis::bands::room;
use crate::ensemble::LANES;
use crate::model::Layout;
use crate::scenario::Scenario;
use crate::tasks::explore::months;
use crate::tasks::explore::over_time::quantity;
use crate::words::{grouped, size};

/// Largest text of a scenario, in bytes.
pub const TEXT: usize = 1 << 20;
/// Largest body of a request: a text with every character escaped, and settings.
pub const BODY: usize = 8 << 20;
/// Most changes of an arm, levers included.
pub const CHANGES: usize = 2000;
/// Most runs of each scenario.
pub const RUNS: u64 = 1 << 16;
/// Most numbers that a job can have to work out: runs times months times observables, of both scenarios.
const NUMBERS: u64 = 8_000_000_000;
/// Most memory that the months of a job can take, in bytes.
const ROOM: usize = 256 << 20;
/// Most memory that a block of runs can take while it is worked on, in bytes; each thread has some of them.
const BLOCK: usize = 128 << 20;
/// Jobs in all, those included that have ended and are kept for their figures.
pub const JOBS: usize = 64;
/// Jobs that run at the same time; the others wait for their turn.
pub const AT_ONCE: usize = 2;
/// Requests that are being answered at the same time.
pub const REQUESTS: usize = 64;

/// Holds both scenarios against what can be run here; `outcome` is what is followed over time.
///
/// # Errors
/// A [`Refusal`] that says what is too large, and how large it may be.
pub fn check(sides: [&Scenario; 2], outcome: &str) -> Result<(), Refusal> {
    let (mut numbers, mut bytes, mut block) = (0_u64, 0_usize, 0_usize);
    for scenario in sides {
        if scenario.runs > RUNS {
            return Err(too_many("runs", scenario.runs, RUNS));
        }
        let layout = Layout::of(scenario);
        let columns = (layout.month.len() + layout.run.len()) as u64;
        let months = u64::from(scenario.horizon) + u64::from(scenario.burn_in);
        let own = scenario.runs.saturating_mul(months).saturating_mul(columns);
        numbers = numbers.saturating_add(own);
        let kept = self::months(scenario, &quantity(outcome, scenario)).len();
        let horizon = scenario.horizon as usize;
        bytes = bytes.saturating_add(room(kept, horizon, scenario.runs));
        block += LANES * horizon * layout.month.len() * size_of::<f64>();
    }
    if numbers > NUMBERS {
        return Err(too_many(
            "numbers, which are runs times months times observables,",
            numbers,
            NUMBERS,
        ));
    }
    for (own, most) in [(bytes, ROOM), (block, BLOCK)] {
        if own > most {
            let (own, most) = (size(own as f64), size(most as f64));
            let words = format!(
                "the months of these scenarios take {own} of memory; here they may take {most}"
            );
            return Err(Refusal::wrong(words).hint(LESS));
        }
    }
    Ok(())
}

const LESS: &str = "ask for fewer runs or months, or use `trilat compare`, which has no such bound";

fn too_many(what: &str, own: u64, most: u64) -> Refusal {
    let (own, most) = (grouped(own), grouped(most));
    Refusal::wrong(format!(
        "{own} {what} are more than the {most} that can be explored"
    ))
    .hint(LESS)
}

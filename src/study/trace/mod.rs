//! One run read month by month: what a prober saw, what it came to believe, what it took each rung to be
//! worth, and what it drew.
//!
//! A run is simulated again in a world of one lane. Random numbers are addressed, so it is the run of the
//! ensemble to the last bit. What a month of the model leaves behind is read from the world; what it passes
//! through (the belief after each step of the filter, the terms of a utility) is worked out again with the
//! model's own functions and adds up to what the world holds.

mod ask;
mod before;
mod belief;
mod collect;
mod data;
mod options;
mod terms;

use thiserror::Error;

pub use ask::{Ask, around};
pub use data::{
    BeliefTrace, ChoiceTrace, Contribution, CoordinationTrace, DyadSeen, Happened, MonthTrace,
    Named, OptionTrace, ReplyTrace, ResponseTrace, RunMeans, RunTrace,
};
pub use terms::{TERMS, Terms};

use crate::ensemble::rng::MAX_REPLICATES;
use crate::fault::{Fault, HasFault};
use crate::model::{Engine, IncompatibleScenarios, LaneRun, Layout};
use crate::record::{BlockRecord, Wanted};
use crate::scenario::Scenario;
use crate::watch::{Stopped, Ticker};
use ask::Subject;
use before::Before;

/// Why a run cannot be traced.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TraceError {
    /// The number of the run lies beyond what random numbers can be addressed for.
    #[error("run {run} does not exist: runs are numbered from 0 to {}", MAX_REPLICATES - 1)]
    Run {
        /// The number asked for.
        run: u64,
    },
    /// No prober challenges there.
    #[error("no challenge to trace{}; the scenario has {}", asked(.prober, .theatre), list(.known))]
    NoChallenge {
        /// Code of the prober asked for.
        prober: Option<String>,
        /// Code of the theatre asked for.
        theatre: Option<String>,
        /// The challenges that there are.
        known: Vec<String>,
    },
    /// The scenario cannot be loaded into its own world.
    #[error(transparent)]
    Load(#[from] IncompatibleScenarios),
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Stopped),
    /// The world lacks something that a trace reads.
    #[error("the world of the run does not hold what a trace reads")]
    Unreadable,
}

impl HasFault for TraceError {
    fn fault(&self) -> Fault {
        match self {
            Self::Run { .. } | Self::NoChallenge { .. } => Fault::Usage,
            Self::Interrupted(stopped) => stopped.fault(),
            Self::Load(_) | Self::Unreadable => Fault::Failed,
        }
    }
}

fn asked(prober: &Option<String>, theatre: &Option<String>) -> String {
    let of = prober.iter().map(|code| format!(" of {code}"));
    let place = theatre.iter().map(|code| format!(" in {code}"));
    of.chain(place).collect()
}

fn list(known: &[String]) -> String {
    if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    }
}

/// Months that [`trace`] simulates: the run twice, first to find the challenge.
pub fn months(scenario: &Scenario) -> u64 {
    2 * u64::from(scenario.burn_in + scenario.horizon)
}

/// Simulates one run alone and reads one challenge month by month. The steps of `ticker` are [`months`].
///
/// # Errors
/// [`TraceError`].
pub fn trace(
    scenario: &Scenario,
    ask: &Ask,
    ticker: &mut Ticker<'_>,
) -> Result<RunTrace, TraceError> {
    if ask.run >= MAX_REPLICATES {
        return Err(TraceError::Run { run: ask.run });
    }
    let mut simulation = Engine::new(scenario);
    let lane: [LaneRun<'_>; 1] = [(scenario, ask.run)];
    let wanted = Wanted {
        months: true,
        events: true,
        traced: 0,
    };
    simulation.load(&lane, wanted)?;
    simulation.begin();
    for _ in 0..simulation.months() {
        ticker.add(1)?;
        simulation.step();
    }
    let mut record = BlockRecord::default();
    simulation.record(&mut record);
    let layout = Layout::of(scenario);
    let subject = choose(scenario, ask, &layout, &record)?;
    let mut months = Vec::new();
    simulation.begin();
    for step in 0..simulation.months() {
        let before = Before::read(simulation.world(), &subject).ok_or(TraceError::Unreadable)?;
        ticker.add(1)?;
        simulation.step();
        let Some(t) = (step as usize).checked_sub(scenario.burn_in as usize) else {
            continue;
        };
        let month = collect::month(simulation.world(), scenario, &subject, &before, ask.run, t)
            .ok_or(TraceError::Unreadable)?;
        months.push(month);
    }
    data::add_events(
        &mut months,
        &record.events,
        &layout.labels,
        &scenario.roster,
    );
    Ok(data::assemble(scenario, ask, &subject, months, &record))
}

/// The challenge asked for; of several, the one with the highest rung, of these the one that reached it
/// first.
fn choose(
    scenario: &Scenario,
    ask: &Ask,
    layout: &Layout,
    record: &BlockRecord,
) -> Result<Subject, TraceError> {
    let roster = &scenario.roster;
    let fits = |own: usize, wanted: Option<usize>| wanted.is_none_or(|wanted| wanted == own);
    let mut best: Option<(u8, u32, usize)> = None;
    for (ix, target) in roster.targets.iter().enumerate() {
        if !fits(target.prober, ask.prober) || !fits(target.theatre, ask.theatre) {
            continue;
        }
        let actor = roster.allies.len() + target.prober;
        let own = record.events.iter().filter(|event| {
            layout
                .labels
                .kinds
                .get(usize::from(event.kind))
                .is_some_and(|kind| kind == "probe")
                && usize::from(event.actor) == actor
                && usize::from(event.theatre) == target.theatre
        });
        let (mut rung, mut step) = (0, u32::MAX);
        for event in own {
            if event.rung > rung {
                (rung, step) = (event.rung, event.step);
            }
        }
        let higher = |(r, s, _): (u8, u32, usize)| rung > r || (rung == r && step < s);
        if best.is_none_or(higher) {
            best = Some((rung, step, ix));
        }
    }
    let code = |of: Option<&String>| of.cloned();
    let Some((_, _, ix)) = best else {
        return Err(TraceError::NoChallenge {
            prober: code(
                ask.prober
                    .and_then(|m| roster.probers.get(m))
                    .map(|p| &p.code),
            ),
            theatre: code(
                ask.theatre
                    .and_then(|h| roster.theatres.get(h))
                    .map(|t| &t.code),
            ),
            known: roster
                .targets
                .iter()
                .map(|t| roster.target_code(*t))
                .collect(),
        });
    };
    let target = roster.targets.get(ix).ok_or(TraceError::Unreadable)?;
    Ok(Subject {
        challenge: ix,
        prober: target.prober,
        theatre: target.theatre,
    })
}

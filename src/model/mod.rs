//! The signaling model: states as agents, one file per mechanism, and the month on one screen.
//!
//! Each mechanism's file holds its components, its equations as pure functions of numbers, and a
//! thin system that applies them to all lanes. `docs/odd.md` describes the same in the same order.
//! The model is free of clock, files and threads; its random numbers are addressed, never drawn in
//! sequence.

pub mod adaptation;
pub mod audience;
pub mod bases;
pub mod beliefs;
pub mod bloc;
pub mod cast;
pub mod channels;
pub mod commitment;
pub mod coordination;
pub mod costs;
pub mod crisis_game;
pub mod decision;
pub mod decoupling;
pub mod estimate;
pub mod event_log;
pub mod fear;
pub mod industry;
pub mod information;
mod initial;
pub mod institutions;
pub mod layout;
pub mod levels;
pub mod levers;
pub mod load;
pub mod operations;
pub mod opinion;
pub mod outcomes;
pub mod poisson;
pub mod politics;
pub mod posture;
pub mod process;
pub mod programme;
pub mod receivers;
pub mod recorder;
pub mod response;
pub mod signals;
mod simulation;
mod sums;
pub mod threat;
pub mod trust;
pub mod will;

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::SingleThreadedExecutor;

pub use layout::Layout;
pub use simulation::{Ensemble, IncompatibleScenarios, LaneRun, Simulation, compatible};

use crate::scenario::{AllySpec, Information, Mechanisms, Month};

/// The parts of a scenario that all lanes of a world share.
#[derive(Resource, Clone, Debug)]
pub struct Rules {
    /// First recorded month.
    pub start: Month,
    /// Rung whose severity scales the effect of type on response.
    pub reference_rung: usize,
    /// Switches.
    pub mechanisms: Mechanisms,
    /// The allies' governments at the start.
    pub allies: Vec<AllySpec>,
}

/// Which mechanisms are on.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Switches(pub Mechanisms);

/// How probers value information.
#[derive(Resource, Clone, Copy, Debug)]
pub struct InformationKind(pub Information);

/// One month, in the order of `docs/odd.md`. A mechanism that is off is not scheduled.
fn month<const L: usize>(on: Mechanisms, information: Information) -> Schedule {
    let mut month = Schedule::default();
    month.set_executor(SingleThreadedExecutor::new());
    let politics = (
        politics::elections::<L>.run_if(move || on.elections),
        politics::hidden_types::<L>,
        opinion::opinions::<L>,
        commitment::commitments::<L>,
        threat::threat_levers::<L>,
    );
    let cooperation = (
        will::wills::<L>,
        adaptation::adaptations::<L>.run_if(move || on.adaptation),
        channels::suspensions::<L>.run_if(move || on.suspensions),
        channels::channels::<L>,
        channels::activities::<L>,
        institutions::institutions::<L>.run_if(move || on.institutions),
        posture::postures::<L>.run_if(move || on.posture),
        industry::industries::<L>.run_if(move || on.industry),
    );
    let operations = (
        coordination::coordination::<L>,
        bases::accesses::<L>.run_if(move || on.base_access),
        response::inclinations::<L>,
        levels::expected_shares::<L>.run_if(move || on.levels),
        operations::readiness::<L>.run_if(move || on.operations),
        operations::coalitions::<L>.run_if(move || on.operations),
        operations::exposures::<L>.run_if(move || on.operations),
    );
    let signals = (
        signals::exercises_seen::<L>,
        signals::statements_and_levels_seen::<L>,
    );
    let beliefs = (
        beliefs::expected_goals::<L>,
        beliefs::predict::<L>,
        beliefs::learn_from_channels::<L>.run_if(move || on.learn_channels),
        beliefs::keep_references::<L>,
        beliefs::pool_beliefs::<L>.run_if(move || on.pooling),
        estimate::estimates::<L>,
    );
    let decisions = (
        programme::programmes::<L>.run_if(move || on.programme),
        bloc::campaigns::<L>.run_if(move || on.campaigns),
        operations::capabilities::<L>.run_if(move || on.operations),
        decision::forecasts::<L>,
        decision::utilities::<L>,
        information::information::<L>.run_if(move || information != Information::Off),
        decision::choices::<L>,
    );
    let outcomes = (
        response::responses::<L>,
        levels::levels::<L>.run_if(move || on.levels),
        operations::share_strengths::<L>.run_if(move || !on.operations),
        operations::engagements::<L>.run_if(move || on.operations),
        operations::judgements::<L>,
        outcomes::crises::<L>.run_if(move || on.crises),
        response::learn_from_responses::<L>.run_if(move || on.learn_responses),
    );
    let reverberation = (
        threat::threats::<L>.run_if(move || on.threat),
        trust::trusts::<L>.run_if(move || on.trust),
        fear::fears::<L>.run_if(move || on.fear),
        audience::audiences::<L>.run_if(move || on.audience),
        programme::excitations::<L>.run_if(move || on.follow_ups),
        decoupling::doubts::<L>.run_if(move || on.decoupling),
        load::loads::<L>.run_if(move || on.operations),
        operations::stocks::<L>.run_if(move || on.operations && on.stocks),
    );
    let record = (
        costs::costs::<L>,
        recorder::tally::<L>,
        recorder::log_month::<L>.run_if(|log: Res<recorder::Log>| log.wants_months),
        event_log::log_events::<L>.run_if(|log: Res<recorder::Log>| log.wants_events),
    );
    month.add_systems(
        (
            politics.chain(),
            cooperation.chain(),
            operations.chain(),
            signals.chain(),
            beliefs.chain(),
            decisions.chain(),
            outcomes.chain(),
            reverberation.chain(),
            record.chain(),
        )
            .chain(),
    );
    month
}

/// The start of a block: parameters, then the state of every entity.
fn start<const L: usize>() -> Schedule {
    let mut start = Schedule::default();
    start.set_executor(SingleThreadedExecutor::new());
    start.add_systems(
        (
            initial::prepare::<L>,
            receivers::readings::<L>,
            operations::prepare::<L>,
            operations::fixed_shares::<L>,
            operations::full_stocks::<L>,
            initial::allies::<L>,
            initial::dyads::<L>,
            initial::outcomes::<L>,
            initial::forces::<L>,
            will::wills::<L>,
            initial::channels::<L>,
            industry::initial_industry::<L>,
            beliefs::expected_goals::<L>,
            receivers::first_beliefs::<L>,
            initial::probers::<L>,
        )
            .chain(),
    );
    start
}

/// Position of a pair of types among the four of a dyad, from a type profile.
#[inline(always)]
fn profile_bits(profile: usize, between: [usize; 2]) -> usize {
    (profile >> between[0] & 1) | (profile >> between[1] & 1) << 1
}

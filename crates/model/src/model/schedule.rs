//! The month on one screen: which systems run, in which order, and with which mechanism each. `docs/odd.md` describes the
//! same in the same order.

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{
    Chain, LogLevel, ScheduleBuildSettings, ScheduleConfigs, SingleThreadedExecutor,
};
use bevy_ecs::system::ScheduleSystem;

use super::{
    adaptation, audience, bases, beliefs, bloc, channels, commitment, coordination, costs,
    decision, decoupling, estimate, event_log, fear, forecast, industry, information, initial,
    institutions, levels, load, operations, opinion, outcomes, own_outcomes, politics, posture,
    programme, receivers, recorder, response, signals, threat, trust, will,
};
use crate::scenario::{Information, Mechanisms};

type Systems = ScheduleConfigs<ScheduleSystem>;

/// A system, unless its mechanism is off.
fn when<M>(on: bool, system: impl IntoScheduleConfigs<ScheduleSystem, M>) -> Option<Systems> {
    on.then(|| system.into_configs())
}

/// A system of every month.
fn always<M>(system: impl IntoScheduleConfigs<ScheduleSystem, M>) -> Option<Systems> {
    when(true, system)
}

/// One month, in the order of `docs/odd.md`. A mechanism that is off is not scheduled.
pub(super) fn month<const L: usize>(on: Mechanisms, information: Information) -> Schedule {
    let politics = vec![
        when(on.elections, politics::elections::<L>),
        always(politics::hidden_types::<L>),
        always(opinion::opinions::<L>),
        always(commitment::commitments::<L>),
        always(threat::threat_levers::<L>),
    ];
    let cooperation = vec![
        always(will::wills::<L>),
        when(on.adaptation, adaptation::adaptations::<L>),
        when(on.suspensions, channels::suspensions::<L>),
        always(channels::channels::<L>),
        always(channels::activities::<L>),
        when(on.institutions, institutions::institutions::<L>),
        when(on.posture, posture::postures::<L>),
        when(on.industry, industry::industries::<L>),
    ];
    let operations = vec![
        always(coordination::coordination::<L>),
        when(on.base_access, bases::accesses::<L>),
        always(response::inclinations::<L>),
        when(on.levels, levels::expected_shares::<L>),
        when(on.operations, operations::readiness::<L>),
        when(on.operations, operations::coalitions::<L>),
        when(on.operations, operations::exposures::<L>),
    ];
    let signals = vec![
        always(signals::exercises_seen::<L>),
        always(signals::statements_and_levels_seen::<L>),
    ];
    let beliefs = vec![
        always(beliefs::expected_goals::<L>),
        always(beliefs::predict::<L>),
        when(on.learn_channels, beliefs::learn_from_channels::<L>),
        always(beliefs::keep_references::<L>),
        when(on.pooling, beliefs::pool_beliefs::<L>),
        always(estimate::estimates::<L>),
    ];
    let decisions = vec![
        when(on.programme, programme::programmes::<L>),
        when(on.campaigns, bloc::campaigns::<L>),
        when(on.operations, operations::capabilities::<L>),
        always(forecast::forecasts::<L>),
        always(decision::utilities::<L>),
        when(
            information != Information::Off,
            information::information::<L>,
        ),
        always(decision::choices::<L>),
    ];
    let outcomes = vec![
        always(response::responses::<L>),
        when(on.levels, levels::levels::<L>),
        when(!on.operations, operations::share_strengths::<L>),
        when(on.operations, operations::engagements::<L>),
        always(operations::judgements::<L>),
        when(on.crises, outcomes::crises::<L>),
        when(on.learn_responses, response::learn_from_responses::<L>),
    ];
    let reverberation = vec![
        when(on.threat, threat::threats::<L>),
        when(on.trust, trust::trusts::<L>),
        when(on.fear, fear::fears::<L>),
        when(on.audience, audience::audiences::<L>),
        when(on.follow_ups, programme::excitations::<L>),
        when(on.decoupling, decoupling::doubts::<L>),
        when(on.operations, load::loads::<L>),
        when(on.operations && on.stocks, operations::stocks::<L>),
    ];
    let record = vec![
        always(costs::costs::<L>),
        always(recorder::tally::<L>),
        always(
            own_outcomes::own_outcomes::<L>
                .run_if(|own: Res<own_outcomes::Own<L>>| own.is_wanted()),
        ),
        always(recorder::log_month::<L>.run_if(|log: Res<recorder::Log>| log.wants_months)),
        always(event_log::log_events::<L>.run_if(|log: Res<recorder::Log>| log.wants_events)),
    ];
    let configs = [
        politics,
        cooperation,
        operations,
        signals,
        beliefs,
        decisions,
        outcomes,
        reverberation,
        record,
    ];
    let configs = configs.into_iter().flatten().flatten().collect();
    in_order(ScheduleConfigs::Configs {
        configs,
        collective_conditions: Vec::new(),
        metadata: Chain::default(),
    })
}

/// The start of a block: parameters, then the state of every entity.
pub(super) fn start<const L: usize>() -> Schedule {
    in_order(
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
            .into_configs(),
    )
}

/// A schedule of systems one after the other. None of them defers what it does to the world, so that nothing need be
/// put between them, nor searched for where.
fn in_order(systems: Systems) -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set_executor(SingleThreadedExecutor::new());
    schedule.set_build_settings(ScheduleBuildSettings {
        auto_insert_apply_deferred: false,
        hierarchy_detection: LogLevel::Ignore,
        ..ScheduleBuildSettings::default()
    });
    schedule.add_systems(systems.chain());
    schedule
}

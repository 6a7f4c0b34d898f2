//! M5: channels chosen under cost by both partners; exercises, statements and suspensions.

use bevy_ecs::prelude::*;

use super::adaptation::adjust_target;
use super::cast::{Cast, Clock, Dice, Dyad, Values};
use super::levers::Levers;
use super::poisson::poisson;
use super::process::Process;
use super::state::{Activity, Adjustment, Channels, HiddenType, Will};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::{Channel, ChannelKind, PerChannel, Sending};
use crate::theory::signals::send_probability;

/// π_k(z) for each channel and type: the probability that a type finds the channel worth its cost.
#[derive(Resource)]
pub struct SendingProbabilities<const L: usize> {
    /// Channel, then type (0 irresolute, 1 resolute).
    pub by_channel: PerChannel<[Lanes<L>; 2]>,
}

/// Target level of a channel, w·π(z_i)·π(z_j): both partners must find it worth its cost.
#[inline(always)]
pub fn target(will: f64, own: f64, partner: f64) -> f64 {
    will * own * partner
}

/// Level of the next month: a share a⁺ of the way up to its target, or a⁻ of the way down.
/// Written so that a = 1 gives the target exactly.
#[inline(always)]
pub fn adjust(level: f64, target: f64, build: f64, cut: f64) -> f64 {
    let a = if target > level { build } else { cut };
    (1.0 - a) * level + a * target
}

/// Hazard per month that intelligence sharing is suspended outright, η_s(1 − w)².
#[inline(always)]
pub fn suspension_hazard(scale: f64, will: f64) -> f64 {
    scale * (1.0 - will) * (1.0 - will)
}

simd! {
    fn worth<const L: usize>(
        benefit: &Lanes<L>, channel: &Channel<Lanes<L>>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let cost = channel.sunk_cost[k] + channel.audience_cost[k];
            send_probability(benefit[k], cost, channel.cost_spread[k])
        });
    }

    fn targets<const L: usize>(
        will: &Lanes<L>, worth: &[Lanes<L>; 2], own: &Lanes<L>, partner: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let of = |z: f64| if z > 0.5 { worth[1][k] } else { worth[0][k] };
            target(will[k], of(own[k]), of(partner[k]))
        });
    }

    fn move_levels<const L: usize>(
        target: &Lanes<L>, channel: &Channel<Lanes<L>>, level: &mut Lanes<L>
    ) {
        level.update(|k, x| adjust(x, target[k], channel.build[k], channel.cut[k]));
    }

    fn suspend<const L: usize>(
        draw: &Lanes<L>, scale: &Lanes<L>, will: &Lanes<L>, resumption: &Lanes<L>,
        suspended: &mut Lanes<L>, begins: &mut Lanes<L>, ends: &mut Lanes<L>
    ) {
        begins.set(|k| {
            let hit = draw[k] < suspension_hazard(scale[k], will[k]);
            if hit & (suspended[k] < 0.5) { 1.0 } else { 0.0 }
        });
        ends.set(|k| if (suspended[k] > 0.5) & (draw[k] < resumption[k]) { 1.0 } else { 0.0 });
        suspended.update(|k, s| s + begins[k] - ends[k]);
    }

    fn clear_where<const L: usize>(mask: &Lanes<L>, level: &mut Lanes<L>) {
        level.update(|k, x| if mask[k] > 0.5 { 0.0 } else { x });
    }

    fn drill_mean<const L: usize>(rate: &Lanes<L>, level: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| rate[k] * level[k]);
    }

    fn happens<const L: usize>(draw: &Lanes<L>, probability: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| if draw[k] < probability[k] { 1.0 } else { 0.0 });
    }
}

/// Works out π_k(z) for the parameters of a block (S1).
pub fn sending_probabilities<const L: usize>(
    sending: &Sending<Lanes<L>>,
    channels: &PerChannel<Channel<Lanes<L>>>,
    out: &mut SendingProbabilities<L>,
) {
    for (channel, by_type) in channels.iter().zip(&mut out.by_channel) {
        worth(&sending.benefit_irresolute, channel, &mut by_type[0]);
        worth(&sending.benefit_resolute, channel, &mut by_type[1]);
    }
}

/// Suspends and resumes intelligence sharing.
pub fn suspensions<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    mut dyads: Query<(&Dyad, &Will<L>, &mut Activity<L>)>,
) {
    for (dyad, will, mut activity) in &mut dyads {
        let mut draw = Lanes::ZERO;
        dice.0
            .uniform(Process::Suspension.code(), dyad.id, 0, &mut draw);
        let Activity {
            suspended,
            suspension,
            resumption: resumed,
            ..
        } = &mut *activity;
        let scale = &values.0.dyads[dyad.ix].suspension_hazard;
        let willing = &will.joint[ChannelKind::Intel];
        let resumption = &values.0.suspension.resumption;
        suspend(
            &draw, scale, willing, resumption, suspended, suspension, resumed,
        );
    }
}

/// Moves each channel towards the level that both partners choose.
pub fn channels<const L: usize>(
    values: Res<Values<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    sending: Res<SendingProbabilities<L>>,
    levers: Res<Levers<L>>,
    allies: Query<&HiddenType<L>>,
    switches: Res<super::rules::Switches>,
    mut dyads: Query<(
        &Dyad,
        &Will<L>,
        &Activity<L>,
        &Adjustment<L>,
        &mut Channels<L>,
    )>,
) {
    for (dyad, will, activity, adjustment, mut channels) in &mut dyads {
        let [i, j] = dyad.between.map(|ally| allies.get(cast.allies[ally]));
        let (Ok(own), Ok(partner)) = (i, j) else {
            continue;
        };
        for channel in ChannelKind::ALL {
            let mut goal = Lanes::ZERO;
            targets(
                &will.joint[channel],
                &sending.by_channel[channel],
                &own.resolute,
                &partner.resolute,
                &mut goal,
            );
            if switches.0.adaptation {
                adjust_target(adjustment, &mut goal);
            }
            levers.on_channel(clock.step, dyad.ix, channel, &mut goal, None);
            let level = &mut channels.level[channel];
            move_levels(&goal, &values.0.channels[channel], level);
            if channel == ChannelKind::Intel {
                clear_where(&activity.suspended, level);
            }
            levers.on_channel(clock.step, dyad.ix, channel, &mut goal, Some(level));
        }
    }
}

/// Holds exercises and makes statements.
pub fn activities<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    mut dyads: Query<(&Dyad, &Channels<L>, &mut Activity<L>)>,
) {
    for (dyad, channels, mut activity) in &mut dyads {
        let (mut draw, mut mean) = (Lanes::ZERO, Lanes::ZERO);
        let level = &channels.level[ChannelKind::Exercises];
        drill_mean(&values.0.dyads[dyad.ix].drill_rate, level, &mut mean);
        dice.0
            .uniform(Process::DrillCount.code(), dyad.id, 0, &mut draw);
        poisson(&draw, &mean, &mut activity.drills);
        dice.0
            .uniform(Process::Statement.code(), dyad.id, 0, &mut draw);
        let level = &channels.level[ChannelKind::Statements];
        happens(&draw, level, &mut activity.statement);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_slow_to_build_and_fast_to_cut() {
        assert!((adjust(0.2, 0.6, 0.15, 0.4) - 0.26).abs() < 1e-15);
        assert!((adjust(0.6, 0.2, 0.15, 0.4) - 0.44).abs() < 1e-15);
        assert_eq!(adjust(0.123, 0.7, 1.0, 1.0), 0.7);
    }

    #[test]
    fn sharing_is_suspended_most_readily_where_will_is_least() {
        assert_eq!(suspension_hazard(0.01, 1.0), 0.0);
        assert_eq!(suspension_hazard(0.01, 0.0), 0.01);
    }
}

//! M10: signals as each receiver sees them, through visibility, false alarms, noise and bias.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Dice, Dyad, Receiver, Values};
use super::process::Process;
use super::receivers::{Reading, Sight};
pub use super::state::LEVELS;
use super::state::{Activity, Channels, Seen};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::exp;
use crate::scenario::ChannelKind;

/// Size of an exercise, lognormal with mean 1: exp(s·ε − s²/2).
#[inline(always)]
pub fn drill_size(spread: f64, normal: f64) -> f64 {
    exp(spread * normal - 0.5 * spread * spread)
}

/// Probability that a statement is seen: v if one was made, f·v if none was.
#[inline(always)]
pub fn statement_visibility(made: f64, visibility: f64, false_alarm: f64) -> f64 {
    if made > 0.5 {
        visibility
    } else {
        false_alarm * visibility
    }
}

/// Reading of a level: x + bias + s_mdk·ε, where s_mdk = s_k/√(a_mk·a_md).
#[inline(always)]
pub fn reading(level: f64, bias: f64, noise: f64) -> f64 {
    level + bias + noise
}

simd! {
    fn sizes<const L: usize>(spread: &Lanes<L>, normal: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| drill_size(spread[k], normal[k]));
    }

    fn sight_drill<const L: usize>(
        n: f64, draw: &Lanes<L>, held: &Lanes<L>, visibility: &Lanes<L>, size: &Lanes<L>,
        count: &mut Lanes<L>, total: &mut Lanes<L>
    ) {
        count.update(|k, c| {
            c + if (held[k] > n) & (draw[k] < visibility[k]) { 1.0 } else { 0.0 }
        });
        total.update(|k, t| {
            t + if (held[k] > n) & (draw[k] < visibility[k]) { size[k] } else { 0.0 }
        });
    }

    fn sight_statement<const L: usize>(
        draw: &Lanes<L>, made: &Lanes<L>, visibility: &Lanes<L>, false_alarm: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let p = statement_visibility(made[k], visibility[k], false_alarm[k]);
            if draw[k] < p { 1.0 } else { 0.0 }
        });
    }

    fn read_level<const L: usize>(
        level: &Lanes<L>, bias: &Lanes<L>, noise: &Lanes<L>, blur: &Lanes<L>,
        normal: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| reading(level[k], bias[k], noise[k] * blur[k] * normal[k]));
    }

    fn sight<const L: usize>(draw: &Lanes<L>, visibility: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| if draw[k] < visibility[k] { 1.0 } else { 0.0 });
    }
}

/// Shows each receiver the exercises that it sees: each is seen or missed by itself, so that the
/// number seen is a thinned Poisson number.
pub fn exercises_seen<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    dyads: Query<(&Dyad, &Activity<L>)>,
    mut receivers: Query<(&Receiver, &Reading<L>, &mut Seen<L>)>,
) {
    for (_, _, mut seen) in &mut receivers {
        seen.drill_size = Lanes::ZERO;
        for drills in &mut seen.drills {
            *drills = Lanes::ZERO;
        }
    }
    for &entity in &cast.dyads {
        let Ok((dyad, activity)) = dyads.get(entity) else {
            continue;
        };
        let held = &activity.drills;
        let mut n = 0;
        while held.any(|k| held[k] > f64::from(n)) {
            let (mut normal, mut size, mut draw) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
            dice.0
                .normal(Process::DrillSize.code(), dyad.id, n, &mut normal);
            sizes(&values.0.signals.drill_size_spread, &normal, &mut size);
            for (receiver, reading, mut seen) in &mut receivers {
                let channel = ChannelKind::Exercises;
                let Sight { visibility, hidden } = &reading.dyads[dyad.ix].channels[channel];
                if *hidden {
                    let address = cast.sightings[receiver.ix][dyad.ix];
                    dice.0
                        .uniform(Process::DrillSeen.code(), address, n, &mut draw);
                } else {
                    draw = Lanes::ZERO;
                }
                let Seen {
                    drills, drill_size, ..
                } = &mut *seen;
                let count = &mut drills[dyad.ix];
                sight_drill(
                    f64::from(n),
                    &draw,
                    held,
                    visibility,
                    &size,
                    count,
                    drill_size,
                );
            }
            n += 1;
        }
    }
}

/// Shows each receiver statements, and readings of intelligence sharing and doctrine.
pub fn statements_and_levels_seen<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    dyads: Query<(&Dyad, &Activity<L>, &Channels<L>)>,
    mut receivers: Query<(&Receiver, &Reading<L>, &mut Seen<L>)>,
) {
    let p = &values.0;
    let noise = [&p.signals.noise_intel, &p.signals.noise_doctrine];
    let process = [Process::IntelSeen, Process::DoctrineSeen];
    for (receiver, reads, mut seen) in &mut receivers {
        let seen = &mut *seen;
        for &entity in &cast.dyads {
            let Ok((dyad, activity, channels)) = dyads.get(entity) else {
                continue;
            };
            let d = dyad.ix;
            let own = &reads.dyads[d];
            let statements = &own.channels[ChannelKind::Statements].visibility;
            let address = cast.sightings[receiver.ix][d];
            let mut draw = Lanes::ZERO;
            dice.0
                .uniform(Process::StatementSeen.code(), address, 0, &mut draw);
            let made = &activity.statement;
            let heard = &mut seen.statement[d];
            sight_statement(&draw, made, statements, &p.signals.false_alarm, heard);
            let (mut first, mut second) = (Lanes::ZERO, Lanes::ZERO);
            dice.0.normal_pair(
                Process::ReadingNoise.code(),
                address,
                0,
                &mut first,
                &mut second,
            );
            for (n, normal) in [&first, &second].into_iter().enumerate() {
                let channel = LEVELS[n];
                let level = &channels.level[channel];
                read_level(
                    level,
                    &reads.bias,
                    noise[n],
                    &own.blur[n].deviation,
                    normal,
                    &mut seen.reading[d][n],
                );
                let Sight { visibility, hidden } = &own.channels[channel];
                if *hidden {
                    dice.0.uniform(process[n].code(), address, 0, &mut draw);
                } else {
                    draw = Lanes::ZERO;
                }
                sight(&draw, visibility, &mut seen.read[d][n]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_mean_one() {
        // Midpoint rule over the normal density.
        let (mut mean, step) = (0.0, 1e-3);
        for i in -8000..8000 {
            let x = (f64::from(i) + 0.5) * step;
            mean += drill_size(0.5, x) * (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt() * step;
        }
        assert!((mean - 1.0).abs() < 1e-9);
    }

    #[test]
    fn without_visibility_there_are_no_false_alarms_either() {
        assert_eq!(statement_visibility(0.0, 0.0, 0.05), 0.0);
        assert_eq!(statement_visibility(0.0, 0.9, 0.05), 0.05 * 0.9);
    }
}

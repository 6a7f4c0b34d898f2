//! What each channel told a receiver, worked out again in one lane from what the world holds after a
//! month. A normal run never calls this.

use bevy_ecs::prelude::*;

use super::super::state::Expectation;
use super::goals::profile_bits;
use super::{Goals, exercise_log_likelihood, innovation_variance, reading_log_likelihood};
use crate::math::ln;
use crate::model::cast::{Cast, Receiver, Values};
use crate::model::channels::adjust;
use crate::model::receivers::Reading;
use crate::model::state::{LEVELS, Seen};
use crate::model::will::Views;
use crate::scenario::ChannelKind;
use crate::theory::signals::{evidence_discount, seen_probability, sighting_log_likelihood};

/// Evidence of one dyad's channels in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct DyadEvidence {
    /// Weight of this dyad's evidence, temper·disc: ln P(z) gains weight·Σ ln f_k(z).
    pub weight: f64,
    /// ln f_k by channel, in the order of [`ChannelKind::ALL`], then by profile; in nats, up to a
    /// term without the profile, and 0 for a level that was not read.
    pub by_channel: [Vec<f64>; 4],
}

/// The reference levels of intelligence sharing and doctrine that a receiver holds in a lane, by
/// dyad. Taken before a month, they are what [`channel_evidence`] needs after it, for the month
/// replaces them. `None` if the entity is no receiver.
pub fn references<const L: usize>(
    world: &World,
    receiver: Entity,
    lane: usize,
) -> Option<Vec<[f64; 2]>> {
    let expectation = world.get::<Expectation<L>>(receiver)?;
    let held = expectation.reference.iter();
    Some(held.map(|pair| pair.each_ref().map(|x| x[lane])).collect())
}

/// The log-likelihood of what a receiver saw this month, by dyad, channel and profile, in one lane
/// (M11). `references` are those of [`references`] before the month. `None` if the entity is no
/// receiver, or if the references are not one pair a dyad.
///
/// Σ weight·ln f over dyads and channels is the evidence by which the month's update changed
/// ln P(z), apart from what is common to all profiles. For an ally, profiles with another type than
/// its own do not count.
pub fn channel_evidence<const L: usize>(
    world: &World,
    receiver: Entity,
    lane: usize,
    references: &[[f64; 2]],
) -> Option<Vec<DyadEvidence>> {
    let p = &world.get_resource::<Values<L>>()?.0;
    let cast = world.get_resource::<Cast>()?;
    let views = world.get_resource::<Views<L>>()?;
    let goals = world.get_resource::<Goals<L>>()?;
    let ix = world.get::<Receiver>(receiver)?.ix;
    let reading = world.get::<Reading<L>>(receiver)?;
    let seen = world.get::<Seen<L>>(receiver)?;
    let expectation = world.get::<Expectation<L>>(receiver)?;
    let goals = &goals.by_view[views.of_receiver[ix]];
    if references.len() != goals.len() {
        return None;
    }
    let profiles = 1 << cast.allies.len();
    let k = lane;
    let dyad = |d: usize| {
        let own = &reading.dyads[d];
        let visible = |channel: ChannelKind| own.channels[channel].visibility[k];
        let read = seen.read[d].each_ref().map(|made| made[k]);
        let correlation = p.beliefs.channel_correlation[k];
        let discount = evidence_discount(2.0 + read[0] + read[1], correlation);
        let [drills, statements] = &expectation.level[d];
        let exercise = |z: usize| {
            let level = drills[z][k];
            let rate = p.dyads[d].drill_rate[k] * visible(ChannelKind::Exercises);
            let ln_level = ln(if level > 1e-300 { level } else { 1e-300 });
            exercise_log_likelihood(seen.drills[d][k], ln_level, rate, level)
        };
        let statement = |z: usize| {
            let v = visible(ChannelKind::Statements);
            let omega = seen_probability(statements[z][k], v, p.signals.false_alarm[k] * v);
            sighting_log_likelihood(omega, seen.statement[d][k])
        };
        let level = |r: usize, z: usize| {
            if read[r] < 0.5 {
                return 0.0;
            }
            let channel = LEVELS[r];
            let goal = goals[d][channel][profile_bits(z, cast.between[d])][k];
            let (build, cut) = (p.channels[channel].build[k], p.channels[channel].cut[k]);
            let share = if goal > references[d][r] { build } else { cut };
            let noise = [p.signals.noise_intel[k], p.signals.noise_doctrine[k]][r];
            let at_full_attention = innovation_variance(noise, share);
            let blur = &own.blur[r];
            let variance = at_full_attention * blur.variance[k];
            let ln_variance = ln(at_full_attention) + blur.ln_variance[k];
            let expected = adjust(references[d][r], goal, build, cut);
            reading_log_likelihood(seen.reading[d][r][k], expected, variance, ln_variance)
        };
        let by_profile = |f: &dyn Fn(usize) -> f64| (0..profiles).map(f).collect();
        DyadEvidence {
            weight: reading.temper[k] * discount,
            by_channel: [
                by_profile(&exercise),
                by_profile(&statement),
                by_profile(&|z| level(0, z)),
                by_profile(&|z| level(1, z)),
            ],
        }
    };
    Some((0..goals.len()).map(dyad).collect())
}

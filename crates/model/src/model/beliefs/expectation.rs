//! The levels that receivers start from, and the reference levels that they keep.

use bevy_ecs::prelude::*;

use super::super::state::{Belief, Expectation};
use super::goals::expected_goal;
use super::goals::profile_bits;
use super::{CARRIED, Goals};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::{Cast, Receiver, Values};
use crate::model::channels::adjust;
use crate::model::state::{LEVELS, Seen};
use crate::model::will::Views;
use crate::scenario::Channel;
use crate::scenario::PerChannel;

simd! {
    fn keep_reference<const L: usize>(
        reading: &Lanes<L>, made: &Lanes<L>, expected: &Lanes<L>, channel: &Channel<Lanes<L>>,
        reference: &mut Lanes<L>
    ) {
        reference.update(|k, r| {
            let moved = adjust(r, expected[k], channel.build[k], channel.cut[k]);
            if made[k] > 0.5 { reading[k] } else { moved }
        });
    }
}

/// Keeps the last reading of each level as the reference for the next; without a reading, the
/// reference moves as the level is expected to.
pub fn keep_references<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    goals: Res<Goals<L>>,
    mut receivers: Query<(&Receiver, &Seen<L>, &Belief<L>, &mut Expectation<L>)>,
) {
    for (receiver, seen, belief, mut expectation) in &mut receivers {
        let goal = &goals.by_view[views.of_receiver[receiver.ix]];
        let reference = &mut expectation.reference;
        for d in 0..cast.dyads.len() {
            for (r, channel) in LEVELS.into_iter().enumerate() {
                let mut expected = Lanes::ZERO;
                expected_goal(
                    &belief.profile,
                    cast.between[d],
                    &goal[d][channel],
                    &mut expected,
                );
                let (reading, made) = (&seen.reading[d][r], &seen.read[d][r]);
                keep_reference(
                    reading,
                    made,
                    &expected,
                    &values.0.channels[channel],
                    &mut reference[d][r],
                );
            }
        }
    }
}

/// Sets what a receiver expects to the targets of its first month, so that no belief begins with
/// news.
pub fn initial_expectation<const L: usize>(
    cast: &Cast,
    goals: &[PerChannel<[Lanes<L>; 4]>],
    belief: &Belief<L>,
    expectation: &mut Expectation<L>,
) {
    for (d, goal) in goals.iter().enumerate() {
        for (n, channel) in CARRIED.into_iter().enumerate() {
            for z in 0..belief.profile.len() {
                expectation.level[d][n][z] = goal[channel][profile_bits(z, cast.between[d])];
            }
        }
        for (r, channel) in LEVELS.into_iter().enumerate() {
            let reference = &mut expectation.reference[d][r];
            let goal = &goal[channel];
            expected_goal(&belief.profile, cast.between[d], goal, reference);
        }
    }
}

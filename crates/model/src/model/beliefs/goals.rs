//! What receivers expect each dyad to aim at, by pair of types.

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::adaptation::adjust_target;
use crate::model::cast::Cast;
use crate::model::channels::{SendingProbabilities, target};
use crate::model::state::{Activity, Adjustment, Will};
use crate::scenario::{ChannelKind, PerChannel};

/// x*_dk of this month under each pair of types, in the light of the will that receivers see.
#[derive(Resource, Default)]
pub struct Goals<const L: usize> {
    /// By view, dyad, channel, then z_i + 2·z_j.
    pub by_view: Vec<Vec<PerChannel<[Lanes<L>; 4]>>>,
}

simd! {
    fn goals<const L: usize>(
        will: &Lanes<L>, worth: &[Lanes<L>; 2], out: &mut [Lanes<L>; 4]
    ) {
        for (n, goal) in out.iter_mut().enumerate() {
            let (own, partner) = (&worth[n & 1], &worth[n >> 1]);
            goal.set(|k| target(will[k], own[k], partner[k]));
        }
    }

    fn forbid<const L: usize>(suspended: &Lanes<L>, goal: &mut Lanes<L>) {
        goal.update(|k, x| if suspended[k] > 0.5 { 0.0 } else { x });
    }

    /// E\[x\] over profiles of a quantity that depends on the types of a dyad's two allies.
    pub(super) fn expected_goal<const L: usize>(
        profile: &[Lanes<L>], between: [usize; 2], goal: &[Lanes<L>; 4], out: &mut Lanes<L>
    ) {
        *out = Lanes::ZERO;
        for (z, p) in profile.iter().enumerate() {
            let goal = &goal[profile_bits(z, between)];
            out.update(|k, sum| sum + p[k] * goal[k]);
        }
    }
}

/// Works out what receivers expect each dyad to aim at under each pair of types, in the light of
/// the will that they see: once for all who see the same.
pub fn expected_goals<const L: usize>(
    cast: Res<Cast>,
    sending: Res<SendingProbabilities<L>>,
    mut expected: ResMut<Goals<L>>,
    switches: Res<crate::model::rules::Switches>,
    dyads: Query<(&Will<L>, &Activity<L>, &Adjustment<L>)>,
) {
    for (view, by_dyad) in expected.by_view.iter_mut().enumerate() {
        for (&entity, by_channel) in cast.dyads.iter().zip(by_dyad) {
            let Ok((will, activity, adjustment)) = dyads.get(entity) else {
                continue;
            };
            for channel in ChannelKind::ALL {
                let goal = &mut by_channel[channel];
                goals(
                    &will.seen[view][channel],
                    &sending.by_channel[channel],
                    goal,
                );
                if switches.0.adaptation {
                    for g in goal.iter_mut() {
                        adjust_target(adjustment, g);
                    }
                }
                if channel == ChannelKind::Intel {
                    for g in goal {
                        forbid(&activity.suspended, g);
                    }
                }
            }
        }
    }
}

/// Position of a pair of types among the four of a dyad, from a type profile.
#[inline(always)]
pub(super) fn profile_bits(profile: usize, between: [usize; 2]) -> usize {
    (profile >> between[0] & 1) | (profile >> between[1] & 1) << 1
}

//! What a coalition can do where operations are off or no forces are declared: fixed shares,
//! S(x) = Σ s_ih·x_i / Σ s_ih, without any coordination in it.

use bevy_ecs::prelude::*;

use super::expected::Capability;
use super::fixed::Plan;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::select;
use crate::model::cast::{Challenge, Values};
use crate::model::state::Answer;
use crate::scenario::Stake;

simd! {
    fn add_share<const L: usize>(share: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + share[k]);
    }

    fn normalise<const L: usize>(total: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s / total[k]);
    }

    /// Takes a value in the lanes whose index is `which`.
    pub(super) fn pick<const L: usize>(
        which: f64, index: &Lanes<L>, value: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, x| select(index[k] == which, value[k], x));
    }

    /// Adds an ally's bit to the index of a participation profile.
    pub(super) fn index_profile<const L: usize>(
        weight: f64, respond: &Lanes<L>, index: &mut Lanes<L>
    ) {
        index.update(|k, x| x + weight * respond[k]);
    }
}

/// S(x) for every participation profile from the allies' shares.
fn fill<const L: usize>(stakes: &[Stake<Lanes<L>>], by_profile: &mut [Lanes<L>]) {
    let mut total = Lanes::ZERO;
    for stake in stakes {
        add_share(&stake.contribution, &mut total);
    }
    for (x, s) in by_profile.iter_mut().enumerate() {
        *s = Lanes::ZERO;
        for (i, stake) in stakes.iter().enumerate() {
            if x >> i & 1 == 1 {
                add_share(&stake.contribution, s);
            }
        }
        normalise(&total, s);
    }
}

/// Fills S(x) for the parameters of a block, the same at every rung and for every prober.
pub fn fixed_shares<const L: usize>(
    values: Res<Values<L>>,
    plan: Res<Plan<L>>,
    mut challenges: Query<(&Challenge, &mut Capability<L>)>,
) {
    if plan.active {
        return;
    }
    for (challenge, mut capability) in &mut challenges {
        let Capability { by_class, of_rung } = &mut *capability;
        of_rung.fill(0);
        fill(&values.0.stakes[challenge.theatre], &mut by_class[0]);
    }
}

/// Realised strength of the responders' shares.
pub fn share_strengths<const L: usize>(
    mut challenges: Query<(&Challenge, &Capability<L>, &mut Answer<L>)>,
) {
    for (_, capability, mut answer) in &mut challenges {
        let mut index = Lanes::ZERO;
        for (i, x) in answer.respond.iter().enumerate() {
            index_profile(f64::from(1 << i), x, &mut index);
        }
        answer.strength = Lanes::ZERO;
        for (x, s) in capability.at_rung(0).iter().enumerate() {
            pick(x as f64, &index, s, &mut answer.strength);
        }
    }
}

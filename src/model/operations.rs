//! M8: what each coalition could do in a theatre.
//!
//! The general form gives S_ah(x) for every participation profile x. Until operations are modelled
//! (missile defence, cover, search, strike), a coalition can do what its members bring:
//! S(x) = Σ s_ih·x_i / Σ s_ih, without any coordination in it.

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Stake;

/// S(x) in a theatre for every participation profile x; bit i of the index says that ally i responds.
#[derive(Component)]
pub struct Capability<const L: usize> {
    /// S in [0, 1], by participation profile.
    pub by_profile: Vec<Lanes<L>>,
}

simd! {
    fn add_share<const L: usize>(share: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + share[k]);
    }

    fn normalise<const L: usize>(total: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s / total[k]);
    }
}

/// Fills S(x) for the parameters of a block.
pub fn capabilities<const L: usize>(stakes: &[Stake<Lanes<L>>], out: &mut Capability<L>) {
    let mut total = Lanes::ZERO;
    for stake in stakes {
        add_share(&stake.contribution, &mut total);
    }
    for (x, s) in out.by_profile.iter_mut().enumerate() {
        *s = Lanes::ZERO;
        for (i, stake) in stakes.iter().enumerate() {
            if x >> i & 1 == 1 {
                add_share(&stake.contribution, s);
            }
        }
        normalise(&total, s);
    }
}

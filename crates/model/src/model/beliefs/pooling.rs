//! The bloc pools its members' beliefs.

use bevy_ecs::prelude::*;

use super::super::state::Belief;
use super::{FilterScratch, update};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::ln;
use crate::model::cast::{Cast, Members, Values};

simd! {
    fn take_logs<const L: usize>(
        profile: &[Lanes<L>], logs: &mut [Lanes<L>], sums: &mut [Lanes<L>]
    ) {
        for ((p, log), sum) in profile.iter().zip(logs).zip(sums) {
            log.set(|k| ln(p[k]));
            sum.update(|k, s| s + log[k]);
        }
    }

    fn pool<const L: usize>(
        share: &Lanes<L>, members: f64, sums: &[Lanes<L>], logs: &mut [Lanes<L>]
    ) {
        for (log, sum) in logs.iter_mut().zip(sums) {
            log.update(|k, own| (1.0 - share[k]) * own + share[k] * (sum[k] / members));
        }
    }
}

/// The bloc pools its members' beliefs, log-linearly: ln P_m ← (1 − share)·ln P_m + share·mean ln P.
pub fn pool_beliefs<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    blocs: Query<&Members>,
    mut scratch: ResMut<FilterScratch<L>>,
    mut beliefs: Query<&mut Belief<L>>,
) {
    let Ok(members) = blocs.get(cast.bloc) else {
        return;
    };
    let members = members.entities();
    if members.len() < 2 {
        return;
    }
    let FilterScratch { mass, logs, .. } = &mut *scratch;
    mass.fill(Lanes::ZERO);
    for (&member, logs) in members.iter().zip(logs.iter_mut()) {
        if let Ok(belief) = beliefs.get(member) {
            take_logs(&belief.profile, logs, mass);
        }
    }
    for (&member, logs) in members.iter().zip(logs) {
        if let Ok(mut belief) = beliefs.get_mut(member) {
            pool(&values.0.beliefs.pooling, members.len() as f64, mass, logs);
            belief.profile.fill(Lanes::splat(1.0));
            update(&mut belief.profile, logs);
        }
    }
}

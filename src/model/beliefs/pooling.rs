//! The bloc pools its members' beliefs.

use bevy_ecs::prelude::*;

use super::{Belief, FilterScratch, add, update};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::ln;
use crate::model::cast::{Cast, Members, Values};

simd! {
    fn log_of<const L: usize>(p: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| ln(p[k]));
    }

    fn pool<const L: usize>(
        share: &Lanes<L>, members: f64, own: &Lanes<L>, sum: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| (1.0 - share[k]) * own[k] + share[k] * (sum[k] / members));
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
    let FilterScratch { mass, evidence, .. } = &mut *scratch;
    for sum in mass.iter_mut() {
        *sum = Lanes::ZERO;
    }
    let mut log = Lanes::ZERO;
    for &member in members {
        let Ok(belief) = beliefs.get(member) else {
            continue;
        };
        for (p, sum) in belief.profile.iter().zip(mass.iter_mut()) {
            log_of(p, &mut log);
            add(&log, sum);
        }
    }
    for &member in members {
        let Ok(mut belief) = beliefs.get_mut(member) else {
            continue;
        };
        for ((p, sum), e) in belief
            .profile
            .iter_mut()
            .zip(mass.iter())
            .zip(evidence.iter_mut())
        {
            log_of(p, &mut log);
            pool(
                &values.0.beliefs.pooling,
                members.len() as f64,
                &log,
                sum,
                e,
            );
            *p = Lanes::splat(1.0);
        }
        update(&mut belief.profile, evidence);
    }
}

//! M15: whether a host lets a guest use its bases for a theatre, decided month by month in public.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Base, Cast, Dice, Dyad, Values};
use super::process::Process;
use super::state::{Access, Exposure, Opinion, Threat};
use super::sums::add_deviation;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::logistic;
use crate::scenario::Base as BaseParameters;

/// Probability of access, σ(g_0 + g_o(o − ō) + g_τ(τ − τ̄) − g_e·exposure).
#[inline(always)]
pub fn access(level: f64, opinion: f64, threat: f64, exposure: f64) -> f64 {
    logistic(level + opinion + threat - exposure)
}

simd! {
    fn decide<const L: usize>(
        p: &BaseParameters<Lanes<L>>, opinion: &Lanes<L>, threat: &Lanes<L>,
        threat_mean: &Lanes<L>, exposure: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| access(
            p.level[k],
            p.opinion[k] * opinion[k],
            p.threat[k] * (threat[k] - threat_mean[k]),
            p.exposure[k] * exposure[k],
        ));
    }

    fn grant<const L: usize>(
        draw: &Lanes<L>, probability: &Lanes<L>, loss: &Lanes<L>, granted: &mut Lanes<L>,
        usable: &mut Lanes<L>
    ) {
        granted.set(|k| if draw[k] < probability[k] { 1.0 } else { 0.0 });
        usable.set(|k| if granted[k] > 0.5 { 1.0 } else { 1.0 - loss[k] });
    }
}

/// Decides on access to each base. The public that counts is the host's, about the state that the
/// theatre belongs to, or about all partners where that is nobody's or the host's own.
pub fn accesses<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    hosts: Query<(&Ally, &Threat<L>, &Exposure<L>)>,
    dyads: Query<(&Dyad, &Opinion<L>)>,
    mut bases: Query<(&Base, &mut Access<L>)>,
) {
    let p = &values.0;
    for (base, mut access) in &mut bases {
        let Ok((host, threat, exposure)) = hosts.get(cast.allies[base.host]) else {
            continue;
        };
        let publics = &cast.sympathies[base.theatre][base.host];
        let mut sentiment = Lanes::ZERO;
        for &(d, side) in publics {
            if let Ok((_, opinion)) = dyads.get(cast.dyads[d]) {
                let mean = &p.publics[d][side].mean;
                let share = 1.0 / publics.len() as f64;
                add_deviation(&opinion.held[side], mean, share, &mut sentiment);
            }
        }
        let own = &p.bases[base.ix];
        let mean = &p.allies[host.ix].threat_mean;
        let Access {
            probability,
            granted,
            usable,
        } = &mut *access;
        decide(
            own,
            &sentiment,
            &threat.level,
            mean,
            &exposure.level,
            probability,
        );
        let mut draw = Lanes::ZERO;
        dice.0
            .uniform(Process::BaseAccess.code(), base.id, 0, &mut draw);
        grant(&draw, probability, &own.loss, granted, usable);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exposed_host_with_a_hostile_public_refuses_more_often() {
        let usual = access(1.0, 0.0, 0.0, 0.0);
        assert!((usual - 0.7310585786300049).abs() < 1e-15);
        assert!(access(1.0, -0.4, 0.0, 0.25) < usual && access(1.0, 0.0, 0.3, 0.0) > usual);
    }
}

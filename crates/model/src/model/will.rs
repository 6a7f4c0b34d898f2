//! M4: political will to cooperate, and what institutions insulate from politics.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Clock, Dyad, Values};
use super::levers::Levers;
use super::state::{Commitment, Doubt, Government, Institution, Opinion, Threat, Will};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::logistic;
use crate::scenario::{
    Ally as AllyParameters, Channel, ChannelKind, LeverTarget, PerChannel, Will as WillParameters,
};
use crate::theory::signals::{CES_GEOMETRIC, ces_rho, ces2, ces2_geometric};

/// The distinct degrees of attribution among receivers. Receivers who discount domestic politics
/// alike see the same will, so it is worked out once for all of them.
#[derive(Resource)]
pub struct Views<const L: usize> {
    /// attrib of each view.
    pub attribution: Vec<Lanes<L>>,
    /// The view of each receiver.
    pub of_receiver: Vec<usize>,
}

/// Will that politics is free to move, on the logit scale:
/// w_0 + θ + β_o(o − ō) + β_t(τ − τ̄) + β_c·commit − β_D(doubt − D̄).
#[inline(always)]
pub fn free_will(
    intercept: f64,
    stance: f64,
    opinion: f64,
    threat: f64,
    commitment: f64,
    doubt: f64,
) -> f64 {
    intercept + stance + opinion + threat + commitment - doubt
}

/// Free will as a receiver sees it, F̄ + attrib(F − F̄): at attrib = 1 it discounts domestic politics
/// fully, at 0 it reads every deviation as character (Jervis 1976, ch. 2 and 8).
#[inline(always)]
pub fn attributed_will(mean: f64, actual: f64, attribution: f64) -> f64 {
    mean + attribution * (actual - mean)
}

/// Will of one side on one channel, σ(v·w̄ + (1 − v)·free) with v = inst·ins_k.
#[inline(always)]
pub fn will(insulated: f64, institutional: f64, free: f64) -> f64 {
    logistic(insulated * institutional + (1.0 - insulated) * free)
}

/// What moves an ally's will towards all its partners.
struct Politics<'a, const L: usize> {
    stance: &'a Lanes<L>,
    party_mean: &'a Lanes<L>,
    threat: &'a Lanes<L>,
    commitment: &'a Lanes<L>,
    doubt: &'a Lanes<L>,
}

simd! {
    fn free_will_of<const L: usize>(
        p: &WillParameters<Lanes<L>>, own: &AllyParameters<Lanes<L>>, politics: &Politics<'_, L>,
        opinion: &Lanes<L>, opinion_mean: &Lanes<L>, free: &mut Lanes<L>, mean: &mut Lanes<L>
    ) {
        free.set(|k| free_will(
            p.intercept[k],
            politics.stance[k],
            p.opinion[k] * (opinion[k] - opinion_mean[k]),
            p.threat[k] * (politics.threat[k] - own.threat_mean[k]),
            p.commitment[k] * politics.commitment[k],
            p.doubt[k] * (politics.doubt[k] - own.doubt_mean[k]),
        ));
        mean.set(|k| p.intercept[k] + politics.party_mean[k]);
    }

    fn attribute<const L: usize>(
        mean: &Lanes<L>, actual: &Lanes<L>, attribution: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| attributed_will(mean[k], actual[k], attribution[k]));
    }

    /// Whether the CES exponent counts as zero in every lane.
    pub(super) fn all_geometric<const L: usize>(u: &Lanes<L>) -> bool {
        !u.any(|k| !is_geometric(u[k]))
    }

    /// Joint will on all channels from the free will of both sides. Both must be willing: a CES mean
    /// (S7), whose Cobb–Douglas case is taken on a short path with the same result. `own` is given
    /// the mean will of each side over its channels.
    fn joint_will<const L: usize>(
        p: &WillParameters<Lanes<L>>, channels: &PerChannel<Channel<Lanes<L>>>, geometric: bool,
        inst: &Lanes<L>, free: &[Lanes<L>; 2], out: &mut PerChannel<Lanes<L>>,
        own: Option<&mut [Lanes<L>; 2]>
    ) {
        let mut sides = [Lanes::<L>::ZERO; 2];
        let mut own = own;
        if let Some(own) = &mut own {
            **own = [Lanes::ZERO; 2];
        }
        for (channel, out) in channels.iter().zip(out) {
            for (free, side) in free.iter().zip(&mut sides) {
                side.set(|k| will(inst[k] * channel.insulation[k], p.institutional[k], free[k]));
            }
            if let Some(own) = &mut own {
                for (side, own) in sides.iter().zip(own.iter_mut()) {
                    own.update(|k, sum| sum + ChannelKind::SHARE * side[k]);
                }
            }
            let [first, second] = &sides;
            if geometric {
                out.set(|k| ces2_geometric(first[k], second[k]));
            } else {
                out.set(|k| ces2(first[k], second[k], p.substitutability[k]));
            }
        }
    }
}

/// Whether a CES exponent counts as zero.
#[inline(always)]
pub fn is_geometric(u: f64) -> bool {
    let rho = ces_rho(u);
    (rho < CES_GEOMETRIC) & (rho > -CES_GEOMETRIC)
}

/// Works out the joint will of each dyad, as it is and as receivers see it.
pub fn wills<const L: usize>(
    values: Res<Values<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    levers: Res<Levers<L>>,
    switches: Res<super::rules::Switches>,
    allies: Query<(&Ally, &Government<L>, &Threat<L>, &Commitment<L>, &Doubt<L>)>,
    mut dyads: Query<(&Dyad, &Opinion<L>, &Institution<L>, &mut Will<L>)>,
) {
    let p = &values.0.will;
    let channels = &values.0.channels;
    let geometric = all_geometric(&p.substitutability);
    for (dyad, opinion, institution, mut will) in &mut dyads {
        let mut free = [Lanes::ZERO; 2];
        let mut mean = [Lanes::ZERO; 2];
        for side in 0..2 {
            let Ok((ally, government, threat, commitment, doubt)) =
                allies.get(cast.allies[dyad.between[side]])
            else {
                continue;
            };
            let own = &values.0.allies[ally.ix];
            let mut stance = government.stance;
            let target = LeverTarget::Stance { ally: ally.ix };
            levers.on_ally(clock.step, target, &mut stance);
            let politics = Politics {
                stance: &stance,
                party_mean: &government.party_mean,
                threat: &threat.level,
                commitment: &commitment.level,
                doubt: if switches.0.decoupling {
                    &doubt.level
                } else {
                    &own.doubt_mean
                },
            };
            free_will_of(
                p,
                own,
                &politics,
                &opinion.held[side],
                &values.0.publics[dyad.ix][side].mean,
                &mut free[side],
                &mut mean[side],
            );
        }
        let Will { joint, own, .. } = &mut *will;
        let inst = &institution.level;
        joint_will(p, channels, geometric, inst, &free, joint, Some(own));
        for willing in joint.iter_mut().chain(own) {
            levers.on_will(clock.step, dyad.ix, willing);
        }
        for (view, attribution) in views.attribution.iter().enumerate() {
            let mut seen = [Lanes::ZERO; 2];
            for side in 0..2 {
                attribute(&mean[side], &free[side], attribution, &mut seen[side]);
            }
            let out = &mut will.seen[view];
            joint_will(p, channels, geometric, inst, &seen, out, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribution_discounts_politics_fully_or_not_at_all() {
        assert!((attributed_will(1.0, 0.2, 1.0) - 0.2).abs() < 1e-15);
        assert_eq!(attributed_will(1.0, 0.2, 0.0), 1.0);
    }

    #[test]
    fn full_insulation_leaves_only_the_institutional_will() {
        assert_eq!(will(1.0, 1.5, -9.0), logistic(1.5));
        assert_eq!(will(0.0, 1.5, 0.4), logistic(0.4));
    }
}

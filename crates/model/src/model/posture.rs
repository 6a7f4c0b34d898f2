//! M6: an ally's defence posture, moved by threat, by its guarantors' wavering, by reform and by
//! sentiment. All coefficients are free in sign: which of them dominates is a question for the
//! record, not for the model.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Dyad, Values};
use super::state::{Commitment, Opinion, Posture, Threat};
use super::sums::{add_deviation, add_share};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::logistic;
use crate::scenario::{Ally as AllyParameters, Posture as PostureParameters};

/// Posture, σ(p_0 + p_1(τ − τ̄) − p_2·commit + p_3·reform + p_4(o − ō)).
#[inline(always)]
pub fn posture(level: f64, threat: f64, commitment: f64, reform: f64, opinion: f64) -> f64 {
    logistic(level + threat - commitment + reform + opinion)
}

/// Forces in being as a share of nominal, ψ_0 + ψ_1·P, at least 0.
#[inline(always)]
pub fn assets(floor: f64, slope: f64, posture: f64) -> f64 {
    let share = floor + slope * posture;
    if share > 0.0 { share } else { 0.0 }
}

simd! {
    fn take_posture<const L: usize>(
        own: &AllyParameters<Lanes<L>>, threat: &Lanes<L>, commitment: &Lanes<L>,
        opinion: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| posture(
            own.posture_level[k],
            own.posture_threat[k] * (threat[k] - own.threat_mean[k]),
            own.posture_commitment[k] * commitment[k],
            own.posture_reform[k] * own.reform[k],
            own.posture_opinion[k] * opinion[k],
        ));
    }

    fn mobilise<const L: usize>(
        p: &PostureParameters<Lanes<L>>, own: &AllyParameters<Lanes<L>>, level: &Lanes<L>,
        share: &mut Lanes<L>, response: &mut Lanes<L>
    ) {
        share.set(|k| assets(p.floor[k], p.slope[k], level[k]));
        response.set(|k| {
            let usual = posture(
                own.posture_level[k], 0.0, 0.0, own.posture_reform[k] * own.reform[k], 0.0,
            );
            p.response[k] * (level[k] - usual)
        });
    }
}

/// Sets each ally's posture for the month.
pub fn postures<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    guarantors: Query<(&Ally, &Commitment<L>)>,
    dyads: Query<(&Dyad, &Opinion<L>)>,
    mut allies: Query<(&Ally, &Threat<L>, &mut Posture<L>)>,
) {
    let p = &values.0;
    for (ally, threat, mut posture) in &mut allies {
        let own = &p.allies[ally.ix];
        let Posture {
            level,
            assets,
            response,
        } = &mut *posture;
        let (mut commitment, mut sentiment) = (Lanes::ZERO, Lanes::ZERO);
        let others = |other: &Ally| other.guarantor && other.ix != ally.ix;
        let count = guarantors.iter().filter(|(other, _)| others(other)).count();
        for &entity in &cast.allies {
            if let Ok((other, held)) = guarantors.get(entity)
                && others(other)
            {
                add_share(&held.level, 1.0 / count as f64, &mut commitment);
            }
        }
        let publics = &cast.own_dyads[ally.ix];
        for &(d, side) in publics {
            if let Ok((_, opinion)) = dyads.get(cast.dyads[d]) {
                let mean = &p.publics[d][side].mean;
                let share = 1.0 / publics.len() as f64;
                add_deviation(&opinion.held[side], mean, share, &mut sentiment);
            }
        }
        take_posture(own, &threat.level, &commitment, &sentiment, level);
        mobilise(&p.posture, own, level, assets, response);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posture_answers_each_impulse_by_the_sign_of_its_coefficient() {
        let usual = posture(0.0, 0.0, 0.0, 0.0, 0.0);
        assert_eq!(usual, 0.5);
        assert!(posture(0.0, 0.4, 0.0, 0.0, 0.0) > usual);
        // Commitment that falls below its mean raises posture.
        assert!(posture(0.0, 0.0, -0.4, 0.0, 0.0) > usual);
        assert!(posture(0.0, 0.0, 0.0, 0.0, -0.1) < usual);
        assert_eq!(assets(0.7, 0.5, 0.5), 0.95);
        assert_eq!(assets(0.1, -0.5, 1.0), 0.0);
    }
}

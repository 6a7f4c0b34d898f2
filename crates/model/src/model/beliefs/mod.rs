//! M11: each receiver's belief over the allies' joint type profile.
//!
//! A cancelled exercise may be either partner's doing, so one filter runs over all 2^A profiles;
//! independent filters per ally would be wrong (S5). Bit i of a profile's index says that ally i is
//! resolute. The filter carries, for each profile, the level of exercises and statements that the
//! receiver would expect under it (interacting multiple models, Blom & Bar-Shalom 1988, IEEE TAC).
//! Probers and, with `allied_learning`, allies run the same filter; an ally knows its own type.

mod evidence;
mod expectation;
mod goals;
mod own_type;
mod pooling;
mod predict;
mod trace;

use bevy_ecs::prelude::*;

use super::cast::Values;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::exp;
use crate::scenario::{Channel, ChannelKind};

pub use evidence::{
    Innovations, exercise_log_likelihood, innovation_variance, innovations, learn_from_channels,
    reading_log_likelihood,
};
pub use expectation::{initial_expectation, keep_references};
pub use goals::{Goals, expected_goals};
pub use own_type::{equate, know};
pub use pooling::pool_beliefs;
pub use predict::predict;
pub use trace::{DyadEvidence, channel_evidence, references};

/// Scratch space of the filter.
#[derive(Resource)]
pub struct FilterScratch<const L: usize> {
    /// Probability-weighted levels.
    pub mass: Vec<Lanes<L>>,
    /// Log-likelihood by profile.
    pub evidence: Vec<Lanes<L>>,
    /// Hazard that each ally's type was drawn anew.
    pub hazard: Vec<Lanes<L>>,
    /// Log-likelihood of responses by ally and type.
    pub by_type: Vec<[Lanes<L>; 2]>,
    /// ln P(z) by member of the bloc, then profile.
    pub logs: Vec<Vec<Lanes<L>>>,
    /// What kernels put somewhere between two loops.
    pub terms: [Lanes<L>; 3],
}

/// The two channels whose levels are carried by profile.
const CARRIED: [ChannelKind; 2] = [ChannelKind::Exercises, ChannelKind::Statements];

/// Whether a channel follows its target at once in every lane, so that nothing need be carried.
fn immediate<const L: usize>(channel: &Channel<Lanes<L>>) -> bool {
    !channel
        .build
        .any(|k| channel.build[k] < 1.0 || channel.cut[k] < 1.0)
}

simd! {
    /// Probability that an ally is resolute, Σ P(z) over profiles with its bit set.
    pub fn marginal<const L: usize>(profile: &[Lanes<L>], ally: usize, out: &mut Lanes<L>) {
        *out = Lanes::ZERO;
        for (z, p) in profile.iter().enumerate() {
            if z >> ally & 1 == 1 {
                out.update(|k, sum| sum + p[k]);
            }
        }
    }

    /// P(z) ∝ P(z)·exp(evidence(z)), computed so that no evidence can overflow or rule out
    /// everything.
    pub fn update<const L: usize>(profile: &mut [Lanes<L>], evidence: &[Lanes<L>]) {
        let (mut best, mut total) = (Lanes::<L>::splat(f64::MIN), Lanes::<L>::ZERO);
        for e in evidence {
            best.update(|k, best| if e[k] > best { e[k] } else { best });
        }
        for (p, e) in profile.iter_mut().zip(evidence) {
            p.update(|k, p| p * exp(e[k] - best[k]));
            // The floor keeps a profile that was all but ruled out able to come back.
            p.update(|_, p| if p > 1e-280 { p } else { 1e-280 });
            total.update(|k, t| t + p[k]);
        }
        for p in profile {
            p.update(|k, p| p / total[k]);
        }
    }
}

/// Sets a belief to the prior over profiles, the product of the priors of the allies.
pub fn prior<const L: usize>(values: &Values<L>, profile: &mut [Lanes<L>]) {
    for (z, p) in profile.iter_mut().enumerate() {
        *p = Lanes::splat(1.0);
        for (i, ally) in values.0.allies.iter().enumerate() {
            let prior = &ally.resolute_prior;
            p.update(|k, p| {
                p * if z >> i & 1 == 1 {
                    prior[k]
                } else {
                    1.0 - prior[k]
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S5 of the theory library: two allies, priors .6, P(drill | both resolute) = .8, else .2, no
    /// drill seen.
    #[test]
    fn a_missing_exercise_makes_beliefs_about_partners_correlate() {
        let mut profile: Vec<Lanes<1>> = [0.16, 0.24, 0.24, 0.36]
            .iter()
            .map(|p| Lanes([*p]))
            .collect();
        let evidence: Vec<Lanes<1>> = [0.8, 0.8, 0.8, 0.2f64]
            .iter()
            .map(|q| Lanes([q.ln()]))
            .collect();
        update(&mut profile, &evidence);
        let mut own = Lanes::ZERO;
        marginal(&profile, 0, &mut own);
        assert!((own[0] - 0.4520548).abs() < 5e-8);
        let covariance = profile[3][0] - own[0] * own[0];
        assert!((covariance / (own[0] * (1.0 - own[0])) + 0.3272727).abs() < 5e-8);
    }

    #[test]
    fn certainty_never_becomes_final() {
        let mut profile = vec![Lanes([0.5]), Lanes([0.5])];
        for _ in 0..10_000 {
            update(&mut profile, &[Lanes([-50.0]), Lanes([0.0])]);
        }
        assert!(profile.iter().all(|p| p[0].is_finite() && p[0] > 0.0));
        let back = [Lanes([700.0]), Lanes([0.0])];
        update(&mut profile, &back);
        update(&mut profile, &back);
        assert!(profile[0][0] > 0.99);
    }
}

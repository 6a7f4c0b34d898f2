//! What can be observed of a world: its entities with what they carry, to be read only.

// Each field is the component that it is named after, and a derived twin of each struct has no words of its own.
#![allow(missing_docs)]

use bevy_ecs::prelude::*;
use bevy_ecs::query::QueryData;
use bevy_ecs::system::SystemParam;

use super::subject::Subject;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::logistic;
use crate::model::beliefs::marginal;
use crate::model::cast::{Ally, Base, Cast, Challenge, Dyad, Prober, Values};
use crate::model::coordination::Coordination;
use crate::model::costs::Cost;
use crate::model::state::{
    Access, Activity, Adaptation, Alignment, Answer, Audience, Belief, Channels, Choice,
    Commitment, CoordinationEstimate, Crisis, DomesticGain, Doubt, Exports, Fear, Government,
    HiddenType, Industry, Institution, Load, Losses, Opinion, Posture, Programme, Strength, Threat,
};

/// What is observed of an ally.
#[derive(QueryData)]
pub struct AllyNow<const L: usize> {
    pub ally: &'static Ally,
    pub government: &'static Government<L>,
    pub hidden: &'static HiddenType<L>,
    pub threat: &'static Threat<L>,
    pub audience: &'static Audience<L>,
    pub commitment: &'static Commitment<L>,
    pub gain: &'static DomesticGain<L>,
    pub posture: &'static Posture<L>,
    pub adaptation: &'static Adaptation<L>,
    pub doubt: &'static Doubt<L>,
    pub exports: &'static Exports<L>,
    pub losses: &'static Losses<L>,
}

/// What is observed of a dyad.
#[derive(QueryData)]
pub struct DyadNow<const L: usize> {
    pub dyad: &'static Dyad,
    pub strength: &'static Strength<L>,
    pub channels: &'static Channels<L>,
    pub activity: &'static Activity<L>,
    pub institution: &'static Institution<L>,
    pub opinion: &'static Opinion<L>,
    pub industry: &'static Industry<L>,
}

/// What is observed of a prober.
#[derive(QueryData)]
pub struct ProberNow<const L: usize> {
    pub prober: &'static Prober,
    pub belief: &'static Belief<L>,
    pub estimate: &'static CoordinationEstimate<L>,
    pub fear: &'static Fear<L>,
    pub programme: &'static Programme<L>,
}

/// What is observed of a prober in a theatre.
#[derive(QueryData)]
pub struct ChallengeNow<const L: usize> {
    pub challenge: &'static Challenge,
    pub choice: &'static Choice<L>,
    pub answer: &'static Answer<L>,
}

/// What is observed of a base.
#[derive(QueryData)]
pub struct BaseNow<const L: usize> {
    pub base: &'static Base,
    pub access: &'static Access<L>,
}

/// All that can be recorded, to be read only.
#[derive(SystemParam)]
pub struct Observed<'w, 's, const L: usize> {
    pub cast: Res<'w, Cast>,
    pub values: Res<'w, Values<L>>,
    pub cost: Res<'w, Cost<L>>,
    pub coordination: Res<'w, Coordination<L>>,
    pub allies: Query<'w, 's, AllyNow<L>>,
    pub dyads: Query<'w, 's, DyadNow<L>>,
    pub probers: Query<'w, 's, ProberNow<L>>,
    pub challenges: Query<'w, 's, ChallengeNow<L>>,
    pub crises: Query<'w, 's, &'static Crisis<L>>,
    pub loads: Query<'w, 's, &'static Load<L>>,
    pub bases: Query<'w, 's, BaseNow<L>>,
    pub blocs: Query<'w, 's, &'static Alignment<L>>,
}

simd! {
    fn weighted<const L: usize>(weight: &Lanes<L>, x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + weight[k] * x[k]);
    }

    fn logistic_percent<const L: usize>(logit: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| 100.0 * logistic(logit[k]));
    }

    /// Adds a share of how far two values lie apart.
    fn add_gap<const L: usize>(
        a: &Lanes<L>, b: &Lanes<L>, share: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + share * (a[k] - b[k]).abs());
    }

    /// Counts where a rung lies within a range.
    pub fn add_where<const L: usize>(
        rung: &Lanes<L>, low: f64, high: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + if (rung[k] >= low) & (rung[k] <= high) { 1.0 } else { 0.0 });
    }
}

/// A share in percent from its logit.
pub fn percent<const L: usize>(logit: &Lanes<L>) -> Lanes<L> {
    let mut share = Lanes::ZERO;
    logistic_percent(logit, &mut share);
    share
}

impl<const L: usize> Observed<'_, '_, L> {
    /// Cohesion: the dyads' cooperation in the weights of M7, additive.
    pub fn cohesion(&self) -> Lanes<L> {
        let mut sum = Lanes::ZERO;
        for &entity in &self.cast.dyads {
            if let Ok(own) = self.dyads.get(entity) {
                let weight = &self.coordination.dyad_weight[own.dyad.ix];
                weighted(weight, &own.strength.level, &mut sum);
            }
        }
        sum
    }

    /// This month's probes within a range of rungs, of those that the subject is of: all, those of a prober, those in a
    /// theatre.
    pub fn probes(&self, of: &Subject, low: f64, high: f64) -> Lanes<L> {
        let fits = |own: Option<usize>, n: usize| own.is_none_or(|own| own == n);
        let mut probes = Lanes::ZERO;
        for own in &self.challenges {
            if fits(of.prober, own.challenge.prober) && fits(of.theatre, own.challenge.theatre) {
                add_where(&own.choice.rung, low, high, &mut probes);
            }
        }
        probes
    }

    /// A prober's belief that an ally is resolute.
    pub fn belief(&self, prober: usize, ally: usize) -> Lanes<L> {
        let mut belief = Lanes::ZERO;
        if let Ok(own) = self.probers.get(self.cast.probers[prober]) {
            marginal(&own.belief.profile, ally, &mut belief);
        }
        belief
    }

    /// How far the probers' beliefs lie apart: the mean difference in absolute value over pairs of probers and over allies, 0 with
    /// one prober.
    pub fn disagreement(&self) -> Lanes<L> {
        let (probers, allies) = (self.cast.probers.len(), self.cast.allies.len());
        let share = 1.0 / (pairs(probers).max(1) * allies) as f64;
        let mut gap = Lanes::ZERO;
        for first in 0..probers {
            for second in first + 1..probers {
                for ally in 0..allies {
                    let beliefs = [first, second].map(|prober| self.belief(prober, ally));
                    add_gap(&beliefs[0], &beliefs[1], share, &mut gap);
                }
            }
        }
        gap
    }
}

/// Number of pairs among so many.
pub fn pairs(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

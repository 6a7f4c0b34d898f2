//! M15: whether a responder responds in a measured way or hard (T4: reliability can embolden).

use bevy_ecs::prelude::*;

use super::beliefs::marginal;
use super::cast::{Ally, Cast, Challenge, Dice, Theatre, Values};
use super::process::Process;
use super::response::{ResolvePerSeverity, response_probabilities};
use super::state::{Answer, Audience, Belief, Choice, ExpectedShare, Inclination};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Levels as LevelParameters;
use crate::theory::strategy::quantal_response;

/// Probability that a responder responds hard, σ(λ_A[e_i·r̂ − k_hard]).
#[inline(always)]
pub fn hard_probability(precision: f64, emboldening: f64, partners: f64, cost: f64) -> f64 {
    quantal_response(precision, emboldening * partners - cost)
}

/// Share of its forces that a responder brings: all if hard, μ if measured.
#[inline(always)]
pub fn force_share(measured: f64, hard: f64) -> f64 {
    measured + (1.0 - measured) * hard
}

simd! {
    fn add_expected<const L: usize>(
        belief: &Lanes<L>, q: &[Lanes<L>; 2], share: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + share * (belief[k] * q[1][k] + (1.0 - belief[k]) * q[0][k]));
    }

    fn reckon<const L: usize>(
        precision: &Lanes<L>, p: &LevelParameters<Lanes<L>>, emboldening: &Lanes<L>,
        partners: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let hard = hard_probability(precision[k], emboldening[k], partners[k], p.hard_cost[k]);
            force_share(p.measured[k], hard)
        });
    }

    fn harden<const L: usize>(
        precision: &Lanes<L>, p: &LevelParameters<Lanes<L>>, emboldening: &Lanes<L>,
        partners: &Lanes<L>, draw: &Lanes<L>, respond: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let hard = hard_probability(precision[k], emboldening[k], partners[k], p.hard_cost[k]);
            if (respond[k] > 0.5) & (draw[k] < hard) { 1.0 } else { 0.0 }
        });
    }
}

/// Memory for what allies expect of each other.
#[derive(Resource)]
pub struct LevelScratch<const L: usize> {
    /// Probability that each ally responds, by type.
    pub willing: Vec<[Lanes<L>; 2]>,
    /// Belief of each ally that another is resolute, ally × allies + other.
    pub resolute: Vec<Lanes<L>>,
}

impl<const L: usize> LevelScratch<L> {
    /// Memory for a number of allies.
    pub fn new(allies: usize) -> Self {
        Self {
            willing: vec![[Lanes::ZERO; 2]; allies],
            resolute: vec![Lanes::ZERO; allies * allies],
        }
    }
}

/// Works out what share of its forces an outsider who knows the allies' priors and this month's
/// politics expects each ally to bring to each theatre, at the reference rung.
pub fn expected_shares<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    rules: Res<super::rules::Rules>,
    resolve: Res<ResolvePerSeverity<L>>,
    mut scratch: ResMut<LevelScratch<L>>,
    mut theatres: Query<(&Theatre, &Inclination<L>, &mut ExpectedShare<L>)>,
) {
    let p = &values.0;
    let severity = &p.rungs[rules.reference_rung - 1].severity;
    let allies = cast.allies.len();
    for (theatre, inclination, mut expected) in &mut theatres {
        for (j, q) in scratch.willing.iter_mut().enumerate() {
            response_probabilities(
                &p.response,
                &inclination.by_ally[j],
                &Lanes::ZERO,
                &p.stakes[theatre.ix][j].value,
                severity,
                &resolve.0,
                q,
            );
        }
        for i in 0..allies {
            let mut partners = Lanes::ZERO;
            for (j, q) in scratch.willing.iter().enumerate().filter(|(j, _)| *j != i) {
                let share = 1.0 / (allies - 1) as f64;
                add_expected(&p.allies[j].resolute_prior, q, share, &mut partners);
            }
            let emboldening = &p.allies[i].emboldening;
            let out = &mut expected.by_ally[i];
            reckon(
                &p.response.precision,
                &p.levels,
                emboldening,
                &partners,
                out,
            );
        }
    }
}

/// Lets each responder choose how hard to respond, in the light of its own belief that its
/// partners respond too.
pub fn levels<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    resolve: Res<ResolvePerSeverity<L>>,
    mut scratch: ResMut<LevelScratch<L>>,
    allies: Query<(&Ally, &Belief<L>, &Audience<L>)>,
    theatres: Query<&Inclination<L>>,
    mut challenges: Query<(&Challenge, &Choice<L>, &mut Answer<L>)>,
) {
    let p = &values.0;
    let all = cast.allies.len();
    let others = all.saturating_sub(1);
    let LevelScratch { willing, resolute } = &mut *scratch;
    for (ally, belief, _) in &allies {
        for other in (0..all).filter(|other| *other != ally.ix) {
            let out = &mut resolute[ally.ix * all + other];
            marginal(&belief.profile, other, out);
        }
    }
    for (challenge, choice, mut answer) in &mut challenges {
        let Ok(inclination) = theatres.get(cast.theatres[challenge.theatre]) else {
            continue;
        };
        let Answer {
            respond, hard, any, ..
        } = &mut *answer;
        if !any.any(|k| any[k] > 0.5) {
            hard.fill(Lanes::ZERO);
            continue;
        }
        for (ally, _, audience) in &allies {
            response_probabilities(
                &p.response,
                &inclination.by_ally[ally.ix],
                &audience.level,
                &p.stakes[challenge.theatre][ally.ix].value,
                &choice.severity,
                &resolve.0,
                &mut willing[ally.ix],
            );
        }
        for i in 0..all {
            let mut partners = Lanes::ZERO;
            for (j, q) in willing.iter().enumerate().filter(|(j, _)| *j != i) {
                let belief = &resolute[i * all + j];
                add_expected(belief, q, 1.0 / others as f64, &mut partners);
            }
            let mut draw = Lanes::ZERO;
            let address = cast.responses[challenge.ix][i];
            dice.0
                .uniform(Process::ResponseLevel.code(), address, 0, &mut draw);
            harden(
                &p.response.precision,
                &p.levels,
                &p.allies[i].emboldening,
                &partners,
                &draw,
                &respond[i],
                &mut hard[i],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reliability_emboldens_or_restrains_by_the_sign_of_its_coefficient() {
        let at = |e, r| hard_probability(2.0, e, r, 0.5);
        assert!(at(0.5, 0.9) > at(0.5, 0.1) && at(-0.5, 0.9) < at(-0.5, 0.1));
        assert_eq!(at(0.0, 0.9), at(0.0, 0.1));
        assert_eq!(
            (force_share(0.75, 1.0), force_share(0.75, 0.0)),
            (1.0, 0.75)
        );
    }
}

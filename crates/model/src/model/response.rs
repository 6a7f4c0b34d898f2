//! M15: whether each ally responds to a probe, by its type.

use bevy_ecs::prelude::*;

use super::beliefs::{FilterScratch, equate, know, update};
use super::cast::{Ally, Cast, Challenge, Dice, Dyad, Receiver, Theatre, Values};
use super::process::Process;
use super::receivers::{Reading, Sight};
use super::state::{
    Answer, Audience, Belief, Choice, Commitment, HiddenType, Inclination, Opinion, Posture,
    SeenAudience,
};
use super::sums::add_deviation;
use crate::ensemble::lanes::{Hits, Lanes};
use crate::ensemble::simd::simd;
use crate::math::ln_1p_exp;
use crate::scenario::{Ally as AllyParameters, Response as ResponseParameters};
use crate::theory::signals::update_log_odds;
use crate::theory::strategy::quantal_response;

/// An ally's gain from responding over standing by, in utility:
/// inclination + A + (v − exposure)·sev_a + β_r·z·sev_a/sev_ref.
#[inline(always)]
pub fn response_gain(
    inclination: f64,
    audience: f64,
    stake: f64,
    exposure: f64,
    severity: f64,
    resolve: f64,
) -> f64 {
    common_gain(inclination, audience, stake, exposure, severity) + resolve * severity
}

/// The part of [`response_gain`] that does not depend on the type.
#[inline(always)]
fn common_gain(inclination: f64, audience: f64, stake: f64, exposure: f64, severity: f64) -> f64 {
    inclination + audience + (stake - exposure) * severity
}

/// ln q of a response and ln(1 − q) of none, from the log-odds λ·gain: ln q = −ln(1 + e^(−λ·gain)), and
/// the log-odds come off where nobody responded.
#[inline(always)]
fn response_log_likelihood(log_odds: f64, responded: f64) -> f64 {
    -ln_1p_exp(-log_odds) - if responded > 0.5 { 0.0 } else { log_odds }
}

simd! {
    fn incline<const L: usize>(
        p: &ResponseParameters<Lanes<L>>, own: &AllyParameters<Lanes<L>>,
        commitment: &Lanes<L>, sympathy: &Lanes<L>, posture: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            own.treaty[k] + p.opinion[k] * sympathy[k] + p.commitment[k] * commitment[k] - p.cost[k]
                + posture[k]
        });
    }

    /// Probability that an ally of each type (0, 1) responds to a probe of a given severity. What
    /// does not depend on the type is added up once.
    pub fn response_probabilities<const L: usize>(
        p: &ResponseParameters<Lanes<L>>, inclination: &Lanes<L>, audience: &Lanes<L>,
        stake: &Lanes<L>, severity: &Lanes<L>, resolve: &Lanes<L>, out: &mut [Lanes<L>; 2]
    ) {
        let [weak, resolute] = out;
        weak.set(|k| {
            common_gain(inclination[k], audience[k], stake[k], p.exposure[k], severity[k])
        });
        resolute.set(|k| quantal_response(p.precision[k], weak[k] + resolve[k] * severity[k]));
        weak.update(|k, gain| quantal_response(p.precision[k], gain));
    }

    fn respond<const L: usize>(
        p: &ResponseParameters<Lanes<L>>, inclination: &Lanes<L>, audience: &Lanes<L>,
        stake: &Lanes<L>, resolve: &Lanes<L>, choice: &Choice<L>, resolute: &Lanes<L>,
        draw: &Lanes<L>, respond: &mut Lanes<L>, any: &mut Lanes<L>
    ) {
        let Choice { rung, severity, .. } = choice;
        respond.set(|k| {
            let resolve = if resolute[k] > 0.5 { resolve[k] } else { 0.0 };
            let gain = response_gain(
                inclination[k], audience[k], stake[k], p.exposure[k], severity[k], resolve,
            );
            let q = quantal_response(p.precision[k], gain);
            if (rung[k] > 0.5) & (draw[k] < q) { 1.0 } else { 0.0 }
        });
        any.update(|k, a| if respond[k] > 0.5 { 1.0 } else { a });
    }

    /// Adds the log-likelihood of an ally's answer, by type, in the lanes where the answer was seen.
    /// Their log-odds are gathered, pass through the costly function as short dense vectors, and are
    /// scattered back. `terms` is scratch.
    fn testify<const L: usize>(
        p: &ResponseParameters<Lanes<L>>, seen: &Hits<L>, respond: &Lanes<L>,
        inclination: &Lanes<L>, audience: &Lanes<L>, stake: &Lanes<L>, severity: &Lanes<L>,
        resolve: &Lanes<L>, terms: &mut [Lanes<L>; 3], evidence: &mut [Lanes<L>; 2]
    ) {
        const VECTOR: usize = 8;

        let [answers, weak, resolute] = terms;
        for k in 0..L {
            let gain =
                common_gain(inclination[k], audience[k], stake[k], p.exposure[k], severity[k]);
            weak[k] = p.precision[k] * gain;
            resolute[k] = p.precision[k] * (gain + resolve[k] * severity[k]);
        }
        let seen = seen.as_slice();
        // In place, for the j-th hit is no earlier lane than j. `min` only tells the compiler that
        // the index is in range.
        for (j, &k) in seen.iter().enumerate() {
            let k = k.min(L - 1);
            answers[j] = respond[k];
            weak[j] = weak[k];
            resolute[j] = resolute[k];
        }
        for (log_odds, sum) in [weak, resolute].into_iter().zip(evidence) {
            // Whole vectors only: the surplus entries are numbers and ignored.
            for j in 0..seen.len().next_multiple_of(VECTOR).min(L) {
                log_odds[j] = response_log_likelihood(log_odds[j], answers[j]);
            }
            for (j, &k) in seen.iter().enumerate() {
                sum[k.min(L - 1)] += log_odds[j];
            }
        }
    }

    /// The lanes in which a receiver sees how a probe was answered.
    fn observed<const L: usize>(
        draw: &Lanes<L>, visibility: &Lanes<L>, rung: &Lanes<L>
    ) -> Hits<L> {
        Hits::collect(|k| (rung[k] > 0.5) & (draw[k] < visibility[k]))
    }

    /// Adds up the log-likelihoods of all allies' responses under each profile.
    fn weigh<const L: usize>(
        temper: &Lanes<L>, discount: &Lanes<L>, by_type: &[[Lanes<L>; 2]],
        evidence: &mut [Lanes<L>]
    ) {
        for (z, e) in evidence.iter_mut().enumerate() {
            *e = Lanes::ZERO;
            for (i, by_type) in by_type.iter().enumerate() {
                let ll = &by_type[z >> i & 1];
                e.update(|k, e| update_log_odds(e, temper[k] * discount[k], 1.0, ll[k]));
            }
        }
    }
}

/// Works out how inclined each ally is to respond in each theatre.
pub fn inclinations<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    allies: Query<(&Ally, &Commitment<L>, &Posture<L>)>,
    dyads: Query<(&Dyad, &Opinion<L>)>,
    mut theatres: Query<(&Theatre, &mut Inclination<L>)>,
) {
    for (theatre, mut inclination) in &mut theatres {
        for (ally, commitment, posture) in &allies {
            let publics = &cast.sympathies[theatre.ix][ally.ix];
            let mut sympathy = Lanes::ZERO;
            for &(d, side) in publics {
                let Ok((_, opinion)) = dyads.get(cast.dyads[d]) else {
                    continue;
                };
                let mean = &values.0.publics[d][side].mean;
                add_deviation(
                    &opinion.held[side],
                    mean,
                    1.0 / publics.len() as f64,
                    &mut sympathy,
                );
            }
            let own = &values.0.allies[ally.ix];
            let out = &mut inclination.by_ally[ally.ix];
            incline(
                &values.0.response,
                own,
                &commitment.level,
                &sympathy,
                &posture.response,
                out,
            );
        }
    }
}

/// Lets the allies respond, all at once, to the probes of this month.
pub fn responses<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    resolve: Res<ResolvePerSeverity<L>>,
    allies: Query<(&Ally, &HiddenType<L>, &Audience<L>)>,
    theatres: Query<&Inclination<L>>,
    mut challenges: Query<(&Challenge, &Choice<L>, &mut Answer<L>)>,
) {
    let p = &values.0;
    for (challenge, choice, mut answer) in &mut challenges {
        let Ok(inclination) = theatres.get(cast.theatres[challenge.theatre]) else {
            continue;
        };
        let answer = &mut *answer;
        answer.any = Lanes::ZERO;
        for (ally, hidden, audience) in &allies {
            let i = ally.ix;
            let mut draw = Lanes::ZERO;
            let address = cast.responses[challenge.ix][i];
            dice.0
                .uniform(Process::Response.code(), address, 0, &mut draw);
            respond(
                &p.response,
                &inclination.by_ally[i],
                &audience.level,
                &p.stakes[challenge.theatre][i].value,
                &resolve.0,
                choice,
                &hidden.resolute,
                &draw,
                &mut answer.respond[i],
                &mut answer.any,
            );
        }
    }
}

/// Effect of type on response per unit of severity, β_r/sev_ref.
#[derive(Resource)]
pub struct ResolvePerSeverity<const L: usize>(pub Lanes<L>);

/// Lets every receiver that sees how the allies responded learn from it, before the next month. Its
/// own response is no news to an ally.
pub fn learn_from_responses<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    resolve: Res<ResolvePerSeverity<L>>,
    mut scratch: ResMut<FilterScratch<L>>,
    theatres: Query<&Inclination<L>>,
    challenges: Query<(&Challenge, &Choice<L>, &Answer<L>)>,
    mut receivers: Query<(
        &Receiver,
        &Reading<L>,
        &SeenAudience<L>,
        Option<&HiddenType<L>>,
        &mut Belief<L>,
    )>,
) {
    let p = &values.0;
    let FilterScratch {
        by_type,
        evidence,
        terms,
        ..
    } = &mut *scratch;
    for (receiver, reading, reckoned, hidden, mut belief) in &mut receivers {
        for ll in by_type.iter_mut().flatten() {
            *ll = Lanes::ZERO;
        }
        for &entity in &cast.challenges {
            let Ok((challenge, choice, answer)) = challenges.get(entity) else {
                continue;
            };
            let Ok(inclination) = theatres.get(cast.theatres[challenge.theatre]) else {
                continue;
            };
            let mut draw = Lanes::ZERO;
            let elsewhere = usize::from(reading.elsewhere[challenge.ix]);
            let Sight { visibility, hidden } = &reading.responses[elsewhere];
            if *hidden {
                let address = cast.onlookers[receiver.ix][challenge.ix];
                dice.0
                    .uniform(Process::ResponseSeen.code(), address, 0, &mut draw);
            }
            let seen = observed(&draw, visibility, &choice.rung);
            if seen.as_slice().is_empty() {
                continue;
            }
            for (i, by_type) in by_type.iter_mut().enumerate() {
                if receiver.own == Some(i) {
                    continue;
                }
                testify(
                    &p.response,
                    &seen,
                    &answer.respond[i],
                    &inclination.by_ally[i],
                    &reckoned.by_ally[i],
                    &p.stakes[challenge.theatre][i].value,
                    &choice.severity,
                    &resolve.0,
                    terms,
                    by_type,
                );
            }
        }
        let discount = &p.beliefs.response_weight;
        weigh(&reading.temper, discount, by_type, evidence);
        let own = receiver.own.zip(hidden);
        if let Some((own, hidden)) = own {
            equate(evidence, own, &hidden.resolute);
        }
        update(&mut belief.profile, evidence);
        if let Some((own, hidden)) = own {
            know(&mut belief.profile, own, &hidden.resolute);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T7 of the theory library at λ = 2: a responder who gains .3 responds with .645656.
    #[test]
    fn responds_as_the_agent_quantal_response_says() {
        let gain = response_gain(-0.2, 0.0, 0.5, 0.0, 1.0, 0.0);
        assert!((quantal_response(2.0, gain) - 0.645656).abs() < 5e-7);
    }
}

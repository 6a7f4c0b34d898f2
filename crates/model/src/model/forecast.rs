//! M12: what each prober expects of the allies at each rung, by their types and in the light of its belief.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Challenge, Prober, Theatre, Values};
use super::operations::Capability;
use super::response::{ResolvePerSeverity, response_probabilities};
use super::state::{Belief, Forecast, Inclination, SeenAudience};
use super::sums::expectation_over;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

/// Takes an ally's choice into the expectation over `P` profiles: bit `ally` of a participation profile becomes that of a
/// type profile.
#[inline(always)]
fn expect_over<const P: usize>(x: &mut [f64; P], ally: usize, q: [f64; 2]) {
    let bit = 1 << ally;
    for low in 0..P {
        if low & bit == 0 {
            let (out, joined) = (x[low], x[low | bit]);
            x[low] = (1.0 - q[0]) * out + q[0] * joined;
            x[low | bit] = (1.0 - q[1]) * out + q[1] * joined;
        }
    }
}

simd! {
    /// E\[S | z\] of `P` type profiles of `A` allies, and its expectation over a belief, in one pass: what passes from ally to
    /// ally stays in registers.
    fn foresee<const L: usize, const P: usize, const A: usize>(
        capability: &[Lanes<L>; P], respond: &[[Lanes<L>; 2]; A], belief: &[Lanes<L>; P],
        effect: &mut [Lanes<L>; P], rho: &mut Lanes<L>
    ) {
        for k in 0..L {
            let (mut x, mut sum) = ([0.0; P], 0.0);
            for (x, capability) in x.iter_mut().zip(capability) {
                *x = capability[k];
            }
            for (i, [weak, resolute]) in respond.iter().enumerate() {
                expect_over(&mut x, i, [weak[k], resolute[k]]);
            }
            for ((x, belief), effect) in x.iter().zip(belief).zip(effect.iter_mut()) {
                effect[k] = *x;
                sum += belief[k] * x;
            }
            rho[k] = sum;
        }
    }

    /// Takes the first ally's choice into the expectation, on the way from S(x).
    fn expect_over_first<const L: usize>(
        q: &[Lanes<L>; 2], capability: &[Lanes<L>], effect: &mut [Lanes<L>]
    ) {
        for (s, by_type) in capability.chunks_exact(2).zip(effect.chunks_exact_mut(2)) {
            for (q, effect) in q.iter().zip(by_type) {
                effect.set(|k| (1.0 - q[k]) * s[0][k] + q[k] * s[1][k]);
            }
        }
    }

    /// Takes another ally's choice into the expectation.
    fn expect_over_next<const L: usize>(
        q: &[Lanes<L>; 2], ally: usize, effect: &mut [Lanes<L>]
    ) {
        let bit = 1 << ally;
        for low in (0..effect.len()).filter(|z| z & bit == 0) {
            let (head, tail) = effect.split_at_mut(low | bit);
            let (low, high) = (&mut head[low], &mut tail[0]);
            for k in 0..L {
                let (out, joined) = (low[k], high[k]);
                low[k] = (1.0 - q[0][k]) * out + q[0][k] * joined;
                high[k] = (1.0 - q[1][k]) * out + q[1][k] * joined;
            }
        }
    }
}

/// E\[S | z\] for every type profile, from S(x) for every participation profile: each ally's choice
/// is taken into the expectation in turn, which replaces bit i of x by bit i of z.
pub fn effect_by_type<const L: usize>(
    capability: &[Lanes<L>],
    respond: &[[Lanes<L>; 2]],
    effect: &mut [Lanes<L>],
) {
    let Some((first, others)) = respond.split_first() else {
        effect.copy_from_slice(capability);
        return;
    };
    expect_over_first(first, capability, effect);
    for (i, q) in others.iter().enumerate() {
        expect_over_next(q, i + 1, effect);
    }
}

/// E\[S | z\] and its expectation over a belief, for three and for two allies in one pass.
fn expect<const L: usize>(
    capability: &[Lanes<L>],
    respond: &[[Lanes<L>; 2]],
    belief: &[Lanes<L>],
    effect: &mut [Lanes<L>],
    rho: &mut Lanes<L>,
) {
    let done = match respond.len() {
        3 => expect_at_once::<L, 8, 3>(capability, respond, belief, effect, rho),
        2 => expect_at_once::<L, 4, 2>(capability, respond, belief, effect, rho),
        _ => None,
    };
    if done.is_none() {
        effect_by_type(capability, respond, effect);
        expectation_over(belief, effect, rho);
    }
}

/// [`foresee`], if there are `P` profiles of `A` allies.
fn expect_at_once<const L: usize, const P: usize, const A: usize>(
    capability: &[Lanes<L>],
    respond: &[[Lanes<L>; 2]],
    belief: &[Lanes<L>],
    effect: &mut [Lanes<L>],
    rho: &mut Lanes<L>,
) -> Option<()> {
    let (capability, belief) = (capability.try_into().ok()?, belief.try_into().ok()?);
    let (respond, effect) = (respond.try_into().ok()?, effect.try_into().ok()?);
    foresee::<L, P, A>(capability, respond, belief, effect, rho);
    Some(())
}

/// Works out what each prober expects of the allies at each rung, in the light of its belief.
pub fn forecasts<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    resolve: Res<ResolvePerSeverity<L>>,
    probers: Query<(&Prober, &Belief<L>, &SeenAudience<L>)>,
    theatres: Query<(&Theatre, &Inclination<L>)>,
    mut challenges: Query<(&Challenge, &Capability<L>, &mut Forecast<L>)>,
) {
    let p = &values.0;
    for (challenge, capability, mut forecast) in &mut challenges {
        let Ok((_, belief, reckoned)) = probers.get(cast.probers[challenge.prober]) else {
            continue;
        };
        let Ok((theatre, inclination)) = theatres.get(cast.theatres[challenge.theatre]) else {
            continue;
        };
        let Forecast {
            respond,
            effect,
            rho,
        } = &mut *forecast;
        for (a, rung) in p.rungs.iter().enumerate() {
            for (i, q) in respond[a].iter_mut().enumerate() {
                response_probabilities(
                    &p.response,
                    &inclination.by_ally[i],
                    &reckoned.by_ally[i],
                    &p.stakes[theatre.ix][i].value,
                    &rung.severity,
                    &resolve.0,
                    q,
                );
            }
            let (capability, belief) = (capability.at_rung(a), &belief.profile[..]);
            let (respond, effect) = (&respond[a][..], &mut effect[a][..]);
            expect(capability, respond, belief, effect, &mut rho[a]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectation_over_responses_is_the_sum_over_profiles() {
        let capability: Vec<Lanes<1>> = [0.0, 0.3, 0.25, 0.6].iter().map(|s| Lanes([*s])).collect();
        let q = [[Lanes([0.2]), Lanes([0.9])], [Lanes([0.4]), Lanes([0.7])]];
        let mut effect = vec![Lanes::<1>::ZERO; 4];
        effect_by_type(&capability, &q, &mut effect);
        for z in 0..4usize {
            let (q0, q1) = (q[0][z & 1][0], q[1][z >> 1][0]);
            let sum = q0 * (1.0 - q1) * 0.3 + (1.0 - q0) * q1 * 0.25 + q0 * q1 * 0.6;
            assert!((effect[z][0] - sum).abs() < 1e-15);
        }
        // In one pass the bits are the same.
        let belief = [0.1, 0.2, 0.3, 0.4].map(|p| Lanes([p]));
        let (mut rho, mut at_once) = ([Lanes::ZERO; 2], vec![Lanes::ZERO; 4]);
        expectation_over(&belief, &effect, &mut rho[0]);
        expect(&capability, &q, &belief, &mut at_once, &mut rho[1]);
        assert_eq!(at_once, effect);
        assert_eq!(rho[0], rho[1]);
    }
}

//! M12: what a probe would teach the prober, derived from its next choice (S6), or as entropy.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Challenge, Prober, Values};
use super::state::{Belief, Choice, Forecast};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{exp, ln};
use crate::scenario::{Information, Parameters};
use crate::theory::signals::value_from_sum;

/// Lanes worked on at a time: all that a slice needs stays in the first-level cache, whatever the
/// block size.
const SLICE: usize = 32;

type Slice = Lanes<SLICE>;

/// Scratch space for the value of information, a slice of the lanes at a time.
#[derive(Resource)]
pub struct InformationScratch {
    /// P(z), by profile.
    belief: Vec<Slice>,
    /// P(z)·P(x | z, a), by profile.
    joint: Vec<Slice>,
    /// E[S | z], by rung 1, 2, …, then profile.
    effect: Vec<Vec<Slice>>,
    /// 1 − q and q of the rung, by ally and type.
    respond: Vec<[[Slice; 2]; 2]>,
    /// The part of U(a) that beliefs do not move, by rung 1, 2, …
    fixed: Vec<Slice>,
    /// v·G_a + κ_L·L_a: what U(a) loses per unit of ρ̂, by rung 1, 2, …
    slope: Vec<Slice>,
    /// U(a) after the response, by rung 1, 2, …
    utility: Vec<Slice>,
}

impl InformationScratch {
    /// Room for a roster.
    pub fn new(allies: usize, profiles: usize, rungs: usize) -> Self {
        let slices = |n| vec![Slice::ZERO; n];
        Self {
            belief: slices(profiles),
            joint: slices(profiles),
            effect: vec![slices(profiles); rungs],
            respond: vec![[[Slice::ZERO; 2]; 2]; allies],
            fixed: slices(rungs),
            slope: slices(rungs),
            utility: slices(rungs),
        }
    }
}

/// Months' worth of a better choice: H = δ/(1 − δ(1 − h)), as the type may change any month.
#[inline(always)]
pub fn information_horizon(discount: f64, hazard: f64) -> f64 {
    discount / (1.0 - discount * (1.0 - hazard))
}

simd! {
    fn split(
        u: &Slice, rho: &Slice, stake: &Slice, gain: &Slice, weight: &Slice, loss: &Slice,
        fixed: &mut Slice, slope: &mut Slice
    ) {
        slope.set(|k| stake[k] * gain[k] + weight[k] * loss[k]);
        fixed.set(|k| u[k] + slope[k] * rho[k]);
    }

    fn complement(q: &Slice, out: &mut Slice) {
        out.set(|k| 1.0 - q[k]);
    }

    /// P(z)·P(x | z, a) for all z, and their sum, the chance of x.
    fn join(
        belief: &[Slice], respond: &[[[Slice; 2]; 2]], x: usize, joint: &mut [Slice],
        chance: &mut Slice
    ) {
        *chance = Slice::ZERO;
        for (z, (joint, p)) in joint.iter_mut().zip(belief).enumerate() {
            *joint = *p;
            for (i, by_type) in respond.iter().enumerate() {
                let q = &by_type[z >> i & 1][x >> i & 1];
                joint.update(|k, p| p * q[k]);
            }
            chance.update(|k, sum| sum + joint[k]);
        }
    }

    /// Adds λ⁻¹ ln Σ e^{λU}, times `chance`, for the belief in `joint`/`chance`.
    fn add_value_of_choice(
        precision: &Slice, joint: &[Slice], effect: &[Vec<Slice>], fixed: &[Slice],
        slope: &[Slice], chance: &Slice, utility: &mut [Slice], out: &mut Slice
    ) {
        let (mut best, mut total) = (Slice::ZERO, Slice::ZERO);
        for (a, by_profile) in effect.iter().enumerate() {
            let mut mean = Slice::ZERO;
            for (p, s) in joint.iter().zip(by_profile) {
                mean.update(|k, sum| sum + p[k] * s[k]);
            }
            let (fixed, slope, u) = (&fixed[a], &slope[a], &mut utility[a]);
            u.set(|k| {
                let divisor = if chance[k] > 0.0 { chance[k] } else { 1.0 };
                fixed[k] - slope[k] * (mean[k] / divisor)
            });
            best.update(|k, b| if u[k] > b { u[k] } else { b });
        }
        // Doing nothing is worth 0.
        total.set(|k| exp(precision[k] * (0.0 - best[k])));
        for u in utility.iter() {
            total.update(|k, sum| sum + exp(precision[k] * (u[k] - best[k])));
        }
        out.update(|k, v| v + chance[k] * value_from_sum(precision[k], best[k], total[k]));
    }

    /// Adds Σ p ln(p/chance), that is minus the entropy of the belief in `joint`/`chance`, times
    /// `chance`.
    fn add_certainty(joint: &[Slice], chance: &Slice, out: &mut Slice) {
        for p in joint {
            out.update(|k, v| {
                let p = p[k];
                if p > 1e-300 { v + p * ln(p / chance[k]) } else { v }
            });
        }
    }

    fn worth(
        precision: &Slice, weight: &Slice, discount: &Slice, hazard: &Slice, after: &Slice, before: &Slice,
        out: &mut Slice
    ) {
        out.set(|k| {
            let horizon = information_horizon(discount[k], hazard[k]);
            // A prober that chooses at random cannot choose better for knowing more.
            let gain = if precision[k] > 0.0 { after[k] - before[k] } else { 0.0 };
            weight[k] * horizon * gain
        });
    }
}

/// The lanes from `from` on; the last one stands for those beyond it.
fn slice<const L: usize>(lanes: &Lanes<L>, from: usize) -> Slice {
    let mut out = Slice::ZERO;
    if let Some(part) = lanes.0.get(from..from + SLICE) {
        out.0.copy_from_slice(part);
    } else {
        out.set(|k| lanes[(from + k).min(L - 1)]);
    }
    out
}

/// Writes a slice back to the lanes from `from` on.
fn put_back<const L: usize>(slice: &Slice, from: usize, lanes: &mut Lanes<L>) {
    for (lane, value) in lanes.0[from..].iter_mut().zip(&slice.0) {
        *lane = *value;
    }
}

/// Works out VOI_a = voi·H·(E_x[V(P⁺)] − V(P)) for each rung of each challenge. V is the value of
/// the next choice (derived) or minus the entropy of the belief. The belief after a response
/// is Bayes' rule in full, so that VOI_a ≥ 0.
pub fn information<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    kind: Res<super::rules::InformationKind>,
    mut scratch: ResMut<InformationScratch>,
    probers: Query<(&Prober, &Belief<L>)>,
    mut challenges: Query<(&Challenge, &Forecast<L>, &mut Choice<L>)>,
) {
    for (challenge, forecast, mut choice) in &mut challenges {
        let Ok((_, belief)) = probers.get(cast.probers[challenge.prober]) else {
            continue;
        };
        for from in (0..L).step_by(SLICE) {
            let p = &values.0;
            fill(
                &mut scratch,
                p,
                challenge,
                (belief, forecast, &choice),
                from,
            );
            value_slice(
                &mut scratch,
                p,
                kind.0,
                challenge,
                (forecast, &mut choice),
                from,
            );
        }
    }
}

/// Gathers a slice of what the utilities of a challenge depend on.
fn fill<const L: usize>(
    scratch: &mut InformationScratch,
    p: &Parameters<Lanes<L>>,
    challenge: &Challenge,
    (belief, forecast, choice): (&Belief<L>, &Forecast<L>, &Choice<L>),
    from: usize,
) {
    for (out, p) in scratch.belief.iter_mut().zip(&belief.profile) {
        *out = slice(p, from);
    }
    let stake = slice(&p.targets[challenge.ix].value, from);
    let weight = slice(&p.probers[challenge.prober].loss_weight, from);
    for (a, rung) in p.rungs.iter().enumerate() {
        for (out, s) in scratch.effect[a].iter_mut().zip(&forecast.effect[a]) {
            *out = slice(s, from);
        }
        split(
            &slice(&choice.utility[a + 1], from),
            &slice(&forecast.rho[a], from),
            &stake,
            &slice(&rung.gain, from),
            &weight,
            &slice(&rung.loss, from),
            &mut scratch.fixed[a],
            &mut scratch.slope[a],
        );
    }
}

fn value_slice<const L: usize>(
    scratch: &mut InformationScratch,
    p: &Parameters<Lanes<L>>,
    kind: Information,
    challenge: &Challenge,
    (forecast, choice): (&Forecast<L>, &mut Choice<L>),
    from: usize,
) {
    let own = &p.probers[challenge.prober];
    let precision = slice(&own.precision, from);
    let InformationScratch {
        belief,
        joint,
        effect,
        respond,
        fixed,
        slope,
        utility,
    } = scratch;
    let mut add = |joint: &[Slice], chance: &Slice, out: &mut Slice| match kind {
        Information::Derived => {
            add_value_of_choice(
                &precision, joint, effect, fixed, slope, chance, utility, out,
            );
        }
        _ => add_certainty(joint, chance, out),
    };
    let (mut before, mut chance) = (Slice::ZERO, Slice::splat(1.0));
    add(belief, &chance, &mut before);
    for (a, by_ally) in forecast.respond.iter().enumerate() {
        for (out, q) in respond.iter_mut().flatten().zip(by_ally.iter().flatten()) {
            out[1] = slice(q, from);
            let [silent, responds] = out;
            complement(responds, silent);
        }
        let mut after = Slice::ZERO;
        for x in 0..joint.len() {
            join(belief, respond, x, joint, &mut chance);
            add(joint, &chance, &mut after);
        }
        let mut information = Slice::ZERO;
        worth(
            &slice(&own.precision, from),
            &slice(&own.information_weight, from),
            &slice(&own.discount, from),
            &slice(&p.politics.type_redraw, from),
            &after,
            &before,
            &mut information,
        );
        put_back(&information, from, &mut choice.information[a + 1]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_horizon_of_the_defaults_is_thirteen_months() {
        assert!((information_horizon(0.946, 0.02) - 12.98).abs() < 0.01);
    }
}

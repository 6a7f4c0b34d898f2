//! What a probe would teach (M12, S6), a slice of lanes at a time: all that one slice needs fits
//! in the first-level cache.

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::simd::simd;
use trilat::math::{exp, ln};
use trilat::model::information::information_horizon;
use trilat::scenario::{Information, Prober as ProberParameters, Rung};
use trilat::theory::signals::value_from_sum;

use super::Soa;
use super::state::Challenge;

/// Lanes a slice.
const S: usize = 32;

type Slice = Lanes<S>;

/// The lanes from `from` on, the last one repeated beyond the end.
fn slice<const L: usize>(x: &Lanes<L>, from: usize) -> Slice {
    match x.0[from..].first_chunk::<S>() {
        Some(part) => Lanes(*part),
        None => Lanes::from_fn(|j| x[(from + j).min(L - 1)]),
    }
}

simd! {
    /// Value of the next choice, times the chance of the belief in `joint`.
    fn value_of_choice(
        joint: &[Slice], effect: &[Vec<Slice>], fixed: &[Slice], slope: &[Slice],
        precision: &Slice, chance: &Slice, u: &mut [Slice], out: &mut Slice
    ) {
        let (mut best, mut total) = (Slice::ZERO, Slice::ZERO);
        for (((effect, fixed), slope), u) in effect.iter().zip(fixed).zip(slope).zip(u.iter_mut()) {
            let mut mean = Slice::ZERO;
            for (p, s) in joint.iter().zip(effect) {
                mean.update(|j, m| m + p[j] * s[j]);
            }
            u.set(|j| {
                let chance = if chance[j] > 0.0 { chance[j] } else { 1.0 };
                fixed[j] - slope[j] * (mean[j] / chance)
            });
            best.update(|j, b| if u[j] > b { u[j] } else { b });
        }
        total.set(|j| exp(precision[j] * (0.0 - best[j])));
        for u in u.iter() {
            total.update(|j, t| t + exp(precision[j] * (u[j] - best[j])));
        }
        out.update(|j, v| v + chance[j] * value_from_sum(precision[j], best[j], total[j]));
    }

    fn certainty(joint: &[Slice], chance: &Slice, out: &mut Slice) {
        for p in joint {
            out.update(|j, v| if p[j] > 1e-300 { v + p[j] * ln(p[j] / chance[j]) } else { v });
        }
    }

    fn join(
        q: &[[[Slice; 2]; 2]], belief: &[Slice], x: usize, joint: &mut [Slice],
        chance: &mut Slice
    ) {
        *chance = Slice::ZERO;
        for (z, (joint, p)) in joint.iter_mut().zip(belief).enumerate() {
            *joint = *p;
            for (i, q) in q.iter().enumerate() {
                let q = &q[z >> i & 1][x >> i & 1];
                joint.update(|j, p| p * q[j]);
            }
            chance.update(|j, sum| sum + joint[j]);
        }
    }

    fn worth(
        weight: &Slice, discount: &Slice, hazard: &Slice, after: &Slice, before: &Slice,
        out: &mut [f64]
    ) {
        for (j, out) in out.iter_mut().enumerate() {
            let horizon = information_horizon(discount[j], hazard[j]);
            *out = weight[j] * horizon * (after[j] - before[j]);
        }
    }

    fn split(
        u: &Slice, rho: &Slice, stake: &Slice, gain: &Slice, weight: &Slice, loss: &Slice,
        fixed: &mut Slice, slope: &mut Slice
    ) {
        slope.set(|j| stake[j] * gain[j] + weight[j] * loss[j]);
        fixed.set(|j| u[j] + slope[j] * rho[j]);
    }

    fn silence(q: &[Slice; 2], out: &mut [[Slice; 2]; 2]) {
        for (q, [no, yes]) in q.iter().zip(out) {
            no.set(|j| 1.0 - q[j]);
            *yes = *q;
        }
    }
}

/// Scratch space of a slice.
#[derive(Default, Clone)]
pub struct Scratch {
    effect: Vec<Vec<Slice>>,
    fixed: Vec<Slice>,
    slope: Vec<Slice>,
    utility: Vec<Slice>,
    q: Vec<[[Slice; 2]; 2]>,
    belief: Vec<Slice>,
    joint: Vec<Slice>,
}

impl Scratch {
    pub fn new(allies: usize, profiles: usize, rungs: usize) -> Self {
        let n = |count| vec![Slice::ZERO; count];
        Self {
            effect: vec![n(profiles); rungs],
            fixed: n(rungs),
            slope: n(rungs),
            utility: n(rungs),
            q: vec![[[Slice::ZERO; 2]; 2]; allies],
            belief: n(profiles),
            joint: n(profiles),
        }
    }
}

impl<const L: usize> Soa<L> {
    pub(super) fn value_information(&mut self, c: usize) {
        let kind = self.spec.information;
        if kind == Information::Off {
            return;
        }
        let (challenge, scratch) = (&mut self.challenges[c], &mut self.work.slice);
        let (m, stake) = (challenge.prober, &self.p.targets[c].value);
        let belief = &self.probers[m].belief;
        let (own, hazard) = (&self.p.probers[m], &self.p.politics.type_redraw);
        for from in (0..L).step_by(S) {
            fill(scratch, &self.p.rungs, own, stake, belief, challenge, from);
            evaluate(scratch, kind, own, hazard, challenge, from);
        }
    }
}

fn fill<const L: usize>(
    scratch: &mut Scratch,
    rungs: &[Rung<Lanes<L>>],
    own: &ProberParameters<Lanes<L>>,
    stake: &Lanes<L>,
    belief: &[Lanes<L>],
    challenge: &Challenge<L>,
    from: usize,
) {
    for (out, p) in scratch.belief.iter_mut().zip(belief) {
        *out = slice(p, from);
    }
    for (a, rung) in rungs.iter().enumerate() {
        for (out, s) in scratch.effect[a].iter_mut().zip(&challenge.effect[a]) {
            *out = slice(s, from);
        }
        split(
            &slice(&challenge.utility[a + 1], from),
            &slice(&challenge.rho[a], from),
            &slice(stake, from),
            &slice(&rung.gain, from),
            &slice(&own.loss_weight, from),
            &slice(&rung.loss, from),
            &mut scratch.fixed[a],
            &mut scratch.slope[a],
        );
    }
}

fn evaluate<const L: usize>(
    scratch: &mut Scratch,
    kind: Information,
    own: &ProberParameters<Lanes<L>>,
    hazard: &Lanes<L>,
    challenge: &mut Challenge<L>,
    from: usize,
) {
    let precision = slice(&own.precision, from);
    let Scratch {
        effect,
        fixed,
        slope,
        utility,
        q,
        belief,
        joint,
    } = scratch;
    let mut add = |joint: &[Slice], chance: &Slice, out: &mut Slice| {
        if kind == Information::Derived {
            value_of_choice(
                joint, effect, fixed, slope, &precision, chance, utility, out,
            );
        } else {
            certainty(joint, chance, out);
        }
    };
    let (mut before, mut chance) = (Slice::ZERO, Slice::splat(1.0));
    add(belief, &chance, &mut before);
    for a in 0..challenge.q.len() {
        for (q, lanes) in q.iter_mut().zip(&challenge.q[a]) {
            silence(&[0, 1].map(|z| slice(&lanes[z], from)), q);
        }
        let mut after = Slice::ZERO;
        for x in 0..joint.len() {
            join(q, belief, x, joint, &mut chance);
            add(joint, &chance, &mut after);
        }
        worth(
            &slice(&own.information_weight, from),
            &slice(&own.discount, from),
            &slice(hazard, from),
            &after,
            &before,
            &mut challenge.information[a + 1].0[from..L.min(from + S)],
        );
    }
}

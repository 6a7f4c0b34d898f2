//! S5: beliefs held over the joint profile of allied types.
//!
//! A profile of A allies is an index 0 … 2^A − 1; bit i is 1 if ally i is resolute. Beliefs over
//! allies become correlated as soon as evidence is a joint product (a cancelled exercise may be
//! either partner's doing), so independent filters are wrong.

use super::super::form::perturb_pair;
use super::super::numeric::{larger, select};
use super::{Form, predict_probability};
use crate::math::exp;

/// S5: one ally's two-state transition on a pair of profile probabilities.
///
/// `p0` and `p1` are the probabilities of two profiles that differ in this ally alone (irresolute,
/// resolute); `h` its hazard of a fresh draw and `pi0` the prior of that draw. T(1|z′) is
/// [`predict_probability`] at z′ ∈ {0, 1}. Returns the new pair; the sum is kept. Applied ally by
/// ally over all pairs it is the exact joint prediction, since allies' types change independently.
#[inline(always)]
#[must_use]
pub fn mix_pair(p0: f64, p1: f64, h: f64, pi0: f64) -> (f64, f64) {
    let rise = predict_probability(0.0, h, pi0);
    let stay = predict_probability(1.0, h, pi0);
    perturb_pair(
        Form::S5,
        ((1.0 - rise) * p0 + (1.0 - stay) * p1, rise * p0 + stay * p1),
    )
}

/// S5: predict the joint profile one step on, in place.
///
/// `profile` has 2^A entries, `hazards` and `priors` one entry an ally. Allies beyond the profile's
/// size are ignored.
pub fn joint_predict(profile: &mut [f64], hazards: &[f64], priors: &[f64]) {
    for (ally, (&h, &pi0)) in hazards.iter().zip(priors).enumerate() {
        let stride = 1_usize << ally;
        for block in profile.chunks_exact_mut(2 * stride) {
            let (irresolute, resolute) = block.split_at_mut(stride);
            for (p0, p1) in irresolute.iter_mut().zip(resolute) {
                (*p0, *p1) = mix_pair(*p0, *p1, h, pi0);
            }
        }
    }
}

/// S5: Bayes' rule over profiles, P(z) ∝ P(z)·e^{weight·ln f(z)}, in place and normalised.
///
/// `weight` 1 is Bayes' rule. The largest exponent among possible profiles is taken out first. If
/// every profile is impossible the belief is left as it was.
pub fn joint_update(profile: &mut [f64], ln_likelihood: &[f64], weight: f64) {
    let mut top = f64::NEG_INFINITY;
    for (p, l) in profile.iter().zip(ln_likelihood) {
        top = select(*p > 0.0, larger(weight * l, top), top);
    }
    if top == f64::NEG_INFINITY {
        return;
    }
    let mut sum = 0.0;
    for (p, l) in profile.iter_mut().zip(ln_likelihood) {
        *p *= exp(weight * l - top);
        sum += *p;
    }
    for p in profile {
        *p /= sum;
    }
}

/// S5: joint profile of allies whose types are independent with these probabilities.
#[must_use]
pub fn joint_independent(probabilities: &[f64]) -> Vec<f64> {
    let mut profile = vec![1.0];
    for &p in probabilities {
        let resolute: Vec<f64> = profile.iter().map(|x| x * p).collect();
        for x in &mut profile {
            *x *= 1.0 - p;
        }
        profile.extend(resolute);
    }
    profile
}

/// S5: probability that ally `i` is resolute.
#[must_use]
pub fn joint_marginal(profile: &[f64], i: usize) -> f64 {
    sum_where(profile, 1 << i)
}

/// S5: probability that allies `i` and `j` are both resolute.
#[must_use]
pub fn joint_pair(profile: &[f64], i: usize, j: usize) -> f64 {
    sum_where(profile, (1 << i) | (1 << j))
}

fn sum_where(profile: &[f64], mask: usize) -> f64 {
    profile
        .iter()
        .enumerate()
        .filter(|(z, _)| z & mask == mask)
        .map(|(_, p)| p)
        .sum()
}

/// S5: correlation of two types, from P(both), P(i) and P(j); 0 if either is certain.
#[inline(always)]
#[must_use]
pub fn correlation(both: f64, i: f64, j: f64) -> f64 {
    let spread = (i * (1.0 - i) * j * (1.0 - j)).sqrt();
    let defined = spread > 0.0;
    let value = (both - i * j) / select(defined, spread, 1.0);
    select(defined, value, 0.0)
}

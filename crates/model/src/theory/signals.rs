//! S1–S7: costly signals, updating, and aggregation of beliefs and cooperation.
//!
//! Primitives: no checks, no branches, one scalar at a time. Complete, checked results are in
//! [`forms`].

pub mod forms;
mod joint;

pub use joint::{
    correlation, joint_independent, joint_marginal, joint_pair, joint_predict, joint_update,
    mix_pair,
};

use super::numeric::{larger, power, select};
use super::{Form, perturb};
use crate::math::{exp, ln, logistic};

/// S1: probability that a type sends a signal, σ((benefit − cost)/spread).
///
/// `benefit` and `cost` share a utility unit; `spread` > 0 is the logit scale of private shocks.
/// Discrete choice of a costly signal (Spence 1973, QJE; logit error as in McKelvey & Palfrey 1998,
/// Experimental Economics).
#[inline(always)]
#[must_use]
pub fn send_probability(benefit: f64, cost: f64, spread: f64) -> f64 {
    perturb(Form::S1, logistic((benefit - cost) / spread))
}

/// S1: probability that a receiver sees the signal, v·π + f·(1 − π).
///
/// `sent` π, `visibility` v and `false_alarm` f are probabilities. S1's test hook sits in
/// [`send_probability`], from which π comes.
#[inline(always)]
#[must_use]
pub fn seen_probability(sent: f64, visibility: f64, false_alarm: f64) -> f64 {
    visibility * sent + false_alarm * (1.0 - sent)
}

/// S1: log-likelihood of one seen (`seen` = 1) or unseen (`seen` = 0) signal at probability ω.
///
/// The probability is held at or above 10⁻³⁰⁰, so an impossible observation gives about −690.8
/// rather than −∞.
#[inline(always)]
#[must_use]
pub fn sighting_log_likelihood(omega: f64, seen: f64) -> f64 {
    ln(larger(select(seen > 0.5, omega, 1.0 - omega), 1e-300))
}

/// S2: weight of each of `n` channels with pairwise correlation `r`, 1/(1 + (n − 1)r).
///
/// n ≥ 1, 0 ≤ r ≤ 1: the effective number of independent reports is n/(1 + (n − 1)r) (Kish 1965,
/// *Survey Sampling*; Clemen & Winkler 1985, Operations Research).
#[inline(always)]
#[must_use]
pub fn evidence_discount(n: f64, r: f64) -> f64 {
    perturb(Form::S2, 1.0 / (1.0 + (n - 1.0) * r))
}

/// S2: log-odds after evidence, prior + weight·discount·Σ ln LR.
///
/// `prior` and the result are log-odds; `weight` is the receiver's temper (1: Bayes' rule). S2's
/// test hook sits in [`evidence_discount`].
#[inline(always)]
#[must_use]
pub fn update_log_odds(prior: f64, weight: f64, discount: f64, sum_log_lr: f64) -> f64 {
    prior + weight * discount * sum_log_lr
}

/// S3: Kalman gain P/(P + R) of prior variance `p` and noise variance `r`; 0 if both are 0.
///
/// Kalman 1960, J. Basic Engineering. The test hook of S3 sits here: mean and variance follow from
/// the gain.
#[inline(always)]
#[must_use]
pub fn kalman_gain(p: f64, r: f64) -> f64 {
    let total = p + r;
    let known = total > 0.0;
    let gain = p / select(known, total, 1.0);
    perturb(Form::S3, select(known, gain, 0.0))
}

/// S3: posterior mean, mean + gain·(y − mean).
#[inline(always)]
#[must_use]
pub fn kalman_mean(mean: f64, gain: f64, y: f64) -> f64 {
    mean + gain * (y - mean)
}

/// S3: posterior variance, (1 − gain)·P.
#[inline(always)]
#[must_use]
pub fn kalman_variance(p: f64, gain: f64) -> f64 {
    (1.0 - gain) * p
}

/// S3: noise variance of the mean of `n` ≥ 1 reports, R/n + s²/n.
///
/// `r` is the noise of one report and `sample_variance` their disagreement (divisor n − 1; 0 when
/// n = 1): reports that contradict each other leave the receiver more uncertain.
#[inline(always)]
#[must_use]
pub fn effective_noise(r: f64, n: f64, sample_variance: f64) -> f64 {
    (r + sample_variance) / n
}

/// S4: probability of the resolute type one step on, (1 − h)·p + h·π₀.
///
/// With hazard `h` the type is drawn afresh from the prior `pi0` (two-state hidden Markov chain:
/// Hamilton 1989, Econometrica).
#[inline(always)]
#[must_use]
pub fn predict_probability(p: f64, h: f64, pi0: f64) -> f64 {
    perturb(Form::S4, (1.0 - h) * p + h * pi0)
}

/// S4 in log-odds: ln{[(1 − h)σ(ℓ) + hπ₀] / [(1 − h)σ(−ℓ) + h(1 − π₀)]}.
///
/// Both tails are computed directly, so a near-certain belief keeps its precision.
#[inline(always)]
#[must_use]
pub fn predict_log_odds(l: f64, h: f64, pi0: f64) -> f64 {
    let resolute = (1.0 - h) * logistic(l) + h * pi0;
    let irresolute = (1.0 - h) * logistic(-l) + h * (1.0 - pi0);
    perturb(Form::S4, ln(resolute / irresolute))
}

/// S6: value of a logit choice, λ⁻¹ ln Σₐ e^{λU(a)}.
///
/// `lambda` > 0. `utilities` must not be empty (the value of an empty choice is −∞). The largest
/// term is taken out first, so no exponential overflows. McFadden 1978; Train 2009, *Discrete
/// Choice Methods with Simulation*, ch. 3.
#[inline(always)]
#[must_use]
pub fn value_of_choice(lambda: f64, utilities: &[f64]) -> f64 {
    let mut best = f64::NEG_INFINITY;
    for &u in utilities {
        best = larger(u, best);
    }
    let mut sum = 0.0;
    for &u in utilities {
        sum += exp(lambda * (u - best));
    }
    value_from_sum(lambda, best, sum)
}

/// S6 for callers that loop over replicates: best + λ⁻¹ ln `sum`, sum = Σₐ e^{λ(U(a) − best)} ≥ 1.
#[inline(always)]
#[must_use]
pub fn value_from_sum(lambda: f64, best: f64, sum: f64) -> f64 {
    perturb(Form::S6, best + ln(sum) / lambda)
}

/// S6: what one observation is worth to a prober who can do nothing or probe one ally.
///
/// `belief` that the ally is resolute; `gain` G if it does not respond, `loss` L if it does;
/// `respond` = (q of a resolute ally, q of an irresolute one). Returns E\[V(P⁺)\] − V(P) ≥ 0 with
/// U(0) = 0 and U(1) = G(1 − ρ) − Lρ (Raiffa & Schlaifer 1961, *Applied Statistical Decision
/// Theory*).
#[inline(always)]
#[must_use]
pub fn value_of_information(
    belief: f64,
    gain: f64,
    loss: f64,
    lambda: f64,
    respond: (f64, f64),
) -> f64 {
    let (q1, q0) = respond;
    let value = |p: f64| {
        let rho = p * q1 + (1.0 - p) * q0;
        value_of_choice(lambda, &[0.0, gain * (1.0 - rho) - loss * rho])
    };
    let rho = belief * q1 + (1.0 - belief) * q0;
    let after_response = belief * q1 / select(rho > 0.0, rho, 1.0);
    let silence = 1.0 - rho;
    let after_silence = belief * (1.0 - q1) / select(silence > 0.0, silence, 1.0);
    rho * value(after_response) + silence * value(after_silence) - value(belief)
}

/// |ρ| below which the CES mean is taken as geometric.
pub const CES_GEOMETRIC: f64 = 1e-6;

/// S7: exponent of the CES mean at substitutability `u` ∈ (0, 1], ρ = 2 − 1/u.
///
/// u = 1 adds, u = ½ is Cobb–Douglas, u → 0 is the weakest link (Arrow, Chenery, Minhas & Solow
/// 1961, REStat; Hirshleifer 1983, Public Choice).
#[inline(always)]
#[must_use]
pub fn ces_rho(u: f64) -> f64 {
    2.0 - 1.0 / u
}

/// S7: one term of the CES sum, e^{ρ ln s}; multiply by its weight and add up.
#[inline(always)]
#[must_use]
pub fn ces_term(ln_s: f64, rho: f64) -> f64 {
    exp(rho * ln_s)
}

/// S7: the CES mean from Σ w·e^{ρ ln s} > 0, exp(ln(sum)/ρ), for |ρ| ≥ [`CES_GEOMETRIC`].
///
/// The caller handles zeros (result 0 if ρ ≤ 0 and any weighted s = 0) and the geometric case
/// ([`ces_geometric`]); [`ces`] does both. Keep |ρ ln s| below 700 or use [`ces`], which takes the
/// largest term out first.
#[inline(always)]
#[must_use]
pub fn ces_value(sum_of_weighted_terms: f64, rho: f64) -> f64 {
    perturb(Form::S7, exp(ln(sum_of_weighted_terms) / rho))
}

/// S7: the CES mean at ρ = 0, e^{Σ w ln s} with Σ w = 1.
#[inline(always)]
#[must_use]
pub fn ces_geometric(weighted_ln_sum: f64) -> f64 {
    perturb(Form::S7, exp(weighted_ln_sum))
}

/// S7: one term of the CES sum with the largest exponent `shift` taken out, e^{ρ ln s − shift}.
#[inline(always)]
#[must_use]
pub fn ces_shifted_term(ln_s: f64, rho: f64, shift: f64) -> f64 {
    exp(rho * ln_s - shift)
}

/// S7: the CES mean from Σ w·e^{ρ ln s − shift} > 0, exp((ln(sum) + shift)/ρ).
#[inline(always)]
#[must_use]
pub fn ces_shifted(sum: f64, shift: f64, rho: f64) -> f64 {
    perturb(Form::S7, exp((ln(sum) + shift) / rho))
}

/// S7: the Cobb–Douglas mean of two values with equal weights, √(a·b).
#[inline(always)]
#[must_use]
pub fn ces2_geometric(a: f64, b: f64) -> f64 {
    perturb(Form::S7, crate::math::sqrt(a * b))
}

/// S7: CES mean of two values with equal weights at substitutability `u`, branch-free.
///
/// a, b ≥ 0; 0 if ρ ≤ 0 (within [`CES_GEOMETRIC`]) and either is 0.
#[inline(always)]
#[must_use]
pub fn ces2(a: f64, b: f64, u: f64) -> f64 {
    let rho = ces_rho(u);
    let high = larger(a, b);
    let low = select(a > b, b, a);
    let (high_is_zero, low_is_zero) = (high <= 0.0, low <= 0.0);
    let ln_high = ln(select(high_is_zero, 1.0, high));
    let ln_low = ln(select(low_is_zero, 1.0, low));

    // The term taken out of the sum is the larger of the two: high for ρ > 0, low for ρ < 0.
    let rising = rho > 0.0;
    let geometric = select(rising, rho, -rho) < CES_GEOMETRIC;
    let reference = select(rising, ln_high, ln_low);
    let gap = ln_high - ln_low;
    let ratio = exp(select(rising, -rho, rho) * gap);
    let other = select(low_is_zero, 0.0, ratio);
    let shift = ln(0.5 + 0.5 * other) / select(geometric, 1.0, rho);
    // The square root is the result of `ces2_geometric`, to the bit.
    let power_mean = exp(reference + shift);
    let mean = select(geometric, crate::math::sqrt(a * b), power_mean);

    let vanishes = high_is_zero | (low_is_zero & (rho < CES_GEOMETRIC));
    perturb(Form::S7, select(vanishes, 0.0, mean))
}

/// S7: CES mean of `values` ≥ 0 with `weights` ≥ 0 that sum to 1, at substitutability `u`.
///
/// Log-sum-exp with the largest term taken out; 0 if ρ ≤ 0 and any weighted value is 0; geometric
/// for |ρ| < [`CES_GEOMETRIC`]. Values without weight are ignored. Extra entries of the longer slice
/// are ignored; an empty mean is 0.
#[must_use]
pub fn ces(values: &[f64], weights: &[f64], u: f64) -> f64 {
    let rho = ces_rho(u);
    let geometric = rho.abs() < CES_GEOMETRIC;
    let pairs = || values.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    let has_zero = pairs().any(|(s, _)| *s <= 0.0);
    if pairs().all(|(s, _)| *s <= 0.0) || (has_zero && rho < CES_GEOMETRIC) {
        return 0.0;
    }
    let positive = || pairs().filter(|(s, _)| **s > 0.0);
    if geometric {
        return ces_geometric(positive().map(|(s, w)| w * ln(*s)).sum());
    }
    let scale = positive().fold(f64::NEG_INFINITY, |top, (s, _)| larger(rho * ln(*s), top));
    let sum: f64 = positive().map(|(s, w)| w * exp(rho * ln(*s) - scale)).sum();
    perturb(Form::S7, exp((scale + ln(sum)) / rho))
}

/// The S2 weight of evidence applied to a likelihood ratio, LR^(weight·discount).
///
/// `likelihood_ratio` ≥ 0.
#[inline(always)]
#[must_use]
pub fn tempered_ratio(likelihood_ratio: f64, weight: f64, discount: f64) -> f64 {
    power(likelihood_ratio, weight * discount)
}

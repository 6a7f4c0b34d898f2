//! T1–T7, T9, T10: strategic interaction under incomplete information (T8 is
//! [`super::crisis_signalling`]).
//!
//! Primitives: no checks, no branches, one scalar at a time. Complete, checked results are in
//! [`forms`].

mod attrition;
mod deterrence_game;
pub mod forms;

pub use attrition::{WarOfAttrition, war_of_attrition};
pub use deterrence_game::{
    ChallengerPayoffs, DefenderPayoffs, DeterrenceGame, Equilibrium, deterrence_game,
};

use super::numeric::{larger, select, smaller};
use super::{Form, perturb};
use crate::math::{exp, logistic};

/// T1: stake from which a defender ties its hands, v* = γc/(1 − γ(1 − p)).
///
/// `c` war cost, `p` defender's chance of winning, `gamma` share of challengers that prefer war.
/// Fearon 1997, J. Conflict Resolution.
#[inline(always)]
#[must_use]
pub fn tying_hands_threshold(p: f64, c: f64, gamma: f64) -> f64 {
    perturb(Form::T1, gamma * c / (1.0 - gamma * (1.0 - p)))
}

/// T1: smallest audience cost that makes the signal credible, m* = c − p·v*.
#[inline(always)]
#[must_use]
pub fn tying_hands_cost(p: f64, c: f64, threshold: f64) -> f64 {
    c - p * threshold
}

/// T1: stake from which a defender sinks costs, v̂ = c/p.
#[inline(always)]
#[must_use]
pub fn sinking_costs_threshold(p: f64, c: f64) -> f64 {
    perturb(Form::T1, c / p)
}

/// T1: sunk cost of the separating signal, m̂ = (1 − γ)c/p.
#[inline(always)]
#[must_use]
pub fn sinking_costs_cost(gamma: f64, threshold: f64) -> f64 {
    (1.0 - gamma) * threshold
}

/// T1: belief in a resolute defender that deters a challenger, v_C/(p·v_C + c_C).
#[inline(always)]
#[must_use]
pub fn deterring_belief(p: f64, v: f64, c: f64) -> f64 {
    v / (p * v + c)
}

/// T4: reliability of a partner, min(1, (Δp·V + α)/K).
///
/// `dp` what the partner adds to the chance of winning, `v` the stake, `alpha` the audience cost of
/// reneging, `k` the largest cost of intervening (drawn uniformly from 0 to `k`). After Smith 1995,
/// Int. Studies Quarterly; Morrow 1994, J. Conflict Resolution.
#[inline(always)]
#[must_use]
pub fn reliability(dp: f64, v: f64, alpha: f64, k: f64) -> f64 {
    perturb(Form::T4, smaller((dp * v + alpha) / k, 1.0))
}

/// T4: reliability above which the target is deterred,
/// \[(1 − p₂)v − c − SQ\]/\[(p₃ − p₂)v + e\].
#[inline(always)]
#[must_use]
pub fn deterrence_floor(p2: f64, p3: f64, v: f64, c: f64, e: f64, sq: f64) -> f64 {
    ((1.0 - p2) * v - c - sq) / ((p3 - p2) * v + e)
}

/// T4: reliability above which the protected ally provokes, (SQ + c − p₂·v)/\[(p₃ − p₂)v\].
#[inline(always)]
#[must_use]
pub fn recklessness_ceiling(p2: f64, p3: f64, v: f64, c: f64, sq: f64) -> f64 {
    (sq + c - p2 * v) / ((p3 - p2) * v)
}

/// T5: critical risk R = (w − s)/(w − d): the largest risk of disaster worth running.
///
/// Payoffs `w` win > `s` submit > `d` disaster. Powell 1990, *Nuclear Deterrence Theory*.
#[inline(always)]
#[must_use]
pub fn critical_risk(w: f64, s: f64, d: f64) -> f64 {
    (w - s) / (w - d)
}

/// T5: largest acceptable shared risk, min(1, q(w − s)/\[(1 − q)(s − d)\]).
///
/// `q` probability that standing firm prevails. 1 when q = 1.
#[inline(always)]
#[must_use]
pub fn acceptable_shared_risk(q: f64, w: f64, s: f64, d: f64) -> f64 {
    let at_stake = (1.0 - q) * (s - d);
    let finite = at_stake > 0.0;
    let risk = q * (w - s) / select(finite, at_stake, 1.0);
    perturb(Form::T5, select(finite, smaller(risk, 1.0), 1.0))
}

/// T6: trust from which a state cooperates, b/(a − d + b).
///
/// `a` value of mutual cooperation, `b` loss from being exploited, `d` value of exploiting, with
/// a > d. Kydd 2005, *Trust and Mistrust in International Relations* (assurance game).
#[inline(always)]
#[must_use]
pub fn trust_threshold(a: f64, b: f64, d: f64) -> f64 {
    perturb(Form::T6, b / (a - d + b))
}

/// T7: probability of an action that gains `gain` in utility over its alternative, σ(λ·gain).
///
/// λ = 0 is a coin toss, λ → ∞ the best response. McKelvey & Palfrey 1998, Experimental Economics;
/// Signorino 1999, Am. Political Science Review.
#[inline(always)]
#[must_use]
pub fn quantal_response(lambda: f64, gain: f64) -> f64 {
    perturb(Form::T7, logistic(lambda * gain))
}

/// T7 with several actions: weight e^{λ(U − best)} of one of them, to be divided by the sum.
#[inline(always)]
#[must_use]
pub fn choice_weight(lambda: f64, utility: f64, best: f64) -> f64 {
    exp(lambda * (utility - best))
}

/// T7 with several actions: P(a) = e^{λU(a)}/Σ e^{λU}, written to `probabilities`.
///
/// `lambda` ≥ 0. Entries beyond the shorter slice are left alone.
pub fn choice_probabilities(lambda: f64, utilities: &[f64], probabilities: &mut [f64]) {
    let best = utilities
        .iter()
        .fold(f64::NEG_INFINITY, |top, &u| larger(u, top));
    let mut sum = 0.0;
    for (p, &u) in probabilities.iter_mut().zip(utilities) {
        *p = choice_weight(lambda, u, best);
        sum += *p;
    }
    for (p, _) in probabilities.iter_mut().zip(utilities) {
        *p /= sum;
    }
}

/// T9: demand above the expected war outcome, z* = (C − c_A)/2, held within \[0, 1 − p\].
///
/// The rival's war cost is uniform on \[0, `c_max`\]; `c` is the own cost, `p` the own chance of
/// winning a prize of 1. Fearon 1995, Int. Organization.
#[inline(always)]
#[must_use]
pub fn risk_return_premium(c_max: f64, c: f64, p: f64) -> f64 {
    let interior = larger((c_max - c) / 2.0, 0.0);
    perturb(Form::T9, smaller(interior, 1.0 - p))
}

/// T9: probability of war at that demand, z*/C.
#[inline(always)]
#[must_use]
pub fn risk_return_war(premium: f64, c_max: f64) -> f64 {
    smaller(premium / c_max, 1.0)
}

/// T10: smallest mobilisation that makes fighting worthwhile, max(0, (c/v − p₀)/β).
///
/// `c` war cost, `v` stake, `p0` chance of winning unmobilised, `beta` gain per unit mobilised.
/// After Slantchev 2005, Am. Political Science Review.
#[inline(always)]
#[must_use]
pub fn minimum_mobilisation(c: f64, v: f64, p0: f64, beta: f64) -> f64 {
    perturb(Form::T10, larger((c / v - p0) / beta, 0.0))
}

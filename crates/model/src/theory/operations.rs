//! O1–O15: what forces can do with and without a common plan.
//!
//! Primitives: no checks, no branches on lane values, one scalar at a time. Numbers of threats and
//! interceptors may be real (expected values). Complete, checked results are in [`forms`].

pub mod forms;
mod queues;

pub use queues::{
    approval_in_series, approval_single, approval_slowest, erlang_b, erlang_b_between,
    erlang_b_mix, erlang_b_step, erlang_c, queue_time, queue_time_single, queue_wait,
};

use super::numeric::{larger, ln_base, power, power_of, select, smaller, unit, whole_part};
use super::{Form, perturb};
use crate::math::exp;

/// O1: threats that leak through one layer, N(1 − p)ⁿ.
///
/// `shots` n at each arriving threat, each a kill with probability `p`. Chain the layers: the next
/// sees the leakers (Przemieniecki 2000, *Mathematical Methods in Defense Analyses*).
#[inline(always)]
#[must_use]
pub fn layer_leakers(threats: f64, p: f64, shots: f64) -> f64 {
    perturb(Form::O1, threats * power(1.0 - p, shots))
}

/// O1: probability that none of `threats` independent threats leaks, (1 − leak)^N.
#[inline(always)]
#[must_use]
pub fn no_leaker(leak: f64, threats: f64) -> f64 {
    power(1.0 - leak, threats)
}

/// O2: probability that one warhead is tracked and killed, K = P_t\[1 − (1 − p)ⁿ\].
///
/// Wilkening 2000, Science & Global Security.
#[inline(always)]
#[must_use]
pub fn track_kill(track: f64, p: f64, shots: f64) -> f64 {
    perturb(Form::O2, track * (1.0 - power(1.0 - p, shots)))
}

/// O2: probability of no leaker if each warhead is tracked on its own, K^W.
#[inline(always)]
#[must_use]
pub fn no_leak_separate_tracks(kill: f64, warheads: f64) -> f64 {
    power(kill, warheads)
}

/// O2b: probability of no leaker if one link serves every track, P_t·\[1 − (1 − p)ⁿ\]^W.
///
/// The outage is shared: either all warheads are tracked or none.
#[inline(always)]
#[must_use]
pub fn no_leak_shared_track(track: f64, p: f64, shots: f64, warheads: f64) -> f64 {
    let kill = 1.0 - power(1.0 - p, shots);
    perturb(Form::O2b, track * power(kill, warheads))
}

/// O3: leakers if every shot picks its target at random, N(1 − p/N)^M (N ≥ 1).
///
/// A lower bound on how badly uncoordinated fire can be planned; see [`blind_survival`] for fire
/// that each nation plans well.
#[inline(always)]
#[must_use]
pub fn independent_fire(threats: f64, interceptors: f64, p: f64) -> f64 {
    let engaged = threats > 0.0;
    let hit = unit(p / select(engaged, threats, 1.0));
    perturb(Form::O3, threats * power(1.0 - hit, interceptors))
}

/// The whole number nearest to `x`, halves upwards, for 0 ≤ x < 2⁵¹: shots and missiles are counted.
#[inline(always)]
#[must_use]
pub fn nearest_whole(x: f64) -> f64 {
    whole_part(x + 0.5)
}

/// The largest whole number ≤ `x`, for 0 ≤ x < 2⁵¹.
#[inline(always)]
#[must_use]
pub fn whole_below(x: f64) -> f64 {
    whole_part(x)
}

/// Whole shots at every threat, and the share of threats that get one more.
///
/// `max_shots` is a whole number; nothing is left over once it is reached.
#[inline(always)]
#[must_use]
pub fn even_salvo(threats: f64, interceptors: f64, max_shots: f64) -> (f64, f64) {
    let engaged = threats > 0.0;
    let per_threat = interceptors / select(engaged, threats, 1.0);
    let capped = per_threat >= max_shots;
    let whole = whole_part(select(capped, max_shots, per_threat));
    let left = unit(per_threat - whole);
    (whole, select(capped, 0.0, left))
}

/// O4: leakers under one common fire plan, (N − b)(1 − p)^a + b(1 − p)^{a+1} with M = aN + b.
///
/// Shots are spread as evenly as they go, at most `max_shots` (a whole number, no more than 2⁵¹) at
/// a threat. Threats and interceptors may be real. This is the least leakage possible.
#[inline(always)]
#[must_use]
pub fn choreographed_leakers(threats: f64, interceptors: f64, p: f64, max_shots: f64) -> f64 {
    choreographed_leakers_at(threats, interceptors, p, ln_base(1.0 - p), max_shots)
}

/// [`choreographed_leakers`] for callers that keep `ln_miss` = [`ln_base`]`(1 - p)`.
#[inline(always)]
#[must_use]
pub fn choreographed_leakers_at(
    threats: f64,
    interceptors: f64,
    p: f64,
    ln_miss: f64,
    max_shots: f64,
) -> f64 {
    planned_leakers(
        threats,
        blind_survival_at(threats, interceptors, p, ln_miss, max_shots),
    )
}

/// O4 for callers that have the share of threats which one even salvo leaves ([`salvo_survival`]).
#[inline(always)]
#[must_use]
pub fn planned_leakers(threats: f64, survival: f64) -> f64 {
    perturb(Form::O4, threats * survival)
}

/// O5: factor by which one nation's own even salvo thins the threats, (1 − p)^a(1 − p·b/N).
///
/// a = min(n_max, ⌊M/N⌋), b = M − aN (0 at the cap). Multiply over nations that do not know of each
/// other's fire, then pass the product to [`blind_leakers`].
#[inline(always)]
#[must_use]
pub fn blind_survival(threats: f64, interceptors: f64, p: f64, max_shots: f64) -> f64 {
    blind_survival_at(threats, interceptors, p, ln_base(1.0 - p), max_shots)
}

/// [`blind_survival`] for callers that keep `ln_miss` = [`ln_base`]`(1 - p)`.
#[inline(always)]
#[must_use]
pub fn blind_survival_at(
    threats: f64,
    interceptors: f64,
    p: f64,
    ln_miss: f64,
    max_shots: f64,
) -> f64 {
    let (whole, left) = even_salvo(threats, interceptors, max_shots);
    salvo_survival(power_of(ln_miss, whole), p, left)
}

/// O5 for callers that keep (1 − p)^a for the whole shots a of [`even_salvo`], which also gives `left` = b/N.
#[inline(always)]
#[must_use]
pub fn salvo_survival(missed: f64, p: f64, left: f64) -> f64 {
    missed * (1.0 - p * left)
}

/// O5: leakers of nationally planned, mutually blind salvos, N·Π_s survival_s.
#[inline(always)]
#[must_use]
pub fn blind_leakers(threats: f64, survival_product: f64) -> f64 {
    perturb(Form::O5, threats * survival_product)
}

/// O6: leakers if a share κ of the shots is coordinated, N(1 − p)^{κM/N}(1 − p/N)^{(1−κ)M}.
///
/// A reference for whole M/N; the model mixes O4 and O5 instead.
#[inline(always)]
#[must_use]
pub fn partly_coordinated_fire(threats: f64, interceptors: f64, p: f64, share: f64) -> f64 {
    let planned = power(1.0 - p, share * interceptors / threats);
    let random = power(1.0 - unit(p / threats), (1.0 - share) * interceptors);
    perturb(Form::O6, threats * planned * random)
}

/// O7: shots per threat under shoot–look–shoot, \[1 − (1 − p)ⁿ\]/p, at the leakage of a salvo of n.
///
/// n when p = 0 (every shot is fired).
#[inline(always)]
#[must_use]
pub fn shoot_look_shoot(p: f64, shots: f64) -> f64 {
    let useful = p > 0.0;
    let expected = (1.0 - power(1.0 - p, shots)) / select(useful, p, 1.0);
    perturb(Form::O7, select(useful, expected, shots))
}

/// O8: share of `assets` saved from `attackers` warheads each by preferential defence, M·p^a/(aN).
///
/// Interceptors are put on a subset of assets, unknown to the attacker. M ≤ aN. Eckler & Burr 1972,
/// *Mathematical Models of Target Coverage and Missile Allocation*.
#[inline(always)]
#[must_use]
pub fn preferential_defence(interceptors: f64, assets: f64, attackers: f64, p: f64) -> f64 {
    let defended = smaller(interceptors / (attackers * assets), 1.0);
    perturb(Form::O8, defended * power(p, attackers))
}

/// O8: share saved if interceptors meet warheads at random, (M·p/(aN))^a.
#[inline(always)]
#[must_use]
pub fn random_defence(interceptors: f64, assets: f64, attackers: f64, p: f64) -> f64 {
    let met = smaller(interceptors / (attackers * assets), 1.0);
    perturb(Form::O8, power(met * p, attackers))
}

/// O9: detection by random search of coverage z, 1 − e^{−z}.
///
/// Koopman 1956, Operations Research: the limit of many independent searchers.
#[inline(always)]
#[must_use]
pub fn random_search(coverage: f64) -> f64 {
    perturb(Form::O9, 1.0 - exp(-coverage))
}

/// O9: detection by one planned, exhaustive search of coverage z, min(1, z).
///
/// Also the cover of sites by batteries and of aim points by sorties within one plan.
#[inline(always)]
#[must_use]
pub fn exhaustive_search(coverage: f64) -> f64 {
    perturb(Form::O9, smaller(coverage, 1.0))
}

/// O10: share of n sectors left empty by m searchers who choose at random, (1 − 1/n)^m.
#[inline(always)]
#[must_use]
pub fn empty_sectors(sectors: f64, searchers: f64) -> f64 {
    perturb(Form::O10, power(1.0 - 1.0 / sectors, searchers))
}

/// O11: ships of side B lost in one salvo, (αA − κyB)/w within \[0, B\].
///
/// `strike` α good shots per attacker, `defence` y shots stopped per defender, `alert` κ the share
/// of that defence in play, `staying` w hits to kill. Hughes 1995, Naval Research Logistics.
#[inline(always)]
#[must_use]
pub fn salvo_losses(a: f64, b: f64, strike: f64, defence: f64, alert: f64, staying: f64) -> f64 {
    let hits = larger(strike * a - alert * defence * b, 0.0);
    perturb(Form::O11, smaller(hits / staying, b))
}

/// O12: strength of forces that fight together, Σ Bᵢ, from that sum.
///
/// Lanchester's square law: fought in turn they are worth √Σ Bᵢ² ([`strength_in_turn`]). Lanchester
/// 1916, *Aircraft in Warfare*.
#[inline(always)]
#[must_use]
pub fn strength_together(sum: f64) -> f64 {
    perturb(Form::O12, sum)
}

/// O12: strength of forces met one after the other, √Σ Bᵢ², from the sum of squares.
#[inline(always)]
#[must_use]
pub fn strength_in_turn(sum_of_squares: f64) -> f64 {
    perturb(Form::O12, sum_of_squares.sqrt())
}

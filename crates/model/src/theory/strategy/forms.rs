//! T1–T7, T9 and T10 as published, with every input checked.
//!
//! Each function returns [`TheoryError`] if an input is outside the domain given in the
//! [catalogue](crate::theory::catalogue).

use super::super::domain::{check_all, checks, require};
use super::super::numeric::unit;
use super::super::{Domain, Form, TheoryError};
use super::{
    ChallengerPayoffs, DefenderPayoffs, DeterrenceGame, WarOfAttrition, acceptable_shared_risk,
    critical_risk, deterrence_floor, deterring_belief, minimum_mobilisation, quantal_response,
    recklessness_ceiling, reliability, risk_return_premium, risk_return_war, sinking_costs_cost,
    sinking_costs_threshold, trust_threshold, tying_hands_cost, tying_hands_threshold,
};
use Domain::{NonNegative, Positive, PositiveProbability, Probability, Real};

/// One of Fearon's two signals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForeignPolicySignal {
    /// Stake from which the defender signals; above 1 nobody does.
    pub threshold: f64,
    /// Size of the signal: audience cost or sunk cost.
    pub size: f64,
    /// Probability of war.
    pub war: f64,
    /// Defender's expected utility before it learns its stake.
    pub utility: f64,
}

/// Result of T1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TyingHandsSinkingCosts {
    /// Signal by audience costs, paid only if the defender backs down.
    pub tying: ForeignPolicySignal,
    /// Signal by costs paid at once.
    pub sinking: ForeignPolicySignal,
    /// Belief in a resolute defender that deters; above 1 no belief does.
    pub deterring_belief: f64,
}

/// T1: tying hands against sinking costs. Stakes are U\[0, 1\]; `p` win probability, `c` war cost,
/// `gamma` share of challengers that prefer war; `v_c`, `c_c` the challenger's stake and war cost.
///
/// # Errors
/// [`TheoryError::Domain`] unless 0 < p ≤ 1, c ≥ 0, 0 ≤ γ ≤ 1, γ(1 − p) < 1, v_C > 0, c_C ≥ 0.
pub fn tying_hands(
    p: f64,
    c: f64,
    gamma: f64,
    v_c: f64,
    c_c: f64,
) -> Result<TyingHandsSinkingCosts, TheoryError> {
    checks!(Form::T1;
        "p" = p => PositiveProbability, "c" = c => NonNegative, "gamma" = gamma => Probability,
        "v_C" = v_c => Positive, "c_C" = c_c => NonNegative);
    // Utility of signalling at stake v is slope·v − γc, less what the signal costs at once.
    let slope = 1.0 - gamma * (1.0 - p);
    let signal = |threshold: f64, size: f64, paid: f64| {
        let from = unit(threshold);
        let senders = 1.0 - from;
        ForeignPolicySignal {
            threshold,
            size,
            war: gamma * senders,
            utility: slope * (1.0 - from * from) / 2.0 - (gamma * c + paid) * senders,
        }
    };
    let tied = tying_hands_threshold(p, c, gamma);
    let sunk = sinking_costs_threshold(p, c);
    let cost = sinking_costs_cost(gamma, sunk);
    Ok(TyingHandsSinkingCosts {
        tying: signal(tied, tying_hands_cost(p, c, tied), 0.0),
        sinking: signal(sunk, cost, cost),
        deterring_belief: deterring_belief(p, v_c, c_c),
    })
}

/// T2: the audience-cost war of attrition between two states.
///
/// # Errors
/// [`TheoryError`] unless `a` and `c` each hold two positive values.
pub fn war_of_attrition(a: &[f64], c: &[f64]) -> Result<WarOfAttrition, TheoryError> {
    check_all(Form::T2, "a", a, Positive, 2..=2)?;
    check_all(Form::T2, "c", c, Positive, 2..=2)?;
    let pair = |x: &[f64]| match x {
        [first, second] => [*first, *second],
        _ => [f64::NAN; 2],
    };
    Ok(super::war_of_attrition(pair(a), pair(c)))
}

/// T3: unilateral deterrence; see [`super::deterrence_game`] for the selection rule.
///
/// # Errors
/// [`TheoryError::Domain`] unless p are in \[0, 1\] and payoffs are ordered as the game requires:
/// DD₋ < CD < DD₊ < SQ < DC for the challenger; DD₋ < DC < DD₊ and DC < CD for the defender.
pub fn deterrence_game(
    challenger: &ChallengerPayoffs,
    defender: &DefenderPayoffs,
    p_challenger: f64,
    p_defender: f64,
) -> Result<DeterrenceGame, TheoryError> {
    let (c, d) = (challenger, defender);
    checks!(Form::T3;
        "p_Ch" = p_challenger => Probability, "p_Def" = p_defender => Probability,
        "c_SQ" = c.sq => Real, "c_DC" = c.dc => Real, "c_CD" = c.cd => Real,
        "c_DD_hard" = c.dd_hard => Real, "c_DD_soft" = c.dd_soft => Real,
        "d_SQ" = d.sq => Real, "d_CD" = d.cd => Real, "d_DC" = d.dc => Real,
        "d_DD_hard" = d.dd_hard => Real, "d_DD_soft" = d.dd_soft => Real);
    let below = |input, value: f64, name: &str, bound: f64| {
        require(Form::T3, input, value, value < bound, || {
            format!("below {name} = {bound}")
        })
    };
    below("c_SQ", c.sq, "c_DC", c.dc)?;
    below("c_DD_hard", c.dd_hard, "c_SQ", c.sq)?;
    below("c_CD", c.cd, "c_DD_hard", c.dd_hard)?;
    below("c_DD_soft", c.dd_soft, "c_CD", c.cd)?;
    below("d_DC", d.dc, "d_CD", d.cd)?;
    below("d_DC", d.dc, "d_DD_hard", d.dd_hard)?;
    below("d_DD_soft", d.dd_soft, "d_DC", d.dc)?;
    Ok(super::deterrence_game(c, d, p_challenger, p_defender))
}

/// Inputs of T4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alliance {
    /// The partner's stake V.
    pub stake: f64,
    /// Gain Δp in the chance of winning if the partner joins.
    pub dp: f64,
    /// Audience cost α of reneging.
    pub alpha: f64,
    /// Largest cost K of joining.
    pub k: f64,
    /// Chance that the target prevails, fighting alone (p₂) and with its partner (p₃).
    pub p: [f64; 2],
    /// Attacker: prize v_A, war cost c_A, extra loss e against both, status quo SQ_A.
    pub attacker: [f64; 4],
    /// Protected ally: prize v_B, war cost c_B, status quo SQ_B.
    pub ally: [f64; 3],
}

/// Result of T4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReliabilityWindow {
    /// Reliability r.
    pub reliability: f64,
    /// Reliability above which the attacker is deterred.
    pub floor: f64,
    /// Reliability above which the ally turns reckless.
    pub ceiling: f64,
    /// Whether the attacker is deterred and the ally restrained: floor ≤ r ≤ ceiling.
    pub inside: bool,
}

/// T4: the window of reliability that deters without emboldening.
///
/// # Errors
/// [`TheoryError::Domain`] unless stakes, K and prizes are > 0, costs ≥ 0, Δp and p probabilities
/// with p₂ < p₃.
pub fn reliability_window(x: &Alliance) -> Result<ReliabilityWindow, TheoryError> {
    let ([p2, p3], [v_a, c_a, e, sq_a], [v_b, c_b, sq_b]) = (x.p, x.attacker, x.ally);
    checks!(Form::T4;
        "V" = x.stake => NonNegative, "dp" = x.dp => Probability, "alpha" = x.alpha => NonNegative,
        "K" = x.k => Positive, "p2" = p2 => Probability, "p3" = p3 => Probability,
        "v_A" = v_a => Positive, "c_A" = c_a => NonNegative, "e" = e => NonNegative,
        "SQ_A" = sq_a => Real, "v_B" = v_b => Positive, "c_B" = c_b => NonNegative,
        "SQ_B" = sq_b => Real);
    require(Form::T4, "p3", p3, p3 > p2, || format!("above p2 = {p2}"))?;
    let reliability = reliability(x.dp, x.stake, x.alpha, x.k);
    let floor = deterrence_floor(p2, p3, v_a, c_a, e, sq_a);
    let ceiling = recklessness_ceiling(p2, p3, v_b, c_b, sq_b);
    Ok(ReliabilityWindow {
        reliability,
        floor,
        ceiling,
        inside: floor <= reliability && reliability <= ceiling,
    })
}

/// T5: (critical risk R, largest acceptable shared risk f).
///
/// # Errors
/// [`TheoryError::Domain`] unless w > s > d and 0 ≤ q ≤ 1.
pub fn brinkmanship(w: f64, s: f64, d: f64, q: f64) -> Result<(f64, f64), TheoryError> {
    checks!(Form::T5; "w" = w => Real, "s" = s => Real, "d" = d => Real, "q" = q => Probability);
    require(Form::T5, "w", w, w > s, || format!("above s = {s}"))?;
    require(Form::T5, "d", d, d < s, || format!("below s = {s}"))?;
    Ok((critical_risk(w, s, d), acceptable_shared_risk(q, w, s, d)))
}

/// T6: trust from which cooperation is rational.
///
/// # Errors
/// [`TheoryError::Domain`] unless b > 0 and a > d.
pub fn trust(a: f64, b: f64, d: f64) -> Result<f64, TheoryError> {
    checks!(Form::T6; "a" = a => Real, "b" = b => Positive, "d" = d => Real);
    require(Form::T6, "a", a, a > d, || {
        format!("above d = {d} (an assurance game)")
    })?;
    Ok(trust_threshold(a, b, d))
}

/// T7: agent quantal response of a challenger and a responder, as (p_F, p_A).
///
/// `u_war`, `u_concede` the responder's utilities; `w`, `c`, `sq` the challenger's from war,
/// concession and status quo.
///
/// # Errors
/// [`TheoryError::Domain`] unless λ ≥ 0 and all utilities are finite.
pub fn agent_quantal_response(
    lambda: f64,
    u_war: f64,
    u_concede: f64,
    [w, c, sq]: [f64; 3],
) -> Result<(f64, f64), TheoryError> {
    checks!(Form::T7;
        "lambda" = lambda => NonNegative, "U_R_war" = u_war => Real, "U_R_concede" = u_concede => Real,
        "W_A" = w => Real, "C_A" = c => Real, "SQ_A" = sq => Real);
    let fight = quantal_response(lambda, u_war - u_concede);
    let attack = quantal_response(lambda, fight * w + (1.0 - fight) * c - sq);
    Ok((fight, attack))
}

/// Result of T9.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskReturn {
    /// Demand above the expected outcome of war, z*.
    pub premium: f64,
    /// The demand p + z*.
    pub demand: f64,
    /// Probability of war.
    pub war: f64,
}

/// T9: the risk–return trade-off against a rival with war cost U\[0, C\].
///
/// # Errors
/// [`TheoryError::Domain`] unless C > 0, c_A ≥ 0 and 0 ≤ p ≤ 1.
pub fn risk_return(c_max: f64, c_a: f64, p: f64) -> Result<RiskReturn, TheoryError> {
    checks!(Form::T9; "C" = c_max => Positive, "c_A" = c_a => NonNegative, "p" = p => Probability);
    let premium = risk_return_premium(c_max, c_a, p);
    Ok(RiskReturn {
        premium,
        demand: p + premium,
        war: risk_return_war(premium, c_max),
    })
}

/// T10: smallest mobilisation that makes a threat credible.
///
/// # Errors
/// [`TheoryError::Domain`] unless c ≥ 0, v > 0, 0 ≤ p₀ < 1, β > 0 and winning for certain would be
/// worth the cost (c ≤ v).
pub fn mobilisation(c: f64, v: f64, p0: f64, beta: f64) -> Result<f64, TheoryError> {
    checks!(Form::T10;
        "c" = c => NonNegative, "v" = v => Positive, "p0" = p0 => Probability, "beta" = beta => Positive);
    require(Form::T10, "c", c, c <= v, || {
        format!("at most v = {v} (no mobilisation makes the war worthwhile)")
    })?;
    Ok(minimum_mobilisation(c, v, p0, beta))
}

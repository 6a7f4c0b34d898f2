//! O1–O15 as published, with every input checked.
//!
//! Each function returns [`TheoryError`] if an input is outside the domain given in the
//! [catalogue](crate::theory::catalogue).

use super::super::domain::{check, check_all, checks, require};
use super::super::{Domain, Form, TheoryError};
use super::{
    approval_in_series, approval_single, approval_slowest, blind_leakers, blind_survival,
    choreographed_leakers, empty_sectors, erlang_b, erlang_c, exhaustive_search, independent_fire,
    layer_leakers, no_leak_separate_tracks, no_leak_shared_track, no_leaker,
    partly_coordinated_fire, preferential_defence, queue_time, queue_time_single, random_defence,
    random_search, salvo_losses, shoot_look_shoot, strength_in_turn, strength_together, track_kill,
};
use Domain::{Count, NonNegative, Positive, PositiveCount, PositiveProbability, Probability};

/// Most layers, nations or forces in a list.
const MAX_LIST: usize = 1000;
/// Servers or approvals: few enough for exact recursion.
const SERVERS: Domain = Domain::WholeBetween(1, 10_000);

/// O1: (expected leakers, probability of no leaker) of layers with kill probability `p` and `shots`
/// at each arriving threat; one entry of `shots` serves all layers.
///
/// # Errors
/// [`TheoryError`] unless N ≥ 0, p in \[0, 1\], shots ≥ 0 and the lists fit.
pub fn layered_leakage(threats: f64, p: &[f64], shots: &[f64]) -> Result<(f64, f64), TheoryError> {
    check(Form::O1, "N", threats, NonNegative)?;
    check_all(Form::O1, "p", p, Probability, 1..=MAX_LIST)?;
    let shots = matched(Form::O1, "n", shots, p.len(), NonNegative)?;
    let leakers = p
        .iter()
        .zip(shots)
        .fold(threats, |arriving, (&p, n)| layer_leakers(arriving, p, n));
    let leak = if threats > 0.0 {
        leakers / threats
    } else {
        0.0
    };
    Ok((leakers, no_leaker(leak, threats)))
}

/// A list of `n` values from a list of `n` or of one, each in `domain`.
fn matched(
    form: Form,
    input: &'static str,
    values: &[f64],
    n: usize,
    domain: Domain,
) -> Result<Vec<f64>, TheoryError> {
    match values {
        [one] => {
            check(form, input, *one, domain)?;
            Ok(vec![*one; n])
        }
        _ => {
            check_all(form, input, values, domain, n..=n)?;
            Ok(values.to_vec())
        }
    }
}

fn check_track(
    form: Form,
    track: f64,
    p: f64,
    shots: f64,
    warheads: f64,
) -> Result<(), TheoryError> {
    checks!(form;
        "P_t" = track => Probability, "p" = p => Probability, "n" = shots => NonNegative,
        "W" = warheads => NonNegative);
    Ok(())
}

/// O2: (kill probability per warhead, probability of no leaker), each warhead tracked on its own.
///
/// # Errors
/// [`TheoryError::Domain`] unless P_t and p are probabilities, n ≥ 0 and W ≥ 0.
pub fn track_per_warhead(
    track: f64,
    p: f64,
    shots: f64,
    warheads: f64,
) -> Result<(f64, f64), TheoryError> {
    check_track(Form::O2, track, p, shots, warheads)?;
    let kill = track_kill(track, p, shots);
    Ok((kill, no_leak_separate_tracks(kill, warheads)))
}

/// O2b: probability of no leaker when one link serves every track.
///
/// # Errors
/// As [`track_per_warhead`].
pub fn track_shared(track: f64, p: f64, shots: f64, warheads: f64) -> Result<f64, TheoryError> {
    check_track(Form::O2b, track, p, shots, warheads)?;
    Ok(no_leak_shared_track(track, p, shots, warheads))
}

fn check_fire(form: Form, threats: f64, interceptors: f64, p: f64) -> Result<(), TheoryError> {
    checks!(form;
        "N" = threats => Domain::AtLeast(1.0), "M" = interceptors => NonNegative, "p" = p => Probability);
    Ok(())
}

/// O3: expected leakers if every shot picks its target at random.
///
/// # Errors
/// [`TheoryError::Domain`] unless N ≥ 1, M ≥ 0 and p is a probability.
pub fn fire_independent(threats: f64, interceptors: f64, p: f64) -> Result<f64, TheoryError> {
    check_fire(Form::O3, threats, interceptors, p)?;
    Ok(independent_fire(threats, interceptors, p))
}

/// O4: expected leakers under one fire plan with at most `max_shots` at a threat.
///
/// # Errors
/// [`TheoryError::Domain`] unless N ≥ 1, M ≥ 0, p is a probability and n_max a whole number.
pub fn fire_choreographed(
    threats: f64,
    interceptors: f64,
    p: f64,
    max_shots: f64,
) -> Result<f64, TheoryError> {
    check_fire(Form::O4, threats, interceptors, p)?;
    check(Form::O4, "n_max", max_shots, Count)?;
    Ok(choreographed_leakers(threats, interceptors, p, max_shots))
}

/// O5: expected leakers of nationally planned, mutually blind salvos; one entry of `p` or of
/// `max_shots` serves all nations.
///
/// # Errors
/// [`TheoryError`] unless N ≥ 1, M ≥ 0, p are probabilities, n_max whole and the lists fit.
pub fn fire_mutually_blind(
    threats: f64,
    interceptors: &[f64],
    p: &[f64],
    max_shots: &[f64],
) -> Result<f64, TheoryError> {
    check(Form::O5, "N", threats, Domain::AtLeast(1.0))?;
    check_all(Form::O5, "M", interceptors, NonNegative, 1..=MAX_LIST)?;
    let p = matched(Form::O5, "p", p, interceptors.len(), Probability)?;
    let caps = matched(Form::O5, "n_max", max_shots, interceptors.len(), Count)?;
    let survival = interceptors
        .iter()
        .zip(p)
        .zip(caps)
        .fold(1.0, |left, ((&m, p), cap)| {
            left * blind_survival(threats, m, p, cap)
        });
    Ok(blind_leakers(threats, survival))
}

/// O6: expected leakers if a share κ of the shots is coordinated.
///
/// # Errors
/// [`TheoryError::Domain`] unless N ≥ 1, M/N is whole, and p and κ are probabilities.
pub fn fire_partly_coordinated(
    threats: f64,
    interceptors: f64,
    p: f64,
    share: f64,
) -> Result<f64, TheoryError> {
    check_fire(Form::O6, threats, interceptors, p)?;
    check(Form::O6, "kappa", share, Probability)?;
    require(
        Form::O6,
        "M",
        interceptors,
        (interceptors / threats).fract() == 0.0,
        || format!("a whole multiple of N = {threats}"),
    )?;
    Ok(partly_coordinated_fire(threats, interceptors, p, share))
}

/// O7: shots per threat under shoot–look–shoot at the leakage of a salvo of `shots`.
///
/// # Errors
/// [`TheoryError::Domain`] unless 0 < p ≤ 1 and n is a whole number.
pub fn shoot_look(p: f64, shots: f64) -> Result<f64, TheoryError> {
    checks!(Form::O7; "p" = p => PositiveProbability, "n" = shots => Count);
    Ok(shoot_look_shoot(p, shots))
}

/// O8: shares of assets saved by (preferential, random) defence.
///
/// # Errors
/// [`TheoryError::Domain`] unless N > 0, a ≥ 1 whole, 0 ≤ M ≤ aN and p is a probability.
pub fn defence_of_assets(
    interceptors: f64,
    assets: f64,
    p: f64,
    attackers: f64,
) -> Result<(f64, f64), TheoryError> {
    checks!(Form::O8;
        "M" = interceptors => NonNegative, "N" = assets => Positive, "p" = p => Probability,
        "a" = attackers => PositiveCount);
    let warheads = attackers * assets;
    require(
        Form::O8,
        "M",
        interceptors,
        interceptors <= warheads,
        || format!("at most a·N = {warheads}"),
    )?;
    Ok((
        preferential_defence(interceptors, assets, attackers, p),
        random_defence(interceptors, assets, attackers, p),
    ))
}

/// O9: detection by (random, exhaustive) search of coverage z.
///
/// # Errors
/// [`TheoryError::Domain`] unless z ≥ 0.
pub fn search(coverage: f64) -> Result<(f64, f64), TheoryError> {
    check(Form::O9, "z", coverage, NonNegative)?;
    Ok((random_search(coverage), exhaustive_search(coverage)))
}

/// O10: expected share of n sectors that m independent searchers leave empty.
///
/// # Errors
/// [`TheoryError::Domain`] unless n is a positive and m a non-negative whole number.
pub fn unsynchronised_sectors(sectors: f64, searchers: f64) -> Result<f64, TheoryError> {
    checks!(Form::O10; "n" = sectors => PositiveCount, "m" = searchers => Count);
    Ok(empty_sectors(sectors, searchers))
}

/// O11: losses of side B in one missile salvo.
///
/// # Errors
/// [`TheoryError::Domain`] unless forces and powers are ≥ 0, κ is a probability and w > 0.
pub fn salvo(
    a: f64,
    b: f64,
    strike: f64,
    defence: f64,
    alert: f64,
    staying: f64,
) -> Result<f64, TheoryError> {
    checks!(Form::O11;
        "A" = a => NonNegative, "B" = b => NonNegative, "alpha" = strike => NonNegative,
        "y" = defence => NonNegative, "kappa" = alert => Probability, "w" = staying => Positive);
    Ok(salvo_losses(a, b, strike, defence, alert, staying))
}

/// O12: fighting strength (together, one after the other).
///
/// # Errors
/// [`TheoryError`] unless there is at least one force and none is negative.
pub fn concentration(forces: &[f64]) -> Result<(f64, f64), TheoryError> {
    check_all(Form::O12, "B", forces, NonNegative, 1..=MAX_LIST)?;
    let squares = forces.iter().map(|b| b * b).sum();
    Ok((
        strength_together(forces.iter().sum()),
        strength_in_turn(squares),
    ))
}

/// Result of O13.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledQueue {
    /// Mean time in system if each server has its own queue (M/M/1).
    pub separate: f64,
    /// Mean time in system with one queue for all servers (M/M/c).
    pub pooled: f64,
    /// Probability of waiting in the pooled queue, Erlang's C.
    pub waits: f64,
}

/// O13: `servers` of rate `mu`, each with its own demand `lambda`, apart and pooled.
///
/// # Errors
/// [`TheoryError::Domain`] unless 0 ≤ λ < μ and c is a whole number from 1 to 10,000.
pub fn pooled_assets(lambda: f64, mu: f64, servers: f64) -> Result<PooledQueue, TheoryError> {
    checks!(Form::O13; "mu" = mu => Positive, "lambda" = lambda => NonNegative);
    require(Form::O13, "lambda", lambda, lambda < mu, || {
        format!("below mu = {mu} (else the queue grows without end)")
    })?;
    let c = whole(Form::O13, "c", servers)?;
    let total = lambda * servers;
    Ok(PooledQueue {
        separate: queue_time_single(lambda, mu),
        pooled: queue_time(c, total, mu),
        waits: erlang_c(c, total / mu),
    })
}

/// O14: probability that a demand is lost, Erlang's B.
///
/// # Errors
/// [`TheoryError::Domain`] unless c is a whole number from 1 to 10,000 and the load is ≥ 0.
pub fn loss(servers: f64, load: f64) -> Result<f64, TheoryError> {
    check(Form::O14, "a", load, NonNegative)?;
    Ok(erlang_b(whole(Form::O14, "c", servers)?, load))
}

/// Result of O15.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ApprovalInTime {
    /// One approval.
    pub single: f64,
    /// The slowest of n in parallel.
    pub slowest: f64,
    /// n one after the other.
    pub series: f64,
}

/// O15: probability that approvals with exponential times come before the deadline.
///
/// # Errors
/// [`TheoryError::Domain`] unless mean > 0, 0 ≤ deadline ≤ 700·mean and n is a whole number from 1 to 10,000.
pub fn approval_chain(mean: f64, deadline: f64, n: f64) -> Result<ApprovalInTime, TheoryError> {
    checks!(Form::O15; "mean" = mean => Positive, "deadline" = deadline => NonNegative);
    // Beyond this e^{−x} underflows and the Erlang sum with it.
    require(
        Form::O15,
        "deadline",
        deadline,
        deadline <= 700.0 * mean,
        || format!("at most 700 times mean = {mean}"),
    )?;
    let steps = whole(Form::O15, "n", n)?;
    Ok(ApprovalInTime {
        single: approval_single(deadline, mean),
        slowest: approval_slowest(deadline, mean, n),
        series: approval_in_series(deadline, mean, steps),
    })
}

fn whole(form: Form, input: &'static str, value: f64) -> Result<u32, TheoryError> {
    check(form, input, value, SERVERS)?;
    Ok(value as u32)
}

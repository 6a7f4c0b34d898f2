//! O13–O15: pooled servers, lost calls, and chains of approval.

use super::super::numeric::{power, select, whole_part};
use super::{Form, perturb};
use crate::math::exp;

/// O14: one step of Erlang's recursion, B(k) = a·B(k − 1)/(k + a·B(k − 1)), B(0) = 1.
///
/// For callers that loop over replicates with the number of servers outside.
#[inline(always)]
#[must_use]
pub fn erlang_b_step(previous: f64, k: f64, load: f64) -> f64 {
    load * previous / (k + load * previous)
}

#[inline(always)]
fn blocking(servers: u32, load: f64) -> f64 {
    let mut b = 1.0;
    for k in 1..=servers {
        b = erlang_b_step(b, f64::from(k), load);
    }
    b
}

/// O14: probability that a demand finds all `servers` busy and is lost, Erlang's B.
///
/// `load` = arrival rate × mean service time ≥ 0. Erlang 1917.
#[inline(always)]
#[must_use]
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    perturb(Form::O14, blocking(servers, load))
}

/// O14 for a real number of servers 0 ≤ s ≤ `limit`: linear between whole numbers.
///
/// Readiness makes capacity fractional. Has no branch on lane values, but its inner loop keeps the
/// compiler from vectorising over replicates: where that matters, put the loop over k outside and
/// call [`erlang_b_step`].
#[inline(always)]
#[must_use]
pub fn erlang_b_between(servers: f64, load: f64, limit: u32) -> f64 {
    let whole = whole_part(servers);
    let share = servers - whole;
    let mut b = 1.0;
    let mut below = 1.0;
    let mut above = 1.0;
    for k in 1..=limit.saturating_add(1) {
        let k = f64::from(k);
        b = erlang_b_step(b, k, load);
        below = select(k <= whole, b, below);
        above = select(k <= whole + 1.0, b, above);
    }
    perturb(Form::O14, below + share * (above - below))
}

/// O14 between whole numbers of servers, from Erlang's B at the whole numbers below and above.
///
/// For callers that loop over replicates inside and take [`erlang_b_step`]s outside.
#[inline(always)]
#[must_use]
pub fn erlang_b_mix(below: f64, above: f64, share: f64) -> f64 {
    perturb(Form::O14, below + share * (above - below))
}

/// O13: mean wait before service in an M/M/c queue, in mean service times, from Erlang's B:
/// C/(c − a) with C = B/[1 − (a/c)(1 − B)]; infinite if the queue is unstable (a ≥ c).
///
/// For callers that have Erlang's B at a real number of servers. c > 0.
#[inline(always)]
#[must_use]
pub fn queue_wait(blocking: f64, servers: f64, load: f64) -> f64 {
    let slack = servers - load;
    let stable = slack > 0.0;
    let idle = select(stable, 1.0 - load / servers * (1.0 - blocking), 1.0);
    let wait = blocking / idle / select(stable, slack, 1.0);
    perturb(Form::O13, select(stable, wait, f64::INFINITY))
}

/// O13: probability that a demand must wait, Erlang's C; 1 if the queue is unstable.
#[inline(always)]
#[must_use]
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    perturb(Form::O13, waiting(servers, load))
}

#[inline(always)]
fn waiting(servers: u32, load: f64) -> f64 {
    let b = blocking(servers, load);
    let capacity = f64::from(servers);
    let stable = load < capacity;
    let busy = load / select(stable, capacity, 1.0);
    let wait = b / select(stable, 1.0 - busy * (1.0 - b), 1.0);
    select(stable, wait, 1.0)
}

/// O13: mean time in an M/M/c system (waiting and service); infinite if the queue is unstable.
///
/// `arrival` total arrival rate, `service` rate of one server, both per unit of time.
#[inline(always)]
#[must_use]
pub fn queue_time(servers: u32, arrival: f64, service: f64) -> f64 {
    let wait = waiting(servers, arrival / service);
    let slack = f64::from(servers) * service - arrival;
    let stable = slack > 0.0;
    let time = wait / select(stable, slack, 1.0) + 1.0 / service;
    perturb(Form::O13, select(stable, time, f64::INFINITY))
}

/// O13: mean time in an M/M/1 system, 1/(μ − λ); infinite if the queue is unstable.
#[inline(always)]
#[must_use]
pub fn queue_time_single(arrival: f64, service: f64) -> f64 {
    let slack = service - arrival;
    let stable = slack > 0.0;
    let time = 1.0 / select(stable, slack, 1.0);
    perturb(Form::O13, select(stable, time, f64::INFINITY))
}

/// O15: probability that one exponential approval comes in time, 1 − e^{−deadline/mean}.
#[inline(always)]
#[must_use]
pub fn approval_single(deadline: f64, mean: f64) -> f64 {
    perturb(Form::O15, in_time(deadline, mean))
}

#[inline(always)]
fn in_time(deadline: f64, mean: f64) -> f64 {
    1.0 - exp(-deadline / mean)
}

/// O15: probability that all of `n` parallel approvals come in time, (1 − e^{−deadline/mean})ⁿ.
#[inline(always)]
#[must_use]
pub fn approval_slowest(deadline: f64, mean: f64, n: f64) -> f64 {
    perturb(Form::O15, power(in_time(deadline, mean), n))
}

/// O15: probability that `n` approvals one after the other come in time (Erlang distribution),
/// 1 − e^{−x} Σ_{k<n} xᵏ/k! with x = deadline/mean.
#[inline(always)]
#[must_use]
pub fn approval_in_series(deadline: f64, mean: f64, n: u32) -> f64 {
    let x = deadline / mean;
    let mut term = exp(-x);
    let mut late = 0.0;
    for k in 0..n {
        late += term;
        term *= x / f64::from(k + 1);
    }
    perturb(Form::O15, 1.0 - late)
}

//! M9: search, strike groups, tankers and airlift as servers, held in common or apart (O13, O14).

use crate::ensemble::lanes::{Lanes, VECTOR};
use crate::ensemble::simd::simd;
use crate::theory::numeric::select;
use crate::theory::operations::{erlang_b_mix, erlang_b_step, queue_wait};

/// The most servers that are told apart: with more, nothing is lost at any load worth the name.
pub const MAX_SERVERS: f64 = 100.0;

/// The longest wait, in mean service times: a queue that grows without end is waited for no longer.
pub const MAX_WAIT: f64 = 20.0;

/// Servers from capacity: whoever has any has at least one, and no more than [`MAX_SERVERS`] count.
///
/// Readiness makes capacity fractional; below one server, Erlang's formulas would lose calls where
/// there are none.
#[inline(always)]
pub fn server_count(capacity: f64) -> f64 {
    let floored = if capacity < 1.0 { 1.0 } else { capacity };
    let count = if floored < MAX_SERVERS {
        floored
    } else {
        MAX_SERVERS
    };
    if capacity > 0.0 { count } else { 0.0 }
}

/// The whole number of servers below `servers`.
#[inline(always)]
fn below(servers: f64) -> f64 {
    crate::theory::operations::whole_below(servers)
}

/// Erlang's recursion over a few lanes.
#[inline(always)]
fn lose<const N: usize>(servers: &[f64; N], load: &[f64; N], out: &mut [f64; N]) {
    let mut most = 0.0;
    for &servers in servers {
        most = if servers > most { servers } else { most };
    }
    let (mut b, mut low, mut high) = ([1.0; N], [1.0; N], [1.0; N]);
    for n in 1..=most as u32 + 1 {
        let n = f64::from(n);
        for k in 0..N {
            b[k] = erlang_b_step(b[k], n, load[k]);
            low[k] = select(n <= servers[k], b[k], low[k]);
            high[k] = select(n < servers[k] + 1.0, b[k], high[k]);
        }
    }
    for k in 0..N {
        out[k] = erlang_b_mix(low[k], high[k], servers[k] - below(servers[k]));
    }
}

simd! {
    /// Share of calls lost by `servers` at an offered `load` in erlangs (O14), linear between whole
    /// numbers of servers.
    pub fn lost<const L: usize>(servers: &Lanes<L>, load: &Lanes<L>, out: &mut Lanes<L>) {
        // A few lanes at a time, so that the recursion stays in registers and goes no further than
        // the most servers among them.
        let lanes = out.0.chunks_mut(VECTOR).zip(servers.0.chunks(VECTOR)).zip(load.0.chunks(VECTOR));
        for ((out, servers), load) in lanes {
            match (<&mut [f64; VECTOR]>::try_from(&mut *out), servers.try_into(), load.try_into()) {
                (Ok(out), Ok(servers), Ok(load)) => lose(servers, load, out),
                _ => {
                    for ((out, s), load) in out.iter_mut().zip(servers).zip(load) {
                        let mut one = [0.0];
                        lose(&[*s], &[*load], &mut one);
                        *out = one[0];
                    }
                }
            }
        }
    }

    fn wait_from_loss<const L: usize>(
        servers: &Lanes<L>, load: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, blocking| {
            let idle = servers[k] > 0.0;
            let wait = queue_wait(blocking, if idle { servers[k] } else { 1.0 }, load[k]);
            let wait = if wait < MAX_WAIT { wait } else { MAX_WAIT };
            // Where nobody has any, responses do without.
            if idle { wait } else { 0.0 }
        });
    }
}

/// Mean wait for one of `servers` at an offered `load`, in mean service times (O13), at most
/// [`MAX_WAIT`].
pub fn wait<const L: usize>(servers: &Lanes<L>, load: &Lanes<L>, out: &mut Lanes<L>) {
    lost(servers, load, out);
    wait_from_loss(servers, load, out);
}

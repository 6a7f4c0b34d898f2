//! M9: search, strike groups, tankers and airlift as servers, held in common or apart (O13, O14).

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
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

simd! {
    /// Share of calls lost by `servers` at an offered `load` in erlangs (O14), linear between whole
    /// numbers of servers.
    pub fn lost<const L: usize>(servers: &Lanes<L>, load: &Lanes<L>, out: &mut Lanes<L>) {
        let mut most = 0.0;
        for k in 0..L {
            most = if servers[k] > most { servers[k] } else { most };
        }
        let one = Lanes::<L>::splat(1.0);
        let (mut b, mut low, mut high) = (one, one, one);
        for n in 1..=most as u32 + 1 {
            let n = f64::from(n);
            b.update(|k, b| erlang_b_step(b, n, load[k]));
            low.update(|k, low| if n <= servers[k] { b[k] } else { low });
            high.update(|k, high| if n < servers[k] + 1.0 { b[k] } else { high });
        }
        out.set(|k| erlang_b_mix(low[k], high[k], servers[k] - below(servers[k])));
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

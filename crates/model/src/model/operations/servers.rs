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

/// The whole numbers of servers that all of some lanes have, and that none has more than.
#[inline(always)]
fn bounds<const N: usize>(servers: &[f64; N]) -> [u32; 2] {
    let (mut least, mut most) = (MAX_SERVERS, 0.0);
    for &servers in servers {
        least = if servers < least { servers } else { least };
        most = if servers > most { servers } else { most };
    }
    [least as u32, most as u32 + 1]
}

/// Erlang's B at the whole numbers below and above what each of a few lanes has.
struct Around<const N: usize> {
    low: [f64; N],
    high: [f64; N],
}

impl<const N: usize> Around<N> {
    /// Takes B of `n` servers in, in increasing order.
    #[inline(always)]
    fn take(&mut self, n: u32, servers: &[f64; N], b: &[f64; N]) {
        let n = f64::from(n);
        for k in 0..N {
            self.low[k] = select(n <= servers[k], b[k], self.low[k]);
            self.high[k] = select(n < servers[k] + 1.0, b[k], self.high[k]);
        }
    }

    #[inline(always)]
    fn mix(&self, servers: &[f64; N], out: &mut [f64; N]) {
        for k in 0..N {
            let share = servers[k] - below(servers[k]);
            out[k] = erlang_b_mix(self.low[k], self.high[k], share);
        }
    }
}

/// Erlang's recursion over a few lanes.
#[inline(always)]
fn lose<const N: usize>(servers: &[f64; N], load: &[f64; N], out: &mut [f64; N]) {
    let [least, most] = bounds(servers);
    let mut b = [1.0; N];
    for n in 1..=least {
        for k in 0..N {
            b[k] = erlang_b_step(b[k], f64::from(n), load[k]);
        }
    }
    let mut around = Around { low: b, high: b };
    for n in least + 1..=most {
        for k in 0..N {
            b[k] = erlang_b_step(b[k], f64::from(n), load[k]);
        }
        around.take(n, servers, &b);
    }
    around.mix(servers, out);
}

/// Erlang's recursion over a few lanes, for several lots of servers.
#[inline(always)]
fn lose_by_each<const L: usize, const N: usize>(
    group: usize,
    lots: &[[Lanes<L>; 2]],
    load: &Lanes<L>,
    by_count: &mut [f64],
    out: &mut [Lanes<L>],
) {
    let load = &load.groups::<N>()[group];
    let mut all = 0;
    for [servers, _] in lots {
        let [_, most] = bounds(&servers.groups::<N>()[group]);
        all = if most > all { most } else { all };
    }
    let mut b = [1.0; N];
    let (by_count, _) = by_count.as_chunks_mut::<N>();
    for (n, row) in by_count.iter_mut().enumerate().take(all as usize + 1) {
        if n > 0 {
            for k in 0..N {
                b[k] = erlang_b_step(b[k], n as f64, load[k]);
            }
        }
        *row = b;
    }
    for ([servers, _], out) in lots.iter().zip(out) {
        let servers = &servers.groups::<N>()[group];
        let [least, most] = bounds(servers);
        let first = by_count[least as usize];
        let mut around = Around {
            low: first,
            high: first,
        };
        for n in least + 1..=most {
            around.take(n, servers, &by_count[n as usize]);
        }
        around.mix(servers, &mut out.groups_mut::<N>()[group]);
    }
}

/// Numbers of servers that [`lost_by_each`] keeps losses of: none, one, …, and one more than there may be.
pub const COUNTS: usize = MAX_SERVERS as usize + 2;

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

    /// [`lost`] of several lots of servers (the first of each pair) at one load: they share Erlang's recursion. `by_count`
    /// is scratch, with [`VECTOR`] entries for each number of servers.
    pub fn lost_by_each<const L: usize>(
        lots: &[[Lanes<L>; 2]], load: &Lanes<L>, by_count: &mut [f64], out: &mut [Lanes<L>]
    ) {
        if L.is_multiple_of(VECTOR) {
            for group in 0..L / VECTOR {
                lose_by_each::<L, VECTOR>(group, lots, load, by_count, out);
            }
        } else {
            for group in 0..L {
                lose_by_each::<L, 1>(group, lots, load, by_count, out);
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

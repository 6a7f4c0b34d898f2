//! M8 and M9: search and strike, whose forces other theatres borrow from one pool or from each owner (O14).

use super::agenda::Agenda;
use super::components::{alone, complement, miss_alone, plan_cover};
use super::readiness::Workspace;
use super::servers::{lost, lost_by_each, server_count};
use super::situation::{Both, Components, Situation};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

/// What the forces of a pool deal with in a theatre.
pub(super) struct Task<'a, const L: usize> {
    /// Which pool.
    pub pool: usize,
    /// Areas or aim points.
    pub whole: &'a Lanes<L>,
    /// Servers per unit.
    pub per_unit: &'a Lanes<L>,
}

simd! {
    fn man<const L: usize>(
        units: &Lanes<L>, reach: &Lanes<L>, per_unit: &Lanes<L>, out: &mut [Lanes<L>; 2]
    ) {
        let [servers, available] = out;
        available.set(|k| units[k] * reach[k]);
        servers.set(|k| server_count(per_unit[k] * available[k]));
    }

    /// Servers of the members of a set, and what they have available.
    fn man_in_common<const L: usize>(
        members: usize, by_ally: &[[Lanes<L>; 2]], out: &mut [Lanes<L>; 2]
    ) {
        *out = [Lanes::ZERO; 2];
        let [servers, available] = out;
        for (s, own) in by_ally.iter().enumerate() {
            if members >> s & 1 == 1 {
                servers.update(|k, sum| sum + own[0][k]);
                available.update(|k, sum| sum + own[1][k]);
            }
        }
    }

    fn call<const L: usize>(requests: &Lanes<L>, calls: &Lanes<L>, load: &mut Lanes<L>) {
        load.set(|k| requests[k] * calls[k]);
    }

    fn part_of<const L: usize>(
        load: &Lanes<L>, available: &Lanes<L>, in_all: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| load[k] * if in_all[k] > 0.0 { available[k] / in_all[k] } else { 0.0 });
    }
}

/// Reckons what all coalitions of an agenda deal with; `part` is where it goes.
pub(super) fn lend_out<const L: usize>(
    cx: &Situation<'_, L>,
    agenda: &Agenda,
    Task {
        pool,
        whole,
        per_unit,
    }: Task<'_, L>,
    ws: &mut Workspace<L>,
    out: &mut [Components<L>],
    part: fn(&mut Components<L>) -> &mut Both<L>,
) {
    let calls = &cx.pressure.calls[cx.theatre];
    let (none, mut load) = (Lanes::ZERO, Lanes::ZERO);
    let borrowed = cx.pressure.any && calls.any(|k| calls[k] > 0.0);
    if borrowed {
        call(&cx.values.sharing.requests, calls, &mut load);
        lose_in_common(cx, agenda, (pool, per_unit), &load, ws);
    }
    let (mut share, mut lost_alone) = (Lanes::ZERO, Lanes::ZERO);
    for (n, (course, out)) in agenda.courses.iter().zip(out).enumerate() {
        let [planned, apart] = part(out);
        let units = course.rooms[pool].map_or(&none, |room| &ws.rooms[room][0]);
        let lent = if borrowed { &ws.lent[n] } else { &none };
        plan_cover(units, lent, whole, planned);
        if alone(course.members) {
            *apart = *planned;
            continue;
        }
        let [_, in_all] = &ws.common[n];
        *apart = Lanes::splat(1.0);
        for (s, room) in agenda.apart(pool, course.members) {
            if borrowed {
                let [servers, available] = &ws.servers[s];
                part_of(&load, available, in_all, &mut share);
                lost(servers, &share, &mut lost_alone);
            }
            miss_alone(&ws.rooms[room][0], &lost_alone, whole, apart);
        }
        complement(apart);
    }
}

/// Share of each coalition's forces that is lent, if it holds them in common: all face the same calls.
fn lose_in_common<const L: usize>(
    cx: &Situation<'_, L>,
    agenda: &Agenda,
    (pool, per_unit): (usize, &Lanes<L>),
    load: &Lanes<L>,
    ws: &mut Workspace<L>,
) {
    let (plan, kind) = (cx.plan, cx.plan.pools[pool].kind);
    let mut owners = 0;
    for (s, _) in plan.pools[pool].owners() {
        let reach = cx.readiness.reach(plan, kind, s, cx.theatre);
        let units = &ws.brought[pool * plan.allies + s];
        man(units, reach, per_unit, &mut ws.servers[s]);
        owners |= 1 << s;
    }
    let courses = agenda.courses.len();
    for (course, common) in agenda.courses.iter().zip(&mut ws.common) {
        man_in_common(course.members & owners, &ws.servers, common);
    }
    let (common, lent) = (&ws.common[..courses], &mut ws.lent[..courses]);
    lost_by_each(common, load, &mut ws.lost, lent);
}

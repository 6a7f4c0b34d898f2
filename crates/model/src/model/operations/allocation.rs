//! M9: which theatre gets what, when forces engaged in one are missing in another.
//!
//! What members s of a coalition can send to a set T of theatres is f(T) = Σ_s M_s·min(1, Σ_{h∈T} reach_sh),
//! a sum of capped sums and so a polymatroid rank function. A plan that maximises Σ_h v_h·served_h
//! under served(T) ≤ f(T) for all T and served_h ≤ demand_h is greedy: theatre by theatre in the
//! order of v, each as much as the sets that it closes allow (Edmonds 1970, *Combinatorial Structures
//! and Their Applications*). With a single owner it is the fractional knapsack.

use super::agenda::{Room, Turn};
use super::pools::PoolKind;
use super::readiness::Workspace;
use super::shares::pick;
use super::situation::Situation;
use crate::ensemble::lanes::{Lanes, VECTOR};
use crate::ensemble::simd::simd;

simd! {
    /// What the members of a set could send to a set of theatres: their units times the share usable there, from
    /// `joint` with one entry for each ally and set.
    fn capacity<const L: usize>(
        members: usize, units: &[Lanes<L>], joint: &[Lanes<L>], set: usize, out: &mut Lanes<L>
    ) {
        if L.is_multiple_of(VECTOR) {
            for group in 0..L / VECTOR {
                out.groups_mut::<VECTOR>()[group] = send(group, members, units, joint, set);
            }
        } else {
            for group in 0..L {
                out.groups_mut::<1>()[group] = send(group, members, units, joint, set);
            }
        }
    }

    /// The most shots at one missile that the members of a set who brought any interceptors may fire.
    fn joint_shots<const L: usize>(
        members: usize, units: &[Lanes<L>], shots: &Lanes<L>, out: &mut Lanes<L>
    ) {
        let mut first = true;
        for (_, units) in units.iter().enumerate().filter(|(s, _)| members >> s & 1 == 1) {
            let own = |k: usize| if units[k] > 0.0 { shots[k] } else { 0.0 };
            if first {
                out.set(own);
            } else {
                out.update(|k, sum| sum + own(k));
            }
            first = false;
        }
    }

    /// What `theatre` can get once those `before` it have been served in turn. `capacity` and `served` have one entry
    /// for each set of theatres; `demand` is what each theatre asks and how many units for each of that.
    pub(super) fn greedy<const L: usize>(
        before: &[usize], theatre: usize, capacity: &[Lanes<L>], demand: (&[Lanes<L>], &Lanes<L>),
        served: &mut [Lanes<L>], room: &mut Lanes<L>
    ) {
        // A few lanes at a time, so that what is left stays in registers.
        if L.is_multiple_of(VECTOR) {
            for group in 0..L / VECTOR {
                serve::<L, VECTOR>(group, before, theatre, capacity, demand, served, room);
            }
        } else {
            for group in 0..L {
                serve::<L, 1>(group, before, theatre, capacity, demand, served, room);
            }
        }
    }
}

/// [`capacity`] in a group of `N` lanes.
#[inline(always)]
fn send<const L: usize, const N: usize>(
    group: usize,
    members: usize,
    units: &[Lanes<L>],
    joint: &[Lanes<L>],
    set: usize,
) -> [f64; N] {
    let (sets, mut sum) = (joint.len() / units.len(), [0.0; N]);
    for (s, units) in units.iter().enumerate() {
        if members >> s & 1 == 1 {
            let units = &units.groups::<N>()[group];
            let reach = &joint[s * sets + set].groups::<N>()[group];
            for k in 0..N {
                sum[k] += units[k] * reach[k];
            }
        }
    }
    sum
}

/// [`greedy`] in a group of `N` lanes.
#[inline(always)]
fn serve<const L: usize, const N: usize>(
    group: usize,
    before: &[usize],
    theatre: usize,
    capacity: &[Lanes<L>],
    (demand, each): (&[Lanes<L>], &Lanes<L>),
    served: &mut [Lanes<L>],
    room: &mut Lanes<L>,
) {
    served[0].groups_mut::<N>()[group] = [0.0; N];
    let each = &each.groups::<N>()[group];
    let mut earlier = 0_usize;
    for &h in before {
        let own = 1 << h;
        let mut most = most_for::<L, N>(group, capacity, served, earlier, own);
        let asked = &demand[h].groups::<N>()[group];
        for k in 0..N {
            let asked = asked[k] * each[k];
            most[k] = if asked < most[k] { asked } else { most[k] };
        }
        let mut set = earlier;
        loop {
            let sent = served[set].groups::<N>()[group];
            let sum = &mut served[set | own].groups_mut::<N>()[group];
            for ((sum, sent), most) in sum.iter_mut().zip(sent).zip(most) {
                *sum = sent + most;
            }
            if set == 0 {
                break;
            }
            set = (set - 1) & earlier;
        }
        earlier |= own;
    }
    room.groups_mut::<N>()[group] =
        most_for::<L, N>(group, capacity, served, earlier, 1 << theatre);
}

/// The most that can still go to a theatre, a set of one, once those in `earlier` have been served.
#[inline(always)]
fn most_for<const L: usize, const N: usize>(
    group: usize,
    capacity: &[Lanes<L>],
    served: &[Lanes<L>],
    earlier: usize,
    theatre: usize,
) -> [f64; N] {
    let mut most = capacity[theatre].groups::<N>()[group];
    let mut set = earlier;
    while set != 0 {
        let joint = &capacity[set | theatre].groups::<N>()[group];
        let sent = &served[set].groups::<N>()[group];
        for ((most, joint), sent) in most.iter_mut().zip(joint).zip(sent) {
            let left = joint - sent;
            *most = if left < *most { left } else { *most };
        }
        set = (set - 1) & earlier;
    }
    most.map(|most| if most > 0.0 { most } else { 0.0 })
}

/// Works out the room with index `n` of an agenda.
pub(super) fn make_room<const L: usize>(
    cx: &Situation<'_, L>,
    rooms: &[Room],
    n: usize,
    ws: &mut Workspace<L>,
) {
    let (plan, h) = (cx.plan, cx.theatre);
    let Room {
        pool,
        members,
        turn,
    } = rooms[n];
    let kind = plan.pools[pool].kind;
    let brought = &ws.brought[pool * plan.allies..][..plan.allies];
    let [room, shots] = &mut ws.rooms[n];
    if let PoolKind::Defence(layer) = kind {
        joint_shots(members, brought, &plan.shots[layer], shots);
    }
    let fights = usize::from(kind.fights());
    if !cx.pressure.any {
        let reach = &cx.readiness.reach[fights];
        capacity(members, brought, reach, h, room);
        return;
    }
    let earlier = match turn {
        Turn::Of(coalition) => &plan.earlier[h][coalition],
        Turn::Responders => &ws.earlier,
    };
    let before = |list: &usize| &plan.before[h][*list][..];
    // Sets of theatres that matter: those that come before, and the one in question.
    let served = earlier.used.iter().flat_map(before);
    let upto = served.fold(1 << h, |set: usize, g| set | 1 << g);
    let joint = &cx.readiness.joint_reach[fights];
    if upto == 1 << h {
        capacity(members, brought, joint, upto, room);
        return;
    }
    let mut set = upto;
    while set != 0 {
        capacity(members, brought, joint, set, &mut ws.capacity[set]);
        set = (set - 1) & upto;
    }
    // Missiles ask for shots, all else for units.
    let one = Lanes::splat(1.0);
    let each = match kind {
        PoolKind::Defence(_) => &*shots,
        _ => &one,
    };
    let asked = (&cx.pressure.asked[kind.asks()][..], each);
    for (n, list) in earlier.used.iter().enumerate() {
        let found = if n == 0 { &mut *room } else { &mut ws.room };
        greedy(before(list), h, &ws.capacity, asked, &mut ws.served, found);
        if n > 0 {
            pick(*list as f64, &earlier.index, &ws.room, room);
        }
    }
}

//! M9: which theatre gets what, when forces engaged in one are missing in another.
//!
//! What members s of a coalition can send to a set T of theatres is f(T) = Σ_s M_s·min(1, Σ_{h∈T} reach_sh),
//! a sum of capped sums and so a polymatroid rank function. A plan that maximises Σ_h v_h·served_h
//! under served(T) ≤ f(T) for all T and served_h ≤ demand_h is greedy: theatre by theatre in the
//! order of v, each as much as the sets that it closes allow (Edmonds 1970, *Combinatorial Structures
//! and Their Applications*). With a single owner it is the fractional knapsack.

use super::components::Situation;
use super::plan::PoolKind;
use super::readiness::Workspace;
use super::shares::pick;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

simd! {
    fn send<const L: usize>(units: &Lanes<L>, reach: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + units[k] * reach[k]);
    }

    fn ask<const L: usize>(load: &Lanes<L>, full: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| load[k] * full[k]);
    }

    fn ask_shots<const L: usize>(
        load: &Lanes<L>, raid: &Lanes<L>, shots: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| load[k] * raid[k] * shots[k]);
    }

    fn add_shots<const L: usize>(units: &Lanes<L>, shots: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + if units[k] > 0.0 { shots[k] } else { 0.0 });
    }

    /// What `theatre` can get once those before it in `order` have been served. `capacity` and
    /// `served` have one entry for each set of theatres.
    pub(super) fn greedy<const L: usize>(
        order: &[usize], theatre: usize, capacity: &[Lanes<L>], demand: &[Lanes<L>],
        served: &mut [Lanes<L>], room: &mut Lanes<L>
    ) {
        served[0] = Lanes::ZERO;
        let mut earlier = 0_usize;
        for &h in order {
            let own = 1 << h;
            let mut most = capacity[own];
            let mut set = earlier;
            while set != 0 {
                let (joint, sent) = (&capacity[set | own], &served[set]);
                most.update(|k, most| {
                    let left = joint[k] - sent[k];
                    if left < most { left } else { most }
                });
                set = (set - 1) & earlier;
            }
            most.update(|_, most| if most > 0.0 { most } else { 0.0 });
            if h == theatre {
                *room = most;
                return;
            }
            let asked = &demand[h];
            most.update(|k, most| if asked[k] < most { asked[k] } else { most });
            set = earlier;
            loop {
                let sent = served[set];
                served[set | own].set(|k| sent[k] + most[k]);
                if set == 0 {
                    break;
                }
                set = (set - 1) & earlier;
            }
            earlier |= own;
        }
    }
}

/// The most shots that members of a coalition with interceptors of a layer may fire at one missile.
pub(super) fn joint_shots<const L: usize>(
    cx: &Situation<'_, L>,
    pool: usize,
    layer: usize,
    members: usize,
    brought: &[Lanes<L>],
) -> Lanes<L> {
    let mut sum = Lanes::ZERO;
    for s in cx.members(pool, members) {
        let units = &brought[pool * cx.plan.allies + s];
        add_shots(units, &cx.plan.shots[layer], &mut sum);
    }
    sum
}

/// Units of a pool that a common plan of `members` leaves for the theatre in question.
pub(super) fn room<const L: usize>(
    cx: &Situation<'_, L>,
    pool: usize,
    members: usize,
    index: &Lanes<L>,
    orders: &[usize],
    ws: &mut Workspace<L>,
    out: &mut Lanes<L>,
) {
    let (plan, ready) = (cx.plan, cx.readiness);
    let kind = plan.pools[pool].kind;
    *out = Lanes::ZERO;
    if !cx.pressure.any {
        for s in cx.members(pool, members) {
            let units = &ws.brought[pool * plan.allies + s];
            send(units, ready.reach(plan, kind, s, cx.theatre), out);
        }
        return;
    }
    if cx.members(pool, members).next().is_none() {
        return;
    }
    // Sets of theatres that matter: those that come before, and the one in question.
    let mut upto = 1_usize << cx.theatre;
    for &order in orders {
        let before = plan.orders[order].iter().take_while(|h| **h != cx.theatre);
        upto |= before.fold(0, |set, h| set | 1 << h);
    }
    let joint = &ready.joint_reach[usize::from(kind.fights())];
    let mut set = upto;
    while set != 0 {
        let capacity = &mut ws.capacity[set];
        *capacity = Lanes::ZERO;
        for s in cx.members(pool, members) {
            let units = &ws.brought[pool * plan.allies + s];
            send(units, &joint[(s << plan.theatres) + set], capacity);
        }
        set = (set - 1) & upto;
    }
    let shots = match kind {
        PoolKind::Defence(layer) => joint_shots(cx, pool, layer, members, &ws.brought),
        _ => Lanes::ZERO,
    };
    for g in (0..plan.theatres).filter(|g| upto >> g & 1 == 1) {
        let (load, theatre) = (&cx.pressure.load[g], &cx.values.theatres[g]);
        let out = &mut ws.demand[g];
        match kind {
            PoolKind::Defence(_) => ask_shots(load, &theatre.raid, &shots, out),
            PoolKind::Cover => ask(load, &plan.sites[g], out),
            PoolKind::Search => ask(load, &theatre.areas, out),
            PoolKind::Strike => ask(load, &theatre.aim_points, out),
        }
    }
    for (n, &order) in orders.iter().enumerate() {
        let found = if n == 0 { &mut *out } else { &mut ws.room };
        greedy(
            &plan.orders[order],
            cx.theatre,
            &ws.capacity,
            &ws.demand,
            &mut ws.served,
            found,
        );
        if n > 0 {
            pick(order as f64, index, &ws.room, out);
        }
    }
}

//! M8: the components of S, each under a common plan (choreographed) and nation by nation (blind).

use std::ops::Range;

use bevy_ecs::prelude::*;

use super::allocation::{joint_shots, room};
use super::plan::{Plan, PoolKind};
use super::readiness::{Pressure, Readiness, SEEN, Workspace};
use super::servers::{lost, server_count};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::{Theatre, Values};
use crate::model::state::ExpectedShare;
use crate::scenario::Parameters;
use crate::theory::operations::{
    blind_leakers, blind_survival_at, choreographed_leakers_at, exhaustive_search,
};

/// An engagement to be reckoned in one theatre.
pub struct Situation<'a, const L: usize> {
    /// Parameters.
    pub values: &'a Parameters<Lanes<L>>,
    /// What is fixed.
    pub plan: &'a Plan<L>,
    /// What there is.
    pub readiness: &'a Readiness<L>,
    /// What other theatres call for.
    pub pressure: &'a Pressure<L>,
    /// The theatre in question.
    pub theatre: usize,
}

impl<const L: usize> Situation<'_, L> {
    /// The members of a coalition that own forces of a pool.
    pub fn members(&self, pool: usize, members: usize) -> impl Iterator<Item = usize> {
        let owners = self.plan.pools[pool].owners().map(|(s, _)| s);
        owners.filter(move |s| members >> s & 1 == 1)
    }
}

/// Choreographed and blind.
pub type Both<const L: usize> = [Lanes<L>; 2];

/// What a coalition can do, component by component, in [0, 1].
#[derive(Clone, Debug)]
pub struct Components<const L: usize> {
    /// Share of a raid that is stopped if the sharing link holds, by size of raid.
    pub stopped: Vec<Both<L>>,
    /// Share of sites covered.
    pub cover: Both<L>,
    /// Share of areas searched.
    pub search: Both<L>,
    /// Share of aim points struck.
    pub strike: Both<L>,
}

impl<const L: usize> Components<L> {
    /// Memory for a number of raids.
    pub fn new(raids: usize) -> Self {
        let none = [Lanes::ZERO; 2];
        Self {
            stopped: vec![none; raids],
            cover: none,
            search: none,
            strike: none,
        }
    }
}

/// What each coalition could do in a theatre that can be challenged, as an outsider reckons who would bring what.
#[derive(Component)]
pub struct Table<const L: usize> {
    /// By participation profile; that of nobody is 0.
    pub by_profile: Vec<Components<L>>,
}

simd! {
    fn scale<const L: usize>(x: &Lanes<L>, share: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| x[k] * share[k]);
    }

    fn meet<const L: usize>(
        units: &Lanes<L>, look: &Lanes<L>, p: &Lanes<L>, ln_miss: &Lanes<L>, shots: &Lanes<L>,
        threats: &mut Lanes<L>
    ) {
        threats.update(|k, n| {
            choreographed_leakers_at(n, units[k] * look[k], p[k], ln_miss[k], shots[k])
        });
    }

    fn thin<const L: usize>(
        threats: &Lanes<L>, units: &Lanes<L>, look: &Lanes<L>, p: &Lanes<L>, ln_miss: &Lanes<L>,
        shots: &Lanes<L>, product: &mut Lanes<L>
    ) {
        product.update(|k, left| {
            left * blind_survival_at(threats[k], units[k] * look[k], p[k], ln_miss[k], shots[k])
        });
    }

    fn pass<const L: usize>(product: &Lanes<L>, threats: &mut Lanes<L>) {
        threats.update(|k, n| blind_leakers(n, product[k]));
    }

    fn stopped_share<const L: usize>(raid: &Lanes<L>, leakers: &Lanes<L>, out: &mut Lanes<L>) {
        // Where nothing is fired nothing leaks.
        out.set(|k| {
            let leak = leakers[k] / if raid[k] > 0.0 { raid[k] } else { 1.0 };
            crate::math::clamp(1.0 - leak, 0.0, 1.0)
        });
    }

    fn plan_cover<const L: usize>(units: &Lanes<L>, whole: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| coverage(units[k], whole[k]));
    }

    fn miss_alone<const L: usize>(
        units: &Lanes<L>, whole: &Lanes<L>, missed: &mut Lanes<L>
    ) {
        missed.update(|k, left| left * (1.0 - coverage(units[k], whole[k])));
    }

    fn complement<const L: usize>(x: &mut Lanes<L>) {
        x.update(|_, x| 1.0 - x);
    }

    fn man<const L: usize>(
        units: &Lanes<L>, reach: &Lanes<L>, per_unit: &Lanes<L>, servers: &mut Lanes<L>,
        available: &mut Lanes<L>, servers_in_all: &mut Lanes<L>, in_all: &mut Lanes<L>
    ) {
        available.set(|k| units[k] * reach[k]);
        servers.set(|k| server_count(per_unit[k] * available[k]));
        servers_in_all.update(|k, sum| sum + servers[k]);
        in_all.update(|k, sum| sum + available[k]);
    }

    fn call<const L: usize>(requests: &Lanes<L>, calls: &Lanes<L>, load: &mut Lanes<L>) {
        load.set(|k| requests[k] * calls[k]);
    }

    fn part_of<const L: usize>(
        load: &Lanes<L>, available: &Lanes<L>, in_all: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| load[k] * if in_all[k] > 0.0 { available[k] / in_all[k] } else { 0.0 });
    }

    fn lend<const L: usize>(lost: &Lanes<L>, units: &mut Lanes<L>) {
        units.update(|k, units| units * (1.0 - lost[k]));
    }
}

/// Share of `whole` sites, areas or aim points that one plan deals with: min(1, units/whole) (O9);
/// 1 where there is nothing to deal with.
#[inline(always)]
pub fn coverage(units: f64, whole: f64) -> f64 {
    let some = whole > 0.0;
    let share = exhaustive_search(units / if some { whole } else { 1.0 });
    if some { share } else { 1.0 }
}

/// What each ally's own plan for a pool leaves for the theatre in question.
pub(super) fn own_rooms<const L: usize>(
    cx: &Situation<'_, L>,
    pools: Range<usize>,
    ws: &mut Workspace<L>,
) {
    for pool in pools {
        for (s, _) in cx.plan.pools[pool].owners() {
            let mut out = Lanes::ZERO;
            // A lone ally's plan is its own: the coalition of one.
            let none = Lanes::ZERO;
            let (index, orders) = cx.plan.rankings.get(1 << s).map_or_else(
                || (&none, &[][..]),
                |ranking| (&ranking.index, &ranking.used[..]),
            );
            room(cx, pool, 1 << s, index, orders, ws, &mut out);
            ws.own[pool * cx.plan.allies + s] = out;
        }
    }
}

/// Whose plan is reckoned: the members of a coalition and the orders of value that it may have.
#[derive(Clone, Copy)]
pub(super) struct Coalition<'a, const L: usize> {
    pub members: usize,
    pub index: &'a Lanes<L>,
    pub orders: &'a [usize],
}

/// Reckons the components that are of weight. `raids` is the number of missiles by size of raid.
pub(super) fn reckon<const L: usize>(
    cx: &Situation<'_, L>,
    coalition: Coalition<'_, L>,
    [defends, covers, searches, strikes]: [bool; 4],
    raids: &[Lanes<L>],
    ws: &mut Workspace<L>,
    out: &mut Components<L>,
) {
    if defends {
        defend(cx, coalition, raids, ws, &mut out.stopped);
    }
    let pool = cx.plan.cover();
    let theatre = &cx.values.theatres[cx.theatre];
    if covers {
        cover(cx, coalition, pool, ws, &mut out.cover);
    }
    if searches {
        let orbits = &cx.values.sharing.orbits;
        let whole = &theatre.areas;
        lend_out(cx, coalition, pool + 1, whole, orbits, ws, &mut out.search);
    }
    if strikes {
        let groups = &cx.values.sharing.groups;
        let whole = &theatre.aim_points;
        lend_out(cx, coalition, pool + 2, whole, groups, ws, &mut out.strike);
    }
}

/// A lone ally never interferes with itself.
fn alone(members: usize) -> bool {
    members.is_power_of_two()
}

/// Missile defence, layer after layer: the next meets what leaks (O4, O5).
fn defend<const L: usize>(
    cx: &Situation<'_, L>,
    coalition: Coalition<'_, L>,
    raids: &[Lanes<L>],
    ws: &mut Workspace<L>,
    out: &mut [Both<L>],
) {
    let plan = cx.plan;
    let Coalition {
        members,
        index,
        orders,
    } = coalition;
    for (raid, out) in raids.iter().zip(out.iter_mut()) {
        *out = [*raid; 2];
    }
    for (pool, layer) in cx.values.layers.iter().enumerate() {
        if cx.members(pool, members).next().is_none() {
            continue;
        }
        let (look, p) = (&plan.look[pool], &layer.kill);
        let ln_miss = &plan.ln_miss[pool];
        let mut units = Lanes::ZERO;
        room(cx, pool, members, index, orders, ws, &mut units);
        let shots = joint_shots(cx, pool, pool, members, &ws.brought);
        for [planned, apart] in out.iter_mut().take(raids.len()) {
            meet(&units, look, p, ln_miss, &shots, planned);
            if alone(members) {
                continue;
            }
            let mut product = Lanes::splat(1.0);
            for s in cx.members(pool, members) {
                let own = &ws.own[pool * plan.allies + s];
                thin(
                    apart,
                    own,
                    look,
                    p,
                    ln_miss,
                    &plan.shots[pool],
                    &mut product,
                );
            }
            pass(&product, apart);
        }
    }
    for (raid, [planned, apart]) in raids.iter().zip(out.iter_mut()) {
        let leakers = [*planned, *apart];
        stopped_share(raid, &leakers[0], planned);
        stopped_share(raid, &leakers[1], apart);
        if alone(members) {
            *apart = *planned;
        }
    }
}

/// Cover of the sites in the theatre.
pub(super) fn cover<const L: usize>(
    cx: &Situation<'_, L>,
    coalition: Coalition<'_, L>,
    pool: usize,
    ws: &mut Workspace<L>,
    [planned, apart]: &mut Both<L>,
) {
    debug_assert_eq!(cx.plan.pools[pool].kind, PoolKind::Cover);
    let Coalition {
        members,
        index,
        orders,
    } = coalition;
    let whole = &cx.plan.sites[cx.theatre];
    let mut units = Lanes::ZERO;
    room(cx, pool, members, index, orders, ws, &mut units);
    plan_cover(&units, whole, planned);
    if alone(members) {
        *apart = *planned;
        return;
    }
    *apart = Lanes::splat(1.0);
    for s in cx.members(pool, members) {
        miss_alone(&ws.own[pool * cx.plan.allies + s], whole, apart);
    }
    complement(apart);
}

/// Search or strike: forces that other theatres borrow, from one pool or from each owner (O14), deal
/// with `whole` areas or aim points.
fn lend_out<const L: usize>(
    cx: &Situation<'_, L>,
    coalition: Coalition<'_, L>,
    pool: usize,
    whole: &Lanes<L>,
    per_unit: &Lanes<L>,
    ws: &mut Workspace<L>,
    [planned, apart]: &mut Both<L>,
) {
    let (plan, calls) = (cx.plan, &cx.pressure.calls[cx.theatre]);
    let Coalition {
        members,
        index,
        orders,
    } = coalition;
    let kind = plan.pools[pool].kind;
    let mut units = Lanes::ZERO;
    room(cx, pool, members, index, orders, ws, &mut units);
    let borrowed = cx.pressure.any && calls.any(|k| calls[k] > 0.0);
    let (mut load, mut share, mut loss) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    let (mut in_all, mut servers_in_all) = (Lanes::ZERO, Lanes::ZERO);
    if borrowed {
        for s in cx.members(pool, members) {
            let reach = cx.readiness.reach(plan, kind, s, cx.theatre);
            let [servers, available] = &mut ws.servers[s];
            man(
                &ws.brought[pool * plan.allies + s],
                reach,
                per_unit,
                servers,
                available,
                &mut servers_in_all,
                &mut in_all,
            );
        }
        call(&cx.values.sharing.requests, calls, &mut load);
        lost(&servers_in_all, &load, &mut loss);
        lend(&loss, &mut units);
    }
    plan_cover(&units, whole, planned);
    if alone(members) {
        *apart = *planned;
        return;
    }
    *apart = Lanes::splat(1.0);
    for s in cx.members(pool, members) {
        let mut own = ws.own[pool * plan.allies + s];
        if borrowed {
            let [servers, available] = &ws.servers[s];
            part_of(&load, available, &in_all, &mut share);
            lost(servers, &share, &mut loss);
            lend(&loss, &mut own);
        }
        miss_alone(&own, whole, apart);
    }
    complement(apart);
}

simd! {
    fn fire<const L: usize>(share: &Lanes<L>, raid: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| share[k] * raid[k]);
    }
}

/// Works out what each coalition could do in each theatre that can be challenged.
pub fn coalitions<const L: usize>(
    values: Res<Values<L>>,
    plan: Res<Plan<L>>,
    readiness: Res<Readiness<L>>,
    mut workspace: ResMut<Workspace<L>>,
    mut theatres: Query<(&Theatre, &ExpectedShare<L>, &mut Table<L>)>,
) {
    let ws = &mut *workspace;
    for (theatre, expected, mut table) in &mut theatres {
        let cx = Situation {
            values: &values.0,
            plan: &plan,
            readiness: &readiness,
            pressure: &readiness.pressure[SEEN],
            theatre: theatre.ix,
        };
        for pool in 0..plan.pools.len() {
            for (s, share) in expected.by_ally.iter().enumerate() {
                let n = pool * plan.allies + s;
                scale(&readiness.held[n], share, &mut ws.brought[n]);
            }
        }
        let full = &values.0.theatres[theatre.ix].raid;
        for (share, raid) in plan.raids.iter().zip(&mut ws.raids) {
            fire(share, full, raid);
        }
        own_rooms(&cx, 0..plan.pools.len(), ws);
        // Lent to the reckoning, so that the workspace stays free.
        let raids = std::mem::take(&mut ws.raids);
        for (x, out) in table.by_profile.iter_mut().enumerate().skip(1) {
            let none = Lanes::ZERO;
            let ranking = plan.rankings.get(x);
            let coalition = Coalition {
                members: x,
                index: ranking.map_or(&none, |ranking| &ranking.index),
                orders: ranking.map_or(&[], |ranking| &ranking.used),
            };
            let raids = &raids[..plan.raids.len()];
            reckon(&cx, coalition, plan.weighs, raids, ws, out);
        }
        ws.raids = raids;
    }
}

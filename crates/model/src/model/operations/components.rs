//! M8: the components of S, each under a common plan (choreographed) and nation by nation (blind).

use bevy_ecs::prelude::*;

use super::agenda::{Agenda, Course};
use super::allocation::make_room;
use super::defence::{fire, stop};
use super::plan::{Plan, PoolKind};
use super::readiness::{Pressure, Readiness, SEEN, Workspace};
use super::servers::{lost, server_count};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::{Theatre, Values};
use crate::model::state::ExpectedShare;
use crate::scenario::Parameters;
use crate::theory::operations::exhaustive_search;

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

/// Whether a pool is of weight: of missile defence, cover, search and strike.
fn weighs(kind: PoolKind, weighing: [bool; 4]) -> bool {
    weighing[kind.asks()]
}

/// Works out what an agenda's coalitions have in common: their rooms and, at raids of several sizes, their salvos. Only for
/// components that are of weight.
pub(super) fn share_work<const L: usize>(
    cx: &Situation<'_, L>,
    agenda: &Agenda,
    weighing: [bool; 4],
    raids: &[Lanes<L>],
    ws: &mut Workspace<L>,
) {
    for (n, room) in agenda.rooms.iter().enumerate() {
        if weighs(cx.plan.pools[room.pool].kind, weighing) {
            make_room(cx, &agenda.rooms, n, ws);
        }
    }
    if weighing[0] {
        fire(cx, agenda, raids, ws);
    }
}

/// Reckons the components that are of weight in a coalition's course. `raids` is the number of missiles by size of raid.
pub(super) fn reckon<const L: usize>(
    cx: &Situation<'_, L>,
    (agenda, course): (&Agenda, &Course),
    [defends, covers, searches, strikes]: [bool; 4],
    raids: &[Lanes<L>],
    ws: &mut Workspace<L>,
    out: &mut Components<L>,
) {
    if defends {
        stop(course, raids, &ws.left, &mut out.stopped);
    }
    let pool = cx.plan.cover();
    let theatre = &cx.values.theatres[cx.theatre];
    if covers {
        cover(cx, (agenda, course), &ws.rooms, &mut out.cover);
    }
    if searches {
        let orbits = &cx.values.sharing.orbits;
        let whole = &theatre.areas;
        let course = (agenda, course);
        lend_out(cx, course, pool + 1, whole, orbits, ws, &mut out.search);
    }
    if strikes {
        let groups = &cx.values.sharing.groups;
        let whole = &theatre.aim_points;
        let course = (agenda, course);
        lend_out(cx, course, pool + 2, whole, groups, ws, &mut out.strike);
    }
}

/// A lone ally never interferes with itself.
fn alone(members: usize) -> bool {
    members.is_power_of_two()
}

/// Cover of the sites in the theatre.
pub(super) fn cover<const L: usize>(
    cx: &Situation<'_, L>,
    (agenda, course): (&Agenda, &Course),
    rooms: &[[Lanes<L>; 2]],
    [planned, apart]: &mut Both<L>,
) {
    let (pool, whole) = (cx.plan.cover(), &cx.plan.sites[cx.theatre]);
    let none = Lanes::ZERO;
    let units = course.rooms[pool].map_or(&none, |room| &rooms[room][0]);
    plan_cover(units, whole, planned);
    if alone(course.members) {
        *apart = *planned;
        return;
    }
    *apart = Lanes::splat(1.0);
    for room in agenda.apart(pool, course.members) {
        miss_alone(&rooms[room][0], whole, apart);
    }
    complement(apart);
}

/// Search or strike: forces that other theatres borrow, from one pool or from each owner (O14), deal
/// with `whole` areas or aim points.
fn lend_out<const L: usize>(
    cx: &Situation<'_, L>,
    (agenda, course): (&Agenda, &Course),
    pool: usize,
    whole: &Lanes<L>,
    per_unit: &Lanes<L>,
    ws: &mut Workspace<L>,
    [planned, apart]: &mut Both<L>,
) {
    let (plan, calls) = (cx.plan, &cx.pressure.calls[cx.theatre]);
    let kind = plan.pools[pool].kind;
    let mut units = course.rooms[pool].map_or(Lanes::ZERO, |room| ws.rooms[room][0]);
    let borrowed = cx.pressure.any && calls.any(|k| calls[k] > 0.0);
    let (mut load, mut share, mut loss) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    let (mut in_all, mut servers_in_all) = (Lanes::ZERO, Lanes::ZERO);
    let owners = || plan.pools[pool].owners().map(|(s, _)| s);
    let members = || owners().filter(|s| course.members >> s & 1 == 1);
    if borrowed {
        for s in members() {
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
    if alone(course.members) {
        *apart = *planned;
        return;
    }
    *apart = Lanes::splat(1.0);
    for (s, room) in members().zip(agenda.apart(pool, course.members)) {
        let mut own = ws.rooms[room][0];
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
            scale(full, share, raid);
        }
        // Lent to the reckoning, so that the workspace stays free.
        let lent = std::mem::take(&mut ws.raids);
        let (agenda, raids) = (&plan.expected[theatre.ix], &lent[..plan.raids.len()]);
        share_work(&cx, agenda, plan.weighs, raids, ws);
        for (course, out) in agenda.courses.iter().zip(&mut table.by_profile[1..]) {
            reckon(&cx, (agenda, course), plan.weighs, raids, ws, out);
        }
        ws.raids = lent;
    }
}

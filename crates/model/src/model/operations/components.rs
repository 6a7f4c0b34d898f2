//! M8: the components of S, each under a common plan (choreographed) and nation by nation (blind).

use bevy_ecs::prelude::*;

use super::agenda::{Agenda, Course};
use super::allocation::make_room;
use super::defence::{fire, stop};
use super::fixed::Plan;
use super::lending::{Task, lend_out};
use super::readiness::{Readiness, SEEN, Workspace};
use super::situation::{Both, Components, Situation, Table};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::{Theatre, Values};
use crate::model::state::ExpectedShare;
use crate::theory::operations::exhaustive_search;

simd! {
    fn scale<const L: usize>(x: &Lanes<L>, share: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| x[k] * share[k]);
    }

    /// What one plan deals with once a share of its units is lent.
    pub(super) fn plan_cover<const L: usize>(
        units: &Lanes<L>, lent: &Lanes<L>, whole: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| coverage(units[k] * (1.0 - lent[k]), whole[k]));
    }

    /// What one nation's own plan leaves of what others leave.
    pub(super) fn miss_alone<const L: usize>(
        units: &Lanes<L>, lent: &Lanes<L>, whole: &Lanes<L>, missed: &mut Lanes<L>
    ) {
        missed.update(|k, left| left * (1.0 - coverage(units[k] * (1.0 - lent[k]), whole[k])));
    }

    pub(super) fn complement<const L: usize>(x: &mut Lanes<L>) {
        x.update(|_, x| 1.0 - x);
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

/// Reckons the components that are of weight for all coalitions of an agenda, one entry of `out` each. `raids` is the number
/// of missiles by size of raid.
pub(super) fn reckon<const L: usize>(
    cx: &Situation<'_, L>,
    agenda: &Agenda,
    weighing: [bool; 4],
    raids: &[Lanes<L>],
    ws: &mut Workspace<L>,
    out: &mut [Components<L>],
) {
    for (n, room) in agenda.rooms.iter().enumerate() {
        if weighing[cx.plan.pools[room.pool].kind.asks()] {
            make_room(cx, &agenda.rooms, n, ws);
        }
    }
    let [defends, covers, searches, strikes] = weighing;
    if defends {
        fire(cx, agenda, raids, ws);
    }
    for (course, out) in agenda.courses.iter().zip(out.iter_mut()) {
        if defends {
            stop(course, raids, &ws.left, &mut out.stopped);
        }
        if covers {
            cover(cx, (agenda, course), &ws.rooms, &mut out.cover);
        }
    }
    let (theatre, sharing) = (&cx.values.theatres[cx.theatre], &cx.values.sharing);
    if searches {
        let task = Task {
            pool: cx.plan.cover() + 1,
            whole: &theatre.areas,
            per_unit: &sharing.orbits,
        };
        lend_out(cx, agenda, task, ws, out, |out| &mut out.search);
    }
    if strikes {
        let task = Task {
            pool: cx.plan.cover() + 2,
            whole: &theatre.aim_points,
            per_unit: &sharing.groups,
        };
        lend_out(cx, agenda, task, ws, out, |out| &mut out.strike);
    }
}

/// A lone ally never interferes with itself.
pub(super) fn alone(members: usize) -> bool {
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
    plan_cover(units, &none, whole, planned);
    if alone(course.members) {
        *apart = *planned;
        return;
    }
    *apart = Lanes::splat(1.0);
    for (_, room) in agenda.apart(pool, course.members) {
        miss_alone(&rooms[room][0], &none, whole, apart);
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
        let out = &mut table.by_profile[1..];
        reckon(&cx, agenda, plan.weighs, raids, ws, out);
        ws.raids = lent;
    }
}

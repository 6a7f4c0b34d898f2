//! M8 and M9: what each coalition could do in a theatre, and what those who responded did.
//!
//! For each theatre h and participation profile x,
//! S_ah(x) = P_time·Σ_c w_c[coord·choreographed_c + (1 − coord)·blind_c] over missile defence, cover of
//! sites, search and strike. Blind means planned well within each nation and independent between
//! nations. There is no synergy term: what partners add to each other comes out of the closed forms.
//!
//! A month: [`readiness`] (what each force element has), `components` (what each
//! coalition could do), `capability` (what each prober expects of it), `engagement` (what the
//! responders did), [`stocks`] (what it cost them).

mod agenda;
mod allocation;
mod capability;
mod components;
mod defence;
mod engagement;
mod leakers;
mod lending;
mod plan;
mod ranking;
mod readiness;
mod servers;
mod shares;
mod stocks;
mod timing;

use bevy_ecs::prelude::*;

use super::cast::Cast;
use crate::ensemble::lanes::Lanes;
use crate::scenario::{Mechanisms, Roster};

pub use capability::{capabilities, exposures};
pub use components::{Both, Components, Table, coalitions};
pub use engagement::{engagements, judgements};
pub use plan::{Plan, effective, prepare};
pub use readiness::{Readiness, readiness};
pub use shares::{fixed_shares, share_strengths};
pub use stocks::{full_stocks, stocks};

/// S(x) in a theatre as a prober expects it, for every participation profile x; bit i of the index
/// says that ally i responds.
#[derive(Component)]
pub struct Capability<const L: usize> {
    /// S in [0, 1], by class of rungs that differ in nothing here, then participation profile.
    pub by_class: Vec<Vec<Lanes<L>>>,
    /// The class of each rung 1, 2, …
    pub of_rung: Vec<usize>,
}

impl<const L: usize> Capability<L> {
    /// S(x) by participation profile at the rung with index `a` (rung 1 has index 0).
    pub fn at_rung(&self, a: usize) -> &[Lanes<L>] {
        &self.by_class[self.of_rung[a]]
    }
}

/// Gives a world what operations need. All memory is taken here.
pub fn equip<const L: usize>(world: &mut World, cast: &Cast, roster: &Roster, on: Mechanisms) {
    let zero = Lanes::<L>::ZERO;
    let (profiles, rungs) = (roster.profiles(), roster.rungs.len());
    let plan = plan::plan::<L>(roster, on);
    for &entity in &cast.challenges {
        world.entity_mut(entity).insert(Capability {
            by_class: vec![vec![zero; profiles]; rungs],
            of_rung: vec![0; rungs],
        });
    }
    for (h, &entity) in cast.theatres.iter().enumerate() {
        if !(plan.active && plan.challenged[h]) {
            continue;
        }
        world.entity_mut(entity).insert(Table {
            by_profile: vec![components::Components::<L>::new(rungs); profiles],
        });
    }
    let windows = rungs * plan.allies;
    world.insert_resource(capability::ForecastScratch {
        arrival: vec![[zero; 2]; windows],
        track: vec![zero; profiles],
    });
    world.insert_resource(engagement::Realised {
        components: components::Components::<L>::new(1),
    });
    world.insert_resource(Readiness::new(&plan, roster.forces.len()));
    world.insert_resource(readiness::Workspace::new(
        &plan,
        rungs,
        cast.challenges.len(),
    ));
    world.insert_resource(plan);
}

#[cfg(test)]
mod tests;

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
mod earlier;
mod engagement;
mod expected;
mod fixed;
mod leakers;
mod lending;
mod plan;
mod pools;
mod ranking;
mod readiness;
mod servers;
mod shares;
mod situation;
mod stocks;
mod timing;

use bevy_ecs::prelude::*;

use super::cast::Cast;
use crate::ensemble::lanes::Lanes;
use crate::scenario::{Mechanisms, Roster};

pub use capability::{capabilities, exposures};
pub use components::coalitions;
pub use engagement::{engagements, judgements};
pub use expected::Capability;
pub use fixed::Plan;
pub use plan::{effective, prepare};
pub use readiness::{Readiness, readiness};
pub use shares::{fixed_shares, share_strengths};
pub use situation::{Both, Components, Table};
pub use stocks::{full_stocks, stocks};

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
            by_profile: vec![Components::<L>::new(rungs); profiles],
        });
    }
    let windows = rungs * plan.allies;
    world.insert_resource(capability::ForecastScratch {
        arrival: vec![[zero; 2]; windows],
        track: vec![zero; profiles],
    });
    world.insert_resource(engagement::Realised {
        components: Components::<L>::new(1),
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

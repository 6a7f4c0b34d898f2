//! What the world remembers: the components of its entities, as section 2 of `docs/odd.md` lists them.
//!
//! A component is declared once, with the size of each of its lists; how it begins at zero, how it is kept for another
//! future (`moment.rs`) and how its lanes change places follow. What a mechanism does with it stands in the
//! mechanism's file. Imports no mechanism, so that mechanisms can read each other's state without knowing each other.

use bevy_ecs::prelude::*;

mod ally;
mod challenge;
mod component;
mod dyad;
mod force;
mod prober;
mod receiver;
mod theatre;

pub use ally::{
    Adaptation, Audience, Commitment, DomesticGain, Doubt, Exports, Exposure, Government,
    HiddenType, Losses, Posture, Threat,
};
pub use challenge::{Answer, Choice, Forecast};
pub use component::{Cells, EachState, Sizes, State};
pub use dyad::{Activity, Adjustment, Channels, Industry, Institution, Opinion, Strength, Will};
pub use force::{Access, Stock};
pub use prober::{Alignment, CoordinationEstimate, Excitation, Fear, Programme, Trust};
pub use receiver::{Belief, Expectation, LEVELS, Seen, SeenAudience};
pub use theatre::{Crisis, ExpectedShare, Inclination, Load};

use super::cast::Cast;

/// Gives every entity of a cast its state, at zero.
pub fn equip<const L: usize>(world: &mut World, cast: &Cast, of: &Sizes) {
    for &entity in &cast.allies {
        ally::equip::<L>(&mut world.entity_mut(entity), of);
    }
    for &entity in &cast.dyads {
        dyad::equip::<L>(&mut world.entity_mut(entity), of);
    }
    for &entity in &cast.theatres {
        theatre::equip::<L>(&mut world.entity_mut(entity), of);
    }
    for &entity in &cast.probers {
        prober::equip::<L>(&mut world.entity_mut(entity), of);
    }
    for &entity in &cast.receivers {
        receiver::equip::<L>(&mut world.entity_mut(entity), of);
    }
    // Allies hold a belief about each other also where they do not learn.
    for &entity in cast.allies.iter().chain(&cast.probers) {
        world.entity_mut(entity).insert(Belief::<L>::zero(of));
    }
    for &entity in &cast.challenges {
        challenge::equip::<L>(&mut world.entity_mut(entity), of);
    }
    for &entity in &cast.forces {
        world.entity_mut(entity).insert(Stock::<L>::zero(of));
    }
    for &entity in &cast.bases {
        world.entity_mut(entity).insert(Access::<L>::zero(of));
    }
    world.entity_mut(cast.bloc).insert(Alignment::<L>::zero(of));
}

/// Goes over all kinds of state.
pub fn each<const L: usize>(who: &mut impl EachState<L>) {
    ally::each(who);
    dyad::each(who);
    theatre::each(who);
    receiver::each(who);
    prober::each(who);
    challenge::each(who);
    who.state::<Belief<L>>();
    who.state::<Alignment<L>>();
    who.state::<Stock<L>>();
    who.state::<Access<L>>();
}

//! What must be read from the world before a month, which will overwrite it.

use bevy_ecs::prelude::*;

use super::ask::Subject;
use crate::ensemble::LANES;
use crate::model::beliefs::references;
use crate::model::cast::{Cast, Clock};
use crate::model::outcomes::AtWar;
use crate::model::state::{Audience, Belief, CoordinationEstimate, Excitation, Fear, Trust};

/// What the month will overwrite.
pub(super) struct Before {
    pub(super) clock: Clock,
    /// P(z), by prober.
    pub(super) profiles: Vec<Vec<f64>>,
    /// Reference levels, by prober and dyad.
    pub(super) references: Vec<Vec<[f64; 2]>>,
    /// Of the prober that is traced.
    pub(super) fear: f64,
    pub(super) excitation: f64,
    pub(super) reciprocates: f64,
    pub(super) coordination: f64,
    pub(super) at_war: bool,
    /// Of the allies.
    pub(super) audience: Vec<f64>,
}

/// P(z) of a receiver.
pub(super) fn profile(world: &World, receiver: Entity) -> Option<Vec<f64>> {
    let belief = world.get::<Belief<LANES>>(receiver)?;
    Some(belief.profile.iter().map(|p| p[0]).collect())
}

impl Before {
    /// Reads the world before a month.
    pub(super) fn read(world: &World, subject: &Subject) -> Option<Self> {
        let cast = world.get_resource::<Cast>()?;
        let own = *cast.probers.get(subject.prober)?;
        let audience = |ally: &Entity| world.get::<Audience<LANES>>(*ally).map(|a| a.level[0]);
        Some(Self {
            clock: *world.get_resource::<Clock>()?,
            profiles: cast
                .probers
                .iter()
                .map(|e| profile(world, *e))
                .collect::<Option<_>>()?,
            references: cast
                .probers
                .iter()
                .map(|e| references::<LANES>(world, *e, 0))
                .collect::<Option<_>>()?,
            fear: world.get::<Fear<LANES>>(own)?.level[0],
            excitation: world.get::<Excitation<LANES>>(own)?.level[0],
            reciprocates: world.get::<Trust<LANES>>(own)?.reciprocates[0],
            coordination: world.get::<CoordinationEstimate<LANES>>(own)?.mean[0],
            at_war: world.get_resource::<AtWar<LANES>>()?.0[0] > 0.5,
            audience: cast.allies.iter().map(audience).collect::<Option<_>>()?,
        })
    }
}

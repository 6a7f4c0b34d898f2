//! What all lanes of a world share: the fixed parts of its scenario, and which mechanisms are on.

use bevy_ecs::prelude::*;

use crate::scenario::{AllySpec, Information, Mechanisms, Month};

/// The parts of a scenario that all lanes of a world share.
#[derive(Resource, Clone, Debug)]
pub struct Rules {
    /// First recorded month.
    pub start: Month,
    /// Rung whose severity scales the effect of type on response.
    pub reference_rung: usize,
    /// Switches.
    pub mechanisms: Mechanisms,
    /// The allies' governments at the start.
    pub allies: Vec<AllySpec>,
}

/// Which mechanisms are on.
#[derive(Resource, Clone, Copy, Debug)]
pub struct Switches(pub Mechanisms);

/// How probers value information.
#[derive(Resource, Clone, Copy, Debug)]
pub struct InformationKind(pub Information);

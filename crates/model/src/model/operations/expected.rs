//! What is expected of coalitions at each rung.

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;

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

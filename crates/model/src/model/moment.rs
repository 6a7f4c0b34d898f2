//! The state of a world at a moment, kept so that several futures can go on from one past.
//!
//! Scenarios that differ in levers alone are the same run up to the first month of any of them. What is
//! kept is what one month hands to the next; what parameters alone fix, and what every month reckons
//! anew, is left as it is. The tests of `study::claims::arm_run` hold forked runs against runs of their own,
//! bit for bit. Lanes can also take over each other's state, as the particles of a filter do.

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

use super::cast::{Clock, Dice};
use super::coordination::Coordination;
use super::costs::Cost;
use super::outcomes::AtWar;
use super::own_outcomes::Own;
use super::recorder::Tally;
use super::state::{self, Cells, EachState, State};
use crate::ensemble::lanes::Lanes;

/// One kind of state of all entities, or one shared state.
trait Part {
    fn keep(&mut self, world: &mut World);
    fn restore(&self, world: &mut World);
}

/// A component, by entity.
struct OfEntities<T>(Vec<(Entity, T)>);

/// A resource.
struct Shared<T>(Option<T>);

impl<T: Component<Mutability = Mutable> + Clone> Part for OfEntities<T> {
    fn keep(&mut self, world: &mut World) {
        self.0.clear();
        let mut all = world.query::<(Entity, &T)>();
        let found = all.iter(world);
        self.0
            .extend(found.map(|(entity, own)| (entity, own.clone())));
    }

    fn restore(&self, world: &mut World) {
        for (entity, kept) in &self.0 {
            if let Some(mut own) = world.get_mut::<T>(*entity) {
                own.clone_from(kept);
            }
        }
    }
}

impl<T: Resource + Component<Mutability = Mutable> + Clone> Part for Shared<T> {
    fn keep(&mut self, world: &mut World) {
        self.0 = world.get_resource::<T>().cloned();
    }

    fn restore(&self, world: &mut World) {
        if let (Some(kept), Some(mut own)) = (&self.0, world.get_resource_mut::<T>()) {
            own.clone_from(kept);
        }
    }
}

/// The state of a world at a moment.
pub struct Moment {
    parts: Vec<Box<dyn Part>>,
}

impl<const L: usize> EachState<L> for Moment {
    fn state<S: State<L>>(&mut self) {
        self.parts.push(Box::new(OfEntities::<S>(Vec::new())));
    }
}

impl Moment {
    /// The present state of a world of `L` lanes.
    pub fn of<const L: usize>(world: &mut World) -> Self {
        let mut moment = Self { parts: Vec::new() };
        state::each::<L>(&mut moment);
        moment.share::<AtWar<L>>();
        moment.share::<Coordination<L>>();
        moment.share::<Cost<L>>();
        moment.share::<Tally<L>>();
        moment.share::<Own<L>>();
        moment.share::<Dice<L>>();
        moment.share::<Clock>();
        moment.keep(world);
        moment
    }

    fn share<T: Resource + Component<Mutability = Mutable> + Clone>(&mut self) {
        self.parts.push(Box::new(Shared::<T>(None)));
    }

    /// Keeps the present state instead.
    pub fn keep(&mut self, world: &mut World) {
        for part in &mut self.parts {
            part.keep(world);
        }
    }

    /// Puts the world from which it was taken back.
    pub fn restore(&self, world: &mut World) {
        for part in &self.parts {
            part.restore(world);
        }
    }
}

/// Lets lanes take over each other's state.
struct Permutation<'a, const L: usize> {
    world: &'a mut World,
    from: &'a [usize; L],
}

impl<const L: usize> EachState<L> for Permutation<'_, L> {
    fn state<S: State<L>>(&mut self) {
        let from = self.from;
        let mut all = self.world.query::<&mut S>();
        for mut own in all.iter_mut(self.world) {
            own.visit(&mut |lanes| take(lanes, from));
        }
    }
}

/// Lane `k` takes the value of lane `from[k]`.
fn take<const L: usize>(lanes: &mut Lanes<L>, from: &[usize; L]) {
    let old = *lanes;
    lanes.set(|k| old[from[k]]);
}

/// Gives lane `k` of a world the state of lane `from[k]`, in what entities carry and in what they share.
pub fn permute<const L: usize>(world: &mut World, from: &[usize; L]) {
    state::each::<L>(&mut Permutation { world, from });
    take(&mut world.resource_mut::<AtWar<L>>().0, from);
    take(&mut world.resource_mut::<Cost<L>>().month, from);
    let mut coordination = world.resource_mut::<Coordination<L>>();
    take(&mut coordination.level, from);
    take(&mut coordination.in_operations, from);
    let take = &mut |lanes: &mut Lanes<L>| take(lanes, from);
    world.resource_mut::<Tally<L>>().sums.visit(take);
    world.resource_mut::<Own<L>>().visit(take);
}

//! The state of a world at a moment, kept so that several futures can go on from one past.
//!
//! Scenarios that differ in levers alone are the same run up to the first month of any of them. What is
//! kept is what one month hands to the next; what parameters alone fix, and what every month reckons
//! anew, is left as it is. The tests of `study::claims::arm_run` hold forked runs against runs of their own,
//! bit for bit.

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

use super::adaptation::{Adaptation, Adjustment};
use super::audience::{Audience, SeenAudience};
use super::bases::Access;
use super::beliefs::{Belief, Expectation};
use super::bloc::Alignment;
use super::cast::{Clock, Dice};
use super::channels::{Activity, Channels};
use super::commitment::Commitment;
use super::coordination::{Coordination, Strength};
use super::costs::{Cost, Losses};
use super::decision::{Choice, Forecast};
use super::decoupling::{Doubt, Exposure};
use super::estimate::CoordinationEstimate;
use super::fear::Fear;
use super::industry::{Exports, Industry};
use super::institutions::Institution;
use super::levels::ExpectedShare;
use super::load::Load;
use super::operations::Stock;
use super::opinion::{DomesticGain, Opinion};
use super::outcomes::{AtWar, Crisis};
use super::own_outcomes::Own;
use super::politics::{Government, HiddenType};
use super::posture::Posture;
use super::programme::{Excitation, Programme};
use super::recorder::Tally;
use super::response::{Answer, Inclination};
use super::signals::Seen;
use super::threat::Threat;
use super::trust::Trust;
use super::will::Will;

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

/// One part for each type.
macro_rules! parts {
    ($kind:ident: $($state:ty),* $(,)?) => {
        [$(Box::new($kind::<$state>(Default::default())) as Box<dyn Part>),*]
    };
}

impl Moment {
    /// The present state of a world of `L` lanes.
    pub fn of<const L: usize>(world: &mut World) -> Self {
        let politics = parts![OfEntities: Government<L>, HiddenType<L>, Opinion<L>, DomesticGain<L>,
            Commitment<L>, Threat<L>, Audience<L>, SeenAudience<L>];
        let cooperation = parts![OfEntities: Will<L>, Adaptation<L>, Adjustment<L>, Channels<L>, Activity<L>,
            Institution<L>, Posture<L>, Industry<L>, Exports<L>, Strength<L>, Access<L>];
        let forces = parts![OfEntities: Stock<L>, Load<L>, Exposure<L>, Doubt<L>, Losses<L>,
            ExpectedShare<L>, Inclination<L>];
        let beliefs =
            parts![OfEntities: Seen<L>, Belief<L>, Expectation<L>, CoordinationEstimate<L>];
        let probers = parts![OfEntities: Programme<L>, Excitation<L>, Fear<L>, Trust<L>, Alignment<L>,
            Forecast<L>, Choice<L>, Answer<L>, Crisis<L>];
        let shared =
            parts![Shared: AtWar<L>, Coordination<L>, Cost<L>, Tally<L>, Own<L>, Dice<L>, Clock];
        let parts = politics.into_iter().chain(cooperation).chain(forces);
        let parts = parts.chain(beliefs).chain(probers).chain(shared);
        let mut moment = Self {
            parts: parts.collect(),
        };
        moment.keep(world);
        moment
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

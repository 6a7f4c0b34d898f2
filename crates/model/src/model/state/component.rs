//! What a component of state is: how it begins at zero and how its lanes are walked over, from one declaration.

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::scenario::{PerChannel, Roster};

/// How many of each thing there are, for the lists of components.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Allies.
    pub allies: usize,
    /// Dyads.
    pub dyads: usize,
    /// Type profiles.
    pub profiles: usize,
    /// Rungs above 0.
    pub rungs: usize,
    /// Rungs with 0.
    pub options: usize,
    /// Programmes of joint industry.
    pub programmes: usize,
    /// Degrees of attribution among receivers: none until the parameters of a block say so.
    pub views: usize,
}

impl Sizes {
    /// Those of a roster.
    pub fn of(roster: &Roster) -> Self {
        Self {
            allies: roster.allies.len(),
            dyads: roster.dyads.len(),
            profiles: roster.profiles(),
            rungs: roster.rungs.len(),
            options: roster.rungs.len() + 1,
            programmes: roster.programmes.len(),
            views: 0,
        }
    }
}

/// Lanes, or lists of lists of them.
pub trait Cells<const L: usize>: Sized {
    /// All zero, with lists of these lengths, the outermost first.
    fn zeros(lengths: &[usize]) -> Self;

    /// Walks over all lanes.
    fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>));
}

impl<const L: usize> Cells<L> for Lanes<L> {
    fn zeros(_: &[usize]) -> Self {
        Self::ZERO
    }

    fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>)) {
        f(self);
    }
}

impl<const L: usize, T: Cells<L>, const N: usize> Cells<L> for [T; N] {
    fn zeros(lengths: &[usize]) -> Self {
        std::array::from_fn(|_| T::zeros(lengths))
    }

    fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>)) {
        self.iter_mut().for_each(|cell| cell.visit(f));
    }
}

impl<const L: usize, T: Cells<L>> Cells<L> for PerChannel<T> {
    fn zeros(lengths: &[usize]) -> Self {
        Self::from_fn(|_| T::zeros(lengths))
    }

    fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>)) {
        self.0.visit(f);
    }
}

impl<const L: usize, T: Cells<L>> Cells<L> for Vec<T> {
    fn zeros(lengths: &[usize]) -> Self {
        let (length, inner) = lengths.split_first().unwrap_or((&0, &[]));
        (0..*length).map(|_| T::zeros(inner)).collect()
    }

    fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>)) {
        self.iter_mut().for_each(|cell| cell.visit(f));
    }
}

/// A component of state.
pub trait State<const L: usize>: Component<Mutability = Mutable> + Clone {
    /// At zero.
    fn zero(of: &Sizes) -> Self;

    /// Walks over all of its lanes.
    fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>));

    /// Back to zero, lists as long as they are.
    fn clear(&mut self) {
        self.visit(&mut |lanes| *lanes = Lanes::ZERO);
    }
}

/// Who goes over all kinds of state.
pub trait EachState<const L: usize> {
    /// One of them.
    fn state<S: State<L>>(&mut self);
}

/// Declares components of state. A list has the lengths in brackets after its type, names of [`Sizes`], the outermost
/// first. With `every;` all entities of a kind carry all of them, and `equip` and `each` are made for the module.
macro_rules! state {
    (every; $($(#[$outer:meta])* pub struct $name:ident { $($fields:tt)* })+) => {
        $(state! { $(#[$outer])* pub struct $name { $($fields)* } })+

        /// Gives an entity all of these, at zero.
        pub(super) fn equip<const L: usize>(
            entity: &mut bevy_ecs::world::EntityWorldMut<'_>,
            of: &crate::model::state::component::Sizes,
        ) {
            entity.insert(($(<$name<L> as crate::model::state::component::State<L>>::zero(of),)+));
        }

        /// Goes over all of these.
        pub(super) fn each<const L: usize>(who: &mut impl crate::model::state::component::EachState<L>) {
            $(who.state::<$name<L>>();)+
        }
    };
    ($(#[$outer:meta])* pub struct $name:ident {
        $($(#[$inner:meta])* pub $field:ident: $kind:ty $([$($size:ident),+])?,)+
    }) => {
        $(#[$outer])*
        #[derive(bevy_ecs::prelude::Component, Clone)]
        pub struct $name<const L: usize> {
            $($(#[$inner])* pub $field: $kind,)+
        }

        impl<const L: usize> crate::model::state::component::State<L> for $name<L> {
            fn zero(of: &crate::model::state::component::Sizes) -> Self {
                // Components without a list have no use for sizes.
                let _ = of;
                Self { $($field: crate::model::state::component::Cells::zeros(&[$($(of.$size),+)?]),)+ }
            }

            fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>)) {
                $(crate::model::state::component::Cells::visit(&mut self.$field, f);)+
            }
        }
    };
}
pub(super) use state;

//! An engagement to be reckoned, and what comes out.

use bevy_ecs::prelude::*;

use super::fixed::Plan;
use super::readiness::{Pressure, Readiness};
use crate::ensemble::lanes::Lanes;
use crate::scenario::Parameters;

/// An engagement to be reckoned in one theatre.
pub struct Situation<'a, const L: usize> {
    /// Parameters.
    pub values: &'a Parameters<Lanes<L>>,
    /// What is fixed.
    pub plan: &'a Plan<L>,
    /// What there is.
    pub readiness: &'a Readiness<L>,
    /// What other theatres call for.
    pub pressure: &'a Pressure<L>,
    /// The theatre in question.
    pub theatre: usize,
}

/// Choreographed and blind.
pub type Both<const L: usize> = [Lanes<L>; 2];

/// What a coalition can do, component by component, in [0, 1].
#[derive(Clone, Debug)]
pub struct Components<const L: usize> {
    /// Share of a raid that is stopped if the sharing link holds, by size of raid.
    pub stopped: Vec<Both<L>>,
    /// Share of sites covered.
    pub cover: Both<L>,
    /// Share of areas searched.
    pub search: Both<L>,
    /// Share of aim points struck.
    pub strike: Both<L>,
}

impl<const L: usize> Components<L> {
    /// Memory for a number of raids.
    pub fn new(raids: usize) -> Self {
        let none = [Lanes::ZERO; 2];
        Self {
            stopped: vec![none; raids],
            cover: none,
            search: none,
            strike: none,
        }
    }
}

/// What each coalition could do in a theatre that can be challenged, as an outsider reckons who would bring what.
#[derive(Component)]
pub struct Table<const L: usize> {
    /// By participation profile; that of nobody is 0.
    pub by_profile: Vec<Components<L>>,
}

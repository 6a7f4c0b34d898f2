//! What is fixed about operations in a block.

use bevy_ecs::prelude::*;

use super::agenda::Agenda;
use super::earlier::Earlier;
use super::pools::Pool;
use crate::ensemble::lanes::Lanes;

/// Rungs whose S is the same.
#[derive(Clone, Debug)]
pub struct Class<const L: usize> {
    /// Weights of missile defence, cover, search and strike, summing to 1.
    pub weight: [Lanes<L>; 4],
    /// Which size of raid.
    pub raid: usize,
    /// Which window of time.
    pub window: usize,
}

/// What is fixed in a block.
#[derive(Resource)]
pub struct Plan<const L: usize> {
    /// Whether operations are on and there are forces.
    pub active: bool,
    /// Whether forces engaged in one theatre are missing in another.
    pub dual: bool,
    /// Number of allies.
    pub allies: usize,
    /// Number of theatres.
    pub theatres: usize,
    /// Layers in order, then cover, search and strike.
    pub pools: Vec<Pool>,
    /// Tankers and airlift, by ally.
    pub lift: Vec<Vec<usize>>,
    /// Whose ground each theatre is.
    pub hosts: Vec<Option<usize>>,
    /// Whether some prober can challenge a theatre.
    pub challenged: Vec<bool>,
    /// (theatre, guest, index) of each right to use bases.
    pub bases: Vec<(usize, usize, usize)>,
    /// (theatre, index) of each kind of site.
    pub(super) sites_of: Vec<(usize, usize)>,
    /// Most shots at a missile, by layer, a whole number.
    pub shots: Vec<Lanes<L>>,
    /// How much further interceptors go with a second look (O7), by layer.
    pub look: Vec<Lanes<L>>,
    /// ln(1 − p) of a shot, by layer, as `power_of` takes it.
    pub ln_miss: Vec<Lanes<L>>,
    /// Most shots at a missile in any lane, by layer.
    pub most_shots: Vec<usize>,
    /// Shares of missiles that 1, 2, … shots leave, (1 − p)^a, by layer; none where there may be more shots than
    /// `TABLED`.
    pub miss: Vec<Vec<Lanes<L>>>,
    /// Sites, by theatre.
    pub sites: Vec<Lanes<L>>,
    /// What they are worth together, by theatre.
    pub site_value: Vec<Lanes<L>>,
    /// Classes of rungs.
    pub classes: Vec<Class<L>>,
    /// The class of each rung.
    pub of_rung: Vec<usize>,
    /// Sizes of raids as shares of the theatre's.
    pub raids: Vec<Lanes<L>>,
    /// Logarithms of windows of time.
    pub windows: Vec<Lanes<L>>,
    /// Which components have weight at some rung in some lane.
    pub weighs: [bool; 4],
    /// Weights by rung, summing to 1.
    pub weights: Vec<[Lanes<L>; 4]>,
    /// Lists of theatres that some coalition serves before a theatre, by theatre. Only with dual contingency, as the next.
    pub before: Vec<Vec<Vec<usize>>>,
    /// Which of these lists each coalition follows, by theatre and members; nobody's is the first.
    pub earlier: Vec<Vec<Earlier<L>>>,
    /// What is worked out in each theatre for every coalition that there could be.
    pub expected: Vec<Agenda>,
    /// What is worked out in each theatre for those who responded.
    pub realised: Vec<Agenda>,
}

impl<const L: usize> Plan<L> {
    /// The pool of batteries; search and strike follow.
    pub fn cover(&self) -> usize {
        self.pools.len() - 3
    }
}

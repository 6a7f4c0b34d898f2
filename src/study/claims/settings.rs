//! How much of an audit is run.

use super::matching::Matching;
use super::space::Signs;

/// Pairs at the defaults for each pair at a point, unless something else is said.
pub const DEFAULTS: u64 = 10;
/// Longest window of a [first look](Settings::first_look) in months, for
/// [`Options::longest`](super::Options::longest).
pub const FIRST_LOOK: u32 = 24;

/// How much is run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Points of the space, under each rule for signs.
    pub points: usize,
    /// Pairs of runs at a point.
    pub pairs: u64,
    /// Pairs at the defaults.
    pub default_pairs: u64,
    /// Rules for signs.
    pub signs: Vec<Signs>,
    /// How intercepts are matched at a point.
    pub matching: Matching,
    /// Whether frontiers are run.
    pub frontiers: bool,
}

impl Default for Settings {
    /// A whole audit.
    fn default() -> Self {
        Self {
            points: 256,
            pairs: 100,
            default_pairs: DEFAULTS * 100,
            signs: vec![Signs::Free, Signs::Constrained],
            matching: Matching::default(),
            frontiers: true,
        }
    }
}

impl Settings {
    /// A first look: few points and pairs, signs free, no frontiers.
    pub fn first_look() -> Self {
        Self {
            points: 32,
            pairs: 25,
            default_pairs: DEFAULTS * 25,
            signs: vec![Signs::Free],
            frontiers: false,
            ..Self::default()
        }
    }

    /// The names of the rules for signs.
    pub fn sign_names(&self) -> Vec<&'static str> {
        self.signs.iter().map(|signs| signs.name()).collect()
    }
}

//! What a receiver of signals carries: a prober, or an ally that reads its partners.

use super::component::state;
use crate::ensemble::lanes::Lanes;
use crate::scenario::ChannelKind;

/// The two channels that are read as levels.
pub const LEVELS: [ChannelKind; 2] = [ChannelKind::Intel, ChannelKind::Doctrine];

state! {
    every;

    /// What a receiver sees this month, by dyad.
    pub struct Seen {
        /// Number of exercises.
        pub drills: Vec<Lanes<L>> [dyads],
        /// Total size of the exercises seen, over all dyads.
        pub drill_size: Lanes<L>,
        /// 1 if a statement is seen, else 0.
        pub statement: Vec<Lanes<L>> [dyads],
        /// Readings of intelligence sharing and doctrine.
        pub reading: Vec<[Lanes<L>; 2]> [dyads],
        /// 1 where the reading was made, else 0.
        pub read: Vec<[Lanes<L>; 2]> [dyads],
    }

    /// What a receiver expects of the channels under each profile.
    pub struct Expectation {
        /// x̂_z of exercises and statements: by dyad, then channel, then profile.
        pub level: Vec<[Vec<Lanes<L>>; 2]> [dyads, profiles],
        /// Reference level of intelligence sharing and doctrine: the last reading, moved on in months
        /// without one.
        pub reference: Vec<[Lanes<L>; 2]> [dyads],
    }

    /// Audience cost of each ally as a receiver reckons it from what it saw.
    pub struct SeenAudience {
        /// A_i^seen.
        pub by_ally: Vec<Lanes<L>> [allies],
    }
}

state! {
    /// P(z) of a receiver over the allies' joint type profile.
    pub struct Belief {
        /// One entry a profile; sums to 1.
        pub profile: Vec<Lanes<L>> [profiles],
    }
}

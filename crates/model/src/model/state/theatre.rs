//! What a theatre carries.

use super::component::state;
use crate::ensemble::lanes::Lanes;

state! {
    every;

    /// What makes each ally more or less inclined to respond in a theatre this month, apart from the
    /// probe's severity, its own type and what it has said: treaty, opinion, commitment and cost.
    pub struct Inclination {
        /// In utility, by ally.
        pub by_ally: Vec<Lanes<L>> [allies],
    }

    /// Share of its forces that each ally would bring to a theatre, as an outsider reckons it.
    pub struct ExpectedShare {
        /// By ally, in [0, 1].
        pub by_ally: Vec<Lanes<L>> [allies],
    }

    /// Load on the allies in a theatre.
    pub struct Load {
        /// Severity of the heaviest probe of last month relative to the highest rung's, or 1 while a
        /// crisis is in force; in [0, 1].
        pub level: Lanes<L>,
    }

    /// The crisis in a theatre, if any.
    pub struct Crisis {
        /// 1 while a crisis is in force, else 0.
        pub active: Lanes<L>,
        /// S of that probe: how strong the reply was.
        pub strength: Lanes<L>,
        /// |S − ρ̂| of the probe that began it: how far off the prober's expectation was.
        pub gap: Lanes<L>,
        /// Share of the responders to that probe who responded hard.
        pub hard: Lanes<L>,
        /// 1 in the month in which a crisis begins.
        pub began: Lanes<L>,
        /// 1 in the month in which war breaks out.
        pub war: Lanes<L>,
        /// 1 in the month in which the crisis is settled.
        pub settled: Lanes<L>,
    }
}

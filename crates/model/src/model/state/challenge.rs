//! What a challenge carries: a prober's standing possibility to probe in a theatre.

use super::component::state;
use crate::ensemble::lanes::Lanes;

state! {
    every;

    /// What a prober expects of the allies in a theatre, by rung 1, 2, …
    pub struct Forecast {
        /// q_iah(z): probability that an ally of either type responds, by rung and ally.
        pub respond: Vec<Vec<[Lanes<L>; 2]>> [rungs, allies],
        /// E[S_ah | z]: expected share of a full response, by rung and type profile.
        pub effect: Vec<Vec<Lanes<L>>> [rungs, profiles],
        /// ρ̂_a: the same over the prober's belief, by rung.
        pub rho: Vec<Lanes<L>> [rungs],
    }

    /// A prober's options in a theatre and the one that it takes.
    pub struct Choice {
        /// U(a) without the value of information, by rung 0, 1, …
        pub utility: Vec<Lanes<L>> [options],
        /// VOI_a, by rung 0, 1, …
        pub information: Vec<Lanes<L>> [options],
        /// P(a), by rung 0, 1, …
        pub probability: Vec<Lanes<L>> [options],
        /// 1 where the rung was drawn from P(a); 0 where a war, a lever or a theatre without value decided it.
        pub drawn: Lanes<L>,
        /// The rung chosen.
        pub rung: Lanes<L>,
        /// Its severity; 0 for rung 0.
        pub severity: Lanes<L>,
        /// ρ̂ at the rung chosen; 0 for rung 0.
        pub expected: Lanes<L>,
    }

    /// How the allies answered the probes of this month.
    pub struct Answer {
        /// x_i: 1 if ally i responds, else 0.
        pub respond: Vec<Lanes<L>> [allies],
        /// 1 if ally i responds hard, else 0.
        pub hard: Vec<Lanes<L>> [allies],
        /// 1 if anyone responds.
        pub any: Lanes<L>,
        /// Realised share of a full response, S(x).
        pub strength: Lanes<L>,
        /// 1 if the probe succeeded, that is, was made and not repelled.
        pub success: Lanes<L>,
        /// Missiles fired by the probe, a whole number; 0 where its rung fires none.
        pub raid: Lanes<L>,
        /// How many of them leaked; all where nobody responded.
        pub leakers: Lanes<L>,
        /// 1 if missiles were fired and none leaked.
        pub no_leaker: Lanes<L>,
        /// Value of the sites left uncovered by those who responded; 0 where nobody did.
        pub exposed: Lanes<L>,
        /// Median response time relative to that of one capital; 0 where nobody responded.
        pub delay: Lanes<L>,
    }
}

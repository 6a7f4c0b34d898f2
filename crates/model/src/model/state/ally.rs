//! What an ally carries from month to month, and what it works out in one, in the order of section 2 of `docs/odd.md`.

use super::component::state;
use crate::ensemble::lanes::Lanes;

state! {
    every;

    /// The government in office.
    pub struct Government {
        /// 0 for party a, 1 for party b.
        pub party: Lanes<L>,
        /// The leader's stance θ, in logits.
        pub stance: Lanes<L>,
        /// The mean stance of the party in office, μ_party.
        pub party_mean: Lanes<L>,
        /// Months until the next regular election.
        pub months_left: Lanes<L>,
        /// 1 in a month of turnover, else 0.
        pub turnover: Lanes<L>,
    }

    /// The hidden type: 1 resolute, 0 not.
    pub struct HiddenType {
        /// z.
        pub resolute: Lanes<L>,
    }

    /// Commitment of an ally beyond its treaty, mean 0; always 0 for allies that guarantee nobody.
    pub struct Commitment {
        /// commit_i.
        pub level: Lanes<L>,
    }

    /// Threat perceived by an ally.
    pub struct Threat {
        /// τ_i, at least 0.
        pub level: Lanes<L>,
    }

    /// Audience cost of an ally, in utility.
    pub struct Audience {
        /// A_i.
        pub level: Lanes<L>,
    }

    /// What an ally's leaders have gained at home from disputes, in utility.
    pub struct DomesticGain {
        /// Sum since the start of the record.
        pub total: Lanes<L>,
    }

    /// How far the others have adapted to an ally that steps back.
    pub struct Adaptation {
        /// A_i, in [0, 1].
        pub level: Lanes<L>,
    }

    /// Defence posture of an ally.
    pub struct Posture {
        /// P_i, in (0, 1).
        pub level: Lanes<L>,
        /// Forces in being as a share of nominal, ψ_0 + ψ_1·P_i, at least 0.
        pub assets: Lanes<L>,
        /// What posture adds to the utility of responding, β_P(P_i − P̄_i).
        pub response: Lanes<L>,
    }

    /// An ally's exports.
    pub struct Exports {
        /// Share of defence output that is exported, in (0, 1).
        pub share: Lanes<L>,
    }

    /// How exposed an ally's own ground is.
    pub struct Exposure {
        /// Share of the sites in the theatres that it hosts which the alliance would leave uncovered.
        pub level: Lanes<L>,
    }

    /// An ally's doubt that its guarantors would run the risk of standing with it.
    pub struct Doubt {
        /// doubt_i, in [0, 1]; always 0 for allies without a guarantor.
        pub level: Lanes<L>,
        /// Factor on its own strike capacity, 1 + β_DS(doubt − D̄), at least 0.
        pub strike: Lanes<L>,
    }

    /// What an ally loses this month, in utility.
    pub struct Losses {
        /// Probes that succeeded, v_ih·sev_a each, and wars, ℓ_w·v_ih each.
        pub month: Lanes<L>,
    }
}

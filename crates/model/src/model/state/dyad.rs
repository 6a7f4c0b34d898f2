//! What a dyad carries, with its publics.

use super::component::state;
use crate::ensemble::lanes::Lanes;
use crate::scenario::PerChannel;

state! {
    every;

    /// Opinion of each public of a dyad about the partner, in logits of the share favourable.
    pub struct Opinion {
        /// o_ij: held by the first and by the second ally of the dyad.
        pub held: [Lanes<L>; 2],
        /// Total size of the shocks of this month, by the public in which they arose.
        pub shock: [Lanes<L>; 2],
    }

    /// Institutionalisation of a dyad, in [0, 1].
    pub struct Institution {
        /// inst_d.
        pub level: Lanes<L>,
    }

    /// Joint will of a dyad by channel.
    pub struct Will {
        /// w_dk as it is.
        pub joint: PerChannel<Lanes<L>>,
        /// Will of each side, the mean over its channels.
        pub own: [Lanes<L>; 2],
        /// w_dk as receivers see it, one entry for each distinct attribution.
        pub seen: Vec<PerChannel<Lanes<L>>> [views],
    }

    /// What adaptation does to the targets of a dyad's channels.
    pub struct Adjustment {
        /// Share of the distance to full cooperation that is added: 1 − Π(1 − A_i·χ) over the laggards
        /// outside the dyad.
        pub raise: Lanes<L>,
        /// Share that is kept: Π(1 − A_i·χ′) over the laggards inside the dyad.
        pub keep: Lanes<L>,
    }

    /// What a dyad practises, by channel.
    pub struct Channels {
        /// x_dk, in [0, 1].
        pub level: PerChannel<Lanes<L>>,
    }

    /// What a dyad does this month that can be seen.
    pub struct Activity {
        /// Number of exercises.
        pub drills: Lanes<L>,
        /// 1 if a statement is made, else 0.
        pub statement: Lanes<L>,
        /// 1 while intelligence sharing is suspended, else 0.
        pub suspended: Lanes<L>,
        /// 1 in the month in which a suspension begins, else 0.
        pub suspension: Lanes<L>,
        /// 1 in the month in which suspended sharing resumes, else 0.
        pub resumption: Lanes<L>,
    }

    /// A dyad's joint industry.
    pub struct Industry {
        /// Share in each joint programme, in [0, 1].
        pub by_programme: Vec<Lanes<L>> [programmes],
        /// Their weighted mean.
        pub share: Lanes<L>,
        /// ι_d, in [0, 1].
        pub interoperability: Lanes<L>,
    }

    /// Cooperation of a dyad over all channels, additive: s_d = Σ wt_k·x_dk / Σ wt_k.
    pub struct Strength {
        /// s_d, in [0, 1].
        pub level: Lanes<L>,
    }
}

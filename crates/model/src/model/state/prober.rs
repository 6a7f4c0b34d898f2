//! What a prober carries beside its belief, and the bloc.

use super::component::state;
use crate::ensemble::lanes::Lanes;

state! {
    every;

    /// Mean and variance of a prober's estimate of coordination.
    pub struct CoordinationEstimate {
        /// ĉ.
        pub mean: Lanes<L>,
        /// Var.
        pub variance: Lanes<L>,
    }

    /// State of a prober's own weapons programme: standard normal, public, free of the allies' types.
    pub struct Programme {
        /// prog_m.
        pub level: Lanes<L>,
    }

    /// Excitation of a prober by its recent provocations.
    pub struct Excitation {
        /// E_m, at least 0.
        pub level: Lanes<L>,
    }

    /// Fear of a prober.
    pub struct Fear {
        /// F_m.
        pub level: Lanes<L>,
    }

    /// A prober's belief that the allies' announced restraint is trustworthy.
    pub struct Trust {
        /// t, a probability.
        pub level: Lanes<L>,
        /// 1 in a month in which announced restraint was kept as far as it could see, else 0.
        pub kept: Lanes<L>,
        /// 1 while restraint is offered and trusted, so that the prober returns it; else 0.
        pub reciprocates: Lanes<L>,
    }
}

state! {
    /// How closely the bloc's members act together.
    pub struct Alignment {
        /// g, in [0, 1].
        pub level: Lanes<L>,
        /// 1 while a joint campaign is in force, else 0.
        pub campaign: Lanes<L>,
        /// 1 in the month in which one begins.
        pub began: Lanes<L>,
    }
}

//! What a force element and a base carry.

use super::component::state;
use crate::ensemble::lanes::Lanes;

state! {
    /// Stock of a force element.
    pub struct Stock {
        /// Units, between 0 and full.
        pub level: Lanes<L>,
    }
}

state! {
    /// Access to bases this month.
    pub struct Access {
        /// Probability that the host grants it.
        pub probability: Lanes<L>,
        /// 1 if granted, else 0.
        pub granted: Lanes<L>,
        /// Share of the guest's forces in the theatre that can act: 1, or 1 − χ_b if refused.
        pub usable: Lanes<L>,
    }
}

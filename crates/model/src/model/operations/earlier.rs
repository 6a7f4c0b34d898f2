//! Which theatres are served before another.

use crate::ensemble::lanes::Lanes;

/// Which theatres are served before one of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier<const L: usize> {
    /// Index of the list of theatres, by lane.
    pub index: Lanes<L>,
    /// The lists that occur in some lane.
    pub used: Vec<usize>,
}

//! What is followed, and what the filter says of it.

use crate::scenario::Scenario;

/// What is followed: records of one place, month by month.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Places of the records among the scenario's observations; what is said of a covered rung is by the first. All are of one
    /// target, and count the same events.
    pub records: &'a [usize],
    /// By record: what it showed in the first recorded months; where a month is missing, as after its end, nothing is
    /// learnt from it.
    pub observed: &'a [Vec<Option<u32>>],
    /// Recorded months to follow.
    pub months: usize,
}

/// A parameter set to be followed.
#[derive(Clone, Copy, Debug)]
pub struct Set<'a> {
    /// The scenario; all sets must be [compatible](crate::model::compatible).
    pub scenario: &'a Scenario,
    /// Its number, below 2³²: sets of other numbers have other random numbers.
    pub number: u64,
}

/// What the filter says of one parameter set and a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followed {
    /// ln P(count | the months before, the set), 0 where nothing was observed; −∞ if the set cannot show it.
    pub evidence: f64,
    /// Probability that the prober chooses a rung that the record covers, before the month is known.
    pub covered: f64,
    /// Effective number of particles after the month.
    pub effective: f64,
}

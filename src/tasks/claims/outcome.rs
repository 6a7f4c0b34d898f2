//! What an audit found.

use crate::study::claims::findings::Finding;
use crate::study::claims::settings::Settings;
use crate::study::claims::units::Results;

/// A complete audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    /// How much was run.
    pub settings: Settings,
    /// Effects, points, doses and levels.
    pub results: Results,
    /// What they say of each claim.
    pub findings: Vec<Finding>,
    /// Runs, but for matching.
    pub runs: u64,
    /// How well base rates were matched, and points that could not be run.
    pub notes: Vec<String>,
}

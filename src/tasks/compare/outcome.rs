//! What a comparison found.

use super::select::Shown;
use crate::analysis::contrast::Against;
use crate::store::manifest::Status;

/// What a comparison found.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Name of the baseline.
    pub baseline: String,
    /// Contrasts of the other scenarios with it.
    pub against: Vec<Against>,
    /// The contrasts that are shown first; all if empty.
    pub shown: Vec<Shown>,
    /// Seed of all.
    pub seed: u64,
    /// Wanted half-width in % of the baseline's mean.
    pub precision: f64,
    /// Pairs asked for.
    pub runs_requested: u64,
    /// Pairs kept.
    pub runs_completed: u64,
    /// Complete or interrupted.
    pub status: Status,
    /// What the reader may want to know, such as columns that are not contrasted.
    pub notes: Vec<String>,
}

//! What a sensitivity analysis found.

use super::plan::Plan;
use crate::analysis::sensitivity::noise::Numbers;
use crate::store::sensitivity_files::{IndexRow, OutputVariance};
use crate::store::study_data::Completeness;

/// What the reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whether it bears on the results.
    pub warning: bool,
    /// One sentence.
    pub text: String,
}

impl Note {
    /// A note that bears on the results.
    pub fn warning(text: String) -> Self {
        Self {
            warning: true,
            text,
        }
    }
}

/// What an analysis found.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysed {
    /// How the study was analysed.
    pub plan: Plan,
    /// Whether points share the random numbers of their replicates.
    pub numbers: Numbers,
    /// Points.
    pub points: usize,
    /// Runs of each point.
    pub replicates: usize,
    /// Resamples.
    pub resamples: usize,
    /// All indices.
    pub indices: Vec<IndexRow>,
    /// Components of variance, by output.
    pub variances: Vec<OutputVariance>,
    /// Outputs left out because they are not complete.
    pub left_out: Vec<Completeness>,
    /// What the reader should know.
    pub notes: Vec<Note>,
}

//! What a discovery found.

use crate::analysis::prim::cases::CaseRule;
use crate::analysis::prim::discover::Discovery;
use crate::analysis::prim::points::Points;
use crate::analysis::prim::settings::Settings;
use crate::store::discover_files::{DiscoverData, PointOutcome};
use crate::store::manifest::FileEntry;
use crate::store::study_data::{Factor, OutputInfo};

/// What a discovery found.
#[derive(Clone, Debug)]
pub struct Discovered {
    /// The output.
    pub output: OutputInfo,
    /// What makes a case.
    pub rule: CaseRule,
    /// How it was searched.
    pub settings: Settings,
    /// The value that separates cases from others.
    pub threshold: f64,
    /// All factors of the design.
    pub factors: Vec<Factor>,
    /// The points, with the factors that vary.
    pub points: Points,
    /// What happened at each point.
    pub outcomes: Vec<PointOutcome>,
    /// The boxes.
    pub discovery: Discovery,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// The files that were read.
    pub inputs: Vec<FileEntry>,
}

impl Discovered {
    /// The same as the store wants it.
    pub fn data(&self) -> DiscoverData<'_> {
        DiscoverData {
            factors: &self.factors,
            points: &self.points,
            outcomes: &self.outcomes,
            discovery: &self.discovery,
        }
    }
}

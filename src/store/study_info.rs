//! What a manifest says of a study.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::study::arm::Effect;

/// An arm of a study. Its scenario without what is scaled and shifted lies beside the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmInfo {
    /// Its name.
    pub name: String,
    /// Paths or patterns of numbers that are multiplied after the factors are set, and by what.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub scale: Vec<(String, f64)>,
    /// Paths or patterns of numbers to which something is added then, and what.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub shift: Vec<(String, f64)>,
}

/// A condition that every point meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConstraintInfo {
    /// The condition as the study file has it.
    pub condition: String,
    /// Points of the design that do not meet it, whether or not they meet the others.
    pub rejected: u64,
}

/// A study, in its manifest and in the folder of its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyInfo {
    /// Its name.
    pub name: String,
    /// One line.
    pub title: String,
    /// SHA-256 over all that decides the results: [`StudyRecord::hash`](super::study_record::StudyRecord::hash).
    pub hash: String,
    /// The design with its settings: `kind`, and what belongs to that.
    pub design: Value,
    /// Seed of the design.
    pub design_seed: u64,
    /// Points.
    pub points: u64,
    /// Points that the design made, those that constraints left out included; none without constraints.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub candidates: Option<u64>,
    /// Conditions that every point meets.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub constraints: Vec<ConstraintInfo>,
    /// Whether the points have weights, which design.csv has.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub weighted: bool,
    /// Runs of each point.
    pub replicates: u64,
    /// Whether points have random numbers of their own.
    pub independent: bool,
    /// Its arms, the baseline first; none where it has no arms.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub arms: Vec<ArmInfo>,
    /// What is taken from them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub effects: Vec<Effect>,
    /// Observables of which `months.csv` has the months of every point; usually none, and then there is no such file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub months: Vec<String>,
    /// Points that are no valid scenario; their runs are rows with a reason.
    pub invalid_points: u64,
    /// Runs that failed, these included.
    pub failed_runs: u64,
    /// Parts in which the runs were made.
    pub parts: u64,
    /// Runs of a part, but for the last of a group of points.
    pub part_runs: u64,
    /// SHA-256 of the first rows that are simulated: another value says that the program gives other
    /// results, whatever its version.
    pub first_rows: String,
}

impl StudyInfo {
    /// Names of the arms, the baseline first; none where it has no arms.
    pub fn arm_names(&self) -> Vec<String> {
        self.arms.iter().map(|arm| arm.name.clone()).collect()
    }

    /// Runs of the whole study.
    pub fn runs(&self) -> u64 {
        self.points * self.replicates * (self.arms.len() as u64).max(1)
    }
}

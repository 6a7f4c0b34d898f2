//! The outputs of a study, as analyses read them.

use crate::record::Role;

/// What is known of an output before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputInfo {
    /// Its column.
    pub name: String,
    /// Unit; empty if not known.
    pub unit: String,
    /// One sentence; empty if not known.
    pub description: String,
    /// What values mean; [`Role::Value`] if not known.
    pub role: Role,
}

/// An output of every run.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Name, unit and meaning.
    pub info: OutputInfo,
    /// By point, the values of its replicates in the order of their numbers; all finite. A time to an event
    /// that did not happen by the horizon is the horizon: their mean is the restricted mean time.
    pub values: Vec<Vec<f64>>,
    /// Whether every point has replicates of the same numbers.
    pub aligned: bool,
}

/// How complete an output is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// Name of the output.
    pub name: String,
    /// Runs without a finite value.
    pub missing: u64,
    /// Runs in all.
    pub runs: u64,
}

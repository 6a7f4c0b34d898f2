//! The way from the whole space to a small box.

use super::objective::Count;
use super::region::Region;

/// How a step came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The whole space.
    Start,
    /// A slice was removed.
    Peel,
    /// A slice was added.
    Paste,
}

impl Phase {
    /// As files say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Peel => "peel",
            Self::Paste => "paste",
        }
    }
}

/// A box on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How it came about.
    pub phase: Phase,
    /// Its limits.
    pub region: Region,
    /// Points in it and cases among them, without those of earlier boxes.
    pub count: Count,
    /// Share of all cases that it holds.
    pub coverage: f64,
    /// Share of its points that are cases.
    pub density: f64,
    /// Share of all points that it holds.
    pub mass: f64,
    /// Factors that it restricts, by place.
    pub restricted: Vec<usize>,
}

/// Peels and pastes in order, from the whole space (step 0).
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// The whole space.
    pub whole: Region,
    /// Points that no earlier box holds, in ascending order.
    pub remaining: Vec<u32>,
    /// The boxes on the way; never empty.
    pub steps: Vec<Step>,
}

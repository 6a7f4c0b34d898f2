//! How to look for boxes.

use super::error::PrimError;
use super::objective::Objective;

/// What one search for a box needs to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// Share of the box's points that a peel removes, above 0 and below 0.5.
    pub peel: f64,
    /// Share of the points beyond a limit that a paste adds, above 0 and below 0.5.
    pub paste: f64,
    /// Smallest mass of a box, above 0 and below 1.
    pub mass: f64,
    /// What makes one peel better than another.
    pub objective: Objective,
    /// Most factors that a box may restrict; all if `None`.
    pub most: Option<usize>,
}

impl Default for Search {
    /// The defaults of Bryant & Lempert's toolkit and of `ema_workbench`: 5 % everywhere.
    fn default() -> Self {
        Self {
            peel: 0.05,
            paste: 0.05,
            mass: 0.05,
            objective: Objective::default(),
            most: None,
        }
    }
}

/// What [`discover`](super::discover::discover) needs to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The search for each box.
    pub search: Search,
    /// Boxes to find, at least 1: each without the points of those before.
    pub boxes: usize,
    /// Density that a reported box must reach, above 0 up to 1; `None` for the best trade-off.
    pub threshold: Option<f64>,
    /// Steps to report, box by box, instead of those that the rule picks.
    pub steps: Vec<usize>,
    /// Half-samples by which to judge whether restrictions can be reproduced.
    pub resamples: u32,
    /// Shuffles of the cases by which to judge whether a box could be chance.
    pub shuffles: u32,
    /// Seed of half-samples and shuffles.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            search: Search::default(),
            boxes: 1,
            threshold: None,
            steps: Vec::new(),
            resamples: 50,
            shuffles: 199,
            seed: 1,
        }
    }
}

impl Settings {
    /// Checks every setting.
    ///
    /// # Errors
    /// [`PrimError::Setting`].
    pub fn check(&self) -> Result<(), PrimError> {
        let search = &self.search;
        let wrong = |name, value: f64, allowed| {
            Err(PrimError::Setting {
                name,
                value,
                allowed,
            })
        };
        for (name, value) in [("peel", search.peel), ("paste", search.paste)] {
            if !(value > 0.0 && value < 0.5) {
                return wrong(name, value, "above 0 and below 0.5");
            }
        }
        if !(search.mass > 0.0 && search.mass < 1.0) {
            return wrong("mass", search.mass, "above 0 and below 1");
        }
        if search.most == Some(0) {
            return wrong("restrict", 0.0, "at least 1");
        }
        if self.boxes == 0 {
            return wrong("boxes", 0.0, "at least 1");
        }
        match self.threshold {
            Some(value) if !(value > 0.0 && value <= 1.0) => {
                wrong("threshold", value, "a density above 0, at most 1")
            }
            _ => Ok(()),
        }
    }

    /// Points that a search needs at least: two peels' worth.
    pub fn points_needed(&self) -> usize {
        libm::ceil(2.0 / self.search.peel) as usize
    }
}

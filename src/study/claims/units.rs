//! The work of an audit in units that are done, kept and taken up again one by one.
//!
//! A unit's results follow from the audit, its settings and the unit alone: not from threads, from the
//! order in which units are done, or from interruptions.

use thiserror::Error;

use super::effects::Measured;
use super::levels::Side;
use super::matching::Miss;
use super::settings::Settings;
use super::space::Signs;
use super::{Audit, Experiment};
use crate::analysis::claims::PointEffect;
use crate::ensemble::LANES;

/// Points that a unit may have, and the least number of units of a place.
const BATCHES: [usize; 3] = [32, 16, 8];
const UNITS: usize = 4;

/// Where effects are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At the defaults.
    Defaults,
    /// At points of the space.
    Space(Signs),
    /// On the grid of a claim's frontier.
    Frontier(usize),
}

impl Place {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Defaults => "defaults",
            Self::Space(signs) => signs.name(),
            Self::Frontier(_) => "frontier",
        }
    }
}

/// A unit of work: some points of a place, or one claim's experiments at the defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where.
    pub place: Place,
    /// First point; the claim at the defaults.
    pub first: usize,
    /// Points; 1 at the defaults.
    pub count: usize,
}

/// An effect of one test of one experiment at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Where.
    pub place: Place,
    /// Point, from 0.
    pub point: usize,
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// What was found.
    pub measured: Measured,
}

/// How a point was matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where.
    pub place: Place,
    /// Point, from 0.
    pub point: usize,
    /// How far its base rates are from those wanted.
    pub miss: Miss,
    /// Why it could not be run; empty if it was.
    pub refused: String,
}

/// The differences of a dose, run by run, at the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// The baseline's outcome in each run that has a value in all arms.
    pub baseline: Vec<f64>,
    /// The difference in each of them.
    pub differences: Vec<f64>,
}

/// What one side of a comparison shows at the defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// Which side.
    pub side: Side,
    /// What it shows.
    pub estimate: PointEffect,
}

/// The results of a unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Effects, in the order of points, experiments, tests and strata.
    pub effects: Vec<Effect>,
    /// Points.
    pub points: Vec<Point>,
    /// Doses.
    pub doses: Vec<Dose>,
    /// Both sides of comparisons, at the defaults.
    pub levels: Vec<Level>,
}

/// Why a unit failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the simulation failed: {0}")]
pub struct UnitError(pub String);

/// An audit and how much of it is run: the units that this takes.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Claims and space.
    pub audit: &'a Audit,
    /// How much is run.
    pub settings: &'a Settings,
    /// The units, in order; a unit's number is its place here.
    pub units: Vec<Unit>,
}

impl<'a> Plan<'a> {
    /// The units of an audit.
    pub fn new(audit: &'a Audit, settings: &'a Settings) -> Self {
        let mut units = Vec::new();
        let mut batches = |place: Place, points: usize| {
            let batch = batch(points, settings.pairs);
            units.extend((0..points).step_by(batch).map(|first| Unit {
                place,
                first,
                count: batch.min(points - first),
            }));
        };
        if !audit.space.factors.is_empty() {
            for signs in &settings.signs {
                batches(Place::Space(*signs), settings.points);
            }
        }
        if settings.frontiers {
            for (number, claim) in audit.claims.iter().enumerate() {
                if let Some([x, y]) = &claim.frontier {
                    batches(Place::Frontier(number), x.values.len() * y.values.len());
                }
            }
        }
        let defaults = (0..audit.claims.len()).map(|claim| Unit {
            place: Place::Defaults,
            first: claim,
            count: 1,
        });
        units.extend(defaults);
        Self {
            audit,
            settings,
            units,
        }
    }

    /// Pairs of runs at a place.
    pub(super) fn pairs(&self, place: Place) -> u64 {
        match place {
            Place::Defaults => self.settings.default_pairs,
            _ => self.settings.pairs,
        }
    }

    /// Runs that a unit takes, but for matching.
    pub fn runs(&self, unit: &Unit) -> u64 {
        let mut arms: Vec<usize> = chosen(self.audit, unit)
            .into_iter()
            .flat_map(|number| self.audit.experiments[number].arms.iter())
            .map(|(arm, _)| *arm)
            .collect();
        arms.sort_unstable();
        arms.dedup();
        arms.len() as u64 * unit.count as u64 * self.pairs(unit.place)
    }
}

/// Points of a unit: those that leave the fewest lanes of its blocks empty, among sizes that leave enough
/// units to share out and to keep.
fn batch(points: usize, pairs: u64) -> usize {
    let empty = |batch: &usize| {
        let runs = *batch as u64 * pairs;
        let blocks = runs.div_ceil(LANES as u64).max(1);
        // In thousandths, so that sizes alike are told by their order.
        1000 - 1000 * runs / (blocks * LANES as u64)
    };
    let enough = |batch: &usize| points >= UNITS * batch;
    let fits = BATCHES.into_iter().filter(enough);
    fits.min_by_key(empty).unwrap_or(BATCHES[2])
}

/// The experiments of a unit.
pub(super) fn chosen(audit: &Audit, unit: &Unit) -> Vec<usize> {
    let wanted = |experiment: &Experiment| match unit.place {
        Place::Defaults => experiment.claim == unit.first,
        // Variants say how the claim's own effect comes about; over the space what they change is drawn.
        Place::Space(_) => experiment.is_plain(),
        Place::Frontier(claim) => experiment.claim == claim && experiment.is_plain(),
    };
    let all = audit.experiments.iter().enumerate();
    all.filter(|(_, experiment)| wanted(experiment))
        .map(|(number, _)| number)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_leave_few_lanes_empty_and_are_several() {
        // 32 points of 100 pairs fill 25 blocks.
        assert_eq!(batch(256, 100), 32);
        assert_eq!(batch(64, 128), 16);
        assert_eq!(batch(32, 25), 8);
        assert_eq!(batch(3, 2), 8);
    }
}

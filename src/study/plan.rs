//! A study that was read: its points, and the scenario of each.

use std::path::PathBuf;
use std::sync::OnceLock;

use thiserror::Error;

use super::arm::{Arm, Effect};
use super::constraint::Constraint;
use super::factor::{Factor, FactorValue};
use super::numbers::{assigned, places};
pub use super::points::Points;
use crate::scenario::Scenario;
use crate::scenario::load::{Diagnostic, Diagnostics, check_together};

/// Most points of a study, and most replicates of a point: together they address 2^48 runs.
pub const MAX_POINTS: u64 = 1 << 24;

/// How a Latin hypercube is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Criterion {
    /// At random.
    #[default]
    Random,
    /// With points that keep apart.
    Maximin,
}

/// A design of experiments with its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Design {
    /// Every combination.
    Grid,
    /// The factors' values side by side.
    Zip,
    /// Points listed in a file.
    List {
        /// The file.
        file: PathBuf,
    },
    /// A Latin hypercube.
    Lhs {
        /// Points.
        points: usize,
        /// How it is chosen.
        criterion: Criterion,
    },
    /// A Sobol' sequence.
    Sobol {
        /// Points.
        points: usize,
        /// Points of the sequence left out at its beginning.
        skip: usize,
        /// Owen's scrambling.
        scramble: bool,
    },
    /// The design for variance-based indices.
    Saltelli {
        /// Samples: points A of the base sequence.
        samples: usize,
        /// Whether second-order indices can be estimated.
        second_order: bool,
        /// Points of the sequence left out at its beginning.
        skip: usize,
        /// Owen's scrambling.
        scramble: bool,
    },
    /// Elementary effects.
    Morris {
        /// Trajectories.
        trajectories: usize,
        /// Levels of the grid, even.
        levels: usize,
    },
    /// One factor at a time about the scenario.
    Ofat,
}

impl Design {
    /// The word for it in study files.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Zip => "zip",
            Self::List { .. } => "list",
            Self::Lhs { .. } => "lhs",
            Self::Sobol { .. } => "sobol",
            Self::Saltelli { .. } => "saltelli",
            Self::Morris { .. } => "morris",
            Self::Ofat => "ofat",
        }
    }
}

/// Why a point has no scenario.
#[derive(Debug, Error)]
pub enum PointError {
    /// There is no such point.
    #[error("no point {point}: the study has points 0 to {last}")]
    NoSuchPoint {
        /// Number asked for.
        point: usize,
        /// Last point.
        last: usize,
    },
    /// The values of the point contradict each other, though each is valid.
    #[error("point {point} is no valid scenario ({values}):\n{errors}")]
    Invalid {
        /// The point, from 0.
        point: usize,
        /// Its values.
        values: String,
        /// What is wrong.
        errors: Diagnostics,
    },
    /// An arm takes a number out of the range in which it has a meaning.
    #[error("point {point} is no valid scenario ({values}): {what}")]
    OutOfRange {
        /// The point, from 0.
        point: usize,
        /// Its values.
        values: String,
        /// Which number.
        what: String,
    },
}

/// The number under which a replicate of a point draws its random numbers where points do not share them.
pub(super) const fn own_replicate(point: u64, replicate: u64) -> u64 {
    point * MAX_POINTS + replicate
}

/// Where the value of a factor goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Number of the only arm that takes it; none if all do.
    pub arm: Option<usize>,
    /// How it reaches the scenario.
    pub target: Target,
}

/// How a value reaches a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The n-th number of `Parameters::visit_mut`.
    Parameter(usize),
    /// A switch, word or date, through an override of this path.
    Override(String),
}

/// A study, complete and valid: which scenarios are run, and how often.
///
/// Points are numbered from 0. [`scenario`](Self::scenario) can be called from any thread.
#[derive(Debug)]
pub struct Study {
    /// Short name; names the output folder.
    pub name: String,
    /// One line for figures and reports.
    pub title: String,
    /// The study file, as it was named.
    pub path: PathBuf,
    /// The scenario file.
    pub scenario_path: PathBuf,
    /// The scenarios that every point runs, the baseline first; it alone where the study has no arms.
    pub arms: Vec<Arm>,
    /// What is taken from the arms: each against the baseline, then what the file says.
    pub effects: Vec<Effect>,
    /// Runs of each point.
    pub replicates: u64,
    /// Whether points have random numbers of their own; by default they share them.
    pub independent: bool,
    /// Observables of which months are kept, by name; usually none.
    pub months: Vec<String>,
    /// Seed of the design.
    pub seed: u64,
    /// The design.
    pub design: Design,
    /// Points that the design made, those that constraints left out included.
    pub candidates: usize,
    /// Conditions that every point meets.
    pub constraints: Vec<Constraint>,
    /// By point its weight, as a list of points gives it.
    pub weights: Option<Vec<f64>>,
    /// What varies, in the order of the file.
    pub factors: Vec<Factor>,
    /// For each factor its group, numbered from 0 in order of appearance; every factor is a group
    /// of its own unless the file says otherwise.
    pub groups: Vec<usize>,
    /// Names of the groups: the factor's column where it stands alone.
    pub group_names: Vec<String>,
    /// Remarks that stop nothing.
    pub notes: Vec<Diagnostic>,
    pub(super) points: Points,
    /// By factor: its value in the scenario itself, if it has one.
    pub(super) baseline: Vec<Option<FactorValue>>,
    pub(super) targets: Vec<Vec<Placed>>,
    pub(super) places: OnceLock<Vec<usize>>,
}

impl Study {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is no point; a study that was loaded has at least one.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Number of runs: points times arms times replicates.
    pub fn runs(&self) -> u64 {
        (self.len() * self.arms.len()) as u64 * self.replicates
    }

    /// The scenario about which the study varies its factors: that of the baseline. Panics without arms, of
    /// which a study that was loaded has at least one.
    pub fn base(&self) -> &Scenario {
        &self.arms[0].scenario
    }

    /// Names of the arms, if the study has more than its scenario.
    pub fn arm_names(&self) -> Vec<String> {
        match self.arms.len() {
            1 => Vec::new(),
            _ => self.arms.iter().map(|arm| arm.name.clone()).collect(),
        }
    }

    /// Gives the runs another seed.
    pub fn reseed(&mut self, seed: u64) {
        for arm in &mut self.arms {
            arm.scenario.seed = seed;
        }
    }

    /// The points as the design made them.
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// The positions of a point in the unit cube, in designs that have them.
    pub fn positions(&self, point: usize) -> Option<&[f64]> {
        match &self.points {
            Points::Unit(points) => points.get(point),
            _ => None,
        }
    }

    /// The value that a point gives to a factor; `None` if it leaves the scenario as it is.
    pub fn assigned(&self, point: usize, factor: usize) -> Option<FactorValue> {
        self.points.value(point, factor, &self.factors)
    }

    /// The value of a factor at a point, assigned or the scenario's own; `None` if the scenario
    /// has none.
    pub fn value(&self, point: usize, factor: usize) -> Option<FactorValue> {
        self.assigned(point, factor)
            .or_else(|| self.own(factor).cloned())
    }

    /// The scenario's own value of a factor, if it has one.
    pub fn own(&self, factor: usize) -> Option<&FactorValue> {
        self.baseline.get(factor).and_then(Option::as_ref)
    }

    /// The number under which replicate `replicate` of a point draws its random numbers.
    ///
    /// Points share them, unless the study is independent: then point p has the numbers from
    /// p·2^24 on, so that neither more points nor more replicates change those of a run.
    pub fn replicate(&self, point: usize, replicate: u64) -> u64 {
        match self.independent {
            true => own_replicate(point as u64, replicate),
            false => replicate,
        }
    }

    /// The baseline's scenario at a point: see [`scenario_in`](Self::scenario_in).
    ///
    /// # Errors
    /// As there.
    pub fn scenario(&self, point: usize) -> Result<Scenario, PointError> {
        self.scenario_in(point, 0)
    }

    /// The scenario of an arm at a point.
    ///
    /// Numbers are set in place, then scaled and shifted as the arm says. Scenarios for combinations of
    /// switches and words are made once from the files as they were when the study was loaded, and kept. All
    /// have the roster of [`base`](Self::base).
    ///
    /// # Errors
    /// If there is no such point, or its values contradict each other.
    pub fn scenario_in(&self, point: usize, arm: usize) -> Result<Scenario, PointError> {
        if point >= self.len() {
            return Err(PointError::NoSuchPoint {
                point,
                last: self.len().saturating_sub(1),
            });
        }
        let scenario = self.scenario_again(point, arm)?;
        let own = &self.arms[arm];
        if let Some(what) = own.out_of_range(&scenario.parameters) {
            return Err(PointError::OutOfRange {
                point,
                values: self.describe(point, arm),
                what,
            });
        }
        match check_together(&scenario) {
            Ok(()) => Ok(scenario),
            Err(errors) => Err(self.invalid(point, arm, errors)),
        }
    }

    /// [`scenario_in`](Self::scenario_in) of a point that is known to be valid, many times faster. Panics if
    /// there is no such arm.
    ///
    /// # Errors
    /// As [`scenario_in`](Self::scenario_in), but for numbers that contradict each other, which are not
    /// looked for.
    pub fn scenario_again(&self, point: usize, arm: usize) -> Result<Scenario, PointError> {
        let (mut numbers, sets) = self.changes(point, arm);
        let own = &self.arms[arm];
        let shape = own.shape(sets);
        let mut scenario = shape.map_err(|errors| self.invalid(point, arm, errors))?;
        self.assign(&mut scenario, &mut numbers);
        own.move_numbers(&mut scenario.parameters);
        Ok(scenario)
    }

    fn invalid(&self, point: usize, arm: usize, errors: Diagnostics) -> PointError {
        PointError::Invalid {
            point,
            values: self.describe(point, arm),
            errors,
        }
    }

    /// The scenario with these values of the factors, in their order, whatever points the study has. The
    /// factors must be numbers of the model.
    ///
    /// # Errors
    /// If the values contradict each other.
    pub fn scenario_with(&self, values: &[f64]) -> Result<Scenario, Diagnostics> {
        let mut numbers: Vec<(usize, f64)> = Vec::new();
        for (value, targets) in values.iter().zip(&self.targets) {
            numbers.extend(targets.iter().filter_map(|placed| match placed.target {
                Target::Parameter(at) => Some((at, *value)),
                Target::Override(_) => None,
            }));
        }
        let mut scenario = self.base().clone();
        self.assign(&mut scenario, &mut numbers);
        check_together(&scenario)?;
        Ok(scenario)
    }

    /// Sets numbers by their place in the walk over all parameters.
    fn assign(&self, scenario: &mut Scenario, numbers: &mut [(usize, f64)]) {
        if numbers.is_empty() {
            return;
        }
        let places = self.places.get_or_init(|| places(self.base()));
        for (at, _) in numbers.iter_mut() {
            *at = places.get(*at).copied().unwrap_or(usize::MAX);
        }
        numbers.sort_by_key(|(at, _)| *at);
        scenario.parameters = assigned(&scenario.parameters, numbers);
    }

    /// The overrides of switches, words and dates of an arm at a point, `path=value` each. Points with the
    /// same ones have scenarios that differ in numbers alone.
    pub fn overrides(&self, point: usize, arm: usize) -> Vec<String> {
        self.changes(point, arm).1
    }

    /// What a point changes in an arm: numbers by their place in the walk over all parameters, and overrides.
    fn changes(&self, point: usize, arm: usize) -> (Vec<(usize, f64)>, Vec<String>) {
        let mut numbers: Vec<(usize, f64)> = Vec::new();
        let mut sets: Vec<String> = Vec::new();
        for (factor, targets) in self.targets.iter().enumerate() {
            let own = |placed: &&Placed| placed.arm.is_none_or(|only| only == arm);
            let mut targets = targets.iter().filter(own).peekable();
            if targets.peek().is_none() {
                continue;
            }
            let Some(value) = self.assigned(point, factor) else {
                continue;
            };
            for placed in targets {
                match (&placed.target, value.number()) {
                    (Target::Parameter(at), Some(number)) => numbers.push((*at, number)),
                    (Target::Parameter(_), None) => {}
                    (Target::Override(path), _) => {
                        sets.push(format!("{path}={}", value.to_toml()));
                    }
                }
            }
        }
        (numbers, sets)
    }

    /// Makes the scenario of every point and returns the errors of the first `limit` points that
    /// have one: what must hold before anything runs.
    pub fn check_points(&self, limit: usize) -> Vec<PointError> {
        let arms = 0..self.arms.len();
        (0..self.len())
            .filter_map(|point| {
                let mut arms = arms.clone();
                arms.find_map(|arm| self.scenario_in(point, arm).err())
            })
            .take(limit)
            .collect()
    }

    fn describe(&self, point: usize, arm: usize) -> String {
        let values = self.factors.iter().enumerate().filter_map(|(at, factor)| {
            let value = self.assigned(point, at)?;
            Some(format!("{} = {value}", factor.path))
        });
        let named = (self.arms.len() > 1).then(|| format!("arm {}", self.arms[arm].name));
        named
            .into_iter()
            .chain(values)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

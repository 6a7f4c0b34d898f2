//! The arms of a study: the scenarios that every point runs on the same random numbers. The first is the
//! baseline, from which effects are taken.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::layer::Change;
use super::plan::places;
use crate::scenario::load::{Base, Diagnostics};
use crate::scenario::{Domain, Parameters, Scenario};

/// The name of the first arm.
pub const BASELINE: &str = "baseline";
/// Scenarios kept for combinations of switches and words; further ones are made when needed.
const KEPT: usize = 1024;

/// A number that an arm changes after the factors are set.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    /// Its place in `Parameters::map`.
    pub place: usize,
    /// Its path.
    pub path: String,
    /// How it is changed.
    pub change: Change,
    /// Where it must stay.
    pub domain: Domain,
}

/// A scenario that every point runs.
#[derive(Debug)]
pub struct Arm {
    /// Its name; `baseline` for the first.
    pub name: String,
    /// The scenario where no factor is set and nothing is scaled or shifted.
    pub scenario: Scenario,
    /// What is scaled and shifted after the factors are set, as the file says it.
    pub changes: Vec<(String, Change)>,
    pub(super) source: Base,
    pub(super) moved: Vec<Moved>,
    shapes: Mutex<BTreeMap<Vec<String>, Scenario>>,
}

impl Arm {
    /// An arm that scales and shifts nothing yet.
    pub(super) fn new(name: impl Into<String>, scenario: Scenario, source: Base) -> Self {
        Self {
            name: name.into(),
            scenario,
            source,
            changes: Vec::new(),
            moved: Vec::new(),
            shapes: Mutex::default(),
        }
    }

    /// Says what is scaled and shifted: paths, or patterns in which `*` stands for any one key, all of which the
    /// scenario has.
    pub(super) fn moving(mut self, changes: Vec<(String, Change)>) -> Self {
        if changes.is_empty() {
            return self;
        }
        let places = places(&self.scenario);
        let mut values = self.scenario.parameters.clone();
        let mut at = 0;
        let moved = &mut self.moved;
        values.visit_mut(&self.scenario.roster, &mut |path, parameter, _| {
            let own = changes
                .iter()
                .filter(|(pattern, _)| super::layer::fits(pattern, path));
            moved.extend(own.map(|(_, change)| Moved {
                place: places.get(at).copied().unwrap_or(usize::MAX),
                path: path.to_owned(),
                change: *change,
                domain: parameter.unit.domain(),
            }));
            at += 1;
        });
        // What is said first is done first where one number is both scaled and shifted.
        moved.sort_by_key(|one| one.place);
        self.changes = changes;
        self
    }

    /// The scenario with these overrides, `path=value` each.
    pub(super) fn shape(&self, sets: Vec<String>) -> Result<Scenario, Diagnostics> {
        if sets.is_empty() {
            return Ok(self.scenario.clone());
        }
        let kept = || self.shapes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scenario) = kept().get(&sets) {
            return Ok(scenario.clone());
        }
        let scenario = self.source.with(&sets)?.scenario;
        let mut kept = kept();
        if kept.len() < KEPT {
            kept.insert(sets, scenario.clone());
        }
        Ok(scenario)
    }

    /// Scales and shifts what the arm does.
    pub(super) fn move_numbers(&self, parameters: &mut Parameters<f64>) {
        if self.moved.is_empty() {
            return;
        }
        let mut pending = self.moved.iter().peekable();
        let mut at = 0;
        *parameters = parameters.map(&mut |value| {
            let mut value = *value;
            while let Some(own) = pending.next_if(|own| own.place == at) {
                value = own.change.of(value);
            }
            at += 1;
            value
        });
    }

    /// What the numbers of a scenario become that leave the range in which they have a meaning, in words.
    pub(super) fn out_of_range(&self, moved: &Parameters<f64>) -> Option<String> {
        let mut flat = Vec::new();
        if !self.moved.is_empty() {
            moved.map(&mut |value| flat.push(*value));
        }
        self.moved.iter().find_map(|own| {
            let value = *flat.get(own.place)?;
            let Domain { low, high } = own.domain;
            (!own.domain.contains(value)).then(|| {
                format!(
                    "the arm {} takes `{}` to {value}, which must lie between {low} and {high}",
                    self.name, own.path
                )
            })
        })
    }
}

/// A weighted sum of the arms' outcomes in one replicate; weights sum to 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Its name: that of the arm, where an arm is contrasted with the baseline.
    pub name: String,
    /// The weight of each arm.
    pub weights: Vec<f64>,
}

impl Effect {
    /// The effect of an arm against the first of `arms`.
    pub fn of_arm(name: &str, arm: usize, arms: usize) -> Self {
        let weight = |at: usize| match at {
            0 => -1.0,
            at if at == arm => 1.0,
            _ => 0.0,
        };
        Self {
            name: name.to_owned(),
            weights: (0..arms).map(weight).collect(),
        }
    }
}

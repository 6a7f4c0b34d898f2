//! The arms of a study: the scenarios that every point runs on the same random numbers. The first is the
//! baseline, from which effects are taken.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::layer::Change;
use super::numbers::{self, Ends, Moved};
use crate::scenario::load::{Base, Diagnostics};
use crate::scenario::{Domain, Parameters, Scenario};

/// The name of the first arm.
pub const BASELINE: &str = "baseline";
/// Scenarios kept for combinations of switches and words; further ones are made when needed.
const KEPT: usize = 1024;

/// Whether two scenarios differ in no more than what they are called: then every effect between them is 0.
pub fn alike(one: &Scenario, other: &Scenario) -> bool {
    let named = Scenario {
        name: one.name.clone(),
        title: one.title.clone(),
        ..other.clone()
    };
    *one == named
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
        self.moved = numbers::moved(&self.scenario, &changes);
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
        *parameters = numbers::after(parameters, &self.moved, Ends::Pass);
    }

    /// What the numbers of a scenario become that leave the range in which they have a meaning, in words.
    pub(super) fn out_of_range(&self, moved: &Parameters<f64>) -> Option<String> {
        let (own, value) = numbers::out_of_range(moved, &self.moved)?;
        let Domain { low, high } = own.domain;
        Some(format!(
            "the arm {} takes `{}` to {value}, which must lie between {low} and {high}",
            self.name, own.path
        ))
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

//! Points of a study side by side in the lanes of one world.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::execute::PointModel;
use super::order::Run;
use super::plan::{PointError, Study};
use crate::ensemble::LANES;
use crate::ensemble::runner::Model;
use crate::model::{Engine, Ensemble, LaneRun, compatible};
use crate::record::{BlockRecord, Column, Wanted};
use crate::scenario::Scenario;

/// The points of a study by what they share: those that can stand in the same block, and those that
/// are no scenario at all.
#[derive(Debug)]
pub struct Grouping {
    /// The points of each group, in increasing order; the invalid ones last, in a group of their own.
    pub groups: Vec<Vec<u32>>,
    /// A scenario of each group but the last.
    pub shapes: Vec<Scenario>,
    /// Points that are no valid scenario, with the reason.
    pub invalid: BTreeMap<usize, PointError>,
    /// From this point on, this horizon in months.
    pub horizons: Vec<(u64, u64)>,
}

impl Grouping {
    /// Makes the scenario of every point once.
    pub fn new(study: &Study) -> Self {
        let mut found = Self {
            groups: Vec::new(),
            shapes: Vec::new(),
            invalid: BTreeMap::new(),
            horizons: Vec::new(),
        };
        let mut invalid = Vec::new();
        let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for point in 0..study.len() {
            let mut months = u64::from(study.base.horizon);
            match study.scenario(point) {
                Err(error) => {
                    invalid.push(point as u32);
                    found.invalid.insert(point, error);
                }
                Ok(scenario) => {
                    months = u64::from(scenario.horizon);
                    let group = *known
                        .entry(study.overrides(point))
                        .or_insert_with(|| found.group(scenario));
                    found.groups[group].push(point as u32);
                }
            }
            if found.horizons.last().is_none_or(|(_, own)| *own != months) {
                found.horizons.push((point as u64, months));
            }
        }
        found.groups.push(invalid);
        found
    }

    /// The group of a scenario, a new one if it fits none.
    fn group(&mut self, scenario: Scenario) -> usize {
        let fits = |shape: &Scenario| compatible(shape, &scenario).is_ok();
        self.shapes.iter().position(fits).unwrap_or_else(|| {
            self.shapes.push(scenario);
            self.groups.push(Vec::new());
            self.groups.len() - 1
        })
    }
}

/// The simulation of a study, [`LANES`] runs at a time.
pub struct StudyLanes<'a> {
    study: &'a Study,
    grouping: &'a Grouping,
    reasons: BTreeMap<usize, String>,
    columns: Vec<Column>,
}

impl<'a> StudyLanes<'a> {
    /// The simulation of a study whose points have been grouped.
    pub fn new(study: &'a Study, grouping: &'a Grouping) -> Self {
        let reason = |(point, error): (&usize, &PointError)| (*point, error.to_string());
        Self {
            study,
            grouping,
            reasons: grouping.invalid.iter().map(reason).collect(),
            // They follow from the roster, which all points share.
            columns: Ensemble::new(&study.base).run_columns().to_vec(),
        }
    }
}

/// The world of one thread, with the scenarios that its lanes hold.
pub struct LaneWorld {
    group: usize,
    world: Engine,
    points: Vec<usize>,
    scenarios: Vec<Scenario>,
}

impl PointModel for StudyLanes<'_> {
    type Worker = Option<LaneWorld>;

    fn lanes(&self) -> usize {
        LANES
    }

    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn horizon(&self, point: usize) -> usize {
        let horizons = &self.grouping.horizons;
        let after = horizons.partition_point(|(from, _)| *from <= point as u64);
        let at = after.saturating_sub(1);
        horizons.get(at).map_or(1, |(_, months)| *months as usize)
    }

    fn refused(&self, point: usize) -> Option<&str> {
        self.reasons.get(&point).map(String::as_str)
    }

    fn worker(&self) -> Self::Worker {
        None
    }

    fn run(
        &self,
        worker: &mut Self::Worker,
        group: usize,
        runs: &[Run],
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> Result<bool, String> {
        if worker.as_ref().is_none_or(|own| own.group != group) {
            let shape = self.grouping.shapes.get(group);
            *worker = shape.map(|shape| LaneWorld {
                group,
                world: Engine::new(shape),
                points: Vec::new(),
                scenarios: Vec::new(),
            });
        }
        let own = worker.as_mut().ok_or("a group without a scenario")?;
        // Points follow one another in turn, so the distinct ones are those before the first returns.
        let first = runs.first().map(|run| run.point);
        let turn = runs.iter().skip(1).position(|run| Some(run.point) == first);
        let distinct = turn.map_or(runs.len(), |at| at + 1);
        let points: Vec<usize> = runs[..distinct].iter().map(|run| run.point).collect();
        if points != own.points {
            let made: Result<Vec<Scenario>, _> = points
                .iter()
                .map(|&point| self.study.scenario_again(point))
                .collect();
            own.scenarios = made.map_err(|error| error.to_string())?;
            own.points = points;
        }
        let lanes: Vec<LaneRun<'_>> = runs
            .iter()
            .zip(own.scenarios.iter().cycle())
            .map(|(run, scenario)| (scenario, self.study.replicate(run.point, run.replicate)))
            .collect();
        own.world
            .load(&lanes, Wanted::default())
            .map_err(|error| error.to_string())?;
        if !own.world.run_unless(stop) {
            return Ok(false);
        }
        own.world.record(out);
        Ok(true)
    }
}

//! Points of a study side by side in the lanes of one world.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::execute::PointModel;
use super::order::{Group, Run, Stratum};
use super::plan::{PointError, Study};
use crate::ensemble::LANES;
use crate::ensemble::runner::Model;
use crate::model::{Engine, Ensemble, LaneRun, compatible};
use crate::record::{BlockRecord, Column, MonthColumn, Wanted};
use crate::scenario::Scenario;

/// The points of a study by what they share: those that can stand in the same block, and those that
/// are no scenario at all.
#[derive(Debug)]
pub struct Grouping {
    /// The groups; the invalid points last, in a group of their own.
    pub groups: Vec<Group>,
    /// A scenario of each shape.
    pub shapes: Vec<Scenario>,
    /// Points that are no valid scenario, with the reason.
    pub invalid: BTreeMap<usize, PointError>,
    /// From this point on, this horizon in months.
    pub horizons: Vec<(u64, u64)>,
}

impl Grouping {
    /// Makes the scenario of every point once, in every arm.
    pub fn new(study: &Study) -> Self {
        let mut found = Self {
            groups: Vec::new(),
            shapes: Vec::new(),
            invalid: BTreeMap::new(),
            horizons: Vec::new(),
        };
        let mut invalid = Vec::new();
        let mut known: BTreeMap<(usize, Vec<String>), usize> = BTreeMap::new();
        let mut groups: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for point in 0..study.len() {
            let mut months = u64::from(study.base().horizon);
            match found.shapes_of(study, point, &mut known) {
                Err(error) => {
                    invalid.push(point as u32);
                    found.invalid.insert(point, error);
                }
                Ok(shapes) => {
                    let first = shapes.first().and_then(|shape| found.shapes.get(*shape));
                    months = first.map_or(months, |shape| u64::from(shape.horizon));
                    let next = found.groups.len();
                    let strata = strata(&shapes);
                    let group = *groups.entry(shapes).or_insert(next);
                    if group == next {
                        found.groups.push(Group {
                            points: Vec::new(),
                            strata,
                        });
                    }
                    found.groups[group].points.push(point as u32);
                }
            }
            if found.horizons.last().is_none_or(|(_, own)| *own != months) {
                found.horizons.push((point as u64, months));
            }
        }
        let none = found.shapes.len();
        let arms = study.arms.len() as u32;
        found.groups.push(Group::alike(invalid, none, arms));
        found
    }

    /// The shape of each arm's scenario at a point.
    fn shapes_of(
        &mut self,
        study: &Study,
        point: usize,
        known: &mut BTreeMap<(usize, Vec<String>), usize>,
    ) -> Result<Vec<usize>, PointError> {
        let each = (0..study.arms.len()).map(|arm| {
            let scenario = study.scenario_in(point, arm)?;
            let key = (arm, study.overrides(point, arm));
            Ok(*known.entry(key).or_insert_with(|| self.shape(scenario)))
        });
        each.collect()
    }

    /// The shape of a scenario, a new one if it fits none.
    fn shape(&mut self, scenario: Scenario) -> usize {
        let fits = |shape: &Scenario| compatible(shape, &scenario).is_ok();
        self.shapes.iter().position(fits).unwrap_or_else(|| {
            self.shapes.push(scenario);
            self.shapes.len() - 1
        })
    }
}

/// Arms by their shapes, in the order in which these occur.
fn strata(shapes: &[usize]) -> Vec<Stratum> {
    let mut strata: Vec<Stratum> = Vec::new();
    for (arm, &shape) in (0..).zip(shapes) {
        match strata.iter_mut().find(|own| own.shape == shape) {
            Some(own) => own.arms.push(arm),
            None => strata.push(Stratum {
                shape,
                arms: vec![arm],
            }),
        }
    }
    strata
}

/// The simulation of a study, [`LANES`] runs at a time.
pub struct StudyLanes<'a> {
    study: &'a Study,
    grouping: &'a Grouping,
    reasons: BTreeMap<usize, String>,
    columns: Vec<Column>,
    arms: Vec<String>,
    months: Vec<(usize, MonthColumn)>,
}

impl<'a> StudyLanes<'a> {
    /// The simulation of a study whose points have been grouped.
    pub fn new(study: &'a Study, grouping: &'a Grouping) -> Self {
        // Columns follow from the roster, which all points share.
        let base = Ensemble::new(study.base());
        let recorded = base.month_columns().iter().cloned().enumerate();
        let recorded: Vec<(usize, MonthColumn)> = recorded.collect();
        let find = |name: &String| recorded.iter().find(|(_, own)| own.name == *name);
        let reason = |(point, error): (&usize, &PointError)| (*point, error.to_string());
        Self {
            study,
            grouping,
            reasons: grouping.invalid.iter().map(reason).collect(),
            columns: base.run_columns().to_vec(),
            arms: study.arm_names(),
            months: study.months.iter().filter_map(find).cloned().collect(),
        }
    }
}

/// The world of one thread, with the scenarios that its lanes hold.
pub struct LaneWorld {
    shape: usize,
    world: Engine,
    /// Point and arm of each scenario.
    cells: Vec<(usize, usize)>,
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

    fn arms(&self) -> &[String] {
        &self.arms
    }

    fn months(&self) -> &[(usize, MonthColumn)] {
        &self.months
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
        shape: usize,
        runs: &[Run],
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> Result<bool, String> {
        if worker.as_ref().is_none_or(|own| own.shape != shape) {
            let scenario = self.grouping.shapes.get(shape);
            *worker = scenario.map(|scenario| LaneWorld {
                shape,
                world: Engine::new(scenario),
                cells: Vec::new(),
                scenarios: Vec::new(),
            });
        }
        let own = worker.as_mut().ok_or("a shape without a scenario")?;
        // Points and arms follow one another in turn, so the distinct ones are those before the first returns.
        let cell = |run: &Run| (run.point, run.arm);
        let first = runs.first().map(cell);
        let turn = runs.iter().skip(1).position(|run| Some(cell(run)) == first);
        let distinct = turn.map_or(runs.len(), |at| at + 1);
        let cells: Vec<_> = runs[..distinct].iter().map(cell).collect();
        if cells != own.cells {
            let made: Result<Vec<Scenario>, _> = cells
                .iter()
                .map(|&(point, arm)| self.study.scenario_again(point, arm))
                .collect();
            own.scenarios = made.map_err(|error| error.to_string())?;
            own.cells = cells;
        }
        let lanes: Vec<LaneRun<'_>> = runs
            .iter()
            .zip(own.scenarios.iter().cycle())
            .map(|(run, scenario)| (scenario, self.study.replicate(run.point, run.replicate)))
            .collect();
        let wanted = Wanted {
            months: !self.months.is_empty(),
            ..Wanted::default()
        };
        own.world
            .load(&lanes, wanted)
            .map_err(|error| error.to_string())?;
        if !own.world.run_unless(stop) {
            return Ok(false);
        }
        own.world.record(out);
        Ok(true)
    }
}

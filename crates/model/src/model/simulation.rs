//! A world of lanes that is loaded, run and read, and the ensemble that the engine runs.
//!
//! The whole model is compiled for a number of lanes where a world of that number is built. [`Engine`], which
//! all of the program uses, is built by functions that are not generic, so it is compiled once, in this library,
//! and not again in every program, test or benchmark that runs it. Tests that results do not depend on the
//! number of lanes have worlds of others ([`Simulation::with_lanes`]).

use std::sync::atomic::{AtomicBool, Ordering};

use bevy_ecs::prelude::*;
use thiserror::Error;

use super::cast::{Clock, Dice, Values, spawn};
use super::crisis_game::CrisisGame;
use super::levers::Levers;
use super::moment::{Moment, permute};
use super::observables::{Columns, Layout};
use super::outcomes::CrisisRules;
use super::own_outcomes::{Own, plan};
use super::recorder::{self, Log, Tally, fill_rows};
use super::rules::{InformationKind, Switches};
use super::{initial, schedule};
use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::rng::Draws;
use crate::ensemble::runner::{Block, Model};
use crate::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};
use crate::scenario::{CrisisStage, Lever, Parameters, Scenario};

/// A run to be simulated in one lane: a scenario and a replicate number.
pub type LaneRun<'a> = (&'a Scenario, u64);

/// Scenarios that cannot share a block: their lanes would differ in more than numbers.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("scenarios `{first}` and `{other}` differ in {what}, so they cannot share a block")]
pub struct IncompatibleScenarios {
    /// Name of the first scenario.
    pub first: String,
    /// Name of the other.
    pub other: String,
    /// What differs.
    pub what: &'static str,
}

/// What a world gathers from the scenario that neighbouring lanes run, with the number of these lanes.
type Gathered<T> = Vec<(usize, T)>;

/// Neighbouring lanes that run one scenario: how many they are, and the scenario.
fn groups<'a>(scenarios: &[&'a Scenario]) -> impl Iterator<Item = (usize, &'a Scenario)> {
    let same = |a: &&Scenario, b: &&Scenario| std::ptr::eq(*a, *b);
    scenarios
        .chunk_by(same)
        .map(|group| (group.len(), group[0]))
}

/// One ECS world in which `L` replicates advance together, lane by lane.
pub struct Simulation<const L: usize> {
    world: World,
    start: Schedule,
    month: Schedule,
    shape: Scenario,
    loaded: Gathered<Parameters<f64>>,
    pulled: Gathered<Vec<Lever>>,
    moment: Option<Moment>,
    /// Code for every kind of state, which is compiled where the world is built: a generic function would be
    /// compiled again in each crate that calls it.
    first_moment: fn(&mut World) -> Moment,
    permute: fn(&mut World, &[usize; L]),
}

/// The world that the program uses.
pub type Engine = Simulation<LANES>;

impl Engine {
    /// A world for a scenario, and for any other that differs from it in parameter values and
    /// lever values alone.
    #[inline(never)]
    pub fn new(scenario: &Scenario) -> Self {
        Self::with_lanes(scenario)
    }
}

impl<const L: usize> Simulation<L> {
    /// [`Engine::new`] with another number of lanes, for tests: each costs a copy of the model in the program
    /// that calls this.
    pub fn with_lanes(scenario: &Scenario) -> Self {
        let mut world = World::new();
        let on = super::operations::effective(scenario);
        let cast = spawn(&mut world, &scenario.roster, on.allied_learning);
        initial::equip::<L>(&mut world, &cast, &scenario.roster, on);
        let layout = Layout::of(scenario);
        world.insert_resource(Own::<L>::new(plan(scenario).0));
        world.insert_resource(Tally::<L> {
            sums: vec![Lanes::ZERO; layout.sums],
        });
        world.insert_resource(Columns(layout));
        world.insert_resource(cast);
        world.insert_resource(Log::default());
        world.insert_resource(CrisisGame::<L>::default());
        world.insert_resource(initial::rules(scenario));
        world.insert_resource(Switches(on));
        world.insert_resource(InformationKind(scenario.information));
        world.insert_resource(CrisisRules {
            war: scenario.war,
            stage: scenario.crisis_stage,
            rung: scenario.crisis_rung as f64,
        });
        world.insert_resource(clock(scenario));
        Self {
            world,
            start: schedule::start::<L>(),
            month: schedule::month::<L>(on, scenario.information),
            shape: scenario.clone(),
            loaded: Vec::new(),
            pulled: Vec::new(),
            moment: None,
            first_moment: Moment::of::<L>,
            permute: permute::<L>,
        }
    }

    /// Loads up to `L` runs, one a lane; further ones are left out, and lanes without a run repeat
    /// the last one and are not recorded. Numbers are gathered anew only if they differ from those
    /// of the block before.
    ///
    /// # Errors
    /// [`IncompatibleScenarios`] if a scenario differs from the world's in more than numbers.
    pub fn load(
        &mut self,
        runs: &[LaneRun<'_>],
        wanted: Wanted,
    ) -> Result<(), IncompatibleScenarios> {
        let runs = &runs[..runs.len().min(L)];
        let Some(last) = runs.last() else {
            return Ok(());
        };
        let lane = |k: usize| runs.get(k).unwrap_or(last);
        let scenarios: [&Scenario; L] = std::array::from_fn(|k| lane(k).0);
        for (_, scenario) in groups(&scenarios) {
            compatible(&self.shape, scenario)?;
        }
        let held = self.loaded.iter().map(|(lanes, numbers)| (*lanes, numbers));
        if !held.eq(groups(&scenarios).map(|(lanes, s)| (lanes, &s.parameters))) {
            self.world.insert_resource(Values(gather(&scenarios)));
            if self.shape.crisis_stage == CrisisStage::Signalling {
                self.world.insert_resource(CrisisGame::gather(&scenarios));
            }
            self.loaded = groups(&scenarios)
                .map(|(lanes, s)| (lanes, s.parameters.clone()))
                .collect();
        }
        self.pull(&scenarios);
        self.world.insert_resource(Dice(Draws::<L> {
            seed: last.0.seed,
            replicate: std::array::from_fn(|k| lane(k).1),
            step: 0,
        }));
        let replicates: Vec<u64> = runs.iter().map(|run| run.1).collect();
        let mut log = self.world.resource_mut::<Log>();
        log.wants_months = wanted.needs_months(&replicates);
        log.wants_events = wanted.events;
        log.replicates = replicates;
        Ok(())
    }

    /// Simulates the loaded runs from the start of the burn-in to the horizon.
    pub fn run(&mut self) {
        self.begin();
        for _ in 0..self.months() {
            self.step();
        }
    }

    /// Does what [`Simulation::run`] does, unless `stop` is raised before the last month; whether it did.
    #[must_use]
    pub fn run_unless(&mut self, stop: &AtomicBool) -> bool {
        self.begin();
        (0..self.months()).all(|_| self.step_unless(stop))
    }

    /// Sets the state of the first month.
    pub fn begin(&mut self) {
        *self.world.resource_mut::<Clock>() = clock(&self.shape);
        self.world.resource_mut::<Dice<L>>().0.step = 0;
        let mut log = self.world.resource_mut::<Log>();
        log.months.clear();
        log.events.clear();
        self.world.resource_scope(|world, columns: Mut<Columns>| {
            recorder::reset(&columns.0, &mut world.resource_mut::<Tally<L>>());
            world.resource_mut::<Own<L>>().reset();
        });
        self.start.run(&mut self.world);
    }

    /// Simulates one month.
    pub fn step(&mut self) {
        self.month.run(&mut self.world);
        let mut clock = self.world.resource_mut::<Clock>();
        clock.step += 1;
        let step = clock.step;
        self.world.resource_mut::<Dice<L>>().0.step = step;
    }

    /// Simulates one month unless `stop` is raised; whether it did.
    #[must_use]
    pub fn step_unless(&mut self, stop: &AtomicBool) -> bool {
        let go = !stop.load(Ordering::Relaxed);
        if go {
            self.step();
        }
        go
    }

    /// Gives the lanes other replicate numbers from the coming month on: their states stay, their draws
    /// change. How a particle filter lets several runs go on from the past of one.
    pub fn readdress(&mut self, replicates: impl IntoIterator<Item = u64>) {
        let mut dice = self.world.resource_mut::<Dice<L>>();
        for (own, replicate) in dice.0.replicate.iter_mut().zip(replicates) {
            *own = replicate;
        }
    }

    /// Gives every lane the state of another: lane `k` goes on from the past of lane `from[k]`, in its sums as well. Parameters
    /// and replicate numbers stay with the lanes ([`Simulation::readdress`] changes the latter). How a particle filter
    /// copies particles.
    pub fn permute(&mut self, from: &[usize; L]) {
        (self.permute)(&mut self.world, from);
    }

    /// Keeps the state between two months, for [`Simulation::go_back`].
    pub fn keep(&mut self) {
        match &mut self.moment {
            Some(moment) => moment.keep(&mut self.world),
            None => self.moment = Some((self.first_moment)(&mut self.world)),
        }
    }

    /// Goes back to the state kept in this block, under the levers of other scenarios: `scenarios` has one
    /// for each run that was loaded, which differs from the one loaded in levers and horizon alone. Where
    /// these levers only act after the moment kept, the runs go on as if they had had them from the start.
    /// Months and events logged so far stay. Without a state kept, nothing happens.
    ///
    /// # Errors
    /// [`IncompatibleScenarios`] if one differs from the world's in more, or their levers from one another's
    /// in more than values.
    pub fn go_back(&mut self, scenarios: &[&Scenario]) -> Result<(), IncompatibleScenarios> {
        let (Some(moment), [first, .., last] | [first @ last]) = (&self.moment, scenarios) else {
            return Ok(());
        };
        for (_, other) in groups(scenarios) {
            same_shape(&self.shape, other)?;
            incompatible(first, other, same_levers(first, other), "their levers")?;
        }
        moment.restore(&mut self.world);
        let lane = |k: usize| *scenarios.get(k).unwrap_or(last);
        self.pull(&std::array::from_fn(lane));
        Ok(())
    }

    /// Puts the levers of the lanes' scenarios into force, unless they are.
    fn pull(&mut self, scenarios: &[&Scenario; L]) {
        let held = self.pulled.iter().map(|(lanes, levers)| (*lanes, levers));
        if !held.eq(groups(scenarios).map(|(lanes, s)| (lanes, &s.levers))) {
            self.world.insert_resource(Levers::gather(scenarios));
            self.pulled = groups(scenarios)
                .map(|(lanes, s)| (lanes, s.levers.clone()))
                .collect();
        }
    }

    /// Months simulated in a run, burn-in included.
    pub fn months(&self) -> u32 {
        self.shape.burn_in + self.shape.horizon
    }

    /// The world, for tests and for recorders of one's own.
    pub fn world(&mut self) -> &mut World {
        &mut self.world
    }

    /// Moves the record of the block into `out`: the monthly values are gone from here.
    pub fn record(&mut self, out: &mut BlockRecord) {
        self.world.resource_scope(|world, mut log: Mut<Log>| {
            let lanes = log.replicates.len();
            let layout = &world.resource::<Columns>().0;
            out.reset(lanes, layout.run.len(), 0, layout.month.len());
            if log.wants_months {
                out.take_months(self.shape.horizon as usize, &mut log.months);
            }
            fill_rows(layout, world.resource::<Tally<L>>(), out);
            let own = world.resource::<Own<L>>();
            for lane in 0..lanes {
                own.fill(lane, out.row_mut(lane));
            }
            out.events.extend_from_slice(&log.events);
        });
    }
}

/// Whether two scenarios can share a block: whether they differ in parameter values and lever values
/// alone.
///
/// # Errors
/// [`IncompatibleScenarios`] with the first other difference.
pub fn compatible(own: &Scenario, other: &Scenario) -> Result<(), IncompatibleScenarios> {
    same_shape(own, other)?;
    incompatible(own, other, own.horizon == other.horizon, "their horizon")?;
    incompatible(own, other, same_levers(own, other), "their levers")
}

/// Whether two scenarios differ in parameter values, levers and horizon alone.
fn same_shape(own: &Scenario, other: &Scenario) -> Result<(), IncompatibleScenarios> {
    let same = [
        (own.roster == other.roster, "their rosters"),
        (own.start == other.start, "their first month"),
        (own.burn_in == other.burn_in, "their burn-in"),
        (own.seed == other.seed, "their seed"),
        (
            own.reference_rung == other.reference_rung,
            "their reference rung",
        ),
        (own.crisis_rung == other.crisis_rung, "their crisis rung"),
        (own.war == other.war, "what war does"),
        (own.crisis_stage == other.crisis_stage, "how crises end"),
        (
            own.information == other.information,
            "how information is valued",
        ),
        (own.mechanisms == other.mechanisms, "their mechanisms"),
        (own.outcomes == other.outcomes, "their outcomes"),
    ];
    same.into_iter()
        .try_for_each(|(same, what)| incompatible(own, other, same, what))
}

/// Whether the levers of two scenarios differ in their values alone.
fn same_levers(own: &Scenario, other: &Scenario) -> bool {
    own.levers.len() == other.levers.len()
        && own.levers.iter().zip(&other.levers).all(|(a, b)| {
            a.target == b.target
                && a.from == b.from
                && a.until == b.until
                && a.action.parts().0 == b.action.parts().0
        })
}

fn incompatible(
    own: &Scenario,
    other: &Scenario,
    same: bool,
    what: &'static str,
) -> Result<(), IncompatibleScenarios> {
    if same {
        return Ok(());
    }
    Err(IncompatibleScenarios {
        first: own.name.clone(),
        other: other.name.clone(),
        what,
    })
}

fn clock(scenario: &Scenario) -> Clock {
    Clock {
        step: 0,
        burn_in: scenario.burn_in,
        first: scenario.start.plus(-(scenario.burn_in as i32)),
    }
}

/// The parameters of the lanes, side by side.
fn gather<const L: usize>(scenarios: &[&Scenario; L]) -> Parameters<Lanes<L>> {
    let mut flat: Vec<Vec<f64>> = Vec::new();
    for (k, scenario) in scenarios.iter().enumerate() {
        if k > 0 && std::ptr::eq(*scenario, scenarios[k - 1]) {
            let same = flat[k - 1].clone();
            flat.push(same);
            continue;
        }
        let mut list = Vec::new();
        scenario.parameters.map(&mut |x| list.push(*x));
        flat.push(list);
    }
    let mut n = 0;
    scenarios[0].parameters.map(&mut |_| {
        n += 1;
        Lanes::from_fn(|k| flat[k][n - 1])
    })
}

/// Monte Carlo runs of one scenario, as the engine sees them.
pub struct Ensemble<'a> {
    scenario: &'a Scenario,
    layout: Layout,
}

impl<'a> Ensemble<'a> {
    /// The ensemble of a scenario.
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            layout: Layout::of(scenario),
        }
    }
}

impl Model for Ensemble<'_> {
    type Worker = Engine;

    fn lanes(&self) -> usize {
        LANES
    }

    fn months(&self) -> usize {
        self.scenario.horizon as usize
    }

    fn run_columns(&self) -> &[Column] {
        &self.layout.run
    }

    fn month_columns(&self) -> &[MonthColumn] {
        &self.layout.month
    }

    fn event_labels(&self) -> &EventLabels {
        &self.layout.labels
    }

    fn worker(&self) -> Engine {
        Engine::new(self.scenario)
    }

    fn run(
        &self,
        worker: &mut Engine,
        block: Block<'_>,
        wanted: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        run_block(self.scenario, worker, block, wanted, out, stop)
    }
}

/// Runs the replicates of a block of one scenario; whether it was finished.
pub(super) fn run_block<const L: usize>(
    scenario: &Scenario,
    worker: &mut Simulation<L>,
    block: Block<'_>,
    wanted: Wanted,
    out: &mut BlockRecord,
    stop: &AtomicBool,
) -> bool {
    let runs: Vec<LaneRun<'_>> = block
        .replicates
        .iter()
        .map(|&replicate| (scenario, replicate))
        .collect();
    // One scenario is always compatible with itself.
    if worker.load(&runs, wanted).is_ok() {
        if !worker.run_unless(stop) {
            return false;
        }
        worker.record(out);
    }
    true
}

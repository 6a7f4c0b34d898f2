//! Runs with what the public records of their scenario would show, month by month.

use std::sync::atomic::AtomicBool;

use bevy_ecs::prelude::*;

use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::runner::{Block, EnsembleError, Job, KeepRecord, Model, run_ensemble};
use crate::model::cast::Cast;
use crate::model::observation::Records;
use crate::model::state::Choice;
use crate::model::{Engine, LaneRun};
use crate::record::{BlockRecord, Column, EventLabels, Kind, MonthColumn, Role, Wanted};
use crate::watch::{Stopped, Ticker};

/// The counts of one run: by record, then recorded month; and its own outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// By record of the roster, then month.
    pub by_record: Vec<Vec<u32>>,
    /// The outcomes of the user's own, in the order of the scenario; NaN where missing.
    pub outcomes: Vec<f64>,
}

/// Simulates the runs and counts what each record of their scenario would show. The counts of a run
/// depend on its scenario and replicate alone.
///
/// All scenarios must be [compatible](crate::model::compatible): they may differ in numbers alone.
/// The steps of `ticker` are runs.
///
/// # Errors
/// [`EnsembleError`] if the simulation fails or is stopped.
pub fn simulate_counts(
    runs: &[LaneRun<'_>],
    threads: usize,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Counts>, EnsembleError<Stopped>> {
    let Some((first, _)) = runs.first() else {
        return Ok(Vec::new());
    };
    let records = Records::new(first);
    let months = first.horizon as usize;
    let counted = records.len() * months;
    let model = CountModel {
        runs,
        columns: columns(records.len() * months + first.outcomes.len()),
        labels: EventLabels::default(),
        records,
        months,
    };
    let job = Job {
        replicates: 0..runs.len() as u64,
        threads,
        wanted: Wanted::default(),
    };
    let mut found = Vec::with_capacity(runs.len());
    let sink = |_: &[u64], block: &mut BlockRecord| {
        for lane in 0..block.lanes() {
            let (counts, outcomes) = block.row(lane).split_at(counted);
            let months = counts.chunks(months.max(1));
            let by_record = months.map(|row| row.iter().map(|n| *n as u32).collect());
            found.push(Counts {
                by_record: by_record.collect(),
                outcomes: outcomes.to_vec(),
            });
        }
        Ok(())
    };
    let stop = ticker.stop();
    let progress = |done| ticker.at(done);
    run_ensemble(&model, &job, &KeepRecord, sink, progress, stop)?.whole()?;
    ticker.add(runs.len() as u64).map_err(EnsembleError::Sink)?;
    Ok(found)
}

/// The simulation of listed runs; what the engine calls a replicate is the place in the list.
struct CountModel<'a> {
    runs: &'a [LaneRun<'a>],
    records: Records,
    months: usize,
    columns: Vec<Column>,
    labels: EventLabels,
}

fn columns(count: usize) -> Vec<Column> {
    let column = |n: usize| Column {
        name: format!("count_{n}"),
        kind: Kind::Integer,
        role: Role::Count,
        unit: "events".into(),
        description: "Events that a record shows in a month.".into(),
    };
    (0..count).map(column).collect()
}

impl Model for CountModel<'_> {
    type Worker = Engine;

    fn lanes(&self) -> usize {
        LANES
    }

    fn months(&self) -> usize {
        self.months
    }

    fn run_columns(&self) -> &[Column] {
        &self.columns
    }

    fn month_columns(&self) -> &[MonthColumn] {
        &[]
    }

    fn event_labels(&self) -> &EventLabels {
        &self.labels
    }

    fn worker(&self) -> Engine {
        Engine::new(self.runs[0].0)
    }

    fn run(
        &self,
        worker: &mut Engine,
        block: Block<'_>,
        _: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        let places = block.replicates.iter().map(|place| *place as usize);
        let runs: Vec<LaneRun<'_>> = places.map(|place| self.runs[place]).collect();
        out.reset(runs.len(), self.columns.len(), 0, 0);
        if let Err(error) = worker.load(&runs, Wanted::default()) {
            // A mistake of the caller; the runner turns it into an error.
            panic!("{error}");
        }
        worker.begin();
        for step in 0..worker.months() {
            if !worker.step_unless(stop) {
                return false;
            }
            let burn_in = runs[0].0.burn_in;
            if step < burn_in {
                continue;
            }
            let month = (step - burn_in) as usize;
            for record in 0..self.records.len() {
                let rungs = rungs(worker.world(), self.records.target(record));
                for (lane, (scenario, replicate)) in runs.iter().enumerate() {
                    let rung = rungs.map_or(0.0, |rungs| rungs[lane]);
                    let count = self.records.count(record, scenario, *replicate, step, rung);
                    out.row_mut(lane)[record * self.months + month] = f64::from(count);
                }
            }
        }
        let counted = self.records.len() * self.months;
        if self.columns.len() > counted {
            let mut rows = BlockRecord::default();
            worker.record(&mut rows);
            for lane in 0..runs.len() {
                let row = rows.row(lane);
                let own = &row[row.len() - (self.columns.len() - counted)..];
                out.row_mut(lane)[counted..].copy_from_slice(own);
            }
        }
        true
    }
}

/// The rungs that a target's prober chose this month.
fn rungs(world: &World, target: usize) -> Option<&Lanes<LANES>> {
    let challenge = *world.get_resource::<Cast>()?.challenges.get(target)?;
    world
        .get::<Choice<LANES>>(challenge)
        .map(|choice| &choice.rung)
}

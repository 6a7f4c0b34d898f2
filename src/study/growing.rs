//! Scenarios run on the same random numbers, block after block: a comparison that can be read while it grows.
//!
//! What it holds after so many runs is what [`paired`](super::paired::paired) would have found in as many, to the last
//! bit, however the runs were dealt out. It keeps the chosen months alone, and of each run the time of its events.

use std::sync::atomic::AtomicBool;

use super::paired::{PairedError, Shared, contrast};
use super::paired_record::starts;
use crate::analysis::bands::{Band, Bands, Fold};
use crate::analysis::contrast::{Contrast, Contrasts};
use crate::analysis::month_effects::{MonthEffect, MonthEffects};
use crate::analysis::summary::{Summary, SummaryRow};
use crate::analysis::survival::SurvivalPoint;
use crate::ensemble::joint::Joint;
use crate::ensemble::runner::{Block, Job, Model, Stage, run_ensemble};
use crate::record::{BlockRecord, MonthColumn, Role, Wanted};

/// The time of an event that has not come.
const NO_EVENT: f64 = f64::INFINITY;

/// What has been found in the runs so far, of a baseline and another scenario.
#[derive(Debug)]
pub struct Growing {
    shared: Vec<Shared>,
    contrasts: Vec<Contrasts>,
    arms: Vec<Arm>,
    months: Months,
    done: u64,
}

/// What is kept of a scenario besides its months.
#[derive(Debug)]
struct Arm {
    /// Where its row begins in the joint row.
    start: usize,
    width: usize,
    summary: Summary,
    /// Name and place of each time of an event, and the times by run.
    events: Vec<(String, usize, Vec<f64>)>,
}

/// The months that are kept, of all scenarios.
#[derive(Debug)]
struct Months {
    columns: Vec<MonthColumn>,
    /// By scenario, the places of the columns in a joint month, and their bands.
    arms: Vec<(Vec<usize>, Bands)>,
    effects: MonthEffects,
}

impl Growing {
    /// Nothing yet of two models, the baseline first, that share these columns of a run. `months` names the columns of a
    /// month that are kept: those that both have.
    pub fn new<M: Model>(models: &[M; 2], shared: Shared, months: &[String]) -> Self {
        let rows = starts(models.iter().map(|model| model.run_columns().len()));
        let horizon = models.iter().map(M::months).max().unwrap_or(0);
        let arm = |(model, start): (&M, usize)| {
            let columns = model.run_columns();
            let times = columns.iter().enumerate();
            let times = times.filter(|(_, column)| column.role == Role::EventTime);
            Arm {
                start,
                width: columns.len(),
                summary: Summary::new(columns, horizon),
                events: times
                    .map(|(at, column)| (column.name.clone(), at, Vec::new()))
                    .collect(),
            }
        };
        Self {
            contrasts: vec![Contrasts::new(&shared.columns, horizon)],
            shared: vec![shared],
            arms: models.iter().zip(rows).map(arm).collect(),
            months: Months::new(models, months, horizon),
            done: 0,
        }
    }

    /// Runs the models, which are those that it was made for, up to so many runs in all. Whether it got there: when it is
    /// stopped before, what it holds is no longer of use.
    ///
    /// # Errors
    /// [`PairedError`].
    pub fn grow<M: Model>(
        &mut self,
        models: &[M; 2],
        runs: u64,
        threads: usize,
        mut progress: impl FnMut(u64),
        cancel: &AtomicBool,
    ) -> Result<bool, PairedError> {
        let joint = Joint::new(models);
        let job = Job {
            replicates: self.done..runs,
            threads,
            wanted: Wanted {
                months: true,
                ..Wanted::default()
            },
        };
        let Self {
            shared,
            contrasts,
            arms,
            months,
            ..
        } = self;
        let starts: Vec<usize> = arms.iter().map(|arm| arm.start).collect();
        let sink = |replicates: &[u64], record: &mut BlockRecord| {
            for (lane, &run) in replicates.iter().enumerate() {
                let row = record.row(lane);
                contrast(contrasts, shared, &starts, run, row)?;
                for (at, arm) in arms.iter_mut().enumerate() {
                    let pushed = arm.push(run, row);
                    pushed.map_err(|source| PairedError::Value { other: at, source })?;
                }
            }
            Ok(())
        };
        let completed = run_ensemble(&joint, &job, &*months, sink, &mut progress, cancel)?;
        self.done = completed.replicates.end;
        Ok(!completed.cancelled)
    }

    /// Runs so far, of each scenario.
    pub fn runs(&self) -> u64 {
        self.done
    }

    /// The contrasts; runs needed are for a half-width of the interval of `precision` % of the baseline's mean.
    pub fn contrasts(&self, precision: f64) -> Vec<Contrast> {
        let each = self.contrasts.iter();
        each.flat_map(|own| own.contrasts(precision)).collect()
    }

    /// The columns of a month that are kept.
    pub fn month_columns(&self) -> &[MonthColumn] {
        &self.months.columns
    }

    /// The bands of each scenario.
    pub fn bands(&self) -> impl Iterator<Item = Vec<Band>> {
        self.months.arms.iter().map(|(_, bands)| bands.bands())
    }

    /// The paired differences by month.
    pub fn effects(&self) -> Vec<MonthEffect> {
        self.months.effects.effects()
    }

    /// The summary of each scenario's runs, and its curves of survival by column.
    pub fn summaries(
        &self,
    ) -> impl Iterator<Item = (Vec<SummaryRow>, Vec<(String, Vec<SurvivalPoint>)>)> {
        let each = self.arms.iter();
        each.map(|arm| (arm.summary.rows(), arm.summary.survival()))
    }

    /// The month of an event in each run of each scenario; infinite where it has not come.
    pub fn times(&self, column: &str) -> Option<Vec<&[f64]>> {
        let of = |arm: &'_ Arm| arm.events.iter().position(|(name, ..)| name == column);
        let each = self.arms.iter();
        each.map(|arm| of(arm).map(|at| &arm.events[at].2[..]))
            .collect()
    }
}

impl Arm {
    fn push(
        &mut self,
        run: u64,
        joint: &[f64],
    ) -> Result<(), crate::analysis::summary::ValueError> {
        let row = &joint[self.start..][..self.width];
        self.summary.push(run, row)?;
        for (_, at, times) in &mut self.events {
            let time = row[*at];
            times.push(if time.is_nan() { NO_EVENT } else { time });
        }
        Ok(())
    }
}

impl Months {
    fn new<M: Model>(models: &[M; 2], wanted: &[String], horizon: usize) -> Self {
        let firsts = starts(models.iter().map(|model| model.month_columns().len()));
        let place = |model: &M, name: &str| {
            let mut columns = model.month_columns().iter();
            columns.position(|column| column.name == name)
        };
        let described = models[0].month_columns().iter();
        let columns: Vec<MonthColumn> = described
            .filter(|column| wanted.contains(&column.name))
            .filter(|column| place(&models[1], &column.name).is_some())
            .cloned()
            .collect();
        let arm = |(model, first): (&M, usize)| {
            let places = columns.iter().filter_map(|c| place(model, &c.name));
            let places = places.map(|at| first + at).collect();
            (places, Bands::new(&columns, horizon))
        };
        Self {
            arms: models.iter().zip(firsts).map(arm).collect(),
            effects: MonthEffects::new(&columns, horizon),
            columns,
        }
    }
}

/// What a worker keeps from block to block.
#[derive(Debug, Default)]
struct Local {
    folds: Vec<Fold>,
    chosen: BlockRecord,
    room: Vec<f64>,
}

impl Stage for Months {
    type Local = Local;
    type Batch = BlockRecord;

    fn process(
        &self,
        local: &mut Local,
        _: Block<'_>,
        record: &mut BlockRecord,
        batch: &mut BlockRecord,
    ) {
        local.folds.resize_with(self.arms.len(), Fold::default);
        for ((places, bands), fold) in self.arms.iter().zip(&mut local.folds) {
            let (lanes, steps) = (record.lanes(), record.steps());
            local.chosen.reset(lanes, 0, steps, places.len());
            for step in 0..steps {
                for (column, place) in places.iter().enumerate() {
                    let own = local.chosen.month_mut(step, column);
                    own.copy_from_slice(record.month(step, *place));
                }
            }
            bands.fold(fold, &local.chosen);
        }
        if let [(a, _), (b, _)] = &self.arms[..] {
            let pairs: Vec<(usize, usize)> = a.iter().copied().zip(b.iter().copied()).collect();
            self.effects.fold(record, &pairs, &mut local.room);
        }
        std::mem::swap(record, batch);
    }

    fn finish(&self, mut local: Local) {
        for ((_, bands), fold) in self.arms.iter().zip(&mut local.folds) {
            bands.flush(fold);
        }
    }
}

//! Runs parts of a study on several threads and delivers their rows in order.
//!
//! A run that fails becomes a row with its reason and costs no other: a block in which the model panics
//! is run again lane by lane, and a value that its column rules out empties the row of its run alone.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use super::order::{Part, Run, RunOrder};
use crate::analysis::summary::check_value;
use crate::ensemble::runner::{
    Block, Completed, EnsembleError, Job, Model, Stage, panic_text, run_ensemble,
};
use crate::hash::sha256;
use crate::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};
use crate::rows::Rows;

/// A simulation whose lanes hold runs of different points.
pub trait PointModel: Sync {
    /// What one thread needs. Built inside its thread and reused; thrown away after a panic.
    type Worker;

    /// Runs in a block, at least 1.
    fn lanes(&self) -> usize;

    /// The columns of a run row.
    fn columns(&self) -> &[Column];

    /// Names of the arms; none if the study has none, and then its rows do not name them.
    fn arms(&self) -> &[String] {
        &[]
    }

    /// The observables of which months are kept, each with its place among the month columns of a record.
    fn months(&self) -> &[(usize, MonthColumn)] {
        &[]
    }

    /// Horizon of a point in months.
    fn horizon(&self, point: usize) -> usize;

    /// Why a point cannot be simulated at all, if it cannot.
    fn refused(&self, point: usize) -> Option<&str>;

    /// Builds a worker.
    fn worker(&self) -> Self::Worker;

    /// Runs up to [`lanes`](Self::lanes) runs of one stratum, consecutive in its order, whose scenarios have this
    /// shape, and fills `out`. The row of a run must depend on its point, arm and replicate alone. Returns whether they were
    /// finished: it must look at `stop` every month, and give them up when it is up.
    ///
    /// # Errors
    /// Why the runs failed.
    fn run(
        &self,
        worker: &mut Self::Worker,
        shape: usize,
        runs: &[Run],
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> Result<bool, String>;
}

/// Some rows of a part. The pieces of a part follow one another.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// Number of the part.
    pub part: u64,
    /// Rows as they stand in `runs.csv`.
    pub rows: &'a Rows,
    /// By run, the months that are kept, observable by observable; a lone missing value of a run that failed, and
    /// no rows where none are kept.
    pub months: &'a Rows,
    /// Runs among them that failed.
    pub failed: u64,
    /// Whether the part begins here.
    pub first: bool,
    /// Whether it ends here.
    pub last: bool,
}

/// Runs the parts with these numbers and hands their rows to `sink`, on the calling thread and in the
/// order of `parts`. When `stop` becomes true, blocks in flight are dropped. `progress` receives the number of
/// runs handed over so far, on the calling thread, after each block and whenever a
/// [`HEARTBEAT`](crate::watch::HEARTBEAT) passes without one.
///
/// # Errors
/// What `sink` returned, or a thread that could not be started.
pub fn execute<M: PointModel, E>(
    model: &M,
    order: &RunOrder,
    parts: &[u64],
    threads: usize,
    mut sink: impl FnMut(Piece<'_>) -> Result<(), E>,
    mut progress: impl FnMut(u64),
    stop: &AtomicBool,
) -> Result<Completed, EnsembleError<E>> {
    let plan = Plan::new(order, parts, model.lanes() as u64);
    let blocks = Blocks {
        model,
        plan: &plan,
        reasons: Mutex::new(BTreeMap::new()),
    };
    let job = Job {
        replicates: 0..plan.blocks * plan.lanes,
        threads,
        wanted: Wanted::default(),
    };
    let handed = Cell::new(0);
    run_ensemble(
        &blocks,
        &job,
        &blocks,
        |lanes, batch: &mut Batch| {
            handed.set(handed.get() + batch.rows.rows());
            let Some(slot) = plan.slot(lanes) else {
                return Ok(());
            };
            sink(Piece {
                part: slot.part,
                rows: &batch.rows,
                months: &batch.months,
                failed: batch.failed,
                first: slot.first,
                last: slot.last,
            })
        },
        // The engine counts lanes, of which the last block of a part may leave some empty.
        |_| progress(handed.get()),
        stop,
    )
}

/// SHA-256 of the rows of the first block that is simulated, empty if every point is refused. It differs
/// between programs that give different results for the same study.
///
/// # Errors
/// If the block could not be run.
pub fn first_rows<M: PointModel>(
    model: &M,
    order: &RunOrder,
) -> Result<String, EnsembleError<std::convert::Infallible>> {
    let simulated = |part: &Part| model.refused(order.first_run(part).point).is_none();
    let Some(at) = order.parts().iter().position(simulated) else {
        return Ok(String::new());
    };
    let mut plan = Plan::new(order, &[at as u64], model.lanes() as u64);
    // Its first block alone.
    plan.slices.truncate(1);
    plan.blocks = 1;
    let blocks = Blocks {
        model,
        plan: &plan,
        reasons: Mutex::new(BTreeMap::new()),
    };
    let job = Job {
        replicates: 0..plan.lanes,
        threads: 1,
        wanted: Wanted::default(),
    };
    let mut hash = String::new();
    run_ensemble(
        &blocks,
        &job,
        &blocks,
        |_, batch: &mut Batch| {
            hash = sha256(batch.rows.as_str());
            Ok(())
        },
        |_| {},
        &AtomicBool::new(false),
    )?;
    Ok(hash)
}

/// How the parts that are to be run fall into blocks: a block never holds runs of two parts, or of two strata.
struct Plan<'a> {
    order: &'a RunOrder,
    slices: Vec<Slice>,
    /// Number of the first block of each slice.
    starts: Vec<u64>,
    blocks: u64,
    lanes: u64,
}

/// The runs of one stratum in a part.
struct Slice {
    /// Number of the part.
    part: u64,
    group: usize,
    stratum: usize,
    shape: usize,
    /// Place of its first run in the order of the stratum, and number of runs.
    place: u64,
    runs: u64,
    /// Whether the part begins and ends here.
    first: bool,
    last: bool,
}

/// Where a block stands.
struct Slot {
    block: u64,
    part: u64,
    group: usize,
    stratum: usize,
    shape: usize,
    /// Place of its first run in the order of the stratum, and number of runs.
    place: u64,
    runs: u64,
    first: bool,
    last: bool,
}

impl<'a> Plan<'a> {
    fn new(order: &'a RunOrder, parts: &[u64], lanes: u64) -> Self {
        let chosen = parts
            .iter()
            .filter_map(|&number| Some((number, order.parts().get(number as usize)?)));
        let slices: Vec<Slice> = chosen
            .flat_map(|(number, part)| slices(order, number, part))
            .collect();
        let mut starts = Vec::with_capacity(slices.len());
        let mut blocks = 0;
        for slice in &slices {
            starts.push(blocks);
            blocks += slice.runs.div_ceil(lanes.max(1));
        }
        Self {
            order,
            slices,
            starts,
            blocks,
            lanes,
        }
    }

    /// The block to which the engine's replicate numbers belong: they count lanes.
    fn slot(&self, lanes: &[u64]) -> Option<Slot> {
        let block = lanes.first()? / self.lanes;
        let at = self.starts.partition_point(|start| *start <= block) - 1;
        let slice = self.slices.get(at)?;
        let skipped = (block - self.starts[at]) * self.lanes;
        let runs = self.lanes.min(slice.runs - skipped);
        Some(Slot {
            block,
            part: slice.part,
            group: slice.group,
            stratum: slice.stratum,
            shape: slice.shape,
            place: slice.place + skipped,
            runs,
            first: slice.first && skipped == 0,
            last: slice.last && skipped + runs == slice.runs,
        })
    }

    fn runs(&self, slot: &Slot) -> Vec<Run> {
        (slot.place..slot.place + slot.runs)
            .map(|place| self.order.run(slot.group, slot.stratum, place))
            .collect()
    }
}

/// The slices of a part.
fn slices<'a>(
    order: &'a RunOrder,
    number: u64,
    part: &'a Part,
) -> impl Iterator<Item = Slice> + 'a {
    let strata = order.strata(part.group);
    strata.iter().enumerate().map(move |(at, stratum)| {
        let arms = stratum.arms.len() as u64;
        Slice {
            part: number,
            group: part.group,
            stratum: at,
            shape: stratum.shape,
            place: part.first * arms,
            runs: part.draws * arms,
            first: at == 0,
            last: at + 1 == strata.len(),
        }
    })
}

/// The blocks of a study, as the engine sees them: model and stage in one, because the reasons of failed
/// runs go from the one to the other.
struct Blocks<'a, M> {
    model: &'a M,
    plan: &'a Plan<'a>,
    /// By block: lanes that failed, with the reason. Rare.
    reasons: Mutex<BTreeMap<u64, Vec<(usize, String)>>>,
}

/// What travels from a worker to the files.
#[derive(Debug, Default)]
struct Batch {
    rows: Rows,
    months: Rows,
    failed: u64,
}

impl<M: PointModel> Model for Blocks<'_, M> {
    type Worker = Option<M::Worker>;

    fn lanes(&self) -> usize {
        self.plan.lanes as usize
    }

    fn months(&self) -> usize {
        0
    }

    fn run_columns(&self) -> &[Column] {
        self.model.columns()
    }

    fn month_columns(&self) -> &[MonthColumn] {
        &[]
    }

    fn event_labels(&self) -> &EventLabels {
        static NONE: EventLabels = EventLabels {
            kinds: Vec::new(),
            agents: Vec::new(),
            theatres: Vec::new(),
        };
        &NONE
    }

    fn worker(&self) -> Self::Worker {
        None
    }

    fn run(
        &self,
        worker: &mut Self::Worker,
        block: Block<'_>,
        _: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        let Some(slot) = self.plan.slot(block.replicates) else {
            return true;
        };
        let runs = self.plan.runs(&slot);
        let mut failed = Vec::new();
        // The points of a group are refused together.
        match runs.first().and_then(|run| self.model.refused(run.point)) {
            Some(_) => {
                out.reset(runs.len(), self.model.columns().len(), 0, 0);
                for (lane, run) in runs.iter().enumerate() {
                    let reason = self.model.refused(run.point).unwrap_or_default();
                    failed.push((lane, reason.to_owned()));
                }
            }
            None => {
                let done = match self.attempt(worker, slot.shape, &runs, out, stop) {
                    Ok(done) => done,
                    Err(_) => self.one_by_one(worker, slot.shape, &runs, out, &mut failed, stop),
                };
                if !done {
                    return false;
                }
            }
        }
        if !failed.is_empty() {
            let mut reasons = self.reasons.lock().unwrap_or_else(PoisonError::into_inner);
            reasons.insert(slot.block, failed);
        }
        true
    }
}

impl<M: PointModel> Blocks<'_, M> {
    /// Runs a block, or part of one, and says whether it was finished; an error or a panic is returned as
    /// its message.
    fn attempt(
        &self,
        worker: &mut Option<M::Worker>,
        shape: usize,
        runs: &[Run],
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> Result<bool, String> {
        let done = catch_unwind(AssertUnwindSafe(|| {
            let own = worker.get_or_insert_with(|| self.model.worker());
            if !self.model.run(own, shape, runs, out, stop)? {
                return Ok(false);
            }
            let shape = (out.lanes(), out.columns());
            let described = (runs.len(), self.model.columns().len());
            if shape == described {
                Ok(true)
            } else {
                Err("runs and columns recorded differ from those described".to_owned())
            }
        }));
        done.unwrap_or_else(|payload| Err(panic_text(payload.as_ref())))
            .inspect_err(|_| {
                // Its world may be broken.
                *worker = None;
            })
    }

    /// Finds the runs that make a block fail; whether it came to its end.
    fn one_by_one(
        &self,
        worker: &mut Option<M::Worker>,
        shape: usize,
        runs: &[Run],
        out: &mut BlockRecord,
        failed: &mut Vec<(usize, String)>,
        stop: &AtomicBool,
    ) -> bool {
        out.reset(runs.len(), self.model.columns().len(), 0, 0);
        let mut alone = BlockRecord::default();
        for (lane, run) in runs.iter().enumerate() {
            match self.attempt(worker, shape, std::slice::from_ref(run), &mut alone, stop) {
                Ok(false) => return false,
                Ok(true) => {
                    if out.steps() != alone.steps() {
                        // The first that does not fail: before it there is nothing to lose.
                        let (columns, steps) = (alone.columns(), alone.steps());
                        out.reset(runs.len(), columns, steps, alone.month_columns());
                    }
                    copy(&alone, out, lane);
                }
                Err(message) => failed.push((lane, format!("the simulation failed: {message}"))),
            }
        }
        true
    }
}

impl<M: PointModel> Stage for Blocks<'_, M> {
    type Local = ();
    type Batch = Batch;

    fn process(&self, (): &mut (), block: Block<'_>, record: &mut BlockRecord, batch: &mut Batch) {
        batch.rows.clear();
        batch.months.clear();
        batch.failed = 0;
        let Some(slot) = self.plan.slot(block.replicates) else {
            return;
        };
        let mut reasons = {
            let mut all = self.reasons.lock().unwrap_or_else(PoisonError::into_inner);
            all.remove(&slot.block).unwrap_or_default()
        }
        .into_iter()
        .peekable();
        let columns = self.model.columns();
        for (lane, run) in self.plan.runs(&slot).into_iter().enumerate() {
            let row = record.row(lane);
            let reason = match reasons.next_if(|(failed, _)| *failed == lane) {
                Some((_, reason)) => Some(reason),
                None => wrong_value(columns, self.model.horizon(run.point), row),
            };
            let rows = &mut batch.rows;
            rows.integer(run.point as u64);
            if let Some(arm) = self.model.arms().get(run.arm) {
                rows.text(arm);
            }
            rows.integer(run.replicate);
            match &reason {
                None => row.iter().for_each(|&value| {
                    rows.number(value);
                }),
                Some(_) => row.iter().for_each(|_| {
                    rows.missing();
                }),
            }
            rows.text(&one_line(reason.as_deref().unwrap_or_default()));
            rows.end_row();
            batch.failed += u64::from(reason.is_some());
            if !self.model.months().is_empty() {
                let kept = self.model.months().iter().filter(|_| reason.is_none());
                months(
                    record,
                    lane,
                    kept.map(|(place, _)| *place),
                    &mut batch.months,
                );
            }
        }
    }
}

/// Copies the record of a run by itself to a lane of a block's.
fn copy(alone: &BlockRecord, out: &mut BlockRecord, lane: usize) {
    out.row_mut(lane).copy_from_slice(alone.row(0));
    for step in 0..alone.steps() {
        for column in 0..alone.month_columns() {
            out.month_mut(step, column)[lane] = alone.month(step, column)[0];
        }
    }
}

/// Adds a row with the months of these columns of a lane, column by column; a lone missing value if there are none.
fn months(record: &BlockRecord, lane: usize, places: impl Iterator<Item = usize>, rows: &mut Rows) {
    let mut none = true;
    for place in places {
        for step in 0..record.steps() {
            rows.number(record.month(step, place)[lane]);
            none = false;
        }
    }
    if none {
        rows.missing();
    }
    rows.end_row();
}

/// The first value that its column rules out, in words.
fn wrong_value(columns: &[Column], horizon: usize, row: &[f64]) -> Option<String> {
    columns.iter().zip(row).find_map(|(column, &value)| {
        // Missing values are part of the data.
        let wrong = match value.is_nan() {
            true => return None,
            false => check_value(column, horizon, value).err()?,
        };
        Some(format!("column `{}`: {value} is not {wrong}", column.name))
    })
}

/// A text on one line, so that a row of `runs.csv` always is one.
fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join("; ")
}

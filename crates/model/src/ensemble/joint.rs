//! Several models on the same replicates: common random numbers.

use std::sync::atomic::AtomicBool;

use super::runner::{Block, Model};
use crate::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};

/// Models that are run on the same blocks of replicates, one after the other. A run row is theirs side
/// by side, in their order, and so is a month where months are wanted; events are not recorded.
///
/// What pairs the runs is the addressing of random numbers, so the models should share seed, first
/// month and burn-in.
pub struct Joint<'a, M> {
    models: &'a [M],
    columns: Vec<Column>,
    months: Vec<MonthColumn>,
    labels: EventLabels,
}

/// What a thread needs for a [`Joint`]: a worker per model, and room for what one of them leaves.
pub struct JointWorker<W> {
    workers: Vec<W>,
    record: BlockRecord,
}

impl<'a, M: Model> Joint<'a, M> {
    /// The models together.
    pub fn new(models: &'a [M]) -> Self {
        let columns = models.iter().flat_map(|model| model.run_columns());
        Self {
            models,
            columns: columns.cloned().collect(),
            months: models
                .iter()
                .flat_map(|m| m.month_columns())
                .cloned()
                .collect(),
            labels: EventLabels::default(),
        }
    }
}

impl<M: Model> Model for Joint<'_, M> {
    type Worker = JointWorker<M::Worker>;

    /// The fewest of any model: each can run shorter blocks than its longest.
    fn lanes(&self) -> usize {
        self.models.iter().map(M::lanes).min().unwrap_or(0)
    }

    /// The longest horizon.
    fn months(&self) -> usize {
        self.models.iter().map(M::months).max().unwrap_or(0)
    }

    /// The columns of the models side by side; names occur once per model.
    fn run_columns(&self) -> &[Column] {
        &self.columns
    }

    fn month_columns(&self) -> &[MonthColumn] {
        &self.months
    }

    fn event_labels(&self) -> &EventLabels {
        &self.labels
    }

    fn worker(&self) -> Self::Worker {
        JointWorker {
            workers: self.models.iter().map(M::worker).collect(),
            record: BlockRecord::default(),
        }
    }

    fn run(
        &self,
        joint: &mut Self::Worker,
        block: Block<'_>,
        wanted: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        let lanes = block.replicates.len();
        let wanted = Wanted {
            months: wanted.months,
            ..Wanted::default()
        };
        let (steps, month_columns) = match wanted.months {
            true => (self.months(), self.months.len()),
            false => (0, 0),
        };
        out.reset(lanes, self.columns.len(), steps, month_columns);
        let record = &mut joint.record;
        let (mut first, mut first_month) = (0, 0);
        for (model, worker) in self.models.iter().zip(&mut joint.workers) {
            if !model.run(worker, block, wanted, record, stop) {
                return false;
            }
            let own = model.run_columns().len();
            // A mistake in the model; the runner turns it into an error that names the runs.
            assert_eq!(
                (record.lanes(), record.columns()),
                (lanes, own),
                "runs and columns recorded differ from those described"
            );
            for lane in 0..lanes {
                out.row_mut(lane)[first..first + own].copy_from_slice(record.row(lane));
            }
            first += own;
            for step in 0..record.steps() {
                for column in 0..record.month_columns() {
                    out.month_mut(step, first_month + column)
                        .copy_from_slice(record.month(step, column));
                }
            }
            first_month += record.month_columns();
        }
        true
    }
}

//! A study in work, whoever keeps its rows.

use super::ask::{Ask, Inputs};
use super::error::{SweepRunError, ensemble_error};
use super::found::Progress;
use super::read::Planned;
use super::record::record;
use crate::record::{ColumnError, check_columns};
use crate::store::study_record::StudyRecord;
use crate::store::sweep_tables::{ARM, FAILED};
use crate::store::table_file::Formats;
use crate::store::tables::RUNS;
use crate::study::execute::{Piece, PointModel, execute};
use crate::study::order::{RunOrder, Shard};
use crate::watch::{Event, Watch};
use crate::words::grouped;

/// Columns of `runs.csv` that a study writes itself.
const OWN: [&str; 4] = ["point", ARM, "replicate", FAILED];

/// A study that has been checked and may be run.
pub(super) struct Job<'a, M> {
    ask: &'a Ask<'a>,
    model: &'a M,
    pub(super) order: RunOrder,
    pub(super) inputs: Inputs,
    pub(super) record: StudyRecord,
}

impl<'a, M: PointModel> Job<'a, M> {
    pub(super) fn new(
        ask: &'a Ask<'a>,
        model: &'a M,
        command: &str,
        formats: Option<Formats>,
    ) -> Result<Self, SweepRunError> {
        let columns = model.columns();
        check_columns(columns, &[])?;
        if let Some(column) = columns.iter().find(|c| OWN.contains(&c.name.as_str())) {
            let (name, table) = (column.name.clone(), RUNS);
            return Err(ColumnError::Duplicate { name, table }.into());
        }
        let Planned { study, grouping } = ask.planned;
        let order = RunOrder::new(grouping.groups.clone(), study.replicates);
        let inputs = ask.inputs.clone().unwrap_or_else(|| Inputs::of(study));
        let mut record = record(ask.planned, model, &order, &inputs, ask.shard);
        record.command = command.to_owned();
        record.parquet = formats.unwrap_or_default().parquet;
        Ok(Self {
            ask,
            model,
            order,
            inputs,
            record,
        })
    }

    /// The parts of the shard that are wanted.
    pub(super) fn pending(&self, wanted: impl Fn(u64) -> bool) -> Vec<u64> {
        let all = 0..self.order.parts().len() as u64;
        all.filter(|part| self.ask.shard.has(*part) && wanted(*part))
            .collect()
    }

    pub(super) fn begin(&self, before: u64, watch: &mut dyn Watch) {
        let info = &self.record.study;
        let share = match self.record.shard {
            [_, 1] => String::new(),
            [index, of] => format!(", shard {index}/{of}"),
        };
        let arms = match info.arms.len() {
            0 => String::new(),
            arms => format!("{arms} arms, "),
        };
        let already = match before {
            0 => String::new(),
            runs => format!(", {} of them done before", grouped(runs)),
        };
        let what = format!(
            "{}: {} points, {arms}{} replicates{share}: {} runs{already}, on {} threads",
            info.name,
            grouped(info.points),
            grouped(info.replicates),
            grouped(self.record.runs),
            self.ask.threads
        );
        watch.tell(Event::Begin {
            what: &what,
            unit: "runs",
            total: self.record.runs,
            before,
        });
    }

    /// Runs parts and hands over their rows; whether it was stopped.
    pub(super) fn run<E: Into<SweepRunError>>(
        &self,
        parts: &[u64],
        before: u64,
        watch: &mut dyn Watch,
        keep: impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<bool, SweepRunError> {
        let stop = watch.stop();
        let ended = execute(
            self.model,
            &self.order,
            parts,
            self.ask.threads,
            keep,
            |runs| watch.tell(Event::At(before + runs)),
            stop.flag(),
        );
        watch.tell(Event::End);
        ended
            .map(|completed| completed.cancelled)
            .map_err(ensemble_error)
    }

    pub(super) fn progress(&self, cancelled: bool) -> Progress {
        match (cancelled, self.ask.shard) {
            (true, _) => Progress::Interrupted,
            (false, Shard::WHOLE) => Progress::Complete,
            (false, _) => Progress::ShardComplete,
        }
    }
}

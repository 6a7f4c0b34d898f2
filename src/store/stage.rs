//! Turns finished blocks into rows of text, on the workers' own threads.

use super::run_tables::{EventRow, events};
use crate::analysis::bands::{Bands, Fold};
use crate::ensemble::runner::{Block, Stage};
use crate::record::{BlockRecord, Event, EventLabels, NO_LABEL, NO_RUNG, Wanted};
use crate::rows::Rows;
use crate::scenario::Month;

use thiserror::Error;

/// The stage behind the files of a run: formats rows, and folds months into bands.
#[derive(Debug)]
pub struct RunStage<'a> {
    /// Where monthly values are folded into.
    pub bands: &'a Bands,
    /// The texts behind the codes of events.
    pub labels: &'a EventLabels,
    /// First month.
    pub start: Month,
    /// What is recorded.
    pub wanted: Wanted,
    /// Number of run columns that the model describes.
    pub columns: usize,
}

/// What travels from a worker to the files.
#[derive(Clone, Debug, Default)]
pub struct RunBatch {
    /// Rows of `runs.csv`.
    pub runs: Rows,
    /// Rows of `traces.csv`.
    pub traces: Rows,
    /// Rows of `events.csv`.
    pub events: Rows,
    /// The numbers behind `runs`, row-major, for the summary.
    pub values: Vec<f64>,
    /// The first event that could not be written.
    pub fault: Option<LabelError>,
    order: Vec<Event>,
}

/// An event code that stands for nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("run {run}, month {step}: event with {table} code {code}, which has no label")]
pub struct LabelError {
    /// Replicate number.
    pub run: u64,
    /// Month counted from 0.
    pub step: u32,
    /// `kind`, `agent` or `theatre`.
    pub table: &'static str,
    /// The code.
    pub code: u16,
}

impl Stage for RunStage<'_> {
    type Local = Fold;
    type Batch = RunBatch;

    fn process(
        &self,
        fold: &mut Fold,
        block: Block<'_>,
        record: &mut BlockRecord,
        batch: &mut RunBatch,
    ) {
        let shape = (record.lanes(), record.columns());
        let described = (block.replicates.len(), self.columns);
        // A mistake in the model; the runner turns it into an error that names the runs.
        assert_eq!(
            shape, described,
            "runs and columns recorded differ from those described"
        );
        batch.runs.clear();
        batch.traces.clear();
        batch.events.clear();
        batch.fault = None;
        std::mem::swap(&mut batch.values, &mut record.rows);
        let columns = record.columns();
        for (lane, &run) in block.replicates.iter().enumerate() {
            batch.runs.integer(run);
            for &value in &batch.values[lane * columns..][..columns] {
                batch.runs.number(value);
            }
            batch.runs.end_row();
            if run < self.wanted.traced {
                self.trace(run, lane, record, &mut batch.traces);
            }
        }
        if self.wanted.events {
            self.log(record, batch);
        }
        if self.wanted.months {
            self.bands.fold(fold, record);
        }
    }

    fn finish(&self, mut fold: Fold) {
        self.bands.flush(&mut fold);
    }
}

impl RunStage<'_> {
    fn trace(&self, run: u64, lane: usize, record: &BlockRecord, rows: &mut Rows) {
        for step in 0..record.steps() {
            rows.integer(run).integer(step as u64);
            rows.text(&self.start.plus(step as i32).to_string());
            for column in 0..record.month_columns() {
                rows.number(record.month(step, column)[lane]);
            }
            rows.end_row();
        }
    }

    /// A stable sort keeps the order of happening, so that the log does not depend on the block size.
    fn log(&self, record: &BlockRecord, batch: &mut RunBatch) {
        batch.order.clear();
        batch.order.extend_from_slice(&record.events);
        batch.order.sort_by_key(|event| (event.run, event.step));
        let sheet = events();
        for event in &batch.order {
            match self.texts(event) {
                Ok(texts) => {
                    let row = EventRow {
                        run: event.run,
                        step: event.step,
                        month: self.start.plus(event.step as i32),
                        texts,
                        rung: (event.rung != NO_RUNG).then_some(event.rung),
                        value: event.value,
                    };
                    sheet.row(&row, &mut batch.events);
                }
                Err(fault) => {
                    batch.fault.get_or_insert(fault);
                }
            }
        }
    }

    /// Kind, actor, target and theatre of an event.
    fn texts(&self, event: &Event) -> Result<[&str; 4], LabelError> {
        let error = |table, code| LabelError {
            run: event.run,
            step: event.step,
            table,
            code,
        };
        let (kinds, agents) = (&self.labels.kinds, &self.labels.agents);
        let optional = |table, code| match code {
            NO_LABEL => Ok(""),
            _ => text(
                if table == "theatre" {
                    &self.labels.theatres
                } else {
                    agents
                },
                code,
            )
            .ok_or_else(|| error(table, code)),
        };
        Ok([
            text(kinds, event.kind).ok_or_else(|| error("kind", event.kind))?,
            optional("agent", event.actor)?,
            optional("agent", event.target)?,
            optional("theatre", event.theatre)?,
        ])
    }
}

fn text(labels: &[String], code: u16) -> Option<&str> {
    labels.get(usize::from(code)).map(String::as_str)
}

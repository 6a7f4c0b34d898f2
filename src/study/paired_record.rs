//! What is kept of scenarios that run on the same random numbers, besides their contrasts: the row of every run, the
//! bands of every month, and the differences month by month.

use crate::analysis::bands::{Band, Bands, Fold};
use crate::analysis::month_effects::{MonthEffect, MonthEffects};
use crate::ensemble::runner::{Block, Model, Stage};
use crate::record::{BlockRecord, MonthColumn, Role};
use crate::rows::Rows;

/// What is kept of each scenario. Rows have the columns of the baseline; a column that another scenario lacks, or has
/// with another meaning, is empty in its rows.
#[derive(Debug)]
pub struct Recording {
    arms: Vec<Arm>,
}

/// What is kept of one scenario.
#[derive(Debug)]
struct Arm {
    name: String,
    /// By column of the baseline, its place in the joint row.
    places: Vec<Option<usize>>,
    columns: Vec<MonthColumn>,
    /// Place of its first column in a joint month.
    first: usize,
    bands: Bands,
    /// Against the baseline; nothing for the baseline itself.
    effects: Option<Effects>,
}

#[derive(Debug)]
struct Effects {
    columns: Vec<MonthColumn>,
    places: Vec<(usize, usize)>,
    sums: MonthEffects,
}

/// Where each of several lists begins when they stand side by side.
pub(super) fn starts(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    lengths
        .scan(0, |next, length| {
            let start = *next;
            *next += length;
            Some(start)
        })
        .collect()
}

impl Recording {
    /// Nothing yet of these models, the baseline first.
    pub fn new<M: Model>(names: &[&str], models: &[M]) -> Self {
        let rows = starts(models.iter().map(|model| model.run_columns().len()));
        let months = starts(models.iter().map(|model| model.month_columns().len()));
        let Some(baseline) = models.first() else {
            return Self { arms: Vec::new() };
        };
        let steps = models.iter().map(M::months).max().unwrap_or(0);
        let each = names.iter().zip(models).zip(rows.iter().zip(&months));
        let arm = |((name, model), (row, first)): ((&&str, &M), (&usize, &usize))| Arm {
            name: (*name).to_owned(),
            places: places(baseline, model, *row),
            columns: model.month_columns().to_vec(),
            first: *first,
            bands: Bands::new(model.month_columns(), steps),
            effects: (*first > 0 || *row > 0).then(|| effects(baseline, model, *first, steps)),
        };
        Self {
            arms: each.map(arm).collect(),
        }
    }

    /// The bands of each scenario, with its name and month columns.
    pub fn months(&self) -> impl Iterator<Item = (&str, &[MonthColumn], Vec<Band>)> {
        let each = self.arms.iter();
        each.map(|arm| (arm.name.as_str(), &arm.columns[..], arm.bands.bands()))
    }

    /// The differences of each scenario from the baseline by month, with its name and the columns that both have.
    pub fn effects(&self) -> impl Iterator<Item = (&str, &[MonthColumn], Vec<MonthEffect>)> {
        let others = self.arms.iter();
        others.filter_map(|arm| {
            let own = arm.effects.as_ref()?;
            Some((arm.name.as_str(), &own.columns[..], own.sums.effects()))
        })
    }

    fn rows(&self, block: Block<'_>, record: &BlockRecord, rows: &mut Rows) {
        for (lane, &run) in block.replicates.iter().enumerate() {
            let row = record.row(lane);
            for arm in &self.arms {
                rows.text(&arm.name).integer(run);
                for place in &arm.places {
                    let value = place.and_then(|place| row.get(place)).copied();
                    rows.number(value.unwrap_or(f64::NAN));
                }
                rows.end_row();
            }
        }
    }
}

/// The place in the joint row of each column of the baseline, if the model has the same.
fn places<M: Model>(baseline: &M, model: &M, start: usize) -> Vec<Option<usize>> {
    let own = model.run_columns();
    let place = |name: &str, role: Role, unit: &str| {
        let same = |column: &crate::record::Column| {
            (column.name.as_str(), column.role, column.unit.as_str()) == (name, role, unit)
        };
        own.iter().position(same).map(|at| start + at)
    };
    let columns = baseline.run_columns().iter();
    columns
        .map(|column| place(&column.name, column.role, &column.unit))
        .collect()
}

/// The month columns that a model shares with the baseline.
fn effects<M: Model>(baseline: &M, model: &M, first: usize, steps: usize) -> Effects {
    let mut columns = Vec::new();
    let mut places = Vec::new();
    for (a, column) in baseline.month_columns().iter().enumerate() {
        let same = |own: &MonthColumn| own.name == column.name && own.unit == column.unit;
        if let Some(b) = model.month_columns().iter().position(same) {
            columns.push(column.clone());
            places.push((a, first + b));
        }
    }
    Effects {
        sums: MonthEffects::new(&columns, steps),
        columns,
        places,
    }
}

/// What travels from a worker to the sink.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub record: BlockRecord,
    pub rows: Rows,
}

/// What a worker keeps.
#[derive(Debug, Default)]
pub(super) struct Local {
    folds: Vec<Fold>,
    room: Vec<f64>,
}

/// Passes records on, and keeps of them what a recording wants.
#[derive(Debug)]
pub(super) struct Keep<'a>(pub Option<&'a Recording>);

impl Stage for Keep<'_> {
    type Local = Local;
    type Batch = Batch;

    fn process(
        &self,
        local: &mut Local,
        block: Block<'_>,
        record: &mut BlockRecord,
        batch: &mut Batch,
    ) {
        batch.rows.clear();
        if let Some(recording) = self.0 {
            recording.rows(block, record, &mut batch.rows);
            local.folds.resize_with(recording.arms.len(), Fold::default);
            for (arm, fold) in recording.arms.iter().zip(&mut local.folds) {
                arm.bands.fold_from(fold, record, arm.first);
                if let Some(own) = &arm.effects {
                    own.sums.fold(record, &own.places, &mut local.room);
                }
            }
        }
        std::mem::swap(record, &mut batch.record);
    }

    fn finish(&self, mut local: Local) {
        let arms = self.0.iter().flat_map(|recording| &recording.arms);
        for (arm, fold) in arms.zip(&mut local.folds) {
            arm.bands.flush(fold);
        }
    }
}

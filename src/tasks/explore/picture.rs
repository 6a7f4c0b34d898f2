//! What so many runs of two scenarios show.

use crate::analysis::contrast::Contrast;
use crate::analysis::month_effects::MonthEffect;
use crate::record::{Column, MonthColumn};
use crate::scenario::Scenario;
use crate::tasks::compare::Compared;
use crate::tasks::run::Results;

/// What so many runs show.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The contrasts, as of a comparison that was asked for as many.
    pub compared: Compared,
    /// The baseline and the other scenario.
    pub scenarios: [Scenario; 2],
    /// What the runs of each gave, months of the chosen observables alone.
    pub arms: Vec<Results>,
    /// Observables of a month whose differences are kept.
    pub month_columns: Vec<MonthColumn>,
    /// These differences.
    pub effects: Vec<MonthEffect>,
    /// What is followed over time.
    pub quantity: Quantity,
    /// The month of the event that is followed, in each run of each scenario; empty if none is.
    pub times: Vec<Vec<f64>>,
    /// What the other scenario changes of the baseline, as a sentence.
    pub differences: String,
}

impl Picture {
    /// The contrast of a column; the first of its statistics.
    pub fn contrast(&self, column: &str) -> Option<&Contrast> {
        let against = self.compared.against.first()?;
        against.contrasts.iter().find(|own| own.column == column)
    }
}

/// What is followed over time.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// An observable of a month.
    Month(MonthColumn),
    /// The share of runs that have seen an event.
    Event(Column),
    /// The scenario has nothing of the kind.
    Nothing,
}

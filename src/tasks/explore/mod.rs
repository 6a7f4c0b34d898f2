//! `explore`: two scenarios on the same random numbers, shown while their runs grow in number.
//!
//! After as many runs the numbers are those of [`compare`](super::compare::compare), to the last bit.

pub mod figures;
pub mod over_time;
pub mod pick;
mod picture;
pub mod saved;

use std::cmp::min;

pub use self::picture::Picture;
use super::compare::{Ask as Comparison, CompareError, Compared, Member, Ready};
use super::run::Results;
use super::run::error::RunError;
use crate::analysis::contrast::Against;
use crate::model::{Ensemble, SmallEnsemble};
use crate::record::Column;
use crate::scenario::Scenario;
use crate::store::manifest::Status;
use crate::study::growing::Growing;
use crate::tasks::plot::run_data::shown;
use crate::watch::{Event, Watch};

use self::over_time::{Quantity, quantity};

/// Runs of the first picture: as few as show something.
pub const FIRST: u64 = 64;
/// Runs of the second picture, from which on each has twice as many.
const SECOND: u64 = 128;

/// What is to be explored.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The baseline, which has the seed of both, and the number of runs with which it ends.
    pub baseline: Member,
    /// The scenario that is contrasted with it.
    pub other: Member,
    /// The outcome whose effect is followed over time: a column of a run.
    pub outcome: String,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
}

/// Runs two scenarios on the same replicates and shows what there is after [`FIRST`] runs, and then again whenever the
/// number of runs has doubled. Ends early when `watch` stops it, also between two pictures.
///
/// # Errors
/// [`CompareError`]; [`RunError::Interrupted`] if it was stopped.
pub fn explore(
    ask: &Ask,
    watch: &mut dyn Watch,
    show: &mut dyn FnMut(&Picture),
) -> Result<(), CompareError> {
    let members = vec![ask.baseline.clone(), ask.other.clone()];
    let comparison = Comparison {
        threads: ask.threads,
        ..Comparison::new(members)
    };
    let ready = Ready::new(&comparison, watch)?;
    let [baseline, other] = &ready.members[..] else {
        return Err(CompareError::NothingShared);
    };
    let scenarios = [&baseline.scenario, &other.scenario];
    let (few, many) = (
        scenarios.map(SmallEnsemble::new),
        scenarios.map(Ensemble::new),
    );
    let quantity = quantity(&ask.outcome, &baseline.scenario);
    let months = months(&baseline.scenario, &quantity);
    let Some(shared) = ready.shared.first() else {
        return Err(CompareError::NothingShared);
    };
    let mut growing = Growing::new(&many, shared.clone(), &months);
    let (total, names) = (baseline.scenario.runs, ready.names());
    watch.tell(Event::Begin {
        what: &names.join(", "),
        unit: "runs",
        total,
        before: 0,
    });
    let stop = watch.stop();
    let mut wanted = min(FIRST, total);
    loop {
        let before = growing.runs();
        let told = |done| watch.tell(Event::At(before + done));
        let grown = match SmallEnsemble::suits(&baseline.scenario, wanted - before, ask.threads) {
            true => growing.grow(&few, wanted, ask.threads, told, stop.flag()),
            false => growing.grow(&many, wanted, ask.threads, told, stop.flag()),
        };
        if !grown.map_err(|error| failed(error, &names))? {
            return Err(RunError::Interrupted.into());
        }
        show(&picture(&ready, &growing, &comparison, quantity.clone()));
        if stop.is_up() {
            return Err(RunError::Interrupted.into());
        }
        if wanted == total {
            break;
        }
        wanted = min((2 * wanted).max(SECOND), total);
    }
    watch.tell(Event::End);
    Ok(())
}

/// The observables of a month that pictures show.
pub fn months(scenario: &Scenario, quantity: &Quantity) -> Vec<String> {
    let mut names: Vec<String> = shown(&scenario.roster)
        .into_iter()
        .map(|shown| shown.column)
        .collect();
    if let Quantity::Month(column) = quantity
        && !names.contains(&column.name)
    {
        names.push(column.name.clone());
    }
    names
}

fn failed(error: crate::study::paired::PairedError, names: &[&str]) -> CompareError {
    use crate::study::paired::PairedError;
    match error {
        PairedError::Value { other, source } => CompareError::Value {
            other: names.get(other).map_or("?", |name| name).to_owned(),
            source,
        },
        PairedError::Ensemble(error) => RunError::Ensemble(error).into(),
        PairedError::Rows { source, .. } => match source {},
    }
}

fn picture(ready: &Ready, growing: &Growing, ask: &Comparison, quantity: Quantity) -> Picture {
    let members = &ready.members;
    let (baseline, other) = (&members[0], &members[1]);
    let runs = growing.runs();
    let compared = Compared {
        baseline: baseline.name.clone(),
        against: vec![Against {
            scenario: other.name.clone(),
            contrasts: growing.contrasts(ask.precision),
        }],
        shown: ready.shown.clone(),
        seed: baseline.scenario.seed,
        precision: ask.precision,
        runs_requested: baseline.scenario.runs,
        runs_completed: runs,
        status: Status::Complete,
        notes: ready.notes.clone(),
    };
    let columns: &[Column] = &[];
    let each = members.iter().zip(growing.bands()).zip(growing.summaries());
    let arms = each.map(|((member, bands), (summary, survival))| Results {
        name: member.name.clone(),
        requested: baseline.scenario.runs,
        runs,
        status: Status::Complete,
        start: baseline.scenario.start,
        months: baseline.scenario.horizon as usize,
        run_columns: columns.to_vec(),
        month_columns: growing.month_columns().to_vec(),
        bands,
        summary,
        survival,
        rows: Vec::new(),
    });
    let times = match &quantity {
        Quantity::Event(event) => growing.times(&event.name).unwrap_or_default(),
        Quantity::Month(_) | Quantity::Nothing => Vec::new(),
    };
    Picture {
        compared,
        scenarios: [baseline.scenario.clone(), other.scenario.clone()],
        arms: arms.collect(),
        month_columns: growing.month_columns().to_vec(),
        effects: growing.effects(),
        quantity,
        times: times.into_iter().map(<[f64]>::to_vec).collect(),
        differences: ready.differences(),
    }
}

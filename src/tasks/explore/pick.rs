//! Which run is worth a look: the median one, the worst one, or one by its number.

use crate::record::{Column, Role};
use crate::report::headline::headline;
use crate::scenario::Scenario;
use crate::tasks::run::{Ask, RunError, run};
use crate::watch::Watch;

/// Runs among which one is looked for: a block.
pub const AMONG: u64 = 128;

/// Which run is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The one in the middle of an outcome.
    Median,
    /// The one with the worst value of an outcome.
    Worst,
    /// The one of this number.
    Run(u64),
}

/// A run, and why it is that one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Its number.
    pub run: u64,
    /// Why, as a sentence.
    pub why: String,
}

/// Finds a run by an outcome, which is a column of a run, among the first [`AMONG`].
///
/// # Errors
/// [`RunError`].
pub fn pick(
    scenario: &Scenario,
    outcome: &str,
    wanted: Pick,
    threads: usize,
    watch: &mut dyn Watch,
) -> Result<Picked, RunError> {
    if let Pick::Run(run) = wanted {
        let why = format!("Run {run}, as asked for.");
        return Ok(Picked { run, why });
    }
    let few = Scenario {
        runs: scenario.runs.min(AMONG),
        ..scenario.clone()
    };
    let ask = Ask {
        threads,
        ..Ask::new(&few)
    };
    let results = run(&ask, watch)?;
    let columns = &results.run_columns;
    let found = columns.iter().position(|column| column.name == outcome);
    let Some((at, column)) = found.and_then(|at| Some((at, columns.get(at)?))) else {
        let why = format!("The first run: there is no outcome `{outcome}` to choose by.");
        return Ok(Picked { run: 0, why });
    };
    let missing = match column.role {
        Role::EventTime => f64::INFINITY,
        _ => f64::NAN,
    };
    let values = results.rows.chunks(columns.len().max(1));
    let values = values.filter_map(|row| row.get(at)).zip(0..);
    let values = values.map(|(value, run)| (if value.is_nan() { missing } else { *value }, run));
    let mut values: Vec<(f64, u64)> = values.filter(|(value, _)| !value.is_nan()).collect();
    // Worst first; of equals, the run with the lowest number.
    let low = low_is_worse(column);
    let key = |value: f64| if low { value } else { -value };
    values.sort_by(|a, b| key(a.0).total_cmp(&key(b.0)).then(a.1.cmp(&b.1)));
    let middle = values.len() / 2;
    let (place, what) = match wanted {
        Pick::Median => (middle, "in the middle"),
        _ => (0, "the worst"),
    };
    let Some((value, run)) = values.get(place).copied() else {
        let why = format!("The first run: none has a value of `{outcome}`.");
        return Ok(Picked { run: 0, why });
    };
    let mut shown = headline(scenario).into_iter();
    let label = shown.find(|shown| shown.column == outcome);
    let label = label.map_or_else(|| outcome.to_owned(), |shown| shown.label.to_lowercase());
    let value = match value.is_finite() {
        true => crate::words::short(value),
        false => "none by the end".to_owned(),
    };
    let of = values.len();
    let alike = values
        .iter()
        .filter(|(own, _)| key(*own).total_cmp(&key(values[place].0)).is_eq());
    let alike = match alike.count() {
        1 => String::new(),
        n => format!("; {n} runs are alike in this"),
    };
    let why = format!("Run {run} is {what} of the first {of} by {label} ({value}{alike}).");
    Ok(Picked { run, why })
}

/// Whether less of an outcome is worse: of what allies are together and are believed to be, and of the time to an event.
fn low_is_worse(column: &Column) -> bool {
    let name = column.name.as_str();
    let good = ["cohesion", "coordination", "belief_", "responses_"];
    column.role == Role::EventTime || good.iter().any(|start| name.starts_with(start))
}

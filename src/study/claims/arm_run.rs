//! One arm at some points: the rows of its runs.

use super::extras::Extras;
use super::{Arm, Change, extras};
use crate::model::{LaneRun, Simulation};
use crate::record::{BlockRecord, Wanted};
use crate::scenario::{Parameters, Scenario};
use crate::study::plan::MAX_POINTS;

/// The names of the columns of a row, in order.
pub(super) fn names(scenario: &Scenario) -> Vec<String> {
    let columns = extras::columns(&scenario.roster);
    columns.into_iter().map(|column| column.name).collect()
}

/// Puts a point's values into an arm, but for those that the arm fixes.
pub(super) fn at_point(arm: &Arm, point: &Parameters<f64>, places: &[usize]) -> Scenario {
    let mut scenario = arm.scenario.clone();
    let mut own: Vec<(usize, f64)> = Vec::new();
    if !arm.fixed.is_empty() {
        let mut flat = Vec::new();
        arm.scenario.parameters.map(&mut |x| flat.push(*x));
        for place in &arm.fixed {
            let at = places.get(*place).copied().unwrap_or(usize::MAX);
            own.extend(flat.get(at).map(|value| (at, *value)));
        }
    }
    own.sort_by_key(|(at, _)| *at);
    scenario.parameters = assigned(point, &own);
    scenario.parameters = changed(&scenario, &arm.changes);
    scenario
}

/// An arm at the defaults.
pub(super) fn at_defaults(arm: &Arm) -> Scenario {
    Scenario {
        parameters: changed(&arm.scenario, &arm.changes),
        ..arm.scenario.clone()
    }
}

/// Parameters with some values replaced, by their place in `Parameters::map`; places in ascending order.
pub(super) fn assigned(parameters: &Parameters<f64>, values: &[(usize, f64)]) -> Parameters<f64> {
    let mut pending = values.iter().peekable();
    let mut at = 0;
    parameters.map(&mut |value| {
        let own = pending.next_if(|(wanted, _)| *wanted == at);
        at += 1;
        own.map_or(*value, |(_, own)| *own)
    })
}

/// Changes values, which stay in their domains.
fn changed(scenario: &Scenario, changes: &[(usize, Change)]) -> Parameters<f64> {
    let mut parameters = scenario.parameters.clone();
    if changes.is_empty() {
        return parameters;
    }
    let mut at = 0;
    parameters.visit_mut(&scenario.roster, &mut |_, parameter, value| {
        for (_, change) in changes.iter().filter(|(place, _)| *place == at) {
            let domain = parameter.unit.domain();
            *value = crate::math::clamp(change.of(*value), domain.low, domain.high);
        }
        at += 1;
    });
    parameters
}

/// A run: which of the scenarios, and its replicate number. Points have random numbers of their own, the arms
/// at a point share them.
pub(super) fn replicate(point: u64, run: u64) -> u64 {
    point * MAX_POINTS + run
}

/// The rows of runs of scenarios that differ in numbers alone, in the order of `runs`: each names its scenario
/// by number. `each` gets the number of the run and its row.
///
/// # Errors
/// If scenarios cannot share a block.
pub(super) fn rows<const L: usize>(
    scenarios: &[Scenario],
    runs: &[(usize, u64)],
    mut each: impl FnMut(usize, &[f64]),
) -> Result<(), String> {
    let Some(first) = scenarios.first() else {
        return Ok(());
    };
    let mut world = Simulation::<L>::new(first);
    let mut extra = Extras::<L>::new(&first.roster);
    let share = 1.0 / f64::from(first.horizon);
    let mut record = BlockRecord::default();
    let mut row = Vec::new();
    for (block, chunk) in runs.chunks(L).enumerate() {
        let lanes: Vec<LaneRun<'_>> = chunk
            .iter()
            .filter_map(|(at, replicate)| Some((scenarios.get(*at)?, *replicate)))
            .collect();
        world
            .load(&lanes, Wanted::default())
            .map_err(|error| error.to_string())?;
        world.begin();
        extra.reset();
        for month in 0..world.months() {
            extra.before(world.world());
            world.step();
            if month >= first.burn_in {
                extra.after(world.world(), share);
            }
        }
        world.record(&mut record);
        for lane in 0..record.lanes() {
            row.clear();
            row.extend_from_slice(record.row(lane));
            extra.write(lane, &mut row);
            each(block * L + lane, &row);
        }
    }
    Ok(())
}

//! One arm at some points: the rows of its runs.

use std::sync::atomic::AtomicBool;

use super::extras::Extras;
use super::{Arm, extras};
use crate::ensemble::LANES;
use crate::model::{Engine, LaneRun};
use crate::record::{BlockRecord, Wanted};
use crate::scenario::{Parameters, Scenario};
use crate::study::numbers::{Ends, after, assigned};

/// The names of the columns of a row, in order.
pub(super) fn names(scenario: &Scenario) -> Vec<String> {
    let columns = extras::columns(scenario);
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
    scenario.parameters = after(&scenario.parameters, &arm.moved, Ends::Hold);
    scenario
}

/// An arm at the defaults.
pub(super) fn at_defaults(arm: &Arm) -> Scenario {
    Scenario {
        parameters: after(&arm.scenario.parameters, &arm.moved, Ends::Hold),
        ..arm.scenario.clone()
    }
}

/// Arms of one past: their scenarios differ in levers, none of which acts before the recorded months, and in
/// how many months are recorded.
pub(super) fn families(arms: &[&Arm]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for (number, arm) in arms.iter().enumerate() {
        let family = found.iter_mut().find(|family| {
            let first = family.first().and_then(|first| arms.get(*first));
            first.is_some_and(|first| of_one_past(first, arm))
        });
        match family {
            Some(family) => family.push(number),
            None => found.push(vec![number]),
        }
    }
    found
}

fn of_one_past(a: &Arm, b: &Arm) -> bool {
    let past = |arm: &Arm| Scenario {
        levers: Vec::new(),
        horizon: 0,
        ..arm.scenario.clone()
    };
    let late = |arm: &Arm| {
        let scenario = &arm.scenario;
        scenario
            .levers
            .iter()
            .all(|lever| lever.from >= scenario.start)
    };
    late(a) && late(b) && (&a.fixed, &a.moved) == (&b.fixed, &b.moved) && past(a) == past(b)
}

/// The rows of runs of a family's arms, given as the scenarios of each arm, which differ in numbers alone.
/// `runs` names the scenario of each run by number. The months before the recorded ones are simulated
/// once for all arms. `each` gets the number of the arm, of the run, and its row: all that it would get if
/// the arm were run by itself. Whether all was run: nothing further is once `stop` is up.
///
/// # Errors
/// If scenarios cannot share a block.
pub(super) fn rows(
    arms: &[Vec<Scenario>],
    runs: &[(usize, u64)],
    mut each: impl FnMut(usize, usize, &[f64]),
    stop: &AtomicBool,
) -> Result<bool, String> {
    let firsts: Vec<&Scenario> = arms.iter().filter_map(|arm| arm.first()).collect();
    let Some(first) = firsts.first() else {
        return Ok(true);
    };
    // Arms of the same levers are one run, recorded after different numbers of months.
    let futures: Vec<Vec<usize>> = futures(&firsts);
    let mut world = Engine::new(first);
    let mut extras: Vec<Extras> = arms.iter().map(|_| Extras::new(&first.roster)).collect();
    let mut record = BlockRecord::default();
    let mut row = Vec::new();
    for (block, chunk) in runs.chunks(LANES).enumerate() {
        let of_arm = |arm: usize| {
            let scenarios = arms.get(arm).map_or(&[][..], |scenarios| scenarios);
            chunk.iter().filter_map(|(at, _)| scenarios.get(*at))
        };
        let lanes: Vec<LaneRun<'_>> = of_arm(0).zip(chunk.iter().map(|run| run.1)).collect();
        world
            .load(&lanes, Wanted::default())
            .map_err(|error| error.to_string())?;
        world.begin();
        for _ in 0..first.burn_in {
            if !world.step_unless(stop) {
                return Ok(false);
            }
        }
        if futures.len() > 1 {
            world.keep();
        }
        for (number, future) in futures.iter().enumerate() {
            if let Some(arm) = future.first().filter(|_| number > 0) {
                let scenarios: Vec<&Scenario> = of_arm(*arm).collect();
                world
                    .go_back(&scenarios)
                    .map_err(|error| error.to_string())?;
            }
            let longest = future.iter().map(|arm| firsts[*arm].horizon).max();
            for arm in future {
                extras[*arm].reset();
            }
            for month in 0..longest.unwrap_or(0) {
                let recorded = |arm: &&usize| month < firsts[**arm].horizon;
                for arm in future.iter().filter(recorded) {
                    extras[*arm].before(world.world());
                }
                if !world.step_unless(stop) {
                    return Ok(false);
                }
                for arm in future.iter().filter(recorded) {
                    let horizon = firsts[*arm].horizon;
                    let extra = &mut extras[*arm];
                    extra.after(world.world(), 1.0 / f64::from(horizon));
                    if month + 1 < horizon {
                        continue;
                    }
                    world.record(&mut record);
                    for lane in 0..record.lanes() {
                        row.clear();
                        row.extend_from_slice(record.row(lane));
                        extra.write(lane, &mut row);
                        each(*arm, block * LANES + lane, &row);
                    }
                }
            }
        }
    }
    Ok(true)
}

/// Arms by their levers.
fn futures(arms: &[&Scenario]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for (number, arm) in arms.iter().enumerate() {
        let same = |future: &&mut Vec<usize>| arms[future[0]].levers == arm.levers;
        match found.iter_mut().find(same) {
            Some(future) => future.push(number),
            None => found.push(vec![number]),
        }
    }
    found
}

#[cfg(test)]
mod tests;

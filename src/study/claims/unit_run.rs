//! One unit of an audit: its points drawn and matched, its arms run, its effects measured.

use std::collections::BTreeMap;

use super::Audit;
use super::arm_run::{assigned, at_defaults, at_point, names, replicate, rows};
use super::effects::{Values, differences, measure, outcomes};
use super::matching::{Miss, matched};
use super::units::{Dose, Effect, Place, Point, Results, Settings, Unit, UnitError, chosen};
use crate::ensemble::LANES;
use crate::scenario::load::check_together;
use crate::scenario::{Parameters, Scenario};
use crate::study::plan::places;

/// Where the random numbers of frontiers begin, in points.
const FRONTIER_STREAM: u64 = 1 << 20;

/// Does one unit.
pub(super) fn one(audit: &Audit, settings: &Settings, unit: &Unit) -> Result<Results, UnitError> {
    let experiments = chosen(audit, unit);
    if unit.place == Place::Defaults {
        let points = [(0, 0, None)];
        return measured(audit, unit, &experiments, &points, settings.default_pairs);
    }
    let scenarios: Vec<Scenario> = drawn(audit, settings, unit)
        .into_iter()
        .map(|parameters| Scenario {
            parameters,
            ..audit.reference.clone()
        })
        .collect();
    let stream = match unit.place {
        Place::Frontier(_) => FRONTIER_STREAM,
        _ => 1,
    };
    let mut points = Vec::new();
    let mut told = Vec::new();
    let checked: Vec<Result<(), String>> = scenarios
        .iter()
        .map(|scenario| {
            check_together(scenario).map_err(|errors| {
                let messages = errors.list.iter().map(|error| error.message.clone());
                messages.collect::<Vec<_>>().join("; ")
            })
        })
        .collect();
    let valid: Vec<Scenario> = scenarios
        .into_iter()
        .zip(&checked)
        .filter(|(_, checked)| checked.is_ok())
        .map(|(scenario, _)| scenario)
        .collect();
    let mut matched = matched(&valid, settings.matching).into_iter();
    for (offset, checked) in checked.into_iter().enumerate() {
        let point = unit.first + offset;
        let found = checked.and_then(|()| {
            let own = matched.next();
            let missing = || Err("the point was not matched".to_owned());
            own.map_or_else(missing, |own| own.map_err(|error| error.to_string()))
        });
        let mut row = Point {
            place: unit.place,
            point,
            miss: Miss::NONE,
            refused: String::new(),
        };
        match found {
            Ok((parameters, miss)) => {
                row.miss = miss;
                points.push((point, stream + point as u64, Some(parameters)));
            }
            Err(reason) => row.refused = reason,
        }
        told.push(row);
    }
    let results = measured(audit, unit, &experiments, &points, settings.pairs)?;
    Ok(Results {
        points: told,
        ..results
    })
}

/// The numbers of the unit's points.
fn drawn(audit: &Audit, settings: &Settings, unit: &Unit) -> Vec<Parameters<f64>> {
    let numbers = unit.first..unit.first + unit.count;
    match unit.place {
        Place::Defaults => Vec::new(),
        Place::Space(signs) => {
            let positions = audit.space.positions(audit.reference.seed, settings.points);
            let point = |number: usize| {
                let position = positions.get(number).unwrap_or(&[]);
                let values = audit.space.values(position, signs);
                audit.space.apply(&audit.reference, &values)
            };
            numbers.map(point).collect()
        }
        Place::Frontier(claim) => {
            let Some([x, y]) = audit.claims.get(claim).and_then(|c| c.frontier.as_ref()) else {
                return Vec::new();
            };
            let map = places(&audit.reference);
            let point = |number: usize| {
                let across = (number % x.values.len(), number / x.values.len());
                let mut own: Vec<(usize, f64)> = Vec::new();
                for (axis, step) in [(x, across.0), (y, across.1)] {
                    let value = axis.values.get(step).copied().unwrap_or(f64::NAN);
                    let places = axis.paths.iter().filter_map(|place| map.get(*place));
                    own.extend(places.map(|at| (*at, value)));
                }
                own.sort_by_key(|(at, _)| *at);
                assigned(&audit.reference.parameters, &own)
            };
            numbers.map(point).collect()
        }
    }
}

/// A point to be run: its number, the stream of its random numbers, and its numbers unless they are the
/// defaults.
type Drawn = (usize, u64, Option<Parameters<f64>>);

/// Runs the arms of experiments at points and measures the effects.
fn measured(
    audit: &Audit,
    unit: &Unit,
    experiments: &[usize],
    points: &[Drawn],
    pairs: u64,
) -> Result<Results, UnitError> {
    let map = places(&audit.reference);
    // By arm and claim: by test, then point.
    let mut values: BTreeMap<(usize, usize), Vec<Vec<Values>>> = BTreeMap::new();
    let mut wanted: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in experiments {
        let experiment = &audit.experiments[*number];
        for (arm, _) in &experiment.arms {
            let claims = wanted.entry(*arm).or_default();
            if !claims.contains(&experiment.claim) {
                claims.push(experiment.claim);
            }
        }
    }
    let runs: Vec<(usize, u64)> = (0..points.len())
        .flat_map(|at| (0..pairs).map(move |run| (at, replicate(points[at].1, run))))
        .collect();
    for (arm_number, claims) in wanted {
        let arm = &audit.arms[arm_number];
        let scenarios: Vec<Scenario> = points
            .iter()
            .map(|(_, _, numbers)| match numbers {
                Some(numbers) => at_point(arm, numbers, &map),
                None => at_defaults(arm),
            })
            .collect();
        let columns = names(&arm.scenario);
        let found = observe(audit, &claims, &scenarios, &runs, &columns, points.len())?;
        for (claim, found) in claims.iter().zip(found) {
            values.insert((arm_number, *claim), found);
        }
    }
    let mut results = Results::default();
    for (at, (point, ..)) in points.iter().enumerate() {
        for number in experiments {
            let experiment = &audit.experiments[*number];
            let tests = &audit.claims[experiment.claim].tests;
            for (t, test) in tests.iter().enumerate() {
                let arms: Vec<&Values> = experiment
                    .arms
                    .iter()
                    .filter_map(|(arm, _)| values.get(&(*arm, experiment.claim))?.get(t)?.get(at))
                    .collect();
                let each = measure(experiment, test, &arms);
                results
                    .effects
                    .extend(each.into_iter().map(|measured| Effect {
                        place: unit.place,
                        point: *point,
                        experiment: *number,
                        test: t,
                        measured,
                    }));
                if unit.place == Place::Defaults && experiment.dose.is_some() {
                    results.doses.push(Dose {
                        experiment: *number,
                        test: t,
                        baseline: outcomes(experiment, test, &arms),
                        differences: differences(experiment, test, &arms),
                    });
                }
            }
        }
    }
    Ok(results)
}

/// Runs one arm at all points: by claim, test and point, what its tests need.
fn observe(
    audit: &Audit,
    claims: &[usize],
    scenarios: &[Scenario],
    runs: &[(usize, u64)],
    columns: &[String],
    points: usize,
) -> Result<Vec<Vec<Vec<Values>>>, UnitError> {
    let place = |name: &String| columns.iter().position(|column| column == name);
    let of = |names: &[String]| -> Vec<Option<usize>> { names.iter().map(place).collect() };
    let months = scenarios.first().map_or(1.0, |s| f64::from(s.horizon));
    let tests: Vec<(usize, usize)> = claims
        .iter()
        .enumerate()
        .flat_map(|(c, claim)| (0..audit.claims[*claim].tests.len()).map(move |t| (c, t)))
        .collect();
    let compiled: Vec<_> = tests
        .iter()
        .map(|(c, t)| {
            let test = &audit.claims[claims[*c]].tests[*t];
            let second = test.per.as_ref().or(test.naive.as_ref());
            let by = test.by.as_ref().and_then(place);
            let places = of(test.observable.columns());
            let other = second.map(|second| (second, of(second.columns())));
            (&test.observable, places, other, test.by.is_some(), by)
        })
        .collect();
    let mut found: Vec<Vec<Vec<Values>>> = claims
        .iter()
        .map(|claim| vec![vec![Values::default(); points]; audit.claims[*claim].tests.len()])
        .collect();
    rows::<LANES>(scenarios, runs, |run, row| {
        let Some((point, _)) = runs.get(run) else {
            return;
        };
        for ((c, t), (observable, places, second, stratified, by)) in tests.iter().zip(&compiled) {
            let values = &mut found[*c][*t][*point];
            values.main.push(observable.value(places, row, months));
            if let Some((second, places)) = second {
                values.second.push(second.value(places, row, months));
            }
            if *stratified {
                let column = by.and_then(|at| row.get(at)).copied();
                values.by.push(column.unwrap_or(f64::NAN));
            }
        }
    })
    .map_err(UnitError)?;
    Ok(found)
}

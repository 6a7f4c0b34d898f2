//! One unit of an audit: its points drawn and matched, its arms run, its effects measured.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::arm_run::{at_defaults, at_point, families, names, rows};
use super::effects::{Values, differences, measure, outcomes};
use super::levels::sides;
use super::matching::{Miss, matched};
use super::observable::Observable;
use super::units::{Dose, Effect, Level, Place, Plan, Point, Results, Unit, UnitError, chosen};
use super::{Arm, Audit};
use crate::scenario::load::check_together;
use crate::scenario::{Parameters, Scenario};
use crate::study::numbers::{assigned, places};
use crate::study::plan::own_replicate;

/// Where the random numbers of frontiers begin, in points.
const FRONTIER_STREAM: u64 = 1 << 20;

/// Does one unit, unless `stop` is raised before its end; `simulated` counts its runs as they end.
pub(super) fn one(
    plan: &Plan<'_>,
    unit: &Unit,
    simulated: &AtomicU64,
    stop: &AtomicBool,
) -> Result<Option<Results>, UnitError> {
    let audit = plan.audit;
    let experiments = chosen(audit, unit);
    if unit.place == Place::Defaults {
        let points = [(0, 0, None)];
        return measured(plan, unit, &experiments, &points, simulated, stop);
    }
    let scenarios: Vec<Scenario> = drawn(plan, unit)
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
    let Some(matched) = matched(&valid, plan.settings.matching, stop) else {
        return Ok(None);
    };
    let mut matched = matched.into_iter();
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
    let results = measured(plan, unit, &experiments, &points, simulated, stop)?;
    Ok(results.map(|results| Results {
        points: told,
        ..results
    }))
}

/// The numbers of the unit's points.
fn drawn(plan: &Plan<'_>, unit: &Unit) -> Vec<Parameters<f64>> {
    let audit = plan.audit;
    let numbers = unit.first..unit.first + unit.count;
    match unit.place {
        Place::Defaults => Vec::new(),
        Place::Space(signs) => {
            let positions = audit
                .space
                .positions(audit.reference.seed, plan.settings.points);
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

/// Runs the arms of experiments at points and measures the effects, unless `stop` is raised.
fn measured(
    plan: &Plan<'_>,
    unit: &Unit,
    experiments: &[usize],
    points: &[Drawn],
    simulated: &AtomicU64,
    stop: &AtomicBool,
) -> Result<Option<Results>, UnitError> {
    let (audit, pairs) = (plan.audit, plan.pairs(unit.place));
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
        .flat_map(|at| (0..pairs).map(move |run| (at, own_replicate(points[at].1, run))))
        .collect();
    let wanted: Vec<(usize, Vec<usize>)> = wanted.into_iter().collect();
    let arms: Vec<&Arm> = wanted.iter().map(|(arm, _)| &audit.arms[*arm]).collect();
    for family in families(&arms) {
        let scenarios: Vec<Vec<Scenario>> = family
            .iter()
            .map(|number| {
                let arm = arms[*number];
                let at = |(_, _, numbers): &Drawn| match numbers {
                    Some(numbers) => at_point(arm, numbers, &map),
                    None => at_defaults(arm),
                };
                points.iter().map(at).collect()
            })
            .collect();
        let claims = |n: usize| &wanted[family[n]].1;
        let mut observers: Vec<Observer<'_>> = (0..family.len())
            .map(|n| Observer::new(audit, claims(n), &arms[family[n]].scenario, points.len()))
            .collect();
        let each = |arm: usize, run: usize, row: &[f64]| {
            simulated.fetch_add(1, Ordering::Relaxed);
            if let Some((point, _)) = runs.get(run) {
                observers[arm].take(*point, row);
            }
        };
        if !rows(&scenarios, &runs, each, stop).map_err(UnitError)? {
            return Ok(None);
        }
        for (n, observer) in observers.into_iter().enumerate() {
            for (claim, found) in claims(n).iter().zip(observer.found) {
                values.insert((wanted[family[n]].0, *claim), found);
            }
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
                if unit.place == Place::Defaults {
                    let own = sides(experiment, test, &arms).into_iter();
                    results.levels.extend(own.map(|(side, estimate)| Level {
                        experiment: *number,
                        test: t,
                        side,
                        estimate,
                    }));
                }
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
    Ok(Some(results))
}

/// A test with the places of its columns in a row.
struct Reader<'a> {
    claim: usize,
    test: usize,
    main: (&'a Observable, Vec<Option<usize>>),
    second: Option<(&'a Observable, Vec<Option<usize>>)>,
    /// Whether effects are told apart by a column, and its place.
    by: Option<Option<usize>>,
}

/// What the tests of some claims need of the runs of one arm.
struct Observer<'a> {
    months: f64,
    readers: Vec<Reader<'a>>,
    /// By claim, test and point.
    found: Vec<Vec<Vec<Values>>>,
}

impl<'a> Observer<'a> {
    fn new(audit: &'a Audit, claims: &[usize], scenario: &Scenario, points: usize) -> Self {
        let columns = names(scenario);
        let place = |name: &String| columns.iter().position(|column| column == name);
        let with_places = |observable: &'a Observable| {
            let places = observable.columns().iter().map(place);
            (observable, places.collect())
        };
        let mut readers = Vec::new();
        let mut found = Vec::new();
        for (claim, number) in claims.iter().enumerate() {
            let tests = &audit.claims[*number].tests;
            found.push(vec![vec![Values::default(); points]; tests.len()]);
            readers.extend(tests.iter().enumerate().map(|(n, test)| Reader {
                claim,
                test: n,
                main: with_places(&test.observable),
                second: test.per.as_ref().or(test.naive.as_ref()).map(with_places),
                by: test.by.as_ref().map(place),
            }));
        }
        Self {
            months: f64::from(scenario.horizon),
            readers,
            found,
        }
    }

    /// Takes the row of a run at a point.
    fn take(&mut self, point: usize, row: &[f64]) {
        let months = self.months;
        for reader in &self.readers {
            let values = &mut self.found[reader.claim][reader.test][point];
            let (main, places) = &reader.main;
            values.main.push(main.value(places, row, months));
            if let Some((second, places)) = &reader.second {
                values.second.push(second.value(places, row, months));
            }
            if let Some(by) = reader.by {
                let column = by.and_then(|at| row.get(at)).copied();
                values.by.push(column.unwrap_or(f64::NAN));
            }
        }
    }
}

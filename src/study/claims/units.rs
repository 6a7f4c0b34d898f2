//! The work of an audit in units that are done, kept and taken up again one by one.
//!
//! A unit's results follow from the audit, its settings and the unit alone: not from threads, from the
//! order in which units are done, or from interruptions.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use thiserror::Error;

use super::arm_run::{assigned, at_defaults, at_point, names, replicate, rows};
use super::effects::{Measured, Values, differences, measure};
use super::matching::{Matching, matched};
use super::space::Signs;
use super::{Audit, Experiment};
use crate::ensemble::LANES;
use crate::ensemble::runner::panic_text;
use crate::scenario::load::check_together;
use crate::scenario::{Parameters, Scenario};
use crate::study::plan::places;

/// How much is run.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Points of the space, under each rule for signs.
    pub points: usize,
    /// Pairs of runs at a point.
    pub pairs: u64,
    /// Pairs at the defaults.
    pub default_pairs: u64,
    /// Rules for signs.
    pub signs: Vec<Signs>,
    /// How intercepts are matched at a point.
    pub matching: Matching,
    /// Whether frontiers are run.
    pub frontiers: bool,
}

/// Points of a unit: enough that blocks of lanes are full for the usual number of pairs.
const BATCH: usize = 16;
/// Where the random numbers of frontiers begin, in points.
const FRONTIER_STREAM: u64 = 1 << 20;

/// Where effects are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At the defaults.
    Defaults,
    /// At points of the space.
    Space(Signs),
    /// On the grid of a claim's frontier.
    Frontier(usize),
}

impl Place {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Defaults => "defaults",
            Self::Space(signs) => signs.name(),
            Self::Frontier(_) => "frontier",
        }
    }
}

/// A unit of work: some points of a place, or one claim's experiments at the defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where.
    pub place: Place,
    /// First point; the claim at the defaults.
    pub first: usize,
    /// Points; 1 at the defaults.
    pub count: usize,
}

/// An effect of one test of one experiment at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Where.
    pub place: Place,
    /// Point, from 0.
    pub point: usize,
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// What was found.
    pub measured: Measured,
}

/// How a point was matched.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where.
    pub place: Place,
    /// Point, from 0.
    pub point: usize,
    /// Largest |ln(shown/wanted)| of a base rate; NaN where none are wanted.
    pub miss: f64,
    /// Why it could not be run; empty if it was.
    pub refused: String,
}

/// The differences of a dose, run by run, at the defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Dose {
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// One for each run that has a value in all arms.
    pub differences: Vec<f64>,
}

/// The results of a unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Effects, in the order of points, experiments, tests and strata.
    pub effects: Vec<Effect>,
    /// Points.
    pub points: Vec<Point>,
    /// Doses.
    pub doses: Vec<Dose>,
}

/// Why a unit failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the simulation failed: {0}")]
pub struct UnitError(pub String);

/// The units of an audit, in order.
pub fn units(audit: &Audit, settings: &Settings) -> Vec<Unit> {
    let mut found = Vec::new();
    let mut batches = |place: Place, points: usize| {
        found.extend((0..points).step_by(BATCH).map(|first| Unit {
            place,
            first,
            count: BATCH.min(points - first),
        }));
    };
    if !audit.space.factors.is_empty() {
        for signs in &settings.signs {
            batches(Place::Space(*signs), settings.points);
        }
    }
    if settings.frontiers {
        for (number, claim) in audit.claims.iter().enumerate() {
            if let Some([x, y]) = &claim.frontier {
                batches(Place::Frontier(number), x.values.len() * y.values.len());
            }
        }
    }
    let defaults = (0..audit.claims.len()).map(|claim| Unit {
        place: Place::Defaults,
        first: claim,
        count: 1,
    });
    found.extend(defaults);
    found
}

/// Runs that a unit takes, but for matching.
pub fn runs(audit: &Audit, settings: &Settings, unit: &Unit) -> u64 {
    let mut arms: Vec<usize> = chosen(audit, unit)
        .into_iter()
        .flat_map(|number| audit.experiments[number].arms.iter().map(|(arm, _)| *arm))
        .collect();
    arms.sort_unstable();
    arms.dedup();
    let pairs = match unit.place {
        Place::Defaults => settings.default_pairs,
        _ => settings.pairs,
    };
    arms.len() as u64 * unit.count as u64 * pairs
}

/// The experiments of a unit.
fn chosen(audit: &Audit, unit: &Unit) -> Vec<usize> {
    let wanted = |experiment: &Experiment| match unit.place {
        Place::Defaults => experiment.claim == unit.first,
        // Variants say how the claim's own effect comes about; over the space what they change is drawn.
        Place::Space(_) => experiment.is_plain(),
        Place::Frontier(claim) => experiment.claim == claim && experiment.is_plain(),
    };
    let all = audit.experiments.iter().enumerate();
    all.filter(|(_, experiment)| wanted(experiment))
        .map(|(number, _)| number)
        .collect()
}

/// Does units on several threads and hands over their results as they come, on the calling thread. When
/// `cancel` becomes true, units in hand are finished and handed over, and no further ones begun.
///
/// # Errors
/// What `sink` returned, or [`UnitError`].
pub fn run<E: From<UnitError>>(
    audit: &Audit,
    settings: &Settings,
    pending: &[Unit],
    threads: usize,
    cancel: &AtomicBool,
    mut sink: impl FnMut(Unit, Results) -> Result<(), E>,
) -> Result<(), E> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        // Moved in, so that it ends here and the receiver ends with the threads.
        let sender = sender;
        for _ in 0..threads.clamp(1, pending.len().max(1)) {
            let sender = sender.clone();
            let (next, stop) = (&next, &stop);
            scope.spawn(move || {
                loop {
                    if cancel.load(Ordering::Relaxed) || stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let Some(unit) = pending.get(next.fetch_add(1, Ordering::Relaxed)) else {
                        return;
                    };
                    let attempt = || one(audit, settings, unit);
                    let done = catch_unwind(AssertUnwindSafe(attempt))
                        .unwrap_or_else(|payload| Err(UnitError(panic_text(payload.as_ref()))));
                    if sender.send((*unit, done)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut outcome = Ok(());
        for (unit, done) in receiver {
            if outcome.is_err() {
                continue;
            }
            outcome = done
                .map_err(E::from)
                .and_then(|results| sink(unit, results));
            if outcome.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
        }
        outcome
    })
}

/// Does one unit.
fn one(audit: &Audit, settings: &Settings, unit: &Unit) -> Result<Results, UnitError> {
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
            miss: f64::NAN,
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

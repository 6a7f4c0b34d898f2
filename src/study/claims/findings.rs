//! What an audit's effects say: signs and shares over the space, verdicts, what decides, where it fails.

use std::collections::BTreeMap;

use super::effects::{Measured, Stratum};
use super::space::Signs;
use super::units::{Effect, Place};
use super::{Audit, Prediction};
use crate::analysis::claims::{
    DefaultEffect, Kind, PointEffect, Predicted, Shares, Sign, Verdict, WiredIn, judge,
    judge_points, shares, wired_in,
};
use crate::analysis::prim::discover::{Found, discover};
use crate::analysis::prim::points::{Dimension, Points};
use crate::analysis::prim::settings::{Search, Settings};
use crate::analysis::sensitivity::noise::Numbers;
use crate::analysis::sensitivity::prcc::{partial_rank_correlations, prcc};
use crate::analysis::sensitivity::{Bootstrap, Estimate, Responses};

/// A test of an experiment, in some runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Number of the experiment.
    pub experiment: usize,
    /// Number of the claim's test.
    pub test: usize,
    /// In which runs.
    pub stratum: Stratum,
}

/// A factor that decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Decider {
    /// Number of the factor.
    pub factor: usize,
    /// Its partial rank correlation with the effect.
    pub prcc: Estimate,
}

/// A box of the space.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseBox {
    /// Factor, lowest and highest value inside; `None` where it is not limited.
    pub limits: Vec<(usize, Option<f64>, Option<f64>)>,
    /// Share of all cases inside.
    pub coverage: f64,
    /// Share of the points inside that are cases.
    pub density: f64,
    /// Share of all points inside.
    pub mass: f64,
    /// Points inside.
    pub points: usize,
    /// Chance of as strong a box among shuffled cases.
    pub p: f64,
}

/// What the points of a place say of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Where.
    pub signs: Signs,
    /// Points, in order.
    pub points: Vec<usize>,
    /// Effects at them.
    pub effects: Vec<Measured>,
    /// Signs at them.
    pub at: Vec<Sign>,
    /// Their shares.
    pub shares: Shares,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it looks wired in.
    pub wired: WiredIn,
    /// What decides the effect, strongest first.
    pub deciders: Vec<Decider>,
    /// Where it fails or reverses.
    pub fails: Option<CaseBox>,
    /// Where it is as predicted.
    pub holds: Option<CaseBox>,
}

/// A test under an ablation.
#[derive(Clone, Debug, PartialEq)]
pub struct Ablated {
    /// Name of the ablation.
    pub name: String,
    /// Its effect.
    pub effect: PointEffect,
    /// Whether it vanished.
    pub vanished: bool,
}

/// All that is known of a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which test.
    pub key: Key,
    /// Number of the claim.
    pub claim: usize,
    /// Whether it is the claim's own prediction, as it is.
    pub head: bool,
    /// At the defaults.
    pub defaults: Option<DefaultEffect>,
    /// Its sign at the defaults.
    pub default_sign: Sign,
    /// Over the space.
    pub spaces: Vec<Spread>,
    /// Under ablations.
    pub ablations: Vec<Ablated>,
}

/// Share of the default effect within which an effect has vanished.
const VANISHED: f64 = 0.1;
/// Most factors that are held against the effect together, and most that are told.
const SCREENED: usize = 20;
/// Resamples of points behind the intervals of PRCC.
const RESAMPLES: usize = 1000;

/// The direction in which an effect counts for the claim. Effects of [`Prediction::Same`] are distances inside
/// the margin.
pub fn direction(prediction: Prediction) -> Predicted {
    match prediction {
        Prediction::Up | Prediction::Same { .. } => Predicted::Up,
        Prediction::Down => Predicted::Down,
    }
}

/// Judges all effects. Holm's adjustment is over the claims' own predictions at a point; variants, strata and
/// premises are judged each by itself.
pub fn findings(audit: &Audit, effects: &[Effect], threads: usize) -> Vec<Finding> {
    let mut by_key: BTreeMap<Key, BTreeMap<Place, BTreeMap<usize, Measured>>> = BTreeMap::new();
    for effect in effects {
        let key = Key {
            experiment: effect.experiment,
            test: effect.test,
            stratum: effect.measured.stratum,
        };
        let places = by_key.entry(key).or_default();
        let points = places.entry(effect.place).or_default();
        points.insert(effect.point, effect.measured);
    }
    let head = |key: &Key| {
        let experiment = &audit.experiments[key.experiment];
        let own = experiment.is_plain() && key.stratum == Stratum::All && key.test == 0;
        own && kind(audit, key) == Kind::Finding
    };
    let signs = signs(&by_key, head);
    let mut out = Vec::new();
    for (key, places) in &by_key {
        let experiment = &audit.experiments[key.experiment];
        if !experiment.ablation.is_empty() {
            continue;
        }
        let defaults = places
            .get(&Place::Defaults)
            .and_then(|points| points.get(&0));
        let ablations = ablated(audit, &by_key, key, defaults);
        let vanished: Vec<bool> = ablations.iter().map(|ablated| ablated.vanished).collect();
        let spaces = [Signs::Free, Signs::Constrained]
            .into_iter()
            .filter_map(|rule| {
                let points = places.get(&Place::Space(rule))?;
                let at = signs.get(&(*key, Place::Space(rule)))?;
                Some(spread(audit, key, rule, points, at, &vanished, threads))
            });
        out.push(Finding {
            key: *key,
            claim: experiment.claim,
            head: head(key),
            defaults: defaults.map(described),
            default_sign: signs
                .get(&(*key, Place::Defaults))
                .and_then(|at| at.first().copied())
                .unwrap_or(Sign::Undecided),
            spaces: spaces.collect(),
            ablations,
        });
    }
    out.sort_by_key(|finding| {
        let experiment = &audit.experiments[finding.key.experiment];
        let varied = !experiment.variant.is_empty();
        (finding.claim, varied, finding.key)
    });
    out
}

fn kind(audit: &Audit, key: &Key) -> Kind {
    let claim = audit.experiments[key.experiment].claim;
    audit.claims[claim].tests[key.test].kind
}

/// The sign of every effect, by test and place, in the order of points.
fn signs(
    by_key: &BTreeMap<Key, BTreeMap<Place, BTreeMap<usize, Measured>>>,
    head: impl Fn(&Key) -> bool,
) -> BTreeMap<(Key, Place), Vec<Sign>> {
    // Together by place, or alone.
    let mut families: BTreeMap<(Place, Option<Key>), Vec<Key>> = BTreeMap::new();
    for (key, places) in by_key {
        for place in places.keys() {
            let alone = (!head(key)).then_some(*key);
            families.entry((*place, alone)).or_default().push(*key);
        }
    }
    let mut found = BTreeMap::new();
    for ((place, _), keys) in families {
        let effects: Vec<Vec<PointEffect>> = keys
            .iter()
            .map(|key| by_key[key][&place].values().map(|m| m.effect).collect())
            .collect();
        for (key, signs) in keys.iter().zip(judge_points(&effects)) {
            found.insert((*key, place), signs);
        }
    }
    found
}

/// An effect at the defaults with all that is told of it.
fn described(measured: &Measured) -> DefaultEffect {
    let effect = measured.effect;
    let (low, high) = effect.interval();
    let over = |by: f64| {
        if by == 0.0 {
            f64::NAN
        } else {
            effect.mean / by
        }
    };
    DefaultEffect {
        effect,
        low,
        high,
        baseline_mean: measured.baseline_mean,
        baseline_sd: measured.baseline_sd,
        standardised: over(measured.baseline_sd),
        relative: 100.0 * over(measured.baseline_mean.abs()),
        pairs_needed: crate::analysis::contrast::runs_needed(
            effect.se * libm::sqrt(effect.n as f64),
            effect.mean.abs(),
        ),
    }
}

fn ablated(
    audit: &Audit,
    by_key: &BTreeMap<Key, BTreeMap<Place, BTreeMap<usize, Measured>>>,
    key: &Key,
    defaults: Option<&Measured>,
) -> Vec<Ablated> {
    let own = &audit.experiments[key.experiment];
    if !own.variant.is_empty() || key.stratum != Stratum::All {
        return Vec::new();
    }
    // What follows from algebra stays where the rest is taken away.
    let test = &audit.claims[own.claim].tests[key.test];
    if test.kind == Kind::Premise || matches!(test.predicted, Prediction::Same { .. }) {
        return Vec::new();
    }
    let others = audit.experiments.iter().enumerate();
    let vanishes = &audit.claims[own.claim].tests[key.test].vanishes;
    let others =
        others.filter(|(_, other)| other.claim == own.claim && vanishes.contains(&other.ablation));
    let reach = defaults.map_or(f64::NAN, |d| VANISHED * d.effect.mean.abs());
    others
        .filter_map(|(number, other)| {
            let key = Key {
                experiment: number,
                ..*key
            };
            let effect = by_key.get(&key)?.get(&Place::Defaults)?.get(&0)?.effect;
            // Two one-sided tests at 5 % are a 90 % interval inside the margin.
            let inside = effect.mean.abs() + 1.6449 * effect.se < reach;
            Some(Ablated {
                name: other.ablation.clone(),
                effect,
                vanished: effect.is_zero() || inside,
            })
        })
        .collect()
}

fn spread(
    audit: &Audit,
    key: &Key,
    rule: Signs,
    points: &BTreeMap<usize, Measured>,
    at: &[Sign],
    vanished: &[bool],
    threads: usize,
) -> Spread {
    let experiment = &audit.experiments[key.experiment];
    let claim = &audit.claims[experiment.claim];
    let test = &claim.tests[key.test];
    let predicted = direction(test.predicted);
    let shares = shares(at, predicted);
    let mut found = Spread {
        signs: rule,
        points: points.keys().copied().collect(),
        effects: points.values().copied().collect(),
        at: at.to_vec(),
        shares,
        verdict: judge(test.kind, &shares),
        wired: wired_in(test.kind, &shares, vanished),
        deciders: Vec::new(),
        fails: None,
        holds: None,
    };
    let told = experiment.variant.is_empty() && key.stratum == Stratum::All;
    if !told || test.kind == Kind::Premise {
        return found;
    }
    let positions = found_values(audit, rule, &found.points);
    let oriented: Vec<f64> = found
        .effects
        .iter()
        .map(|m| predicted.orient(m.effect).mean)
        .collect();
    found.deciders = deciders(&positions, &oriented, audit.reference.seed, threads);
    let agrees = |wanted: bool| -> Vec<bool> {
        at.iter()
            .map(|sign| predicted.agrees(*sign) == Some(wanted))
            .collect()
    };
    let screened: Vec<usize> = found
        .deciders
        .iter()
        .map(|decider| decider.factor)
        .collect();
    found.fails = case_box(audit, &screened, &positions, &agrees(false));
    found.holds = case_box(audit, &screened, &positions, &agrees(true));
    found
}

/// The factors' values at points, by factor. The whole design is made again: a scrambled sequence has the same
/// first points however long it is.
fn found_values(audit: &Audit, rule: Signs, points: &[usize]) -> Vec<Vec<f64>> {
    let longest = points.iter().max().map_or(0, |last| last + 1);
    let positions = audit.space.positions(audit.reference.seed, longest);
    let rows: Vec<Vec<f64>> = points
        .iter()
        .map(|point| {
            audit
                .space
                .values(positions.get(*point).unwrap_or(&[]), rule)
        })
        .collect();
    let factors = audit.space.factors.len();
    let column = |factor: usize| -> Vec<f64> {
        let value = |row: &Vec<f64>| row.get(factor).copied().unwrap_or(f64::NAN);
        rows.iter().map(value).collect()
    };
    (0..factors).map(column).collect()
}

/// Partial rank correlations of the factors that alone correlate most with the effect. All together would be
/// more than a resample of the points can tell apart; in a Sobol' design they hardly correlate with one another.
fn deciders(columns: &[Vec<f64>], effect: &[f64], seed: u64, threads: usize) -> Vec<Decider> {
    let missing = effect.iter().any(|x| x.is_nan());
    if missing || effect.len() < 16 {
        return Vec::new();
    }
    let alone = |column: &Vec<f64>| {
        let found = partial_rank_correlations(std::slice::from_ref(column), effect);
        found.first().copied().unwrap_or(f64::NAN)
    };
    let mut ranked: Vec<(usize, f64)> = columns
        .iter()
        .map(alone)
        .enumerate()
        .filter(|(_, r)| !r.is_nan())
        .collect();
    ranked.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    ranked.truncate(SCREENED.min(effect.len() / 8));
    let chosen: Vec<Vec<f64>> = ranked.iter().map(|(at, _)| columns[*at].clone()).collect();
    let bootstrap = Bootstrap {
        resamples: RESAMPLES,
        seed,
        threads,
    };
    let indices = prcc(
        &chosen,
        &Responses::single(effect),
        Numbers::Independent,
        &bootstrap,
    );
    let mut found: Vec<Decider> = indices
        .iter()
        .zip(&ranked)
        .map(|(index, (factor, _))| Decider {
            factor: *factor,
            prcc: index.estimate,
        })
        .collect();
    found.sort_by(|a, b| b.prcc.value.abs().total_cmp(&a.prcc.value.abs()));
    found
}

/// The box in which cases are frequent, in the factors that are told to decide: among hundreds, some would
/// part any points. `None` without cases, with cases only, or too few points.
fn case_box(
    audit: &Audit,
    factors: &[usize],
    columns: &[Vec<f64>],
    cases: &[bool],
) -> Option<CaseBox> {
    let dimension = |factor: &usize| {
        let name = &audit.space.factors.get(*factor)?.column;
        Some(Dimension::numbers(name, columns.get(*factor)?.clone()))
    };
    let dimensions: Vec<Dimension> = factors.iter().filter_map(dimension).collect();
    let points = Points::new(dimensions).ok()?;
    let settings = Settings {
        search: Search {
            most: Some(3),
            ..Search::default()
        },
        resamples: 0,
        shuffles: 39,
        seed: audit.reference.seed,
        ..Settings::default()
    };
    let found = discover(&points, cases, &settings).ok()?;
    let first: &Found = found.boxes.first()?;
    let step = first.step();
    let limits: Vec<(usize, Option<f64>, Option<f64>)> = step
        .restricted
        .iter()
        .map(|place| {
            let shown = points.shown(*place, &step.region, &first.trajectory.whole);
            (factors[*place], shown.low, shown.high)
        })
        .collect();
    (!limits.is_empty()).then_some(CaseBox {
        limits,
        coverage: step.coverage,
        density: step.density,
        mass: step.mass,
        points: step.count.points,
        p: first.shuffled.p(),
    })
}

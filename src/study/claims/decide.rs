//! What decides an effect over the space, and where it is or is not as predicted.

use super::Audit;
use super::space::Signs;
use crate::analysis::prim::discover::{Found, discover};
use crate::analysis::prim::error::PrimError;
use crate::analysis::prim::points::{Dimension, Points};
use crate::analysis::prim::settings::{Search, Settings};
use crate::analysis::sensitivity::noise::Numbers;
use crate::analysis::sensitivity::prcc::{partial_rank_correlations, prcc};
use crate::analysis::sensitivity::{Bootstrap, Estimate, Responses};
use crate::watch::{Stopped, Ticker};

/// Most factors that are held against the effect together, and most that are told.
const SCREENED: usize = 20;
/// Resamples of points behind the intervals of PRCC.
const RESAMPLES: usize = 1000;

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

/// The factors' values at points, by factor. The whole design is made again: a scrambled sequence has the same
/// first points however long it is.
pub(super) fn found_values(audit: &Audit, rule: Signs, points: &[usize]) -> Vec<Vec<f64>> {
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
pub(super) fn deciders(
    columns: &[Vec<f64>],
    effect: &[f64],
    seed: u64,
    threads: usize,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Decider>, Stopped> {
    let missing = effect.iter().any(|x| x.is_nan());
    if missing || effect.len() < 16 {
        return Ok(Vec::new());
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
        ticker,
    )?;
    let mut found: Vec<Decider> = indices
        .iter()
        .zip(&ranked)
        .map(|(index, (factor, _))| Decider {
            factor: *factor,
            prcc: index.estimate,
        })
        .collect();
    found.sort_by(|a, b| b.prcc.value.abs().total_cmp(&a.prcc.value.abs()));
    Ok(found)
}

/// The box in which cases are frequent, in the factors that are told to decide: among hundreds, some would
/// part any points. `None` without cases, with cases only, or too few points.
pub(super) fn case_box(
    audit: &Audit,
    factors: &[usize],
    columns: &[Vec<f64>],
    cases: &[bool],
    ticker: &mut Ticker<'_>,
) -> Result<Option<CaseBox>, Stopped> {
    let dimension = |factor: &usize| {
        let name = &audit.space.factors.get(*factor)?.column;
        Some(Dimension::numbers(name, columns.get(*factor)?.clone()))
    };
    let dimensions: Vec<Dimension> = factors.iter().filter_map(dimension).collect();
    let Ok(points) = Points::new(dimensions) else {
        return Ok(None);
    };
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
    let found = match discover(&points, cases, &settings, ticker) {
        Err(PrimError::Interrupted(stopped)) => return Err(stopped),
        found => found.ok(),
    };
    let first = found.as_ref().and_then(|found| found.boxes.first());
    Ok(first.and_then(|first| described(first, factors, &points)))
}

/// A box that restricts anything.
fn described(first: &Found, factors: &[usize], points: &Points) -> Option<CaseBox> {
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

//! The points of a design for the factors of a study.

use super::design::Plan;
use crate::ensemble::rng::{agent_id, agent_path};
use crate::scenario::load::fields::Context;
use crate::study::design::UnitPoints;
use crate::study::design::grid::{grid, size};
use crate::study::design::lhs::{lhs, maximin_lhs};
use crate::study::design::list::Listed;
use crate::study::design::morris::morris;
use crate::study::design::ofat::ofat;
use crate::study::design::saltelli::{saltelli, sample_size};
use crate::study::design::sobol::{scrambled_sobol, sobol};
use crate::study::design::zip::zip;
use crate::study::factor::Factor;
use crate::study::plan::{Criterion, Design, MAX_POINTS, Points};

/// Most values of all points together.
const MAX_CELLS: u64 = 100_000_000;

/// Groups of factors, numbered in order of appearance: for each factor its group, and the names. A
/// factor outside any group is one by itself.
pub(super) fn groups(factors: &[Factor]) -> (Vec<usize>, Vec<String>) {
    let mut names: Vec<(Option<&str>, String)> = Vec::new();
    let of = factors
        .iter()
        .map(|factor| {
            let group = factor.group.as_deref();
            let held = group.and_then(|_| names.iter().position(|(name, _)| *name == group));
            held.unwrap_or_else(|| {
                names.push((group, group.unwrap_or(&factor.column).to_owned()));
                names.len() - 1
            })
        })
        .collect();
    (of, names.into_iter().map(|(_, name)| name).collect())
}

/// The points; what is wrong with the design is reported.
pub(super) fn points(
    plan: &Plan,
    factors: &[Factor],
    listed: Option<Listed>,
    cx: &mut Context<'_>,
) -> Option<Points> {
    let groups = || groups(factors).0;
    let seed = plan.seed;
    let unit = match plan.design {
        Design::List { .. } => {
            let rows = listed?.rows;
            check_size(Some(rows.len() as u64), factors.len(), plan, cx)?;
            return Some(Points::Listed(rows));
        }
        Design::Ofat => {
            let axes = axes(plan, factors);
            let count = axes.iter().map(|axis| axis.len() as u64).sum::<u64>() + 1;
            check_size(Some(count), factors.len(), plan, cx)?;
            return Some(Points::Departures(ofat(&axes)));
        }
        Design::Grid => {
            let axes = axes(plan, factors);
            let count = size(&axes).map(|count| count as u64);
            check_size(count, factors.len(), plan, cx)?;
            grid(&axes, MAX_POINTS as usize)
        }
        Design::Zip => zipped(plan, factors, cx),
        Design::Lhs { points, criterion } => {
            check_size(Some(points as u64), factors.len(), plan, cx)?;
            let names = address_words(factors);
            match criterion {
                Criterion::Random => Some(lhs(seed, points, &names)),
                Criterion::Maximin => maximin_lhs(seed, points, &names),
            }
        }
        Design::Sobol {
            points,
            skip,
            scramble,
        } => {
            check_size(Some(points as u64), factors.len(), plan, cx)?;
            sequence(seed, factors.len(), skip, points, scramble)
        }
        Design::Saltelli {
            samples,
            second_order,
            skip,
            scramble,
        } => {
            let groups = groups();
            let count = groups.iter().max().map_or(0, |last| last + 1);
            let size = sample_size(count, second_order) as u64;
            check_size((samples as u64).checked_mul(size), factors.len(), plan, cx)?;
            sequence(seed, 2 * factors.len(), skip, samples, scramble)
                .map(|base| saltelli(&base, &groups, second_order))
        }
        Design::Morris {
            trajectories,
            levels,
        } => {
            let groups = groups();
            let count = groups.iter().max().map_or(0, |last| last + 1) as u64;
            let points = (trajectories as u64).checked_mul(count + 1);
            check_size(points, factors.len(), plan, cx)?;
            uneven_levels(levels as u64, factors, plan, cx);
            Some(morris(seed, trajectories, levels, &groups))
        }
    };
    unit.map(Points::Unit)
}

/// Remarks on factors whose single values the levels of Morris's grid do not meet equally often.
fn uneven_levels(levels: u64, factors: &[Factor], plan: &Plan, cx: &mut Context<'_>) {
    for factor in factors {
        if let Some(count) = factor.values.count()
            && !levels.is_multiple_of(count)
        {
            let path = &factor.path;
            let message =
                format!("{levels} levels do not meet the {count} values of `{path}` evenly");
            let help = format!("give [design] a multiple of {count} levels that is even");
            cx.found.note(Some(plan.span), message, vec![help]);
        }
    }
}

/// The values of each factor in a grid, or one at a time.
fn axes(plan: &Plan, factors: &[Factor]) -> Vec<Vec<f64>> {
    let axis = |factor: &Factor| match factor.values.count() {
        None => factor
            .values
            .positions(Some(factor.steps.unwrap_or(plan.steps))),
        Some(_) => factor.values.positions(factor.steps),
    };
    factors.iter().map(axis).collect()
}

/// Lists side by side. A range that does not say how many values it takes takes as many as the
/// lists have.
fn zipped(plan: &Plan, factors: &[Factor], cx: &mut Context<'_>) -> Option<UnitPoints> {
    let own = |factor: &Factor| {
        let count = factor.values.count().map(|count| count as usize);
        factor.steps.or(count)
    };
    let steps = factors.iter().find_map(own).unwrap_or(plan.steps);
    let axes: Vec<Vec<f64>> = factors
        .iter()
        .map(|factor| factor.values.positions(own(factor).or(Some(steps))))
        .collect();
    let points = zip(&axes);
    if points.is_none() {
        let lengths: Vec<String> = factors
            .iter()
            .zip(&axes)
            .map(|(factor, axis)| format!("`{}` has {}", factor.path, axis.len()))
            .collect();
        let message = "the factors of a zip must have the same number of values";
        cx.error(plan.span, message, vec![lengths.join(", ")]);
    }
    points
}

fn sequence(
    seed: u64,
    dimensions: usize,
    skip: usize,
    points: usize,
    scramble: bool,
) -> Option<UnitPoints> {
    if scramble {
        scrambled_sobol(seed, dimensions, skip, points)
    } else {
        sobol(dimensions, skip, points)
    }
}

/// The address words of the factors' names, made different where two are the same by accident.
fn address_words(factors: &[Factor]) -> Vec<u32> {
    let mut words: Vec<u32> = Vec::with_capacity(factors.len());
    for factor in factors {
        let mut word = agent_id(&factor.path);
        let mut number = 2_u32;
        while words.contains(&word) {
            word = agent_path(&[&factor.path, &number.to_string()]);
            number += 1;
        }
        words.push(word);
    }
    words
}

/// Reports a design with more points than can be numbered, or more values than can be held.
fn check_size(
    points: Option<u64>,
    factors: usize,
    plan: &Plan,
    cx: &mut Context<'_>,
) -> Option<()> {
    let fits = |points: u64| {
        points <= MAX_POINTS
            && points
                .checked_mul(factors as u64)
                .is_some_and(|cells| cells <= MAX_CELLS)
    };
    if points.is_some_and(fits) {
        return Some(());
    }
    let count = points.map_or("more points than can be counted".to_owned(), |points| {
        format!("{points} points of {factors} factors")
    });
    let message = format!("the design has {count}");
    let help = format!("a study has at most {MAX_POINTS} points and {MAX_CELLS} values in them");
    cx.error(plan.span, message, vec![help]);
    None
}

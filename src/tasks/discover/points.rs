//! The points of a study as PRIM sees them, and what happened at each.

use crate::analysis::interval::wilson;
use crate::analysis::prim::cases::Cases;
use crate::analysis::prim::points::Dimension;
use crate::analysis::summary::Moments;
use crate::record::Role;
use crate::store::discover_files::PointOutcome;
use crate::store::study_data::{Factor, Output};

/// The factors that vary, for PRIM; notes on those that do not.
pub fn dimensions(factors: &[Factor], notes: &mut Vec<String>) -> Vec<Dimension> {
    let mut dimensions = Vec::new();
    let mut constant = Vec::new();
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for factor in factors {
        let values = factor.values.clone();
        let dimension = if factor.labels.is_empty() {
            Dimension::numbers(&factor.column, values)
        } else {
            Dimension::words(&factor.column, factor.labels.clone(), values)
        };
        if !dimension.varies() {
            constant.push(factor.column.as_str());
            continue;
        }
        match groups.iter_mut().find(|(group, _)| *group == factor.group) {
            Some((_, members)) => members.push(&factor.column),
            None => groups.push((&factor.group, vec![&factor.column])),
        }
        dimensions.push(dimension);
    }
    if !constant.is_empty() {
        notes.push(format!(
            "left out, since they have one value at all points: {}",
            constant.join(", ")
        ));
    }
    for (group, members) in groups.iter().filter(|(_, members)| members.len() > 1) {
        notes.push(format!(
            "{} vary together (group {group}): a limit on one is a limit on all",
            members.join(", ")
        ));
    }
    dimensions
}

/// Mean and spread of the runs of a point.
pub fn moments(runs: &[f64]) -> Moments {
    let mut moments = Moments::default();
    runs.iter().for_each(|value| moments.push(*value));
    moments
}

/// What happened at each point.
pub fn outcomes(output: &Output, cases: &Cases) -> Vec<PointOutcome> {
    let each = output.values.iter().zip(&cases.cases);
    let outcome = |(runs, case): (&Vec<f64>, &bool)| {
        let moments = moments(runs);
        let (low, high) = match output.info.role {
            _ if runs.len() < 2 => (f64::NAN, f64::NAN),
            Role::Indicator => {
                let ones = runs.iter().filter(|value| **value != 0.0).count();
                wilson(ones as u64, runs.len() as u64)
            }
            _ => moments.interval(),
        };
        let includes = low < high && low <= cases.threshold && cases.threshold <= high;
        PointOutcome {
            mean: moments.mean(),
            low,
            high,
            runs: runs.len() as u64,
            case: *case,
            uncertain: (runs.len() > 1).then_some(includes),
        }
    };
    each.map(outcome).collect()
}

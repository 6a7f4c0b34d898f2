//! From the runs of an experiment's arms to effects, pair by pair.
//!
//! Run r of every arm has the same random numbers. A test's effect is Σ w·mean(y) over the arms, and its
//! standard error that of the mean of Σ w·y over runs. A ratio of totals, and a regression slope, enter with
//! their influence values (Hampel 1974, JASA 69(346)), so that what the arms share cancels for them as
//! well.

use libm::{fabs, sqrt};

use super::{Experiment, Prediction, Test};
use crate::analysis::claims::PointEffect;

/// Values of a test in the runs of one arm; NaN is missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// The observable.
    pub main: Vec<f64>,
    /// What it is divided by, or regressed on.
    pub second: Vec<f64>,
    /// The column that tells strata apart.
    pub by: Vec<f64>,
}

/// In which runs an effect was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stratum {
    /// All.
    All,
    /// The column that tells strata apart is at least a half in the baseline.
    High,
    /// It is below.
    Low,
}

impl Stratum {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// An effect with the baseline that it is to be held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// In which runs.
    pub stratum: Stratum,
    /// The effect.
    pub effect: PointEffect,
    /// Mean of the baseline's outcome over runs, or its ratio of totals.
    pub baseline_mean: f64,
    /// Standard deviation of the baseline's outcome over runs.
    pub baseline_sd: f64,
}

/// The effects of a test, given its values in the experiment's arms: in all runs, and by stratum.
pub fn measure(experiment: &Experiment, test: &Test, arms: &[&Values]) -> Vec<Measured> {
    let strata: &[Stratum] = if test.by.is_some() {
        &[Stratum::All, Stratum::High, Stratum::Low]
    } else {
        &[Stratum::All]
    };
    let weights: Vec<f64> = experiment.arms.iter().map(|(_, weight)| *weight).collect();
    strata
        .iter()
        .map(|stratum| one(&weights, experiment.baseline, test, arms, *stratum))
        .collect()
}

/// The differences run by run, of those runs in which every arm has a value. Used where doses are compared.
pub fn differences(experiment: &Experiment, test: &Test, arms: &[&Values]) -> Vec<f64> {
    let weights: Vec<f64> = experiment.arms.iter().map(|(_, weight)| *weight).collect();
    let kept = kept(test, arms, experiment.baseline, Stratum::All);
    let influences: Vec<(f64, Vec<f64>)> = arms
        .iter()
        .map(|values| statistic(test, values, &kept))
        .collect();
    combined(&weights, &influences).1
}

/// The baseline's outcomes in the runs of [`differences`].
pub fn outcomes(experiment: &Experiment, test: &Test, arms: &[&Values]) -> Vec<f64> {
    let kept = kept(test, arms, experiment.baseline, Stratum::All);
    let own = arms.get(experiment.baseline);
    own.map_or_else(Vec::new, |own| statistic(test, own, &kept).1)
}

/// Runs in which every arm has what the test needs.
pub(super) fn kept(test: &Test, arms: &[&Values], baseline: usize, stratum: Stratum) -> Vec<usize> {
    let runs = arms
        .iter()
        .map(|values| values.main.len())
        .min()
        .unwrap_or(0);
    let needs_second = test.per.is_some() || test.naive.is_some();
    let complete = |run: usize| {
        arms.iter().all(|values| {
            !values.main[run].is_nan()
                && (!needs_second || values.second.get(run).is_some_and(|x| !x.is_nan()))
        })
    };
    let inside = |run: usize| {
        let by = arms.get(baseline).and_then(|values| values.by.get(run));
        match stratum {
            Stratum::All => true,
            Stratum::High => by.is_some_and(|by| *by >= 0.5),
            Stratum::Low => by.is_some_and(|by| *by < 0.5),
        }
    };
    (0..runs)
        .filter(|run| complete(*run) && inside(*run))
        .collect()
}

fn one(
    weights: &[f64],
    baseline: usize,
    test: &Test,
    arms: &[&Values],
    stratum: Stratum,
) -> Measured {
    let kept = kept(test, arms, baseline, stratum);
    let picked = |values: &[f64]| -> Vec<f64> { kept.iter().map(|run| values[*run]).collect() };
    let own = arms
        .get(baseline)
        .map_or(Vec::new(), |values| picked(&values.main));
    let spread = PointEffect::of(&own);
    let baseline_sd = spread.se * sqrt(spread.n as f64);
    if test.naive.is_some() {
        let effect = bias(baseline, arms, &kept);
        return Measured {
            stratum,
            effect,
            baseline_mean: spread.mean,
            baseline_sd,
        };
    }
    let influences: Vec<(f64, Vec<f64>)> = arms
        .iter()
        .map(|values| statistic(test, values, &kept))
        .collect();
    let (mean, differences) = combined(weights, &influences);
    let around = PointEffect::of(&differences);
    let baseline_mean = influences.get(baseline).map_or(f64::NAN, |(mean, _)| *mean);
    // A mean of differences that are all zero is zero, not what rounding leaves of a difference of means.
    let mean = if test.per.is_none() || around.is_zero() {
        around.mean
    } else {
        mean
    };
    let mut effect = PointEffect { mean, ..around };
    if let Prediction::Same { margin } = test.predicted {
        // How far inside the margin the effect lies: above zero is as predicted.
        effect.mean = margin * fabs(baseline_mean) - fabs(effect.mean);
    }
    Measured {
        stratum,
        effect,
        baseline_mean,
        baseline_sd,
    }
}

/// The statistic of an arm, and for each run a value with that mean: the observable itself, or the ratio of
/// totals plus the influence of the run on it.
pub(super) fn statistic(test: &Test, values: &Values, kept: &[usize]) -> (f64, Vec<f64>) {
    let n = kept.len() as f64;
    let mean = |values: &[f64]| kept.iter().map(|run| values[*run]).sum::<f64>() / n;
    let main = mean(&values.main);
    if test.per.is_none() {
        return (main, kept.iter().map(|run| values.main[*run]).collect());
    }
    let second = mean(&values.second);
    let ratio = main / second;
    let influence = |run: &usize| {
        let own = values.main[*run] - ratio * values.second[*run];
        ratio + own / second
    };
    (ratio, kept.iter().map(influence).collect())
}

/// Σ w·statistic over arms, and the same run by run.
fn combined(weights: &[f64], arms: &[(f64, Vec<f64>)]) -> (f64, Vec<f64>) {
    let mean = weights
        .iter()
        .zip(arms)
        .map(|(w, (mean, _))| w * mean)
        .sum();
    let runs = arms
        .iter()
        .map(|(_, values)| values.len())
        .min()
        .unwrap_or(0);
    let each = |run: usize| weights.iter().zip(arms).map(|(w, (_, v))| w * v[run]).sum();
    (mean, (0..runs).map(each).collect())
}

/// The slope of a regression across the baseline's runs minus the effect known by construction.
fn bias(baseline: usize, arms: &[&Values], kept: &[usize]) -> PointEffect {
    let Some(found) = regression(baseline, arms, kept) else {
        return PointEffect {
            mean: f64::NAN,
            se: f64::NAN,
            n: kept.len() as u64,
        };
    };
    let influences = found.slope.1.iter().zip(&found.known.1);
    let differences: Vec<f64> = influences.map(|(slope, known)| slope - known).collect();
    PointEffect {
        mean: found.slope.0 - found.known.0,
        ..PointEffect::of(&differences)
    }
}

/// Two statistics, each with the influence of every run on it.
pub(super) struct Regression {
    /// The slope of the outcome on the regressor across the baseline's runs.
    pub slope: (f64, Vec<f64>),
    /// The change of the outcome per unit of change in the regressor when the lever moves it.
    pub known: (f64, Vec<f64>),
}

/// A naive regression, and what it should have found; `None` where the regressor does not vary or the lever does not
/// move it.
pub(super) fn regression(baseline: usize, arms: &[&Values], kept: &[usize]) -> Option<Regression> {
    let (_, moved) = arms.iter().enumerate().find(|(at, _)| *at != baseline)?;
    let own = arms.get(baseline)?;
    let n = kept.len() as f64;
    let mean = |value: &dyn Fn(usize) -> f64| kept.iter().map(|run| value(*run)).sum::<f64>() / n;
    let (x, y) = (|run: usize| own.second[run], |run: usize| own.main[run]);
    let (mean_x, mean_y) = (mean(&x), mean(&y));
    let variance = mean(&|run| (x(run) - mean_x) * (x(run) - mean_x));
    let slope = mean(&|run| (x(run) - mean_x) * (y(run) - mean_y)) / variance;
    let shift_x = |run: usize| moved.second[run] - own.second[run];
    let shift_y = |run: usize| moved.main[run] - own.main[run];
    let per = mean(&shift_x);
    if variance == 0.0 || per == 0.0 || kept.len() < 3 {
        return None;
    }
    let known = mean(&shift_y) / per;
    let on_slope = |run: &usize| {
        let residual = y(*run) - mean_y - slope * (x(*run) - mean_x);
        (x(*run) - mean_x) * residual / variance
    };
    let on_known = |run: &usize| (shift_y(*run) - known * shift_x(*run)) / per;
    Some(Regression {
        slope: (slope, kept.iter().map(on_slope).collect()),
        known: (known, kept.iter().map(on_known).collect()),
    })
}

#[cfg(test)]
mod tests;

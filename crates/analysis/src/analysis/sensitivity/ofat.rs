//! One factor at a time: what each level of each factor does to the baseline.
//!
//! The effect of a level is the mean output there less that of the baseline, and the range of a factor the
//! largest less the smallest effect of its levels, that of the baseline, zero, included. Under common random
//! numbers the two are paired, replicate by replicate (Law 2015, *Simulation Modeling and Analysis*, §11.2),
//! and resampled as pairs. A range of noisy means is wider than that of the means: compare it with the
//! intervals of its effects.

use super::bootstrap::{Bootstrap, Estimate};
use super::noise::Numbers;
use super::{Index, Responses, reason};
use crate::watch::{Stopped, Ticker};

/// Effects of levels, then ranges, factor by factor. `departs[p]` is the factor in which point p departs
/// from point 0, the baseline. [`Index::level`] is the point. Replicates are resampled: together at all
/// points with [`Numbers::Shared`], else at each point apart.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn ofat(
    y: &Responses,
    departs: &[Option<usize>],
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Index>, Stopped> {
    let replicates = y.replicates();
    let points = departs.len();
    let factors = departs.iter().flatten().map(|f| f + 1).max().unwrap_or(0);
    let moved: Vec<(usize, usize)> = departs
        .iter()
        .enumerate()
        .filter_map(|(point, factor)| factor.map(|factor| (point, factor)))
        .collect();
    let mut means = vec![0.0; points];
    let mut values = vec![f64::NAN; moved.len() + factors];
    let ones = vec![1.0; replicates];
    weighted(y, &mut means, |_| &ones);
    measure(&means, &moved, &mut values);
    let estimates = if replicates < 2 {
        values.iter().map(|value| Estimate::alone(*value)).collect()
    } else {
        let scratch = || (Vec::new(), vec![0.0; points]);
        let each = |(counts, means): &mut (Vec<f64>, Vec<f64>), b, out: &mut [f64]| {
            match numbers {
                Numbers::Shared => {
                    bootstrap.counts(b, 0, replicates, counts);
                    weighted(y, means, |_| counts.as_slice());
                }
                Numbers::Independent => {
                    for (point, mean) in means.iter_mut().enumerate() {
                        bootstrap.counts(b, point as u32, replicates, counts);
                        *mean = mean_of(y.point(point), counts);
                    }
                }
            }
            measure(means, &moved, out);
        };
        bootstrap.intervals(&values, scratch, each, ticker)?
    };
    let silence = y.silence();
    let constant = !silence.is_empty();
    let note = |estimate: &Estimate| match () {
        () if constant => silence,
        () if !estimate.has_interval() => reason::ONE_RUN,
        () => "",
    };
    let shown = |estimate: Estimate| match constant {
        true => Estimate::alone(0.0),
        false => estimate,
    };
    let effects = moved
        .iter()
        .zip(&estimates)
        .map(|((point, factor), e)| Index {
            level: Some(*point),
            ..Index::of("effect", *factor, shown(*e), note(e))
        });
    let ranges = estimates.iter().skip(moved.len()).enumerate();
    let ranges = ranges.map(|(factor, e)| Index::of("range", factor, shown(*e), note(e)));
    Ok(effects.chain(ranges).collect())
}

fn mean_of(values: &[f64], weights: &[f64]) -> f64 {
    super::bootstrap::dot(values, weights) / weights.iter().sum::<f64>()
}

fn weighted<'a>(y: &Responses, means: &mut [f64], weights: impl Fn(usize) -> &'a [f64]) {
    for (point, mean) in means.iter_mut().enumerate() {
        *mean = mean_of(y.point(point), weights(point));
    }
}

/// Effects of the points that depart, then the range of each factor; NaN of a factor without levels.
fn measure(means: &[f64], moved: &[(usize, usize)], out: &mut [f64]) {
    let baseline = means.first().copied().unwrap_or(f64::NAN);
    let (effects, ranges) = out.split_at_mut(moved.len());
    let mut ends = vec![(0.0_f64, 0.0_f64, false); ranges.len()];
    for ((point, factor), effect) in moved.iter().zip(effects) {
        *effect = means.get(*point).copied().unwrap_or(f64::NAN) - baseline;
        if let Some((low, high, any)) = ends.get_mut(*factor) {
            (*low, *high, *any) = (low.min(*effect), high.max(*effect), true);
        }
    }
    for ((low, high, any), range) in ends.into_iter().zip(ranges) {
        *range = if any { high - low } else { f64::NAN };
    }
}

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
fn kept(test: &Test, arms: &[&Values], baseline: usize, stratum: Stratum) -> Vec<usize> {
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
fn statistic(test: &Test, values: &Values, kept: &[usize]) -> (f64, Vec<f64>) {
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

/// The slope of a regression across the baseline's runs minus the effect known by construction: the change
/// of the outcome per unit of change in the regressor when the lever moves it.
fn bias(baseline: usize, arms: &[&Values], kept: &[usize]) -> PointEffect {
    let none = PointEffect {
        mean: f64::NAN,
        se: f64::NAN,
        n: kept.len() as u64,
    };
    let other = arms.iter().enumerate().find(|(at, _)| *at != baseline);
    let (Some(own), Some((_, moved))) = (arms.get(baseline), other) else {
        return none;
    };
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
        return none;
    }
    let causal = mean(&shift_y) / per;
    let influence = |run: &usize| {
        let run = *run;
        let residual = y(run) - mean_y - slope * (x(run) - mean_x);
        let naive = (x(run) - mean_x) * residual / variance;
        let known = (shift_y(run) - causal * shift_x(run)) / per;
        naive - known
    };
    let around = PointEffect::of(&kept.iter().map(influence).collect::<Vec<f64>>());
    PointEffect {
        mean: slope - causal,
        ..around
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::claims::Kind;
    use crate::study::claims::Observable;

    fn test(predicted: Prediction) -> Test {
        Test {
            name: "main".into(),
            kind: Kind::Finding,
            observable: Observable::parse("y").unwrap(),
            per: None,
            naive: None,
            predicted,
            by: None,
            vanishes: Vec::new(),
            unit: String::new(),
            says: String::new(),
        }
    }

    fn pair() -> Experiment {
        Experiment {
            claim: 0,
            variant: String::new(),
            ablation: String::new(),
            dose: None,
            arms: vec![(0, -1.0), (1, 1.0)],
            baseline: 0,
            window: 1,
        }
    }

    fn values(main: &[f64], second: &[f64]) -> Values {
        Values {
            main: main.to_vec(),
            second: second.to_vec(),
            by: Vec::new(),
        }
    }

    #[test]
    fn pairs_without_a_value_are_left_out() {
        let (a, b) = (
            values(&[1.0, 2.0, f64::NAN, 4.0], &[]),
            values(&[2.0, 4.0, 1.0, f64::NAN], &[]),
        );
        let found = measure(&pair(), &test(Prediction::Up), &[&a, &b]);
        assert_eq!((found[0].effect.mean, found[0].effect.n), (1.5, 2));
        assert_eq!(found[0].baseline_mean, 1.5);
    }

    #[test]
    fn a_lever_that_nothing_reads_is_zero_with_certainty() {
        let a = values(&[0.1, 0.2, 0.7], &[1.0, 2.0, 4.0]);
        let ratio = Test {
            per: Some(Observable::parse("x").unwrap()),
            ..test(Prediction::Up)
        };
        for test in [test(Prediction::Up), ratio] {
            assert!(measure(&pair(), &test, &[&a, &a])[0].effect.is_zero());
        }
    }

    /// Against the definition: ratios of sums, and the jackknife for their difference.
    #[test]
    fn a_ratio_of_totals_has_the_error_of_the_jackknife() {
        let n = 400;
        let noise = |k: usize, m: usize| ((k * m) % 101) as f64 / 101.0;
        let x: Vec<f64> = (0..n).map(|k| 2.0 + noise(k, 37)).collect();
        let y: Vec<f64> = (0..n).map(|k| noise(k, 53) * x[k]).collect();
        let z: Vec<f64> = (0..n).map(|k| y[k] + 0.3 * noise(k, 11)).collect();
        let (a, b) = (values(&y, &x), values(&z, &x));
        let ratio = Test {
            per: Some(Observable::parse("x").unwrap()),
            ..test(Prediction::Up)
        };
        let found = measure(&pair(), &ratio, &[&a, &b])[0].effect;
        let difference = |left_out: usize| {
            let sum = |v: &[f64]| {
                v.iter()
                    .enumerate()
                    .filter(|(k, _)| *k != left_out)
                    .map(|(_, x)| x)
                    .sum::<f64>()
            };
            (sum(&z) - sum(&y)) / sum(&x)
        };
        let all: Vec<f64> = (0..n).map(difference).collect();
        let mean = all.iter().sum::<f64>() / n as f64;
        let squares: f64 = all.iter().map(|d| (d - mean) * (d - mean)).sum();
        let jackknife = ((n - 1) as f64 / n as f64 * squares).sqrt();
        assert!((found.mean - difference(usize::MAX)).abs() < 1e-12);
        assert!(
            (found.se / jackknife - 1.0).abs() < 0.01,
            "{} {jackknife}",
            found.se
        );
    }

    /// y = 2x + confounder, where the lever moves x alone: the naive slope is 2 plus the confounder's.
    #[test]
    fn the_bias_of_a_naive_slope_is_what_was_put_in() {
        let n = 2000;
        let noise = |k: usize, m: usize| ((k * m) % 1009) as f64 / 1009.0 - 0.5;
        let c: Vec<f64> = (0..n).map(|k| noise(k, 37)).collect();
        let x: Vec<f64> = (0..n).map(|k| c[k] + noise(k, 211)).collect();
        let y: Vec<f64> = (0..n).map(|k| 2.0 * x[k] - 3.0 * c[k]).collect();
        let moved_x: Vec<f64> = x.iter().map(|x| x - 0.2).collect();
        let moved_y: Vec<f64> = y.iter().map(|y| y - 0.4).collect();
        let naive = Test {
            naive: Some(Observable::parse("x").unwrap()),
            ..test(Prediction::Up)
        };
        let (a, b) = (values(&y, &x), values(&moved_y, &moved_x));
        let found = measure(&pair(), &naive, &[&a, &b])[0].effect;
        // Half of the variance of x is the confounder's.
        assert!((found.mean + 1.5).abs() < 0.05, "{}", found.mean);
        assert!(found.se < 0.05);
    }

    #[test]
    fn strata_are_told_apart_by_the_baseline() {
        let by = Test {
            by: Some("z".into()),
            ..test(Prediction::Up)
        };
        let a = Values {
            by: vec![1.0, 0.9, 0.0, 0.2],
            ..values(&[0.0; 4], &[])
        };
        let b = values(&[3.0, 1.0, -1.0, -2.0], &[]);
        let found = measure(&pair(), &by, &[&a, &b]);
        let means: Vec<f64> = found.iter().map(|m| m.effect.mean).collect();
        assert_eq!(means, [0.25, 2.0, -1.5]);
    }
}

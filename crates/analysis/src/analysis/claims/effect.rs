//! A paired effect at one point: the mean of differences between runs that share their random numbers.

use libm::{fabs, sqrt};

use crate::analysis::contrast::runs_needed;
use crate::analysis::interval::{student_t_p, t_975};

/// The effect of a change at one point of the space.
///
/// ```
/// use trilat_analysis::analysis::claims::PointEffect;
///
/// let effect = PointEffect::of(&[1.0, 3.0, 2.0, 2.0]);
/// assert_eq!((effect.mean, effect.n), (2.0, 4));
/// let (low, high) = effect.interval();
/// assert!(low > 0.0 && high < 4.0);
/// // Nothing reads the lever: zero with certainty, whatever the number of pairs.
/// assert!(PointEffect::of(&[0.0; 8]).is_zero());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointEffect {
    /// Mean difference, changed − baseline; NaN without pairs.
    pub mean: f64,
    /// Its standard error; NaN below two pairs.
    pub se: f64,
    /// Pairs of runs with a value in both scenarios.
    pub n: u64,
}

impl PointEffect {
    /// The effect from the differences of single pairs.
    pub fn of(differences: &[f64]) -> Self {
        let n = differences.len() as f64;
        let (mean, sd) = (mean(differences), sd(differences));
        Self {
            mean,
            se: sd / sqrt(n),
            n: differences.len() as u64,
        }
    }

    /// Whether every pair was equal. Under common random numbers that is no estimate but certainty about
    /// these runs: the lever does not reach the observable.
    pub fn is_zero(&self) -> bool {
        self.n > 0 && self.mean == 0.0 && self.se == 0.0
    }

    /// The 95 % interval of the mean (Student's t); the mean itself where all pairs differ by the same;
    /// NaN below two pairs.
    pub fn interval(&self) -> (f64, f64) {
        let reach = t_975(self.n.saturating_sub(1)) * self.se;
        (self.mean - reach, self.mean + reach)
    }

    /// The two-sided p-value of a mean of zero (paired t test): 1 where every pair is equal, 0 where all
    /// differ by the same, NaN below two pairs.
    pub fn p_value(&self) -> f64 {
        if self.n < 2 || self.mean.is_nan() || self.se.is_nan() {
            f64::NAN
        } else if self.is_zero() {
            1.0
        } else {
            student_t_p(self.mean / self.se, self.n - 1)
        }
    }
}

/// A claim's effect at the defaults, with what a paper reports of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DefaultEffect {
    /// The effect.
    pub effect: PointEffect,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Mean of the baseline's outcome over runs.
    pub baseline_mean: f64,
    /// Standard deviation of the baseline's outcome over runs.
    pub baseline_sd: f64,
    /// The effect in standard deviations of the baseline's outcome over runs (Glass 1976, Educational
    /// Researcher 5(10)); NaN if that does not vary.
    pub standardised: f64,
    /// The effect in % of the size of the baseline's mean; NaN if that is zero.
    pub relative: f64,
    /// Pairs needed for an interval of at most the wanted half-width; `None` if it cannot be had.
    pub pairs_needed: Option<u64>,
}

impl DefaultEffect {
    /// The effect from pairs of outcomes; pairs with a missing (NaN) value are left out. `precision` is the
    /// wanted half-width of the 95 % interval in % of the size of the effect itself: 100 asks for the
    /// pairs that just tell its sign, if it is as large as it seems.
    pub fn of(baseline: &[f64], changed: &[f64], precision: f64) -> Self {
        let pairs = baseline.iter().zip(changed);
        let (kept, differences): (Vec<f64>, Vec<f64>) = pairs
            .filter(|(a, b)| !a.is_nan() && !b.is_nan())
            .map(|(a, b)| (*a, b - a))
            .unzip();
        let effect = PointEffect::of(&differences);
        let (low, high) = effect.interval();
        let (baseline_mean, baseline_sd) = (mean(&kept), sd(&kept));
        let over = |by: f64| {
            if by == 0.0 {
                f64::NAN
            } else {
                effect.mean / by
            }
        };
        Self {
            effect,
            low,
            high,
            baseline_mean,
            baseline_sd,
            standardised: over(baseline_sd),
            relative: 100.0 * over(fabs(baseline_mean)),
            pairs_needed: runs_needed(
                effect.se * sqrt(effect.n as f64),
                precision / 100.0 * fabs(effect.mean),
            ),
        }
    }
}

/// Mean; NaN of nothing. Equal values give that value exactly.
pub(super) fn mean(values: &[f64]) -> f64 {
    let Some(first) = values.first() else {
        return f64::NAN;
    };
    let shifted: f64 = values.iter().map(|x| x - first).sum();
    first + shifted / values.len() as f64
}

/// Sample standard deviation; NaN below two values, exactly zero for equal ones.
pub(super) fn sd(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let centre = mean(values);
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    sqrt(squares / (values.len() - 1) as f64)
}

//! Paired contrasts: what a change of scenario does to each observable, under common random numbers.
//!
//! Run k of the baseline and run k of the other scenario share their random numbers, so their
//! difference holds little of what they have in common. The effect is the mean of these differences
//! and its interval Student's interval of that mean (the paired t test; Law 2015, *Simulation Modeling
//! and Analysis*, §10.2.1 and §11.2).

use libm::{fabs, sqrt};

use super::interval::t_975;
use super::summary::{ValueError, check_value};
use crate::record::{Column, Role};

/// The most runs that are worth saying.
const MOST_RUNS: u64 = 1 << 50;

/// One contrast: a statistic of an observable in the baseline and in another scenario. NaN where a
/// number does not exist (no pairs, an interval from one pair, a ratio to zero).
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// Name of the run column.
    pub column: String,
    /// What is contrasted: `mean`, `share`, `share_by_horizon` or `restricted_mean`.
    pub statistic: &'static str,
    /// Unit of the means, the effect and its interval.
    pub unit: String,
    /// Pairs of runs with a value in both scenarios.
    pub n: u64,
    /// Pairs left out because one value or both are missing.
    pub n_missing: u64,
    /// Pairs whose two values differ.
    pub n_different: u64,
    /// Mean over the baseline's runs.
    pub mean_baseline: f64,
    /// Mean over the other scenario's runs.
    pub mean_scenario: f64,
    /// Mean of the differences, scenario − baseline.
    pub effect: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Lower end of its 95 % interval.
    pub ci_low: f64,
    /// Upper end of its 95 % interval.
    pub ci_high: f64,
    /// The effect in % of the size of the baseline's mean. −100 % with an interval without width says that
    /// the other scenario had none in any run, not that it never will.
    pub relative: f64,
    /// Lower end of its 95 % interval (Fieller).
    pub relative_low: f64,
    /// Upper end of its 95 % interval (Fieller).
    pub relative_high: f64,
    /// The effect in standard deviations between runs.
    pub effect_in_sd: f64,
    /// Pearson's correlation of the two values of a pair.
    pub correlation: f64,
    /// How many independent runs of each scenario one pair is worth; NaN (unbounded) if every pair
    /// differs by the same.
    pub variance_reduction: f64,
    /// Pairs needed for the wanted half-width of the effect's interval.
    pub pairs_needed: Option<u64>,
    /// Independent runs of each scenario needed for the same.
    pub independent_needed: Option<u64>,
}

impl Contrast {
    /// Whether there are pairs and the two values are equal in every one.
    pub fn identical(&self) -> bool {
        self.n > 0 && self.n_different == 0
    }
}

/// The contrasts of one scenario with the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// Name of the scenario.
    pub scenario: String,
    /// Its contrasts, in the order of the baseline's columns.
    pub contrasts: Vec<Contrast>,
}

/// Means, squared deviations and the co-moment of a stream of pairs, updated pair by pair (Welford
/// 1962, Technometrics).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairedMoments {
    n: u64,
    different: u64,
    mean_a: f64,
    mean_b: f64,
    mean_d: f64,
    /// Sum of the differences and what rounding has taken from it, so that differences of whole numbers
    /// that cancel leave exactly zero.
    sum_d: f64,
    lost_d: f64,
    squares_a: f64,
    squares_b: f64,
    squares_d: f64,
    /// Co-moment of a and the difference: better conditioned than that of a and b.
    products: f64,
}

impl PairedMoments {
    /// Adds a pair.
    pub fn push(&mut self, a: f64, b: f64) {
        let d = b - a;
        self.n += 1;
        self.different += u64::from(a != b);
        let n = self.n as f64;
        let (before_a, before_b, before_d) = (a - self.mean_a, b - self.mean_b, d - self.mean_d);
        self.mean_a += before_a / n;
        self.mean_b += before_b / n;
        self.mean_d += before_d / n;
        let sum = self.sum_d + d;
        self.lost_d += if fabs(self.sum_d) >= fabs(d) {
            (self.sum_d - sum) + d
        } else {
            (d - sum) + self.sum_d
        };
        self.sum_d = sum;
        self.squares_a += before_a * (a - self.mean_a);
        self.squares_b += before_b * (b - self.mean_b);
        self.squares_d += before_d * (d - self.mean_d);
        self.products += before_a * (d - self.mean_d);
    }

    /// Number of pairs.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// A sum of squares or products as a sample (co)variance; NaN below two pairs.
    fn variance(&self, sum: f64) -> f64 {
        if self.n < 2 {
            f64::NAN
        } else {
            sum / (self.n - 1) as f64
        }
    }

    /// The mean difference (summed after Neumaier 1974, ZAMM); NaN without pairs.
    fn effect(&self) -> f64 {
        self.mean((self.sum_d + self.lost_d) / self.n as f64)
    }

    fn mean(&self, mean: f64) -> f64 {
        if self.n == 0 { f64::NAN } else { mean }
    }

    /// The mean difference as a share of the size of a's mean, and its 95 % interval: Fieller's (1954,
    /// JRSS B) interval of a ratio of two means measured on the same runs, which is that of a paired t
    /// test turned round. It has no limits where the interval of a's own mean holds zero.
    fn relative(&self) -> (f64, f64, f64) {
        let size = fabs(self.mean_a);
        if self.n == 0 || size == 0.0 {
            return (f64::NAN, f64::NAN, f64::NAN);
        }
        let ratio = self.effect() / size;
        if self.different == 0 {
            return (0.0, 0.0, 0.0);
        }
        let n = self.n as f64;
        let t = t_975(self.n - 1);
        let sign = if self.mean_a < 0.0 { -1.0 } else { 1.0 };
        let var_a = self.variance(self.squares_a) / n;
        let var_d = self.variance(self.squares_d) / n;
        let covariance = sign * self.variance(self.products) / n;
        let scale = t / size;
        let g = scale * scale * var_a;
        if g.is_nan() || g >= 1.0 {
            return (ratio, f64::NAN, f64::NAN);
        }
        let centre = ratio - scale * scale * covariance;
        let spread = var_d - 2.0 * ratio * covariance + ratio * ratio * var_a
            - scale * scale * (var_a * var_d - covariance * covariance);
        let reach = scale * sqrt(if spread > 0.0 { spread } else { 0.0 });
        (
            ratio,
            (centre - reach) / (1.0 - g),
            (centre + reach) / (1.0 - g),
        )
    }

    /// The contrast of a statistic. `precision` is the wanted half-width of the effect's 95 % interval
    /// in % of the size of a's mean.
    ///
    /// The effect in standard deviations divides by the root mean of the two variances between runs
    /// (Cumming 2012, *Understanding the New Statistics*, d_av). The variance-reduction factor is
    /// (s_A² + s_B²)/s_D². Runs needed are the smallest n with t(n − 1)·s/√n at or below the wanted
    /// half-width, with s² = s_D² for pairs and s_A² + s_B² for independent runs (Welch's degrees of
    /// freedom at their least).
    pub fn contrast(
        &self,
        column: &Column,
        statistic: &'static str,
        unit: &str,
        n_missing: u64,
        precision: f64,
    ) -> Contrast {
        let n = self.n as f64;
        let var_a = self.variance(self.squares_a);
        let var_b = self.variance(self.squares_b);
        let var_d = self.variance(self.squares_d);
        let covariance = var_a + self.variance(self.products);
        let (effect, std_error) = (self.effect(), sqrt(var_d / n));
        let reach = t_975(self.n.saturating_sub(1)) * std_error;
        let (relative, low, high) = self.relative();
        let wanted = precision / 100.0 * fabs(self.mean_a);
        Contrast {
            column: column.name.clone(),
            statistic,
            unit: unit.to_owned(),
            n: self.n,
            n_missing,
            n_different: self.different,
            mean_baseline: self.mean(self.mean_a),
            mean_scenario: self.mean(self.mean_b),
            effect,
            std_error,
            ci_low: effect - reach,
            ci_high: effect + reach,
            relative: 100.0 * relative,
            relative_low: 100.0 * low,
            relative_high: 100.0 * high,
            effect_in_sd: over(effect, sqrt(0.5 * (var_a + var_b))),
            correlation: over(covariance, sqrt(var_a * var_b)).clamp(-1.0, 1.0),
            variance_reduction: over(var_a + var_b, var_d),
            pairs_needed: runs_needed(sqrt(var_d), wanted),
            independent_needed: runs_needed(sqrt(var_a + var_b), wanted),
        }
    }
}

/// The baseline's value and the baseline's plus the weighted sum: the other's own value where the weights are
/// -1 and 1, to the last bit.
fn pair(values: impl Iterator<Item = (f64, f64)> + Clone, of: impl Fn(f64) -> f64) -> (f64, f64) {
    let baseline = values.clone().find(|(_, weight)| *weight < 0.0);
    let a = baseline.map_or(f64::NAN, |(value, _)| of(value));
    let mut others = values.clone().filter(|(_, weight)| *weight > 0.0);
    match (values.clone().count(), others.next()) {
        (2, Some((value, 1.0))) => (a, of(value)),
        _ => (
            a,
            a + values
                .map(|(value, weight)| weight * of(value))
                .sum::<f64>(),
        ),
    }
}

/// The quotient; NaN for a divisor of zero.
fn over(a: f64, b: f64) -> f64 {
    if b == 0.0 { f64::NAN } else { a / b }
}

/// The fewest values, at least 2, of standard deviation `sd` whose mean has a 95 % interval of at most
/// this half-width. `None` if the half-width is not above zero, a number is missing, or they would
/// be more than 2^50.
///
/// ```
/// use trilat_analysis::analysis::contrast::runs_needed;
/// // t(17) = 2.1098: 2.1098/√18 = 0.4973, and t(16)/√17 = 0.5141.
/// assert_eq!(runs_needed(1.0, 0.5), Some(18));
/// assert_eq!(runs_needed(0.0, 0.5), Some(2));
/// assert_eq!(runs_needed(1.0, 0.0), None);
/// ```
pub fn runs_needed(sd: f64, half_width: f64) -> Option<u64> {
    let known = sd >= 0.0 && sd.is_finite() && half_width > 0.0 && half_width.is_finite();
    let enough = |n: u64| t_975(n - 1) * sd <= half_width * sqrt(n as f64);
    if !known || !enough(MOST_RUNS) {
        return None;
    }
    let (mut few, mut many) = (1, 2);
    while !enough(many) {
        (few, many) = (many, 2 * many);
    }
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        if enough(middle) {
            many = middle;
        } else {
            few = middle;
        }
    }
    Some(many)
}

/// Accumulates pairs of run rows, in the order of the replicates and in constant memory.
#[derive(Clone, Debug)]
pub struct Contrasts {
    columns: Vec<Column>,
    horizon: usize,
    tracks: Vec<Track>,
}

/// What is kept of a column: its values or, for event times, whether and when.
#[derive(Clone, Copy, Debug, Default)]
struct Track {
    value: PairedMoments,
    time: PairedMoments,
    missing: u64,
}

impl Contrasts {
    /// No pairs yet of these columns over a horizon in months.
    pub fn new(columns: &[Column], horizon: usize) -> Self {
        Self {
            columns: columns.to_vec(),
            horizon,
            tracks: vec![Track::default(); columns.len()],
        }
    }

    /// Adds the values of one column in both scenarios' run number `run`; NaN is missing. Columns are
    /// numbered as in [`new`](Self::new); a number beyond them is ignored.
    ///
    /// # Errors
    /// [`ValueError`] if the column's kind or role rules out a value.
    pub fn push(&mut self, run: u64, column: usize, a: f64, b: f64) -> Result<(), ValueError> {
        self.push_weighted(run, column, &[a, b], &[-1.0, 1.0])
    }

    /// Adds the values of one column in run number `run` of several scenarios, and their sum with these weights
    /// as the difference. The baseline is the first with a weight below 0.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn push_weighted(
        &mut self,
        run: u64,
        column: usize,
        values: &[f64],
        weights: &[f64],
    ) -> Result<(), ValueError> {
        let horizon = self.horizon;
        let (Some(description), Some(track)) =
            (self.columns.get(column), self.tracks.get_mut(column))
        else {
            return Ok(());
        };
        let own = || {
            let each = values.iter().copied().zip(weights.iter().copied());
            each.filter(|(_, weight)| *weight != 0.0)
        };
        for (value, _) in own().filter(|(value, _)| !value.is_nan()) {
            check_value(description, horizon, value).map_err(|expected| ValueError {
                run,
                column: description.name.clone(),
                value,
                expected,
            })?;
        }
        if description.role == Role::EventTime {
            let happened = |time: f64| if time.is_nan() { 0.0 } else { 1.0 };
            let observed = |time: f64| if time.is_nan() { horizon as f64 } else { time };
            let ((a, b), (from, to)) = (pair(own(), happened), pair(own(), observed));
            track.value.push(a, b);
            track.time.push(from, to);
        } else if own().any(|(value, _)| value.is_nan()) {
            track.missing += 1;
        } else {
            let (a, b) = pair(own(), |value| value);
            track.value.push(a, b);
        }
        Ok(())
    }

    /// Counts a pair of which a run failed: nothing of it is known, not even that an event did not happen.
    pub fn push_failed(&mut self) {
        for track in &mut self.tracks {
            track.missing += 1;
        }
    }

    /// The contrasts, column by column; identifiers have none, event times two: the share of runs with
    /// the event by the horizon, and the restricted mean time to it, E min(T, horizon), which is the
    /// area under the Kaplan–Meier curve (Irwin 1949, Journal of Hygiene; Royston & Parmar 2013, BMC
    /// Medical Research Methodology). `precision` as in [`PairedMoments::contrast`].
    pub fn contrasts(&self, precision: f64) -> Vec<Contrast> {
        const SHARE: &str = "share of runs";
        let columns = self.columns.iter().zip(&self.tracks);
        columns
            .flat_map(|(column, track)| {
                let of = |moments: &PairedMoments, statistic, unit: &str| {
                    moments.contrast(column, statistic, unit, track.missing, precision)
                };
                match column.role {
                    Role::Identifier => Vec::new(),
                    Role::Value | Role::Count => vec![of(&track.value, "mean", &column.unit)],
                    Role::Indicator => vec![of(&track.value, "share", SHARE)],
                    Role::EventTime => vec![
                        of(&track.value, "share_by_horizon", SHARE),
                        of(&track.time, "restricted_mean", &column.unit),
                    ],
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;

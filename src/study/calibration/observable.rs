//! Observables: numbers that a series of monthly counts shows, by name.

use crate::math::{exp, ln, sqrt};

/// What is computed of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observable {
    /// Mean count a month.
    Mean,
    /// Sample variance (n − 1).
    Variance,
    /// Sample variance over mean: above 1 where counts are overdispersed.
    VarianceToMean,
    /// Pearson correlation of each month with the next.
    Autocorrelation1,
    /// Share of months with a count above 0.
    ShareAny,
    /// P(any | none the month before).
    PAnyAfterNone,
    /// P(any | any the month before).
    PAnyAfterAny,
    /// Events a month in months under exercises over those in the others; ½ is added to both sums.
    RateRatio,
    /// Its natural logarithm.
    LnRateRatio,
    /// Longest run of months without an event.
    LongestPause,
}

impl Observable {
    /// All, with the names that files use.
    pub const ALL: [(&'static str, Self); 10] = [
        ("mean", Self::Mean),
        ("variance", Self::Variance),
        ("variance_to_mean", Self::VarianceToMean),
        ("autocorrelation_1", Self::Autocorrelation1),
        ("share_any", Self::ShareAny),
        ("p_any_after_none", Self::PAnyAfterNone),
        ("p_any_after_any", Self::PAnyAfterAny),
        ("rate_ratio", Self::RateRatio),
        ("ln_rate_ratio", Self::LnRateRatio),
        ("longest_pause", Self::LongestPause),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, one)| *one == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether it depends on the calendar of exercises.
    pub const fn needs_exercises(self) -> bool {
        matches!(self, Self::RateRatio | Self::LnRateRatio)
    }

    /// Its value; NaN where it is undefined, such as a ratio to a mean of 0. `exercises` tells which months
    /// count as under exercises.
    ///
    /// ```
    /// use trilat::study::calibration::observable::Observable;
    /// let counts = [0.0, 2.0, 1.0, 0.0, 0.0];
    /// assert_eq!(Observable::Mean.of(&counts, &[]), 0.6);
    /// assert_eq!(Observable::PAnyAfterNone.of(&counts, &[]), 0.5);
    /// assert_eq!(Observable::PAnyAfterAny.of(&counts, &[]), 0.5);
    /// assert_eq!(Observable::LongestPause.of(&counts, &[]), 2.0);
    /// ```
    pub fn of(self, counts: &[f64], exercises: &[bool]) -> f64 {
        match self {
            Self::Mean => mean(counts),
            Self::Variance => variance(counts),
            Self::VarianceToMean => {
                let mean = mean(counts);
                if mean > 0.0 {
                    variance(counts) / mean
                } else {
                    f64::NAN
                }
            }
            Self::Autocorrelation1 => {
                let n = counts.len();
                correlation(
                    &counts[..n.saturating_sub(1)],
                    counts.get(1..).unwrap_or(&[]),
                )
            }
            Self::ShareAny => {
                let any = counts.iter().filter(|count| **count > 0.0).count();
                any as f64 / counts.len() as f64
            }
            Self::PAnyAfterNone => any_after(counts, false),
            Self::PAnyAfterAny => any_after(counts, true),
            Self::RateRatio => exp(ln_rate_ratio(counts, exercises)),
            Self::LnRateRatio => ln_rate_ratio(counts, exercises),
            Self::LongestPause => {
                let (mut longest, mut pause) = (0_u32, 0_u32);
                for count in counts {
                    pause = if *count > 0.0 { 0 } else { pause + 1 };
                    longest = longest.max(pause);
                }
                f64::from(longest)
            }
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    squares / (values.len() as f64 - 1.0)
}

/// Pearson's; NaN where one does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut products, mut squares_a, mut squares_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        products += (x - mean_a) * (y - mean_b);
        squares_a += (x - mean_a) * (x - mean_a);
        squares_b += (y - mean_b) * (y - mean_b);
    }
    if squares_a > 0.0 && squares_b > 0.0 {
        products / sqrt(squares_a * squares_b)
    } else {
        f64::NAN
    }
}

fn any_after(counts: &[f64], before: bool) -> f64 {
    let (mut cases, mut any) = (0_u32, 0_u32);
    for (first, second) in counts.iter().zip(counts.iter().skip(1)) {
        if (*first > 0.0) == before {
            cases += 1;
            any += u32::from(*second > 0.0);
        }
    }
    if cases > 0 {
        f64::from(any) / f64::from(cases)
    } else {
        f64::NAN
    }
}

/// ln of (events + ½)/months under exercises over the same of the other months. The halves (Haldane 1956) keep
/// it defined where one sum is 0; NaN if all months are of one kind.
fn ln_rate_ratio(counts: &[f64], exercises: &[bool]) -> f64 {
    let (mut sums, mut months) = ([0.5, 0.5], [0.0, 0.0]);
    for (count, under) in counts.iter().zip(exercises) {
        let side = usize::from(*under);
        sums[side] += count;
        months[side] += 1.0;
    }
    if months[0] > 0.0 && months[1] > 0.0 {
        ln(sums[1] / months[1]) - ln(sums[0] / months[0])
    } else {
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_observable_has_its_definition() {
        let counts = [0.0, 2.0, 1.0, 0.0, 0.0, 3.0];
        let under = [false, true, true, false, false, false];
        let value = |name: &str| {
            let (_, found) = Observable::ALL.iter().find(|(n, _)| *n == name).unwrap();
            assert_eq!(found.name(), name);
            found.of(&counts, &under)
        };
        assert_eq!(value("mean"), 1.0);
        assert_eq!(value("variance"), 8.0 / 5.0);
        assert_eq!(value("variance_to_mean"), 8.0 / 5.0);
        assert_eq!(value("share_any"), 0.5);
        assert_eq!(value("p_any_after_none"), 2.0 / 3.0);
        assert_eq!(value("p_any_after_any"), 0.5);
        assert_eq!(value("longest_pause"), 2.0);
        // (3 + ½)/2 over (3 + ½)/4.
        assert!((value("rate_ratio") - 2.0).abs() < 1e-12);
        assert!((value("ln_rate_ratio") - 2.0_f64.ln()).abs() < 1e-12);
        // Pairs (0,2) (2,1) (1,0) (0,0) (0,3): means .6 and 1.2, products −1.6, squares 3.2 and 6.8.
        assert!((value("autocorrelation_1") + 1.6 / (3.2_f64 * 6.8).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_computed_is_undefined() {
        let quiet = [0.0; 6];
        let value = |observable: Observable| observable.of(&quiet, &[false; 6]);
        for undefined in [
            Observable::VarianceToMean,
            Observable::Autocorrelation1,
            Observable::PAnyAfterAny,
            Observable::RateRatio,
        ] {
            assert!(value(undefined).is_nan(), "{}", undefined.name());
        }
        assert_eq!(value(Observable::PAnyAfterNone), 0.0);
        assert_eq!(value(Observable::LongestPause), 6.0);
        for (_, observable) in Observable::ALL {
            let none = observable.of(&[], &[]);
            assert!(none.is_nan() || none == 0.0);
        }
    }
}

//! Coverage of central intervals.

use super::predictive::Predictive;

/// A central interval of a predictive distribution and whether it held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Smallest count in it: the α/2 quantile.
    pub low: u64,
    /// Largest count in it: the 1 − α/2 quantile.
    pub high: u64,
    /// The probability that the forecast itself gives it. Counts come in lumps, so that it is at least
    /// the nominal level and often much more: judge the observed share by the mean of this.
    pub probability: f64,
}

impl Interval {
    /// Whether it holds a count.
    pub fn holds(&self, observed: u64) -> bool {
        (self.low..=self.high).contains(&observed)
    }
}

/// The central interval of nominal `level`, such as 0.9, from the quantiles inf{k: P(Y ≤ k) ≥ p}.
///
/// ```
/// use trilat_analysis::analysis::score::{Predictive, coverage::central};
/// let forecast = Predictive::mass(vec![0.1, 0.6, 0.2, 0.1])?;
/// let half = central(&forecast, 0.5);
/// assert_eq!((half.low, half.high), (1, 2));
/// assert!((half.probability - 0.8).abs() < 1e-15);
/// # Ok::<(), trilat_analysis::analysis::score::PredictiveError>(())
/// ```
pub fn central(predictive: &Predictive, level: f64) -> Interval {
    let mass = predictive.table();
    let tail = (1.0 - level) / 2.0;
    let (low, high) = (quantile(&mass, tail), quantile(&mass, 1.0 - tail));
    let probability: f64 = mass[low..=high].iter().sum();
    Interval {
        low: low as u64,
        high: high as u64,
        probability: if probability > 1.0 { 1.0 } else { probability },
    }
}

/// The smallest count at which the distribution reaches `p`, up to rounding of sums.
fn quantile(mass: &[f64], p: f64) -> usize {
    let mut sum = 0.0;
    for (k, q) in mass.iter().enumerate() {
        sum += q;
        if sum >= p - 1e-12 {
            return k;
        }
    }
    mass.len() - 1
}

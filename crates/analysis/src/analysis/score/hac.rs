//! The mean of a series whose neighbours are correlated.

use libm::{floor, pow, sqrt};

use crate::analysis::interval::t_975;

/// A mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HacMean {
    /// Number of values.
    pub n: usize,
    /// Their mean; NaN without values.
    pub mean: f64,
    /// Its standard error, robust to autocorrelation up to `lags`; NaN for fewer than two values.
    pub std_error: f64,
    /// Lags used.
    pub lags: usize,
}

impl HacMean {
    /// The 95 % interval by Student's t with n − 1 degrees of freedom.
    pub fn interval(&self) -> (f64, f64) {
        let half = t_975(self.n.saturating_sub(1) as u64) * self.std_error;
        (self.mean - half, self.mean + half)
    }
}

/// ⌊4 (n/100)^(2/9)⌋: the usual rule of thumb for the lags of Bartlett's weights (Newey & West 1994).
///
/// ```
/// use trilat_analysis::analysis::score::hac::rule_of_thumb;
/// assert_eq!([24, 96, 500].map(rule_of_thumb), [2, 3, 5]);
/// ```
pub fn rule_of_thumb(n: usize) -> usize {
    floor(4.0 * pow(n as f64 / 100.0, 2.0 / 9.0)) as usize
}

/// The mean and its standard error √(S/n), S = γ₀ + 2 Σ_{j ≤ L} (1 − j/(L + 1)) γ_j with the sample
/// autocovariances γ_j divided by n (Newey & West 1987, Econometrica 55). `lags` is cut to n − 1.
pub fn newey_west(values: &[f64], lags: usize) -> HacMean {
    let n = values.len();
    let lags = lags.min(n.saturating_sub(1));
    let size = n as f64;
    let mean = values.iter().sum::<f64>() / size;
    let covariance = |lag: usize| {
        let pairs = values.iter().zip(&values[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / size
    };
    let mut long_run = if n < 2 { f64::NAN } else { covariance(0) };
    for lag in 1..=lags {
        let weight = 1.0 - lag as f64 / (lags as f64 + 1.0);
        long_run += 2.0 * weight * covariance(lag);
    }
    // Bartlett's weights make it non-negative, but for rounding.
    let long_run = if long_run < 0.0 { 0.0 } else { long_run };
    HacMean {
        n,
        mean,
        std_error: sqrt(long_run / size),
        lags,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternating_values_pin_their_mean_down() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i % 2)).collect();
        let plain = newey_west(&values, 0).std_error;
        assert!((plain - (0.25f64 / 40.0).sqrt()).abs() < 1e-15);
        assert!(newey_west(&values, 1).std_error < 0.2 * plain);
    }

    #[test]
    fn too_few_values_have_no_error() {
        assert!(newey_west(&[], 3).mean.is_nan());
        let one = newey_west(&[2.0], 3);
        assert_eq!(one.mean, 2.0);
        assert!(one.std_error.is_nan());
    }
}

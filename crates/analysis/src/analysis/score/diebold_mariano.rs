//! Whether one forecast scores better than another.

use libm::sqrt;

use super::hac::newey_west;
use crate::analysis::interval::{student_t_p, t_975};

/// A paired difference of scores and its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DieboldMariano {
    /// Months that both forecast.
    pub n: usize,
    /// Mean of the differences.
    pub difference: f64,
    /// Its standard error: Newey–West, divided by the small-sample factor.
    pub std_error: f64,
    /// Lower end of its 95 % interval.
    pub ci_low: f64,
    /// Upper end of its 95 % interval.
    pub ci_high: f64,
    /// Difference over standard error; NaN if the forecasts never differ.
    pub statistic: f64,
    /// Two-sided p by Student's t with n − 1 degrees of freedom.
    pub p_value: f64,
    /// Lags of the variance.
    pub lags: usize,
}

/// Tests that the mean of paired score differences is zero (Diebold & Mariano 1995, JBES 13), with the
/// variance of Newey & West over `lags` and the small-sample factor of Harvey, Leybourne & Newbold (1997,
/// International Journal of Forecasting 13) for forecasts `horizon` months ahead:
/// statistic · √\[(n + 1 − 2h + h(h − 1)/n)/n\], judged by t with n − 1 degrees of freedom. The factor is that of
/// h < n; from h = n on there is no test, only the mean of the differences.
///
/// The test takes the forecasts as given. Between forecasts of which one contains the other with fitted
/// parameters it is only approximate (Giacomini & White 2006 say what it then tests).
pub fn diebold_mariano(differences: &[f64], horizon: usize, lags: usize) -> DieboldMariano {
    let found = newey_west(differences, lags);
    let (n, h) = (found.n as f64, horizon as f64);
    let factor = (n + 1.0 - 2.0 * h + h * (h - 1.0) / n) / n;
    // Its polynomial grows again far beyond n, where it would call anything significant.
    let factor = match h < n && factor > 0.0 {
        true => sqrt(factor),
        false => f64::NAN,
    };
    let std_error = found.std_error / factor;
    let same = differences.iter().all(|d| *d == 0.0);
    let statistic = if same {
        f64::NAN
    } else {
        found.mean / std_error
    };
    let df = found.n.saturating_sub(1) as u64;
    let half = t_975(df) * std_error;
    DieboldMariano {
        n: found.n,
        difference: found.mean,
        std_error,
        ci_low: found.mean - half,
        ci_high: found.mean + half,
        statistic,
        p_value: student_t_p(statistic, df),
        lags: found.lags,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forecasts_that_never_differ_have_no_test() {
        let found = diebold_mariano(&[0.0; 12], 1, 2);
        assert_eq!(
            (found.difference, found.ci_low, found.ci_high),
            (0.0, 0.0, 0.0)
        );
        assert!(found.statistic.is_nan() && found.p_value.is_nan());
    }

    #[test]
    fn horizons_beyond_the_sample_have_no_factor() {
        for horizon in [3, 4, 6, 7, 100] {
            let found = diebold_mariano(&[1.0, 2.0, 4.0], horizon, 0);
            assert!((found.difference - 7.0 / 3.0).abs() < 1e-12);
            assert!(found.std_error.is_nan() && found.p_value.is_nan());
            assert!(found.ci_low.is_nan() && found.ci_high.is_nan());
        }
    }
}

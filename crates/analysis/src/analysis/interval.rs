//! Quantiles and intervals behind the summaries.
//!
//! Only IEEE basic operations, square roots and the portable `libm` functions are used, so that an
//! interval has the same bits on every platform.

use std::sync::OnceLock;

use libm::{atan, fabs, sqrt};

/// The 97.5 % quantile of the standard normal distribution.
pub const Z_975: f64 = 1.959_963_984_540_054;

/// Above this many degrees of freedom the expansion is accurate to full precision.
const EXPANSION_FROM: u64 = 200;

/// Quantiles below that, once they were asked for: a table asks for the same few a thousand times.
static BISECTED: [OnceLock<f64>; EXPANSION_FROM as usize + 1] =
    [const { OnceLock::new() }; EXPANSION_FROM as usize + 1];

/// Share of the largest size up to which values that differ are taken for the same (dimensionless): sums of some
/// hundred months that are equal on paper come out up to some hundred rounding errors (2⁻⁵²) apart.
pub const ROUNDING: f64 = 1e-12;

/// Whether values, in any unit, are the same, or differ by no more than [`ROUNDING`] of the largest. Values that are
/// missing or not finite are never the same.
///
/// ```
/// use trilat_analysis::analysis::interval::only_rounding;
///
/// assert!(only_rounding(&[0.3, 0.1 + 0.2]) && only_rounding(&[0.0, 0.0]) && only_rounding(&[]));
/// assert!(!only_rounding(&[0.3, 0.300_001]) && !only_rounding(&[0.0, 1e-300]));
/// assert!(!only_rounding(&[1.0, f64::INFINITY]) && !only_rounding(&[1.0, f64::NAN]));
/// ```
pub fn only_rounding(values: &[f64]) -> bool {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let size = fabs(low).max(fabs(high));
    let finite = values.iter().all(|value| value.is_finite());
    finite && (values.is_empty() || high - low <= ROUNDING * size)
}

/// The 97.5 % quantile of Student's t with `df` degrees of freedom: the half-width, in standard errors,
/// of a 95 % interval. NaN for `df = 0`.
///
/// Up to 200 degrees of freedom by bisection on the exact finite series for a whole number of
/// degrees of freedom (Abramowitz & Stegun 1964, 26.7.3–26.7.4); above by the expansion in 1/df
/// (26.7.5, after Fisher & Cornish 1960). Relative error below 1e-11.
pub fn t_975(df: u64) -> f64 {
    match df {
        0 => f64::NAN,
        1..=EXPANSION_FROM => *BISECTED[df as usize].get_or_init(|| t_by_bisection(df)),
        _ => t_by_expansion(df as f64),
    }
}

/// P(|T| ≥ |t|) of Student's t with `df` degrees of freedom: the two-sided p-value of a t statistic. NaN
/// for `df = 0` or a NaN statistic.
///
/// The exact finite series (Abramowitz & Stegun 1964, 26.7.3–26.7.4); absolute error below 1e-14.
///
/// ```
/// use trilat_analysis::analysis::interval::student_t_p;
/// assert!((student_t_p(2.228_138_851_986_27, 10) - 0.05).abs() < 1e-14);
/// ```
pub fn student_t_p(t: f64, df: u64) -> f64 {
    match df {
        0 => f64::NAN,
        _ if t.is_infinite() => 0.0,
        _ => 1.0 - two_sided_mass(fabs(t), df),
    }
}

fn t_by_bisection(df: u64) -> f64 {
    let (mut low, mut high) = (Z_975, 13.0);
    // Each step halves the bracket; 60 steps leave neighbouring numbers.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if two_sided_mass(middle, df) < 0.95 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// P(|T| ≤ t) for t > 0 (Abramowitz & Stegun 26.7.3 for odd, 26.7.4 for even degrees of freedom).
fn two_sided_mass(t: f64, df: u64) -> f64 {
    let nu = df as f64;
    let cos2 = nu / (nu + t * t);
    let sin = t / sqrt(nu + t * t);
    if df.is_multiple_of(2) {
        sin * series(1.0, 1, df - 2, cos2)
    } else {
        let theta = atan(t / sqrt(nu));
        let tail = if df == 1 {
            0.0
        } else {
            sin * series(sqrt(cos2), 2, df - 2, cos2)
        };
        std::f64::consts::FRAC_2_PI * (theta + tail)
    }
}

/// first·(1 + k/(k+1)·c² + k(k+2)/((k+1)(k+3))·c⁴ + …), numerators up to `last − 1`.
fn series(first: f64, k: u64, last: u64, cos2: f64) -> f64 {
    let (mut term, mut sum) = (first, first);
    let mut numerator = k;
    while numerator < last {
        term *= cos2 * numerator as f64 / (numerator + 1) as f64;
        sum += term;
        numerator += 2;
    }
    sum
}

fn t_by_expansion(nu: f64) -> f64 {
    let z = Z_975;
    let z2 = z * z;
    let g1 = z * (z2 + 1.0) / 4.0;
    let g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0;
    z + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu
}

/// The 95 % score interval of a share: `successes` out of `n` (Wilson 1927, JASA). NaN for `n = 0`.
///
/// ```
/// let (low, high) = trilat_analysis::analysis::interval::wilson(0, 10);
/// assert_eq!(low, 0.0);
/// assert!((high - 0.277_532_799_862_889).abs() < 1e-12);
/// ```
pub fn wilson(successes: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (f64::NAN, f64::NAN);
    }
    let (k, n_real, z2) = (successes as f64, n as f64, Z_975 * Z_975);
    let centre = k + z2 / 2.0;
    let spread = Z_975 * sqrt(fabs(k * (n_real - k)) / n_real + z2 / 4.0);
    // At the ends the closed form is exact only up to rounding.
    let low = if successes == 0 {
        0.0
    } else {
        (centre - spread) / (n_real + z2)
    };
    let high = if successes >= n {
        1.0
    } else {
        (centre + spread) / (n_real + z2)
    };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_and_expansion_agree_where_they_meet() {
        for df in [150, 175, 200] {
            let relative = t_by_bisection(df) / t_by_expansion(df as f64) - 1.0;
            assert!(relative.abs() < 1e-10, "{df}: {relative:e}");
        }
    }

    #[test]
    fn textbook_values() {
        assert!((t_975(1) - 12.706_204_736_174_7).abs() < 1e-9);
        assert!((t_975(2) - 4.302_652_729_749_46).abs() < 1e-11);
        assert!(t_975(0).is_nan());
    }

    #[test]
    fn wilson_stays_inside_and_mirrors() {
        for n in [1, 7, 1000] {
            for k in 0..=n.min(20) {
                let (low, high) = wilson(k, n);
                let (mirror_low, mirror_high) = wilson(n - k, n);
                assert!(0.0 <= low && low < high && high <= 1.0);
                assert!((low + mirror_high - 1.0).abs() < 1e-12);
                assert!((high + mirror_low - 1.0).abs() < 1e-12);
            }
        }
    }
}

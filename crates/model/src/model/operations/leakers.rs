//! M8: missiles that leak, counted rather than averaged.

use crate::math::{exp, ln, normal_quantile, sqrt};
use crate::theory::operations::nearest_whole;

/// Above this number of missiles the normal limit of the binomial distribution is used.
const EXACT: f64 = 1000.0;

/// Number of successes among `n` trials of probability `p`, from a uniform draw in (0, 1): the
/// smallest m whose distribution function reaches the draw. `n` is a whole number.
///
/// Above 1,000 trials it is the rounded quantile of N(np, np(1 − p)), held within [0, n].
pub fn binomial(n: f64, p: f64, draw: f64) -> f64 {
    if !(p > 0.0 && n > 0.0) {
        return 0.0;
    }
    if p >= 1.0 {
        return n;
    }
    if n > EXACT {
        let m = n * p + normal_quantile(draw) * sqrt(n * p * (1.0 - p));
        return if m < 0.5 {
            0.0
        } else if m > n - 0.5 {
            n
        } else {
            nearest_whole(m)
        };
    }
    // From the less likely side, so that the first term cannot vanish.
    if p > 0.5 {
        return n - count_up(n, 1.0 - p, 1.0 - draw);
    }
    count_up(n, p, draw)
}

fn count_up(n: f64, p: f64, draw: f64) -> f64 {
    let odds = p / (1.0 - p);
    let mut term = exp(n * ln(1.0 - p));
    let mut sum = term;
    let mut m = 0.0;
    while sum < draw && m < n {
        term *= odds * (n - m) / (m + 1.0);
        m += 1.0;
        sum += term;
    }
    m
}

/// Missiles fired in a raid of a given size: a whole number, at least 1 if any.
#[inline(always)]
pub fn fired(raid: f64) -> f64 {
    let whole = nearest_whole(raid);
    if raid > 0.0 {
        if whole > 1.0 { whole } else { 1.0 }
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean and variance over a fine grid of draws are those of the distribution.
    #[test]
    fn counts_have_the_binomial_mean_and_variance() {
        for (n, p) in [
            (10.0, 0.2),
            (10.0, 0.85),
            (40.0, 0.5),
            (900.0, 0.03),
            (2000.0, 0.4),
        ] {
            let grid = 200_000;
            let (mut sum, mut squares) = (0.0, 0.0);
            for i in 0..grid {
                let m = binomial(n, p, (f64::from(i) + 0.5) / f64::from(grid));
                assert!((0.0..=n).contains(&m) && m.fract() == 0.0);
                sum += m;
                squares += m * m;
            }
            let mean = sum / f64::from(grid);
            let variance = squares / f64::from(grid) - mean * mean;
            let scale = (n * p * (1.0 - p)).sqrt();
            assert!((mean - n * p).abs() < 1e-3 * scale, "{n} {p}: mean {mean}");
            let exact = n * p * (1.0 - p);
            let slack = if n > EXACT {
                1e-3 * exact + 1.0 / 12.0
            } else {
                1e-3 * exact
            };
            assert!(
                (variance - exact).abs() < slack,
                "{n} {p}: variance {variance}"
            );
        }
    }

    #[test]
    fn the_first_step_of_the_distribution_is_the_probability_of_none() {
        let none = 0.8_f64.powi(10);
        assert_eq!(binomial(10.0, 0.2, none - 1e-9), 0.0);
        assert_eq!(binomial(10.0, 0.2, none + 1e-9), 1.0);
        let all = 0.85_f64.powi(10);
        assert_eq!(binomial(10.0, 0.85, 1.0 - all + 1e-9), 10.0);
        assert_eq!(binomial(10.0, 0.85, 1.0 - all - 1e-9), 9.0);
    }

    #[test]
    fn certain_outcomes_need_no_draw() {
        assert_eq!(binomial(7.0, 0.0, 0.999), 0.0);
        assert_eq!(binomial(7.0, 1.0, 0.001), 7.0);
        assert_eq!(binomial(0.0, 0.5, 0.5), 0.0);
        assert_eq!((fired(0.0), fired(0.2), fired(9.6)), (0.0, 1.0, 10.0));
    }
}

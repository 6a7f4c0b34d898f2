//! Linear pools of two forecasts: a share of one and the rest of the other (Stone 1961; Hall & Mitchell 2007, *International
//! Journal of Forecasting* 23, 1–13; Geweke & Amisano 2011, *Journal of Econometrics* 164, 130–141).

use super::log_score::log_score;
use super::predictive::Predictive;
use crate::math::exp;

/// The pool that gives `weight`, in [0, 1], to the first and the rest to the second.
///
/// ```
/// use trilat_analysis::analysis::score::{Predictive, pool::pooled};
/// let first = Predictive::mass(vec![1.0]).unwrap();
/// let second = Predictive::mass(vec![0.5, 0.5]).unwrap();
/// assert_eq!(pooled(&first, &second, 0.25).table(), [0.625, 0.375]);
/// ```
pub fn pooled(first: &Predictive, second: &Predictive, weight: f64) -> Predictive {
    let (a, b) = (first.table(), second.table());
    let at = |table: &[f64], k: usize| table.get(k).copied().unwrap_or(0.0);
    let both = (0..a.len().max(b.len())).map(|k| weight * at(&a, k) + (1.0 - weight) * at(&b, k));
    Predictive::Mass(both.collect())
}

/// The weight of the first at which the mean log score of the pool was highest, from both forecasts and what happened; the log score is
/// concave in it. Of forecasts that never differ it is ½.
pub fn fitted_weight<'a>(
    months: impl Iterator<Item = (&'a Predictive, &'a Predictive, u64)>,
) -> f64 {
    let chances: Vec<(f64, f64)> = months
        .map(|(first, second, y)| (exp(log_score(first, y)), exp(log_score(second, y))))
        .collect();
    let slope = |weight: f64| -> f64 {
        let each = chances.iter();
        each.map(|(a, b)| (a - b) / (weight * a + (1.0 - weight) * b).max(f64::MIN_POSITIVE))
            .sum()
    };
    let (mut low, mut high) = (0.0, 1.0);
    if slope(low) <= 0.0 && slope(high) >= 0.0 {
        return 0.5;
    }
    if slope(low) <= 0.0 {
        return low;
    }
    if slope(high) >= 0.0 {
        return high;
    }
    // Halves an interval of length 1 until nothing is left of it.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coin(p: f64) -> Predictive {
        Predictive::mass(vec![1.0 - p, p]).unwrap()
    }

    /// Of forecasts of 1 and of 0 for certain, the pool that fits best says how often each happened.
    #[test]
    fn the_weight_is_the_share_that_each_explains() {
        let (always, never) = (coin(1.0 - 1e-12), coin(1e-12));
        let happened = [1, 1, 1, 0];
        let months = happened.iter().map(|y| (&always, &never, *y));
        assert!((fitted_weight(months) - 0.75).abs() < 1e-9);
    }

    #[test]
    fn the_better_forecast_gets_all_where_it_is_better_everywhere() {
        let (good, bad) = (coin(0.8), coin(0.3));
        assert_eq!(
            fitted_weight([(&good, &bad, 1), (&good, &bad, 1)].into_iter()),
            1.0
        );
        assert_eq!(
            fitted_weight([(&bad, &good, 1), (&bad, &good, 1)].into_iter()),
            0.0
        );
        assert_eq!(fitted_weight([(&good, &good, 1)].into_iter()), 0.5);
    }

    /// The derivative of the mean log score is 0 there.
    #[test]
    fn no_other_weight_scores_better() {
        let first = [coin(0.9), coin(0.2), coin(0.6), coin(0.4)];
        let second = [coin(0.5), coin(0.5), coin(0.1), coin(0.7)];
        let happened = [1, 0, 0, 1];
        let months = || {
            let both = first.iter().zip(&second);
            both.zip(happened).map(|((a, b), y)| (a, b, y))
        };
        let best = fitted_weight(months());
        let mean = |weight: f64| -> f64 {
            months()
                .map(|(a, b, y)| log_score(&pooled(a, b, weight), y))
                .sum()
        };
        for step in [0.01, -0.01] {
            assert!(mean(best) > mean(best + step), "{best}");
        }
    }
}

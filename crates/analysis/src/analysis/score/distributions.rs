//! Distributions of counts.

use libm::{exp, lgamma, log, log1p};

/// ln P(Y = k) of a Poisson distribution with mean `mean` ≥ 0.
///
/// ```
/// use trilat_analysis::analysis::score::distributions::poisson_ln;
/// assert!((poisson_ln(2, 1.5) - (-1.3822169643436165)).abs() < 1e-14);
/// assert_eq!(poisson_ln(0, 0.0), 0.0);
/// ```
pub fn poisson_ln(k: u64, mean: f64) -> f64 {
    let k = k as f64;
    if mean == 0.0 {
        return if k == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    k * log(mean) - mean - lgamma(k + 1.0)
}

/// ln P(Y = k) of a negative binomial distribution with mean `mean` ≥ 0 and size `size` > 0:
/// variance mean + mean²/size.
///
/// ```
/// use trilat_analysis::analysis::score::distributions::negative_binomial_ln;
/// // Size 1 is geometric: P(3) = p (1 − p)³ with p = 1/(1 + mean).
/// let (p, mean) = (0.25_f64, 3.0);
/// let geometric = (p * (1.0 - p).powi(3)).ln();
/// assert!((negative_binomial_ln(3, mean, 1.0) - geometric).abs() < 1e-14);
/// ```
pub fn negative_binomial_ln(k: u64, mean: f64, size: f64) -> f64 {
    let k = k as f64;
    if mean == 0.0 {
        return if k == 0.0 { 0.0 } else { f64::NEG_INFINITY };
    }
    let coefficient = if k == 0.0 {
        0.0
    } else {
        lgamma(k + size) - lgamma(size) - lgamma(k + 1.0)
    };
    coefficient - size * log1p(mean / size) + k * (log(mean) - log(mean + size))
}

/// Probabilities of 0, 1, … until at most [`TAIL`] is left beyond, from P(0) and the ratio of
/// neighbours P(k)/P(k − 1).
pub(super) fn table(
    first_ln: f64,
    ratio: impl Fn(f64) -> f64,
    ln: impl Fn(u64) -> f64,
) -> Vec<f64> {
    let mut mass = vec![exp(first_ln)];
    let mut sum = mass[0];
    for k in 1..=MOST_COUNTS {
        if 1.0 - sum <= TAIL {
            break;
        }
        let last = mass[mass.len() - 1];
        // Where P(0) underflows the recursion has nothing to start from.
        let next = if last < 1e-280 {
            exp(ln(k as u64))
        } else {
            last * ratio(k as f64)
        };
        mass.push(next);
        sum += next;
        let past_mode = ratio(k as f64 + 1.0) < 0.999 && next < TAIL * 1e-3;
        if past_mode {
            break;
        }
    }
    mass
}

/// What may be left beyond the last count of a table.
pub const TAIL: f64 = 1e-14;
/// The longest table.
const MOST_COUNTS: usize = 1_000_000;

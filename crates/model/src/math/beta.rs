//! The beta distribution: its distribution function and its inverse, by published expansions and the same bits everywhere.

use super::{exp, ln};

/// Terms of the continued fraction at most; it converges in a few dozen where it is used.
const TERMS: u32 = 500;
/// Where a term of the continued fraction changes nothing more.
const ENOUGH: f64 = 1e-16;
/// Stands for 0 in denominators (Lentz's method).
const TINY: f64 = 1e-300;

/// ln B(a, b).
fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// Distribution function of the beta distribution, I_x(a, b), for a and b above 0: the continued fraction of Abramowitz
/// and Stegun (1964, 26.5.8) by the modified method of Lentz (1976, *Applied Optics* 15, 668).
///
/// ```
/// use trilat_model::math::beta_cdf;
/// assert!((beta_cdf(0.5, 2.0, 3.0) - 0.6875).abs() < 1e-14);
/// ```
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x.is_nan() {
        return if x.is_nan() { x } else { 0.0 };
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on this side of the mean; the other side is its mirror.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf_left(1.0 - x, b, a);
    }
    beta_cdf_left(x, a, b)
}

fn beta_cdf_left(x: f64, a: f64, b: f64) -> f64 {
    let front = exp(a * ln(x) + b * ln(1.0 - x) - ln_beta(a, b)) / a;
    let guarded = |y: f64| if y.abs() < TINY { TINY } else { y };
    let mut c = 1.0;
    let mut d = 1.0 / guarded(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..=TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / guarded(1.0 + term * d);
            c = guarded(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < ENOUGH {
            break;
        }
    }
    front * fraction
}

/// Quantile of the beta distribution, by halving: monotone, and exact to the last digits that the distribution function
/// tells apart.
///
/// ```
/// use trilat_model::math::beta_quantile;
/// assert!((beta_quantile(0.25, 2.0, 1.0) - 0.5).abs() < 1e-14);
/// ```
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if p.is_nan() || p <= 0.0 || p >= 1.0 {
        return if p >= 1.0 { 1.0 } else { p.max(0.0) };
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        match beta_cdf(middle, a, b) < p {
            true => low = middle,
            false => high = middle,
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For whole numbers the distribution function is a binomial tail: P(Bin(a + b − 1, x) ≥ a).
    fn binomial_tail(x: f64, a: u32, b: u32) -> f64 {
        let n = a + b - 1;
        let choose = |k: u32| (0..k).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
        (a..=n)
            .map(|k| choose(k) * x.powi(k as i32) * (1.0 - x).powi((n - k) as i32))
            .sum()
    }

    #[test]
    fn whole_numbers_are_binomial_tails() {
        for (a, b) in [(1, 1), (2, 5), (7, 3), (20, 20)] {
            for k in 1..40 {
                let x = f64::from(k) / 40.0;
                let found = beta_cdf(x, f64::from(a), f64::from(b));
                assert!(
                    (found - binomial_tail(x, a, b)).abs() < 1e-12,
                    "{a} {b} {x}"
                );
            }
        }
    }

    #[test]
    fn the_quantile_inverts_it_for_any_shape() {
        for (a, b) in [(0.3, 0.4), (0.5, 2.5), (2.0, 8.0), (60.0, 3.0)] {
            for k in 1..50 {
                let p = f64::from(k) / 50.0;
                let x = beta_quantile(p, a, b);
                assert!((beta_cdf(x, a, b) - p).abs() < 1e-10, "{a} {b} {p}");
                let mirrored = 1.0 - beta_quantile(1.0 - p, b, a);
                assert!((x - mirrored).abs() < 1e-9, "{a} {b} {p}: {x}, {mirrored}");
            }
        }
        assert_eq!(
            [beta_quantile(0.0, 2.0, 3.0), beta_quantile(1.0, 2.0, 3.0)],
            [0.0, 1.0]
        );
    }
}

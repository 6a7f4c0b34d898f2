//! Poisson numbers by inversion of one uniform draw: monotone in the draw and in the mean, so
//! that scenarios with common random numbers differ only where their rates do.

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::exp;

/// The largest number returned. Rates are limited to 31 a month, where P(n > 128) < 10⁻³⁰.
pub const MOST: u16 = 128;

simd! {
    /// Probability of no event, e^−mean.
    pub fn poisson_floor<const L: usize>(mean: &Lanes<L>, floor: &mut Lanes<L>) {
        floor.set(|k| exp(-mean[k]));
    }

    fn climb<const L: usize>(
        n: f64, draw: &Lanes<L>, mean: &Lanes<L>, mass: &mut Lanes<L>, sum: &mut Lanes<L>,
        count: &mut Lanes<L>
    ) {
        count.update(|k, c| c + if draw[k] > sum[k] { 1.0 } else { 0.0 });
        mass.update(|k, m| m * mean[k] / (n + 1.0));
        sum.update(|k, s| s + mass[k]);
    }
}

/// The smallest n with P(N ≤ n) ≥ `draw` for N ~ Poisson(`mean`), at most [`MOST`].
pub fn poisson<const L: usize>(draw: &Lanes<L>, mean: &Lanes<L>, count: &mut Lanes<L>) {
    let mut mass = Lanes::ZERO;
    poisson_floor(mean, &mut mass);
    let mut sum = mass;
    *count = Lanes::ZERO;
    for n in 0..MOST {
        if !draw.any(|k| draw[k] > sum[k]) {
            break;
        }
        climb(f64::from(n), draw, mean, &mut mass, &mut sum, count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverts_the_distribution_function() {
        // P(N ≤ n) for mean 1.2: .30119, .66263, .87949, .96623, .99225.
        let draw = Lanes([0.30, 0.31, 0.66, 0.67, 0.87, 0.88, 0.97, 0.9999]);
        let mut count = Lanes::ZERO;
        poisson(&draw, &Lanes::splat(1.2), &mut count);
        assert_eq!(count.0, [0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 7.0]);
    }

    #[test]
    fn nothing_happens_at_rate_zero() {
        let mut count = Lanes::ZERO;
        poisson(
            &Lanes([1.0 - f64::EPSILON; 8]),
            &Lanes::splat(0.0),
            &mut count,
        );
        assert_eq!(count.0, [0.0; 8]);
    }
}

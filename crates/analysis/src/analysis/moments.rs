//! Sum and sum of squares in whole numbers, so that the variance has the same bits in whatever order values come.
//!
//! A value counts in units of 2⁻⁵⁰ of the power of two that covers its range: the numbers of most columns
//! exactly, the others to far below what Monte Carlo leaves. From there on all is exact, down to the last
//! division.

use crate::math::sqrt;

/// Adding this to a number below 2^51 in size rounds it to a whole number and leaves that number in
/// the low bits; unlike a cast it vectorises.
pub(super) const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Lanes whose halves can be summed in an `i64` without overflow.
pub(super) const CHUNK: usize = 1024;

/// Bits of each of the two parts of a value: their products, at most 2⁵⁰, have an exact sum in a chunk.
const PART_BITS: u32 = 25;
const PART: f64 = (1u64 << PART_BITS) as f64;
/// Above this, in units of the upper part, products are taken value by value.
const WIDE: f64 = PART;

/// Sums of a column in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moments {
    sum: i128,
    squares: i128,
}

/// The upper and the lower part of a value, whole numbers; 0 for missing.
#[inline(always)]
fn parts(value: f64, up: f64) -> [f64; 2] {
    let scaled = if value.is_nan() { 0.0 } else { value * up };
    let upper = (scaled + ROUNDER) - ROUNDER;
    [upper, ((scaled - upper) * PART + ROUNDER) - ROUNDER]
}

/// A whole number below 2⁵¹ in size; unlike a cast this vectorises.
#[inline(always)]
fn whole(x: f64) -> i64 {
    ((x + ROUNDER).to_bits() as i64).wrapping_sub(ROUNDER.to_bits() as i64)
}

impl Moments {
    pub(super) const EMPTY: Self = Self { sum: 0, squares: 0 };

    /// Adds up to [`CHUNK`] values, none above 128 times `power`; those that are missing add nothing.
    ///
    /// Part of a loop that is compiled for several instruction sets, which this one then inherits.
    #[inline(always)]
    pub(super) fn add(&mut self, power: f64, values: &[f64]) {
        debug_assert!(values.len() <= CHUNK);
        let up = PART / power;
        let (mut upper, mut lower) = (0i64, 0i64);
        let [mut high, mut mixed, mut low] = [0i64; 3];
        let mut narrow = true;
        for &value in values {
            let [u, l] = parts(value, up);
            upper = upper.wrapping_add(whole(u));
            lower = lower.wrapping_add(whole(l));
            high = high.wrapping_add(whole(u * u));
            mixed = mixed.wrapping_add(whole(u * l));
            low = low.wrapping_add(whole(l * l));
            narrow &= u.abs() <= WIDE;
        }
        self.sum += (i128::from(upper) << PART_BITS) + i128::from(lower);
        let squares = if narrow {
            let square = (i128::from(high) << PART_BITS) + 2 * i128::from(mixed);
            (square << PART_BITS) + i128::from(low)
        } else {
            values.iter().map(|&value| square(value, up)).sum()
        };
        self.squares = self.squares.saturating_add(squares);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// Standard error of the mean over `n` values; NaN below two, and where the squares have no room: from some
    /// 10⁸ runs on, or some 10⁴ of them a hundred times beyond the range.
    pub(super) fn std_error(&self, n: u64, power: f64) -> f64 {
        if n < 2 || self.squares == i128::MAX {
            return f64::NAN;
        }
        // About the whole number next to the mean, so that nothing large is left to cancel.
        let count = i128::from(n);
        let (mean, rest) = (self.sum.div_euclid(count), self.sum.rem_euclid(count));
        let about = self.squares - mean * (count * mean + 2 * rest);
        let rest = rest as f64;
        let variance = (about as f64 - rest * rest / n as f64) / (n - 1) as f64;
        sqrt(variance.max(0.0) / n as f64) * power / (PART * PART)
    }
}

/// The same square for one value of any size.
fn square(value: f64, up: f64) -> i128 {
    let [upper, lower] = parts(value, up).map(|part| part as i128);
    let value = (upper << PART_BITS) + lower;
    value * value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(values: &[f64], block: usize, power: f64) -> Moments {
        let mut sums = Moments::EMPTY;
        values
            .chunks(block)
            .for_each(|block| sums.add(power, block));
        sums
    }

    /// Two passes in floating point.
    fn two_passes(values: &[f64]) -> f64 {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        (squares / (n - 1.0) / n).sqrt()
    }

    #[test]
    fn the_standard_error_is_that_of_two_passes() {
        let narrow: Vec<f64> = (0..500).map(|k| f64::from(k * k % 97) / 97.0).collect();
        let off: Vec<f64> = narrow.iter().map(|x| 3.0 + 1e-6 * x).collect();
        let wide: Vec<f64> = narrow.iter().map(|x| 90.0 * x - 50.0).collect();
        for values in [&narrow, &off, &wide] {
            let exact = two_passes(values);
            let found = moments(values, 128, 4.0).std_error(500, 4.0);
            assert!((found / exact - 1.0).abs() < 1e-8, "{found} {exact}");
            // A block with values beyond the range goes another way to the same bits.
            for block in [1, 7, 1000] {
                assert_eq!(moments(values, block, 4.0).std_error(500, 4.0), found);
            }
        }
    }

    #[test]
    fn constants_have_no_error_and_missing_values_do_not_count() {
        assert_eq!(moments(&[0.3; 7], 3, 1.0).std_error(7, 1.0), 0.0);
        let found = moments(&[1.0, f64::NAN, 2.0], 3, 2.0).std_error(2, 2.0);
        assert_eq!(found, 0.5);
        assert!(moments(&[1.0], 1, 2.0).std_error(1, 2.0).is_nan());
    }

    #[test]
    fn squares_without_room_have_no_error() {
        let far = moments(&[120.0; 20_000], 1000, 1.0);
        assert!(far.std_error(20_000, 1.0).is_nan());
        assert_eq!(moments(&[120.0; 1000], 1000, 1.0).std_error(1000, 1.0), 0.0);
    }
}

//! One histogram: which bin a value falls in, fixed-point sums, and quantiles by interpolation.

use super::moments::{CHUNK, Moments, ROUNDER};
use crate::ensemble::simd::simd;
use crate::record::MonthColumn;

/// Bins over the declared range; a quantile is off by at most one bin, 0.1 % of the range.
pub const BINS: usize = 1000;
pub(super) const BELOW: usize = BINS;
pub(super) const ABOVE: usize = BINS + 1;
pub(super) const MISSING: usize = BINS + 2;
/// Bins, and a slot each for values below, above and missing.
pub(super) const SLOTS: usize = BINS + 3;
/// Bins that are passed over together where all are empty.
const EMPTY: usize = 32;

/// Bits of each of the two halves of a fixed-point value; together finer than a double in the range.
const HALF_BITS: u32 = 44;
/// Values beyond this multiple of the range's scale have no exact fixed-point form.
const LIMIT: f64 = 2_251_799_813_685_248.0;
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    /// Bins per unit.
    density: f64,
    /// Power of two that maps the range into ±2^44.
    up: f64,
    /// Value of one unit of the fixed-point sum.
    unit: f64,
    /// The smallest power of two that covers the range.
    power: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    sum: i128,
    moments: Moments,
    min: f64,
    max: f64,
    /// Every value so far was a whole number.
    whole: bool,
    /// Every value so far had a fixed-point form.
    summable: bool,
}

impl Scale {
    pub(super) fn new(column: &MonthColumn) -> Self {
        let (low, high) = (column.low, column.high);
        let largest = if -low > high { -low } else { high };
        let power = power_of_two_above(largest);
        let half = (1u64 << HALF_BITS) as f64;
        Self {
            low,
            high,
            density: BINS as f64 / (high - low),
            up: half / power,
            unit: power / half / half,
            power,
        }
    }

    fn width(&self) -> f64 {
        (self.high - self.low) / BINS as f64
    }
}

/// The smallest power of two that is not below `x`, within the range where its 88-bit fractions are
/// ordinary numbers.
fn power_of_two_above(x: f64) -> f64 {
    const SMALLEST: f64 = f64::from_bits((1023 - 900) << 52);
    const LARGEST: f64 = f64::from_bits((1023 + 900) << 52);
    let mut power = 1.0;
    while power < x && power < LARGEST {
        power *= 2.0;
    }
    while power * 0.5 >= x && power > SMALLEST {
        power *= 0.5;
    }
    power
}

impl Cell {
    pub(super) const EMPTY: Self = Self {
        sum: 0,
        moments: Moments::EMPTY,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        whole: true,
        summable: true,
    };

    /// The mean over `n` values; NaN without values, or if one had no fixed-point form.
    pub(super) fn mean(&self, n: u64, scale: &Scale) -> f64 {
        if n == 0 || !self.summable {
            f64::NAN
        } else {
            (self.sum / i128::from(n)) as f64 * scale.unit
        }
    }

    /// Standard error of the mean over `n` values; NaN below two, or if one had no fixed-point form.
    pub(super) fn std_error(&self, n: u64, scale: &Scale) -> f64 {
        if self.summable {
            self.moments.std_error(n, scale.power)
        } else {
            f64::NAN
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.whole &= other.whole;
        self.summable &= other.summable;
        self.sum = self.sum.wrapping_add(other.sum);
        self.moments.merge(&other.moments);
        self.min = if other.min < self.min {
            other.min
        } else {
            self.min
        };
        self.max = if other.max > self.max {
            other.max
        } else {
            self.max
        };
    }
}

simd! {
    /// The slot of every value. A loop of selects and one addition, so that it vectorises.
    pub(super) fn slots(scale: &Scale, values: &[f64], slots: &mut [u16]) {
        const LAST: f64 = (BINS - 1) as f64;
        let Scale {
            low, high, density, ..
        } = *scale;
        for (slot, &value) in slots.iter_mut().zip(values) {
            // Half a bin back, because the addition rounds to the nearest bin rather than down.
            let bin = (value - low) * density - 0.5;
            let bin = if bin < 0.0 { 0.0 } else { bin };
            let bin = if bin > LAST { LAST } else { bin };
            let bin = if value < low { BELOW as f64 } else { bin };
            let bin = if value > high { ABOVE as f64 } else { bin };
            let bin = if value.is_nan() { MISSING as f64 } else { bin };
            *slot = (bin + ROUNDER).to_bits() as u16;
        }
    }

    /// Adds values to the sums of a column in a month.
    pub(super) fn add(cell: &mut Cell, scale: &Scale, values: &[f64]) {
        let up = scale.up;
        let fraction = (1u64 << HALF_BITS) as f64;
        let zero = ROUNDER.to_bits() as i64;
        for chunk in values.chunks(CHUNK) {
            let (mut coarse, mut fine) = (0i64, 0i64);
            let (mut whole, mut summable) = (true, true);
            for &value in chunk {
                let scaled = if value.is_nan() { 0.0 } else { value * up };
                let rounded = scaled + ROUNDER;
                let rest = (scaled - (rounded - ROUNDER)) * fraction + ROUNDER;
                coarse = coarse.wrapping_add((rounded.to_bits() as i64).wrapping_sub(zero));
                fine = fine.wrapping_add((rest.to_bits() as i64).wrapping_sub(zero));
                summable &= (-LIMIT < scaled) & (scaled < LIMIT);
                whole &= value.is_nan() | ((value + ROUNDER) - ROUNDER == value);
            }
            [cell.min, cell.max] = extremes(chunk, [cell.min, cell.max]);
            cell.whole &= whole;
            cell.summable &= summable;
            if summable {
                cell.sum += (i128::from(coarse) << HALF_BITS) + i128::from(fine);
                cell.moments.add(scale.power, chunk);
            }
        }
    }
}

/// The smallest and the largest of values and of what was found before, in several places side by side, so that no
/// comparison waits for the one before; missing values do not count.
#[inline(always)]
fn extremes(values: &[f64], before: [f64; 2]) -> [f64; 2] {
    const SIDE: usize = 8;
    let (mut least, mut most) = ([f64::INFINITY; SIDE], [f64::NEG_INFINITY; SIDE]);
    let (rows, rest) = values.as_chunks::<SIDE>();
    for row in rows {
        for k in 0..SIDE {
            least[k] = if row[k] < least[k] { row[k] } else { least[k] };
            most[k] = if row[k] > most[k] { row[k] } else { most[k] };
        }
    }
    let [mut min, mut max] = before;
    for &value in least.iter().chain(rest) {
        min = if value < min { value } else { min };
    }
    for &value in most.iter().chain(rest) {
        max = if value > max { value } else { max };
    }
    [min, max]
}

/// Quantiles at percentages that rise, NaN without values: each the smallest value below or at which at least so many
/// percent of the runs lie (the inverse of the empirical distribution, type 1 of Hyndman & Fan 1996), located to within
/// its bin by linear interpolation: off by at most one bin width, by nothing when all values are whole numbers and bins
/// no wider than ½. Outside the range the interpolation runs to the exact minimum or maximum. One pass over the bins
/// finds all of them.
pub(super) fn quantiles<const N: usize>(
    counts: &[u32],
    n: u64,
    cell: &Cell,
    scale: &Scale,
    percents: [u32; N],
) -> [f64; N] {
    // In hundredths of a run, so that no rounding decides which bin is meant.
    let targets = percents.map(|percent| n * u64::from(percent));
    let mut targets = targets.into_iter().enumerate();
    let (mut next, mut out, mut before) = (targets.next(), [f64::NAN; N], 0);
    let mut pass = |slot: usize| {
        let here = u64::from(counts[slot]);
        if here == 0 {
            return;
        }
        while let Some((at, target)) = next
            && (before + here) * 100 >= target
        {
            let share = (target - before * 100) as f64 / (here * 100) as f64;
            out[at] = locate(slot, share, cell, scale);
            next = targets.next();
        }
        before += here;
    };
    pass(BELOW);
    // Of a few runs most bins are empty: they are passed over many at a time.
    for (at, some) in counts[..BINS].chunks(EMPTY).enumerate() {
        if some.iter().fold(0, |any, here| any | here) > 0 {
            (EMPTY * at..).take(some.len()).for_each(&mut pass);
        }
    }
    pass(ABOVE);
    out
}

fn locate(slot: usize, share: f64, cell: &Cell, scale: &Scale) -> f64 {
    let edge = |bin: usize| scale.low + (scale.high - scale.low) * bin as f64 / BINS as f64;
    let (low, high) = match slot {
        BELOW => (cell.min, scale.low),
        ABOVE => (scale.high, cell.max),
        bin => (edge(bin), edge(bin + 1)),
    };
    let inside = slot < BINS;
    if inside && cell.whole && scale.width() <= 0.5 {
        return (0.5 * (low + high)).round();
    }
    let low = if low < cell.min { cell.min } else { low };
    let high = if high > cell.max { cell.max } else { high };
    // Infinite ends would give NaN.
    let value = if share >= 1.0 || low == high {
        high
    } else {
        low + share * (high - low)
    };
    if cell.whole { value.round() } else { value }
}

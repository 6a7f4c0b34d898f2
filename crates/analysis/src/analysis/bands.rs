//! Quantile bands per month in constant memory.
//!
//! Every observable and month has a histogram of whole-number counts over the range that its
//! [`MonthColumn`] declares, the exact minimum and maximum, and fixed-point sums of values and squares. Integer addition
//! commutes, so the result has the same bits for any order of runs, number of threads and block size,
//! and accumulators of shards can be merged.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::histogram::{ABOVE, BELOW, Cell, MISSING, SLOTS, Scale, add, quantiles, slots};
use super::interval::t_975;
use crate::record::{BlockRecord, MonthColumn};

pub use super::histogram::BINS;

/// The quantiles reported, in percent.
pub const PERCENT: [u32; 5] = [5, 25, 50, 75, 95];
/// Runs that a [`Fold`] gathers before it visits the histograms. They fill tens of megabytes, so
/// fetching them for every block of 128 runs would cost three times the arithmetic.
const GATHER: usize = 512;
/// Most places that a [`Fold`] has for them where months are many: 64 MB.
const MOST_GATHERED: usize = 1 << 25;
/// Runs up to which a month lists the slots of its values instead of counting in histograms of a thousand bins: of a few
/// runs over thousands of months nearly all bins would be empty.
const FEW: usize = 128;

/// One observable in one month over all runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Month counted from 0.
    pub step: usize,
    /// Index of the month column.
    pub column: usize,
    /// Runs with a value.
    pub n: u64,
    /// Runs without a value.
    pub missing: u64,
    /// Runs with a value outside the declared range; quantiles that fall there are coarse.
    pub outside: u64,
    /// Mean; NaN without values, or when a value is infinite or beyond 128 times the range's scale.
    pub mean: f64,
    /// Standard error of the mean; NaN below two values, and where there is no mean.
    pub std_error: f64,
    /// Student's 95 % interval of the mean: of its Monte Carlo error. NaN where there is no standard error.
    pub interval: (f64, f64),
    /// The quantiles of [`PERCENT`]; NaN without values.
    pub quantiles: [f64; 5],
}

/// The accumulator: shared by all workers, a lock per month.
#[derive(Debug)]
pub struct Bands {
    scales: Vec<Scale>,
    months: Vec<Mutex<Month>>,
}

/// About how many bytes the accumulator of so many columns and months takes after so many runs.
pub fn room(columns: usize, months: usize, runs: u64) -> usize {
    let counts = match usize::try_from(runs) {
        Ok(runs) if runs <= FEW => runs * size_of::<u16>(),
        _ => SLOTS * size_of::<u32>(),
    };
    columns * months * (size_of::<Cell>() + counts)
}

/// What one worker has gathered but not yet counted; see [`Bands::fold`] and [`Bands::flush`].
#[derive(Clone, Debug, Default)]
pub struct Fold {
    /// `[month][column][gathered run]`.
    slots: Vec<u16>,
    room: usize,
    gathered: usize,
}

#[derive(Clone, Debug)]
struct Month {
    cells: Vec<Cell>,
    /// `[column][slot]`; empty until there is more to count than is listed.
    counts: Vec<u32>,
    /// What is not counted there yet.
    listed: Listed,
}

/// Slots of values that count one each, block by block.
#[derive(Clone, Debug, Default)]
struct Listed {
    /// Of a block column by column, of a column run by run.
    slots: Vec<u16>,
    /// Runs of each block.
    runs: Vec<usize>,
}

impl Listed {
    /// Counts what is listed in the bins of so many columns.
    fn count(&self, columns: usize, counts: &mut [u32]) {
        let mut slots = self.slots.iter();
        for runs in &self.runs {
            for column in 0..columns {
                for slot in slots.by_ref().take(*runs) {
                    counts[column * SLOTS + usize::from(*slot)] += 1;
                }
            }
        }
    }
}

impl Bands {
    /// An empty accumulator for `months` months of these columns. Ranges must have been checked with
    /// [`check_columns`](crate::record::check_columns).
    pub fn new(columns: &[MonthColumn], months: usize) -> Self {
        let month = Month {
            cells: vec![Cell::EMPTY; columns.len()],
            counts: Vec::new(),
            listed: Listed::default(),
        };
        Self {
            scales: columns.iter().map(Scale::new).collect(),
            months: (0..months).map(|_| Mutex::new(month.clone())).collect(),
        }
    }

    /// Adds the monthly values of a block, by way of a worker's own `fold`. Several threads may do this
    /// at once, each with its own fold, and each must [`flush`](Self::flush) at its end. Panics if the
    /// record has other months or columns than the accumulator.
    pub fn fold(&self, fold: &mut Fold, record: &BlockRecord) {
        assert_eq!(record.month_columns(), self.scales.len(), "months recorded");
        self.fold_from(fold, record, 0);
    }

    /// The same of a record that has the accumulator's columns from `first` on.
    pub fn fold_from(&self, fold: &mut Fold, record: &BlockRecord, first: usize) {
        let shape = (record.steps(), self.scales.len());
        assert_eq!(shape.0, self.months.len(), "months recorded");
        let lanes = record.lanes();
        // Of a few runs, a list is all that there is. Several threads may come a little beyond what is listed.
        let can_list = |month| lock(month).can_list(shape.1 * lanes);
        if fold.gathered == 0 && self.months.first().is_some_and(can_list) {
            for (step, month) in self.months.iter().enumerate() {
                lock(month).list(&self.scales, record, step, first);
            }
            return;
        }
        if fold.gathered + lanes > fold.room {
            self.flush(fold);
            let most = MOST_GATHERED / (shape.0 * shape.1).max(1);
            fold.room = fold.room.max(lanes).max(GATHER.min(most));
            fold.slots.resize(fold.room * shape.0 * shape.1, 0);
        }
        for (step, month) in self.months.iter().enumerate() {
            let mut month = lock(month);
            for (column, (cell, scale)) in month.cells.iter_mut().zip(&self.scales).enumerate() {
                let values = record.month(step, first + column);
                let at = (step * self.scales.len() + column) * fold.room + fold.gathered;
                slots(scale, values, &mut fold.slots[at..][..lanes]);
                add(cell, scale, values);
            }
        }
        fold.gathered += lanes;
    }

    /// Counts what `fold` has gathered, and empties it.
    pub fn flush(&self, fold: &mut Fold) {
        if fold.gathered == 0 {
            return;
        }
        let columns = self.scales.len();
        for (step, month) in self.months.iter().enumerate() {
            let mut month = lock(month);
            let gathered = |column: usize| {
                let at = (step * columns + column) * fold.room;
                &fold.slots[at..][..fold.gathered]
            };
            month.make_room();
            for (column, counts) in month.counts.chunks_exact_mut(SLOTS).enumerate() {
                for &slot in gathered(column) {
                    counts[usize::from(slot)] += 1;
                }
            }
        }
        fold.gathered = 0;
    }

    /// Adds another accumulator of the same shape, once its folds are flushed; false, and no change, if the shapes differ.
    pub fn merge(&self, other: &Self) -> bool {
        if self.scales != other.scales || self.months.len() != other.months.len() {
            return false;
        }
        for (mine, theirs) in self.months.iter().zip(&other.months) {
            // A copy, so that merging with itself cannot wait for its own lock.
            let theirs = lock(theirs).clone();
            lock(mine).merge(&theirs);
        }
        true
    }

    /// The bands, month by month and column by column.
    pub fn bands(&self) -> Vec<Band> {
        // One month at a time, so that only one has the bins of what it lists.
        let mut bins = Vec::new();
        let per_month = |(step, month): (usize, &Mutex<Month>)| {
            let mut month = lock(month);
            month.settle();
            let counts = month.counted(&mut bins);
            let band = |(column, scale): (usize, &Scale)| month.band(step, column, scale, counts);
            self.scales.iter().enumerate().map(band).collect::<Vec<_>>()
        };
        self.months.iter().enumerate().flat_map(per_month).collect()
    }
}

fn lock(month: &Mutex<Month>) -> MutexGuard<'_, Month> {
    month.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Month {
    /// Whether so many more places may be listed.
    fn can_list(&self, more: usize) -> bool {
        self.counts.is_empty() && self.listed.slots.len() + more <= self.cells.len() * FEW
    }

    /// Adds the values of a block in its month `step`, and lists their slots.
    fn list(&mut self, scales: &[Scale], record: &BlockRecord, step: usize, first: usize) {
        let lanes = record.lanes();
        let at = self.listed.slots.len();
        self.listed.slots.resize(at + scales.len() * lanes, 0);
        self.listed.runs.push(lanes);
        for (column, (cell, scale)) in self.cells.iter_mut().zip(scales).enumerate() {
            let values = record.month(step, first + column);
            slots(
                scale,
                values,
                &mut self.listed.slots[at + column * lanes..][..lanes],
            );
            add(cell, scale, values);
        }
    }

    /// Counts what is listed, if there are bins.
    fn settle(&mut self) {
        if !self.counts.is_empty() {
            self.make_room();
        }
    }

    /// The bins: its own, once settled, or those of what it lists, in `bins`.
    fn counted<'a>(&'a self, bins: &'a mut Vec<u32>) -> &'a [u32] {
        if !self.counts.is_empty() {
            return &self.counts;
        }
        bins.clear();
        bins.resize(self.cells.len() * SLOTS, 0);
        self.listed.count(self.cells.len(), bins);
        bins
    }

    /// Makes the bins, and counts what is listed.
    fn make_room(&mut self) {
        if self.counts.is_empty() {
            self.counts = vec![0; self.cells.len() * SLOTS];
        }
        std::mem::take(&mut self.listed).count(self.cells.len(), &mut self.counts);
    }

    fn merge(&mut self, other: &Self) {
        if other.counts.is_empty() && self.can_list(other.listed.slots.len()) {
            self.listed.slots.extend_from_slice(&other.listed.slots);
            self.listed.runs.extend_from_slice(&other.listed.runs);
        } else {
            self.make_room();
            for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
                *mine += theirs;
            }
            other.listed.count(self.cells.len(), &mut self.counts);
        }
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            mine.merge(theirs);
        }
    }

    fn band(&self, step: usize, column: usize, scale: &Scale, counts: &[u32]) -> Band {
        let counts = &counts[column * SLOTS..][..SLOTS];
        let cell = &self.cells[column];
        let n = counts[..MISSING].iter().map(|&c| u64::from(c)).sum::<u64>();
        let outside = u64::from(counts[BELOW]) + u64::from(counts[ABOVE]);
        let (mean, std_error) = (cell.mean(n, scale), cell.std_error(n, scale));
        let half = t_975(n.saturating_sub(1)) * std_error;
        Band {
            step,
            column,
            n,
            missing: u64::from(counts[MISSING]),
            outside,
            mean,
            std_error,
            interval: (mean - half, mean + half),
            quantiles: quantiles(counts, n, cell, scale, PERCENT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(low: f64, high: f64) -> MonthColumn {
        MonthColumn {
            name: "x".into(),
            unit: "1".into(),
            description: String::new(),
            low,
            high,
        }
    }

    fn feed(bands: &Bands, values: &[f64], lanes: usize) {
        let (mut record, mut fold) = (BlockRecord::default(), Fold::default());
        for block in values.chunks(lanes) {
            record.reset(block.len(), 0, 1, 1);
            record.month_mut(0, 0).copy_from_slice(block);
            bands.fold(&mut fold, &record);
        }
        bands.flush(&mut fold);
    }

    fn band_of(values: &[f64], lanes: usize, low: f64, high: f64) -> Band {
        let bands = Bands::new(&[column(low, high)], 1);
        feed(&bands, values, lanes);
        bands.bands()[0]
    }

    fn type_one(sorted: &[f64], percent: usize) -> f64 {
        sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
    }

    #[test]
    fn a_constant_is_reported_exactly() {
        let band = band_of(&[0.3; 7], 2, 0.0, 1.0);
        assert_eq!((band.mean, band.std_error), (0.3, 0.0));
        assert_eq!(band.interval, (0.3, 0.3));
        assert_eq!(band.quantiles, [0.3; 5]);
    }

    #[test]
    fn whole_numbers_have_exact_quantiles() {
        let values: Vec<f64> = (0..101).map(f64::from).collect();
        let band = band_of(&values, 16, 0.0, 120.0);
        assert_eq!(band.quantiles, [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(band.mean, 50.0);
        let indicator = band_of(&[0.0, 0.0, 1.0, 0.0], 3, 0.0, 1.0);
        assert_eq!(indicator.quantiles, [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(indicator.mean, 0.25);
    }

    /// Of 2, 4, 4, 6 the variance is 8/3, and Student's quantile at three degrees of freedom 3.182446.
    #[test]
    fn the_interval_is_students() {
        let band = band_of(&[2.0, f64::NAN, 4.0, 4.0, 6.0], 2, 0.0, 5.0);
        assert!((band.std_error - (2.0f64 / 3.0).sqrt()).abs() < 1e-15);
        let half = 3.182_446_305_284_263 * (2.0f64 / 3.0).sqrt();
        assert!((band.interval.0 - (4.0 - half)).abs() < 1e-10);
        assert!((band.interval.1 - (4.0 + half)).abs() < 1e-10);
    }

    #[test]
    fn missing_and_outlying_values_are_counted() {
        let band = band_of(&[-2.0, 0.5, f64::NAN, 3.5], 4, 0.0, 1.0);
        assert_eq!((band.n, band.missing, band.outside), (3, 1, 2));
        assert_eq!(band.mean, 2.0 / 3.0);
        assert_eq!(band.quantiles[4], 1.0 + 0.85 * 2.5);
        assert!(band.quantiles[0] >= -2.0 && band.quantiles[0] < 0.0);
    }

    #[test]
    fn nothing_and_infinity_have_no_mean() {
        let none = band_of(&[f64::NAN], 1, 0.0, 1.0);
        assert!(none.mean.is_nan() && none.std_error.is_nan() && none.quantiles[2].is_nan());
        let infinite = band_of(&[0.5, f64::INFINITY], 1, 0.0, 1.0);
        assert!(infinite.mean.is_nan() && infinite.interval.0.is_nan());
        assert_eq!(infinite.outside, 1);
        assert!(Bands::new(&[column(0.0, 1.0)], 1).bands()[0].mean.is_nan());
    }

    #[test]
    fn few_runs_are_listed_and_come_to_the_same() {
        let values: Vec<f64> = (0..400).map(|k| f64::from(k * 37 % 101) / 90.0).collect();
        let of = |values: &[f64]| {
            let bands = Bands::new(&[column(0.0, 1.0)], 1);
            feed(&bands, values, 16);
            bands
        };
        let whole = of(&values).bands();
        for first in [1, 40, FEW, FEW + 1, 300, 399] {
            let (a, b) = (of(&values[..first]), of(&values[first..]));
            assert_eq!(lock(&a.months[0]).counts.is_empty(), first <= FEW);
            assert!(a.merge(&b));
            assert_eq!(a.bands(), whole, "{first}");
            feed(&b, &values[..first], 16);
            assert_eq!(b.bands(), whole, "{first}");
        }
        let few = of(&values[..20]);
        assert_eq!(few.bands(), few.bands());
        assert_eq!(lock(&few.months[0]).listed.slots.len(), 20);
    }

    #[test]
    fn columns_and_blocks_that_are_listed_keep_apart() {
        let value = |column: usize, run: usize| (run * 37 % 101) as f64 / 90.0 + column as f64;
        let columns = [column(0.0, 1.0), column(0.5, 3.0)];
        let bands = Bands::new(&columns, 1);
        let (mut record, mut fold) = (BlockRecord::default(), Fold::default());
        for runs in [0..3, 3..8, 8..200, 200..203] {
            record.reset(runs.len(), 0, 1, 2);
            for at in 0..2 {
                let values = runs.clone().map(|run| value(at, run));
                let room = record.month_mut(0, at).iter_mut();
                room.zip(values).for_each(|(room, value)| *room = value);
            }
            bands.fold(&mut fold, &record);
        }
        bands.flush(&mut fold);
        for (at, band) in bands.bands().into_iter().enumerate() {
            let values: Vec<f64> = (0..203).map(|run| value(at, run)).collect();
            let alone = band_of(&values, 200, columns[at].low, columns[at].high);
            assert_eq!(Band { column: 0, ..band }, alone);
        }
    }

    #[test]
    fn shards_of_another_shape_do_not_merge() {
        let bands = Bands::new(&[column(0.0, 1.0)], 2);
        assert!(!bands.merge(&Bands::new(&[column(0.0, 1.0)], 3)));
        assert!(!bands.merge(&Bands::new(&[column(0.0, 2.0)], 2)));
    }

    proptest! {
        #[test]
        fn order_blocks_and_shards_do_not_matter(
            values in prop::collection::vec(-3.0f64..9.0, 2..300),
            lanes in 1usize..40,
            cut in 0usize..300,
        ) {
            let whole = band_of(&values, values.len(), -2.0, 8.0);
            let backwards: Vec<f64> = values.iter().rev().copied().collect();
            let (left, right) = backwards.split_at(cut.min(values.len()));
            let sum = Bands::new(&[column(-2.0, 8.0)], 1);
            feed(&sum, left, lanes);
            let shard = Bands::new(&[column(-2.0, 8.0)], 1);
            feed(&shard, right, 7);
            prop_assert!(sum.merge(&shard));
            prop_assert_eq!(sum.bands()[0], whole);
        }

        #[test]
        fn quantiles_are_off_by_one_bin_at_most(
            mut values in prop::collection::vec(0.0f64..1.0, 1..400),
        ) {
            let band = band_of(&values, 16, 0.0, 1.0);
            values.sort_by(f64::total_cmp);
            for (percent, quantile) in PERCENT.into_iter().zip(band.quantiles) {
                let exact = type_one(&values, percent as usize);
                prop_assert!((quantile - exact).abs() <= 1.0 / BINS as f64 + 1e-15);
            }
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert!((band.mean - mean).abs() < 1e-13);
        }
    }
}

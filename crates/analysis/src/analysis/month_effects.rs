//! Mean paired differences per month in constant memory.
//!
//! As for [bands](super::bands), values and squares are summed as whole numbers, so the result has the same bits for
//! any order of runs, number of threads and block size.

use std::sync::{Mutex, PoisonError};

use super::histogram::{Cell, Scale, add};
use super::interval::t_975;
use crate::record::{BlockRecord, MonthColumn};

/// The difference of one observable in one month over all pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthEffect {
    /// Month counted from 0.
    pub step: usize,
    /// Index of the column.
    pub column: usize,
    /// Pairs with a value on both sides.
    pub n: u64,
    /// Mean difference; NaN without pairs.
    pub mean: f64,
    /// Its standard error; NaN below two pairs.
    pub std_error: f64,
    /// Student's paired 95 % interval.
    pub interval: (f64, f64),
}

/// The accumulator: shared by all workers, a lock per month.
#[derive(Debug)]
pub struct MonthEffects {
    scales: Vec<Scale>,
    /// By month, by column.
    months: Vec<Mutex<Vec<(Cell, u64)>>>,
}

impl MonthEffects {
    /// An empty accumulator of differences of these columns over so many months.
    pub fn new(columns: &[MonthColumn], months: usize) -> Self {
        let scale = |column: &MonthColumn| {
            let reach = column.high - column.low;
            Scale::new(&MonthColumn {
                low: -reach,
                high: reach,
                ..column.clone()
            })
        };
        let month = vec![(Cell::EMPTY, 0); columns.len()];
        Self {
            scales: columns.iter().map(scale).collect(),
            months: (0..months).map(|_| Mutex::new(month.clone())).collect(),
        }
    }

    /// Adds a block: of each column, its place on the baseline's side and on the other's. `room` is reused.
    pub fn fold(&self, record: &BlockRecord, places: &[(usize, usize)], room: &mut Vec<f64>) {
        for (step, month) in self.months.iter().enumerate() {
            let mut month = month.lock().unwrap_or_else(PoisonError::into_inner);
            for ((cell, n), (scale, (a, b))) in month.iter_mut().zip(self.scales.iter().zip(places))
            {
                let pairs = record.month(step, *a).iter().zip(record.month(step, *b));
                room.clear();
                room.extend(pairs.map(|(a, b)| b - a));
                *n += room
                    .iter()
                    .map(|value| u64::from(!value.is_nan()))
                    .sum::<u64>();
                add(cell, scale, room);
            }
        }
    }

    /// The effects, month by month and column by column.
    pub fn effects(&self) -> Vec<MonthEffect> {
        let mut found = Vec::new();
        for (step, month) in self.months.iter().enumerate() {
            let month = month.lock().unwrap_or_else(PoisonError::into_inner);
            for (column, ((cell, n), scale)) in month.iter().zip(&self.scales).enumerate() {
                let (mean, std_error) = (cell.mean(*n, scale), cell.std_error(*n, scale));
                let half = t_975(n.saturating_sub(1)) * std_error;
                found.push(MonthEffect {
                    step,
                    column,
                    n: *n,
                    mean,
                    std_error,
                    interval: (mean - half, mean + half),
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::contrast::PairedMoments;
    use crate::record::{Column, Kind, Role};

    #[test]
    fn effects_are_those_of_the_pairs_in_any_blocks() {
        let column = MonthColumn {
            name: "x".into(),
            unit: "1".into(),
            description: String::new(),
            low: 0.0,
            high: 1.0,
        };
        let pair = |k: usize| {
            let a = (k as f64 * 0.618).fract();
            let b = (k as f64 * 0.414).fract();
            (a, if k % 7 == 3 { f64::NAN } else { b })
        };
        let of = |lanes: usize| {
            let effects = MonthEffects::new(std::slice::from_ref(&column), 2);
            let (mut record, mut room) = (BlockRecord::default(), Vec::new());
            for first in (0..60).step_by(lanes) {
                let lanes = lanes.min(60 - first);
                record.reset(lanes, 0, 2, 2);
                for lane in 0..lanes {
                    let (a, b) = pair(first + lane);
                    record.month_mut(0, 0)[lane] = a;
                    record.month_mut(0, 1)[lane] = b;
                    record.month_mut(1, 0)[lane] = a;
                    record.month_mut(1, 1)[lane] = a;
                }
                effects.fold(&record, &[(0, 1)], &mut room);
            }
            effects.effects()
        };
        let found = of(60);
        assert_eq!(found, of(1));
        assert_eq!(found, of(7));
        let mut moments = PairedMoments::default();
        (0..60)
            .map(pair)
            .filter(|(_, b)| !b.is_nan())
            .for_each(|(a, b)| moments.push(a, b));
        let described = Column {
            name: "x".into(),
            kind: Kind::Number,
            role: Role::Value,
            unit: "1".into(),
            description: String::new(),
        };
        let expected = moments.contrast(&described, "mean", "1", 0, 1.0);
        assert_eq!(found[0].n, expected.n);
        assert!((found[0].mean - expected.effect).abs() < 1e-14);
        assert!((found[0].std_error - expected.std_error).abs() < 1e-9);
        assert!((found[0].interval.0 - expected.ci_low).abs() < 1e-8);
        // Nothing differs in the second month.
        assert_eq!(
            (found[1].mean, found[1].std_error, found[1].n),
            (0.0, 0.0, 60)
        );
    }
}

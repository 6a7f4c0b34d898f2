//! A first event over time in the scenarios of a comparison: the share of runs that have seen it by each month, and the
//! paired differences of these shares.
//!
//! All runs are followed to the horizon, so a share by a month is a plain share: the complement of the Kaplan–Meier curve.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::PlotError;
use super::read::{number, rows_where};
use crate::analysis::interval::{t_975, wilson};
use crate::store::guard::Guard;
use crate::store::sweep_tables::ARM;

/// The share, or difference of shares, of one month: estimate, lower and upper end of its 95 % interval, and runs or pairs.
pub type Share = [f64; 4];

/// The month of the event by replicate, in one scenario; infinite where it has not come by the horizon.
pub type Times = BTreeMap<u64, f64>;

/// Reads the event times of a scenario from `runs.csv`.
///
/// # Errors
/// [`PlotError`].
pub fn times(runs: &Path, guard: &Guard, column: &str, arm: &str) -> Result<Times, PlotError> {
    let rows = rows_where(runs, guard, &[ARM, "run", column], |row| row[0] == arm)?;
    let mut times = Times::new();
    for row in rows {
        let time = match row[2].as_str() {
            "" => f64::INFINITY,
            text => number(runs, column, text)?,
        };
        times.insert(number(runs, "run", &row[1])? as u64, time);
    }
    Ok(times)
}

/// The share of runs with the event by the end of each month, with Wilson's interval.
pub fn shares(times: &Times, months: usize) -> Vec<Share> {
    let n = times.len() as u64;
    let share = |month: usize| {
        let seen = times.values().filter(|time| **time <= month as f64).count() as u64;
        let (low, high) = wilson(seen, n);
        [seen as f64 / n as f64, low, high, n as f64]
    };
    (1..=months).map(share).collect()
}

/// The mean over pairs of the difference of having seen the event by the end of each month, with Student's paired
/// interval. Replicates that one scenario lacks make no pair.
pub fn differences(baseline: &Times, other: &Times, months: usize) -> Vec<Share> {
    let pairs: Vec<(f64, f64)> = baseline
        .iter()
        .filter_map(|(run, time)| Some((*time, *other.get(run)?)))
        .collect();
    let n = pairs.len() as f64;
    let difference = |month: usize| {
        let by = |time: f64| f64::from(u8::from(time <= month as f64));
        let each = || pairs.iter().map(|(a, b)| by(*b) - by(*a));
        let mean = each().sum::<f64>() / n;
        let squares: f64 = each().map(|d| (d - mean) * (d - mean)).sum();
        let reach =
            t_975((n as u64).saturating_sub(1)) * crate::math::sqrt(squares / (n - 1.0) / n);
        [mean, mean - reach, mean + reach, n]
    };
    (1..=months).map(difference).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_differences_are_those_of_pairs() {
        let never = f64::INFINITY;
        let of = |times: [f64; 4]| -> Times { (0..).zip(times).collect() };
        let (base, other) = (of([1.0, 3.0, never, never]), of([1.0, 2.0, 2.0, never]));
        let plain = |months: Vec<Share>| months.iter().map(|month| month[0]).collect::<Vec<_>>();
        assert_eq!(plain(shares(&base, 3)), [0.25, 0.25, 0.5]);
        let effect = differences(&base, &other, 3);
        assert_eq!(plain(effect.clone()), [0.0, 0.5, 0.25]);
        assert_eq!(effect[0][1..], [0.0, 0.0, 4.0]);
        // Of differences 0, 1, 1, 0: variance 1/3, and t of three degrees of freedom is 3.182.
        let reach = effect[1][2] - 0.5;
        assert!(
            (reach - 3.182_446 * (1.0_f64 / 12.0).sqrt()).abs() < 1e-5,
            "{reach}"
        );
    }
}

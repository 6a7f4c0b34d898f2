//! Observed values from the record itself: an observable of a recorded series, with the uncertainty that a
//! bootstrap of its months gives.

use super::Window;
use super::exercises::under_exercises;
use super::observable::Observable;
use crate::analysis::abc::posterior::{mean_sd, quantiles};
use crate::data::{DataError, MonthlyCounts, monthly_counts};
use crate::ensemble::rng::{agent_id, uniform_at};

/// Months of a block: long enough to keep most of the record's autocorrelation, as in `targets.csv`.
pub const BLOCK: usize = 6;
/// Resamples.
pub const RESAMPLES: u64 = 2000;
/// The process of the random-number addresses used here.
const PROCESS: u16 = 0xfe33;

/// The series of the record from which a value can be computed.
pub const SERIES: &str = "nk_monthly";

/// An observed value with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// Value.
    pub value: f64,
    /// Standard error.
    pub se: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// The counts of a column of the record in a window, if the record covers it.
///
/// # Errors
/// [`DataError`] if there is no such column of counts.
pub fn whole_counts(column: &str, window: Window) -> Result<Option<Vec<u64>>, DataError> {
    let series: MonthlyCounts = monthly_counts(SERIES, Some(column))?;
    let found = series.between(window.first, window.end);
    let whole = found.start == window.first && found.counts.len() == window.months();
    Ok(whole.then_some(found.counts))
}

/// The same as numbers.
///
/// # Errors
/// As [`whole_counts`].
pub fn counts(column: &str, window: Window) -> Result<Option<Vec<f64>>, DataError> {
    let found = whole_counts(column, window)?;
    Ok(found.map(|counts| counts.iter().map(|count| *count as f64).collect()))
}

/// An observable of the record: value, and standard error and 95 % interval by the moving-block bootstrap
/// (Künsch 1989, *Annals of Statistics* 17, 1217–1241) with blocks of [`BLOCK`] months.
///
/// # Errors
/// As [`counts`]. `None` if the record does not cover the window or the value is undefined.
pub fn observed(
    observable: Observable,
    column: &str,
    window: Window,
) -> Result<Option<Observed>, DataError> {
    match counts(column, window)? {
        Some(counts) => observed_in(observable, &counts, window),
        None => Ok(None),
    }
}

/// The same of the counts of a window, a month each, whatever their record.
///
/// # Errors
/// [`DataError`] if the calendar of exercises cannot be read. `None` if the value is undefined.
pub fn observed_in(
    observable: Observable,
    counts: &[f64],
    window: Window,
) -> Result<Option<Observed>, DataError> {
    let exercises = under_exercises(window.first, window.months())?;
    let value = observable.of(counts, &exercises);
    if !value.is_finite() {
        return Ok(None);
    }
    let block = BLOCK.min(counts.len());
    let starts = counts.len() - block + 1;
    let agent = agent_id("observed");
    let resampled: Vec<f64> = (0..RESAMPLES)
        .map(|resample| {
            let months: Vec<usize> = (0..counts.len().div_ceil(block))
                .flat_map(|number| {
                    let draw = uniform_at(0, resample, 0, PROCESS, agent, number as u16);
                    let start = libm::floor(draw * starts as f64) as usize;
                    start..start + block
                })
                .take(counts.len())
                .collect();
            let drawn: Vec<f64> = months.iter().map(|at| counts[*at]).collect();
            let under: Vec<bool> = months.iter().map(|at| exercises[*at]).collect();
            observable.of(&drawn, &under)
        })
        .collect();
    let weights = vec![1.0; resampled.len()];
    let (_, se) = mean_sd(&resampled, &weights);
    let ends = quantiles(&resampled, &weights, &[0.025, 0.975]);
    Ok(Some(Observed {
        value,
        se,
        low: ends[0],
        high: ends[1],
    }))
}

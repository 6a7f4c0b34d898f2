//! What a study takes, found by trying.

use super::ask::Ask;
use super::error::{SweepRunError, ensemble_error};
use super::pace::{Pace, measure};
use crate::store::design_tables::design_csv;

/// About how many bytes an observable takes in a month of a run.
const PER_MONTH: f64 = 8.0;

/// What a study takes on this machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// How fast its first point runs, and how much a run writes.
    pub pace: Pace,
    /// Time of all runs in seconds.
    pub seconds: f64,
    /// Size of its rows, of the months that it keeps and of its design in bytes.
    pub bytes: f64,
}

/// Tries the first point for a moment.
///
/// # Errors
/// [`SweepRunError`] if it is no scenario, or the simulation fails.
pub fn cost(ask: &Ask<'_>) -> Result<Cost, SweepRunError> {
    let study = &ask.planned.study;
    let first = study.scenario(0).map_err(|error| SweepRunError::Ensemble {
        message: error.to_string(),
    })?;
    let pace = measure(&first, ask.threads).map_err(ensemble_error)?;
    let runs = study.runs() as f64;
    // In the rows of a study stands the point as well.
    let number = study.len().to_string().len() + 1;
    let design = design_csv(study).len() as f64;
    // They stand in the parts until the study is complete.
    let months = study.months.len() as f64 * f64::from(first.horizon) * PER_MONTH;
    Ok(Cost {
        pace,
        seconds: runs / pace.runs_per_second,
        bytes: runs * (pace.bytes_per_run + number as f64 + months) + design,
    })
}

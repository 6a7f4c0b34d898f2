//! Which months a calibration was fitted to.

use std::ffi::OsStr;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::error::ForecastError;
use crate::given::{GivenError, Reader, Row};
use crate::scenario::Month;
use crate::store::calibrate_tables::{CALIBRATED, FIT, POSTERIOR_STUDY};
use crate::store::guard::Guard;
use crate::study::calibration::targets::window;

/// Refuses a first month that lies in the months to which a calibration was fitted; what is no folder of a calibration was
/// fitted to nothing that is known.
///
/// # Errors
/// [`ForecastError::InSample`]; [`ForecastError::Fit`] if the table of the fit is not one.
pub fn check(calibrated: &Path, from: Month, guard: &Guard) -> Result<(), ForecastError> {
    let made = [POSTERIOR_STUDY, CALIBRATED].map(OsStr::new).map(Some);
    let path = match calibrated.is_dir() {
        true => calibrated.join(FIT),
        false => calibrated.with_file_name(FIT),
    };
    if !path.is_file() || !(calibrated.is_dir() || made.contains(&calibrated.file_name())) {
        return Ok(());
    }
    guard.check(&path)?;
    let wrong = |message: String| ForecastError::Fit {
        path: path.clone(),
        message,
    };
    let said = |error: GivenError| wrong(error.to_string());
    let file = File::open(&path).map_err(|error| wrong(error.to_string()))?;
    let mut reader = Reader::new(BufReader::new(file)).map_err(said)?;
    let at = |name: &str| {
        let found = reader.find(name).map_err(said)?;
        found.ok_or_else(|| wrong(format!("there is no column `{name}`")))
    };
    let (target, months, fitted) = (at("target")?, at("window")?, at("fitted")?);
    let mut last: Option<(Month, String, String)> = None;
    let mut row = Row::default();
    while reader.next(&mut row).map_err(said)? {
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let Some(found) = window(&cell(months)).filter(|_| cell(fitted) == "1") else {
            continue;
        };
        if last.as_ref().is_none_or(|(end, ..)| found.end > *end) {
            last = Some((found.end, cell(target), cell(months)));
        }
    }
    match last {
        Some((end, target, window)) if from < end => Err(ForecastError::InSample {
            from,
            target,
            window,
        }),
        _ => Ok(()),
    }
}

//! Months under exercises of the United States with South Korea, from the record.

use std::collections::BTreeMap;

use crate::data::{DataError, package};
use crate::scenario::Month;

/// Days of a month that must fall into a major exercise for the month to count as under exercises: the
/// rule of the recorded calendar of `configs/korea_2012_recorded.toml`.
pub const DAYS: u32 = 7;

/// Which of `count` months from `first` on have at least [`DAYS`] days of a major exercise of the United
/// States with South Korea (`data/exercises.csv`). An exercise of which only the months are known counts in all
/// of them.
///
/// # Errors
/// [`DataError`] if the series cannot be read, which the tests rule out.
pub fn under_exercises(first: Month, count: usize) -> Result<Vec<bool>, DataError> {
    let package = package()?;
    let resource = package.resource("exercises")?;
    let text = resource.text()?;
    let place = |name: &str| {
        let fields = &resource.schema.fields;
        fields.iter().position(|field| field.name == name)
    };
    let (kind, scale) = (place("type"), place("scale"));
    let (start, end) = (place("start_date"), place("end_date"));
    // By month, a bit for each day, so that exercises that overlap are not counted twice.
    let mut days: BTreeMap<i32, u32> = BTreeMap::new();
    let records = csv::Reader::from_reader(text.as_bytes()).into_records();
    for record in records.flatten() {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        if cell(kind) != "us_rok" || cell(scale) != "major" {
            continue;
        }
        let (Some(from), Some(to)) = (date(cell(start), 1), date(cell(end), 31)) else {
            continue;
        };
        for at in from.0.since(first)..=to.0.since(first) {
            let first_day = if at == from.0.since(first) { from.1 } else { 1 };
            let last_day = if at == to.0.since(first) { to.1 } else { 31 };
            for day in first_day..=last_day.min(31) {
                *days.entry(at).or_default() |= 1 << day;
            }
        }
    }
    let under = |at: usize| {
        let bits = days.get(&(at as i32)).copied().unwrap_or(0);
        bits.count_ones() >= DAYS
    };
    Ok((0..count).map(under).collect())
}

/// Month and day of `YYYY-MM-DD`, or of `YYYY-MM` with a day given.
fn date(text: &str, otherwise: u32) -> Option<(Month, u32)> {
    let month = text.get(..7)?.parse().ok()?;
    match text.get(8..) {
        None | Some("") => Some((month, otherwise)),
        Some(day) => Some((
            month,
            day.parse().ok().filter(|day| (1..=31).contains(day))?,
        )),
    }
}

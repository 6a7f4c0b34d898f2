//! What happened: a series that the program carries, or a file of the user's.

use std::path::Path;

use super::error::ScoreError;
use crate::data::{Coverage, MonthlyCounts, monthly_counts, package};
use crate::scenario::Month;
use crate::store::forecast_csv::read_counts;
use crate::store::guard::Guard;

/// What happened, and the months that the series itself proposes for fitting.
#[derive(Clone, Debug)]
pub struct Observed {
    /// Counts by month.
    pub counts: MonthlyCounts,
    /// Name of the series, with its column.
    pub name: String,
    fit: Option<Coverage>,
}

/// A CSV with month and count, or a series of the record by its name.
///
/// # Errors
/// [`ScoreError`] if there is none, or not of counts by month.
pub fn observed(name: &str, column: Option<&str>, guard: &Guard) -> Result<Observed, ScoreError> {
    let path = Path::new(name);
    if path.extension().is_some() || path.exists() {
        guard.check(path)?;
        return Ok(Observed {
            counts: read_counts(path, column)?,
            name: stem(path),
            fit: None,
        });
    }
    let package = package()?;
    let resource = package.resource(name)?;
    let counts = monthly_counts(name, column)?;
    let name = match column {
        Some(column) => format!("{name}_{column}"),
        None => name.to_owned(),
    };
    Ok(Observed {
        counts,
        name,
        fit: resource.fit.clone(),
    })
}

/// A file's name without folder and ending.
pub fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

impl Observed {
    /// First and, where the series has one, last month for fitting.
    pub fn fit(&self) -> (Month, Option<Month>) {
        let of = |text: &String| text.parse::<Month>().ok();
        let own = self.fit.as_ref();
        let first = own.and_then(|fit| of(&fit.start));
        (
            first.unwrap_or(self.counts.start),
            own.and_then(|fit| of(&fit.end)),
        )
    }

    /// The last month.
    pub fn last(&self) -> Month {
        self.counts.end().plus(-1)
    }

    /// Refuses months outside the series; `what` begins the sentence.
    ///
    /// # Errors
    /// [`ScoreError::Months`].
    pub fn has(&self, first: Month, last: Month, what: &'static str) -> Result<(), ScoreError> {
        let (start, end) = (self.counts.start, self.last());
        if start <= first && last <= end {
            return Ok(());
        }
        Err(ScoreError::Months {
            what,
            first,
            last,
            name: self.name.clone(),
            start,
            end,
        })
    }
}

//! The forecasts that are scored: read, of the right months, and possible.

use std::path::Path;

use super::ask::{Ask, Pool};
use super::error::ScoreError;
use super::observed::{Observed, observed, stem};
use crate::analysis::baselines;
use crate::analysis::score::Predictive;
use crate::analysis::score::contest::Forecast;
use crate::data::MonthlyCounts;
use crate::scenario::Month;
use crate::store::forecast_csv::{ForecastFile, read_forecasts};
use crate::store::guard::Guard;

/// A forecast and what happened, read and found to be of the same months.
pub struct Given {
    /// Name of the forecast.
    pub name: String,
    /// The forecast.
    pub file: ForecastFile,
    /// What happened.
    pub observed: Observed,
    /// The months forecast, at least one.
    pub months: Vec<Month>,
    first: Month,
    last: Month,
}

impl Given {
    /// Reads both.
    ///
    /// # Errors
    /// [`ScoreError`].
    pub fn read(ask: &Ask, guard: &Guard) -> Result<Self, ScoreError> {
        guard.check(&ask.forecast)?;
        let file = read_forecasts(&ask.forecast)?;
        let observed = observed(&ask.observed, ask.how.column.as_deref(), guard)?;
        let months: Vec<Month> = file.forecasts.iter().map(|f| f.month).collect();
        let (Some(&first), Some(&last)) = (months.first(), months.last()) else {
            return Err(ScoreError::NoMonths);
        };
        observed.has(first, last, "the forecast is of")?;
        possible(&ask.forecast, &file, &observed.counts)?;
        let name = stem(&ask.forecast);
        no_baseline(&name, ask, "give its file another name")?;
        if ask.pool.is_some() && name == Pool::NAME {
            return Err(ScoreError::Name { name });
        }
        Ok(Self {
            name,
            file,
            observed,
            months,
            first,
            last,
        })
    }

    /// First and last month that baselines are fitted on.
    ///
    /// # Errors
    /// [`ScoreError::Peeking`].
    pub fn fit(&self, ask: &Ask) -> Result<(Month, Month), ScoreError> {
        let from = ask.fit_from.unwrap_or(self.observed.fit().0);
        let until = ask.fit_until.unwrap_or(self.first.plus(-1));
        match until >= self.first {
            false => Ok((from, until)),
            true => Err(ScoreError::Peeking {
                fit_until: until,
                first: self.first,
            }),
        }
    }

    /// The other forecasts, which must be of the same months under names of their own.
    ///
    /// # Errors
    /// [`ScoreError`].
    pub fn rivals<'a>(
        &self,
        ask: &'a Ask,
        guard: &Guard,
    ) -> Result<Vec<(&'a str, ForecastFile)>, ScoreError> {
        let mut found: Vec<(&str, ForecastFile)> = Vec::new();
        for (name, path) in &ask.rivals {
            let pools = ask.pool.is_some() && name == Pool::NAME;
            if pools || *name == self.name || found.iter().any(|(other, _)| other == name) {
                return Err(ScoreError::Name { name: name.clone() });
            }
            no_baseline(name, ask, "give --rival another name")?;
            guard.check(path)?;
            let file = read_forecasts(path)?;
            let months = file.forecasts.iter().map(|f| &f.month);
            if !months.eq(&self.months) {
                return Err(ScoreError::Unlike { path: path.clone() });
            }
            possible(path, &file, &self.observed.counts)?;
            found.push((name, file));
        }
        Ok(found)
    }

    /// What the reader should know about the forecast.
    pub fn remarks(&self) -> Vec<String> {
        /// Below this many samples the least that the log score gives a count matters.
        const ENOUGH: usize = 1000;
        let mut notes = Vec::new();
        let each = self.file.forecasts.iter();
        let sizes = each.filter_map(|f| match &f.predictive {
            Predictive::Sample(sample) => Some(sample.size()),
            _ => None,
        });
        if let Some(least) = sizes.min().filter(|least| *least < ENOUGH) {
            notes.push(format!(
                "a month has {least} samples: below {ENOUGH} the log score depends on how many there are"
            ));
        }
        let (first, last) = (self.first, self.last);
        let months = last.since(first) as usize + 1;
        if months != self.months.len() {
            notes.push(format!(
                "the forecast leaves out {} of the months from {first} to {last}: lags count forecast months",
                months - self.months.len()
            ));
        }
        notes
    }
}

impl Ask {
    /// The same with the months of the fit, which follow from the files where they are left out.
    ///
    /// # Errors
    /// [`ScoreError`].
    pub fn settled(&self) -> Result<Self, ScoreError> {
        let (from, until) = Given::read(self, &Guard::new(self.how.unverified))?.fit(self)?;
        Ok(Self {
            fit_from: Some(from),
            fit_until: Some(until),
            ..self.clone()
        })
    }
}

/// Refuses a forecast that would share its name, and with it its rows, with a baseline.
fn no_baseline(name: &str, ask: &Ask, cure: &'static str) -> Result<(), ScoreError> {
    let wanted = &ask.how.baselines;
    let takes_part = wanted.is_empty() || wanted.iter().any(|own| own == name);
    match takes_part && baselines::names().contains(&name) {
        false => Ok(()),
        true => Err(ScoreError::Taken {
            name: name.to_owned(),
            cure,
        }),
    }
}

/// Refuses a forecast that gives no probability to what happened: its log score is minus infinity, and so
/// is every mean of it.
pub(super) fn possible(
    path: &Path,
    file: &ForecastFile,
    counts: &MonthlyCounts,
) -> Result<(), ScoreError> {
    for (Forecast { month, predictive }, line) in file.forecasts.iter().zip(&file.lines) {
        let happened = counts.at(*month).unwrap_or(0);
        if predictive.ln_mass(happened) == Some(f64::NEG_INFINITY) {
            return Err(ScoreError::RuledOut {
                path: path.to_owned(),
                line: *line,
                month: *month,
                happened,
            });
        }
    }
    Ok(())
}

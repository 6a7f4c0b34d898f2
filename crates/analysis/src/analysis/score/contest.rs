//! A forecast and the baselines on the same months.

use super::diebold_mariano::{DieboldMariano, diebold_mariano};
use super::evaluate::{Rule, Scored, score};
use super::hac::rule_of_thumb;
use super::predictive::Predictive;
use crate::analysis::baselines::{BaselineError, Fit, Fitted, Origin, SizeBy, chosen, forecasts};
use crate::data::MonthlyCounts;
use crate::scenario::Month;
use crate::watch::Ticker;

/// One who forecasts, with the scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Name.
    pub name: String,
    /// Fitted parameters; none for the user's forecast.
    pub parameters: Vec<(&'static str, f64)>,
    /// Months in order.
    pub months: Vec<Scored>,
}

/// Mean difference of a score between two entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Whose score.
    pub of: String,
    /// Minus whose.
    pub against: String,
    /// The score.
    pub rule: Rule,
    /// The difference and its test.
    pub test: DieboldMariano,
}

/// What a contest is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// First month of the fit.
    pub fit_from: Month,
    /// Last month of the fit.
    pub fit_until: Month,
    /// From which month baselines forecast.
    pub origin: Origin,
    /// How naive baselines get their size.
    pub size: SizeBy,
    /// Baselines wanted; all if empty.
    pub baselines: Vec<String>,
    /// Lags of variances; by [`rule_of_thumb`] if left out.
    pub lags: Option<usize>,
}

impl Rules {
    /// Months ahead that a forecast is tested as; 1 from a fixed origin, where every month has its own.
    pub fn horizon(&self) -> usize {
        match self.origin {
            Origin::Rolling(horizon) => horizon,
            Origin::Fixed => 1,
        }
    }
}

/// The outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// The forecasts, if there are any, then the baselines.
    pub entries: Vec<Entry>,
    /// The first forecast against every other and each baseline; without a forecast, each baseline against
    /// the first.
    pub differences: Vec<Difference>,
    /// Why baselines are missing.
    pub missing: Vec<String>,
    /// Lags used.
    pub lags: usize,
}

/// A forecast of one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The month.
    pub month: Month,
    /// What it says.
    pub predictive: Predictive,
}

/// Scores `forecasts` (name and months in order) and the baselines on `months` of `observed`; months that
/// `observed` lacks are left out. Differences are between the first forecast and everything else. Each
/// forecast must have every month. The steps of `ticker` are baselines.
///
/// # Errors
/// [`BaselineError::Unknown`] and [`BaselineError::Interrupted`].
pub fn contest(
    given: &[(&str, &[Forecast])],
    months: &[Month],
    observed: &MonthlyCounts,
    rules: &Rules,
    ticker: &mut Ticker<'_>,
) -> Result<Contest, BaselineError> {
    let index = |month: Month| usize::try_from(month.since(observed.start)).ok();
    let known: Vec<(usize, Month, u64)> = months
        .iter()
        .filter_map(|&month| Some((index(month)?, month, observed.at(month)?)))
        .collect();
    let scored = |predictives: &[Predictive]| -> Vec<Scored> {
        let pairs = known.iter().zip(predictives);
        pairs
            .map(|((_, month, y), p)| score(*month, p, *y))
            .collect()
    };
    let mut entries = Vec::new();
    for (name, forecast) in given {
        let of = |month: Month| forecast.iter().find(|f| f.month == month);
        let each = known.iter().filter_map(|(_, month, y)| {
            of(*month).map(|found| score(*month, &found.predictive, *y))
        });
        entries.push(Entry {
            name: (*name).to_owned(),
            parameters: Vec::new(),
            months: each.collect(),
        });
    }
    let at: Vec<usize> = known.iter().map(|(at, _, _)| *at).collect();
    let end = index(rules.fit_until.plus(1)).unwrap_or(0);
    let fit = Fit {
        counts: &observed.counts[..end.min(observed.counts.len())],
        from: index(rules.fit_from).unwrap_or(0),
        size: rules.size,
        horizon: rules.horizon(),
    };
    let mut missing = Vec::new();
    for make in chosen(&rules.baselines)? {
        let forecasts = make(&fit).and_then(|baseline| {
            let found = forecasts(&*baseline, &observed.counts, &at, rules.origin)?;
            Ok((baseline, found))
        });
        match forecasts {
            Ok((baseline, found)) => entries.push(entry(&*baseline, scored(&found))),
            Err(error) => missing.push(error.to_string()),
        }
        ticker.add(1)?;
    }
    let lags = rules.lags.unwrap_or_else(|| rule_of_thumb(known.len()));
    let differences = differences(&entries, !given.is_empty(), rules.horizon(), lags);
    Ok(Contest {
        entries,
        differences,
        missing,
        lags,
    })
}

fn entry(baseline: &dyn Fitted, months: Vec<Scored>) -> Entry {
    Entry {
        name: baseline.name().to_owned(),
        parameters: baseline.parameters(),
        months,
    }
}

fn differences(
    entries: &[Entry],
    forecast_first: bool,
    horizon: usize,
    lags: usize,
) -> Vec<Difference> {
    let Some((first, others)) = entries.split_first() else {
        return Vec::new();
    };
    let one = |other: &Entry, rule: Rule| {
        let (of, against) = if forecast_first {
            (first, other)
        } else {
            (other, first)
        };
        let pairs = of.months.iter().zip(&against.months);
        let each: Vec<f64> = pairs.map(|(a, b)| rule.of(a) - rule.of(b)).collect();
        Difference {
            of: of.name.clone(),
            against: against.name.clone(),
            rule,
            test: diebold_mariano(&each, horizon, lags),
        }
    };
    let each = others
        .iter()
        .flat_map(|other| Rule::ALL.map(|rule| one(other, rule)));
    each.collect()
}

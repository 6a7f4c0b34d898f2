//! From parameter sets and a record to the forecast of its months.

use std::path::Path;

use super::ask::Ask;
use super::error::ForecastError;
use super::fitted;
use super::outcome::Forecasted;
use super::sets::Sets;
use crate::scenario::load::closest;
use crate::scenario::{Month, Scenario};
use crate::store::forecast_files::ForecastMonth;
use crate::store::guard::Guard;
use crate::study::filter::{Forecast, MOST, Member, filter, steps};
use crate::tasks::counted;
use crate::tasks::score::observed::{Observed, observed};
use crate::watch::{Event, Watch};

/// All that has been read and checked.
pub struct Ready {
    sets: Sets,
    /// Place of the record.
    record: usize,
    seen: Observed,
    /// What the record showed by month, where the filter may know it.
    evidence: Vec<Option<u32>>,
    /// Months before the first one forecast.
    before: usize,
    guard: Guard,
}

impl Ready {
    /// Reads parameter sets and what happened.
    ///
    /// # Errors
    /// [`ForecastError`].
    pub fn new(ask: &Ask) -> Result<Self, ForecastError> {
        let guard = Guard::new(ask.unverified);
        let mut sets = Sets::draw(ask, &ask.sets, &guard)?;
        let start = sets.first().start;
        let before = u32::try_from(ask.from.since(start)).map_err(|_| ForecastError::Early {
            from: ask.from,
            start,
        })?;
        if !ask.in_sample {
            fitted::check(&ask.calibrated, ask.from, &guard)?;
        }
        let horizon = before + ask.months;
        if horizon > sets.first().horizon {
            // Levers without an end last as long as the scenario.
            let mut longer = ask.sets.clone();
            longer.push(format!("scenario.horizon={horizon}"));
            sets = Sets::draw(ask, &longer, &guard)?;
        }
        for scenario in &mut sets.scenarios {
            scenario.horizon = horizon;
        }
        let record = record(sets.first(), ask.record.as_deref())?;
        let column = ask.column.clone().or_else(|| {
            // A file of one's own may have but one column of counts.
            let series = Path::new(&ask.observed).extension().is_none();
            series.then(|| sets.first().roster.observations[record].code.clone())
        });
        let seen = observed(&ask.observed, column.as_deref(), &guard)?;
        let months = (0..horizon).map(|at| start.plus(at as i32));
        let evidence = months.map(|month| count(month, ask, &seen));
        Ok(Self {
            evidence: evidence.collect::<Result<_, _>>()?,
            sets,
            record,
            seen,
            before: before as usize,
            guard,
        })
    }

    /// The parameter sets.
    pub fn sets(&self) -> &Sets {
        &self.sets
    }

    /// What has compared the files that were read with their manifest.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Follows the record and forecasts.
    ///
    /// # Errors
    /// [`ForecastError`].
    pub fn filter(&self, ask: &Ask, watch: &mut dyn Watch) -> Result<Forecasted, ForecastError> {
        let scenario = self.sets.first();
        let record = &scenario.roster.observations[self.record];
        let scenarios = self.sets.scenarios.iter();
        let members: Vec<Member<'_>> = scenarios
            .map(|scenario| Member {
                scenario,
                weight: 1.0,
            })
            .collect();
        let begin = Event::Begin {
            what: &format!(
                "{}: {} parameter sets of {} particles, {} months of `{}` observed",
                self.sets.name,
                members.len(),
                ask.effort.particles,
                self.evidence.iter().flatten().count(),
                record.code
            ),
            unit: "runs",
            total: steps(&members, ask.effort),
            before: 0,
        };
        let filtered = counted(watch, begin, |ticker| {
            filter(&members, self.record, &self.evidence, ask.effort, ticker)
        })?;
        let known = |month: Month| self.seen.counts.at(month);
        let ahead = filtered.iter().enumerate().skip(self.before);
        Ok(Forecasted {
            name: self.sets.name.clone(),
            record: record.code.clone(),
            title: record.name.clone(),
            seed: scenario.seed,
            draws: members.len(),
            particles: ask.effort.particles,
            start: scenario.start,
            months: ahead
                .map(|(at, forecast)| month_of(scenario.start.plus(at as i32), forecast, known))
                .collect(),
            filtered,
        })
    }
}

/// What the record showed in a month, if the filter may know it.
fn count(month: Month, ask: &Ask, seen: &Observed) -> Result<Option<u32>, ForecastError> {
    let open = ask.rolling || month < ask.from;
    match seen.counts.at(month).filter(|_| open) {
        Some(count) if count > u64::from(MOST) => Err(ForecastError::Many {
            month,
            count,
            most: MOST,
        }),
        count => Ok(count.map(|count| count as u32)),
    }
}

fn record(scenario: &Scenario, name: Option<&str>) -> Result<usize, ForecastError> {
    let codes = || scenario.roster.observations.iter().map(|o| o.code.as_str());
    let Some(name) = name else {
        return codes().next().map(|_| 0).ok_or(ForecastError::NoRecord {
            scenario: scenario.name.clone(),
        });
    };
    codes()
        .position(|code| code == name)
        .ok_or_else(|| ForecastError::UnknownRecord {
            name: name.to_owned(),
            meant: closest(name, codes()).map(str::to_owned),
            known: codes().collect::<Vec<_>>().join(", "),
        })
}

fn month_of(
    month: Month,
    forecast: &Forecast,
    known: impl Fn(Month) -> Option<u64>,
) -> ForecastMonth {
    let mut sum = 0.0;
    let cumulated: Vec<f64> = forecast
        .mass
        .iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect();
    let quantile = |level: f64| {
        let at = cumulated.partition_point(|sum| *sum < level);
        at.min(cumulated.len() - 1) as u32
    };
    let mean = forecast.mass.iter().enumerate().map(|(n, p)| n as f64 * p);
    ForecastMonth {
        month,
        mass: forecast.mass.clone(),
        mean: mean.sum(),
        any: 1.0 - forecast.mass[0],
        covered: forecast.covered,
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile),
        observed: known(month),
    }
}

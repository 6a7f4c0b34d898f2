//! A linear pool of the forecast with a baseline, its weight fitted on months before those that are scored.

use super::ask::Pool;
use super::error::ScoreError;
use super::given::{Given, possible};
use crate::analysis::baselines::{Fit, chosen, forecasts};
use crate::analysis::score::Predictive;
use crate::analysis::score::contest::{Contest, Forecast, Rules};
use crate::analysis::score::pool::{fitted_weight, pooled};
use crate::scenario::Month;
use crate::store::forecast_csv::read_forecasts;
use crate::store::guard::Guard;

/// A pool and how it came about.
pub struct Pooled {
    /// Its forecasts of the months scored.
    pub forecasts: Vec<Forecast>,
    weight: f64,
    with: String,
    /// Months on which the weight was fitted: how many, the first, the last.
    months: (usize, Month, Month),
}

/// Fits the weight and pools.
///
/// # Errors
/// [`ScoreError`].
pub fn pool(ask: &Pool, given: &Given, rules: &Rules, guard: &Guard) -> Result<Pooled, ScoreError> {
    guard.check(&ask.fit)?;
    let earlier = read_forecasts(&ask.fit)?;
    let scored = given.months.first().copied();
    let all = earlier.forecasts.iter().map(|own| own.month);
    let (Some(first), Some(last), Some(scored)) = (all.clone().min(), all.max(), scored) else {
        return Err(ScoreError::NoMonths);
    };
    if last >= scored {
        return Err(ScoreError::PoolPeeks {
            path: ask.fit.clone(),
            last,
            first: scored,
        });
    }
    given.observed.has(first, last, "the pool is fitted on")?;
    possible(&ask.fit, &earlier, &given.observed.counts)?;
    let before = baseline(
        ask,
        given,
        rules,
        earlier.forecasts.iter().map(|own| own.month),
    )?;
    let counts = &given.observed.counts;
    let happened = |month: Month| counts.at(month).unwrap_or(0);
    let pairs = earlier.forecasts.iter().zip(&before);
    let weight =
        fitted_weight(pairs.map(|(own, other)| (&own.predictive, other, happened(own.month))));
    let now = baseline(ask, given, rules, given.months.iter().copied())?;
    let pairs = given.file.forecasts.iter().zip(&now);
    let forecasts = pairs.map(|(own, other)| Forecast {
        month: own.month,
        predictive: pooled(&own.predictive, other, weight),
    });
    Ok(Pooled {
        forecasts: forecasts.collect(),
        weight,
        with: ask.with.clone(),
        months: (earlier.forecasts.len(), first, last),
    })
}

/// What the baseline says of months.
fn baseline(
    ask: &Pool,
    given: &Given,
    rules: &Rules,
    months: impl Iterator<Item = Month>,
) -> Result<Vec<Predictive>, ScoreError> {
    let observed = &given.observed.counts;
    let index = |month: Month| usize::try_from(month.since(observed.start)).unwrap_or(0);
    let end = index(rules.fit_until.plus(1)).min(observed.counts.len());
    let fit = Fit {
        counts: &observed.counts[..end],
        from: index(rules.fit_from),
        size: rules.size,
        horizon: rules.horizon(),
    };
    let at: Vec<usize> = months.map(index).collect();
    let [make] = chosen(std::slice::from_ref(&ask.with))?[..] else {
        return Err(ScoreError::NoMonths);
    };
    let fitted = make(&fit)?;
    Ok(forecasts(&*fitted, &observed.counts, &at, rules.origin)?)
}

impl Pooled {
    /// Puts the weight beside the pool's scores, and says it.
    pub fn told(&self, contest: &mut Contest, notes: &mut Vec<String>) {
        if let Some(entry) = contest
            .entries
            .iter_mut()
            .find(|entry| entry.name == Pool::NAME)
        {
            entry.parameters.push(("weight", self.weight));
        }
        let (months, first, last) = self.months;
        notes.push(format!(
            "{}: weight {:.3} on the forecast and {:.3} on {}, fitted on {months} months from {first} to {last}",
            Pool::NAME,
            self.weight,
            1.0 - self.weight,
            self.with
        ));
    }
}

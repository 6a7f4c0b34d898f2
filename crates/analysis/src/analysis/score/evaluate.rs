//! Forecasts of several months against what happened.

use super::coverage::{Interval, central};
use super::hac::{HacMean, newey_west};
use super::pit::{Place, place};
use super::predictive::Predictive;
use super::{brier, crps, log_score};
use crate::analysis::interval::wilson;
use crate::scenario::Month;

/// Nominal levels of the central intervals that are reported.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];

/// One month: the forecast in short, what happened, and the scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// The month.
    pub month: Month,
    /// What happened.
    pub observed: u64,
    /// Mean of the forecast.
    pub mean: f64,
    /// Its probability of any event.
    pub any: f64,
    /// Log score in nats; larger is better.
    pub log_score: f64,
    /// Ranked probability score, for samples the fair estimate; smaller is better.
    pub crps: f64,
    /// The same of a sample as it is; equal to `crps` for a known distribution.
    pub crps_empirical: f64,
    /// Brier score of any event; smaller is better.
    pub brier: f64,
    /// |mean − observed|.
    pub absolute_error: f64,
    /// Place of what happened in the distribution.
    pub place: Place,
    /// Central intervals at [`LEVELS`].
    pub intervals: [Interval; 3],
}

/// Scores one month.
pub fn score(month: Month, predictive: &Predictive, observed: u64) -> Scored {
    let mean = predictive.mean();
    let crps = crps::crps(predictive, observed);
    Scored {
        month,
        observed,
        mean,
        any: predictive.any(),
        log_score: log_score::log_score(predictive, observed),
        crps,
        crps_empirical: match predictive {
            Predictive::Sample(sample) => crps::empirical(sample, observed),
            _ => crps,
        },
        brier: brier::any_event(predictive, observed),
        absolute_error: (mean - observed as f64).abs(),
        place: place(predictive, observed),
        intervals: LEVELS.map(|level| central(predictive, level)),
    }
}

/// A score that months have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Log score.
    Log,
    /// Ranked probability score.
    Crps,
    /// Brier score of any event.
    Brier,
    /// Absolute error of the mean.
    AbsoluteError,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 4] = [Self::Log, Self::Crps, Self::Brier, Self::AbsoluteError];

    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Log => "log_score",
            Self::Crps => "crps",
            Self::Brier => "brier_any",
            Self::AbsoluteError => "absolute_error",
        }
    }

    /// Whether larger is better.
    pub const fn larger_is_better(self) -> bool {
        matches!(self, Self::Log)
    }

    /// The score of a month.
    pub fn of(self, scored: &Scored) -> f64 {
        match self {
            Self::Log => scored.log_score,
            Self::Crps => scored.crps,
            Self::Brier => scored.brier,
            Self::AbsoluteError => scored.absolute_error,
        }
    }
}

/// The mean of a score over months.
pub fn mean(rule: Rule, months: &[Scored], lags: usize) -> HacMean {
    let values: Vec<f64> = months.iter().map(|month| rule.of(month)).collect();
    newey_west(&values, lags)
}

/// How often intervals held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Covered {
    /// Nominal level.
    pub level: f64,
    /// Mean probability that the forecasts gave their intervals.
    pub expected: f64,
    /// Share of months in which the interval held.
    pub share: f64,
    /// 95 % interval of that share (Wilson, as if months were independent).
    pub ci: (f64, f64),
}

/// How often the intervals of each level held.
pub fn covered(months: &[Scored]) -> [Covered; 3] {
    let n = months.len() as f64;
    std::array::from_fn(|k| {
        let held = months.iter().filter(|m| m.intervals[k].holds(m.observed));
        let held = held.count() as u64;
        let probability = months.iter().map(|m| m.intervals[k].probability);
        Covered {
            level: LEVELS[k],
            expected: probability.sum::<f64>() / n,
            share: held as f64 / n,
            ci: wilson(held, months.len() as u64),
        }
    })
}

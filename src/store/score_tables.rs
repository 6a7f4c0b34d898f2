//! The tables that scoring leaves.

use super::sheet::{Column, sheet};
use super::tables::{Field, FieldType, field};
use crate::analysis::score::contest::{Contest, Difference};
use crate::analysis::score::evaluate::{Covered, LEVELS, Rule, Scored, covered, mean};
use crate::analysis::score::hac::HacMean;
use crate::analysis::score::pit::{Place, histogram};
use crate::store::cell::Cell;

/// Bins of the histogram of the transform.
pub const BINS: usize = 10;

/// Scores by month.
pub const SCORES: &str = "scores.csv";
/// Means of scores.
pub const SCORE_SUMMARY: &str = "score_summary.csv";
/// Coverage of intervals.
pub const COVERAGE: &str = "coverage.csv";
/// Histogram of the probability integral transform.
pub const PIT: &str = "pit.csv";
/// Paired differences.
pub const DIFFERENCES: &str = "differences.csv";
/// Parameters of the baselines.
pub const PARAMETERS: &str = "baseline_parameters.csv";

/// The scores of a forecast in a month.
#[derive(Clone, Copy, Debug)]
pub struct ScoreRow<'d> {
    /// The forecast or baseline.
    pub forecast: &'d str,
    /// Its scores.
    pub scored: &'d Scored,
    /// Seed of the randomised transform.
    pub seed: u64,
}

sheet! {
    /// `scores.csv`: a row per forecast and month.
    pub fn scores<'d>() -> ScoreRow<'d> =
        SCORES, "Scores by forecast and month.", key ["forecast", "month"] {
        /// The forecast or baseline.
        forecast: string = |r| r.forecast,
        /// Calendar month.
        month: yearmonth = |r| r.scored.month,
        /// What happened.
        observed: integer["events"] = |r| r.scored.observed,
        /// Mean of the forecast.
        mean: number["events"] = |r| r.scored.mean,
        /// Forecast probability of any event.
        p_any: number["probability"] = |r| r.scored.any,
        /// Log probability of what happened; larger is better.
        log_score: number["nats"] = |r| r.scored.log_score,
        /// Ranked probability score, for samples the fair estimate; smaller is better.
        crps: number["events"] = |r| r.scored.crps,
        /// The same of the sample as it is.
        crps_empirical: number["events"] = |r| r.scored.crps_empirical,
        /// Brier score of any event; smaller is better.
        brier_any: number["1"] = |r| r.scored.brier,
        /// Absolute error of the mean.
        absolute_error: number["events"] = |r| r.scored.absolute_error,
        /// Forecast probability of fewer events.
        pit_low: number["probability"] = |r| r.scored.place.below,
        /// Forecast probability of as many or fewer events.
        pit_high: number["probability"] = |r| r.scored.place.upto,
        /// A uniform draw between the two.
        pit_randomised: number["probability"] = |r| r.scored.place.randomised(r.seed, r.scored.month),
        ..Column::each(ends(), |r, at| {
            let interval = r.scored.intervals.get(at / 2);
            Cell::integer(interval.map(|held| match at % 2 {
                0 => held.low,
                _ => held.high,
            }))
        }),
    }
}

/// Both ends of the central intervals.
fn ends() -> impl Iterator<Item = Field> {
    let ends = [("low", "Smallest"), ("high", "Largest")];
    let each = move |level| ends.map(|(end, which)| (level * 100.0, end, which));
    LEVELS
        .into_iter()
        .flat_map(each)
        .map(|(percent, end, which)| {
            let text = format!("{which} count of the central {percent} % interval.");
            let name = format!("{end}_{percent}");
            field(&name, FieldType::Integer, "events", &text)
        })
}

/// Every score of every forecast.
pub fn score_rows(contest: &Contest, seed: u64) -> impl Iterator<Item = ScoreRow<'_>> {
    contest.entries.iter().flat_map(move |entry| {
        entry.months.iter().map(move |scored| ScoreRow {
            forecast: &entry.name,
            scored,
            seed,
        })
    })
}

sheet! {
    /// `score_summary.csv`: a row per forecast and score.
    pub fn score_summary<'d>() -> (&'d str, Rule, HacMean) =
        SCORE_SUMMARY,
        "Mean scores with 95 % intervals that allow for autocorrelation (Newey-West, Student's t).",
        key ["forecast", "score"] {
        /// The forecast or baseline.
        forecast: string = |(forecast, _, _)| *forecast,
        /// Name of the column in scores.csv.
        score: string = |(_, rule, _)| rule.name(),
        /// Months.
        n: integer["months"] = |(_, _, m)| m.n,
        /// Mean.
        mean: number["see score"] = |(_, _, m)| m.mean,
        /// Its standard error.
        std_error: number["see score"] = |(_, _, m)| m.std_error,
        /// Lower end of its 95 % interval.
        ci_low: number["see score"] = |(_, _, m)| m.interval().0,
        /// Upper end of its 95 % interval.
        ci_high: number["see score"] = |(_, _, m)| m.interval().1,
        /// Lags of the standard error.
        lags: integer["months"] = |(_, _, m)| m.lags,
    }
}

/// The means of every score of every forecast.
pub fn mean_rows(contest: &Contest) -> impl Iterator<Item = (&str, Rule, HacMean)> {
    contest.entries.iter().flat_map(|entry| {
        let means = Rule::ALL.map(|rule| (rule, mean(rule, &entry.months, contest.lags)));
        means
            .into_iter()
            .map(|(rule, mean)| (entry.name.as_str(), rule, mean))
    })
}

sheet! {
    /// `coverage.csv`: a row per forecast and level.
    pub fn coverage<'d>() -> (&'d str, Covered) =
        COVERAGE, "How often central intervals held what happened.", key ["forecast", "level"] {
        /// The forecast or baseline.
        forecast: string = |(forecast, _)| *forecast,
        /// Nominal level.
        level: number["probability"] = |(_, c)| c.level,
        /// Mean probability that the forecasts gave their intervals; above the level, since counts come
        /// in lumps.
        expected: number["probability"] = |(_, c)| c.expected,
        /// Share of months in which the interval held.
        share: number["probability"] = |(_, c)| c.share,
        /// Lower end of its 95 % interval (Wilson, as if months were independent).
        ci_low: number["probability"] = |(_, c)| c.ci.0,
        /// Upper end of its 95 % interval.
        ci_high: number["probability"] = |(_, c)| c.ci.1,
    }
}

/// What the intervals of every forecast held.
pub fn coverage_rows(contest: &Contest) -> impl Iterator<Item = (&str, Covered)> {
    contest.entries.iter().flat_map(|entry| {
        let found = covered(&entry.months).into_iter();
        found.map(|found| (entry.name.as_str(), found))
    })
}

/// A bin of the histogram of the transform.
#[derive(Clone, Copy, Debug)]
pub struct PitRow<'d> {
    /// The forecast or baseline.
    pub forecast: &'d str,
    /// Number of the bin, from 0.
    pub bin: usize,
    /// Share of the transform in it.
    pub share: f64,
}

impl PitRow<'_> {
    /// Lower edge of the bin that comes `after` this one.
    fn edge(&self, after: usize) -> f64 {
        (self.bin + after) as f64 / BINS as f64
    }
}

sheet! {
    /// `pit.csv`: a row per forecast and bin.
    pub fn pit<'d>() -> PitRow<'d> =
        PIT,
        "Histogram of the probability integral transform without randomness (Czado, Gneiting & Held 2009).",
        key ["forecast", "bin_low"] {
        /// The forecast or baseline.
        forecast: string = |r| r.forecast,
        /// Lower edge of the bin.
        bin_low: number["probability"] = |r| r.edge(0),
        /// Upper edge of the bin.
        bin_high: number["probability"] = |r| r.edge(1),
        /// Share of the transform in the bin; 0.1 in each if the forecast is right.
        share: number["probability"] = |r| r.share,
    }
}

/// The histogram of every forecast.
pub fn pit_rows(contest: &Contest) -> impl Iterator<Item = PitRow<'_>> {
    contest.entries.iter().flat_map(|entry| {
        let places: Vec<Place> = entry.months.iter().map(|month| month.place).collect();
        let shares = histogram(&places, BINS).into_iter().enumerate();
        shares.map(|(bin, share)| PitRow {
            forecast: &entry.name,
            bin,
            share,
        })
    })
}

sheet! {
    /// `differences.csv`: a row per pair of forecasts and score.
    pub fn differences() -> Difference =
        DIFFERENCES,
        "Paired mean differences of scores, `forecast` minus `against`, with the test of Diebold and Mariano in the small-sample form of Harvey, Leybourne and Newbold.",
        key ["forecast", "against", "score"] {
        /// The forecast or baseline.
        forecast: string = |r| &r.of,
        /// The forecast or baseline that is subtracted.
        against: string = |r| &r.against,
        /// Name of the column in scores.csv; log_score is better if larger, the others if smaller.
        score: string = |r| r.rule.name(),
        /// Months.
        n: integer["months"] = |r| r.test.n,
        /// Mean difference.
        difference: number["see score"] = |r| r.test.difference,
        /// Its standard error.
        std_error: number["see score"] = |r| r.test.std_error,
        /// Lower end of its 95 % interval.
        ci_low: number["see score"] = |r| r.test.ci_low,
        /// Upper end of its 95 % interval.
        ci_high: number["see score"] = |r| r.test.ci_high,
        /// Difference over standard error; missing if the two never differ.
        statistic: number["1"] = |r| r.test.statistic,
        /// Two-sided, by Student's t.
        p_value: number["probability"] = |r| r.test.p_value,
        /// Lags of the standard error.
        lags: integer["months"] = |r| r.test.lags,
    }
}

sheet! {
    /// `baseline_parameters.csv`: a row per baseline and parameter.
    pub fn parameters<'d>() -> (&'d str, &'static str, f64) =
        PARAMETERS, "Parameters of the baselines.", key ["baseline", "parameter"] {
        /// The baseline.
        baseline: string = |(baseline, _, _)| *baseline,
        /// Name.
        parameter: string = |(_, name, _)| *name,
        /// Value; a missing size is infinite: Poisson.
        value: number["see docs/calibration.md"] = |(_, _, value)| Some(*value).filter(|value| value.is_finite()),
    }
}

/// The parameters of every baseline.
pub fn parameter_rows(contest: &Contest) -> impl Iterator<Item = (&str, &'static str, f64)> {
    contest.entries.iter().flat_map(|entry| {
        let parameters = entry.parameters.iter();
        parameters.map(|(name, value)| (entry.name.as_str(), *name, *value))
    })
}

//! The tables that scoring leaves.

use super::csv::Rows;
use super::tables::{Field, FieldType, Table, field};
use crate::analysis::score::contest::Contest;
use crate::analysis::score::evaluate::{LEVELS, Rule, covered, mean};
use crate::analysis::score::pit::{Place, histogram};

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

/// A table and its rows, header included.
pub struct Filled {
    /// What it is.
    pub table: Table,
    /// Header and rows.
    pub text: String,
    /// Number of rows.
    pub rows: u64,
}

fn filled(table: Table, rows: &Rows) -> Filled {
    let text = format!("{}{}", table.header().as_str(), rows.as_str());
    Filled {
        table,
        text,
        rows: rows.rows(),
    }
}

/// A number; infinite ones, such as the size of a Poisson distribution, are missing.
fn finite(rows: &mut Rows, value: f64) {
    if value.is_finite() {
        rows.number(value);
    } else {
        rows.missing();
    }
}

fn number(name: &str, unit: &str, description: &str) -> Field {
    field(name, FieldType::Number, unit, description)
}

fn integer(name: &str, unit: &str, description: &str) -> Field {
    field(name, FieldType::Integer, unit, description)
}

fn text(name: &str, description: &str) -> Field {
    field(name, FieldType::String, "", description)
}

fn forecast_field() -> Field {
    text("forecast", "The forecast or baseline.")
}

/// Every table of a contest. `seed` draws the randomised transforms.
pub fn tables(contest: &Contest, seed: u64) -> Vec<Filled> {
    vec![
        scores(contest, seed),
        summary(contest),
        coverage(contest),
        pit(contest),
        differences(contest),
        parameters(contest),
    ]
}

fn scores(contest: &Contest, seed: u64) -> Filled {
    let mut fields = vec![
        forecast_field(),
        field("month", FieldType::YearMonth, "", "Calendar month."),
        integer("observed", "events", "What happened."),
        number("mean", "events", "Mean of the forecast."),
        number("p_any", "probability", "Forecast probability of any event."),
        number(
            "log_score",
            "nats",
            "Log probability of what happened; larger is better.",
        ),
        number(
            "crps",
            "events",
            "Ranked probability score, for samples the fair estimate; smaller is better.",
        ),
        number(
            "crps_empirical",
            "events",
            "The same of the sample as it is.",
        ),
        number(
            "brier_any",
            "1",
            "Brier score of any event; smaller is better.",
        ),
        number("absolute_error", "events", "Absolute error of the mean."),
        number(
            "pit_low",
            "probability",
            "Forecast probability of fewer events.",
        ),
        number(
            "pit_high",
            "probability",
            "Forecast probability of as many or fewer events.",
        ),
        number(
            "pit_randomised",
            "probability",
            "A uniform draw between the two.",
        ),
    ];
    for level in LEVELS {
        let percent = level * 100.0;
        for (end, which) in [("low", "Smallest"), ("high", "Largest")] {
            let description = format!("{which} count of the central {percent} % interval.");
            fields.push(integer(&format!("{end}_{percent}"), "events", &description));
        }
    }
    let mut rows = Rows::default();
    for entry in &contest.entries {
        for month in &entry.months {
            rows.text(&entry.name).text(&month.month.to_string());
            rows.integer(month.observed)
                .number(month.mean)
                .number(month.any);
            rows.number(month.log_score)
                .number(month.crps)
                .number(month.crps_empirical);
            rows.number(month.brier).number(month.absolute_error);
            rows.number(month.place.below).number(month.place.upto);
            rows.number(month.place.randomised(seed, month.month));
            for interval in month.intervals {
                rows.integer(interval.low).integer(interval.high);
            }
            rows.end_row();
        }
    }
    let table = Table {
        file: SCORES,
        description: "Scores by forecast and month.",
        fields,
        key: &["forecast", "month"],
    };
    filled(table, &rows)
}

fn summary(contest: &Contest) -> Filled {
    let table = Table {
        file: SCORE_SUMMARY,
        description: "Mean scores with 95 % intervals that allow for autocorrelation (Newey-West, Student's t).",
        fields: vec![
            forecast_field(),
            text("score", "Name of the column in scores.csv."),
            integer("n", "months", "Months."),
            number("mean", "see score", "Mean."),
            number("std_error", "see score", "Its standard error."),
            number("ci_low", "see score", "Lower end of its 95 % interval."),
            number("ci_high", "see score", "Upper end of its 95 % interval."),
            integer("lags", "months", "Lags of the standard error."),
        ],
        key: &["forecast", "score"],
    };
    let mut rows = Rows::default();
    for entry in &contest.entries {
        for rule in Rule::ALL {
            let found = mean(rule, &entry.months, contest.lags);
            let (low, high) = found.interval();
            rows.text(&entry.name)
                .text(rule.name())
                .integer(found.n as u64);
            rows.number(found.mean)
                .number(found.std_error)
                .number(low)
                .number(high);
            rows.integer(found.lags as u64).end_row();
        }
    }
    filled(table, &rows)
}

fn coverage(contest: &Contest) -> Filled {
    let table = Table {
        file: COVERAGE,
        description: "How often central intervals held what happened.",
        fields: vec![
            forecast_field(),
            number("level", "probability", "Nominal level."),
            number(
                "expected",
                "probability",
                "Mean probability that the forecasts gave their intervals; above the level, since counts come in lumps.",
            ),
            number(
                "share",
                "probability",
                "Share of months in which the interval held.",
            ),
            number(
                "ci_low",
                "probability",
                "Lower end of its 95 % interval (Wilson, as if months were independent).",
            ),
            number("ci_high", "probability", "Upper end of its 95 % interval."),
        ],
        key: &["forecast", "level"],
    };
    let mut rows = Rows::default();
    for entry in &contest.entries {
        for found in covered(&entry.months) {
            rows.text(&entry.name)
                .number(found.level)
                .number(found.expected);
            rows.number(found.share)
                .number(found.ci.0)
                .number(found.ci.1)
                .end_row();
        }
    }
    filled(table, &rows)
}

fn pit(contest: &Contest) -> Filled {
    let table = Table {
        file: PIT,
        description: "Histogram of the probability integral transform without randomness (Czado, Gneiting & Held 2009).",
        fields: vec![
            forecast_field(),
            number("bin_low", "probability", "Lower edge of the bin."),
            number("bin_high", "probability", "Upper edge of the bin."),
            number(
                "share",
                "probability",
                "Share of the transform in the bin; 0.1 in each if the forecast is right.",
            ),
        ],
        key: &["forecast", "bin_low"],
    };
    let mut rows = Rows::default();
    for entry in &contest.entries {
        let places: Vec<Place> = entry.months.iter().map(|month| month.place).collect();
        for (at, share) in histogram(&places, BINS).into_iter().enumerate() {
            let edge = |k: usize| k as f64 / BINS as f64;
            rows.text(&entry.name).number(edge(at)).number(edge(at + 1));
            rows.number(share).end_row();
        }
    }
    filled(table, &rows)
}

fn differences(contest: &Contest) -> Filled {
    let table = Table {
        file: DIFFERENCES,
        description: "Paired mean differences of scores, `forecast` minus `against`, with the test of Diebold and Mariano in the small-sample form of Harvey, Leybourne and Newbold.",
        fields: vec![
            forecast_field(),
            text("against", "The forecast or baseline that is subtracted."),
            text(
                "score",
                "Name of the column in scores.csv; log_score is better if larger, the others if smaller.",
            ),
            integer("n", "months", "Months."),
            number("difference", "see score", "Mean difference."),
            number("std_error", "see score", "Its standard error."),
            number("ci_low", "see score", "Lower end of its 95 % interval."),
            number("ci_high", "see score", "Upper end of its 95 % interval."),
            number(
                "statistic",
                "1",
                "Difference over standard error; missing if the two never differ.",
            ),
            number("p_value", "probability", "Two-sided, by Student's t."),
            integer("lags", "months", "Lags of the standard error."),
        ],
        key: &["forecast", "against", "score"],
    };
    let mut rows = Rows::default();
    for found in &contest.differences {
        let test = &found.test;
        rows.text(&found.of)
            .text(&found.against)
            .text(found.rule.name());
        rows.integer(test.n as u64)
            .number(test.difference)
            .number(test.std_error);
        rows.number(test.ci_low).number(test.ci_high);
        rows.number(test.statistic).number(test.p_value);
        rows.integer(test.lags as u64).end_row();
    }
    filled(table, &rows)
}

fn parameters(contest: &Contest) -> Filled {
    let table = Table {
        file: PARAMETERS,
        description: "Parameters of the baselines.",
        fields: vec![
            text("baseline", "The baseline."),
            text("parameter", "Name."),
            number(
                "value",
                "see docs/calibration.md",
                "Value; a missing size is infinite: Poisson.",
            ),
        ],
        key: &["baseline", "parameter"],
    };
    let mut rows = Rows::default();
    for entry in &contest.entries {
        for (name, value) in &entry.parameters {
            rows.text(&entry.name).text(name);
            finite(&mut rows, *value);
            rows.end_row();
        }
    }
    filled(table, &rows)
}

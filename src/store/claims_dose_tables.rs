//! The tables of an audit's doses and frontiers.

use super::claims_tables::{DOSE_RESPONSE, DOSES, FRONTIERS, Row, WHICH, fields, with};
use super::tables::{FieldType, Table};

/// `doses.csv`.
pub fn doses() -> Table {
    use FieldType::{Integer, Number};
    let rows: [Row; 4] = [
        ("dose", Number, "1", "Dose."),
        (
            "pair",
            Integer,
            "1",
            "Pair of runs, counted from 0 among those with a value in all arms.",
        ),
        (
            "baseline",
            Number,
            "see claims.csv",
            "Outcome of the baseline's run.",
        ),
        (
            "difference",
            Number,
            "see claims.csv",
            "Difference between the arms.",
        ),
    ];
    let mut all = fields(&WHICH[..3]);
    all.extend(fields(&rows));
    Table {
        file: DOSES,
        description: "Differences at the defaults by dose, run by run, for claims with doses.",
        fields: all,
        key: &["claim", "test", "variant", "pair"],
    }
}

/// `frontiers.csv`.
pub fn frontiers() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 12] = [
        (
            "point",
            Integer,
            "1",
            "Point of the grid, counted from 0, x first.",
        ),
        (
            "x_parameter",
            String,
            "",
            "Path of the parameter on the first axis, or a pattern.",
        ),
        ("x", Number, "see parameter", "Its value."),
        (
            "y_parameter",
            String,
            "",
            "Path of the parameter on the second axis, or a pattern.",
        ),
        ("y", Number, "see parameter", "Its value."),
        (
            "mean",
            Number,
            "see claims.csv",
            "Mean difference between the arms.",
        ),
        (
            "std_error",
            Number,
            "see claims.csv",
            "Its standard error over pairs.",
        ),
        (
            "ci_low",
            Number,
            "see claims.csv",
            "Lower end of its 95 % interval (paired t).",
        ),
        ("ci_high", Number, "see claims.csv", "Upper end of it."),
        (
            "pairs",
            Integer,
            "runs",
            "Pairs of runs with a value in all arms.",
        ),
        (
            "rate_miss",
            Number,
            "log",
            "Largest |ln(shown/wanted)| of base rates of one in 200 months or more, after matching; empty where there are none.",
        ),
        (
            "rare_miss",
            Number,
            "log",
            "The same of rarer ones: in short runs their means hang on a few months.",
        ),
    ];
    Table {
        file: FRONTIERS,
        description: "The effect over a grid of two parameters, all others at their defaults, for claims with a frontier.",
        fields: with(&rows),
        key: &["claim", "test", "variant", "stratum", "point"],
    }
}

/// `dose_response.csv`.
pub fn dose_response() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 9] = [
        ("claim", String, "", "Id of the claim."),
        ("test", String, "", "Name of the test."),
        (
            "statistic",
            String,
            "",
            "effect, elasticity (% of the outcome for each % of dose), second_difference (change of the slope, interval simultaneous over doses), or aic_linear, aic_threshold and aic_bent (the smaller, the better).",
        ),
        (
            "dose",
            Number,
            "1",
            "Dose; for fits the threshold, empty for the linear one.",
        ),
        ("estimate", Number, "see statistic", "Estimate."),
        (
            "std_error",
            Number,
            "see statistic",
            "Its standard error; empty where there is none.",
        ),
        (
            "ci_low",
            Number,
            "see statistic",
            "Lower end of its 95 % interval.",
        ),
        ("ci_high", Number, "see statistic", "Upper end of it."),
        ("pairs", Integer, "runs", "Pairs of runs."),
    ];
    Table {
        file: DOSE_RESPONSE,
        description: "How the effect grows with the dose, at the defaults.",
        fields: fields(&rows),
        key: &[],
    }
}

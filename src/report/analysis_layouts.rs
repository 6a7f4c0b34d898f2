//! How the tables of analyses are printed: which columns, under which words.

use self::Shown::{Between, Plain, Within, YesNo};
use crate::store::calibrate_tables::{FIT, PARAMETERS};
use crate::store::claims_tables::{CLAIMS, DECIDERS};
use crate::store::score_tables::{COVERAGE, DIFFERENCES, SCORE_SUMMARY};

/// The months of a forecast.
const FORECAST_MONTHS: &str = "forecast_months.csv";

/// How a table of an analysis is printed.
pub(super) struct Layout {
    /// Its file.
    pub file: &'static str,
    /// What it shows.
    pub caption: &'static str,
    /// Which rows: a column and the value that it must have.
    pub of: Option<(&'static str, &'static str)>,
    /// The column by which rows are asked for.
    pub subject: &'static str,
    /// Columns that head a group of rows, with what is said before each.
    pub groups: &'static [(&'static str, &'static str)],
    /// What is printed of a row.
    pub columns: &'static [Shown],
}

/// A column of a printed table.
pub(super) enum Shown {
    /// A text or number as it is, under a heading.
    Plain(&'static str, &'static str),
    /// Yes or no.
    YesNo(&'static str, &'static str),
    /// A number to the digits that its interval supports, and the interval; under two headings.
    Within(&'static str, &'static str, [&'static str; 2], &'static str),
    /// An interval alone.
    Between(&'static str, [&'static str; 2]),
}

/// The tables of all kinds of analyses.
pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        file: PARAMETERS,
        caption: "Free parameters before and after",
        of: None,
        subject: "parameter",
        groups: &[],
        columns: &[
            Plain("Parameter", "parameter"),
            Plain("Prior", "prior"),
            Within(
                "Prior median",
                "prior_median",
                ["prior_q05", "prior_q95"],
                "90 % of the prior",
            ),
            Within(
                "Posterior median",
                "median",
                ["q05", "q95"],
                "90 % of the posterior",
            ),
            Plain("Ratio of standard deviations", "sd_ratio"),
            Plain("Verdict", "verdict"),
        ],
    },
    Layout {
        file: FIT,
        caption: "Targets, observed and predicted",
        of: None,
        subject: "target",
        groups: &[],
        columns: &[
            Plain("Target", "target"),
            YesNo("Fitted", "fitted"),
            Within(
                "Observed",
                "observed",
                ["observed_low", "observed_high"],
                "95 % interval",
            ),
            Within("Predicted mean", "mean", ["q05", "q95"], "90 % predictive"),
            Plain("z", "z"),
        ],
    },
    Layout {
        file: FORECAST_MONTHS,
        caption: "Forecast by month",
        of: None,
        subject: "month",
        groups: &[],
        columns: &[
            Plain("Month", "month"),
            Plain("Mean", "mean"),
            Plain("Chance of any", "p_any"),
            Plain("Median", "q50"),
            Between("50 % interval", ["q25", "q75"]),
            Between("90 % interval", ["q05", "q95"]),
            Plain("Observed", "observed"),
        ],
    },
    Layout {
        file: SCORE_SUMMARY,
        caption: "Mean scores",
        of: None,
        subject: "score",
        groups: &[("", "score")],
        columns: &[
            Plain("Forecast", "forecast"),
            Within("Mean", "mean", ["ci_low", "ci_high"], "95 % interval"),
            Plain("Months", "n"),
        ],
    },
    Layout {
        file: DIFFERENCES,
        caption: "Differences of mean scores",
        of: None,
        subject: "score",
        groups: &[("", "score"), ("against", "against")],
        columns: &[
            Plain("Forecast", "forecast"),
            Within(
                "Difference",
                "difference",
                ["ci_low", "ci_high"],
                "95 % interval",
            ),
            Plain("p", "p_value"),
            Plain("Months", "n"),
        ],
    },
    Layout {
        file: COVERAGE,
        caption: "Coverage of central intervals",
        of: None,
        subject: "forecast",
        groups: &[("", "forecast")],
        columns: &[
            Plain("Nominal level", "level"),
            Plain("Share expected", "expected"),
            Within(
                "Share of months",
                "share",
                ["ci_low", "ci_high"],
                "95 % interval",
            ),
        ],
    },
    Layout {
        file: CLAIMS,
        caption: "Claims at the defaults",
        of: Some(("stage", "defaults")),
        subject: "claim",
        groups: &[("", "claim")],
        columns: &[
            Plain("Test", "test"),
            Plain("Variant", "variant"),
            Plain("Stratum", "stratum"),
            Plain("Predicted", "predicted"),
            Within("Effect", "effect", ["ci_low", "ci_high"], "95 % interval"),
            Plain("Unit", "unit"),
            Plain("Baseline", "baseline_mean"),
            Plain("Pairs", "pairs"),
            Plain("Verdict", "verdict"),
        ],
    },
    Layout {
        file: CLAIMS,
        caption: "Claims over the space, signs free",
        of: Some(("stage", "free")),
        subject: "claim",
        groups: &[("", "claim")],
        columns: OVER_SPACE,
    },
    Layout {
        file: CLAIMS,
        caption: "Claims over the space, signs constrained",
        of: Some(("stage", "constrained")),
        subject: "claim",
        groups: &[("", "claim")],
        columns: OVER_SPACE,
    },
    Layout {
        file: DECIDERS,
        caption: "What decides the claims",
        of: None,
        subject: "claim",
        groups: &[
            ("", "claim"),
            ("", "test"),
            ("", "variant"),
            ("", "stratum"),
            ("", "place"),
        ],
        columns: &[
            Plain("Factor", "factor"),
            Within(
                "Partial rank correlation",
                "prcc",
                ["ci_low", "ci_high"],
                "95 % interval",
            ),
            Plain("Points", "points"),
        ],
    },
];

/// What is printed of a claim over the space.
const OVER_SPACE: &[Shown] = &[
    Plain("Test", "test"),
    Plain("Variant", "variant"),
    Plain("Stratum", "stratum"),
    Plain("Predicted", "predicted"),
    Plain("Points", "points"),
    Plain("As predicted", "as_predicted"),
    Plain("Opposite", "opposite"),
    Plain("Undecided", "undecided"),
    Within(
        "Share as predicted",
        "share",
        ["share_low", "share_high"],
        "95 % interval",
    ),
    Plain("Verdict", "verdict"),
];

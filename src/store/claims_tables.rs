//! The tables of a claim audit: file names, fields, and their meaning.

use super::tables::{Field, FieldType, Table, field};
use crate::study::claims::space::{How, Space};

/// A row per claim, test, variant and stage.
pub const CLAIMS: &str = "claims.csv";
/// The effect of every test at every point.
pub const EFFECTS: &str = "effects.csv";
/// The points of the space.
pub const AUDIT_POINTS: &str = "points.csv";
/// What is drawn, and from where.
pub const AUDIT_FACTORS: &str = "factors.csv";
/// What decides a claim.
pub const DECIDERS: &str = "deciders.csv";
/// Where a claim fails, and where it holds.
pub const CASE_BOXES: &str = "boxes.csv";
/// Differences by dose, run by run.
pub const DOSES: &str = "doses.csv";

/// Elasticities, bends and fits of doses.
pub const DOSE_RESPONSE: &str = "dose_response.csv";
/// Effects over the grids of frontiers.
pub const FRONTIERS: &str = "frontiers.csv";

type Row = (&'static str, FieldType, &'static str, &'static str);

fn fields(rows: &[Row]) -> Vec<Field> {
    rows.iter()
        .map(|(name, kind, unit, text)| field(name, *kind, unit, text))
        .collect()
}

const WHICH: [Row; 4] = [
    ("claim", FieldType::String, "", "Id of the claim."),
    (
        "test",
        FieldType::String,
        "",
        "Name of the test; main is the claim's own.",
    ),
    (
        "variant",
        FieldType::String,
        "",
        "Variant of the experiment; empty for the claim as it is.",
    ),
    (
        "stratum",
        FieldType::String,
        "",
        "high or low: runs in which the test's column is at least a half, or below, in the baseline; empty for all runs.",
    ),
];

fn with(rows: &[Row]) -> Vec<Field> {
    let mut all = fields(&WHICH);
    all.extend(fields(rows));
    all
}

/// `claims.csv`.
pub fn claims() -> Table {
    use FieldType::{Boolean, Integer, Number, String};
    let effect = "see unit";
    let rows: [Row; 33] = [
        (
            "stage",
            String,
            "",
            "defaults, free or constrained (the space, by the rule for signs), or ablation.",
        ),
        (
            "ablation",
            String,
            "",
            "Name of the ablation, in that stage.",
        ),
        ("kind", String, "", "premise or finding."),
        (
            "rival",
            Boolean,
            "1",
            "1 for a claim of the argument's rivals.",
        ),
        ("observable", String, "", "What is measured in each run."),
        (
            "predicted",
            String,
            "",
            "Sign predicted: +, - or 0 (no effect beyond a margin).",
        ),
        ("window", Integer, "months", "Recorded months of a run."),
        (
            "verdict",
            String,
            "",
            "holds, fails, no_effect, cannot_tell, holds_if or premise, over the space; zero_in_every_pair, equivalent, remains, unclear or nothing_there under an ablation; the sign at the defaults.",
        ),
        ("unit", String, "", "Unit of the effect."),
        (
            "effect",
            Number,
            effect,
            "Mean difference between the arms; where 0 is predicted, how far inside the margin it lies. Over the space the median of the points.",
        ),
        (
            "std_error",
            Number,
            effect,
            "Its standard error over pairs of runs; over the space empty.",
        ),
        (
            "ci_low",
            Number,
            effect,
            "Lower end of its 95 % interval (paired t).",
        ),
        ("ci_high", Number, effect, "Upper end of its 95 % interval."),
        (
            "pairs",
            Integer,
            "runs",
            "Pairs of runs that entered: at the defaults all, over the space those of a point.",
        ),
        (
            "baseline_mean",
            Number,
            effect,
            "Mean of the baseline over runs, or its ratio of totals.",
        ),
        (
            "baseline_sd",
            Number,
            effect,
            "Standard deviation of the baseline over runs.",
        ),
        (
            "effect_in_sd",
            Number,
            "sd",
            "The effect in standard deviations of the baseline over runs.",
        ),
        (
            "effect_percent",
            Number,
            "%",
            "The effect in % of the size of the baseline's mean.",
        ),
        (
            "pairs_needed",
            Integer,
            "runs",
            "Pairs needed for a 95 % interval of a half-width of the size of the effect.",
        ),
        ("points", Integer, "points", "Points judged."),
        (
            "as_predicted",
            Integer,
            "points",
            "Points with the sign predicted (95 %, Holm over claims).",
        ),
        (
            "opposite",
            Integer,
            "points",
            "Points with the opposite sign.",
        ),
        (
            "zero",
            Integer,
            "points",
            "Points at which every pair was equal.",
        ),
        (
            "undecided",
            Integer,
            "points",
            "Points that stay undecided.",
        ),
        (
            "share",
            Number,
            "1",
            "Share of the points with the sign predicted.",
        ),
        (
            "share_low",
            Number,
            "1",
            "Lower end of the 95 % interval of the true share, for points and replicates.",
        ),
        ("share_high", Number, "1", "Upper end of that interval."),
        (
            "opposite_low",
            Number,
            "1",
            "Lower end of the interval of the true share with the opposite sign.",
        ),
        ("opposite_high", Number, "1", "Upper end of that interval."),
        (
            "likely_share",
            Number,
            "1",
            "Share of the space with the sign predicted that is most likely, with the noise of replicates taken out (deconvolution).",
        ),
        ("likely_low", Number, "1", "Lower end of its 95 % interval."),
        (
            "likely_high",
            Number,
            "1",
            "Upper end of its 95 % interval.",
        ),
        (
            "wired_in",
            String,
            "",
            "everywhere, survives or both where a finding looks wired in; else empty.",
        ),
    ];
    Table {
        file: CLAIMS,
        description: "What the audit says of every claim, by stage.",
        fields: with(&rows),
        key: &["claim", "test", "variant", "stratum", "stage", "ablation"],
    }
}

/// `effects.csv`.
pub fn effects() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 9] = [
        (
            "place",
            String,
            "",
            "defaults, free, constrained or frontier.",
        ),
        (
            "ablation",
            String,
            "",
            "Name of the ablation; empty outside ablations.",
        ),
        (
            "point",
            Integer,
            "1",
            "Point, counted from 0; 0 at the defaults.",
        ),
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
            "pairs",
            Integer,
            "runs",
            "Pairs of runs with a value in all arms.",
        ),
        (
            "sign",
            String,
            "",
            "plus, minus, zero (in every pair) or undecided; of what is predicted, where that is 0.",
        ),
        (
            "baseline_mean",
            Number,
            "see claims.csv",
            "Mean of the baseline over runs.",
        ),
        (
            "baseline_sd",
            Number,
            "see claims.csv",
            "Standard deviation of the baseline over runs.",
        ),
    ];
    Table {
        file: EFFECTS,
        description: "The effect of every test at every point.",
        fields: with(&rows),
        key: &[
            "claim", "test", "variant", "stratum", "place", "ablation", "point",
        ],
    }
}

/// `points.csv`: factors by column, and how each point was matched.
pub fn points(space: &Space) -> Table {
    use FieldType::{Integer, Number, String};
    let mut all = fields(&[
        ("place", String, "", "free or constrained."),
        ("point", Integer, "1", "Point, counted from 0."),
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
        (
            "refused",
            String,
            "",
            "Why the point could not be run; empty if it was.",
        ),
    ]);
    all.extend(space.factors.iter().map(|factor| {
        let text = match factor.how {
            How::Value => format!("Value of `{}`.", factor.pattern),
            How::Scale => format!("Factor on `{}`.", factor.pattern),
            How::Shift => format!("Added to `{}`.", factor.pattern),
            How::Below(_) => format!(
                "How far `{}` lies below the other parameter.",
                factor.pattern
            ),
        };
        field(&factor.column, Number, factor.unit, &text)
    }));
    Table {
        file: AUDIT_POINTS,
        description: "The points of the space with what was drawn, and how well base rates were matched.",
        fields: all,
        key: &["place", "point"],
    }
}

/// `factors.csv`.
pub fn factors() -> Table {
    use FieldType::{Integer, Number, String};
    Table {
        file: AUDIT_FACTORS,
        description: "What is drawn: which parameters, how and over which range.",
        fields: fields(&[
            ("column", String, "", "Column of points.csv."),
            (
                "path",
                String,
                "",
                "Path of the parameter, or a pattern with * for any one key.",
            ),
            (
                "how",
                String,
                "",
                "value, factor, shift or below (another parameter, by the number drawn).",
            ),
            ("low", Number, "see unit", "Lower end of the range."),
            ("high", Number, "see unit", "Upper end of the range."),
            (
                "constrained_low",
                Number,
                "see unit",
                "Lower end with signs constrained to that of the default.",
            ),
            (
                "constrained_high",
                Number,
                "see unit",
                "Upper end with signs constrained.",
            ),
            (
                "default",
                Number,
                "see unit",
                "At the defaults; empty where the parameters differ.",
            ),
            ("unit", String, "", "Unit of the number drawn."),
            ("parameters", Integer, "1", "Parameters that it moves."),
        ]),
        key: &["column"],
    }
}

/// `deciders.csv`.
pub fn deciders() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 7] = [
        ("place", String, "", "free or constrained."),
        ("factor", String, "", "Column of points.csv."),
        (
            "prcc",
            Number,
            "1",
            "Partial rank correlation of the factor with the effect, counted as the claim predicts it.",
        ),
        (
            "std_error",
            Number,
            "1",
            "Its standard error over resamples of the points.",
        ),
        (
            "ci_low",
            Number,
            "1",
            "Lower end of its 95 % percentile interval.",
        ),
        ("ci_high", Number, "1", "Upper end of it."),
        ("points", Integer, "points", "Points."),
    ];
    Table {
        file: DECIDERS,
        description: "Partial rank correlations of factors with the effect of each claim, of the 20 that alone correlate most.",
        fields: with(&rows),
        key: &["claim", "test", "variant", "stratum", "place", "factor"],
    }
}

/// `boxes.csv`.
pub fn boxes() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 10] = [
        ("place", String, "", "free or constrained."),
        (
            "cases",
            String,
            "",
            "fails: points decided against the claim; holds: points as predicted.",
        ),
        ("factor", String, "", "Column of points.csv."),
        (
            "low",
            Number,
            "see factor",
            "Lowest value in the box; empty if not limited from below.",
        ),
        (
            "high",
            Number,
            "see factor",
            "Highest value in the box; empty if not limited from above.",
        ),
        (
            "coverage",
            Number,
            "1",
            "Share of all cases that lie in the box.",
        ),
        (
            "density",
            Number,
            "1",
            "Share of the box's points that are cases.",
        ),
        (
            "mass",
            Number,
            "1",
            "Share of all points that lie in the box.",
        ),
        ("points", Integer, "points", "Points in the box."),
        (
            "p_shuffled",
            Number,
            "probability",
            "Chance of as strong a box among shuffled cases.",
        ),
    ];
    Table {
        file: CASE_BOXES,
        description: "Boxes of the space in which a claim fails or reverses, and in which it holds (PRIM).",
        fields: with(&rows),
        key: &[
            "claim", "test", "variant", "stratum", "place", "cases", "factor",
        ],
    }
}

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

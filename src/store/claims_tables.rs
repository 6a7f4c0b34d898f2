//! The tables of a claim audit: file names, and those of claims and effects with the meaning of their fields.
//!
//! Those of the space are in [`super::claims_space_tables`], those of doses and frontiers in
//! [`super::claims_dose_tables`].

use super::tables::{Field, FieldType, Table, field};

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
/// What the arms of each experiment show.
pub const LEVELS: &str = "levels.csv";

/// A field: name, type, unit, meaning.
pub(super) type Row = (&'static str, FieldType, &'static str, &'static str);

pub(super) fn fields(rows: &[Row]) -> Vec<Field> {
    rows.iter()
        .map(|(name, kind, unit, text)| field(name, *kind, unit, text))
        .collect()
}

/// Which test of which experiment, and in which runs.
pub(super) const WHICH: [Row; 4] = [
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

/// Fields after those of [`WHICH`].
pub(super) fn with(rows: &[Row]) -> Vec<Field> {
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

/// `levels.csv`.
pub fn levels() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 7] = [
        (
            "ablation",
            String,
            "",
            "Name of the ablation; empty outside ablations.",
        ),
        (
            "side",
            String,
            "",
            "from or to: the arms of the pair; slope or known: of a naive regression across the baseline's runs, and the effect by construction.",
        ),
        (
            "estimate",
            Number,
            "see claims.csv",
            "Mean, ratio of totals, or slope.",
        ),
        (
            "std_error",
            Number,
            "see claims.csv",
            "Its standard error over runs.",
        ),
        (
            "ci_low",
            Number,
            "see claims.csv",
            "Lower end of its 95 % interval. Sides share random numbers: intervals of differences are in claims.csv.",
        ),
        ("ci_high", Number, "see claims.csv", "Upper end of it."),
        ("runs", Integer, "runs", "Runs with a value in all arms."),
    ];
    let mut all = fields(&WHICH[..3]);
    all.extend(fields(&rows));
    Table {
        file: LEVELS,
        description: "What the arms of each experiment show, at the defaults.",
        fields: all,
        key: &["claim", "test", "variant", "ablation", "side"],
    }
}

//! The tables of an audit's space: its points and factors, and what decides claims there.

use super::claims_tables::{AUDIT_FACTORS, AUDIT_POINTS, CASE_BOXES, DECIDERS, Row, fields, with};
use super::tables::{FieldType, Table, field};
use crate::study::claims::space::{How, Space};

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

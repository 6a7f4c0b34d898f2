//! The tables of a scenario discovery: file names, fields, and their meaning.

use super::study_data::Factor;
use super::tables::{Field, FieldType, Table, field};

/// Limits of every box on every trajectory.
pub const BOXES: &str = "boxes.csv";
/// Coverage, density and mass of every step.
pub const TRAJECTORY: &str = "trajectory.csv";
/// The points, which are cases, and in which box they lie.
pub const POINTS: &str = "points.csv";

/// The columns of `points.csv` that no factor may be called.
pub const RESERVED: [&str; 8] = [
    "point",
    "outcome",
    "ci_low",
    "ci_high",
    "runs",
    "case",
    "uncertain",
    "in_box",
];

type Row = (&'static str, FieldType, &'static str, &'static str);

fn fields(rows: &[Row]) -> impl Iterator<Item = Field> {
    let each = |(name, kind, unit, text): &Row| field(name, *kind, unit, text);
    rows.iter().map(each)
}

const STEP: [Row; 3] = [
    ("box", FieldType::Integer, "1", "Number of the box, from 1."),
    (
        "step",
        FieldType::Integer,
        "1",
        "Step of the trajectory; 0 is the whole space.",
    ),
    (
        "selected",
        FieldType::Boolean,
        "1",
        "1 for the step that is reported.",
    ),
];

/// `boxes.csv`: a row per box, step and factor that is restricted there.
pub fn boxes() -> Table {
    use FieldType::{Number, String};
    let unit = "see factor";
    let rows: [Row; 9] = [
        ("factor", String, "", "Factor that is restricted."),
        (
            "low",
            Number,
            unit,
            "Lowest value in the box; empty if it is not limited from below.",
        ),
        (
            "high",
            Number,
            unit,
            "Highest value in the box; empty if it is not limited from above.",
        ),
        (
            "values",
            String,
            "",
            "Words in the box, by |, for factors of words.",
        ),
        (
            "quasi_p",
            Number,
            "probability",
            "Binomial probability of as many cases if all limits on the factor did nothing (Bryant & Lempert 2010).",
        ),
        (
            "quasi_p_low",
            Number,
            "probability",
            "The same for the lower limit alone; empty if there is none.",
        ),
        (
            "quasi_p_high",
            Number,
            "probability",
            "The same for the upper limit alone; empty if there is none.",
        ),
        (
            "reproduced_coverage",
            Number,
            "1",
            "Share of half-samples that restrict the factor at the coverage of the selected step; empty for other steps.",
        ),
        (
            "reproduced_density",
            Number,
            "1",
            "The same at the density of the selected step.",
        ),
    ];
    Table {
        file: BOXES,
        description: "The limits of every box on the way, for the factors that it restricts.",
        fields: fields(&STEP).chain(fields(&rows)).collect(),
        key: &["box", "step", "factor"],
    }
}

/// `trajectory.csv`: a row per box and step.
pub fn trajectory() -> Table {
    use FieldType::{Integer, Number, String};
    let rows: [Row; 8] = [
        ("phase", String, "", "start, peel or paste."),
        (
            "points",
            Integer,
            "points",
            "Points in the box, without those of earlier boxes.",
        ),
        ("cases", Integer, "points", "Cases among them."),
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
        (
            "mean",
            Number,
            "see output",
            "Mean outcome of the box's points.",
        ),
        (
            "restricted",
            Integer,
            "factors",
            "Factors that the box restricts.",
        ),
    ];
    Table {
        file: TRAJECTORY,
        description: "Peels and pastes in order, for every box.",
        fields: fields(&STEP).chain(fields(&rows)).collect(),
        key: &["box", "step"],
    }
}

/// `points.csv`: a row per point of the design.
pub fn points(factors: &[Factor]) -> Table {
    use FieldType::{Boolean, Integer, Number, String};
    let factor = |factor: &Factor| {
        let kind = if factor.labels.is_empty() {
            Number
        } else {
            String
        };
        let text = format!("Value of `{}` at the point.", factor.path);
        field(&factor.column, kind, "", &text)
    };
    let rows: [Row; 7] = [
        (
            "outcome",
            Number,
            "see output",
            "Mean of the output over the runs of the point.",
        ),
        (
            "ci_low",
            Number,
            "see output",
            "Lower end of the 95 % interval of the mean; empty with one run.",
        ),
        (
            "ci_high",
            Number,
            "see output",
            "Upper end of the 95 % interval of the mean; empty with one run.",
        ),
        ("runs", Integer, "runs", "Runs of the point."),
        ("case", Boolean, "1", "1 if the point is a case."),
        (
            "uncertain",
            Boolean,
            "1",
            "1 if the interval includes the value that separates cases from others; empty with one run.",
        ),
        (
            "in_box",
            Integer,
            "1",
            "Number of the reported box in which the point lies; empty if in none.",
        ),
    ];
    let point = field(
        "point",
        Integer,
        "1",
        "Point of the design, counted from 0.",
    );
    Table {
        file: POINTS,
        description: "The points of the design: outcome, whether a case, and in which box.",
        fields: std::iter::once(point)
            .chain(factors.iter().map(factor))
            .chain(fields(&rows))
            .collect(),
        key: &["point"],
    }
}

//! The tables of an audit's space: its points and factors, and what decides claims there.

use super::claims_tables::{
    AUDIT_FACTORS, AUDIT_POINTS, CASE_BOXES, DECIDERS, Which, of_test, test_in,
};
use super::sheet::{Column, sheet};
use super::tables::{Field, FieldType, field};
use crate::store::cell::Cell;
use crate::study::claims::decide::{CaseBox, Decider};
use crate::study::claims::findings::Spread;
use crate::study::claims::space::{Factor, How, Signs, Space};
use crate::study::claims::units::Point;

/// A point with the values that were drawn.
#[derive(Clone, Debug)]
pub struct PointRow<'d> {
    /// The point.
    pub point: &'d Point,
    /// The values, in the order of the factors.
    pub values: Vec<f64>,
}

sheet! {
    /// `points.csv`: factors by column, and how each point was matched.
    pub fn points<'d>(space: &Space) -> PointRow<'d> =
        AUDIT_POINTS, "The points of the space with what was drawn, and how well base rates were matched.",
        key ["place", "point"] {
        /// free or constrained.
        place: string = |r| r.point.place.name(),
        /// Point, counted from 0.
        point: integer["1"] = |r| r.point.point,
        /// Largest |ln(shown/wanted)| of base rates of one in 200 months or more, after matching; empty
        /// where there are none.
        rate_miss: number["log"] = |r| r.point.miss.common,
        /// The same of rarer ones: in short runs their means hang on a few months.
        rare_miss: number["log"] = |r| r.point.miss.rare,
        /// Why the point could not be run; empty if it was.
        refused: string = |r| &r.point.refused,
        ..Column::each(space.factors.iter().map(drawn), |r, at| Cell::number(r.values.get(at).copied())),
    }
}

/// The column of a factor.
fn drawn(factor: &Factor) -> Field {
    let text = match factor.how {
        How::Value => format!("Value of `{}`.", factor.pattern),
        How::Scale => format!("Factor on `{}`.", factor.pattern),
        How::Shift => format!("Added to `{}`.", factor.pattern),
        How::Below(_) => format!(
            "How far `{}` lies below the other parameter.",
            factor.pattern
        ),
    };
    field(&factor.column, FieldType::Number, factor.unit, &text)
}

sheet! {
    /// `factors.csv`: a row per factor.
    pub fn factors() -> Factor =
        AUDIT_FACTORS, "What is drawn: which parameters, how and over which range.",
        key ["column"] {
        /// Column of points.csv.
        column: string = |r| &r.column,
        /// Path of the parameter, or a pattern with * for any one key.
        path: string = |r| &r.pattern,
        /// value, factor, shift or below (another parameter, by the number drawn).
        how: string = |r| r.how.name(),
        /// Lower end of the range.
        low: number["see unit"] = |r| r.low,
        /// Upper end of the range.
        high: number["see unit"] = |r| r.high,
        /// Lower end with signs constrained to that of the default.
        constrained_low: number["see unit"] = |r| r.range(Signs::Constrained).0,
        /// Upper end with signs constrained.
        constrained_high: number["see unit"] = |r| r.range(Signs::Constrained).1,
        /// At the defaults; empty where the parameters differ.
        default: number["see unit"] = |r| r.default,
        /// Unit of the number drawn.
        unit: string = |r| r.unit,
        /// Parameters that it moves.
        parameters: integer["1"] = |r| r.members.len(),
    }
}

/// A factor that decides a test.
#[derive(Clone, Copy, Debug)]
pub struct DeciderRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// The place, and all that its points say.
    pub spread: &'d Spread,
    /// Column of the factor.
    pub factor: &'d str,
    /// What it does.
    pub decider: &'d Decider,
}

sheet! {
    /// `deciders.csv`: a row per test, place and factor.
    pub fn deciders<'d>() -> DeciderRow<'d> =
        DECIDERS, "Partial rank correlations of factors with the effect of each claim, of the 20 that alone correlate most.",
        key ["claim", "test", "variant", "stratum", "place", "factor"] {
        ..test_in(),
        /// free or constrained.
        place: string = |r| r.spread.signs.name(),
        /// Column of points.csv.
        factor: string = |r| r.factor,
        /// Partial rank correlation of the factor with the effect, counted as the claim predicts it.
        prcc: number["1"] = |r| r.decider.prcc.value,
        /// Its standard error over resamples of the points.
        std_error: number["1"] = |r| r.decider.prcc.std_error,
        /// Lower end of its 95 % percentile interval.
        ci_low: number["1"] = |r| r.decider.prcc.ci_low,
        /// Upper end of it.
        ci_high: number["1"] = |r| r.decider.prcc.ci_high,
        /// Points.
        points: integer["points"] = |r| r.spread.points.len(),
    }
}

/// A limit of a box.
#[derive(Clone, Copy, Debug)]
pub struct BoxRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// Word for the place.
    pub place: &'static str,
    /// What the cases do.
    pub cases: &'static str,
    /// Column of the factor.
    pub factor: &'d str,
    /// Lowest value inside.
    pub low: Option<f64>,
    /// Highest value inside.
    pub high: Option<f64>,
    /// The box.
    pub found: &'d CaseBox,
}

of_test!(DeciderRow, BoxRow);

sheet! {
    /// `boxes.csv`: a row per test, place, kind of cases and factor.
    pub fn boxes<'d>() -> BoxRow<'d> =
        CASE_BOXES, "Boxes of the space in which a claim fails or reverses, and in which it holds (PRIM).",
        key ["claim", "test", "variant", "stratum", "place", "cases", "factor"] {
        ..test_in(),
        /// free or constrained.
        place: string = |r| r.place,
        /// fails: points decided against the claim; holds: points as predicted.
        cases: string = |r| r.cases,
        /// Column of points.csv.
        factor: string = |r| r.factor,
        /// Lowest value in the box; empty if not limited from below.
        low: number["see factor"] = |r| r.low,
        /// Highest value in the box; empty if not limited from above.
        high: number["see factor"] = |r| r.high,
        /// Share of all cases that lie in the box.
        coverage: number["1"] = |r| r.found.coverage,
        /// Share of the box's points that are cases.
        density: number["1"] = |r| r.found.density,
        /// Share of all points that lie in the box.
        mass: number["1"] = |r| r.found.mass,
        /// Points in the box.
        points: integer["points"] = |r| r.found.points,
        /// Chance of as strong a box among shuffled cases.
        p_shuffled: number["probability"] = |r| r.found.p,
    }
}

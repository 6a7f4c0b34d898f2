//! The tables of a scenario discovery.

use super::sheet::{Column, columns, sheet};
use super::study_data::Factor;
use super::tables::{Field, FieldType, field};
use crate::analysis::prim::points::Shown;
use crate::analysis::prim::quasi_p::QuasiP;
use crate::analysis::prim::resample::Reproduced;
use crate::analysis::prim::trajectory::Step;
use crate::store::cell::Cell;

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

/// What is known of a point besides its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointOutcome {
    /// Mean of the output over the point's runs.
    pub mean: f64,
    /// Lower end of the 95 % interval of the mean; NaN with one run.
    pub low: f64,
    /// Upper end of it; NaN with one run.
    pub high: f64,
    /// Runs.
    pub runs: u64,
    /// Whether the point is a case.
    pub case: bool,
    /// Whether the interval includes the value that separates cases; `None` with one run.
    pub uncertain: Option<bool>,
}

/// A step of the trajectory of a box.
#[derive(Clone, Copy, Debug)]
pub struct StepRow<'d> {
    /// Number of the box, from 1.
    pub number: usize,
    /// Number of the step.
    pub at: usize,
    /// Whether it is reported.
    pub selected: bool,
    /// The step.
    pub step: &'d Step,
    /// Mean outcome of the points inside.
    pub mean: f64,
}

/// A factor that a step restricts.
#[derive(Clone, Debug)]
pub struct LimitRow<'d> {
    /// The step.
    pub step: StepRow<'d>,
    /// Name of the factor.
    pub factor: &'d str,
    /// The limits.
    pub shown: Shown,
    /// What they do.
    pub quasi: &'d QuasiP,
    /// How often half-samples restrict the factor, for the step that is reported.
    pub reproduced: Option<&'d Reproduced>,
}

/// A row about a step.
trait AtStep {
    fn step(&self) -> &StepRow<'_>;
}

impl AtStep for StepRow<'_> {
    fn step(&self) -> &StepRow<'_> {
        self
    }
}

impl AtStep for LimitRow<'_> {
    fn step(&self) -> &StepRow<'_> {
        &self.step
    }
}

/// Which step of which box.
fn step<R: AtStep>() -> Vec<Column<R>> {
    columns!(R {
        /// Number of the box, from 1.
        box: integer["1"] = |r| r.step().number,
        /// Step of the trajectory; 0 is the whole space.
        step: integer["1"] = |r| r.step().at,
        /// 1 for the step that is reported.
        selected: boolean["1"] = |r| r.step().selected,
    })
}

sheet! {
    /// `boxes.csv`: a row per box, step and factor that is restricted there.
    pub fn boxes<'d>() -> LimitRow<'d> =
        BOXES, "The limits of every box on the way, for the factors that it restricts.",
        key ["box", "step", "factor"] {
        ..step(),
        /// Factor that is restricted.
        factor: string = |r| r.factor,
        /// Lowest value in the box; empty if it is not limited from below.
        low: number["see factor"] = |r| r.shown.low,
        /// Highest value in the box; empty if it is not limited from above.
        high: number["see factor"] = |r| r.shown.high,
        /// Words in the box, by |, for factors of words.
        values: string = |r| r.shown.words.join("|"),
        /// Binomial probability of as many cases if all limits on the factor did nothing (Bryant &
        /// Lempert 2010).
        quasi_p: number["probability"] = |r| r.quasi.dropped,
        /// The same for the lower limit alone; empty if there is none.
        quasi_p_low: number["probability"] = |r| r.quasi.low,
        /// The same for the upper limit alone; empty if there is none.
        quasi_p_high: number["probability"] = |r| r.quasi.high,
        /// Share of half-samples that restrict the factor at the coverage of the selected step; empty
        /// for other steps.
        reproduced_coverage: number["1"] = |r| r.reproduced.map(|again| again.coverage),
        /// The same at the density of the selected step.
        reproduced_density: number["1"] = |r| r.reproduced.map(|again| again.density),
    }
}

sheet! {
    /// `trajectory.csv`: a row per box and step.
    pub fn trajectory<'d>() -> StepRow<'d> =
        TRAJECTORY, "Peels and pastes in order, for every box.", key ["box", "step"] {
        ..step(),
        /// start, peel or paste.
        phase: string = |r| r.step.phase.name(),
        /// Points in the box, without those of earlier boxes.
        points: integer["points"] = |r| r.step.count.points,
        /// Cases among them.
        cases: integer["points"] = |r| r.step.count.cases,
        /// Share of all cases that lie in the box.
        coverage: number["1"] = |r| r.step.coverage,
        /// Share of the box's points that are cases.
        density: number["1"] = |r| r.step.density,
        /// Share of all points that lie in the box.
        mass: number["1"] = |r| r.step.mass,
        /// Mean outcome of the box's points.
        mean: number["see output"] = |r| r.mean,
        /// Factors that the box restricts.
        restricted: integer["factors"] = |r| r.step.restricted.len(),
    }
}

/// A point of the design.
#[derive(Clone, Copy, Debug)]
pub struct PointRow<'d> {
    /// Its number, from 0.
    pub point: usize,
    /// The factors of the design.
    pub factors: &'d [Factor],
    /// What happened there.
    pub outcome: &'d PointOutcome,
    /// The box in which it lies.
    pub in_box: Option<usize>,
}

impl<'d> PointRow<'d> {
    /// The value of a factor: a word, or a number.
    fn value(&self, factor: usize) -> Cell<'d> {
        let Some(factor) = self.factors.get(factor) else {
            return Cell::Missing;
        };
        let value = factor.values.get(self.point).copied();
        let label = value.and_then(|value| factor.labels.get(value as usize));
        label.map_or_else(|| Cell::number(value), Cell::string)
    }
}

/// The column of a factor.
fn factor(factor: &Factor) -> Field {
    let kind = match factor.labels.is_empty() {
        true => FieldType::Number,
        false => FieldType::String,
    };
    let text = format!("Value of `{}` at the point.", factor.path);
    field(&factor.column, kind, "", &text)
}

sheet! {
    /// `points.csv`: a row per point of the design.
    pub fn points<'d>(factors: &[Factor]) -> PointRow<'d> =
        POINTS, "The points of the design: outcome, whether a case, and in which box.",
        key ["point"] {
        /// Point of the design, counted from 0.
        point: integer["1"] = |r| r.point,
        ..Column::each(factors.iter().map(factor), |r, at| r.value(at)),
        /// Mean of the output over the runs of the point.
        outcome: number["see output"] = |r| r.outcome.mean,
        /// Lower end of the 95 % interval of the mean; empty with one run.
        ci_low: number["see output"] = |r| r.outcome.low,
        /// Upper end of the 95 % interval of the mean; empty with one run.
        ci_high: number["see output"] = |r| r.outcome.high,
        /// Runs of the point.
        runs: integer["runs"] = |r| r.outcome.runs,
        /// 1 if the point is a case.
        case: boolean["1"] = |r| r.outcome.case,
        /// 1 if the interval includes the value that separates cases from others; empty with one run.
        uncertain: boolean["1"] = |r| r.outcome.uncertain,
        /// Number of the reported box in which the point lies; empty if in none.
        in_box: integer["1"] = |r| r.in_box,
    }
}

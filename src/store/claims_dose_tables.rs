//! The tables of an audit's doses and frontiers.

use super::claims_tables::{DOSE_RESPONSE, DOSES, FRONTIERS, Which, of_test, test, test_in};
use super::sheet::sheet;
use crate::study::claims::doses::Row;
use crate::study::claims::matching::Miss;
use crate::study::claims::units::Effect;

/// A pair of runs under a dose.
#[derive(Clone, Copy, Debug)]
pub struct DoseRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// The dose.
    pub dose: Option<f64>,
    /// Number of the pair, from 0.
    pub pair: usize,
    /// Outcome of the baseline's run.
    pub baseline: f64,
    /// Difference between the arms.
    pub difference: f64,
}

/// A point of the grid of a frontier.
#[derive(Clone, Copy, Debug)]
pub struct FrontierRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// Paths of the parameters on both axes.
    pub paths: [&'d str; 2],
    /// Their values.
    pub at: [Option<f64>; 2],
    /// The effect.
    pub effect: &'d Effect,
    /// How base rates were matched.
    pub miss: Miss,
}

impl FrontierRow<'_> {
    /// The 95 % interval of the effect.
    fn interval(&self) -> (f64, f64) {
        self.effect.measured.effect.interval()
    }
}

of_test!(DoseRow, FrontierRow);

sheet! {
    /// `doses.csv`: a row per dose and pair of runs.
    pub fn doses<'d>() -> DoseRow<'d> =
        DOSES, "Differences at the defaults by dose, run by run, for claims with doses.",
        key ["claim", "test", "variant", "pair"] {
        ..test(),
        /// Dose.
        dose: number["1"] = |r| r.dose,
        /// Pair of runs, counted from 0 among those with a value in all arms.
        pair: integer["1"] = |r| r.pair,
        /// Outcome of the baseline's run.
        baseline: number["see claims.csv"] = |r| r.baseline,
        /// Difference between the arms.
        difference: number["see claims.csv"] = |r| r.difference,
    }
}

sheet! {
    /// `frontiers.csv`: a row per test and point of a grid.
    pub fn frontiers<'d>() -> FrontierRow<'d> =
        FRONTIERS, "The effect over a grid of two parameters, all others at their defaults, for claims with a frontier.",
        key ["claim", "test", "variant", "stratum", "point"] {
        ..test_in(),
        /// Point of the grid, counted from 0, x first.
        point: integer["1"] = |r| r.effect.point,
        /// Path of the parameter on the first axis, or a pattern.
        x_parameter: string = |r| r.paths[0],
        /// Its value.
        x: number["see parameter"] = |r| r.at[0],
        /// Path of the parameter on the second axis, or a pattern.
        y_parameter: string = |r| r.paths[1],
        /// Its value.
        y: number["see parameter"] = |r| r.at[1],
        /// Mean difference between the arms.
        mean: number["see claims.csv"] = |r| r.effect.measured.effect.mean,
        /// Its standard error over pairs.
        std_error: number["see claims.csv"] = |r| r.effect.measured.effect.se,
        /// Lower end of its 95 % interval (paired t).
        ci_low: number["see claims.csv"] = |r| r.interval().0,
        /// Upper end of it.
        ci_high: number["see claims.csv"] = |r| r.interval().1,
        /// Pairs of runs with a value in all arms.
        pairs: integer["runs"] = |r| r.effect.measured.effect.n,
        /// Largest |ln(shown/wanted)| of base rates of one in 200 months or more, after matching; empty
        /// where there are none.
        rate_miss: number["log"] = |r| r.miss.common,
        /// The same of rarer ones: in short runs their means hang on a few months.
        rare_miss: number["log"] = |r| r.miss.rare,
    }
}

/// A number about a dose.
#[derive(Clone, Debug)]
pub struct ResponseRow<'d> {
    /// Id of the claim.
    pub claim: &'d str,
    /// Name of the test.
    pub test: &'d str,
    /// The number.
    pub response: Row,
}

sheet! {
    /// `dose_response.csv`: a row per claim, test, statistic and dose.
    pub fn dose_response<'d>() -> ResponseRow<'d> =
        DOSE_RESPONSE, "How the effect grows with the dose, at the defaults." {
        /// Id of the claim.
        claim: string = |r| r.claim,
        /// Name of the test.
        test: string = |r| r.test,
        /// effect, elasticity (% of the outcome for each % of dose), second_difference (change of the
        /// slope, interval simultaneous over doses), or aic_linear, aic_threshold and aic_bent (the
        /// smaller, the better).
        statistic: string = |r| r.response.statistic,
        /// Dose; for fits the threshold, empty for the linear one.
        dose: number["1"] = |r| r.response.dose,
        /// Estimate.
        estimate: number["see statistic"] = |r| r.response.estimate,
        /// Its standard error; empty where there is none.
        std_error: number["see statistic"] = |r| r.response.std_error,
        /// Lower end of its 95 % interval.
        ci_low: number["see statistic"] = |r| r.response.low,
        /// Upper end of it.
        ci_high: number["see statistic"] = |r| r.response.high,
        /// Pairs of runs.
        pairs: integer["runs"] = |r| r.response.pairs,
    }
}

//! The columns that say what a contrast is, in every table that has some.

use super::sheet::{Column, columns};
use crate::analysis::contrast::Contrast;

/// A row of a table of contrasts.
pub trait Contrasted {
    /// What it is about.
    fn contrast(&self) -> &Contrast;
}

/// Unit, pairs, means, effect and how well pairs do.
pub(super) fn contrast_columns<R: Contrasted>() -> Vec<Column<R>> {
    columns!(R {
        /// Unit of the means, the effect, its standard error and interval.
        unit: string = |r| &r.contrast().unit,
        /// Pairs of runs with a value in both scenarios.
        n: integer["pairs"] = |r| r.contrast().n,
        /// Pairs left out because one value or both are missing.
        n_missing: integer["pairs"] = |r| r.contrast().n_missing,
        /// Pairs whose two values differ.
        n_different: integer["pairs"] = |r| r.contrast().n_different,
        /// Mean over the baseline's runs.
        mean_baseline: number["see unit"] = |r| r.contrast().mean_baseline,
        /// Mean over the scenario's runs.
        mean_scenario: number["see unit"] = |r| r.contrast().mean_scenario,
        /// Mean of the differences, scenario - baseline, of runs with the same random numbers.
        effect: number["see unit"] = |r| r.contrast().effect,
        /// Standard error of the effect.
        std_error: number["see unit"] = |r| r.contrast().std_error,
        /// Lower end of the 95 % interval of the effect (paired Student t).
        ci_low: number["see unit"] = |r| r.contrast().ci_low,
        /// Upper end of the 95 % interval of the effect (paired Student t).
        ci_high: number["see unit"] = |r| r.contrast().ci_high,
        /// Effect in % of the size of the baseline's mean; empty if that is 0.
        relative: number["%"] = |r| r.contrast().relative,
        /// Lower end of its 95 % interval (Fieller, paired); empty if it has no limits. An interval
        /// without width at -100 % says that the scenario had none in any run, not that it never will.
        relative_low: number["%"] = |r| r.contrast().relative_low,
        /// Upper end of its 95 % interval (Fieller, paired); empty if it has no limits.
        relative_high: number["%"] = |r| r.contrast().relative_high,
        /// Effect over the root mean of the two variances between runs.
        effect_in_sd: number["standard deviations"] = |r| r.contrast().effect_in_sd,
        /// Correlation of the two values of a pair.
        correlation: number["1"] = |r| r.contrast().correlation,
        /// Independent runs of each scenario that one pair is worth; empty if every pair differs by the
        /// same.
        variance_reduction: number["1"] = |r| r.contrast().variance_reduction,
    })
}

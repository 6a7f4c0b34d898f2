//! The tables of a comparison besides its contrasts: those of a run, with the scenario of each row, and the
//! differences by month.

use super::run_tables::{MonthRow, Monthly, month_columns};
use super::sheet::sheet;
use super::sweep_tables::{ARM, arm_field};
use super::tables::{self, MONTHS, Table};
use crate::analysis::month_effects::MonthEffect;
use crate::record::Column;
use crate::scenario::Month;

/// The differences by month.
pub const EFFECT_MONTHS: &str = "effect_months.csv";

/// `runs.csv` of a comparison: a row per run of each scenario.
pub fn runs(columns: &[Column]) -> Table {
    let mut table = tables::runs(columns);
    table.description =
        "One row per run of each scenario; runs of the same number have the same random numbers.";
    table.fields.insert(0, arm_field());
    table.key = &[ARM, "run"];
    table
}

/// An observable of a scenario in a month.
#[derive(Clone, Copy, Debug)]
pub struct ArmMonth<'d> {
    /// Name of the scenario.
    pub arm: &'d str,
    /// Month and band.
    pub row: MonthRow<'d>,
}

impl Monthly for ArmMonth<'_> {
    fn monthly(&self) -> &MonthRow<'_> {
        &self.row
    }
}

sheet! {
    /// `months.csv` of a comparison: mean and quantiles, a row per scenario, month and observable.
    pub fn months<'d>() -> ArmMonth<'d> =
        MONTHS,
        "Mean with its 95 % interval, and quantiles over runs, per scenario, month and observable.",
        key ["arm", "t", "observable"] {
        /// Name of the scenario.
        arm: string = |r| r.arm,
        ..month_columns(),
    }
}

/// A difference by month.
#[derive(Clone, Copy, Debug)]
pub struct EffectMonth<'d> {
    /// Name of the scenario that is contrasted with the baseline.
    pub arm: &'d str,
    /// Calendar month.
    pub month: Month,
    /// Name of the observable.
    pub observable: &'d str,
    /// The difference.
    pub effect: MonthEffect,
}

sheet! {
    /// `effect_months.csv`: the mean difference of each scenario from the baseline by month.
    pub fn effect_months<'d>() -> EffectMonth<'d> =
        EFFECT_MONTHS,
        "Mean difference of each scenario from the baseline, month by month, between runs with the same random numbers.",
        key ["arm", "t", "observable"] {
        /// Name of the scenario that is contrasted with the baseline.
        arm: string = |r| r.arm,
        /// Calendar month.
        month: yearmonth = |r| r.month,
        /// Month counted from 0.
        t: integer["months"] = |r| r.effect.step,
        /// Name of the observable.
        observable: string = |r| r.observable,
        /// Mean of the differences, scenario - baseline.
        effect: number["see observable"] = |r| r.effect.mean,
        /// Standard error of the effect; empty below two pairs.
        std_error: number["see observable"] = |r| r.effect.std_error,
        /// Lower end of the paired 95 % interval (Student t), of this month by itself.
        ci_low: number["see observable"] = |r| r.effect.interval.0,
        /// Upper end of the interval.
        ci_high: number["see observable"] = |r| r.effect.interval.1,
        /// Pairs with a value in both scenarios.
        n: integer["pairs"] = |r| r.effect.n,
    }
}

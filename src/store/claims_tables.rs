//! The tables of a claim audit: file names, and the tables of claims, effects and levels.
//!
//! Those of the space are in [`super::claims_space_tables`], those of doses and frontiers in
//! [`super::claims_dose_tables`].

use super::sheet::{Column, columns, sheet};
use crate::analysis::claims::deconvolution::TrueShares;
use crate::analysis::claims::{DefaultEffect, Kind, PointEffect, Shares};
use crate::study::claims::findings::{Ablated, Finding, Spread};
use crate::study::claims::units::{Effect, Level};
use crate::study::claims::{Experiment, Test};

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

/// Which test of which experiment, and in which runs.
#[derive(Clone, Copy, Debug)]
pub struct Which<'d> {
    /// Id of the claim.
    pub claim: &'d str,
    /// Name of the test.
    pub test: &'d str,
    /// Variant of the experiment.
    pub variant: &'d str,
    /// Word for the runs.
    pub stratum: &'static str,
}

/// A row about a test.
pub(super) trait OfTest {
    /// Which.
    fn which(&self) -> &Which<'_>;
}

/// Says that rows have a field `which`.
macro_rules! of_test {
    ($($row:ident),+) => {$(
        impl $crate::store::claims_tables::OfTest for $row<'_> {
            fn which(&self) -> &$crate::store::claims_tables::Which<'_> {
                &self.which
            }
        }
    )+};
}
pub(super) use of_test;

/// Claim, test and variant.
pub(super) fn test<R: OfTest>() -> Vec<Column<R>> {
    columns!(R {
        /// Id of the claim.
        claim: string = |r| r.which().claim,
        /// Name of the test; main is the claim's own.
        test: string = |r| r.which().test,
        /// Variant of the experiment; empty for the claim as it is.
        variant: string = |r| r.which().variant,
    })
}

/// Claim, test, variant and stratum.
pub(super) fn test_in<R: OfTest>() -> Vec<Column<R>> {
    columns!(R {
        ..test(),
        /// high or low: runs in which the test's column is at least a half, or below, in the baseline;
        /// empty for all runs.
        stratum: string = |r| r.which().stratum,
    })
}

/// What is said of a test at one stage.
#[derive(Clone, Copy, Debug)]
pub struct ClaimRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// Whether the claim is one of the argument's rivals.
    pub rival: bool,
    /// The experiment.
    pub experiment: &'d Experiment,
    /// The test.
    pub test: &'d Test,
    /// All that is known.
    pub finding: &'d Finding,
    /// The stage.
    pub stage: Stage<'d>,
}

/// A stage of an audit, with what it says.
#[derive(Clone, Copy, Debug)]
pub enum Stage<'d> {
    /// At the defaults.
    Defaults(&'d DefaultEffect),
    /// Over the space.
    Space(&'d Spread),
    /// Under an ablation.
    Ablation(&'d Ablated),
}

/// A row about an effect.
#[derive(Clone, Copy, Debug)]
pub struct EffectRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// Name of the ablation.
    pub ablation: &'d str,
    /// The effect.
    pub effect: &'d Effect,
    /// Its sign.
    pub sign: &'static str,
}

/// A row about an arm, or about what a naive regression makes of it.
#[derive(Clone, Copy, Debug)]
pub struct LevelRow<'d> {
    /// Which test.
    pub which: Which<'d>,
    /// Name of the ablation.
    pub ablation: &'d str,
    /// What it shows.
    pub level: &'d Level,
}

of_test!(ClaimRow, EffectRow, LevelRow);

impl<'d> ClaimRow<'d> {
    fn defaults(&self) -> Option<&'d DefaultEffect> {
        match self.stage {
            Stage::Defaults(found) => Some(found),
            _ => None,
        }
    }

    fn space(&self) -> Option<&'d Spread> {
        match self.stage {
            Stage::Space(spread) => Some(spread),
            _ => None,
        }
    }

    fn shares(&self) -> Option<&'d Shares> {
        self.space().map(|spread| &spread.shares)
    }

    fn likely(&self) -> Option<&'d TrueShares> {
        self.space().and_then(|spread| spread.likely.as_ref())
    }

    /// The effect, where it is of pairs of runs.
    fn effect(&self) -> Option<&'d PointEffect> {
        match self.stage {
            Stage::Defaults(found) => Some(&found.effect),
            Stage::Space(_) => None,
            Stage::Ablation(ablated) => Some(&ablated.effect),
        }
    }

    /// Its 95 % interval.
    fn interval(&self) -> Option<(f64, f64)> {
        match self.stage {
            Stage::Defaults(found) => Some((found.low, found.high)),
            Stage::Space(_) => None,
            Stage::Ablation(ablated) => Some(ablated.effect.interval()),
        }
    }

    fn mean(&self) -> f64 {
        match self.stage {
            Stage::Space(spread) => median(spread),
            _ => self.effect().map_or(f64::NAN, |effect| effect.mean),
        }
    }

    fn pairs(&self) -> u64 {
        match self.stage {
            Stage::Space(spread) => spread.effects.iter().map(|m| m.effect.n).max(),
            _ => self.effect().map(|effect| effect.n),
        }
        .unwrap_or(0)
    }

    fn verdict(&self) -> &'static str {
        match self.stage {
            Stage::Defaults(_) => self.finding.default_sign.name(),
            Stage::Space(spread) => spread.verdict.name(),
            Stage::Ablation(ablated) => ablated.vanished.name(),
        }
    }

    fn stage(&self) -> &'static str {
        match self.stage {
            Stage::Defaults(_) => "defaults",
            Stage::Space(spread) => spread.signs.name(),
            Stage::Ablation(_) => "ablation",
        }
    }

    fn ablation(&self) -> Option<&'d str> {
        match self.stage {
            Stage::Ablation(ablated) => Some(&ablated.name),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self.test.kind {
            Kind::Premise => "premise",
            Kind::Finding => "finding",
        }
    }

    fn observable(&self) -> String {
        let own = &self.test.observable;
        match (&self.test.per, &self.test.naive) {
            (Some(per), _) => format!("({own}) per ({per})"),
            (_, Some(naive)) => format!("bias of ({own}) on ({naive})"),
            _ => own.to_string(),
        }
    }
}

sheet! {
    /// `claims.csv`: a row per claim, test, variant and stage.
    pub fn claims<'d>() -> ClaimRow<'d> =
        CLAIMS, "What the audit says of every claim, by stage.",
        key ["claim", "test", "variant", "stratum", "stage", "ablation"] {
        ..test_in(),
        /// defaults, free or constrained (the space, by the rule for signs), or ablation.
        stage: string = |r| r.stage(),
        /// Name of the ablation, in that stage.
        ablation: string = |r| r.ablation(),
        /// premise or finding.
        kind: string = |r| r.kind(),
        /// 1 for a claim of the argument's rivals.
        rival: boolean["1"] = |r| r.rival,
        /// What is measured in each run.
        observable: string = |r| r.observable(),
        /// Sign predicted: +, - or 0 (no effect beyond a margin).
        predicted: string = |r| r.test.predicted.sign(),
        /// Recorded months of a run.
        window: integer["months"] = |r| r.experiment.window,
        /// holds, fails, no_effect, cannot_tell, too_few_points, holds_if or premise, over the space;
        /// zero_in_every_pair, equivalent, remains, unclear or nothing_there under an ablation; the
        /// sign at the defaults.
        verdict: string = |r| r.verdict(),
        /// Unit of the effect.
        unit: string = |r| &r.test.unit,
        /// Mean difference between the arms; where 0 is predicted, how far inside the margin it lies.
        /// Over the space the median of the points.
        effect: number["see unit"] = |r| r.mean(),
        /// Its standard error over pairs of runs; over the space empty.
        std_error: number["see unit"] = |r| r.effect().map(|e| e.se),
        /// Lower end of its 95 % interval (paired t).
        ci_low: number["see unit"] = |r| r.interval().map(|ends| ends.0),
        /// Upper end of its 95 % interval.
        ci_high: number["see unit"] = |r| r.interval().map(|ends| ends.1),
        /// Pairs of runs that entered: at the defaults all, over the space those of a point.
        pairs: integer["runs"] = |r| r.pairs(),
        /// Mean of the baseline over runs, or its ratio of totals.
        baseline_mean: number["see unit"] = |r| r.defaults().map(|d| d.baseline_mean),
        /// Standard deviation of the baseline over runs.
        baseline_sd: number["see unit"] = |r| r.defaults().map(|d| d.baseline_sd),
        /// The effect in standard deviations of the baseline over runs.
        effect_in_sd: number["sd"] = |r| r.defaults().map(|d| d.standardised),
        /// The effect in % of the size of the baseline's mean.
        effect_percent: number["%"] = |r| r.defaults().map(|d| d.relative),
        /// Pairs needed for a 95 % interval of a half-width of the size of the effect.
        pairs_needed: integer["runs"] = |r| r.defaults().and_then(|d| d.pairs_needed),
        /// Points judged.
        points: integer["points"] = |r| r.shares().map(|s| s.points),
        /// Points with the sign predicted (95 %, Holm over claims).
        as_predicted: integer["points"] = |r| r.shares().map(|s| s.predicted),
        /// Points with the opposite sign.
        opposite: integer["points"] = |r| r.shares().map(|s| s.opposite),
        /// Points at which every pair was equal.
        zero: integer["points"] = |r| r.shares().map(|s| s.zero),
        /// Points at which the effect is zero in every pair, or within the claim's margin (two one-sided tests).
        within_margin: integer["points"] = |r| r.space().map(|s| s.within),
        /// Points that stay undecided.
        undecided: integer["points"] = |r| r.shares().map(|s| s.undecided),
        /// Share of the points with the sign predicted.
        share: number["1"] = |r| r.shares().map(|s| s.share(s.predicted)),
        /// Lower end of the 95 % interval of the true share, for points and replicates.
        share_low: number["1"] = |r| r.shares().map(|s| s.true_share.low),
        /// Upper end of that interval.
        share_high: number["1"] = |r| r.shares().map(|s| s.true_share.high),
        /// Lower end of the interval of the true share with the opposite sign.
        opposite_low: number["1"] = |r| r.shares().map(|s| s.true_opposite.low),
        /// Upper end of that interval.
        opposite_high: number["1"] = |r| r.shares().map(|s| s.true_opposite.high),
        /// Share of the space with the sign predicted that is most likely, with the noise of replicates
        /// taken out (deconvolution).
        likely_share: number["1"] = |r| r.likely().map(|l| l.plus),
        /// Lower end of its 95 % interval.
        likely_low: number["1"] = |r| r.likely().map(|l| l.plus_interval.low),
        /// Upper end of its 95 % interval.
        likely_high: number["1"] = |r| r.likely().map(|l| l.plus_interval.high),
        /// everywhere, survives or both where a finding looks wired in; else empty.
        wired_in: string = |r| r.space().map(wired),
    }
}

/// The median effect of the points.
pub fn median(spread: &Spread) -> f64 {
    let mut means: Vec<f64> = spread
        .effects
        .iter()
        .map(|m| m.effect.mean)
        .filter(|mean| !mean.is_nan())
        .collect();
    means.sort_by(f64::total_cmp);
    let n = means.len();
    match n {
        0 => f64::NAN,
        n if n % 2 == 1 => means[n / 2],
        n => 0.5 * (means[n / 2 - 1] + means[n / 2]),
    }
}

/// Why a finding looks wired in, in a word.
pub fn wired(spread: &Spread) -> &'static str {
    match (spread.wired.everywhere, spread.wired.survives) {
        (false, false) => "",
        (true, false) => "everywhere",
        (false, true) => "survives",
        (true, true) => "both",
    }
}

sheet! {
    /// `effects.csv`: the effect of every test at every point.
    pub fn effects<'d>() -> EffectRow<'d> =
        EFFECTS, "The effect of every test at every point.",
        key ["claim", "test", "variant", "stratum", "place", "ablation", "point"] {
        ..test_in(),
        /// defaults, free, constrained or frontier.
        place: string = |r| r.effect.place.name(),
        /// Name of the ablation; empty outside ablations.
        ablation: string = |r| r.ablation,
        /// Point, counted from 0; 0 at the defaults.
        point: integer["1"] = |r| r.effect.point,
        /// Mean difference between the arms.
        mean: number["see claims.csv"] = |r| r.effect.measured.effect.mean,
        /// Its standard error over pairs.
        std_error: number["see claims.csv"] = |r| r.effect.measured.effect.se,
        /// Pairs of runs with a value in all arms.
        pairs: integer["runs"] = |r| r.effect.measured.effect.n,
        /// plus, minus, zero (in every pair) or undecided; of what is predicted, where that is 0.
        sign: string = |r| r.sign,
        /// Mean of the baseline over runs.
        baseline_mean: number["see claims.csv"] = |r| r.effect.measured.baseline_mean,
        /// Standard deviation of the baseline over runs.
        baseline_sd: number["see claims.csv"] = |r| r.effect.measured.baseline_sd,
    }
}

sheet! {
    /// `levels.csv`: what the arms of each experiment show, at the defaults.
    pub fn levels<'d>() -> LevelRow<'d> =
        LEVELS, "What the arms of each experiment show, at the defaults.",
        key ["claim", "test", "variant", "ablation", "side"] {
        ..test(),
        /// Name of the ablation; empty outside ablations.
        ablation: string = |r| r.ablation,
        /// from or to: the arms of the pair; slope or known: of a naive regression across the
        /// baseline's runs, and the effect by construction.
        side: string = |r| r.level.side.name(),
        /// Mean, ratio of totals, or slope.
        estimate: number["see claims.csv"] = |r| r.level.estimate.mean,
        /// Its standard error over runs.
        std_error: number["see claims.csv"] = |r| r.level.estimate.se,
        /// Lower end of its 95 % interval. Sides share random numbers: intervals of differences are in
        /// claims.csv.
        ci_low: number["see claims.csv"] = |r| r.level.estimate.interval().0,
        /// Upper end of it.
        ci_high: number["see claims.csv"] = |r| r.level.estimate.interval().1,
        /// Runs with a value in all arms.
        runs: integer["runs"] = |r| r.level.estimate.n,
    }
}

//! The tables of a calibration.

use super::sheet::{Column, Sheet, sheet};
use super::tables::{Field, FieldType, field};
use crate::scenario::Month;
use crate::store::cell::Cell;
use crate::study::calibration::Method;

/// The weighted posterior sample.
pub const POSTERIOR: &str = "posterior.csv";
/// The sample as a study.
pub const POSTERIOR_STUDY: &str = "posterior.toml";
/// The same, moved to the observed summaries by a regression.
pub const ADJUSTED: &str = "posterior_adjusted.csv";
/// That as a study.
pub const ADJUSTED_STUDY: &str = "posterior_adjusted.toml";
/// Prior and adjusted posterior of each parameter.
pub const ADJUSTED_PARAMETERS: &str = "parameters_adjusted.csv";
/// The generations of the sampler.
pub const HISTORY: &str = "history.csv";
/// Prior and posterior of each parameter.
pub const PARAMETERS: &str = "parameters.csv";
/// The evidence, with its Monte Carlo error.
pub const EVIDENCE: &str = "evidence.csv";
/// How the vectors of SMC² were moved.
pub const MOVES: &str = "moves.csv";
/// What the fitted model said of each month before it came.
pub const MONTHS: &str = "prequential.csv";
/// Observed and predicted value of each target.
pub const FIT: &str = "fit.csv";
/// The scenario at the posterior medians.
pub const CALIBRATED: &str = "calibrated.toml";

/// One particle.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    /// Values in the order of the paths.
    pub values: Vec<f64>,
    /// Weight.
    pub weight: f64,
    /// Distance, or logarithm of the estimated likelihood.
    pub judged: f64,
}

sheet! {
    /// `posterior.csv`: a row per particle, with a column for each path of a free parameter, named as the
    /// path is: `trilat sweep` takes it as a list.
    fn particles<'d>(paths: &[String], method: Method) -> (usize, &'d Particle) =
        POSTERIOR, "The weighted sample of the last generation: the approximate posterior.",
        key ["point"] {
        /// Number of the particle, from 0.
        point: integer["1"] = |(point, _)| *point,
        ..Column::each(paths.iter().map(value), |(_, p), at| Cell::number(p.values.get(at).copied())),
        /// Weight of the particle; the weights add up to 1.
        weight: number["probability"] = |(_, p)| p.weight,
        ..Column::each([judged(method)], |(_, p), _| Cell::Number(p.judged)),
    }
}

/// `posterior.csv`, by how it was found.
pub fn posterior<'d>(paths: &[String], method: Method) -> Sheet<(usize, &'d Particle)> {
    let sheet = particles(paths, method);
    match method {
        Method::Abc => sheet,
        Method::Smc2 => sheet.with_description("The weighted sample of all groups: the posterior."),
    }
}

/// By what a particle is judged.
fn judged(method: Method) -> Field {
    match method {
        Method::Abc => {
            let text = "Root mean square of (simulated - observed)/scale over the fitted targets.";
            field("distance", FieldType::Number, "scales", text)
        }
        Method::Smc2 => {
            let text = "Logarithm of the estimate of its likelihood.";
            field("ln_likelihood", FieldType::Number, "nats", text)
        }
    }
}

/// What SMC² says beside the posterior.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    /// Codes of the records whose likelihood it is.
    pub records: Vec<String>,
    /// The evidence, and that of each group.
    pub evidence: Vec<EvidenceRow>,
    /// How the groups were moved.
    pub moves: Vec<MoveRow>,
    /// What was said of each month before it came.
    pub months: Vec<MonthRow>,
}

/// An evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvidenceRow {
    /// The group, from 1; `None` for all together.
    pub group: Option<u64>,
    /// Its logarithm.
    pub ln_evidence: f64,
    /// Standard error of that; NaN of a group.
    pub se: f64,
    /// Parameter vectors.
    pub vectors: u64,
    /// Likelihoods that were estimated.
    pub likelihoods: u64,
}

sheet! {
    /// `evidence.csv`: the evidence, and a row for each group.
    pub fn evidence() -> EvidenceRow =
        EVIDENCE, "Probability of the record with all parameters integrated out: of all groups together, and of each.",
        key ["group"] {
        /// all, or the number of a group, from 1.
        group: string = |r| r.group.map_or("all".to_owned(), |group| group.to_string()),
        /// Logarithm of the evidence.
        ln_evidence: number["nats"] = |r| r.ln_evidence,
        /// Monte Carlo standard error of it, from the spread of the groups; empty of a group.
        se: number["nats"] = |r| Some(r.se).filter(|se| se.is_finite()),
        /// Parameter vectors.
        vectors: integer["1"] = |r| r.vectors,
        /// Likelihoods that were estimated.
        likelihoods: integer["1"] = |r| r.likelihoods,
    }
}

/// A move of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoveRow {
    /// The group, from 1.
    pub group: u64,
    /// The month after which it was.
    pub month: Month,
    /// Effective number of vectors before.
    pub effective: f64,
    /// Rounds of steps.
    pub rounds: u32,
    /// Share of the steps that were accepted.
    pub accepted: f64,
    /// Likelihoods that were estimated.
    pub likelihoods: u64,
}

sheet! {
    /// `moves.csv`: a row for each time that a group was resampled and moved.
    pub fn moves() -> MoveRow =
        MOVES, "When the groups of vectors were resampled and moved, and how far that went.",
        key ["group", "month"] {
        /// The group, from 1.
        group: integer["1"] = |r| r.group,
        /// The month after which it was moved.
        month: yearmonth = |r| r.month,
        /// Effective number of vectors before.
        effective: number["vectors"] = |r| r.effective,
        /// Rounds of steps, each of which tries one for each vector.
        rounds: integer["1"] = |r| u64::from(r.rounds),
        /// Share of the steps that were accepted.
        accepted: number["share"] = |r| r.accepted,
        /// Likelihoods that were estimated.
        likelihoods: integer["1"] = |r| r.likelihoods,
    }
}

/// A month of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthRow {
    /// The month.
    pub month: Month,
    /// What each record showed.
    pub observed: Vec<Option<u32>>,
    /// ln P(month | those before it), parameters integrated out.
    pub ln_probability: f64,
    /// The same of all months so far.
    pub ln_evidence: f64,
}

sheet! {
    /// `prequential.csv`: a row per month.
    pub fn months(records: &[String]) -> MonthRow =
        MONTHS, "What the model said of each month before it came, with its parameters integrated out: the prequential log score.",
        key ["month"] {
        /// The month.
        month: yearmonth = |r| r.month,
        ..Column::each(records.iter().map(shown), |r, at| Cell::number(r.observed[at].map(f64::from))),
        /// Logarithm of the probability of what was observed, given the months before.
        ln_probability: number["nats"] = |r| r.ln_probability,
        /// The sum of it so far: the logarithm of the evidence of the months up to this one.
        ln_evidence: number["nats"] = |r| r.ln_evidence,
    }
}

fn shown(record: &String) -> Field {
    let text = format!("Count of the record {record}; empty where it is not known.");
    field(record, FieldType::Number, "events", &text)
}

sheet! {
    /// `posterior_adjusted.csv`: the particles of `posterior.csv`, moved to the observed summaries.
    pub fn adjusted<'d>(paths: &[String]) -> (usize, &'d Particle) =
        ADJUSTED, "The sample of posterior.csv, each particle moved to where it would stand if its summaries were those observed, by a linear regression (Beaumont, Zhang and Balding 2002).",
        key ["point"] {
        /// Number of the particle, from 0, as in posterior.csv.
        point: integer["1"] = |(point, _)| *point,
        ..Column::each(paths.iter().map(value), |(_, p), at| Cell::number(p.values.get(at).copied())),
        /// Weight of the particle, more where its summaries were close; the weights add up to 1.
        weight: number["probability"] = |(_, p)| p.weight,
    }
}

/// `parameters_adjusted.csv`: `parameters.csv` of the adjusted sample.
pub fn adjusted_parameters() -> Sheet<ParameterRow> {
    let text = "Prior and adjusted posterior of each free parameter: of the sample in posterior_adjusted.csv.";
    parameters()
        .with_file(ADJUSTED_PARAMETERS)
        .with_description(text)
}

/// The column of a free parameter.
fn value(path: &String) -> Field {
    let text = format!("Value of the parameter {path}.");
    field(path, FieldType::Number, "see parameter", &text)
}

/// One generation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HistoryRow {
    /// Largest distance accepted; infinite in the first.
    pub tolerance: f64,
    /// Proposals up to the last particle.
    pub simulations: u64,
    /// Particles over proposals.
    pub acceptance: f64,
    /// Effective sample size.
    pub ess: f64,
    /// Median distance.
    pub distance_median: f64,
}

/// A generation with its number, from 0, and the simulations up to it.
pub type Generation<'d> = (u64, u64, &'d HistoryRow);

sheet! {
    /// `history.csv`: a row per generation.
    pub fn history<'d>() -> Generation<'d> =
        HISTORY, "Tolerance, acceptance and effective sample size of each generation.",
        key ["generation"] {
        /// Generation, from 0 (the prior).
        generation: integer["1"] = |(number, _, _)| *number,
        /// Largest distance accepted; empty in generation 0, which accepts all.
        tolerance: number["scales"] = |(_, _, r)| Some(r.tolerance).filter(|t| t.is_finite()),
        /// Proposals simulated up to the last particle.
        simulations: integer["runs"] = |(_, _, r)| r.simulations,
        /// The same, with all generations before.
        simulations_total: integer["runs"] = |(_, total, _)| *total,
        /// Particles over simulations.
        acceptance: number["share"] = |(_, _, r)| r.acceptance,
        /// Effective sample size, 1 over the sum of squared weights.
        ess: number["particles"] = |(_, _, r)| r.ess,
        /// Median distance of the particles, unweighted.
        distance_median: number["scales"] = |(_, _, r)| r.distance_median,
    }
}

/// One parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow {
    /// Dotted path.
    pub path: String,
    /// Further paths.
    pub also: Vec<String>,
    /// Shape of the prior.
    pub prior: &'static str,
    /// Ends of the prior.
    pub ends: [f64; 2],
    /// Value in the scenario.
    pub baseline: f64,
    /// 5, 25, 50, 75 and 95 % quantiles of the prior.
    pub prior_quantiles: [f64; 5],
    /// The same of the posterior.
    pub quantiles: [f64; 5],
    /// Mean of the posterior.
    pub mean: f64,
    /// Standard deviation of the posterior.
    pub sd: f64,
    /// The same over that of the prior.
    pub sd_ratio: f64,
    /// Kolmogorov–Smirnov distance from the prior.
    pub ks: f64,
    /// Whether the data inform it.
    pub verdict: &'static str,
}

sheet! {
    /// `parameters.csv`: a row per free parameter.
    pub fn parameters() -> ParameterRow =
        PARAMETERS, "Prior and posterior of each free parameter, and whether the data inform it.",
        key ["parameter"] {
        /// Dotted path of the parameter.
        parameter: string = |r| &r.path,
        /// Further paths that take the same value, separated by spaces.
        also: string = |r| r.also.join(" "),
        /// uniform, log_uniform, normal or log_normal.
        prior: string = |r| r.prior,
        /// Lower end of the prior.
        low: number["see parameter"] = |r| r.ends[0],
        /// Upper end of the prior.
        high: number["see parameter"] = |r| r.ends[1],
        /// Value in the scenario.
        baseline: number["see parameter"] = |r| r.baseline,
        /// 5 % quantile of the prior.
        prior_q05: number["see parameter"] = |r| r.prior_quantiles[0],
        /// 25 % quantile of the prior.
        prior_q25: number["see parameter"] = |r| r.prior_quantiles[1],
        /// Median of the prior.
        prior_median: number["see parameter"] = |r| r.prior_quantiles[2],
        /// 75 % quantile of the prior.
        prior_q75: number["see parameter"] = |r| r.prior_quantiles[3],
        /// 95 % quantile of the prior.
        prior_q95: number["see parameter"] = |r| r.prior_quantiles[4],
        /// 5 % quantile of the posterior.
        q05: number["see parameter"] = |r| r.quantiles[0],
        /// 25 % quantile of the posterior.
        q25: number["see parameter"] = |r| r.quantiles[1],
        /// Median of the posterior.
        median: number["see parameter"] = |r| r.quantiles[2],
        /// 75 % quantile of the posterior.
        q75: number["see parameter"] = |r| r.quantiles[3],
        /// 95 % quantile of the posterior.
        q95: number["see parameter"] = |r| r.quantiles[4],
        /// Mean of the posterior.
        mean: number["see parameter"] = |r| r.mean,
        /// Standard deviation of the posterior.
        sd: number["see parameter"] = |r| r.sd,
        /// Standard deviation of the posterior over that of the prior.
        sd_ratio: number["1"] = |r| r.sd_ratio,
        /// Kolmogorov-Smirnov distance of the posterior from the prior.
        ks: number["probability"] = |r| r.ks,
        /// not informed by the data: ks up to 1.628 over the root of the effective sample size;
        /// informed: above that and at least 0.2; weakly informed: between.
        verdict: string = |r| r.verdict,
    }
}

/// Mean, standard deviation, 5 and 95 % quantile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// 5 % quantile.
    pub q05: f64,
    /// 95 % quantile.
    pub q95: f64,
    /// Runs in which it is defined.
    pub n: u64,
}

/// One target.
#[derive(Clone, Debug, PartialEq)]
pub struct FitRow {
    /// Its name.
    pub target: String,
    /// What is computed.
    pub observable: &'static str,
    /// Of which series.
    pub series: String,
    /// In which months.
    pub window: String,
    /// Whether it was fitted.
    pub fitted: bool,
    /// Observed value.
    pub observed: f64,
    /// Its 95 % interval; NaN if unknown.
    pub interval: [f64; 2],
    /// What differences were divided by.
    pub scale: f64,
    /// Whether that is the observed value's standard error.
    pub scale_is_se: bool,
    /// Prior predictive.
    pub prior: Predicted,
    /// Posterior predictive.
    pub posterior: Predicted,
}

impl FitRow {
    /// (Observed − predictive mean)/predictive standard deviation.
    pub fn z(&self) -> f64 {
        (self.observed - self.posterior.mean) / self.posterior.sd
    }

    /// What differences were divided by, in words.
    fn scale_from(&self) -> &'static str {
        match self.scale_is_se {
            true => "standard error",
            false => "prior predictive",
        }
    }

    /// Whether the 90 % predictive interval meets the observed interval, or the observed value where that has
    /// none.
    pub fn meets(&self) -> bool {
        let [low, high] = self.interval;
        let low = if low.is_nan() { self.observed } else { low };
        let high = if high.is_nan() { self.observed } else { high };
        self.posterior.q05 <= high && low <= self.posterior.q95
    }
}

sheet! {
    /// `fit.csv`: a row per target.
    pub fn fit() -> FitRow =
        FIT, "Observed, prior predictive and posterior predictive value of each target.",
        key ["target"] {
        /// Name of the target.
        target: string = |r| &r.target,
        /// What is computed of a series; `outcome` where the target is an outcome of one's own.
        observable: string = |r| r.observable,
        /// Of which observation of the scenario; the name of an outcome.
        series: string = |r| &r.series,
        /// In which months, ends included.
        window: string = |r| &r.window,
        /// 1 if the target was fitted, 0 if it was predicted.
        fitted: boolean["1"] = |r| r.fitted,
        /// Observed value.
        observed: number["see observable"] = |r| r.observed,
        /// Lower end of its 95 % interval; empty if unknown.
        observed_low: number["see observable"] = |r| r.interval[0],
        /// Upper end of its 95 % interval; empty if unknown.
        observed_high: number["see observable"] = |r| r.interval[1],
        /// What differences were divided by: the standard error of the observed value, else 1.4826
        /// times the median absolute deviation of the prior predictive values.
        scale: number["see observable"] = |r| r.scale,
        /// standard error or prior predictive.
        scale_from: string = |r| r.scale_from(),
        /// Prior predictive mean.
        prior_mean: number["see observable"] = |r| r.prior.mean,
        /// 5 % quantile of it.
        prior_q05: number["see observable"] = |r| r.prior.q05,
        /// 95 % quantile of it.
        prior_q95: number["see observable"] = |r| r.prior.q95,
        /// Posterior predictive mean.
        mean: number["see observable"] = |r| r.posterior.mean,
        /// Posterior predictive standard deviation.
        sd: number["see observable"] = |r| r.posterior.sd,
        /// 5 % quantile of it.
        q05: number["see observable"] = |r| r.posterior.q05,
        /// 95 % quantile of it.
        q95: number["see observable"] = |r| r.posterior.q95,
        /// Observed value minus predictive mean, over the predictive standard deviation.
        z: number["1"] = |r| Some(r.z()).filter(|z| z.is_finite()),
        /// 1 if the 90 % predictive interval meets the observed interval (the observed value where that
        /// is unknown).
        meets: boolean["1"] = |r| r.meets(),
        /// Predictive runs in which the target is defined.
        n: integer["runs"] = |r| r.posterior.n,
    }
}

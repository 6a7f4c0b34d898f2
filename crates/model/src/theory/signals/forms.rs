//! S1–S7 as published, with every input checked.
//!
//! Each function returns [`TheoryError`] if an input is outside the domain given in the
//! [catalogue](crate::theory::catalogue).

use super::super::domain::{check, check_all, checks, require};
use super::super::{Domain, Form, TheoryError};
use super::{
    ces, correlation, effective_noise, evidence_discount, joint_independent, joint_marginal,
    joint_pair, joint_update, kalman_gain, kalman_mean, kalman_variance, predict_log_odds,
    predict_probability, seen_probability, send_probability, update_log_odds, value_from_sum,
    value_of_choice, value_of_information,
};
use crate::math::{ln, logistic, logit};
use Domain::{NonNegative, OpenProbability, Positive, PositiveProbability, Probability, Real};

/// Most values that a list-valued input may hold.
const MAX_LIST: usize = 1000;

/// Inputs of S1: a costly signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostlySignal {
    /// Gain of the high type from being seen to send.
    pub benefit_high: f64,
    /// Gain of the low type.
    pub benefit_low: f64,
    /// Cost κ of sending.
    pub cost: f64,
    /// Logit scale s of private shocks.
    pub spread: f64,
    /// Visibility v.
    pub visibility: f64,
    /// False-alarm probability f.
    pub false_alarm: f64,
    /// Prior of the high type.
    pub prior: f64,
}

/// Result of S1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Credibility {
    /// Probability that the high and the low type send.
    pub sends: [f64; 2],
    /// Probability that a signal is seen, by type.
    pub seen: [f64; 2],
    /// Likelihood ratio of a signal seen.
    pub ratio_seen: f64,
    /// Likelihood ratio of no signal seen.
    pub ratio_unseen: f64,
    /// Belief in the high type after a signal is seen.
    pub posterior_seen: f64,
    /// Belief in the high type after none is seen.
    pub posterior_unseen: f64,
    /// Kullback–Leibler divergence of the high from the low type's signal, bits.
    pub information_bits: f64,
}

/// S1: how credible a signal is, given what it costs.
///
/// # Errors
/// [`TheoryError::Domain`] if an input is out of range, or if one type surely sends and the ratio is
/// infinite (`v` = 1 and σ rounding to 1).
pub fn costly_signal(x: &CostlySignal) -> Result<Credibility, TheoryError> {
    checks!(Form::S1;
        "b_H" = x.benefit_high => Real, "b_L" = x.benefit_low => Real, "kappa" = x.cost => Real,
        "s" = x.spread => Positive, "v" = x.visibility => Probability,
        "f" = x.false_alarm => Probability, "prior" = x.prior => OpenProbability);
    let sends = [x.benefit_high, x.benefit_low].map(|b| send_probability(b, x.cost, x.spread));
    let [high, low] = sends.map(|pi| seen_probability(pi, x.visibility, x.false_alarm));
    for omega in [high, low] {
        require(
            Form::S1,
            "kappa",
            x.cost,
            omega > 0.0 && omega < 1.0,
            || {
                "such that each type is seen with a probability strictly between 0 and 1 \
             (raise s, or give v below 1 and f above 0)"
                    .to_owned()
            },
        )?;
    }
    let (ratio_seen, ratio_unseen) = (high / low, (1.0 - high) / (1.0 - low));
    let posterior = |ratio: f64| logistic(logit(x.prior) + ln(ratio));
    Ok(Credibility {
        sends,
        seen: [high, low],
        ratio_seen,
        ratio_unseen,
        posterior_seen: posterior(ratio_seen),
        posterior_unseen: posterior(ratio_unseen),
        information_bits: (high * ln(ratio_seen) + (1.0 - high) * ln(ratio_unseen))
            / std::f64::consts::LN_2,
    })
}

/// Result of S2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Update {
    /// Weight of each channel, d.
    pub discount: f64,
    /// Log-odds after the evidence.
    pub log_odds: f64,
    /// Probability after the evidence.
    pub posterior: f64,
}

/// S2: belief after evidence from equally correlated channels.
///
/// # Errors
/// [`TheoryError`] unless 0 < prior < 1, every ratio > 0, 0 ≤ r ≤ 1 and weight ≥ 0.
pub fn log_odds_update(
    prior: f64,
    ratios: &[f64],
    r: f64,
    weight: f64,
) -> Result<Update, TheoryError> {
    checks!(Form::S2;
        "prior" = prior => OpenProbability, "r" = r => Probability, "weight" = weight => NonNegative);
    check_all(Form::S2, "LR", ratios, Positive, 1..=MAX_LIST)?;
    let discount = evidence_discount(ratios.len() as f64, r);
    let evidence = ratios.iter().map(|&x| ln(x)).sum();
    let log_odds = update_log_odds(logit(prior), weight, discount, evidence);
    Ok(Update {
        discount,
        log_odds,
        posterior: logistic(log_odds),
    })
}

/// Result of S3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GaussianUpdate {
    /// Mean of the reports.
    pub report: f64,
    /// Sample variance of the reports (0 for one report).
    pub disagreement: f64,
    /// Noise variance of their mean.
    pub noise: f64,
    /// Kalman gain.
    pub gain: f64,
    /// Posterior mean.
    pub mean: f64,
    /// Posterior variance.
    pub variance: f64,
}

/// S3: belief about a level after noisy reports that may disagree.
///
/// # Errors
/// [`TheoryError`] unless variance and noise are ≥ 0 with a positive sum, and all reports finite.
pub fn gaussian_channel(
    mean: f64,
    variance: f64,
    reports: &[f64],
    noise: f64,
) -> Result<GaussianUpdate, TheoryError> {
    checks!(Form::S3; "mean" = mean => Real, "P" = variance => NonNegative, "R" = noise => NonNegative);
    check_all(Form::S3, "y", reports, Real, 1..=MAX_LIST)?;
    let n = reports.len() as f64;
    let report = reports.iter().sum::<f64>() / n;
    let squares: f64 = reports.iter().map(|y| (y - report) * (y - report)).sum();
    let disagreement = if n > 1.0 { squares / (n - 1.0) } else { 0.0 };
    let noise_of_mean = effective_noise(noise, n, disagreement);
    require(Form::S3, "R", noise, variance + noise_of_mean > 0.0, || {
        "above 0 when P = 0 and the reports agree".to_owned()
    })?;
    let gain = kalman_gain(variance, noise_of_mean);
    Ok(GaussianUpdate {
        report,
        disagreement,
        noise: noise_of_mean,
        gain,
        mean: kalman_mean(mean, gain, report),
        variance: kalman_variance(variance, gain),
    })
}

/// S4: log-odds and probability of the resolute type one step on, as (log-odds, probability).
///
/// # Errors
/// [`TheoryError::Domain`] unless |ℓ| ≤ 700, h and π₀ are probabilities and the result is finite.
pub fn predict_step(l: f64, h: f64, pi0: f64) -> Result<(f64, f64), TheoryError> {
    checks!(Form::S4;
        "l" = l => Domain::Between(-700.0, 700.0), "h" = h => Probability, "pi0" = pi0 => Probability);
    require(
        Form::S4,
        "pi0",
        pi0,
        h < 1.0 || (pi0 > 0.0 && pi0 < 1.0),
        || "strictly between 0 and 1 when h = 1".to_owned(),
    )?;
    let probability = predict_probability(logistic(l), h, pi0);
    Ok((predict_log_odds(l, h, pi0), probability))
}

/// Result of S5.
#[derive(Debug, Clone, PartialEq)]
pub struct JointBelief {
    /// Probability that each ally is resolute.
    pub marginals: Vec<f64>,
    /// Correlation of each pair (1,2), (1,3), …, (2,3), ….
    pub correlations: Vec<f64>,
}

/// S5: beliefs about allies after a joint drill was, or was not, seen.
///
/// The drill is held with probability `if_all` when all allies are resolute, `otherwise` when not.
///
/// # Errors
/// [`TheoryError`] unless there are 2 to 8 priors, all values are probabilities, `drill` is 0 or 1
/// and what was observed is possible.
pub fn joint_profile(
    priors: &[f64],
    if_all: f64,
    otherwise: f64,
    drill: f64,
) -> Result<JointBelief, TheoryError> {
    check_all(Form::S5, "prior", priors, Probability, 2..=8)?;
    checks!(Form::S5;
        "p_all" = if_all => Probability, "p_else" = otherwise => Probability,
        "drill" = drill => Domain::Flag);
    let mut profile = joint_independent(priors);
    let everyone = profile.len() - 1;
    let likelihood: Vec<f64> = (0..profile.len())
        .map(|z| if z == everyone { if_all } else { otherwise })
        .map(|p| if drill > 0.5 { p } else { 1.0 - p })
        .collect();
    let possible = profile.iter().zip(&likelihood).any(|(p, l)| p * l > 0.0);
    require(Form::S5, "drill", drill, possible, || {
        "an observation that has positive probability".to_owned()
    })?;
    let log_likelihood: Vec<f64> = likelihood
        .iter()
        .map(|&l| if l > 0.0 { ln(l) } else { -1e300 })
        .collect();
    joint_update(&mut profile, &log_likelihood, 1.0);
    let marginals: Vec<f64> = (0..priors.len())
        .map(|i| joint_marginal(&profile, i))
        .collect();
    let mut correlations = Vec::new();
    for (i, &p_i) in marginals.iter().enumerate() {
        for (j, &p_j) in marginals.iter().enumerate().skip(i + 1) {
            correlations.push(correlation(joint_pair(&profile, i, j), p_i, p_j));
        }
    }
    Ok(JointBelief {
        marginals,
        correlations,
    })
}

/// Result of S6.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InformationValue {
    /// Probability that the ally responds, ρ.
    pub response: f64,
    /// Value of the choice at the present belief, V(P).
    pub value: f64,
    /// Value of seeing one response first, E\[V(P⁺)\] − V(P).
    pub information: f64,
}

/// S6: value of information to a prober who faces one ally, `respond` = (q if resolute, q if not).
///
/// # Errors
/// [`TheoryError::Domain`] unless belief and q are probabilities and λ > 0.
pub fn information_value(
    belief: f64,
    gain: f64,
    loss: f64,
    lambda: f64,
    respond: (f64, f64),
) -> Result<InformationValue, TheoryError> {
    checks!(Form::S6;
        "belief" = belief => Probability, "G" = gain => Real, "L" = loss => Real,
        "lambda" = lambda => Positive, "q_H" = respond.0 => Probability, "q_L" = respond.1 => Probability);
    let response = belief * respond.0 + (1.0 - belief) * respond.1;
    let probe = gain * (1.0 - response) - loss * response;
    Ok(InformationValue {
        response,
        value: value_of_choice(lambda, &[0.0, probe]),
        information: value_of_information(belief, gain, loss, lambda, respond),
    })
}

/// S6: λ⁻¹ ln Σ e^{λU} of any choice.
///
/// # Errors
/// [`TheoryError`] unless λ > 0 and there is at least one finite utility.
pub fn choice_value(lambda: f64, utilities: &[f64]) -> Result<f64, TheoryError> {
    check(Form::S6, "lambda", lambda, Positive)?;
    check_all(Form::S6, "U", utilities, Real, 1..=MAX_LIST)?;
    Ok(match utilities {
        [only] => value_from_sum(lambda, *only, 1.0),
        many => value_of_choice(lambda, many),
    })
}

/// Result of S7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CesMean {
    /// Exponent ρ = 2 − 1/u.
    pub rho: f64,
    /// The mean.
    pub mean: f64,
}

/// S7: CES mean; `weights` empty means equal weights.
///
/// # Errors
/// [`TheoryError`] unless values ≥ 0, weights ≥ 0 with sum 1 (to 10⁻⁹), one weight a value, and
/// 0 < u ≤ 1.
pub fn ces_mean(values: &[f64], weights: &[f64], u: f64) -> Result<CesMean, TheoryError> {
    check(Form::S7, "u", u, PositiveProbability)?;
    check_all(Form::S7, "s", values, NonNegative, 1..=MAX_LIST)?;
    let equal = vec![1.0 / values.len() as f64; values.len()];
    let weights = if weights.is_empty() { &equal } else { weights };
    check_all(
        Form::S7,
        "w",
        weights,
        Probability,
        values.len()..=values.len(),
    )?;
    let total: f64 = weights.iter().sum();
    require(Form::S7, "w", total, (total - 1.0).abs() < 1e-9, || {
        "a list that sums to 1 (the value shown is the sum)".to_owned()
    })?;
    Ok(CesMean {
        rho: super::ces_rho(u),
        mean: ces(values, weights, u),
    })
}

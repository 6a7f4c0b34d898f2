//! S1–S7.

use super::entry::{Entry, Value, list, numbers, output, scalar};
use crate::theory::signals::forms::{
    CostlySignal, ces_mean, costly_signal, gaussian_channel, information_value, joint_profile,
    log_odds_update, predict_step,
};
use crate::theory::{Domain, Form};
use Domain::{NonNegative, OpenProbability, Positive, PositiveProbability, Probability, Real};

// One input a line reads as the table that it is.
#[rustfmt::skip]
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        form: Form::S1,
        name: "costly-signal",
        title: "Credibility from cost",
        equation: "π_θ = σ((b_θ − κ)/s); ω = vπ + f(1 − π); LR₊ = ω_H/ω_L; LR₋ = (1 − ω_H)/(1 − ω_L)",
        source: "Spence, Michael. 1973. \"Job Market Signaling.\" Quarterly Journal of Economics \
                 87(3): 355–374, with logit choice after McKelvey, Richard D., and Thomas R. Palfrey. \
                 1998. \"Quantal Response Equilibria for Extensive Form Games.\" Experimental \
                 Economics 1(1): 9–41.",
        note: "Cheap, expected signals inform by their absence; information peaks at intermediate cost.",
        inputs: &[
            scalar("b_H", "b_H", "gain of the high type from sending", "utility", Real, &[1.0]),
            scalar("b_L", "b_L", "gain of the low type from sending", "utility", Real, &[0.0]),
            scalar("s", "s", "scale of private shocks", "utility", Positive, &[0.25]),
            scalar("v", "v", "visibility", "probability", Probability, &[0.8]),
            scalar("f", "f", "false alarm", "probability", Probability, &[0.05]),
            scalar("kappa", "κ", "cost of the signal", "utility", Real, &[0.5]),
            scalar("prior", "p", "prior of the high type", "probability", OpenProbability, &[0.5]),
        ],
        outputs: &[
            output("sends", "probability of sending, high and low type"),
            output(
                "seen",
                "probability of being seen to send, high and low type",
            ),
            output("LR_seen", "likelihood ratio of a signal seen"),
            output("LR_unseen", "likelihood ratio of no signal seen"),
            output("posterior_seen", "belief in the high type after a signal"),
            output("posterior_unseen", "belief in the high type after none"),
            output("bits", "Kullback–Leibler divergence, high from low type"),
        ],
        evaluator: |x| {
            let y = costly_signal(&CostlySignal {
                benefit_high: x.get("b_H"),
                benefit_low: x.get("b_L"),
                cost: x.get("kappa"),
                spread: x.get("s"),
                visibility: x.get("v"),
                false_alarm: x.get("f"),
                prior: x.get("prior"),
            })?;
            let mut values = vec![Value::List(y.sends.to_vec()), Value::List(y.seen.to_vec())];
            values.extend(numbers([
                y.ratio_seen,
                y.ratio_unseen,
                y.posterior_seen,
                y.posterior_unseen,
                y.information_bits,
            ]));
            Ok(values)
        },
    },
    Entry {
        form: Form::S2,
        name: "log-odds-update",
        title: "Updating on correlated channels",
        equation: "L′ = L + ω·d·Σ ln LR; d = 1/(1 + (n − 1)r)",
        source: "Bayes' rule in log-odds (Good, I. J. 1950. Probability and the Weighing of \
                 Evidence. London: Griffin), discounted by the effective number of independent \
                 sources (Clemen, Robert T., and Robert L. Winkler. 1985. \"Limits for the Precision \
                 and Value of Information from Dependent Sources.\" Operations Research 33(2): \
                 427–442).",
        note: "",
        inputs: &[
            scalar("prior", "p", "belief before", "probability", OpenProbability, &[0.6]),
            list("LR", "LR", "likelihood ratio of each channel", "1", Positive, &[7.389, 1.5, 0.25]),
            scalar("r", "r", "correlation between channels", "1", Probability, &[0.5]),
            scalar("weight", "ω", "weight of evidence (1 is Bayes' rule)", "1", NonNegative, &[1.0]),
        ],
        outputs: &[
            output("discount", "weight of each channel, d"),
            output("log_odds", "log-odds after"),
            output("posterior", "belief after"),
        ],
        evaluator: |x| {
            let y = log_odds_update(x.get("prior"), x.list("LR"), x.get("r"), x.get("weight"))?;
            Ok(numbers([y.discount, y.log_odds, y.posterior]))
        },
    },
    Entry {
        form: Form::S3,
        name: "gaussian-channel",
        title: "Noisy reports that may disagree",
        equation: "K = P/(P + R_eff); R_eff = R/n + s²/n; mean′ = mean + K(ȳ − mean); P′ = (1 − K)P",
        source: "Kalman, R. E. 1960. \"A New Approach to Linear Filtering and Prediction Problems.\" \
                 Journal of Basic Engineering 82(1): 35–45; the disagreement term after \
                 between-study variance in DerSimonian, Rebecca, and Nan Laird. 1986. \"Meta-analysis \
                 in Clinical Trials.\" Controlled Clinical Trials 7(3): 177–188.",
        note: "s² is the sample variance of the reports (divisor n − 1; 0 for one report): disunity \
               lowers the mean and keeps uncertainty.",
        inputs: &[
            scalar("mean", "m", "prior mean", "level", Real, &[0.5]),
            scalar("P", "P", "prior variance", "level²", NonNegative, &[0.04]),
            list("y", "y", "reports", "level", Real, &[0.8]),
            scalar("R", "R", "noise variance of one report", "level²", NonNegative, &[0.01]),
        ],
        outputs: &[
            output("mean", "posterior mean"),
            output("variance", "posterior variance"),
            output("gain", "Kalman gain"),
            output("noise", "noise variance of the mean report, R_eff"),
            output("disagreement", "sample variance of the reports"),
        ],
        evaluator: |x| {
            let y = gaussian_channel(x.get("mean"), x.get("P"), x.list("y"), x.get("R"))?;
            Ok(numbers([
                y.mean,
                y.variance,
                y.gain,
                y.noise,
                y.disagreement,
            ]))
        },
    },
    Entry {
        form: Form::S4,
        name: "predict-step",
        title: "A belief about a type that may have changed",
        equation: "ℓ′ = ln{[(1 − h)σ(ℓ) + hπ₀]/[(1 − h)σ(−ℓ) + h(1 − π₀)]}",
        source: "Hamilton, James D. 1989. \"A New Approach to the Economic Analysis of Nonstationary \
                 Time Series and the Business Cycle.\" Econometrica 57(2): 357–384.",
        note: "",
        inputs: &[
            scalar("l", "ℓ", "log-odds before", "log-odds", Domain::Between(-700.0, 700.0), &[2.0]),
            scalar("h", "h", "hazard of a fresh draw of the type", "probability", Probability, &[0.05]),
            scalar("pi0", "π₀", "probability of the resolute type in that draw", "probability", Probability, &[0.3]),
        ],
        outputs: &[
            output("log_odds", "log-odds after"),
            output("probability", "belief after"),
        ],
        evaluator: |x| {
            let (log_odds, probability) = predict_step(x.get("l"), x.get("h"), x.get("pi0"))?;
            Ok(numbers([log_odds, probability]))
        },
    },
    Entry {
        form: Form::S5,
        name: "joint-profile",
        title: "Beliefs about allies from a joint drill",
        equation: "P(z | y) ∝ P(z)·f(y | z), z the joint profile of types; f(drill | all resolute) = \
                   p_all, else p_else",
        source: "Bayes' rule on the joint state space; the model's filter follows Blom, Henk A. P., \
                 and Yaakov Bar-Shalom. 1988. \"The Interacting Multiple Model Algorithm for Systems \
                 with Markovian Switching Coefficients.\" IEEE Transactions on Automatic Control \
                 33(8): 780–783.",
        note: "A drill that did not happen may be any ally's doing: beliefs become correlated, so \
               one filter per ally is wrong.",
        inputs: &[
            list("prior", "p", "prior of each ally, 2 to 8", "probability", Probability, &[0.6, 0.6]),
            scalar("p_all", "p_all", "probability of a drill if all are resolute", "probability", Probability, &[0.8]),
            scalar("p_else", "p_else", "probability of a drill otherwise", "probability", Probability, &[0.2]),
            scalar("drill", "y", "1 if a drill was seen", "0/1", Domain::Flag, &[0.0]),
        ],
        outputs: &[
            output("marginals", "belief that each ally is resolute"),
            output(
                "correlations",
                "correlation of each pair, (1,2), (1,3), …, (2,3), …",
            ),
        ],
        evaluator: |x| {
            let y = joint_profile(
                x.list("prior"),
                x.get("p_all"),
                x.get("p_else"),
                x.get("drill"),
            )?;
            Ok(vec![Value::List(y.marginals), Value::List(y.correlations)])
        },
    },
    Entry {
        form: Form::S6,
        name: "value-of-information",
        title: "What a probe is worth as a test",
        equation: "V(P) = λ⁻¹ ln Σₐ e^{λU(a; P)}; VOI = E[V(P⁺)] − V(P); U(0) = 0, \
                   U(1) = G(1 − ρ) − Lρ, ρ = P·q_H + (1 − P)·q_L",
        source: "Raiffa, Howard, and Robert Schlaifer. 1961. Applied Statistical Decision Theory. \
                 Boston: Harvard Business School; logit value after McFadden, Daniel. 1978. \
                 \"Modelling the Choice of Residential Location.\" In Spatial Interaction Theory and \
                 Planning Models, 75–96. Amsterdam: North-Holland.",
        note: "Never negative, and 0 when q_H = q_L or the belief is certain.",
        inputs: &[
            scalar("belief", "P", "belief that the ally is resolute", "probability", Probability, &[0.5]),
            scalar("G", "G", "gain if the ally does not respond", "utility", Real, &[0.6]),
            scalar("L", "L", "loss if it does", "utility", Real, &[0.4]),
            scalar("lambda", "λ", "precision of choice", "1/utility", Positive, &[5.0]),
            scalar("q_H", "q_H", "response probability of a resolute ally", "probability", Probability, &[0.9]),
            scalar("q_L", "q_L", "response probability of an irresolute ally", "probability", Probability, &[0.2]),
        ],
        outputs: &[
            output("VOI", "value of information"),
            output("V", "value of the choice now"),
            output("rho", "probability of a response"),
        ],
        evaluator: |x| {
            let respond = (x.get("q_H"), x.get("q_L"));
            let y = information_value(
                x.get("belief"),
                x.get("G"),
                x.get("L"),
                x.get("lambda"),
                respond,
            )?;
            Ok(numbers([y.information, y.value, y.response]))
        },
    },
    Entry {
        form: Form::S7,
        name: "ces",
        title: "Coordination as a CES mean",
        equation: "C = (Σ w·s^ρ)^{1/ρ}, ρ = 2 − 1/u",
        source: "Arrow, K. J., H. B. Chenery, B. S. Minhas, and R. M. Solow. 1961. \"Capital-Labor \
                 Substitution and Economic Efficiency.\" Review of Economics and Statistics 43(3): \
                 225–250; weakest link after Hirshleifer, Jack. 1983. \"From Weakest-Link to \
                 Best-Shot.\" Public Choice 41(3): 371–386.",
        note: "u = 1 adds, u = ½ is Cobb–Douglas, u → 0 is the weakest link. 0 if ρ ≤ 0 and any \
               weighted value is 0; geometric for |ρ| < 1e-6.",
        inputs: &[
            list("s", "s", "values, one a dyad", "1", NonNegative, &[0.8, 0.3, 0.3]),
            list("w", "w", "weights that sum to 1 (default: equal)", "1", Probability, &[]),
            scalar("u", "u", "substitutability", "1", PositiveProbability, &[0.5]),
        ],
        outputs: &[output("mean", "CES mean"), output("rho", "exponent ρ")],
        evaluator: |x| {
            let y = ces_mean(x.list("s"), x.list("w"), x.get("u"))?;
            Ok(numbers([y.mean, y.rho]))
        },
    },
];

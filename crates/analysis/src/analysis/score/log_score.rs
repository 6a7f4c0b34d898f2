//! The logarithmic score.

use libm::log;

use super::predictive::{CountSample, Predictive};

/// ln P(Y = `observed`), in nats; larger is better (Good 1952; Gneiting & Raftery 2007, JASA 102).
///
/// Minus infinity where a known distribution gives no probability to what happened. For a sample see
/// [`from_sample`].
///
/// ```
/// use trilat_analysis::analysis::score::{Predictive, log_score::log_score};
/// let even = Predictive::mass(vec![0.5, 0.5])?;
/// assert_eq!(log_score(&even, 1), -std::f64::consts::LN_2);
/// # Ok::<(), trilat_analysis::analysis::score::PredictiveError>(())
/// ```
pub fn log_score(predictive: &Predictive, observed: u64) -> f64 {
    match predictive {
        Predictive::Sample(sample) => log(from_sample(sample, observed)),
        known => known.ln_mass(observed).unwrap_or(f64::NEG_INFINITY),
    }
}

/// The probability of `k` estimated from n simulated counts:
///
/// p(k) = (n_k + g(k))/(n + 1), with g geometric of mean max(1, mean of the sample).
///
/// This is the sample with one imaginary count drawn from g: the predictive mass of a Dirichlet process
/// with concentration 1 and base g (Ferguson 1973). It adds up to 1 over all counts, gives every count
/// something, and tends to the share n_k/n. The share itself, or Laplace's additions over a table that
/// ends somewhere, would give −∞ or a value that depends on where the table ends. The least that a
/// count can get falls as 1/n, so use at least 1,000 samples and the same number for forecasts that
/// are compared.
///
/// ```
/// use trilat_analysis::analysis::score::{CountSample, log_score::from_sample};
/// let sample = CountSample::new(vec![0; 999])?;
/// assert_eq!(from_sample(&sample, 0), 999.5 / 1000.0);
/// assert_eq!(from_sample(&sample, 2), 0.125 / 1000.0);
/// # Ok::<(), trilat_analysis::analysis::score::PredictiveError>(())
/// ```
pub fn from_sample(sample: &CountSample, k: u64) -> f64 {
    let mean = sample.mean();
    let mean = if mean < 1.0 { 1.0 } else { mean };
    let stay = mean / (1.0 + mean);
    let base = libm::pow(stay, k as f64) / (1.0 + mean);
    (sample.equal_to(k) as f64 + base) / (sample.size() as f64 + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn estimated_masses_add_up(counts in prop::collection::vec(0u64..12, 1..60)) {
            let sample = CountSample::new(counts).unwrap();
            let sum: f64 = (0..2000).map(|k| from_sample(&sample, k)).sum();
            prop_assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }

        #[test]
        fn telling_the_truth_scores_best(p in 0.05..0.95f64, lie in 0.05..0.95f64) {
            let score = |q: f64, y: u64| {
                log_score(&Predictive::mass(vec![1.0 - q, q]).unwrap(), y)
            };
            let expected = |q: f64| (1.0 - p) * score(q, 0) + p * score(q, 1);
            prop_assert!(expected(p) >= expected(lie) - 1e-12);
        }
    }

    #[test]
    fn what_was_ruled_out_costs_everything() {
        let certain = Predictive::mass(vec![1.0]).unwrap();
        assert_eq!(log_score(&certain, 1), f64::NEG_INFINITY);
    }
}

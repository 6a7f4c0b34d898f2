//! Predictive distributions of a count.

use libm::{exp, log};
use thiserror::Error;

use super::distributions::{negative_binomial_ln, poisson_ln, table};

/// What a forecast says about one month's count.
#[derive(Clone, Debug, PartialEq)]
pub enum Predictive {
    /// Simulated counts.
    Sample(CountSample),
    /// Probabilities of 0, 1, 2, …; larger counts have none.
    Mass(Vec<f64>),
    /// Poisson.
    Poisson {
        /// Mean, ≥ 0.
        mean: f64,
    },
    /// Negative binomial, variance mean + mean²/size.
    NegativeBinomial {
        /// Mean, ≥ 0.
        mean: f64,
        /// Size, > 0.
        size: f64,
    },
    /// Known distributions in equal parts, at least one.
    Mixture(Vec<Predictive>),
}

/// Simulated counts, in increasing order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountSample {
    sorted: Vec<u64>,
}

/// Why numbers are no predictive distribution.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum PredictiveError {
    /// A sample without counts.
    #[error("there is no sample")]
    Empty,
    /// A count too large to be one of events in a month.
    #[error("the count {count} is above {LARGEST_COUNT}")]
    Count {
        /// The count.
        count: u64,
    },
    /// A probability outside [0, 1].
    #[error("the probability of {count} is {probability}, not between 0 and 1")]
    Probability {
        /// The count.
        count: usize,
        /// What was given.
        probability: f64,
    },
    /// Probabilities that do not add up.
    #[error("the probabilities add up to {sum}, not to 1")]
    Sum {
        /// Their sum.
        sum: f64,
    },
    /// A mean or size out of range.
    #[error("{name} = {value} is out of range")]
    Parameter {
        /// `mean` or `size`.
        name: &'static str,
        /// What was given.
        value: f64,
    },
}

/// The largest count that is taken for one of events in a month.
pub const LARGEST_COUNT: u64 = 100_000;

/// How far probabilities may be from adding up to 1: what six printed decimals leave.
const SUM_TOLERANCE: f64 = 1e-4;

impl CountSample {
    /// At least one count, none above [`LARGEST_COUNT`].
    ///
    /// # Errors
    /// [`PredictiveError::Empty`] or [`PredictiveError::Count`].
    pub fn new(mut counts: Vec<u64>) -> Result<Self, PredictiveError> {
        counts.sort_unstable();
        match counts.last() {
            None => return Err(PredictiveError::Empty),
            Some(&count) if count > LARGEST_COUNT => return Err(PredictiveError::Count { count }),
            Some(_) => {}
        }
        Ok(Self { sorted: counts })
    }

    /// Number of counts.
    pub fn size(&self) -> usize {
        self.sorted.len()
    }

    /// In increasing order.
    pub fn sorted(&self) -> &[u64] {
        &self.sorted
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        self.sorted.iter().map(|&k| k as f64).sum::<f64>() / self.sorted.len() as f64
    }

    /// How many are equal to `k`.
    pub fn equal_to(&self, k: u64) -> usize {
        self.sorted.partition_point(|&x| x <= k) - self.sorted.partition_point(|&x| x < k)
    }
}

impl Predictive {
    /// A sample.
    ///
    /// # Errors
    /// [`PredictiveError::Empty`] or [`PredictiveError::Count`].
    pub fn sample(counts: Vec<u64>) -> Result<Self, PredictiveError> {
        CountSample::new(counts).map(Self::Sample)
    }

    /// Probabilities of 0, 1, 2, …, which must add up to 1 within 1e-4 and are then scaled to add up
    /// exactly.
    ///
    /// # Errors
    /// [`PredictiveError::Probability`] or [`PredictiveError::Sum`].
    pub fn mass(mut mass: Vec<f64>) -> Result<Self, PredictiveError> {
        for (count, &probability) in mass.iter().enumerate() {
            if !(0.0..=1.0).contains(&probability) {
                return Err(PredictiveError::Probability { count, probability });
            }
        }
        let sum: f64 = mass.iter().sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(PredictiveError::Sum { sum });
        }
        mass.iter_mut().for_each(|p| *p /= sum);
        Ok(Self::Mass(mass))
    }

    /// Poisson.
    ///
    /// # Errors
    /// [`PredictiveError::Parameter`] unless 0 ≤ mean < 100,000.
    pub fn poisson(mean: f64) -> Result<Self, PredictiveError> {
        in_range("mean", mean, 0.0)?;
        Ok(Self::Poisson { mean })
    }

    /// Negative binomial.
    ///
    /// # Errors
    /// [`PredictiveError::Parameter`] unless 0 ≤ mean < 100,000 and size > 0.
    pub fn negative_binomial(mean: f64, size: f64) -> Result<Self, PredictiveError> {
        in_range("mean", mean, 0.0)?;
        if !(size > 0.0 && size.is_finite()) {
            return Err(PredictiveError::Parameter {
                name: "size",
                value: size,
            });
        }
        Ok(Self::NegativeBinomial { mean, size })
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Sample(sample) => sample.mean(),
            Self::Mass(mass) => mass.iter().enumerate().map(|(k, p)| k as f64 * p).sum(),
            Self::Poisson { mean } | Self::NegativeBinomial { mean, .. } => *mean,
            Self::Mixture(parts) => average(parts.iter().map(Self::mean), parts.len()),
        }
    }

    /// Probabilities of 0, 1, 2, … up to a count beyond which at most 1e-14 is left.
    pub fn table(&self) -> Vec<f64> {
        match self {
            Self::Sample(sample) => {
                let largest = sample.sorted.last().copied().unwrap_or(0) as usize;
                let mut mass = vec![0.0; largest + 1];
                let each = 1.0 / sample.size() as f64;
                let mut counted = vec![0_u64; largest + 1];
                for &k in &sample.sorted {
                    counted[k as usize] += 1;
                }
                for (p, n) in mass.iter_mut().zip(counted) {
                    *p = n as f64 * each;
                }
                mass
            }
            Self::Mass(mass) => mass.clone(),
            Self::Poisson { mean } => {
                let mean = *mean;
                table(-mean, |k| mean / k, |k| poisson_ln(k, mean))
            }
            Self::NegativeBinomial { mean, size } => {
                let (mean, size) = (*mean, *size);
                let q = mean / (mean + size);
                table(
                    negative_binomial_ln(0, mean, size),
                    |k| q * (k - 1.0 + size) / k,
                    |k| negative_binomial_ln(k, mean, size),
                )
            }
            Self::Mixture(parts) => {
                let mut mass = Vec::new();
                for part in parts {
                    let own = part.table();
                    if own.len() > mass.len() {
                        mass.resize(own.len(), 0.0);
                    }
                    for (sum, p) in mass.iter_mut().zip(own) {
                        *sum += p / parts.len() as f64;
                    }
                }
                mass
            }
        }
    }

    /// ln P(Y = k) where the distribution is known; `None` for a sample, which needs an estimator
    /// ([`super::log_score`](mod@super::log_score)).
    pub fn ln_mass(&self, k: u64) -> Option<f64> {
        match self {
            Self::Sample(_) => None,
            Self::Mass(mass) => {
                let at = usize::try_from(k).ok();
                Some(log(at.and_then(|k| mass.get(k)).copied().unwrap_or(0.0)))
            }
            Self::Poisson { mean } => Some(poisson_ln(k, *mean)),
            Self::NegativeBinomial { mean, size } => Some(negative_binomial_ln(k, *mean, *size)),
            Self::Mixture(parts) => {
                let masses = parts.iter().map(|p| p.ln_mass(k).map_or(0.0, exp));
                Some(log(average(masses, parts.len())))
            }
        }
    }

    /// P(Y > 0).
    pub fn any(&self) -> f64 {
        match self {
            Self::Sample(sample) => 1.0 - sample.equal_to(0) as f64 / sample.size() as f64,
            other => 1.0 - other.ln_mass(0).map_or(0.0, exp),
        }
    }
}

fn average(values: impl Iterator<Item = f64>, n: usize) -> f64 {
    values.sum::<f64>() / n as f64
}

fn in_range(name: &'static str, value: f64, low: f64) -> Result<(), PredictiveError> {
    /// Tables of larger means would be long, and monthly counts of events are not that large.
    const HIGH: f64 = 1e5;
    if (low..HIGH).contains(&value) {
        Ok(())
    } else {
        Err(PredictiveError::Parameter { name, value })
    }
}

/// P(Y ≤ k) from a table; 1 beyond its end.
pub(super) fn cumulative(mass: &[f64], k: u64) -> f64 {
    let upto = usize::try_from(k).map_or(mass.len(), |k| (k + 1).min(mass.len()));
    if upto == mass.len() {
        return 1.0;
    }
    mass[..upto].iter().sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tables_add_up_and_agree_with_the_formula(mean in 0.0..40.0f64, size in 0.05..50.0f64) {
            for predictive in [
                Predictive::poisson(mean).unwrap(),
                Predictive::negative_binomial(mean, size).unwrap(),
            ] {
                let mass = predictive.table();
                let sum: f64 = mass.iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-11, "{sum}");
                for k in [0, 1, 7] {
                    let exact = exp(predictive.ln_mass(k).unwrap());
                    let ours = mass.get(k as usize).copied().unwrap_or(0.0);
                    prop_assert!((ours - exact).abs() < 1e-12);
                }
                let first: f64 = mass.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
                prop_assert!((first - mean).abs() < 1e-8 * (1.0 + mean));
            }
        }
    }

    #[test]
    fn large_means_survive_an_underflow_at_zero() {
        let mass = Predictive::poisson(2000.0).unwrap().table();
        assert!((mass.iter().sum::<f64>() - 1.0).abs() < 1e-11);
        assert_eq!(mass[0], 0.0);
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        let refused = |mass: &[f64]| Predictive::mass(mass.to_vec()).unwrap_err().to_string();
        assert_eq!(
            refused(&[0.5, 0.4]),
            "the probabilities add up to 0.9, not to 1"
        );
        assert!(refused(&[1.5, -0.5]).starts_with("the probability of 0 is 1.5"));
        assert!(refused(&[f64::NAN, 1.0]).starts_with("the probability of 0 is NaN"));
        assert!(Predictive::sample(vec![]).is_err());
        assert!(Predictive::negative_binomial(1.0, 0.0).is_err());
        assert!(Predictive::poisson(f64::INFINITY).is_err());
    }
}

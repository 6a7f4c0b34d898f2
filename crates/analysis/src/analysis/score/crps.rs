//! The continuous ranked probability score.

use super::predictive::{CountSample, Predictive};

/// Σ_k (P(Y ≤ k) − 1{observed ≤ k})², in the unit of the count; smaller is better (Matheson & Winkler
/// 1976; for counts also called the ranked probability score, Epstein 1969).
///
/// For a sample the [`fair`] estimator; for a sample of one count, where that does not exist, the
/// [`empirical`] one.
///
/// ```
/// use trilat_analysis::analysis::score::{Predictive, crps::crps};
/// let even = Predictive::mass(vec![0.5, 0.5])?;
/// assert_eq!(crps(&even, 0), 0.25);
/// assert_eq!(crps(&even, 3), 0.25 + 1.0 + 1.0);
/// # Ok::<(), trilat_analysis::analysis::score::PredictiveError>(())
/// ```
pub fn crps(predictive: &Predictive, observed: u64) -> f64 {
    match predictive {
        Predictive::Sample(sample) if sample.size() > 1 => fair(sample, observed),
        Predictive::Sample(sample) => empirical(sample, observed),
        known => from_table(&known.table(), observed),
    }
}

/// The score of the distribution that a table of probabilities gives.
fn from_table(mass: &[f64], observed: u64) -> f64 {
    let (mut below, mut sum) = (0.0, 0.0);
    for (k, p) in mass.iter().enumerate() {
        below += p;
        let step = if k as u64 >= observed { 1.0 } else { 0.0 };
        sum += (below - step) * (below - step);
    }
    // Between the end of the table and what happened the distribution is 1 and the step 0.
    sum + observed.saturating_sub(mass.len() as u64) as f64
}

/// The score of the sample as a distribution: E|X − y| − ½ E|X − X′| over all n² pairs. It favours
/// samples that are too narrow, the more so the smaller n.
///
/// ```
/// use trilat_analysis::analysis::score::{CountSample, crps};
/// let sample = CountSample::new(vec![0, 1])?;
/// assert_eq!(crps::empirical(&sample, 0), 0.5 - 0.25);
/// assert_eq!(crps::fair(&sample, 0), 0.5 - 0.5);
/// # Ok::<(), trilat_analysis::analysis::score::PredictiveError>(())
/// ```
pub fn empirical(sample: &CountSample, observed: u64) -> f64 {
    let n = sample.size() as f64;
    distance(sample, observed) - half_spread(sample) / (n * n)
}

/// An unbiased estimate of the score of the distribution that the sample was drawn from:
/// E|X − y| − ½ E|X − X′| over the n(n − 1) pairs of different draws (Ferro 2014, QJRMS 140). NaN for a
/// sample of one.
pub fn fair(sample: &CountSample, observed: u64) -> f64 {
    let n = sample.size() as f64;
    distance(sample, observed) - half_spread(sample) / (n * (n - 1.0))
}

fn distance(sample: &CountSample, observed: u64) -> f64 {
    let total: f64 = sample
        .sorted()
        .iter()
        .map(|&x| x.abs_diff(observed) as f64)
        .sum();
    total / sample.size() as f64
}

/// ½ Σ_i Σ_j |x_i − x_j| = Σ_i (2i − n − 1) x_(i) over the ordered sample.
fn half_spread(sample: &CountSample) -> f64 {
    let n = sample.size() as f64;
    let weight = |i: usize| 2.0 * (i as f64 + 1.0) - n - 1.0;
    let terms = sample.sorted().iter().enumerate();
    terms.map(|(i, &x)| weight(i) * x as f64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sample_is_scored_as_its_own_distribution(
            counts in prop::collection::vec(0u64..9, 2..40),
            observed in 0u64..15,
        ) {
            let sample = Predictive::sample(counts).unwrap();
            let Predictive::Sample(inner) = &sample else { unreachable!() };
            let as_table = from_table(&sample.table(), observed);
            prop_assert!((empirical(inner, observed) - as_table).abs() < 1e-10);
            prop_assert!(fair(inner, observed) <= empirical(inner, observed) + 1e-12);
        }
    }
}

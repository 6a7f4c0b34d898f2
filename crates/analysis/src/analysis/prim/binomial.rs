//! The upper tail of the binomial distribution.

/// P(X ≥ `hits`) for X binomial with `trials` trials of probability `p`; relative error below 1e-12 for up
/// to some thousands of trials. NaN if `p` is no probability.
///
/// The probabilities are added up relative to the most likely number of hits, by the ratio of neighbours,
/// and divided by their sum: there is neither a factorial nor a cancellation.
///
/// ```
/// use trilat_analysis::analysis::prim::binomial::upper_tail;
/// assert!((upper_tail(2, 3, 0.5) - 0.5).abs() < 1e-15);
/// assert_eq!(upper_tail(0, 3, 0.5), 1.0);
/// ```
pub fn upper_tail(hits: usize, trials: usize, p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if hits == 0 {
        return 1.0;
    }
    if hits > trials || p == 0.0 {
        return 0.0;
    }
    if p == 1.0 {
        return 1.0;
    }
    let mode = (libm::floor((trials + 1) as f64 * p) as usize).min(trials);
    let odds = p / (1.0 - p);
    let (mut all, mut tail) = (0.0, 0.0);
    let mut add = |k: usize, weight: f64| {
        all += weight;
        tail += if k >= hits { weight } else { 0.0 };
    };
    let mut weight = 1.0;
    add(mode, weight);
    for k in mode + 1..=trials {
        weight *= (trials - k + 1) as f64 / k as f64 * odds;
        add(k, weight);
    }
    weight = 1.0;
    for k in (0..mode).rev() {
        weight *= (k + 1) as f64 / (trials - k) as f64 / odds;
        add(k, weight);
    }
    tail / all
}

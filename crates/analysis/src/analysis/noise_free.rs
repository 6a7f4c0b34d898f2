//! How true effects are spread over points where each is known up to the noise of its replicates alone.
//!
//! An estimate at a point is the true effect there plus noise with the standard error of the estimate, so estimates
//! are spread wider than what they estimate. The distribution of the true effects is estimated without giving it a
//! form, by maximum likelihood over mixtures of uniform bins (Kiefer and Wolfowitz 1956, *Annals of Mathematical
//! Statistics* 27(4); Koenker and Mizera 2014, *JASA* 109(506); bins as Efron 2016, *Biometrika* 103(1)), as
//! [`deconvolution`](super::claims::deconvolution) does for signs alone; here in the unit of the effect, since its size
//! is asked for. Points that count more have larger weights.
//!
//! It is assumed that the noise is normal (a mean over replicates) and that how large it is at a point says nothing of
//! the effect there. Where noise is small beside the spread the result is the distribution of the estimates.

use crate::math::normal_cdf;

/// Points below which nothing is said: a distribution of fewer values would be theirs and not that of a space.
pub const FEWEST: usize = 10;
/// Most bins.
const BINS: usize = 64;
/// How far the logarithm of the likelihood may stay below the best. The best distribution of all is a few spikes; one
/// that the estimates fit next to as well, on the way from even bins to there, is smooth, and its quantiles hang less
/// on single points.
const SLACK: f64 = 1.0;
/// Standard error, as a share of the range, below which an estimate is taken as exact.
const EXACT: f64 = 1e-9;
/// Most passes of expectation–maximisation.
const PASSES: usize = 2000;

/// An estimate at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub mean: f64,
    /// Its standard error; 0 where every replicate says the same.
    pub se: f64,
    /// The weight of the point, 0 or more.
    pub weight: f64,
}

/// A distribution made of stretches over which it is even.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Lower end, upper end and probability of each, in their order; a single value has no length.
    stretches: Vec<(f64, f64, f64)>,
}

/// The distribution of the true effects behind estimates. Points without a finite estimate, standard error or weight
/// above 0 enter nothing; `None` if fewer than [`FEWEST`] are left.
///
/// ```
/// use trilat_analysis::analysis::noise_free::{Estimate, noise_free};
/// // Every effect is 2; what differs is noise, half of it above and half below.
/// let at = |k: i32| Estimate { mean: 2.0 + 0.1 * f64::from(k), se: 1.0, weight: 1.0 };
/// let estimates: Vec<Estimate> = (-15..=15).map(at).collect();
/// let found = noise_free(&estimates).expect("estimates");
/// assert!((found.quantile(0.5) - 2.0).abs() < 0.1);
/// // The middle 90 % of the estimates are 2.7 wide.
/// assert!(found.quantile(0.95) - found.quantile(0.05) < 1.6);
/// assert_eq!(found.above(0.0), 1.0);
/// ```
pub fn noise_free(estimates: &[Estimate]) -> Option<Spread> {
    let usable = |own: &&Estimate| {
        own.mean.is_finite() && own.se >= 0.0 && own.se.is_finite() && own.weight > 0.0
    };
    let known: Vec<Estimate> = estimates.iter().filter(usable).copied().collect();
    let total: f64 = known.iter().map(|own| own.weight).sum();
    let squares: f64 = known.iter().map(|own| own.weight * own.weight).sum();
    if known.len() < FEWEST {
        return None;
    }
    // As many points of equal weight would say as much (Kish 1965).
    let size = total * total / squares;
    // Every pair is equal there: no estimate, but certainty about these runs.
    let (zero, noisy): (Vec<Estimate>, Vec<Estimate>) = known
        .into_iter()
        .partition(|own| own.mean == 0.0 && own.se == 0.0);
    let share = |some: &[Estimate]| some.iter().map(|own| own.weight).sum::<f64>() / total;
    let (at_zero, rest) = (share(&zero), share(&noisy));
    let mut stretches = vec![(0.0, 0.0, at_zero)];
    let edges = edges(&noisy);
    let weights = fit(&noisy, &edges, size * rest);
    let ends = edges.iter().zip(edges.iter().skip(1));
    stretches.extend(
        ends.zip(weights)
            .map(|((low, high), own)| (*low, *high, rest * own)),
    );
    if let (1, Some(one)) = (edges.len(), edges.first()) {
        stretches.push((*one, *one, rest));
    }
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    Some(Spread { stretches })
}

impl Spread {
    /// The value up to which this probability lies.
    pub fn quantile(&self, probability: f64) -> f64 {
        let mut before = 0.0;
        for (low, high, own) in &self.stretches {
            if before + own >= probability && *own > 0.0 {
                let inside = ((probability - before) / own).clamp(0.0, 1.0);
                return low + inside * (high - low);
            }
            before += own;
        }
        self.stretches.last().map_or(f64::NAN, |(_, high, _)| *high)
    }

    /// The probability of values above this one.
    pub fn above(&self, value: f64) -> f64 {
        let part = |(low, high, own): &(f64, f64, f64)| match () {
            () if *low >= value && *high > value => *own,
            () if *high > value => own * (high - value) / (high - low),
            () => 0.0,
        };
        self.stretches.iter().map(part).sum::<f64>().min(1.0)
    }

    /// The probability of values below this one.
    pub fn below(&self, value: f64) -> f64 {
        let part = |(low, high, own): &(f64, f64, f64)| match () {
            () if *high <= value && *low < value => *own,
            () if *low < value => own * (value - low) / (high - low),
            () => 0.0,
        };
        self.stretches.iter().map(part).sum::<f64>().min(1.0)
    }
}

/// Edges of the bins, which are shorter where the estimates lie closer. Zero is one where it lies among them.
fn edges(noisy: &[Estimate]) -> Vec<f64> {
    let mut sorted: Vec<(f64, f64)> = noisy.iter().map(|own| (own.mean, own.weight)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let bins = BINS.min(sorted.len());
    let mut edges: Vec<f64> = sorted
        .first()
        .into_iter()
        .chain(sorted.last())
        .map(|own| own.0)
        .collect();
    if let [low, high] = edges[..]
        && low < 0.0
        && high > 0.0
    {
        edges.push(0.0);
    }
    let (mut upto, mut at) = (0.0, 1);
    for (mean, weight) in sorted {
        upto += weight;
        while at < bins && upto >= total * at as f64 / bins as f64 {
            edges.push(mean);
            at += 1;
        }
    }
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

/// Weights of greatest likelihood of the bins between these edges, by expectation–maximisation. The logarithm of the
/// likelihood is concave in the weights, so that its slope bounds what is still to be gained.
fn fit(noisy: &[Estimate], edges: &[f64], size: f64) -> Vec<f64> {
    let bins = edges.len().saturating_sub(1);
    let total: f64 = noisy.iter().map(|own| own.weight).sum();
    let cells: Vec<(f64, Vec<f64>)> = noisy
        .iter()
        .map(|own| (size * own.weight / total, density(own, edges)))
        .collect();
    let mut weights = vec![1.0 / bins.max(1) as f64; bins];
    for _ in 0..PASSES {
        let mut slopes = vec![0.0; bins];
        for (points, density) in &cells {
            let products = weights.iter().zip(density).map(|(w, d)| w * d);
            let each = points / (products.sum::<f64>() + f64::MIN_POSITIVE);
            for (slope, density) in slopes.iter_mut().zip(density) {
                *slope += each * density;
            }
        }
        if slopes.iter().copied().fold(0.0, f64::max) - size < SLACK {
            break;
        }
        for (weight, slope) in weights.iter_mut().zip(&slopes) {
            *weight *= slope / size;
        }
    }
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// The density of an estimate where the true effect is even over each bin.
fn density(own: &Estimate, edges: &[f64]) -> Vec<f64> {
    let range = edges.last().copied().unwrap_or(0.0) - edges.first().copied().unwrap_or(0.0);
    // An estimate without noise lies in its own bin.
    let se = own.se.max(EXACT * range);
    let part = |ends: &[f64]| {
        let (a, b) = ((own.mean - ends[1]) / se, (own.mean - ends[0]) / se);
        // Of the two tails the one that keeps its digits.
        let inside = match a > 0.0 {
            true => normal_cdf(-a) - normal_cdf(-b),
            false => normal_cdf(b) - normal_cdf(a),
        };
        inside / (ends[1] - ends[0])
    };
    edges.windows(2).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::rng::uniform_at;
    use crate::math::normal_quantile;

    /// Standard normal number `k` of a stream.
    fn normal(seed: u64, k: u64) -> f64 {
        normal_quantile(uniform_at(seed, k, 0, 1, 0, 0))
    }

    /// Points with true effects and estimates of them, the noise being as large as the effects differ.
    fn planted(seed: u64, points: u64, se: f64) -> (Vec<(f64, f64)>, Vec<Estimate>) {
        let point = |k: u64| {
            // One point in four lies elsewhere and weighs three times as much.
            let (centre, weight) = if k.is_multiple_of(4) {
                (2.0, 3.0)
            } else {
                (-1.0, 1.0)
            };
            let truth = centre + 0.4 * normal(seed, k);
            let se = se * (0.5 + uniform_at(seed, k, 1, 1, 0, 0));
            let mean = truth + se * normal(seed + 1, k);
            ((truth, weight), Estimate { mean, se, weight })
        };
        (0..points).map(point).unzip()
    }

    /// The value up to which the weights reach a share: each value is written down as often as it weighs.
    fn reached(values: &[(f64, f64)], share: f64) -> f64 {
        let copies = |(value, weight): &(f64, f64)| vec![*value; *weight as usize];
        let mut all: Vec<f64> = values.iter().flat_map(copies).collect();
        all.sort_by(f64::total_cmp);
        all[(share * all.len() as f64) as usize]
    }

    #[test]
    fn planted_effects_are_found_behind_their_noise() {
        let (mut worst, mut noisy) = (0.0_f64, 0.0_f64);
        for seed in [11, 23, 47] {
            let (truth, estimates) = planted(seed, 600, 1.0);
            let found = noise_free(&estimates).unwrap();
            let raw: Vec<(f64, f64)> = estimates.iter().map(|own| (own.mean, own.weight)).collect();
            for share in [0.05, 0.25, 0.75, 0.95] {
                let wanted = reached(&truth, share);
                worst = worst.max((found.quantile(share) - wanted).abs());
                noisy = noisy.max((reached(&raw, share) - wanted).abs());
            }
            let above = truth
                .iter()
                .filter(|(own, _)| *own > 0.0)
                .map(|(_, weight)| weight)
                .sum::<f64>()
                / truth.iter().map(|(_, weight)| weight).sum::<f64>();
            assert!(
                (found.above(0.0) - above).abs() < 0.08,
                "{} {above}",
                found.above(0.0)
            );
        }
        // The estimates themselves are off by more than twice as much.
        assert!(worst < 0.5 && noisy > 2.0 * worst, "{worst} {noisy}");
    }

    #[test]
    fn without_noise_the_estimates_are_the_effects() {
        let (_, estimates) = planted(5, 400, 1e-4);
        let found = noise_free(&estimates).unwrap();
        let raw: Vec<(f64, f64)> = estimates.iter().map(|own| (own.mean, own.weight)).collect();
        for share in [0.05, 0.25, 0.5, 0.75, 0.95] {
            // Half of the weight lies on each side, with a gap between.
            let near = if share == 0.5 { 1.6 } else { 0.06 };
            assert!(
                (found.quantile(share) - reached(&raw, share)).abs() < near,
                "{share}"
            );
        }
    }

    #[test]
    fn zero_in_every_pair_stays_zero() {
        let (_, mut estimates) = planted(7, 40, 0.1);
        let zero = Estimate {
            mean: 0.0,
            se: 0.0,
            weight: 1.0,
        };
        estimates.retain(|own| own.mean > 1.0);
        estimates.iter_mut().for_each(|own| own.weight = 1.0);
        let others = estimates.len();
        estimates.extend(vec![zero; others]);
        let found = noise_free(&estimates).unwrap();
        assert_eq!((found.quantile(0.25), found.below(0.0)), (0.0, 0.0));
        assert!((found.above(0.0) - 0.5).abs() < 1e-12);
        assert!(noise_free(&vec![zero; FEWEST - 1]).is_none());
        let all = noise_free(&vec![zero; FEWEST]).unwrap();
        assert_eq!(
            (all.quantile(0.05), all.quantile(0.95), all.above(0.0)),
            (0.0, 0.0, 0.0)
        );
    }
}

//! The share of the space with a positive effect, with the noise of replicates taken out.
//!
//! Where effects are small beside their standard errors most points stay undecided, and the share of points
//! decided to be + says little. Together they still say something: estimates spread by their own noise alone
//! look different from estimates most of which are truly above zero. With νᵢ = βᵢ/seᵢ the true effect at point i
//! in standard errors, its z statistic is ν plus standard normal noise, and the νᵢ are draws from an unknown
//! distribution over the space. That distribution is estimated without giving it a form: by maximum
//! likelihood over mixtures of uniform bins (Kiefer & Wolfowitz 1956, Annals of Mathematical Statistics 27(4);
//! Koenker & Mizera 2014, JASA 109(506); bins as Efron 2016, Biometrika 103(1)), zero in every pair being a place
//! of its own. Working with ν instead of β needs no assumption on how standard errors and effects go together
//! (as Stephens 2017, Biostatistics 18(2), with α = 1).
//!
//! The interval of the share is that of the profile likelihood: all shares for which the best distribution is no
//! worse than the best of all by more than 3.00 (χ² with two degrees of freedom, 95 %). Where signs cannot be told it
//! becomes wide by itself: effects just above and just below zero fit equally well.

use libm::log;

use super::effect::PointEffect;
use super::shares::Interval;
use crate::math::{normal_cdf, normal_quantile};

/// Upper edges of the bins above zero, in standard errors; those below mirror them.
const EDGES: [f64; 12] = [0.05, 0.25, 0.5, 0.8, 1.2, 1.7, 2.3, 3.0, 4.0, 5.0, 6.5, 9.0];
/// Bins on each side.
const SIDE: usize = EDGES.len();
/// Bins on both sides and zero in every pair.
const BINS: usize = 2 * SIDE + 1;
/// Statistics beyond are set here: their sign is certain.
const LARGEST: f64 = 7.0;
/// Half the 95 % quantile of χ² with two degrees of freedom. One would do for a share inside (0, 1); where the
/// truth lies at the edge, such as no effect above zero at all, it held the truth in 177 of 200 planted cases.
const DROP: f64 = 2.995_732_273_553_991;
/// Statistics are rounded to this, so that alike points are summed once.
const GRAIN: f64 = 0.1;
/// How far the logarithm of the likelihood may stay below the best.
const SLACK: f64 = 0.02;
/// Most passes of expectation–maximisation.
const PASSES: usize = 2000;
/// Halvings on the way to a limit: to a thousandth.
const HALVINGS: usize = 10;

/// Shares of the space by the sign of the true effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrueShares {
    /// Share above zero that is most likely.
    pub plus: f64,
    /// Its 95 % interval.
    pub plus_interval: Interval,
    /// Share below zero that is most likely.
    pub minus: f64,
    /// Share at which every pair is equal.
    pub zero: f64,
    /// Points with an estimate.
    pub points: u64,
}

/// The shares of the space with effects above, below and at zero. `None` without any point with at least two
/// pairs.
///
/// ```
/// use trilat_analysis::analysis::claims::PointEffect;
/// use trilat_analysis::analysis::claims::deconvolution::deconvolve;
///
/// // Half of them cannot be told from zero one by one; all of them together point one way.
/// let at = |k: usize| PointEffect { mean: 1.2 + 0.01 * k as f64, se: 1.0, n: 100 };
/// let effects: Vec<PointEffect> = (0..200).map(at).collect();
/// let found = deconvolve(&effects).expect("points with pairs");
/// assert!(found.plus_interval.low > 0.8);
/// ```
pub fn deconvolve(effects: &[PointEffect]) -> Option<TrueShares> {
    let cells = cells(effects);
    let points: f64 = cells.iter().map(|cell| cell.points).sum();
    if cells.is_empty() {
        return None;
    }
    let best = fit(&cells, None, None);
    let side = |from: usize| best.weights[from..from + SIDE].iter().sum::<f64>().min(1.0);
    let (plus, minus) = (side(0), side(SIDE));
    let floor = best.likelihood - DROP;
    let enough = |share: f64| fit(&cells, Some(share), Some(floor)).likelihood >= floor;
    Some(TrueShares {
        plus,
        plus_interval: Interval {
            low: limit(plus, 0.0, enough),
            high: limit(plus, 1.0, enough),
        },
        minus,
        zero: best.weights[2 * SIDE],
        points: points as u64,
    })
}

/// The share farthest from `inside` towards `end` that is likely enough; likelihoods fall steadily, since the
/// logarithm of the profile is concave.
fn limit(inside: f64, end: f64, enough: impl Fn(f64) -> bool) -> f64 {
    if enough(end) {
        return end;
    }
    let (mut good, mut bad) = (inside, end);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (good + bad);
        if enough(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    bad
}

/// Points with the same statistic, and its density in each bin: above zero, below zero, zero.
struct Cell {
    points: f64,
    density: [f64; BINS],
}

fn cells(effects: &[PointEffect]) -> Vec<Cell> {
    let mut zero = 0.0;
    let mut grains: Vec<f64> = Vec::with_capacity(effects.len());
    for effect in effects {
        if effect.is_zero() {
            zero += 1.0;
        } else {
            grains.extend(statistic(effect).map(|z| libm::round(z / GRAIN)));
        }
    }
    grains.sort_by(f64::total_cmp);
    let mut cells: Vec<Cell> = grains
        .chunk_by(|a, b| a == b)
        .map(|alike| Cell {
            points: alike.len() as f64,
            density: density(GRAIN * alike.first().copied().unwrap_or(0.0)),
        })
        .collect();
    if zero > 0.0 {
        let mut density = [0.0; BINS];
        density[2 * SIDE] = 1.0;
        cells.push(Cell {
            points: zero,
            density,
        });
    }
    cells
}

/// The normal deviate of the same p-value as the effect's Student t; `None` below two pairs.
fn statistic(effect: &PointEffect) -> Option<f64> {
    let p = effect.p_value();
    let size = match p {
        _ if p.is_nan() => return None,
        _ if p > 0.0 => (-normal_quantile(0.5 * p)).clamp(0.0, LARGEST),
        _ => LARGEST,
    };
    Some(if effect.mean < 0.0 { -size } else { size })
}

fn density(z: f64) -> [f64; BINS] {
    let mut out = [0.0; BINS];
    let mut low = 0.0;
    for (k, high) in EDGES.iter().enumerate() {
        let width = high - low;
        out[k] = (normal_cdf(z - low) - normal_cdf(z - high)) / width;
        out[SIDE + k] = (normal_cdf(-z - low) - normal_cdf(-z - high)) / width;
        low = *high;
    }
    out
}

/// Weights of the bins, and the logarithm of their likelihood.
struct Fit {
    weights: [f64; BINS],
    likelihood: f64,
}

/// The weights of greatest likelihood, of all or of those with this share above zero.
///
/// Expectation–maximisation. The logarithm of the likelihood is concave in the weights, so that its slope
/// bounds what is still to be gained; it ends when that is little, or when it is clear on which side of
/// `floor` the greatest likelihood lies.
fn fit(cells: &[Cell], share: Option<f64>, floor: Option<f64>) -> Fit {
    let above = share.unwrap_or(0.5);
    let mut weights = [(1.0 - above) / (SIDE + 1) as f64; BINS];
    weights[..SIDE].fill(above / SIDE as f64);
    let points: f64 = cells.iter().map(|cell| cell.points).sum();
    let mut likelihood = f64::NEG_INFINITY;
    for _ in 0..PASSES {
        let mut slopes = [0.0; BINS];
        likelihood = 0.0;
        for cell in cells {
            let products = weights.iter().zip(&cell.density).map(|(w, d)| w * d);
            let total = products.sum::<f64>() + f64::MIN_POSITIVE;
            likelihood += cell.points * log(total);
            let each = cell.points / total;
            for (slope, density) in slopes.iter_mut().zip(&cell.density) {
                *slope += each * density;
            }
        }
        let steepest = |from: &[f64]| from.iter().copied().fold(0.0, f64::max);
        let (up, rest) = (steepest(&slopes[..SIDE]), steepest(&slopes[SIDE..]));
        let reach = match share {
            Some(share) => share * up + (1.0 - share) * rest,
            None => f64::max(up, rest),
        };
        let most = likelihood + reach - points;
        let clear = floor.is_some_and(|floor| likelihood >= floor || most < floor);
        if clear || most - likelihood < SLACK {
            break;
        }
        for (weight, slope) in weights.iter_mut().zip(&slopes) {
            *weight *= slope;
        }
        weights = normalised(&weights, share);
    }
    Fit {
        weights,
        likelihood,
    }
}

/// Expected counts as weights, the sides in the given proportion.
fn normalised(counts: &[f64; BINS], share: Option<f64>) -> [f64; BINS] {
    let (above, rest) = counts.split_at(SIDE);
    let sums = (above.iter().sum::<f64>(), rest.iter().sum::<f64>());
    let (to_above, to_rest) = match share {
        Some(share) => (share, 1.0 - share),
        None => (sums.0 / (sums.0 + sums.1), sums.1 / (sums.0 + sums.1)),
    };
    let mut weights = [0.0; BINS];
    for (k, weight) in weights.iter_mut().enumerate() {
        let (to, sum) = if k < SIDE {
            (to_above, sums.0)
        } else {
            (to_rest, sums.1)
        };
        *weight = if sum > 0.0 { to * counts[k] / sum } else { 0.0 };
    }
    weights
}

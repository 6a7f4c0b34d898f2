//! PAWN: how far the distribution of the output moves when a factor is known (Pianosi and Wagener 2015, *Environmental
//! Modelling & Software* 67, 1–11; from any sample: 2018, 108, 197–207).
//!
//! The points are cut into slices by the values of a factor. In each slice stands the largest distance between
//! the distribution function of the output there and that of all points (Kolmogorov–Smirnov); the median and the
//! largest over slices are the indices, from 0 to 1. They rest on no moment of the output: a factor that moves its tails or its spread
//! alone is seen, where shares of variance can miss it. Sampling alone makes a distance: a factor without any
//! effect has about `pawn_noise`.

use super::bootstrap::{Bootstrap, Estimate};
use super::noise::{Numbers, Weights};
use super::ranks::Order;
use super::{Index, Responses, reason};
use crate::math::sqrt;
use crate::watch::{Stopped, Ticker};

/// Slices of a factor that takes more values than that.
pub const SLICES: usize = 10;

/// Median of Kolmogorov's distribution.
const MEDIAN_OF_CHANCE: f64 = 0.827_573_6;

/// Which slice each point lies in, of so many at most: one for each value of a factor that has no more values, else slices between
/// the quantiles of its values, so that they hold equally many points.
///
/// ```
/// use trilat_analysis::analysis::sensitivity::pawn::slices;
/// assert_eq!(slices(&[0.3, 0.1, 0.2, 0.4], 2), [1, 0, 0, 1]);
/// assert_eq!(slices(&[5.0, 7.0, 5.0], 10), [0, 1, 0]);
/// ```
pub fn slices(x: &[f64], most: usize) -> Vec<usize> {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    if distinct.len() <= most {
        let place = |x: &f64| distinct.partition_point(|value| value < x);
        return x.iter().map(place).collect();
    }
    let last = sorted.len() - 1;
    // Quantiles by linear interpolation, as most programs have them.
    let quantile = |s: usize| {
        let place = s as f64 * last as f64 / most as f64;
        let below = (place as usize).min(last);
        let above = (below + 1).min(last);
        sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
    };
    let inner: Vec<f64> = (1..most).map(quantile).collect();
    x.iter()
        .map(|x| inner.partition_point(|end| end <= x))
        .collect()
}

/// The distance of each slice, in their order; NaN for a slice without weight. `order` sorts `y`, and each
/// point occurs as often as its weight says.
pub fn distances(slices: &[usize], y: &[f64], order: &Order, weights: &[f64]) -> Vec<f64> {
    let count = slices.iter().max().map_or(0, |last| last + 1);
    let mut whole = vec![0.0; count];
    for (slice, weight) in slices.iter().zip(weights) {
        whole[*slice] += weight;
    }
    let total: f64 = whole.iter().sum();
    let mut below = vec![0.0; count];
    let (mut all, mut largest) = (0.0, vec![0.0_f64; count]);
    for tied in order.tied(y) {
        for place in tied {
            let place = *place as usize;
            below[slices[place]] += weights[place];
            all += weights[place];
        }
        for (slice, largest) in largest.iter_mut().enumerate() {
            let distance = (below[slice] / whole[slice] - all / total).abs();
            // Without weight there is no distance.
            *largest = if distance > *largest {
                distance
            } else {
                *largest
            };
        }
    }
    let some = |(largest, whole): (f64, &f64)| if *whole > 0.0 { largest } else { f64::NAN };
    largest.into_iter().zip(&whole).map(some).collect()
}

/// Median and largest of the distances that there are.
fn summary(distances: &mut Vec<f64>) -> [f64; 2] {
    distances.retain(|distance| !distance.is_nan());
    distances.sort_by(f64::total_cmp);
    let n = distances.len();
    if n == 0 {
        return [f64::NAN; 2];
    }
    let median = 0.5 * (distances[(n - 1) / 2] + distances[n / 2]);
    [median, distances[n - 1]]
}

/// What chance makes of the median: that of Kolmogorov's distribution, for a slice of the mean size that is part of all.
fn noise(slices: &[usize]) -> f64 {
    let count = slices.iter().max().map_or(1, |last| last + 1) as f64;
    let all = slices.len() as f64;
    let own = all / count;
    MEDIAN_OF_CHANCE * sqrt((1.0 / own - 1.0 / all).max(0.0))
}

/// `pawn` (median over slices), `pawn_max` and `pawn_noise` of each column for the means over replicates, with intervals:
/// points are resampled, and with [`Numbers::Shared`] replicates as well. Noise in the means draws the indices to that of
/// chance.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn pawn(
    columns: &[Vec<f64>],
    y: &Responses,
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Index>, Stopped> {
    let (points, replicates) = (y.len(), y.replicates());
    let cut: Vec<Vec<usize>> = columns.iter().map(|x| slices(x, SLICES)).collect();
    let equal = Weights::equal(replicates);
    let means: Vec<f64> = y.iter().map(|point| equal.mean(point)).collect();
    let order = Order::of(&means);
    let fill = |y: &[f64], order: &Order, weights: &[f64], out: &mut [f64]| {
        for (cut, out) in cut.iter().zip(out.chunks_mut(2)) {
            out.copy_from_slice(&summary(&mut distances(cut, y, order, weights)));
        }
    };
    let mut values = vec![f64::NAN; 2 * columns.len()];
    fill(&means, &order, &vec![1.0; points], &mut values);
    let again = numbers == Numbers::Shared && replicates > 1;
    let scratch = || (Vec::new(), Weights::default(), Vec::new());
    let each = |(counts, v, own): &mut (Vec<f64>, Weights, Vec<f64>), b, out: &mut [f64]| {
        bootstrap.counts(b, 0, points, counts);
        if again {
            v.set(|v| bootstrap.exponential(b, replicates, v));
            own.clear();
            own.extend(y.iter().map(|point| v.mean(point)));
            fill(own, &Order::of(own), counts, out);
        } else {
            fill(&means, &order, counts, out);
        }
    };
    let estimates = bootstrap.intervals(&values, scratch, each, ticker)?;
    let constant = y.is_constant();
    let mut indices = Vec::with_capacity(3 * columns.len());
    for (at, (cut, pair)) in cut.iter().zip(estimates.chunks(2)).enumerate() {
        let alone = cut.iter().all(|slice| *slice == 0);
        for (kind, estimate) in ["pawn", "pawn_max"].into_iter().zip(pair) {
            let (estimate, note) = match () {
                () if constant => (Estimate::NONE, reason::CONSTANT),
                () if alone => (Estimate::NONE, reason::COLLINEAR),
                () if !estimate.has_interval() => (*estimate, reason::FEW),
                () => (*estimate, ""),
            };
            indices.push(Index::of(kind, at, estimate, note));
        }
        if !constant && !alone {
            indices.push(Index::of("pawn_noise", at, Estimate::alone(noise(cut)), ""));
        }
    }
    Ok(indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_hand(x: &[f64], y: &[f64]) -> [f64; 2] {
        let cut = slices(x, SLICES);
        let mut found = distances(&cut, y, &Order::of(y), &vec![1.0; y.len()]);
        summary(&mut found)
    }

    /// Where the output is the factor, slice s of S lies between the quantiles s/S and (s + 1)/S: the distance is the larger of
    /// s/S and 1 − (s + 1)/S, from 1/2 to 1 − 1/S.
    #[test]
    fn a_factor_that_is_the_output_has_the_closed_form() {
        let x: Vec<f64> = (0..1000).map(f64::from).collect();
        let [median, largest] = by_hand(&x, &x);
        assert!(
            (median - 0.7).abs() < 0.01 && (largest - 0.9).abs() < 0.01,
            "{median} {largest}"
        );
        let other: Vec<f64> = (0..1000).map(|k| f64::from(k * 389 % 1000)).collect();
        let [none, _] = by_hand(&other, &x);
        assert!(none < noise(&slices(&other, SLICES)), "{none}");
    }

    /// A factor that moves the spread alone has no mean effect, and is seen.
    #[test]
    fn a_factor_of_the_spread_is_seen() {
        let x: Vec<f64> = (0..2000).map(|k| f64::from(k % 2)).collect();
        let y: Vec<f64> = (0..2000)
            .map(|k| {
                (f64::from(k / 2 * 389 % 1000) / 1000.0 - 0.5) * (1.0 + 9.0 * f64::from(k % 2))
            })
            .collect();
        let [median, _] = by_hand(&x, &y);
        assert!(median > 0.15, "{median}");
    }
}

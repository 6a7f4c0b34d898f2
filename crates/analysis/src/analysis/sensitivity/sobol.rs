//! Variance-based indices from a radial design.
//!
//! With the outputs A, B, ABᵢ (A with factor i of B) and BAᵢ of N base samples, all centred at their common
//! mean, and V the variance of the 2N outputs A and B:
//!
//! > S1ᵢ = mean(B (ABᵢ − A)) / V (Saltelli et al. 2010, Computer Physics Communications 181(2), table 2b)
//! >
//! > STᵢ = mean((A − ABᵢ)²) / 2V (Jansen 1999, ibid. 117(1–2))
//! >
//! > S2ᵢⱼ = mean(BAᵢ ABⱼ − A B) / V − S1ᵢ − S1ⱼ (Saltelli 2002, ibid. 145(2))
//!
//! as SALib 1.6 computes them. With replicates every product is that of two different replicates
//! ([`Weights::product`]), which for one replicate is the plain product.

use super::bootstrap::{Bootstrap, Estimate, dot};
use super::noise::{Numbers, Weights};
use super::radial::sample_size;
use super::{Index, Responses, reason};
use crate::watch::{Stopped, Ticker};

/// Places of the points of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Radial {
    /// Factors or groups.
    pub groups: usize,
    /// Whether there are points BA.
    pub second_order: bool,
}

impl Radial {
    /// Points of a sample.
    pub const fn size(self) -> usize {
        sample_size(self.groups, self.second_order)
    }

    /// Pairs of groups that have an index.
    fn pairs(self) -> impl Iterator<Item = (usize, usize)> {
        let of = if self.second_order { self.groups } else { 0 };
        (0..of).flat_map(move |i| (i + 1..of).map(move |j| (i, j)))
    }

    /// Numbers kept of each sample: S1 and ST numerators, S2 numerators, and two for the variance.
    fn width(self) -> usize {
        2 * self.groups + self.pairs().count() + 2
    }

    /// Whether a point is A or B, which are spread as the factors are, and its sample.
    pub fn base_points(self, points: usize) -> impl Iterator<Item = (usize, usize)> {
        let size = self.size();
        let base = move |point: &usize| point.is_multiple_of(size) || point % size == size - 1;
        (0..points)
            .filter(base)
            .map(move |point| (point, point / size))
    }
}

/// First-order, total and, where the design has them, second-order indices, in that order. Base samples
/// are resampled whole; with [`Numbers::Shared`] and two replicates or more, replicates as well.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn sobol(
    y: &Responses,
    layout: Radial,
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Index>, Stopped> {
    let samples = y.len().checked_div(layout.size()).unwrap_or(0);
    let replicates = y.replicates();
    let count = layout.width() - 2;
    let silence = y.silence();
    let constant = !silence.is_empty();
    let y = y.centred();
    let equal = Weights::equal(replicates);
    let kept = terms(&y, layout, samples, &equal);
    let mut values = vec![f64::NAN; count];
    if !constant {
        ratios(&kept, layout, samples, &vec![1.0; samples], &mut values);
    }
    let note = match () {
        () if constant => silence,
        () if values.iter().any(|value| value.is_nan()) => reason::NOISE,
        () if samples < 2 => reason::FEW,
        () => "",
    };
    let estimates = if note.is_empty() {
        let again = numbers == Numbers::Shared && replicates > 1;
        let scratch = || (Vec::new(), Weights::default(), Vec::new());
        let each = |(counts, v, own): &mut (_, Weights, _), b, out: &mut [f64]| {
            bootstrap.counts(b, 0, samples, counts);
            let kept = if again {
                v.set(|v| bootstrap.exponential(b, replicates, v));
                *own = terms(&y, layout, samples, v);
                &*own
            } else {
                &kept
            };
            ratios(kept, layout, samples, counts, out);
        };
        bootstrap.intervals(&values, scratch, each, ticker)?
    } else {
        values.iter().map(|value| Estimate::alone(*value)).collect()
    };
    let firsts = (0..layout.groups).map(|i| ("S1", i, None));
    let totals = (0..layout.groups).map(|i| ("ST", i, None));
    let pairs = layout.pairs().map(|(i, j)| ("S2", i, Some(j)));
    let indices = firsts.chain(totals).chain(pairs).zip(estimates);
    let indices = indices.map(|((kind, factor, second), estimate)| Index {
        kind,
        factor: Some(factor),
        second,
        level: None,
        estimate,
        note: match note {
            "" if !estimate.has_interval() => reason::UNSTABLE,
            note => note,
        },
    });
    Ok(indices.collect())
}

/// By kept number, its value in each sample. Numerators of S1, of ST, of S2, then A² + B² and A + B, halved.
fn terms(y: &Responses, layout: Radial, samples: usize, v: &Weights) -> Vec<f64> {
    let (groups, size) = (layout.groups, layout.size());
    let mut kept = vec![0.0; layout.width() * samples];
    let mut difference = vec![0.0; y.replicates()];
    let mut means = vec![0.0; size];
    for sample in 0..samples {
        let point = |place: usize| y.point(sample * size + place);
        for (place, mean) in means.iter_mut().enumerate() {
            *mean = v.mean(point(place));
        }
        let (a, b) = (point(0), point(size - 1));
        let (mean_a, mean_b) = (means[0], means[size - 1]);
        let mut put = |at: usize, value: f64| kept[at * samples + sample] = value;
        for group in 0..groups {
            let ab = point(1 + group);
            for (difference, (ab, a)) in difference.iter_mut().zip(ab.iter().zip(a)) {
                *difference = ab - a;
            }
            let mean = means[1 + group] - mean_a;
            put(group, v.product(mean_b, mean, b, &difference));
            put(
                groups + group,
                0.5 * v.product(mean, mean, &difference, &difference),
            );
        }
        let product_ab = if layout.second_order {
            v.product(mean_a, mean_b, a, b)
        } else {
            0.0
        };
        let mut at = 2 * groups;
        for (i, j) in layout.pairs() {
            let (ba, ab) = (1 + groups + i, 1 + j);
            let product = v.product(means[ba], means[ab], point(ba), point(ab));
            put(at, product - product_ab);
            at += 1;
        }
        let squares = v.product(mean_a, mean_a, a, a) + v.product(mean_b, mean_b, b, b);
        put(at, 0.5 * squares);
        put(at + 1, 0.5 * (mean_a + mean_b));
    }
    kept
}

/// The indices of samples with these weights; all NaN if they have no variance.
fn ratios(kept: &[f64], layout: Radial, samples: usize, weights: &[f64], out: &mut [f64]) {
    let total: f64 = weights.iter().sum();
    let mean = |at: usize| {
        let values = kept.get(at * samples..(at + 1) * samples);
        dot(values.unwrap_or_default(), weights) / total
    };
    let count = layout.width() - 2;
    let centre = mean(count + 1);
    let variance = mean(count) - centre * centre;
    let groups = layout.groups;
    if variance.is_nan() || variance <= 0.0 {
        out.fill(f64::NAN);
        return;
    }
    for (at, out) in out.iter_mut().enumerate() {
        *out = mean(at) / variance;
    }
    for (at, (i, j)) in layout.pairs().enumerate() {
        let first = out[i] + out[j];
        out[2 * groups + at] -= first;
    }
}

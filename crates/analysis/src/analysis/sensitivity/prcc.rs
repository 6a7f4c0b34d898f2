//! Partial rank correlation coefficients (Iman and Conover 1979, Technometrics 21(4); Marino et al. 2008,
//! Journal of Theoretical Biology 254(1)).
//!
//! The correlation of the ranks of a factor and of the output, both without what the ranks of all other
//! factors explain of them. With P the inverse of the correlation matrix of all ranks,
//! PRCCᵢ = −Pᵢᵧ / √(Pᵢᵢ Pᵧᵧ). It tells monotone influence, whatever its shape, and is blind to what goes up and
//! down again.

use super::bootstrap::{Bootstrap, Estimate, dot};
use super::linear::{Cholesky, standardise};
use super::noise::{Numbers, Weights};
use super::ranks::Order;
use super::{Index, Responses, reason};
use crate::watch::{Stopped, Ticker};

/// Share of the variance of ranks, or coefficient, that is rounding.
const NOTHING: f64 = 1e-10;

/// The partial rank correlation of each column with `y`; NaN for a column that does not vary, and for all
/// where the columns cannot be told apart, `y` does not vary, or there are no more than k + 2 points. Where
/// others explain the ranks of `y` wholly, nothing is left to correlate with: NaN as well.
///
/// ```
/// use trilat_analysis::analysis::sensitivity::prcc::partial_rank_correlations;
///
/// let x: Vec<f64> = (0..20).map(f64::from).collect();
/// let z: Vec<f64> = (0..20).map(|k| f64::from(k * 7 % 20)).collect();
/// let y: Vec<f64> = x.iter().map(|x| x.exp()).collect();
/// let found = partial_rank_correlations(&[x, z], &y);
/// assert!(found[0] > 0.999_999);
/// ```
pub fn partial_rank_correlations(columns: &[Vec<f64>], y: &[f64]) -> Vec<f64> {
    let ranked = Ranked::new(columns);
    let mut out = vec![f64::NAN; columns.len()];
    let memory = &mut Memory::default();
    ranked.correlate(y, &Order::of(y), &vec![1.0; y.len()], memory, &mut out);
    out
}

/// [`partial_rank_correlations`] of means over replicates, with intervals. Points are resampled and ranked
/// anew; with [`Numbers::Shared`], replicates as well. Noise in the means draws the coefficients to zero.
///
/// Each index is numbered by its column.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn prcc(
    columns: &[Vec<f64>],
    y: &Responses,
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Index>, Stopped> {
    let (points, replicates) = (y.len(), y.replicates());
    let ranked = Ranked::new(columns);
    let equal = Weights::equal(replicates);
    let means: Vec<f64> = y.iter().map(|point| equal.mean(point)).collect();
    let order = Order::of(&means);
    let mut values = vec![f64::NAN; columns.len()];
    let memory = &mut Memory::default();
    ranked.correlate(&means, &order, &vec![1.0; points], memory, &mut values);
    let again = numbers == Numbers::Shared && replicates > 1;
    let scratch = || {
        (
            Vec::new(),
            Weights::default(),
            Vec::new(),
            Memory::default(),
        )
    };
    let each = |(counts, v, own, memory): &mut (Vec<f64>, Weights, Vec<f64>, Memory),
                b,
                out: &mut [f64]| {
        bootstrap.counts(b, 0, points, counts);
        if again {
            v.set(|v| bootstrap.exponential(b, replicates, v));
            own.clear();
            own.extend(y.iter().map(|point| v.mean(point)));
            ranked.correlate(own, &Order::of(own), counts, memory, out);
        } else {
            ranked.correlate(&means, &order, counts, memory, out);
        }
    };
    let estimates = bootstrap.intervals(&values, scratch, each, ticker)?;
    let silence = y.silence();
    let constant = !silence.is_empty();
    let whole = estimates.iter().any(|estimate| estimate.value.abs() == 1.0);
    let note = |estimate: &Estimate| match () {
        () if constant => silence,
        () if points <= columns.len() + 2 => reason::FEW_POINTS,
        () if estimate.value.is_nan() && whole => reason::EXPLAINED,
        () if estimate.value.is_nan() => reason::COLLINEAR,
        () if !estimate.has_interval() => reason::FEW,
        () => "",
    };
    let indices = estimates.iter().enumerate();
    let indices = indices.map(|(at, e)| Index::of("prcc", at, *e, note(e)));
    Ok(indices.collect())
}

struct Ranked<'a> {
    columns: &'a [Vec<f64>],
    orders: Vec<Order>,
}

#[derive(Default)]
struct Memory {
    ranks: Vec<Vec<f64>>,
    matrix: Vec<f64>,
}

impl<'a> Ranked<'a> {
    fn new(columns: &'a [Vec<f64>]) -> Self {
        Self {
            columns,
            orders: columns.iter().map(|column| Order::of(column)).collect(),
        }
    }

    /// Of points that occur as often as their weights say.
    fn correlate(&self, y: &[f64], order: &Order, w: &[f64], memory: &mut Memory, out: &mut [f64]) {
        out.fill(f64::NAN);
        let Memory { ranks, matrix } = memory;
        ranks.resize(self.columns.len() + 1, Vec::new());
        let mut active = Vec::with_capacity(self.columns.len());
        let all = self.columns.iter().zip(&self.orders).zip(ranks.iter_mut());
        for (at, ((column, order), ranks)) in all.enumerate() {
            order.ranks(column, w, ranks);
            if standardise(ranks, w) {
                active.push(at);
            }
        }
        let last = self.columns.len();
        let varies = ranks.last_mut().is_some_and(|ranks| {
            order.ranks(y, w, ranks);
            standardise(ranks, w)
        });
        if !varies || y.len() <= active.len() + 2 {
            return;
        }
        let size = active.len();
        let total: f64 = w.iter().sum();
        matrix.clear();
        matrix.resize(size * size, 1.0);
        let mut with_y = vec![0.0; size];
        let mut weighted = vec![0.0; w.len()];
        for (i, a) in active.iter().enumerate() {
            for (weighted, (x, w)) in weighted.iter_mut().zip(ranks[*a].iter().zip(w)) {
                *weighted = w * x / total;
            }
            for (j, b) in active.iter().enumerate().take(i) {
                let correlation = dot(&weighted, &ranks[*b]);
                matrix[i * size + j] = correlation;
                matrix[j * size + i] = correlation;
            }
            with_y[i] = dot(&weighted, &ranks[last]);
        }
        let Some(cholesky) = Cholesky::of(matrix, size) else {
            return;
        };
        // The inverse of the whole matrix by that of the factors' part C, which exists also where they
        // explain y wholly: with b = C⁻¹c and R² = c·b it is b / √(b² + (1 − R²) C⁻¹ᵢᵢ).
        cholesky.forward(&mut with_y);
        let left = 1.0 - dot(&with_y, &with_y);
        let left = if left < NOTHING { 0.0 } else { left };
        cholesky.backward(&mut with_y);
        for (i, (at, b)) in active.iter().zip(&with_y).enumerate() {
            let mut unit = vec![0.0; size];
            unit[i] = 1.0;
            cholesky.forward(&mut unit);
            let inverse = dot(&unit, &unit);
            if let Some(out) = out.get_mut(*at)
                && (left > 0.0 || b.abs() > NOTHING)
            {
                *out = b / (b * b + left * inverse).sqrt();
            }
        }
    }
}

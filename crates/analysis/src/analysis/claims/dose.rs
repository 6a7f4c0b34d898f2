//! Dose–response: how an outcome changes with the size δ of a cut, all doses on the same replicates.
//!
//! Since every dose is run with the random numbers of the baseline, differences, slopes and second
//! differences are computed replicate by replicate; their means and standard errors hold all covariances.
//! [`fit`] sets a straight line against a threshold.

pub mod fit;

use libm::{fabs, sqrt};

use super::effect::{PointEffect, mean, sd};
use super::error::{ClaimError, at_least, same_length};
use super::shares::Interval;
use crate::analysis::interval::t_975;
use crate::analysis::sensitivity::Bootstrap;
use crate::analysis::sensitivity::bootstrap::quantile;

/// The stream of resamples for simultaneous intervals.
const STREAM: u32 = 0xd05e;

/// Outcomes of the same replicates at several doses.
#[derive(Clone, Debug, PartialEq)]
pub struct Doses {
    /// Doses, above zero and increasing.
    deltas: Vec<f64>,
    /// Outcome of each replicate without a cut.
    baseline: Vec<f64>,
    /// For each dose the outcome of each replicate.
    outcomes: Vec<Vec<f64>>,
}

/// The response at one dose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// The dose.
    pub delta: f64,
    /// The effect against no cut.
    pub effect: PointEffect,
    /// Elasticity: % change of the mean outcome for each % of cut, (effect/baseline)/δ. Above zero if a
    /// cut raises the outcome. NaN if the baseline's mean is zero.
    pub elasticity: f64,
    /// Its 95 % interval (delta method on pairs, Student's t).
    pub interval: Interval,
}

/// A second difference: by how much the slope changes at a dose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// The dose at which the slopes before and after are compared.
    pub delta: f64,
    /// Slope after − slope before, in the outcome's unit per unit of dose. Below zero: the first small cut does
    /// more than the next (concave); above zero: it does less (convex, as with a threshold).
    pub change: PointEffect,
    /// Its 95 % interval, simultaneous over all doses.
    pub interval: Interval,
}

impl Doses {
    /// Outcomes by dose. Replicates with a missing (NaN) value anywhere are left out.
    ///
    /// # Errors
    /// [`ClaimError::Doses`], [`ClaimError::Length`]; [`ClaimError::TooFew`] below two complete replicates.
    pub fn new(
        deltas: &[f64],
        baseline: &[f64],
        outcomes: &[Vec<f64>],
    ) -> Result<Self, ClaimError> {
        at_least("doses", deltas.len(), 1)?;
        let increasing = deltas.windows(2).all(|pair| pair[0] < pair[1]);
        if !increasing || deltas.iter().any(|d| !d.is_finite() || *d <= 0.0) {
            return Err(ClaimError::Doses);
        }
        same_length("outcomes by dose", outcomes.len(), deltas.len())?;
        for outcome in outcomes {
            same_length("outcomes by replicate", outcome.len(), baseline.len())?;
        }
        let complete: Vec<usize> = (0..baseline.len())
            .filter(|r| !baseline[*r].is_nan() && outcomes.iter().all(|dose| !dose[*r].is_nan()))
            .collect();
        at_least("complete replicates", complete.len(), 2)?;
        let kept = |column: &[f64]| complete.iter().map(|r| column[*r]).collect();
        Ok(Self {
            deltas: deltas.to_vec(),
            baseline: kept(baseline),
            outcomes: outcomes.iter().map(|dose| kept(dose)).collect(),
        })
    }

    /// Complete replicates.
    pub fn replicates(&self) -> usize {
        self.baseline.len()
    }

    /// The differences of each replicate at a dose.
    fn differences(&self, outcome: &[f64]) -> Vec<f64> {
        let pairs = outcome.iter().zip(&self.baseline);
        pairs.map(|(y, base)| y - base).collect()
    }

    /// The effect and the elasticity at each dose.
    pub fn responses(&self) -> Vec<Response> {
        let base = mean(&self.baseline);
        let t = t_975(self.replicates() as u64 - 1);
        let doses = self.deltas.iter().zip(&self.outcomes);
        doses
            .map(|(delta, outcome)| {
                let differences = self.differences(outcome);
                let ratio = if base == 0.0 {
                    f64::NAN
                } else {
                    mean(&differences) / base
                };
                // What a replicate adds to the error of the ratio, to first order.
                let pairs = differences.iter().zip(&self.baseline);
                let parts: Vec<f64> = pairs.map(|(d, y)| (d - ratio * y) / base).collect();
                let reach = t * sd(&parts) / sqrt(parts.len() as f64) / delta;
                let elasticity = ratio / delta;
                Response {
                    delta: *delta,
                    effect: PointEffect::of(&differences),
                    elasticity,
                    interval: Interval {
                        low: elasticity - fabs(reach),
                        high: elasticity + fabs(reach),
                    },
                }
            })
            .collect()
    }

    /// How the slope changes at each dose but the last, counted from no cut on, with intervals that hold all of
    /// them at once in 95 % of cases: the studentised maximum over doses by resampling replicates (Efron &
    /// Tibshirani 1993, ch. 12; Westfall & Young 1993, *Resampling-Based Multiple Testing*).
    pub fn bends(&self, bootstrap: &Bootstrap) -> Vec<Bend> {
        let changes = self.slope_changes();
        let effects: Vec<PointEffect> = changes.iter().map(|c| PointEffect::of(c)).collect();
        let critical = self.critical(&changes, &effects, bootstrap);
        let inner = self.deltas.iter().zip(effects);
        inner
            .map(|(delta, change)| {
                let reach = critical * change.se;
                Bend {
                    delta: *delta,
                    change,
                    interval: Interval {
                        low: change.mean - reach,
                        high: change.mean + reach,
                    },
                }
            })
            .collect()
    }

    /// For each inner dose, slope after − slope before in each replicate.
    fn slope_changes(&self) -> Vec<Vec<f64>> {
        let mut places = vec![0.0];
        places.extend(&self.deltas);
        let mut columns = vec![&self.baseline];
        columns.extend(&self.outcomes);
        let triples = places.windows(3).zip(columns.windows(3));
        triples
            .map(|(at, y)| {
                let (before, after) = (at[1] - at[0], at[2] - at[1]);
                let change = |r: usize| (y[2][r] - y[1][r]) / after - (y[1][r] - y[0][r]) / before;
                (0..self.replicates()).map(change).collect()
            })
            .collect()
    }

    /// The 95 % quantile over resamples of the largest |t| about the means found.
    fn critical(
        &self,
        changes: &[Vec<f64>],
        effects: &[PointEffect],
        bootstrap: &Bootstrap,
    ) -> f64 {
        let mut counts = Vec::new();
        let n = self.replicates() as f64;
        let mut largest = Vec::with_capacity(bootstrap.resamples);
        for resample in 0..bootstrap.resamples {
            bootstrap.counts(resample, STREAM, self.replicates(), &mut counts);
            let each = changes.iter().zip(effects).map(|(change, effect)| {
                let drawn = change.iter().zip(&counts);
                let total: f64 = drawn.clone().map(|(x, c)| c * (x - effect.mean)).sum();
                let shift = total / n;
                let off = |x: f64| x - effect.mean - shift;
                let squares: f64 = drawn.map(|(x, c)| c * off(*x) * off(*x)).sum();
                let se = sqrt(squares / (n - 1.0) / n);
                if se > 0.0 { fabs(shift) / se } else { 0.0 }
            });
            largest.push(each.fold(0.0, f64::max));
        }
        largest.sort_by(f64::total_cmp);
        // Never narrower than one interval by itself.
        f64::max(
            quantile(&largest, 0.95),
            t_975(self.replicates() as u64 - 1),
        )
    }
}

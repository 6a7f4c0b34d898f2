//! The outputs of all runs, point by point.

use thiserror::Error;

use super::reason;
use crate::analysis::interval::only_rounding;

/// An output of every run: by point, the values of its replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Responses {
    replicates: usize,
    values: Vec<f64>,
}

/// Points do not all have the same number of runs, or have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "point {point} has {found} runs and point 0 has {wanted}: the same number is needed at every point"
)]
pub struct Shape {
    /// A point that differs.
    pub point: usize,
    /// Its runs.
    pub found: usize,
    /// The runs of point 0.
    pub wanted: usize,
}

/// Values that differ by rounding alone, as one: no index may be made of the rest.
fn levelled(mut values: Vec<f64>) -> Vec<f64> {
    if let Some(&first) = values.first()
        && only_rounding(&values)
    {
        values.fill(first);
    }
    values
}

impl Responses {
    /// Values by point and replicate.
    ///
    /// # Errors
    /// [`Shape`] if points differ in the number of replicates or have none.
    pub fn new(points: &[Vec<f64>]) -> Result<Self, Shape> {
        let wanted = points.first().map_or(0, Vec::len);
        for (point, values) in points.iter().enumerate() {
            if values.len() != wanted || values.is_empty() {
                return Err(Shape {
                    point,
                    found: values.len(),
                    wanted,
                });
            }
        }
        Ok(Self {
            replicates: wanted.max(1),
            values: levelled(points.concat()),
        })
    }

    /// One value for each point.
    pub fn single(values: &[f64]) -> Self {
        Self {
            replicates: 1,
            values: levelled(values.to_vec()),
        }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.values.len() / self.replicates
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Replicates of each point, at least 1.
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// The replicates of a point; empty beyond the last.
    pub fn point(&self, point: usize) -> &[f64] {
        let start = point * self.replicates;
        self.values
            .get(start..start + self.replicates)
            .unwrap_or_default()
    }

    /// All points in order.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.replicates)
    }

    /// The first points.
    pub fn first_points(&self, points: usize) -> Self {
        let values = self.values.iter().take(points * self.replicates);
        Self {
            replicates: self.replicates,
            values: values.copied().collect(),
        }
    }

    /// All points with their first replicates, at least one.
    pub fn first_replicates(&self, replicates: usize) -> Self {
        let kept = replicates.clamp(1, self.replicates);
        Self {
            replicates: kept,
            values: self
                .iter()
                .flat_map(|point| point.iter().take(kept))
                .copied()
                .collect(),
        }
    }

    /// Why no index can be told, whatever the method; empty if one can.
    pub fn silence(&self) -> &'static str {
        match () {
            () if self.len() < 2 => reason::ONE_POINT,
            () if self.is_constant() => reason::CONSTANT,
            () => "",
        }
    }

    /// Whether all values are the same; those that differed by rounding alone were made so.
    pub fn is_constant(&self) -> bool {
        let first = self.values.first();
        self.values.iter().all(|value| Some(value) == first)
    }

    /// Subtracts the mean of all values, against the cancellation of large numbers.
    pub fn about_mean(&self) -> Self {
        let mean = self.values.iter().sum::<f64>() / self.values.len().max(1) as f64;
        Self {
            replicates: self.replicates,
            values: self.values.iter().map(|value| value - mean).collect(),
        }
    }

    /// Subtracts from each replicate its mean over all points: what a replicate has everywhere says nothing
    /// about points.
    pub fn centred(&self) -> Self {
        let mut means = vec![0.0; self.replicates];
        for point in self.iter() {
            for (mean, value) in means.iter_mut().zip(point) {
                *mean += value;
            }
        }
        let points = self.len().max(1) as f64;
        let mut centred = self.clone();
        for point in centred.values.chunks_exact_mut(self.replicates) {
            for (value, mean) in point.iter_mut().zip(&means) {
                *value -= mean / points;
            }
        }
        centred
    }
}

//! Small dense symmetric systems: the Cholesky factor of a correlation matrix.

use crate::analysis::interval::ROUNDING;

/// Least pivot of a correlation matrix that is not taken for singular.
const SINGULAR: f64 = 1e-10;

/// The lower triangular factor L of a symmetric positive definite matrix A = L Lᵀ.
#[derive(Clone, Debug, Default)]
pub struct Cholesky {
    size: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a matrix with ones on its diagonal, given row by row; `None` if it is singular to ten digits.
    pub fn of(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let (row_i, row_j) = (&lower[i * size..], &lower[j * size..]);
                let done: f64 = row_i[..j].iter().zip(&row_j[..j]).map(|(a, b)| a * b).sum();
                let rest = matrix[i * size + j] - done;
                if i == j {
                    if rest.is_nan() || rest < SINGULAR {
                        return None;
                    }
                    lower[i * size + i] = rest.sqrt();
                } else {
                    lower[i * size + j] = rest / lower[j * size + j];
                }
            }
        }
        Some(Self { size, lower })
    }

    /// Replaces z by L z.
    pub fn multiply(&self, z: &mut [f64]) {
        for i in (0..self.size).rev() {
            let row = &self.lower[i * self.size..=i * self.size + i];
            z[i] = row.iter().zip(z.iter()).map(|(l, z)| l * z).sum();
        }
    }

    /// Solves L z = b in place.
    pub fn forward(&self, b: &mut [f64]) {
        for i in 0..self.size {
            let row = &self.lower[i * self.size..(i + 1) * self.size];
            let done: f64 = row[..i].iter().zip(b.iter()).map(|(l, z)| l * z).sum();
            b[i] = (b[i] - done) / row[i];
        }
    }

    /// Solves Lᵀ x = z in place.
    pub fn backward(&self, z: &mut [f64]) {
        for i in (0..self.size).rev() {
            let later = i + 1..self.size;
            let done: f64 = later.map(|k| self.lower[k * self.size + i] * z[k]).sum();
            z[i] = (z[i] - done) / self.lower[i * self.size + i];
        }
    }
}

/// Subtracts the weighted mean and divides by the weighted root mean square; false, with zeros, where a column
/// does not vary.
pub fn standardise(column: &mut [f64], weights: &[f64]) -> bool {
    let total: f64 = weights.iter().sum();
    let mean = super::bootstrap::dot(column, weights) / total;
    column.iter_mut().for_each(|x| *x -= mean);
    let squares = column
        .iter()
        .zip(weights)
        .map(|(x, w)| w * x * x)
        .sum::<f64>();
    let sd = (squares / total).sqrt();
    let varies = sd > ROUNDING * mean.abs() && sd > 0.0;
    let scale = if varies { 1.0 / sd } else { 0.0 };
    column.iter_mut().for_each(|x| *x *= scale);
    varies
}

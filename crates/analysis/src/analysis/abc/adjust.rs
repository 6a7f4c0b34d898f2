//! Regression adjustment of an accepted sample (Beaumont, Zhang & Balding 2002, *Genetics* 162, 2025–2035).
//!
//! A particle was kept although its summaries miss the observed ones by up to the tolerance. How scores move with summaries, by a linear
//! regression among the particles, says where it would have stood without the miss: z* = z − β(s − s_obs). Particles closer by count more,
//! by the kernel of Epanechnikov. What is left of the tolerance is what the regression does not explain.

use super::distance::Distance;
use super::posterior::effective_size;
use super::smc::Generation;
use crate::analysis::sensitivity::linear::{Cholesky, standardise};

/// A sample whose scores have been moved to the observed summaries.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Scores of the parameters by particle.
    pub scores: Vec<Vec<f64>>,
    /// Weights, which add up to 1.
    pub weights: Vec<f64>,
}

impl Adjusted {
    /// Effective sample size.
    pub fn ess(&self) -> f64 {
        effective_size(&self.weights)
    }
}

/// Moves the particles of a generation to the observed summaries. Summaries that do not vary among them say nothing.
pub fn adjust(generation: &Generation, distance: &Distance) -> Adjusted {
    let particles = &generation.particles;
    let farthest = particles.iter().map(|p| p.distance).fold(0.0, f64::max);
    let near = |d: f64| match farthest > 0.0 {
        // The farthest keeps a little, so that two particles are two.
        true => 1.0 - 0.999 * (d / farthest) * (d / farthest),
        false => 1.0,
    };
    let mut weights: Vec<f64> = particles
        .iter()
        .map(|p| p.weight * near(p.distance))
        .collect();
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);
    // Misses by summary, standardised; those that vary alone.
    let fitted = distance
        .fitted
        .iter()
        .enumerate()
        .filter(|(_, fitted)| **fitted);
    let mut columns: Vec<(Vec<f64>, f64)> = Vec::new();
    for (at, _) in fitted {
        let mut column: Vec<f64> = particles
            .iter()
            .map(|p| p.summaries[at] - distance.observed[at])
            .collect();
        let mean: f64 = column.iter().zip(&weights).map(|(x, w)| x * w).sum();
        let square = column
            .iter()
            .zip(&weights)
            .map(|(x, w)| w * (x - mean) * (x - mean));
        let sd = square.sum::<f64>().sqrt();
        if standardise(&mut column, &weights) {
            // The observed value stands here on the same scale.
            columns.push((column, -mean / sd));
        }
    }
    let size = columns.len();
    let mut matrix = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..size {
            let pairs = columns[i].0.iter().zip(&columns[j].0).zip(&weights);
            matrix[i * size + j] = match i == j {
                true => 1.0,
                false => pairs.map(|((a, b), w)| a * b * w).sum(),
            };
        }
    }
    let Some(factor) = shrunk(&matrix, size) else {
        return Adjusted {
            scores: particles.iter().map(|p| p.scores.clone()).collect(),
            weights,
        };
    };
    let coordinates = particles.first().map_or(0, |p| p.scores.len());
    let mut scores: Vec<Vec<f64>> = particles.iter().map(|p| p.scores.clone()).collect();
    for at in 0..coordinates {
        let mut slope: Vec<f64> = columns
            .iter()
            .map(|(column, _)| {
                let triples = column.iter().zip(particles).zip(&weights);
                triples.map(|((x, p), w)| x * p.scores[at] * w).sum()
            })
            .collect();
        factor.forward(&mut slope);
        factor.backward(&mut slope);
        for (n, own) in scores.iter_mut().enumerate() {
            let miss = columns.iter().zip(&slope);
            let moved: f64 = miss
                .map(|((column, observed), b)| b * (column[n] - observed))
                .sum();
            own[at] -= moved;
        }
    }
    Adjusted { scores, weights }
}

/// The factor of a correlation matrix, pulled towards no correlation as far as it needs to be.
fn shrunk(matrix: &[f64], size: usize) -> Option<Cholesky> {
    [0.0, 1e-6, 1e-4, 1e-2].into_iter().find_map(|ridge| {
        let entry = |(at, x): (usize, &f64)| match at / size == at % size {
            true => *x,
            false => (1.0 - ridge) * x,
        };
        let matrix: Vec<f64> = matrix.iter().enumerate().map(entry).collect();
        Cholesky::of(&matrix, size)
    })
}

#[cfg(test)]
mod tests {
    use super::super::posterior::mean_sd;
    use super::super::smc::Particle;
    use super::*;
    use crate::ensemble::rng::normal_at;

    /// Score z standard normal, summary z + ½ε, observed .8: the posterior has mean .64 and variance .2. A wide tolerance
    /// leaves a sample that is far from it; the relation is linear, so that the adjustment finds it.
    #[test]
    fn a_linear_relation_is_undone_whatever_the_tolerance() {
        let distance = Distance {
            observed: vec![0.8, 3.0],
            scale: vec![1.0, 1.0],
            fitted: vec![true, false],
        };
        let mut particles: Vec<Particle> = Vec::new();
        for n in 0..40_000 {
            let draw = |at: u16| normal_at(5, n, 0, 9, 9, at);
            let (z, other) = (draw(0), draw(2));
            let summaries = vec![z + 0.5 * draw(1), other];
            let own = distance.of(&summaries);
            if own < 1.5 {
                particles.push(Particle {
                    proposal: n,
                    scores: vec![z, other],
                    summaries,
                    distance: own,
                    weight: 1.0,
                });
            }
        }
        let n = particles.len() as f64;
        particles.iter_mut().for_each(|p| p.weight = 1.0 / n);
        let generation = Generation {
            number: 1,
            tolerance: 1.5,
            simulations: 40_000,
            particles,
        };
        let column = |scores: &[Vec<f64>], at: usize| -> Vec<f64> {
            scores.iter().map(|own| own[at]).collect()
        };
        let plain: Vec<Vec<f64>> = generation
            .particles
            .iter()
            .map(|p| p.scores.clone())
            .collect();
        let (_, wide) = mean_sd(&column(&plain, 0), &generation.weights());
        let adjusted = adjust(&generation, &distance);
        let (mean, sd) = mean_sd(&column(&adjusted.scores, 0), &adjusted.weights);
        assert!(wide > 0.6, "{wide}");
        assert!((mean - 0.64).abs() < 0.02, "{mean}");
        assert!((sd - 0.2_f64.sqrt()).abs() < 0.02, "{sd}");
        // What the fitted summary says nothing about stays as it was.
        let (mean, sd) = mean_sd(&column(&adjusted.scores, 1), &adjusted.weights);
        assert!(mean.abs() < 0.03 && (sd - 1.0).abs() < 0.03, "{mean} {sd}");
        assert!((adjusted.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn summaries_that_agree_move_nothing() {
        let distance = Distance {
            observed: vec![1.0],
            scale: vec![1.0],
            fitted: vec![true],
        };
        let particle = |n: u64, z: f64| Particle {
            proposal: n,
            scores: vec![z],
            summaries: vec![1.0],
            distance: 0.0,
            weight: 0.5,
        };
        let generation = Generation {
            number: 0,
            tolerance: f64::INFINITY,
            simulations: 2,
            particles: vec![particle(0, -1.0), particle(1, 2.0)],
        };
        let adjusted = adjust(&generation, &distance);
        assert_eq!(adjusted.scores, [[-1.0], [2.0]]);
        assert_eq!(adjusted.weights, [0.5, 0.5]);
    }
}

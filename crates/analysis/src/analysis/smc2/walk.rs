//! Normal steps with the covariance of a weighted population.

use crate::analysis::abc::kernel::Covariance;

/// Steps of a random walk.
#[derive(Clone, Debug)]
pub struct Walk {
    covariance: Covariance,
    /// c.
    scale: f64,
}

impl Walk {
    /// Steps for a population; `scale` is c over 2.38/√d.
    pub fn new(scores: &[&[f64]], weights: &[f64], scale: f64) -> Self {
        let covariance = Covariance::of(scores, weights);
        let size = covariance.size().max(1) as f64;
        Self {
            covariance,
            scale: scale * 2.38 / size.sqrt(),
        }
    }

    /// Makes steps longer or shorter.
    pub fn rescale(&mut self, factor: f64) {
        self.scale *= factor;
    }

    /// The vector to which standard normal draws lead.
    pub fn step(&self, from: &[f64], mut normal: Vec<f64>) -> Vec<f64> {
        self.covariance.multiply(&mut normal);
        let moves = from.iter().zip(normal);
        moves.map(|(from, step)| from + self.scale * step).collect()
    }
}

/// The scale of the next round, from the share that was accepted: steps get shorter where few are, and longer where many are.
pub fn adapted(scale: f64, accepted: f64) -> f64 {
    let factor = if accepted < 0.1 {
        0.7
    } else if accepted < 0.2 {
        0.9
    } else if accepted > 0.35 {
        1.2
    } else {
        1.0
    };
    (scale * factor).clamp(0.05, 2.0)
}

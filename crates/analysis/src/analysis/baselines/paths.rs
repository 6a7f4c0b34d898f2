//! Forecasts of several months ahead, where each month's mean depends on the counts before it.

use libm::exp;
use rand::RngExt;

use super::dispersion::Size;
use crate::analysis::score::Predictive;
use crate::ensemble::rng::{StreamRng, agent_id};

/// Simulated ways to the month forecast. The forecast averages the distributions at their ends, not
/// their counts, so that its own noise is small.
const PATHS: u64 = 1000;
const SEED: u64 = 1;
/// The process of these draws; other users of [`StreamRng`] have other numbers.
const PROCESS: u16 = 0xFD01;

/// Means beyond this are cut: a forecast that explodes is wrong anyway and must not take for ever.
pub(super) const LARGEST_MEAN: f64 = 1e4;

/// The distribution `horizon` months after the last of `counts`: exact one month ahead, else a mixture
/// over simulated paths. `mean` gives the mean of the next count after given ones. The draws are the
/// same for every origin, so that forecasts do not jump with luck.
pub(super) fn ahead(
    name: &str,
    counts: &[u64],
    horizon: usize,
    size: Size,
    mean: impl Fn(&[u64]) -> f64,
) -> Predictive {
    if horizon <= 1 {
        return size.about(mean(counts));
    }
    let mut path = counts.to_vec();
    let ends = (0..PATHS).map(|number| {
        path.truncate(counts.len());
        let mut rng = StreamRng::new(SEED, number, 0, PROCESS, agent_id(name));
        for _ in 1..horizon {
            let next = draw(size, mean(&path), rng.random());
            path.push(next);
        }
        size.about(mean(&path))
    });
    Predictive::Mixture(ends.collect())
}

/// A count by inversion.
fn draw(size: Size, mean: f64, u: f64) -> u64 {
    let (mut k, mut below) = (0, exp(size.ln_mass(0, mean)));
    while below < u && k < 100 * LARGEST_MEAN as u64 {
        k += 1;
        let mass = exp(size.ln_mass(k, mean));
        // Where sums stop growing, u lies beyond what doubles can tell from 1.
        if mass < 1e-18 && k as f64 > mean {
            break;
        }
        below += mass;
    }
    k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_distribution() {
        let size = Size::Finite(0.9);
        let n = 20_000;
        let draws: Vec<f64> = (0..n)
            .map(|k| draw(size, 1.5, (f64::from(k) + 0.5) / f64::from(n)) as f64)
            .collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let variance = draws.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / f64::from(n);
        assert!((mean - 1.5).abs() < 0.005, "{mean}");
        assert!(
            (variance - (1.5 + 1.5 * 1.5 / 0.9)).abs() < 0.05,
            "{variance}"
        );
        assert!(draw(size, 1.5, 1.0 - 1e-16) > 20);
    }
}

//! How the particles of a parameter set are dealt to worlds of lanes, and put together again.

use super::followed::Followed;
use crate::ensemble::LANES;
use crate::math::{exp, ln};

/// The particles of a parameter set in parts that fit into a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Islands {
    /// Particles of a set.
    pub particles: usize,
    /// Parts.
    pub count: usize,
}

impl Islands {
    /// As few and as equal as possible.
    pub fn of(particles: usize) -> Self {
        Self {
            particles,
            count: particles.div_ceil(LANES).max(1),
        }
    }

    /// Particles of an island.
    pub fn size(self, island: usize) -> usize {
        self.particles / self.count + usize::from(island < self.particles % self.count)
    }

    /// Number of an island's first particle in its set.
    pub fn first(self, island: usize) -> usize {
        island * (self.particles / self.count) + island.min(self.particles % self.count)
    }

    /// Islands that stand side by side in a world.
    pub fn in_a_block(self) -> usize {
        (LANES / self.size(0).max(1)).max(1)
    }
}

/// The months of each set, from those of its islands. An island counts by its size and by its likelihood so far.
pub fn merged(rows: &[Vec<Followed>], islands: Islands) -> Vec<Vec<Followed>> {
    rows.chunks(islands.count)
        .map(|own| set(own, islands))
        .collect()
}

fn set(rows: &[Vec<Followed>], islands: Islands) -> Vec<Followed> {
    if let [alone] = rows {
        return alone.clone();
    }
    // Weights are kept so that they sum to 1, and never underflow all at once.
    let mut weights: Vec<f64> = (0..rows.len())
        .map(|island| islands.size(island) as f64 / islands.particles as f64)
        .collect();
    let months = rows.first().map_or(0, Vec::len);
    let month = |month: usize| {
        let now = |island: usize| rows[island][month];
        let covered = weights.iter().enumerate().map(|(i, w)| w * now(i).covered);
        let covered = covered.sum();
        let best = (0..rows.len())
            .map(|i| now(i).evidence)
            .fold(f64::NEG_INFINITY, f64::max);
        if best == f64::NEG_INFINITY {
            return Followed {
                evidence: best,
                covered,
                effective: 0.0,
            };
        }
        for (island, weight) in weights.iter_mut().enumerate() {
            *weight *= exp(now(island).evidence - best);
        }
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        let squares = weights
            .iter()
            .enumerate()
            .map(|(i, w)| w * w / now(i).effective.max(f64::MIN_POSITIVE));
        Followed {
            evidence: best + ln(sum),
            covered,
            effective: 1.0 / squares.sum::<f64>(),
        }
    };
    (0..months).map(month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_particle_has_a_place() {
        for particles in [1, 64, 100, 128, 129, 300, 1_000, 16_384] {
            let islands = Islands::of(particles);
            let sizes: Vec<usize> = (0..islands.count).map(|i| islands.size(i)).collect();
            assert_eq!(sizes.iter().sum::<usize>(), particles);
            assert!(sizes.iter().all(|size| (1..=LANES).contains(size)));
            for island in 1..islands.count {
                assert_eq!(
                    islands.first(island),
                    islands.first(island - 1) + sizes[island - 1]
                );
            }
            assert!(islands.in_a_block() * sizes[0] <= LANES);
        }
    }

    /// Two islands with likelihoods .2·.5 and .4·.1: the mean of both is .07, and the second month's is that over the mean of
    /// the first, .3.
    #[test]
    fn the_likelihood_is_the_mean_over_islands() {
        let months = |evidence: [f64; 2], covered: [f64; 2]| {
            let month = |n: usize| Followed {
                evidence: evidence[n].ln(),
                covered: covered[n],
                effective: 10.0,
            };
            vec![month(0), month(1)]
        };
        let rows = [
            months([0.2, 0.5], [0.3, 0.6]),
            months([0.4, 0.1], [0.5, 0.9]),
        ];
        let islands = Islands {
            particles: 20,
            count: 2,
        };
        let [both] = &merged(&rows, islands)[..] else {
            panic!("one set");
        };
        assert!((both[0].evidence - 0.3f64.ln()).abs() < 1e-14);
        assert!((both[1].evidence - (0.07f64 / 0.3).ln()).abs() < 1e-14);
        assert!((both[0].covered - 0.4).abs() < 1e-15);
        assert!((both[1].covered - (0.6 + 2.0 * 0.9) / 3.0).abs() < 1e-15);
        assert!((both[0].effective - 90.0 / 5.0).abs() < 1e-12);
    }
}

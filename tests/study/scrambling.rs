//! Owen's scrambling: nets stay nets, and each point is uniform.

use std::collections::BTreeSet;

use trilat::study::design::UnitPoints;
use trilat::study::design::owen::Scrambling;
use trilat::study::design::sobol::{scrambled_sobol, sobol};

/// Whether each elementary interval with 2^split parts in the first and 2^(m − split) in the second
/// coordinate holds one of 2^m points.
fn is_net(points: &UnitPoints, [i, j]: [usize; 2]) -> bool {
    let m = points.len().ilog2();
    (0..=m).all(|split| {
        let cells: BTreeSet<(u64, u64)> = points
            .iter()
            .map(|x| {
                let cell = |x: f64, digits: u32| (x * f64::from(1_u32 << digits)) as u64;
                (cell(x[i], split), cell(x[j], m - split))
            })
            .collect();
        cells.len() == points.len()
    })
}

#[test]
fn scrambled_points_stay_a_net() {
    for (skip, count) in [(0, 256), (256, 256), (0, 4096)] {
        let plain = sobol(6, skip, count).unwrap();
        for seed in 0..5 {
            let points = scrambled_sobol(seed, 6, skip, count).unwrap();
            // The first two Sobol' coordinates are a (0, m, 2)-net in base 2.
            assert!(is_net(&plain, [0, 1]) && is_net(&points, [0, 1]));
            for j in 0..6 {
                // In one dimension every coordinate is a (0, m, 1)-net.
                let cells: BTreeSet<u64> = points
                    .column(j)
                    .map(|x| (x * count as f64) as u64)
                    .collect();
                assert_eq!(cells.len(), count);
            }
        }
    }
}

#[test]
fn common_digits_stay_common_and_no_more() {
    let scrambling = Scrambling::new(11, 3);
    for digits in [0_u32, 1, 0x8000_0000, 0x1234_5678, u32::MAX] {
        for bit in 0..32 {
            let other = digits ^ (1 << bit);
            let apart = scrambling.scramble(digits) ^ scrambling.scramble(other);
            assert_eq!(31 - apart.leading_zeros(), bit);
        }
    }
}

#[test]
fn seeds_and_coordinates_are_scrambled_differently() {
    let points = |seed| scrambled_sobol(seed, 2, 0, 16).unwrap();
    assert_eq!(points(1), points(1));
    assert_ne!(points(1), points(2));
    let at = |seed, dimension| Scrambling::new(seed, dimension).position(0);
    assert_ne!(at(1, 0), at(1, 1));
}

#[test]
fn a_longer_sequence_begins_with_a_shorter_one() {
    let (short, long) = (
        scrambled_sobol(5, 3, 0, 64).unwrap(),
        scrambled_sobol(5, 3, 0, 256).unwrap(),
    );
    assert!((0..64).all(|at| short.get(at) == long.get(at)));
    let later = scrambled_sobol(5, 3, 64, 64).unwrap();
    assert_eq!(later.get(0), long.get(64));
}

#[test]
fn every_point_is_uniform_over_seeds() {
    // One point under 4000 seeds: mean 1/2, variance 1/12, and two points of one sequence are in
    // different halves or the same one as the plain points are, never by chance.
    const SEEDS: u64 = 4000;
    for dimension in [0, 7] {
        let draws: Vec<f64> = (0..SEEDS)
            .map(|seed| Scrambling::new(seed, dimension).position(0x6000_0000))
            .collect();
        let n = SEEDS as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        // Five standard errors: sqrt(1/12/n) and sqrt(1/180/n).
        assert!((mean - 0.5).abs() < 5.0 * (1.0 / 12.0 / n).sqrt(), "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / n).sqrt());
        assert!(draws.iter().all(|x| (0.0..1.0).contains(x) && *x > 0.0));
    }
}

/// The integral of Π (1 + a(x − ½)) over the cube is 1.
fn product(x: &[f64]) -> f64 {
    x.iter().map(|x| 1.0 + 2.0 * (x - 0.5)).product()
}

#[test]
fn scrambled_nets_integrate_without_bias_and_better_than_chance() {
    let count = 256;
    let errors: Vec<f64> = (0..200)
        .map(|seed| {
            let points = scrambled_sobol(seed, 4, 0, count).unwrap();
            points.iter().map(product).sum::<f64>() / count as f64 - 1.0
        })
        .collect();
    let mean = errors.iter().sum::<f64>() / 200.0;
    let variance = errors.iter().map(|e| e * e).sum::<f64>() / 200.0;
    // Simple random sampling would have (4/3)^4 - 1 = 2.16 over 256.
    let chance = ((4.0_f64 / 3.0).powi(4) - 1.0) / count as f64;
    assert!(variance < chance / 50.0, "{variance} against {chance}");
    assert!(mean.abs() < 5.0 * (variance / 200.0).sqrt(), "{mean}");
}

//! Latin hypercubes (McKay, Beckman and Conover 1979, Technometrics 21(2)): n points, one in each
//! n-th of every factor.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::UnitPoints;
use super::process::{EXCHANGE, LHS};
use crate::ensemble::rng::{StreamRng, agent_id};

/// The most points that [`maximin_lhs`] spreads: it compares all pairs.
pub const MAX_MAXIMIN: usize = 4000;

/// A random Latin hypercube: in each coordinate a random order of the strata and a uniform position
/// within each.
///
/// `factors` are the address words of the factors' names ([`agent_id`]), so a factor added moves no
/// coordinate of another. Coordinates lie in [0, 1).
pub fn lhs(seed: u64, points: usize, factors: &[u32]) -> UnitPoints {
    let width = factors.len();
    let mut coordinates = vec![0.0; points * width];
    let mut strata: Vec<usize> = Vec::with_capacity(points);
    for (column, &agent) in factors.iter().enumerate() {
        let mut rng = StreamRng::new(seed, 0, 0, LHS, agent);
        strata.clear();
        strata.extend(0..points);
        strata.shuffle(&mut rng);
        for (row, &stratum) in strata.iter().enumerate() {
            coordinates[row * width + column] = within(stratum, rng.random(), points);
        }
    }
    UnitPoints::new(width, coordinates)
}

/// The position `inside` a stratum in [0, 1) as a coordinate; rounding does not carry it into the
/// next stratum.
fn within(stratum: usize, inside: f64, points: usize) -> f64 {
    let n = points as f64;
    let at = (stratum as f64 + inside) / n;
    if libm::floor(at * n) as usize == stratum {
        at
    } else {
        (stratum as f64 + 0.5) / n
    }
}

/// A Latin hypercube whose points keep apart (maximin; Johnson, Moore and Ylvisaker 1990, Journal
/// of Statistical Planning and Inference 26(2)).
///
/// It starts from [`lhs`] and exchanges coordinates between points, which keeps one point in each
/// stratum, as long as that lowers φ = Σ d⁻²⁰ over all pairs at distance d (Morris and Mitchell
/// 1995, ibid. 43(3)). Its smallest distance is never below that of the random hypercube. `None`
/// beyond [`MAX_MAXIMIN`] points.
pub fn maximin_lhs(seed: u64, points: usize, factors: &[u32]) -> Option<UnitPoints> {
    if points > MAX_MAXIMIN {
        return None;
    }
    let random = lhs(seed, points, factors);
    if points < 3 || factors.len() < 2 {
        return Some(random);
    }
    let mut rng = StreamRng::new(seed, points as u64, 0, EXCHANGE, agent_id("maximin"));
    let spread = exchange(random.clone(), &mut rng);
    let better = smallest_distance(&spread) >= smallest_distance(&random);
    Some(if better { spread } else { random })
}

/// The smallest distance between two points; infinite if there are fewer than two.
pub fn smallest_distance(points: &UnitPoints) -> f64 {
    let mut smallest = f64::INFINITY;
    for row in 0..points.len() {
        for other in 0..row {
            let square = squared(&points.coordinates, points.factors, row, other);
            if square < smallest {
                smallest = square;
            }
        }
    }
    crate::math::sqrt(smallest)
}

/// Exchanges tried: enough for small designs to settle, bounded for large ones.
fn effort(points: usize, factors: usize) -> usize {
    (50_000_000 / (points * factors)).clamp(1000, 20_000)
}

fn exchange(points: UnitPoints, rng: &mut StreamRng) -> UnitPoints {
    let (rows, width) = (points.len(), points.factors);
    let mut x = points.coordinates;
    for _ in 0..effort(rows, width) {
        let column = rng.random_range(0..width as u32) as usize;
        let a = rng.random_range(0..rows as u32) as usize;
        let b = (a + rng.random_range(1..rows as u32) as usize) % rows;
        let before = crowding(&x, width, a, b);
        x.swap(a * width + column, b * width + column);
        if crowding(&x, width, a, b) >= before {
            x.swap(a * width + column, b * width + column);
        }
    }
    UnitPoints::new(width, x)
}

/// The part of φ that changes when two points exchange a coordinate.
fn crowding(x: &[f64], width: usize, a: usize, b: usize) -> f64 {
    let mut sum = 0.0;
    for row in 0..x.len() / width {
        if row != a && row != b {
            sum += tenth_inverse(squared(x, width, row, a));
            sum += tenth_inverse(squared(x, width, row, b));
        }
    }
    sum
}

/// d⁻²⁰ from d²; two points that coincide count as 10⁻¹² apart.
fn tenth_inverse(square: f64) -> f64 {
    let inverse = 1.0 / (square + 1e-24);
    let second = inverse * inverse;
    let fourth = second * second;
    fourth * fourth * second
}

fn squared(x: &[f64], width: usize, a: usize, b: usize) -> f64 {
    let row = |row: usize| &x[row * width..(row + 1) * width];
    let differences = row(a).iter().zip(row(b)).map(|(a, b)| a - b);
    differences.map(|d| d * d).sum()
}

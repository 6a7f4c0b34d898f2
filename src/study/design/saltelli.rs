//! The radial design for variance-based indices (Saltelli 2002, Computer Physics Communications
//! 145(2); Saltelli et al. 2010, ibid. 181(2)).
//!
//! Each sample is a point A, a point B, and for each group of factors a point AB that is A with the
//! group's coordinates of B; for second-order indices also a point BA, which is B with the group's
//! coordinates of A. The order of points is that of SALib: A, AB₁ … AB_G, (BA₁ … BA_G,) B.

use super::UnitPoints;
pub use crate::analysis::sensitivity::radial::{Role, role, sample_size};

/// The design made of base points with twice as many coordinates as there are factors: A first,
/// then B.
///
/// `groups[j]` is the group of factor j; groups are numbered from 0. Factors without groups have
/// `groups = [0, 1, 2, …]`.
pub fn saltelli(base: &UnitPoints, groups: &[usize], second_order: bool) -> UnitPoints {
    let factors = groups.len();
    let count = groups.iter().map(|group| group + 1).max().unwrap_or(0);
    let size = sample_size(count, second_order);
    let mut coordinates = Vec::with_capacity(base.len() * size * factors);
    for point in base.iter() {
        let (a, b) = point.split_at(factors.min(point.len()));
        for place in 0..size {
            for (j, (&a, &b)) in a.iter().zip(b).enumerate() {
                coordinates.push(match role(place, count, second_order).1 {
                    Role::A => a,
                    Role::B => b,
                    Role::Ab(group) => [a, b][usize::from(groups[j] == group)],
                    Role::Ba(group) => [b, a][usize::from(groups[j] == group)],
                });
            }
        }
    }
    UnitPoints::new(factors, coordinates)
}

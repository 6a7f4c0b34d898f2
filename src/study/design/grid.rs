//! Full factorial: every combination of the factors' positions.

use super::UnitPoints;

/// All combinations of the positions in `axes`, one axis a factor; the last factor changes
/// fastest. `None` if their number exceeds `limit` or an axis is empty.
///
/// ```
/// use trilat::study::design::grid::grid;
///
/// let points = grid(&[vec![0.0, 1.0], vec![0.0, 0.5, 1.0]], 100).unwrap();
/// assert_eq!(points.len(), 6);
/// assert_eq!(points.get(1), Some([0.0, 0.5].as_slice()));
/// assert_eq!(grid(&[vec![0.0; 100], vec![0.0; 100]], 100), None);
/// ```
pub fn grid(axes: &[Vec<f64>], limit: usize) -> Option<UnitPoints> {
    let count = size(axes).filter(|count| (1..=limit).contains(count))?;
    let mut coordinates = Vec::with_capacity(count * axes.len());
    for point in 0..count {
        let mut block = count;
        for axis in axes {
            block /= axis.len();
            coordinates.push(axis[point / block % axis.len()]);
        }
    }
    Some(UnitPoints::new(axes.len(), coordinates))
}

/// Number of combinations, unless it is beyond counting.
pub fn size(axes: &[Vec<f64>]) -> Option<usize> {
    axes.iter()
        .try_fold(1_usize, |product, axis| product.checked_mul(axis.len()))
}

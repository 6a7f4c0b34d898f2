//! Parallel lists: the n-th point takes the n-th position of every factor.

use super::UnitPoints;

/// The points of axes that are read side by side. `None` unless all have the same length, at
/// least 1.
///
/// ```
/// use trilat::study::design::zip::zip;
///
/// let points = zip(&[vec![0.0, 1.0], vec![0.25, 0.75]]).unwrap();
/// assert_eq!(points.get(1), Some([1.0, 0.75].as_slice()));
/// assert_eq!(zip(&[vec![0.0], vec![0.25, 0.75]]), None);
/// ```
pub fn zip(axes: &[Vec<f64>]) -> Option<UnitPoints> {
    let count = axes.first()?.len();
    if count == 0 || axes.iter().any(|axis| axis.len() != count) {
        return None;
    }
    let coordinates = (0..count)
        .flat_map(|point| axes.iter().map(move |axis| axis[point]))
        .collect();
    Some(UnitPoints::new(axes.len(), coordinates))
}

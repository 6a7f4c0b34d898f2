//! One factor at a time: the baseline, then each factor alone at each of its positions.

/// A point that differs from the baseline in one factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
    /// Index of the factor.
    pub factor: usize,
    /// Its position in [0, 1].
    pub position: f64,
}

/// The baseline (`None`) and all departures from it, factor by factor.
///
/// The baseline stands once: under common random numbers it is the partner of every other point.
///
/// ```
/// use trilat::study::design::ofat::ofat;
///
/// let points = ofat(&[vec![0.0, 1.0], vec![0.5]]);
/// assert_eq!(points.len(), 4);
/// assert_eq!(points[0], None);
/// assert_eq!(points[3].map(|p| (p.factor, p.position)), Some((1, 0.5)));
/// ```
pub fn ofat(axes: &[Vec<f64>]) -> Vec<Option<Departure>> {
    let departures = axes.iter().enumerate().flat_map(|(factor, axis)| {
        axis.iter()
            .map(move |&position| Some(Departure { factor, position }))
    });
    std::iter::once(None).chain(departures).collect()
}

//! Designs of experiments as pure functions: which points of the unit cube are visited.
//!
//! A coordinate is a position in [0, 1] that [`Values`](super::factor::Values) turns into a value
//! of its factor, so a design knows nothing of scales, levels or categories. All randomness comes
//! from addresses of its own under the design's seed: the same seed gives the same points on any
//! machine, and the runs' random numbers are not touched.

pub mod grid;
pub mod lhs;
pub mod list;
pub mod morris;
pub mod ofat;
pub mod owen;
pub mod saltelli;
pub mod sobol;
pub mod zip;

/// The processes of the designs in random-number addresses: far above those of the model, so that
/// a design and a run with the same seed share no number.
pub(crate) mod process {
    /// Permutations and positions of a Latin hypercube.
    pub const LHS: u16 = 0xfe01;
    /// Exchanges that spread a Latin hypercube.
    pub const EXCHANGE: u16 = 0xfe02;
    /// Keys of Owen scrambling.
    pub const OWEN: u16 = 0xfe03;
    /// Trajectories of Morris's design.
    pub const MORRIS: u16 = 0xfe04;
}

/// Points of the unit cube, one after another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitPoints {
    factors: usize,
    coordinates: Vec<f64>,
}

impl UnitPoints {
    /// Points with `factors` coordinates each; what does not fill a last point is dropped.
    pub fn new(factors: usize, mut coordinates: Vec<f64>) -> Self {
        let whole = match factors {
            0 => 0,
            factors => coordinates.len() - coordinates.len() % factors,
        };
        coordinates.truncate(whole);
        Self {
            factors,
            coordinates,
        }
    }

    /// Coordinates of each point.
    pub fn factors(&self) -> usize {
        self.factors
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.coordinates
            .len()
            .checked_div(self.factors)
            .unwrap_or(0)
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.coordinates.is_empty()
    }

    /// The coordinates of a point, from 0.
    pub fn get(&self, point: usize) -> Option<&[f64]> {
        let start = point.checked_mul(self.factors)?;
        self.coordinates
            .get(start..start.checked_add(self.factors)?)
            .filter(|coordinates| !coordinates.is_empty())
    }

    /// All points in order.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.coordinates.chunks_exact(self.factors.max(1))
    }

    /// One coordinate of all points in order.
    pub fn column(&self, factor: usize) -> impl Iterator<Item = f64> {
        self.coordinates
            .iter()
            .skip(factor)
            .step_by(self.factors.max(1))
            .copied()
    }
}

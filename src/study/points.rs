//! The points of a study, as its design made them.

use super::design::UnitPoints;
use super::design::ofat::Departure;
use super::factor::{Factor, FactorValue};

/// The points of a study.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    /// Positions of all factors in the unit cube.
    Unit(UnitPoints),
    /// The scenario itself (`None`) and departures from it.
    Departures(Vec<Option<Departure>>),
    /// Values as they were listed.
    Listed(Vec<Vec<FactorValue>>),
}

impl Points {
    /// Number of points.
    pub fn len(&self) -> usize {
        match self {
            Self::Unit(points) => points.len(),
            Self::Departures(points) => points.len(),
            Self::Listed(points) => points.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value that a point gives to one of these factors; `None` if it leaves the scenario as it is.
    pub fn value(&self, point: usize, factor: usize, factors: &[Factor]) -> Option<FactorValue> {
        let values = &factors.get(factor)?.values;
        match self {
            Self::Unit(points) => Some(values.at(*points.get(point)?.get(factor)?)),
            Self::Departures(points) => (*points.get(point)?)
                .filter(|departure| departure.factor == factor)
                .map(|departure| values.at(departure.position)),
            Self::Listed(rows) => rows.get(point)?.get(factor).cloned(),
        }
    }

    /// The points with these numbers, which ascend.
    pub(super) fn only(self, numbers: &[usize]) -> Self {
        match self {
            Self::Unit(points) => {
                let kept = numbers.iter().filter_map(|at| points.get(*at));
                let coordinates = kept.flatten().copied().collect();
                Self::Unit(UnitPoints::new(points.factors(), coordinates))
            }
            Self::Departures(points) => Self::Departures(chosen(points, numbers)),
            Self::Listed(rows) => Self::Listed(chosen(rows, numbers)),
        }
    }
}

/// The elements with these numbers, which ascend.
pub(super) fn chosen<T>(all: Vec<T>, numbers: &[usize]) -> Vec<T> {
    let all = all.into_iter().enumerate();
    let kept = all.filter(|(at, _)| numbers.binary_search(at).is_ok());
    kept.map(|(_, one)| one).collect()
}

//! The points of a design, as PRIM sees them.

use super::error::PrimError;
pub use super::shown::Shown;

/// How the values of a factor are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Numbers; limits lie halfway between neighbouring points.
    Numbers,
    /// Whole numbers, or any list of levels; limits are shown as levels that occur.
    Levels,
    /// Words without an order; values are places in this list.
    Words(Vec<String>),
}

/// A factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// How to read it.
    pub scale: Scale,
    /// Value at each point.
    pub values: Vec<f64>,
}

impl Dimension {
    /// A factor of numbers: of [`Scale::Levels`] if all are whole.
    pub fn numbers(name: &str, values: Vec<f64>) -> Self {
        let whole = values.iter().all(|x| libm::trunc(*x) == *x);
        Self {
            name: name.to_owned(),
            scale: if whole { Scale::Levels } else { Scale::Numbers },
            values,
        }
    }

    /// A factor of words; `places` are places in `labels`.
    pub fn words(name: &str, labels: Vec<String>, places: Vec<f64>) -> Self {
        Self {
            name: name.to_owned(),
            scale: Scale::Words(labels),
            values: places,
        }
    }

    /// Whether it has more than one value.
    pub fn varies(&self) -> bool {
        self.values.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// Points in a space of factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    dimensions: Vec<Dimension>,
    count: usize,
}

impl Points {
    /// Points from columns of equal length.
    ///
    /// # Errors
    /// [`PrimError::Length`]; [`PrimError::Value`] for a number that is not finite or a place beyond the
    /// list of words; [`PrimError::NothingVaries`] if every factor is constant.
    pub fn new(dimensions: Vec<Dimension>) -> Result<Self, PrimError> {
        let count = dimensions.first().map_or(0, |first| first.values.len());
        for dimension in &dimensions {
            if dimension.values.len() != count {
                return Err(PrimError::Length {
                    name: dimension.name.clone(),
                    found: dimension.values.len(),
                    points: count,
                });
            }
            let usable = |value: f64| match &dimension.scale {
                Scale::Words(labels) => {
                    (0.0..labels.len() as f64).contains(&value) && libm::trunc(value) == value
                }
                _ => value.is_finite(),
            };
            if let Some(point) = dimension.values.iter().position(|value| !usable(*value)) {
                return Err(PrimError::Value {
                    name: dimension.name.clone(),
                    point,
                    value: dimension.values[point],
                });
            }
        }
        if !dimensions.iter().any(Dimension::varies) {
            return Err(PrimError::NothingVaries);
        }
        Ok(Self { dimensions, count })
    }

    /// Number of points.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The factors.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    pub(super) fn value(&self, dimension: usize, point: u32) -> f64 {
        self.dimensions[dimension].values[point as usize]
    }
}

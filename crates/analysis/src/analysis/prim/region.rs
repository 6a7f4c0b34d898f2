//! A box: limits on every factor.

use super::points::{Points, Scale};

/// Which values of a factor are inside.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// Numbers from `low` to `high`, both inside.
    Range {
        /// Lowest value.
        low: f64,
        /// Highest value.
        high: f64,
    },
    /// For each word of the factor, whether it is inside.
    Words(Vec<bool>),
}

impl Limit {
    /// Whether a value, or the place of a word, is inside.
    pub fn contains(&self, value: f64) -> bool {
        match self {
            Self::Range { low, high } => *low <= value && value <= *high,
            Self::Words(inside) => inside.get(value as usize).copied().unwrap_or(false),
        }
    }

    /// The ends of a range; NaN for words.
    pub(super) fn ends(&self) -> (f64, f64) {
        match self {
            Self::Range { low, high } => (*low, *high),
            Self::Words(_) => (f64::NAN, f64::NAN),
        }
    }
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    limits: Vec<Limit>,
}

impl Region {
    /// The smallest box around points.
    pub fn around(points: &Points, members: &[u32]) -> Self {
        let limit = |(dimension, of): (usize, &super::points::Dimension)| {
            let values = members.iter().map(|point| points.value(dimension, *point));
            match &of.scale {
                Scale::Words(labels) => {
                    let mut inside = vec![false; labels.len()];
                    for value in values {
                        if let Some(inside) = inside.get_mut(value as usize) {
                            *inside = true;
                        }
                    }
                    Limit::Words(inside)
                }
                _ => {
                    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
                    for value in values {
                        low = if value < low { value } else { low };
                        high = if value > high { value } else { high };
                    }
                    Limit::Range { low, high }
                }
            }
        };
        let limits = points.dimensions().iter().enumerate().map(limit).collect();
        Self { limits }
    }

    /// The limit on one factor.
    pub fn limit(&self, dimension: usize) -> Option<&Limit> {
        self.limits.get(dimension)
    }

    /// The same box with another limit on one factor.
    pub fn with(&self, dimension: usize, limit: Limit) -> Self {
        let mut changed = self.clone();
        if let Some(place) = changed.limits.get_mut(dimension) {
            *place = limit;
        }
        changed
    }

    /// Whether a point lies inside.
    pub fn contains(&self, points: &Points, point: u32) -> bool {
        let mut limits = self.limits.iter().enumerate();
        limits.all(|(dimension, limit)| limit.contains(points.value(dimension, point)))
    }

    /// The factors, by place, whose limits are not those of the whole space.
    pub fn restricted(&self, whole: &Self) -> Vec<usize> {
        let pairs = self.limits.iter().zip(&whole.limits).enumerate();
        let differ = pairs.filter(|(_, (own, all))| own != all);
        differ.map(|(dimension, _)| dimension).collect()
    }
}

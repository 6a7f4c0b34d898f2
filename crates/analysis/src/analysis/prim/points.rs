//! The points of a design, as PRIM sees them.

use super::error::PrimError;
use super::region::{Limit, Region};

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

/// A limit as people read it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Lowest value inside; `None` where the box ends with the space, and for words.
    pub low: Option<f64>,
    /// Highest value inside; as `low`.
    pub high: Option<f64>,
    /// Words inside; empty for numbers and where all are.
    pub words: Vec<String>,
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

    /// The limits of a box on one factor, for people: in the factor's unit, sides that are not restricted
    /// left out, and levels that occur rather than numbers between them. A place beyond the factors has
    /// no limits.
    pub fn shown(&self, dimension: usize, region: &Region, whole: &Region) -> Shown {
        let mut shown = Shown::default();
        let limits = (region.limit(dimension), whole.limit(dimension));
        match (self.dimensions.get(dimension), limits) {
            (Some(of), (Some(Limit::Range { low, high }), Some(all))) => {
                let (first, last) = all.ends();
                let inside = |x: &&f64| (*low..=*high).contains(*x);
                let level = |found: Option<&f64>, raw: f64| match of.scale {
                    Scale::Levels => found.copied().unwrap_or(raw),
                    _ => raw,
                };
                let values = || of.values.iter().filter(inside);
                if *low != first {
                    shown.low = Some(level(values().min_by(|a, b| a.total_cmp(b)), *low));
                }
                if *high != last {
                    shown.high = Some(level(values().max_by(|a, b| a.total_cmp(b)), *high));
                }
            }
            (Some(of), (Some(limit @ Limit::Words(inside)), Some(all))) if limit != all => {
                if let Scale::Words(labels) = &of.scale {
                    let kept = labels.iter().zip(inside).filter(|(_, inside)| **inside);
                    shown.words = kept.map(|(label, _)| label.clone()).collect();
                }
            }
            _ => {}
        }
        shown
    }
}

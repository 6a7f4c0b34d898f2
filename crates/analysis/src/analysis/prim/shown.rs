//! A box as people read it.

use super::points::{Points, Scale};
use super::region::{Limit, Region};

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
    /// The limits of a box on one factor, for people: in the factor's unit, sides that are not restricted
    /// left out, and levels that occur rather than numbers between them. A place beyond the factors has
    /// no limits.
    pub fn shown(&self, dimension: usize, region: &Region, whole: &Region) -> Shown {
        let mut shown = Shown::default();
        let limits = (region.limit(dimension), whole.limit(dimension));
        match (self.dimensions().get(dimension), limits) {
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

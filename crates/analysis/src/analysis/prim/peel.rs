//! Peeling: the removal of thin slices.

use super::cut::cut;
use super::frame::Frame;
use super::objective::Count;
use super::region::{Limit, Region};
use super::settings::Search;

/// A box that is being peeled.
pub(super) struct Peeling {
    pub region: Region,
    pub count: Count,
    members: Vec<u32>,
    /// For every factor that may be restricted: the members in the order of its values (numbers only).
    orders: Vec<Vec<u32>>,
}

struct Peel {
    dimension: usize,
    limit: Limit,
    count: Count,
}

impl Peeling {
    /// The whole space.
    pub fn new(frame: &Frame<'_>) -> Self {
        let order = |dimension: &usize| frame.orders.get(*dimension).cloned();
        Self {
            region: frame.whole.clone(),
            count: Count::of(&frame.remaining, frame.cases),
            members: frame.remaining.clone(),
            orders: frame.dimensions.iter().filter_map(order).collect(),
        }
    }

    fn candidates(&self, frame: &Frame<'_>, share: f64) -> Vec<Peel> {
        let mut peels = Vec::new();
        for (dimension, order) in frame.dimensions.iter().copied().zip(&self.orders) {
            match self.region.limit(dimension) {
                Some(Limit::Range { low, high }) if !order.is_empty() => {
                    let value = |place: usize| frame.points.value(dimension, order[place]);
                    let upper = cut(order.len(), value, 1.0 - share);
                    let lower = cut(order.len(), value, share);
                    let of = |point: &u32| frame.points.value(dimension, *point);
                    let kept = order.partition_point(|point| of(point) <= upper);
                    let removed = Count::of(&order[kept..], frame.cases);
                    let below = Limit::Range {
                        low: *low,
                        high: upper,
                    };
                    peels.push((dimension, below, removed));
                    let gone = order.partition_point(|point| of(point) < lower);
                    let removed = Count::of(&order[..gone], frame.cases);
                    let above = Limit::Range {
                        low: lower,
                        high: *high,
                    };
                    peels.push((dimension, above, removed));
                }
                Some(Limit::Words(inside)) => {
                    let mut counts = vec![Count::default(); inside.len()];
                    for point in &self.members {
                        let word = frame.points.value(dimension, *point) as usize;
                        if let Some(count) = counts.get_mut(word) {
                            count.points += 1;
                            count.cases += usize::from(frame.cases[*point as usize]);
                        }
                    }
                    for (word, removed) in counts.into_iter().enumerate() {
                        let mut rest = inside.clone();
                        if std::mem::replace(&mut rest[word], false) {
                            peels.push((dimension, Limit::Words(rest), removed));
                        }
                    }
                }
                _ => {}
            }
        }
        let old = self.count;
        let real = |removed: &Count| removed.points > 0 && removed.points < old.points;
        peels
            .into_iter()
            .filter(|(_, _, removed)| real(removed))
            .map(|(dimension, limit, removed)| Peel {
                dimension,
                limit,
                count: Count {
                    points: old.points - removed.points,
                    cases: old.cases - removed.cases,
                },
            })
            .collect()
    }
}

/// Removes the best slice. `false`, and the box as it was, if the best is no gain or makes the box too
/// small.
///
/// Of equal scores the one that restricts fewer factors wins, then the first: factors of numbers in their
/// order, the upper side before the lower, then words in the order of their lists.
pub(super) fn peel(frame: &Frame<'_>, settings: &Search, box_: &mut Peeling) -> bool {
    let restricted = box_.region.restricted(&frame.whole);
    let mut best: Option<(f64, usize, Peel)> = None;
    for peel in box_.candidates(frame, settings.peel) {
        let score = settings.objective.score(box_.count, peel.count);
        let others = restricted.iter().filter(|d| **d != peel.dimension).count();
        let narrows = frame.whole.limit(peel.dimension) != Some(&peel.limit);
        let restricts = others + usize::from(narrows);
        let better = best.as_ref().is_none_or(|(known, fewest, _)| {
            score > *known || (score == *known && restricts < *fewest)
        });
        if better {
            best = Some((score, restricts, peel));
        }
    }
    let Some((score, _, peel)) = best else {
        return false;
    };
    let mass = peel.count.points as f64 / frame.total.points as f64;
    if score <= 0.0 || mass < settings.mass {
        return false;
    }
    // One look at the values, then a look-up for every order.
    let mut stays = vec![false; frame.points.count()];
    box_.members.retain(|point| {
        let inside = peel
            .limit
            .contains(frame.points.value(peel.dimension, *point));
        stays[*point as usize] = inside;
        inside
    });
    for order in &mut box_.orders {
        order.retain(|point| stays[*point as usize]);
    }
    box_.count = peel.count;
    box_.region = box_.region.with(peel.dimension, peel.limit);
    true
}

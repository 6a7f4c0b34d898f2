//! What a search for a box looks at.

use std::sync::Arc;

use super::objective::Count;
use super::points::{Points, Scale};
use super::region::Region;
use super::trajectory::{Phase, Step};

/// What a search looks at.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The points.
    pub points: &'a Points,
    /// Whether each point is a case.
    pub cases: &'a [bool],
    /// Points that no earlier box holds, in ascending order.
    pub remaining: Vec<u32>,
    /// The whole space.
    pub whole: Region,
    /// All points, by which mass is measured, and the cases among them, by which coverage is.
    pub total: Count,
    /// Factors that may be restricted, by place: those of numbers before those of words.
    pub dimensions: Vec<usize>,
    /// For every factor of numbers, the remaining points in the order of its values; shared by searches
    /// that differ in their cases alone.
    pub(super) orders: Arc<Vec<Vec<u32>>>,
}

impl<'a> Frame<'a> {
    /// These points and no others: mass, coverage and limits are relative to them.
    pub fn of(points: &'a Points, cases: &'a [bool], members: Vec<u32>) -> Self {
        let words = |place: &usize| matches!(points.dimensions()[*place].scale, Scale::Words(_));
        let all = 0..points.dimensions().len();
        let mut dimensions: Vec<usize> = all.clone().filter(|place| !words(place)).collect();
        dimensions.extend(all.clone().filter(words));
        let order = |place: usize| {
            if words(&place) {
                return Vec::new();
            }
            let value = |point: &u32| points.value(place, *point);
            let mut order = members.clone();
            order.sort_by(|a, b| value(a).total_cmp(&value(b)));
            order
        };
        Self {
            orders: Arc::new(all.map(order).collect()),
            points,
            cases,
            whole: Region::around(points, &members),
            total: Count::of(&members, cases),
            remaining: members,
            dimensions,
        }
    }

    /// The same space without some points.
    pub fn without(mut self, taken: &[bool]) -> Self {
        let free = |point: &u32| !taken.get(*point as usize).copied().unwrap_or(false);
        self.remaining.retain(free);
        let orders = Arc::make_mut(&mut self.orders);
        orders.iter_mut().for_each(|order| order.retain(free));
        self
    }

    pub(super) fn step(&self, phase: Phase, region: Region, count: Count) -> Step {
        Step {
            phase,
            count,
            coverage: count.cases as f64 / self.total.cases as f64,
            density: count.density(),
            mass: count.points as f64 / self.total.points as f64,
            restricted: region.restricted(&self.whole),
            region,
        }
    }
}

//! Does a restriction do something? Bryant & Lempert's quasi-p-values.
//!
//! Without one restriction the box holds T points, H of them cases. If that restriction did nothing, the
//! cases among the t points inside would be binomial with probability H/T; the quasi-p-value is the
//! probability of at least as many as there are. "Quasi": PRIM chose the limits by these very points, so
//! with many factors small values come by chance more often than they say; [`super::shuffle`] accounts for
//! the whole search.

use super::binomial::upper_tail;
use super::frame::Frame;
use super::objective::Count;
use super::region::{Limit, Region};
use super::trajectory::Trajectory;

/// The quasi-p-values of one restricted factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuasiP {
    /// The factor, by place.
    pub dimension: usize,
    /// Without any limit on it.
    pub dropped: f64,
    /// Without its lower limit; `None` if it has none.
    pub low: Option<f64>,
    /// Without its upper limit; `None` if it has none.
    pub high: Option<f64>,
}

/// The quasi-p-values of the factors that a step restricts; empty for a step that is not there.
pub fn quasi_p(frame: &Frame<'_>, trajectory: &Trajectory, step: usize) -> Vec<QuasiP> {
    let Some(step) = trajectory.steps.get(step) else {
        return Vec::new();
    };
    let tail = |wider: &Region| {
        let inside = |point: &u32| wider.contains(frame.points, *point);
        let members: Vec<u32> = frame.remaining.iter().copied().filter(inside).collect();
        let chance = Count::of(&members, frame.cases).density();
        upper_tail(step.count.cases, step.count.points, chance)
    };
    let of = |dimension: &usize| {
        let (own, all) = (
            step.region.limit(*dimension)?,
            frame.whole.limit(*dimension)?,
        );
        let dropped = tail(&step.region.with(*dimension, all.clone()));
        let (mut below, mut above) = (None, None);
        if let Limit::Range { low, high } = *own {
            let (first, last) = all.ends();
            let without =
                |low, high| tail(&step.region.with(*dimension, Limit::Range { low, high }));
            below = (low != first).then(|| without(first, high));
            above = (high != last).then(|| without(low, last));
        }
        Some(QuasiP {
            dimension: *dimension,
            dropped,
            low: below,
            high: above,
        })
    };
    step.restricted.iter().filter_map(of).collect()
}

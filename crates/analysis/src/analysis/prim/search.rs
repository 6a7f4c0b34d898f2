//! One search for a box: peel, then paste.

use std::sync::Arc;

use super::objective::Count;
use super::paste::paste;
use super::peel::{Peeling, peel};
use super::points::{Points, Scale};
use super::quasi_p::quasi_p;
use super::region::Region;
use super::settings::Search;
use super::trajectory::{Phase, Step, Trajectory};
use crate::watch::{Stopped, Ticker};

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

/// Searches for a box.
///
/// With [`Search::most`], it searches anew without the factor whose restriction at the last step has the
/// largest quasi-p-value, until no more than that many are restricted.
///
/// # Errors
/// [`Stopped`]; `ticker` beats with every step of the way.
pub fn search(
    frame: &Frame<'_>,
    settings: &Search,
    ticker: &mut Ticker<'_>,
) -> Result<Trajectory, Stopped> {
    let mut frame = frame.clone();
    loop {
        let found = once(&frame, settings, ticker)?;
        let (Some(most), Some(last)) = (settings.most, found.steps.last()) else {
            return Ok(found);
        };
        if last.restricted.len() <= most && found.steps.iter().all(|s| s.restricted.len() <= most) {
            return Ok(found);
        }
        let weakest = quasi_p(&frame, &found, found.steps.len() - 1)
            .into_iter()
            .reduce(|a, b| if b.dropped > a.dropped { b } else { a });
        match weakest {
            Some(weakest) => frame.dimensions.retain(|d| *d != weakest.dimension),
            None => return Ok(found),
        }
    }
}

fn once(
    frame: &Frame<'_>,
    settings: &Search,
    ticker: &mut Ticker<'_>,
) -> Result<Trajectory, Stopped> {
    let mut box_ = Peeling::new(frame);
    let mut steps = vec![frame.step(Phase::Start, frame.whole.clone(), box_.count)];
    while peel(frame, settings, &mut box_) {
        steps.push(frame.step(Phase::Peel, box_.region.clone(), box_.count));
        ticker.beat()?;
    }
    let (mut region, mut count) = (box_.region, box_.count);
    while let Some((wider, more)) = paste(frame, settings, &region, count) {
        (region, count) = (wider, more);
        steps.push(frame.step(Phase::Paste, region.clone(), count));
        ticker.beat()?;
    }
    Ok(Trajectory {
        whole: frame.whole.clone(),
        remaining: frame.remaining.clone(),
        steps,
    })
}

/// A limit that cuts a share off `count` sorted values, at least one: halfway between the two values around the share's place,
/// or, where they are equal, between that value and the next different one further in. Equal values thus
/// stay together. As in `ema_workbench`, which follows Bryant & Lempert's `sdtoolkit`.
pub(super) fn cut(count: usize, value: impl Fn(usize) -> f64, share: f64) -> f64 {
    let place = (count - 1) as f64 * share;
    let mut low = libm::floor(place) as usize;
    let mut high = libm::ceil(place) as usize;
    if share > 0.5 {
        while value(low) == value(high) && low > 0 {
            low -= 1;
        }
    } else {
        while value(low) == value(high) && high < count - 1 {
            high += 1;
        }
    }
    (value(low) + value(high)) / 2.0
}

#[cfg(test)]
mod tests {
    fn cut(values: &[f64], share: f64) -> f64 {
        super::cut(values.len(), |k| values[k], share)
    }

    #[test]
    fn cuts_lie_between_points_and_keep_equal_values_together() {
        let values: Vec<f64> = (0..21).map(f64::from).collect();
        // The place is a point: the limit goes on to the next one.
        assert_eq!(cut(&values, 0.05), 1.5);
        assert_eq!(cut(&values, 0.95), 18.5);
        assert_eq!(cut(&values[..20], 0.05), 0.5);
        assert_eq!(cut(&[1.0, 1.0, 1.0, 2.0, 5.0], 0.05), 1.5);
        assert_eq!(cut(&[1.0, 2.0, 5.0, 5.0, 5.0], 0.95), 3.5);
        assert_eq!(cut(&[3.0], 0.05), 3.0);
        assert_eq!(cut(&[3.0, 3.0], 0.95), 3.0);
    }
}

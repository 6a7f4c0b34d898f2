//! Could the box be chance? A permutation test over the whole search.
//!
//! The cases are dealt anew among the points and PRIM runs again. A search is as strong as the strongest
//! step of its trajectory, by the likelihood ratio of Kulldorff's scan statistic for a share inside against
//! another outside (Kulldorff 1997, *Communications in Statistics* 26(6), 1481–1496). Since every shuffle
//! searches as the data were searched, p-values are valid whatever PRIM tried, unlike quasi-p-values.

use rand::RngExt;

use super::objective::Count;
use super::process::SHUFFLE;
use super::search::{Frame, search};
use super::settings::Search;
use super::trajectory::Trajectory;
use crate::ensemble::rng::{StreamRng, agent_id};
use crate::math::ln;
use crate::watch::{Stopped, Ticker};

/// What shuffles say about a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shuffled {
    /// Shuffles in which the search found at least as strong a box.
    pub as_strong: u32,
    /// Shuffles in all.
    pub shuffles: u32,
}

impl Shuffled {
    /// The p-value, (1 + as strong)/(1 + shuffles); 1 without shuffles.
    pub fn p(self) -> f64 {
        f64::from(1 + self.as_strong) / f64::from(1 + self.shuffles)
    }
}

/// The largest log likelihood ratio of a trajectory's steps whose density is above that of the points
/// it began with; 0 if none is.
pub fn strength(trajectory: &Trajectory) -> f64 {
    let Some(start) = trajectory.steps.first().map(|step| step.count) else {
        return 0.0;
    };
    let ratio = |inside: Count| {
        if inside.density() <= start.density() {
            return 0.0;
        }
        let outside = Count {
            points: start.points - inside.points,
            cases: start.cases - inside.cases,
        };
        likelihood(inside) + likelihood(outside) - likelihood(start)
    };
    let all = trajectory.steps.iter().map(|step| ratio(step.count));
    all.fold(0.0, |a, b| if b > a { b } else { a })
}

/// ln of the likelihood of a count at its own share.
fn likelihood(count: Count) -> f64 {
    let part = |some: usize| {
        if some == 0 {
            0.0
        } else {
            some as f64 * ln(some as f64 / count.points as f64)
        }
    };
    part(count.cases) + part(count.points - count.cases)
}

/// Runs the search on shuffled cases; shuffle k of box b has a random stream of its own.
///
/// # Errors
/// [`Stopped`] before all shuffles are searched, which are the steps of `ticker`.
pub fn shuffled(
    frame: &Frame<'_>,
    settings: &Search,
    found: &Trajectory,
    seed: u64,
    number_of_box: u32,
    shuffles: u32,
    ticker: &mut Ticker<'_>,
) -> Result<Shuffled, Stopped> {
    let observed = strength(found);
    let mut cases = frame.cases.to_vec();
    let mut as_strong = 0;
    for number in 0..shuffles {
        let agent = agent_id("prim shuffle");
        let mut rng = StreamRng::new(seed, u64::from(number), number_of_box, SHUFFLE, agent);
        let places = &frame.remaining;
        for last in (1..places.len()).rev() {
            let other = rng.random_range(0..=last as u32) as usize;
            cases.swap(places[last] as usize, places[other] as usize);
        }
        let dealt = Frame {
            points: frame.points,
            cases: &cases,
            remaining: frame.remaining.clone(),
            whole: frame.whole.clone(),
            total: frame.total,
            dimensions: frame.dimensions.clone(),
            orders: frame.orders.clone(),
        };
        // A sum of logarithms in another order may differ in its last bits.
        let again = strength(&search(&dealt, settings, ticker)?);
        as_strong += u32::from(again >= observed - 1e-9);
        ticker.add(1)?;
    }
    Ok(Shuffled {
        as_strong,
        shuffles,
    })
}

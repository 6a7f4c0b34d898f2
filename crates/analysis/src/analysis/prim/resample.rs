//! Would other points of the same space give the same restrictions? Bryant & Lempert's resampling test.
//!
//! PRIM runs again on half of the points, drawn without replacement. On that trajectory the step whose
//! coverage is closest to that of the reported box is looked up, and the one whose density is closest. A
//! factor is reproduced if that step restricts it.

use rand::RngExt;

use super::process::RESAMPLE;
use super::search::{Frame, search};
use super::settings::Search;
use super::trajectory::{Step, Trajectory};
use crate::ensemble::rng::{StreamRng, agent_id};
use crate::watch::{Stopped, Ticker};

/// How often a factor was restricted again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reproduced {
    /// Share of half-samples that restrict it at about the same coverage.
    pub coverage: f64,
    /// Share of half-samples that restrict it at about the same density.
    pub density: f64,
}

/// Which of several equally close steps is looked up. A coverage of 100 % is shared by many steps, from the
/// whole space on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ties {
    /// The densest of those as close in coverage, the one that covers most of those as close in density;
    /// then the first.
    #[default]
    Best,
    /// The first, as `ema_workbench` does.
    First,
}

/// Half of some points, drawn without replacement from a stream of its own for every `number` and
/// `number_of_box`; in ascending order.
pub fn half(members: &[u32], seed: u64, number_of_box: u32, number: u32) -> Vec<u32> {
    let agent = agent_id("prim half-sample");
    let mut rng = StreamRng::new(seed, u64::from(number), number_of_box, RESAMPLE, agent);
    let mut drawn = members.to_vec();
    let size = drawn.len() / 2;
    for place in 0..size {
        let other = rng.random_range(place as u32..drawn.len() as u32);
        drawn.swap(place, other as usize);
    }
    drawn.truncate(size);
    drawn.sort_unstable();
    drawn
}

/// For every factor, the share of `samples` that restrict it where coverage or density is that of `like`.
/// Samples without a case are left out; NaN if none is left.
///
/// # Errors
/// [`Stopped`] before all samples are searched, which are the steps of `ticker`.
pub fn reproduced(
    frame: &Frame<'_>,
    settings: &Search,
    like: &Step,
    ties: Ties,
    samples: impl IntoIterator<Item = Vec<u32>>,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Reproduced>, Stopped> {
    let mut counts = vec![(0_u32, 0_u32); frame.points.dimensions().len()];
    let mut used = 0_u32;
    for sample in samples {
        let part = Frame::of(frame.points, frame.cases, sample);
        if part.total.cases == 0 {
            ticker.add(1)?;
            continue;
        }
        used += 1;
        let found = search(&part, settings, ticker)?;
        let (cover, dense) = (|step: &Step| step.coverage, |step: &Step| step.density);
        for dimension in nearest(&found, like, ties, cover, dense) {
            counts[*dimension].0 += 1;
        }
        for dimension in nearest(&found, like, ties, dense, cover) {
            counts[*dimension].1 += 1;
        }
        ticker.add(1)?;
    }
    let share = |count: u32| f64::from(count) / f64::from(used);
    let each = counts.into_iter().map(|(coverage, density)| Reproduced {
        coverage: share(coverage),
        density: share(density),
    });
    Ok(each.collect())
}

/// What the step restricts that is closest to another in one respect.
fn nearest<'a>(
    found: &'a Trajectory,
    like: &Step,
    ties: Ties,
    respect: impl Fn(&Step) -> f64,
    other: impl Fn(&Step) -> f64,
) -> &'a [usize] {
    let mut best: Option<(f64, &Step)> = None;
    for step in &found.steps {
        let far = libm::fabs(respect(step) - respect(like));
        let closer = best.is_none_or(|(known, nearest)| {
            let better = ties == Ties::Best && other(step) > other(nearest);
            far < known || (far == known && better)
        });
        if closer {
            best = Some((far, step));
        }
    }
    best.map_or(&[], |(_, step)| &step.restricted)
}

//! One search for a box: peel, then paste.

pub use super::frame::Frame;
use super::paste::paste;
use super::peel::{Peeling, peel};
use super::quasi_p::quasi_p;
use super::settings::Search;
use super::trajectory::{Phase, Trajectory};
use crate::watch::{Stopped, Ticker};

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

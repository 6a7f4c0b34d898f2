//! Boxes one after another, with all that is needed to judge them.

use super::error::PrimError;
use super::objective::Count;
use super::points::Points;
use super::quasi_p::{QuasiP, quasi_p};
use super::resample::{Reproduced, Ties, half, reproduced};
use super::search::{Frame, search};
use super::select::{Selected, select};
use super::settings::Settings;
use super::shuffle::{Shuffled, shuffled};
use super::trajectory::{Step, Trajectory};
use crate::watch::Ticker;

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// All points, and cases among them.
    pub total: Count,
    /// The boxes, each without the points of those before.
    pub boxes: Vec<Found>,
    /// Why there are fewer boxes than asked for.
    pub ended: Option<Ended>,
}

/// Why no further box was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// No cases are left outside the boxes.
    NoCasesLeft,
    /// Fewer points are left than the smallest mass of a box.
    TooFewLeft,
    /// No box of the rest reaches the density wanted.
    BelowThreshold,
    /// No box of the rest is better than all of the rest.
    NoBox,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its number, from 1.
    pub number: usize,
    /// The way to it.
    pub trajectory: Trajectory,
    /// The step reported.
    pub selected: Selected,
    /// Whether the user chose the step.
    pub chosen: bool,
    /// For every step, the quasi-p-values of its restrictions.
    pub quasi_p: Vec<Vec<QuasiP>>,
    /// For every factor, how often half-samples restrict it; empty without resamples.
    pub reproduced: Vec<Reproduced>,
    /// What shuffles of the cases say.
    pub shuffled: Shuffled,
    /// The points in the reported box, in ascending order.
    pub members: Vec<u32>,
}

impl Found {
    /// The step reported.
    pub fn step(&self) -> &Step {
        &self.trajectory.steps[self.selected.step]
    }
}

/// Searches that [`discover`] makes at most.
pub fn searches(settings: &Settings) -> u64 {
    let each = 1 + u64::from(settings.resamples) + u64::from(settings.shuffles);
    settings.boxes as u64 * each
}

/// Looks for boxes in which cases are frequent. The steps of `ticker` are [`searches`].
///
/// # Errors
/// [`PrimError`].
pub fn discover(
    points: &Points,
    cases: &[bool],
    settings: &Settings,
    ticker: &mut Ticker<'_>,
) -> Result<Discovery, PrimError> {
    settings.check()?;
    let count = points.count();
    if cases.len() != count {
        return Err(PrimError::Length {
            name: "cases".to_owned(),
            found: cases.len(),
            points: count,
        });
    }
    let needed = settings.points_needed();
    if count < needed {
        return Err(PrimError::TooFewPoints {
            points: count,
            needed,
            peel_percent: 100.0 * settings.search.peel,
        });
    }
    let everything = Frame::of(points, cases, (0..count as u32).collect());
    let total = everything.total;
    match total.cases {
        0 => return Err(PrimError::NoCases { points: count }),
        all if all == count => return Err(PrimError::AllCases { points: count }),
        _ => {}
    }
    let mut taken = vec![false; count];
    let mut boxes: Vec<Found> = Vec::new();
    let mut ended = None;
    for number in 1..=settings.boxes {
        let frame = everything.clone().without(&taken);
        ended = exhausted(&frame, settings);
        if ended.is_some() {
            break;
        }
        let found = one(&frame, settings, number, ticker)?;
        // The first box is always told; later ones only if they are what was wanted.
        if number > 1 && !found.chosen {
            if !found.selected.reached {
                ended = Some(Ended::BelowThreshold);
                break;
            }
            if found.selected.step == 0 {
                ended = Some(Ended::NoBox);
                break;
            }
        }
        for point in &found.members {
            taken[*point as usize] = true;
        }
        boxes.push(found);
    }
    Ok(Discovery {
        total,
        boxes,
        ended,
    })
}

fn exhausted(frame: &Frame<'_>, settings: &Settings) -> Option<Ended> {
    let left = Count::of(&frame.remaining, frame.cases);
    if left.cases == 0 {
        Some(Ended::NoCasesLeft)
    } else if (left.points as f64) < settings.search.mass * frame.total.points as f64 {
        Some(Ended::TooFewLeft)
    } else {
        None
    }
}

fn one(
    frame: &Frame<'_>,
    settings: &Settings,
    number: usize,
    ticker: &mut Ticker<'_>,
) -> Result<Found, PrimError> {
    let trajectory = search(frame, &settings.search, ticker)?;
    ticker.add(1)?;
    let wish = settings.steps.get(number - 1).copied();
    let selected = match wish {
        Some(step) if step < trajectory.steps.len() => Selected {
            step,
            reached: true,
        },
        Some(step) => {
            return Err(PrimError::Step {
                number,
                step,
                last: trajectory.steps.len() - 1,
            });
        }
        None => select(&trajectory, settings.threshold),
    };
    let step = &trajectory.steps[selected.step];
    let (seed, stream) = (settings.seed, number as u32);
    let reproduced = if settings.resamples > 0 {
        let samples = (0..settings.resamples).map(|k| half(&frame.remaining, seed, stream, k));
        reproduced(frame, &settings.search, step, Ties::Best, samples, ticker)?
    } else {
        Vec::new()
    };
    let inside = |point: &u32| step.region.contains(frame.points, *point);
    Ok(Found {
        number,
        members: frame.remaining.iter().copied().filter(inside).collect(),
        quasi_p: (0..trajectory.steps.len())
            .map(|step| quasi_p(frame, &trajectory, step))
            .collect(),
        reproduced,
        shuffled: shuffled(
            frame,
            &settings.search,
            &trajectory,
            seed,
            stream,
            settings.shuffles,
            ticker,
        )?,
        selected,
        chosen: wish.is_some(),
        trajectory,
    })
}

//! Which step of a trajectory to report.

use super::trajectory::{Step, Trajectory};

/// Share of the best trade-off that fewer restrictions may cost.
pub const NEAR: f64 = 0.95;

/// A step, and whether it is what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// The step.
    pub step: usize,
    /// Whether it reaches the density wanted; `true` if none was.
    pub reached: bool,
}

/// The harmonic mean of coverage and density: high only if both are.
pub fn trade_off(step: &Step) -> f64 {
    let sum = step.coverage + step.density;
    if sum > 0.0 {
        2.0 * step.coverage * step.density / sum
    } else {
        0.0
    }
}

/// Picks a step.
///
/// With a density wanted: of the steps that reach it, one that restricts the fewest factors; of these the
/// one with the largest coverage, then the first. If none reaches it, the densest, then the same.
///
/// Without: of the steps whose harmonic mean of coverage and density is at least [`NEAR`] times the largest
/// one, one that restricts the fewest factors; of these the one with the largest mean, then the first.
pub fn select(trajectory: &Trajectory, wanted: Option<f64>) -> Selected {
    let steps = &trajectory.steps;
    let most = |of: &dyn Fn(&Step) -> f64| {
        steps
            .iter()
            .map(of)
            .fold(0.0, |a, b| if b > a { b } else { a })
    };
    let density = |step: &Step| step.density;
    let (floor, quality): (f64, &dyn Fn(&Step) -> f64) = match wanted {
        Some(wanted) => (wanted, &density),
        None => (NEAR * most(&trade_off), &trade_off),
    };
    let reached = most(quality) >= floor;
    let floor = if reached { floor } else { most(quality) };
    let preferred = |step: &Step| match wanted {
        Some(_) => step.coverage,
        None => trade_off(step),
    };
    let mut best: Option<(usize, &Step)> = None;
    for (number, step) in steps.iter().enumerate() {
        if quality(step) < floor {
            continue;
        }
        let better = best.is_none_or(|(_, known)| {
            let (own, other) = (step.restricted.len(), known.restricted.len());
            own < other || (own == other && preferred(step) > preferred(known))
        });
        if better {
            best = Some((number, step));
        }
    }
    Selected {
        step: best.map_or(0, |(number, _)| number),
        reached,
    }
}

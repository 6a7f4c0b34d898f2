//! What the arms of a pair show, each by itself.
//!
//! Effects are differences between arms that share their random numbers. A reader also wants to see from what to
//! what: wars per probe by reliability, or a regression's slope beside the effect that it should have found.

use super::effects::{Regression, Stratum, Values, kept, regression, statistic};
use super::{Experiment, Test};
use crate::analysis::claims::PointEffect;

/// Which side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The baseline.
    From,
    /// The other arm.
    To,
    /// The slope of a naive regression across the baseline's runs.
    Slope,
    /// The effect known by construction.
    Known,
}

impl Side {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::From, Self::To, Self::Slope, Self::Known];

    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::Slope => "slope",
            Self::Known => "known",
        }
    }
}

/// Both sides of a test, in runs of all strata. Contrasts of more than two arms have none.
pub fn sides(experiment: &Experiment, test: &Test, arms: &[&Values]) -> Vec<(Side, PointEffect)> {
    let kept = kept(test, arms, experiment.baseline, Stratum::All);
    if arms.len() != 2 {
        return Vec::new();
    }
    if test.naive.is_some() {
        let Some(Regression { slope, known }) = regression(experiment.baseline, arms, &kept) else {
            return Vec::new();
        };
        return vec![
            (Side::Slope, estimate(&slope)),
            (Side::Known, estimate(&known)),
        ];
    }
    let of = |arm: &&Values| estimate(&statistic(test, arm, &kept));
    let mut found: Vec<(Side, PointEffect)> = arms
        .iter()
        .enumerate()
        .map(|(at, arm)| {
            let own = at == experiment.baseline;
            (if own { Side::From } else { Side::To }, of(arm))
        })
        .collect();
    found.sort_by_key(|(side, _)| *side);
    found
}

/// A statistic with the standard error of its influences.
fn estimate((mean, influences): &(f64, Vec<f64>)) -> PointEffect {
    PointEffect {
        mean: *mean,
        ..PointEffect::of(influences)
    }
}

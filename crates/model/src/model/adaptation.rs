//! M6: how the other allies adapt to one that steps back.
//!
//! While an ally's will stays low the others raise their cooperation with each other, and since
//! staff and exercise time are finite, part of that effort is taken from the dyads of the laggard.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Dyad, Values};
use super::state::{Adaptation, Adjustment, Will};
use super::sums::add_share;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Adaptation as AdaptationParameters;

/// Adaptation of the next month: A + η_A(1 − A) while the ally's will is low, else A − η_A·A.
#[inline(always)]
pub fn adaptation(level: f64, speed: f64, will: f64, threshold: f64) -> f64 {
    if will < threshold {
        level + speed * (1.0 - level)
    } else {
        level - speed * level
    }
}

/// A channel's target after adaptation: (x* + raise·(1 − x*))·keep.
#[inline(always)]
pub fn adapted_target(target: f64, raise: f64, keep: f64) -> f64 {
    (target + raise * (1.0 - target)) * keep
}

simd! {
    fn adapt<const L: usize>(
        p: &AdaptationParameters<Lanes<L>>, will: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, a| adaptation(a, p.speed[k], will[k], p.threshold[k]));
    }

    fn raise<const L: usize>(
        p: &AdaptationParameters<Lanes<L>>, level: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, raised| 1.0 - (1.0 - raised) * (1.0 - level[k] * p.gain[k]));
    }

    fn dilute<const L: usize>(
        p: &AdaptationParameters<Lanes<L>>, level: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, kept| kept * (1.0 - level[k] * p.gain[k] * p.dilution[k]));
    }

    /// Moves a target as adaptation has it.
    pub fn adjust_target<const L: usize>(adjustment: &Adjustment<L>, target: &mut Lanes<L>) {
        target.update(|k, x| adapted_target(x, adjustment.raise[k], adjustment.keep[k]));
    }
}

/// Moves adaptation to each ally by a month, from the mean will of that ally over its dyads.
pub fn adaptations<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    mut allies: Query<(&Ally, &mut Adaptation<L>)>,
    mut dyads: Query<(&Dyad, &Will<L>, &mut Adjustment<L>)>,
) {
    let p = &values.0.adaptation;
    for &entity in &cast.allies {
        let Ok((ally, mut adaptation)) = allies.get_mut(entity) else {
            continue;
        };
        let own = &cast.own_dyads[ally.ix];
        if own.is_empty() {
            continue;
        }
        let mut will = Lanes::ZERO;
        for &(d, side) in own {
            if let Ok((_, willing, _)) = dyads.get(cast.dyads[d]) {
                add_share(&willing.own[side], 1.0 / own.len() as f64, &mut will);
            }
        }
        adapt(p, &will, &mut adaptation.level);
    }
    for &entity in &cast.dyads {
        let Ok((dyad, _, mut adjustment)) = dyads.get_mut(entity) else {
            continue;
        };
        adjustment.raise = Lanes::ZERO;
        adjustment.keep = Lanes::splat(1.0);
        for &entity in &cast.allies {
            let Ok((ally, adaptation)) = allies.get(entity) else {
                continue;
            };
            if dyad.between.contains(&ally.ix) {
                dilute(p, &adaptation.level, &mut adjustment.keep);
            } else {
                raise(p, &adaptation.level, &mut adjustment.raise);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_adapt_while_will_is_low_and_relax_when_it_returns() {
        assert!((adaptation(0.0, 0.05, 0.2, 0.35) - 0.05).abs() < 1e-15);
        assert!((adaptation(0.4, 0.05, 0.5, 0.35) - 0.38).abs() < 1e-15);
    }

    #[test]
    fn a_target_stays_between_zero_and_one() {
        assert_eq!(adapted_target(0.4, 0.0, 1.0), 0.4);
        assert!((adapted_target(0.4, 0.3, 1.0) - 0.58).abs() < 1e-15);
        assert!((adapted_target(0.4, 0.0, 0.85) - 0.34).abs() < 1e-15);
        assert!(adapted_target(1.0, 1.0, 1.0) <= 1.0);
    }
}

//! M14: the bloc's alignment and its joint campaigns. The other path to simultaneous pressure,
//! opportunism, is not here: a prober that sees allied forces engaged elsewhere finds the present
//! theatre less well defended (M9).

use bevy_ecs::prelude::*;

use super::cast::{Cast, Dice, Members, Values};
use super::process::Process;
use super::state::{Alignment, CoordinationEstimate};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::clamp;
use crate::scenario::Bloc as BlocParameters;

/// Alignment of the next month, g + η_g(ḡ + γ_p·pressure − g), kept in [0, 1].
#[inline(always)]
pub fn alignment(level: f64, speed: f64, mean: f64, pressure: f64) -> f64 {
    clamp(level + speed * (mean + pressure - level), 0.0, 1.0)
}

simd! {
    fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }

    fn align<const L: usize>(
        p: &BlocParameters<Lanes<L>>, members: f64, estimates: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, g| {
            let pressure = estimates[k] / members - p.reference[k];
            alignment(g, p.speed[k], p.mean[k], p.pressure[k] * pressure)
        });
    }

    fn campaign<const L: usize>(
        p: &BlocParameters<Lanes<L>>, draw: &Lanes<L>, level: &Lanes<L>,
        on: &mut Lanes<L>, began: &mut Lanes<L>
    ) {
        began.set(|k| {
            let starts = draw[k] < p.campaign[k] * level[k];
            if (on[k] < 0.5) & starts { 1.0 } else { 0.0 }
        });
        on.update(|k, on| {
            let stays = (on > 0.5) & (draw[k] >= p.end[k]);
            if stays | (began[k] > 0.5) { 1.0 } else { 0.0 }
        });
    }
}

/// Moves alignment by a month and begins and ends campaigns.
pub fn campaigns<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    estimates: Query<&CoordinationEstimate<L>>,
    mut blocs: Query<(&Members, &mut Alignment<L>)>,
) {
    let Ok((members, mut alignment)) = blocs.get_mut(cast.bloc) else {
        return;
    };
    let p = &values.0.bloc;
    let Alignment {
        level,
        campaign: on,
        began,
    } = &mut *alignment;
    let mut sum = Lanes::ZERO;
    for &member in members.entities() {
        if let Ok(estimate) = estimates.get(member) {
            add(&estimate.mean, &mut sum);
        }
    }
    align(p, members.entities().len() as f64, &sum, level);
    let mut draw = Lanes::ZERO;
    dice.0
        .uniform(Process::Campaign.code(), cast.bloc_id, 0, &mut draw);
    campaign(p, &draw, level, on, began);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_draws_the_bloc_together_or_apart() {
        assert!(alignment(0.3, 0.05, 0.3, 0.1) > 0.3 && alignment(0.3, 0.05, 0.3, -0.1) < 0.3);
        assert_eq!(alignment(1.0, 1.0, 1.0, 0.7), 1.0);
    }
}

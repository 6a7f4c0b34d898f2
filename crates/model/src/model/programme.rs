//! M12: a prober's own programme, and its excitation by recent provocations.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Challenge, Dice, Prober, Values};
use super::process::Process;
use super::state::{Choice, Excitation, Programme};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

/// Programme of the next month, ρ·prog + √(1 − ρ²)·ε, which keeps variance 1.
#[inline(always)]
pub fn programme(level: f64, persistence: f64, normal: f64) -> f64 {
    persistence * level + (1.0 - persistence * persistence).sqrt() * normal
}

/// Excitation of the next month, δ_E·E + 1[a ≥ 2].
#[inline(always)]
pub fn excitation(level: f64, decay: f64, provoked: f64) -> f64 {
    decay * level + provoked
}

simd! {
    fn advance<const L: usize>(rho: &Lanes<L>, normal: &Lanes<L>, level: &mut Lanes<L>) {
        level.update(|k, x| programme(x, rho[k], normal[k]));
    }

    fn note<const L: usize>(rung: &Lanes<L>, provoked: &mut Lanes<L>) {
        provoked.update(|k, p| if rung[k] > 1.5 { 1.0 } else { p });
    }

    fn excite<const L: usize>(decay: &Lanes<L>, provoked: &Lanes<L>, level: &mut Lanes<L>) {
        level.update(|k, e| excitation(e, decay[k], provoked[k]));
    }
}

/// Moves the probers' programmes by a month.
pub fn programmes<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    mut probers: Query<(&Prober, &mut Programme<L>)>,
) {
    for (prober, mut programme) in &mut probers {
        let mut normal = Lanes::ZERO;
        dice.0
            .normal(Process::ProgrammeNoise.code(), prober.id, 0, &mut normal);
        let persistence = &values.0.probers[prober.ix].programme_persistence;
        advance(persistence, &normal, &mut programme.level);
    }
}

/// Moves the probers' excitation by a month.
pub fn excitations<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    challenges: Query<(&Challenge, &Choice<L>)>,
    mut probers: Query<(&Prober, &mut Excitation<L>)>,
) {
    for (prober, mut excitation) in &mut probers {
        let mut provoked = Lanes::ZERO;
        for &entity in &cast.challenges {
            let Ok((challenge, choice)) = challenges.get(entity) else {
                continue;
            };
            if challenge.prober == prober.ix {
                note(&choice.rung, &mut provoked);
            }
        }
        excite(
            &values.0.decision.excitation_decay,
            &provoked,
            &mut excitation.level,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programme_keeps_unit_variance() {
        let rho: f64 = 0.95;
        let variance = rho * rho + programme(0.0, rho, 1.0).powi(2);
        assert!((variance - 1.0).abs() < 1e-15);
    }
}

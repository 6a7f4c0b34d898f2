//! M3: a guarantor's commitment, which fluctuates and jumps at its elections.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Clock, Dice, Values};
use super::levers::Levers;
use super::process::Process;
use super::state::{Commitment, Government};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::{Commitment as CommitmentParameters, LeverTarget};

/// Commitment of the next month: φ_c·c + s_c·ε, and a jump s_J·ε at turnover.
#[inline(always)]
pub fn commitment(level: f64, persistence: f64, noise: f64, jump: f64) -> f64 {
    persistence * level + noise + jump
}

simd! {
    fn fluctuate<const L: usize>(
        p: &CommitmentParameters<Lanes<L>>, turnover: &Lanes<L>, noise: &Lanes<L>,
        jump: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, c| {
            commitment(c, p.persistence[k], p.noise[k] * noise[k], turnover[k] * p.election_jump[k] * jump[k])
        });
    }
}

/// Moves the guarantors' commitment by a month.
pub fn commitments<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    clock: Res<Clock>,
    levers: Res<Levers<L>>,
    mut allies: Query<(&Ally, &Government<L>, &mut Commitment<L>)>,
) {
    for (ally, government, mut commitment) in &mut allies {
        if !ally.guarantor {
            continue;
        }
        let (mut noise, mut jump) = (Lanes::ZERO, Lanes::ZERO);
        dice.0
            .normal(Process::CommitmentNoise.code(), ally.id, 0, &mut noise);
        if government.turnover.any(|k| government.turnover[k] > 0.5) {
            dice.0
                .normal(Process::CommitmentNoise.code(), ally.id, 2, &mut jump);
        }
        let turnover = &government.turnover;
        fluctuate(
            &values.0.commitment,
            turnover,
            &noise,
            &jump,
            &mut commitment.level,
        );
        let target = LeverTarget::Commitment { ally: ally.ix };
        levers.on_ally(clock.step, target, &mut commitment.level);
    }
}

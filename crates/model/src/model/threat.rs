//! M16: threat as the allies perceive it.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Challenge, Clock, Values};
use super::levers::Levers;
use super::state::{Choice, Threat};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::{LeverTarget, Threat as ThreatParameters};

/// Threat of the next month: (1 − δ_τ)·τ + Σ e·v_ih·sev_a.
#[inline(always)]
pub fn threat(level: f64, decay: f64, provocation: f64) -> f64 {
    (1.0 - decay) * level + provocation
}

simd! {
    fn fade<const L: usize>(p: &ThreatParameters<Lanes<L>>, level: &mut Lanes<L>) {
        level.update(|k, t| threat(t, p.decay[k], 0.0));
    }

    fn alarm<const L: usize>(
        p: &ThreatParameters<Lanes<L>>, stake: &Lanes<L>, severity: &Lanes<L>,
        level: &mut Lanes<L>
    ) {
        level.update(|k, t| t + p.input[k] * stake[k] * severity[k]);
    }
}

/// Lets levers strike at the threat perceived, at the start of the month.
pub fn threat_levers<const L: usize>(
    clock: Res<Clock>,
    levers: Res<Levers<L>>,
    mut allies: Query<(&Ally, &mut Threat<L>)>,
) {
    for (ally, mut threat) in &mut allies {
        let target = LeverTarget::Threat { ally: ally.ix };
        levers.on_ally(clock.step, target, &mut threat.level);
    }
}

/// Moves the allies' perception of threat by a month.
pub fn threats<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    challenges: Query<(&Challenge, &Choice<L>)>,
    mut allies: Query<(&Ally, &mut Threat<L>)>,
) {
    for (ally, mut threat) in &mut allies {
        fade(&values.0.threat, &mut threat.level);
        for &entity in &cast.challenges {
            let Ok((challenge, choice)) = challenges.get(entity) else {
                continue;
            };
            let stake = &values.0.stakes[challenge.theatre][ally.ix].value;
            alarm(&values.0.threat, stake, &choice.severity, &mut threat.level);
        }
    }
}

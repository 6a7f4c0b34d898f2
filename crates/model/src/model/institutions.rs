//! M6: institutionalisation grows with use and decays to what law and treaty keep.

use bevy_ecs::prelude::*;

use super::cast::{Dyad, Values};
use super::state::{Channels, Institution};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::{
    ChannelKind, Dyad as DyadParameters, Institutions as InstitutionParameters, PerChannel,
};

/// Institutionalisation of the next month: inst + η_u·x̄(1 − inst) − η_δ(inst − floor). Kept
/// in [0, 1], which it could leave only if η_u + η_δ > 1.
#[inline(always)]
pub fn institution(level: f64, use_effect: f64, practice: f64, decay: f64, floor: f64) -> f64 {
    let next = level + use_effect * practice * (1.0 - level) - decay * (level - floor);
    crate::math::clamp(next, 0.0, 1.0)
}

simd! {
    fn practise<const L: usize>(
        p: &InstitutionParameters<Lanes<L>>, own: &DyadParameters<Lanes<L>>,
        practised: &PerChannel<Lanes<L>>, level: &mut Lanes<L>
    ) {
        level.update(|k, inst| {
            let [exercises, statements, intel, doctrine] = &practised.0;
            let sum = exercises[k] + statements[k] + intel[k] + doctrine[k];
            let mean = ChannelKind::SHARE * sum;
            institution(inst, p.use_effect[k], mean, p.decay[k], own.institution_floor[k])
        });
    }
}

/// Moves institutionalisation by a month.
pub fn institutions<const L: usize>(
    values: Res<Values<L>>,
    mut dyads: Query<(&Dyad, &Channels<L>, &mut Institution<L>)>,
) {
    for (dyad, channels, mut institution) in &mut dyads {
        let own = &values.0.dyads[dyad.ix];
        practise(
            &values.0.institutions,
            own,
            &channels.level,
            &mut institution.level,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_between_floor_and_one() {
        let (mut high, mut low) = (0.5, 0.5);
        for _ in 0..5000 {
            high = institution(high, 0.05, 1.0, 0.001, 0.1);
            low = institution(low, 0.05, 0.0, 0.03, 0.1);
        }
        assert!(high < 1.0 && (low - 0.1).abs() < 1e-9);
    }
}

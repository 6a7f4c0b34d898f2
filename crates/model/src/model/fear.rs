//! M16: fear that exercises raise in the probers, and reassurance by restraint.

use bevy_ecs::prelude::*;

use super::cast::{Prober, Values};
use super::state::{Fear, Seen, Trust};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Fear as FearParameters;

/// Fear of the next month: (1 − δ_F)·F + f_e·f_m·Σ size − f_n·reassurance.
#[inline(always)]
pub fn fear(level: f64, decay: f64, exercises: f64, reassurance: f64) -> f64 {
    (1.0 - decay) * level + exercises - reassurance
}

simd! {
    fn frighten<const L: usize>(
        p: &FearParameters<Lanes<L>>, weight: &Lanes<L>, size: &Lanes<L>, kept: &Lanes<L>,
        level: &mut Lanes<L>
    ) {
        level.update(|k, f| {
            let exercises = p.per_exercise[k] * weight[k] * size[k];
            fear(f, p.decay[k], exercises, p.reassurance[k] * kept[k])
        });
    }
}

/// Moves the probers' fear by a month.
pub fn fears<const L: usize>(
    values: Res<Values<L>>,
    mut probers: Query<(&Prober, &Seen<L>, &Trust<L>, &mut Fear<L>)>,
) {
    for (prober, seen, trust, mut fear) in &mut probers {
        let weight = &values.0.probers[prober.ix].fear_weight;
        frighten(
            &values.0.fear,
            weight,
            &seen.drill_size,
            &trust.kept,
            &mut fear.level,
        );
    }
}

//! M9: load on the allies in each theatre, from last month's probes and crises.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Challenge, Theatre, Values};
use super::state::{Choice, Crisis, Load};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

simd! {
    fn heaviest<const L: usize>(
        severity: &Lanes<L>, top: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, load| {
            let share = severity[k] / if top[k] > 0.0 { top[k] } else { 1.0 };
            let share = if share < 1.0 { share } else { 1.0 };
            if share > load { share } else { load }
        });
    }

    fn in_crisis<const L: usize>(active: &Lanes<L>, level: &mut Lanes<L>) {
        level.update(|k, load| if active[k] > 0.5 { 1.0 } else { load });
    }
}

/// Sets each theatre's load for the next month.
pub fn loads<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    challenges: Query<(&Challenge, &Choice<L>)>,
    mut theatres: Query<(&Theatre, &Crisis<L>, &mut Load<L>)>,
) {
    let Some(top) = values.0.rungs.last().map(|rung| &rung.severity) else {
        return;
    };
    for (theatre, crisis, mut load) in &mut theatres {
        load.level = Lanes::ZERO;
        for &entity in &cast.challenges {
            if let Ok((challenge, choice)) = challenges.get(entity)
                && challenge.theatre == theatre.ix
            {
                heaviest(&choice.severity, top, &mut load.level);
            }
        }
        in_crisis(&crisis.active, &mut load.level);
    }
}

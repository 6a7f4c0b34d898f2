//! M15: audience costs. What an ally has said and exercised in public makes it costlier not to
//! respond (tied hands, Fearon 1997), or, with negative weights, easier (moral hazard).

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Dyad, Values};
use super::state::{Activity, Audience, Seen, SeenAudience};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Audience as AudienceParameters;

/// Audience cost of the next month: δ_A·A + (1 − δ_A)(α_s·statements + α_e·exercises) − α_x·broken.
#[inline(always)]
pub fn audience(level: f64, retention: f64, said_and_done: f64, broken: f64) -> f64 {
    retention * level + (1.0 - retention) * said_and_done - broken
}

simd! {
    fn fade<const L: usize>(p: &AudienceParameters<Lanes<L>>, level: &mut Lanes<L>) {
        level.update(|k, a| audience(a, p.retention[k], 0.0, 0.0));
    }

    fn add_public_acts<const L: usize>(
        p: &AudienceParameters<Lanes<L>>, statement: &Lanes<L>, drills: &Lanes<L>,
        suspension: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, a| {
            let acts = p.statements[k] * statement[k] + p.exercises[k] * drills[k];
            a + audience(0.0, p.retention[k], acts, p.suspension[k] * suspension[k])
        });
    }
}

/// Moves audience costs by a month, as they are and as each receiver reckons them.
pub fn audiences<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    dyads: Query<(&Dyad, &Activity<L>)>,
    mut allies: Query<(&Ally, &mut Audience<L>)>,
    mut receivers: Query<(&Seen<L>, &mut SeenAudience<L>)>,
) {
    let p = &values.0.audience;
    for (_, mut audience) in &mut allies {
        fade(p, &mut audience.level);
    }
    for (_, mut reckoned) in &mut receivers {
        for level in &mut reckoned.by_ally {
            fade(p, level);
        }
    }
    for &entity in &cast.dyads {
        let Ok((dyad, activity)) = dyads.get(entity) else {
            continue;
        };
        for i in dyad.between {
            if let Ok((_, mut audience)) = allies.get_mut(cast.allies[i]) {
                let Activity {
                    statement,
                    drills,
                    suspension,
                    ..
                } = activity;
                add_public_acts(p, statement, drills, suspension, &mut audience.level);
            }
            for (seen, mut reckoned) in &mut receivers {
                let (statement, drills) = (&seen.statement[dyad.ix], &seen.drills[dyad.ix]);
                add_public_acts(
                    p,
                    statement,
                    drills,
                    &activity.suspension,
                    &mut reckoned.by_ally[i],
                );
            }
        }
    }
}

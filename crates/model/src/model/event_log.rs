//! The event log: every probe, response, exercise, statement, suspension, election, shock, crisis and
//! war, as codes. No text is built in a step.

use bevy_ecs::prelude::*;

use super::cast::Clock;
use super::recorder::{Log, Observed};
use crate::record::{Event, NO_LABEL, NO_RUNG};

/// Writes the month's events.
pub fn log_events<const L: usize>(world: Observed<L>, clock: Res<Clock>, mut log: ResMut<Log>) {
    let Some(step) = clock.recorded() else { return };
    let Log {
        events, replicates, ..
    } = &mut *log;
    for (k, &run) in replicates.iter().enumerate() {
        events_of(&world, k, &mut |event| {
            events.push(Event {
                run,
                step: step as u32,
                ..event
            });
        });
    }
}

/// Hands over the month's events of a lane, in the order of the log; without run and step.
pub(super) fn events_of<const L: usize>(
    world: &Observed<L>,
    k: usize,
    each: &mut impl FnMut(Event),
) {
    let allies = world.cast.allies.len();
    let code = |n: usize| n as u16;
    let mut put = |kind: u16, actor: u16, target: u16, theatre: u16, rung: u8, value: f64| {
        each(Event {
            run: 0,
            step: 0,
            kind,
            actor,
            target,
            theatre,
            rung,
            value,
        });
    };
    for &entity in &world.cast.allies {
        let Ok((ally, government, ..)) = world.allies.get(entity) else {
            continue;
        };
        if government.turnover[k] > 0.5 {
            put(
                5,
                code(ally.ix),
                NO_LABEL,
                NO_LABEL,
                NO_RUNG,
                government.stance[k],
            );
        }
    }
    for &entity in &world.cast.dyads {
        let Ok((dyad, _, _, activity, _, opinion)) = world.dyads.get(entity) else {
            continue;
        };
        let [i, j] = dyad.between.map(code);
        for (side, (own, partner)) in [(i, j), (j, i)].into_iter().enumerate() {
            if opinion.shock[side][k] > 0.0 {
                put(6, own, partner, NO_LABEL, NO_RUNG, opinion.shock[side][k]);
            }
        }
        if activity.suspension[k] > 0.5 {
            put(4, i, j, NO_LABEL, NO_RUNG, f64::NAN);
        }
        if activity.resumption[k] > 0.5 {
            put(9, i, j, NO_LABEL, NO_RUNG, f64::NAN);
        }
        if activity.drills[k] > 0.5 {
            put(2, i, j, NO_LABEL, NO_RUNG, activity.drills[k]);
        }
        if activity.statement[k] > 0.5 {
            put(3, i, j, NO_LABEL, NO_RUNG, f64::NAN);
        }
    }
    for &entity in &world.cast.challenges {
        let Ok((challenge, choice, answer)) = world.challenges.get(entity) else {
            continue;
        };
        let rung = choice.rung[k];
        if rung < 0.5 {
            continue;
        }
        let (prober, theatre) = (code(allies + challenge.prober), code(challenge.theatre));
        put(0, prober, NO_LABEL, theatre, rung as u8, choice.expected[k]);
        for (i, x) in answer.respond.iter().enumerate() {
            if x[k] > 0.5 {
                put(1, code(i), prober, theatre, rung as u8, answer.strength[k]);
            }
        }
    }
    for (h, &entity) in world.cast.theatres.iter().enumerate() {
        let Ok(crisis) = world.crises.get(entity) else {
            continue;
        };
        if crisis.began[k] > 0.5 {
            put(7, NO_LABEL, NO_LABEL, code(h), NO_RUNG, crisis.gap[k]);
        }
        if crisis.war[k] > 0.5 {
            put(8, NO_LABEL, NO_LABEL, code(h), NO_RUNG, crisis.gap[k]);
        }
        if crisis.settled[k] > 0.5 {
            put(10, NO_LABEL, NO_LABEL, code(h), NO_RUNG, f64::NAN);
        }
    }
    for (base, access) in &world.bases {
        if access.granted[k] < 0.5 {
            let (host, guest) = (code(base.host), code(base.guest));
            put(12, host, guest, code(base.theatre), NO_RUNG, f64::NAN);
        }
    }
    for alignment in &world.blocs {
        if alignment.began[k] > 0.5 {
            put(
                11,
                NO_LABEL,
                NO_LABEL,
                NO_LABEL,
                NO_RUNG,
                alignment.level[k],
            );
        }
    }
}

//! The event log: every probe, response, exercise, statement, suspension, election, shock, crisis and
//! war, as codes. No text is built in a step.

use bevy_ecs::prelude::*;

use super::cast::Clock;
use super::observables::{EventKind, Observed};
use super::recorder::Log;
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
    let mut put = |kind: EventKind, actor: u16, target: u16, theatre: u16, rung: u8, value: f64| {
        each(Event {
            run: 0,
            step: 0,
            kind: kind as u16,
            actor,
            target,
            theatre,
            rung,
            value,
        });
    };
    for &entity in &world.cast.allies {
        let Ok(own) = world.allies.get(entity) else {
            continue;
        };
        let (ally, government) = (own.ally, own.government);
        if government.turnover[k] > 0.5 {
            put(
                EventKind::Election,
                code(ally.ix),
                NO_LABEL,
                NO_LABEL,
                NO_RUNG,
                government.stance[k],
            );
        }
    }
    for &entity in &world.cast.dyads {
        let Ok(own) = world.dyads.get(entity) else {
            continue;
        };
        let (activity, opinion) = (own.activity, own.opinion);
        let [i, j] = own.dyad.between.map(code);
        for (side, (own, partner)) in [(i, j), (j, i)].into_iter().enumerate() {
            if opinion.shock[side][k] > 0.0 {
                put(
                    EventKind::Shock,
                    own,
                    partner,
                    NO_LABEL,
                    NO_RUNG,
                    opinion.shock[side][k],
                );
            }
        }
        if activity.suspension[k] > 0.5 {
            put(EventKind::Suspension, i, j, NO_LABEL, NO_RUNG, f64::NAN);
        }
        if activity.resumption[k] > 0.5 {
            put(EventKind::Resumption, i, j, NO_LABEL, NO_RUNG, f64::NAN);
        }
        if activity.drills[k] > 0.5 {
            put(
                EventKind::Exercise,
                i,
                j,
                NO_LABEL,
                NO_RUNG,
                activity.drills[k],
            );
        }
        if activity.statement[k] > 0.5 {
            put(EventKind::Statement, i, j, NO_LABEL, NO_RUNG, f64::NAN);
        }
    }
    for &entity in &world.cast.challenges {
        let Ok(own) = world.challenges.get(entity) else {
            continue;
        };
        let (challenge, choice, answer) = (own.challenge, own.choice, own.answer);
        let rung = choice.rung[k];
        if rung < 0.5 {
            continue;
        }
        let (prober, theatre) = (code(allies + challenge.prober), code(challenge.theatre));
        put(
            EventKind::Probe,
            prober,
            NO_LABEL,
            theatre,
            rung as u8,
            choice.expected[k],
        );
        for (i, x) in answer.respond.iter().enumerate() {
            if x[k] > 0.5 {
                put(
                    EventKind::Response,
                    code(i),
                    prober,
                    theatre,
                    rung as u8,
                    answer.strength[k],
                );
            }
        }
    }
    for (h, &entity) in world.cast.theatres.iter().enumerate() {
        let Ok(crisis) = world.crises.get(entity) else {
            continue;
        };
        if crisis.began[k] > 0.5 {
            put(
                EventKind::Crisis,
                NO_LABEL,
                NO_LABEL,
                code(h),
                NO_RUNG,
                crisis.gap[k],
            );
        }
        if crisis.war[k] > 0.5 {
            put(
                EventKind::War,
                NO_LABEL,
                NO_LABEL,
                code(h),
                NO_RUNG,
                crisis.gap[k],
            );
        }
        if crisis.settled[k] > 0.5 {
            put(
                EventKind::Settlement,
                NO_LABEL,
                NO_LABEL,
                code(h),
                NO_RUNG,
                f64::NAN,
            );
        }
    }
    for own in &world.bases {
        let base = own.base;
        if own.access.granted[k] < 0.5 {
            let (host, guest) = (code(base.host), code(base.guest));
            put(
                EventKind::Refusal,
                host,
                guest,
                code(base.theatre),
                NO_RUNG,
                f64::NAN,
            );
        }
    }
    for alignment in &world.blocs {
        if alignment.began[k] > 0.5 {
            put(
                EventKind::Campaign,
                NO_LABEL,
                NO_LABEL,
                NO_LABEL,
                NO_RUNG,
                alignment.level[k],
            );
        }
    }
}

//! M8: stocks that engagements drain and deliveries refill. A force is used up only by rungs that
//! it has a part in.

use bevy_ecs::prelude::*;

use super::super::state::Stock;
use super::fixed::Plan;
use super::pools::PoolKind;
use super::readiness::{Readiness, Workspace};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::select;
use crate::model::cast::{Cast, Challenge, Force, Values};
use crate::model::levels::force_share;
use crate::model::rules::Switches;
use crate::model::state::{Answer, Choice};
use crate::scenario::{Force as ForceParameters, ForceKind, Rung};

/// Units consumed in an engagement, c·units·sev_a/sev_top.
#[inline(always)]
pub fn consumed(consumption: f64, units: f64, severity: f64, top: f64) -> f64 {
    let scale = if severity < top { severity / top } else { 1.0 };
    consumption * units * if top > 0.0 { scale } else { 0.0 }
}

/// Stock of the next month, min(full, stock − used + refill), never below 0.
#[inline(always)]
pub fn restock(stock: f64, used: f64, refill: f64, full: f64) -> f64 {
    let left = stock - used;
    let next = if left > 0.0 { left } else { 0.0 } + refill;
    if next < full { next } else { full }
}

simd! {
    fn use_up<const L: usize>(
        p: &ForceParameters<Lanes<L>>, units: &Lanes<L>, reach: &Lanes<L>, respond: &Lanes<L>,
        hard: &Lanes<L>, measured: &Lanes<L>, severity: &Lanes<L>, top: &Lanes<L>,
        used: &mut Lanes<L>
    ) {
        used.update(|k, used| {
            let brought = units[k] * reach[k] * respond[k] * force_share(measured[k], hard[k]);
            used + consumed(p.consumption[k], brought, severity[k], top[k])
        });
    }

    /// Takes the severity where the rung chosen is one that the force has a part in.
    fn employ<const L: usize>(
        which: f64, choice: &Choice<L>, weight: &Lanes<L>, engaged: &mut Lanes<L>
    ) {
        let Choice { rung, severity, .. } = choice;
        engaged.update(|k, x| select((rung[k] == which) & (weight[k] > 0.0), severity[k], x));
    }

    fn deliver<const L: usize>(
        p: &ForceParameters<Lanes<L>>, used: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, stock| restock(stock, used[k], p.refill[k], p.stock[k]));
    }
}

/// The weight of a rung that engages a kind of force, and its place among the four.
fn engages<T>(rung: &Rung<T>, kind: ForceKind) -> (usize, &T) {
    match kind {
        ForceKind::MissileDefence => (0, &rung.weight_defence),
        ForceKind::Cover => (1, &rung.weight_cover),
        ForceKind::Search | ForceKind::Lift => (2, &rung.weight_search),
        ForceKind::Strike => (3, &rung.weight_strike),
    }
}

/// Severity of a probe to a kind of force, 0 where the rung chosen gives it no part: interceptors are
/// spent on raids, and a grey-zone response fires nothing.
fn engaged_severity<const L: usize>(
    rungs: &[Rung<Lanes<L>>],
    kind: ForceKind,
    choice: &Choice<L>,
    out: &mut Lanes<L>,
) {
    *out = Lanes::ZERO;
    for (a, rung) in rungs.iter().enumerate() {
        employ((a + 1) as f64, choice, engages(rung, kind).1, out);
    }
}

/// Fills all stocks at the start.
pub fn full_stocks<const L: usize>(
    values: Res<Values<L>>,
    mut forces: Query<(&Force, &mut Stock<L>)>,
) {
    for (force, mut stock) in &mut forces {
        stock.level = values.0.forces[force.ix].stock;
    }
}

/// Drains the stocks of those who responded this month, and refills all.
pub fn stocks<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    plan: Res<Plan<L>>,
    switches: Res<Switches>,
    readiness: Res<Readiness<L>>,
    mut workspace: ResMut<Workspace<L>>,
    challenges: Query<(&Challenge, &Choice<L>, &Answer<L>)>,
    mut forces: Query<(&Force, &mut Stock<L>)>,
) {
    let p = &values.0;
    let Some(last) = p.rungs.last() else {
        return;
    };
    let (top, severities) = (&last.severity, &mut workspace.severities);
    let one = Lanes::splat(1.0);
    let measured = if switches.0.levels {
        &p.levels.measured
    } else {
        &one
    };
    // Forces of a kind are engaged alike.
    let mut known = [false; 4];
    for (force, mut stock) in &mut forces {
        let own = &p.forces[force.ix];
        if !own.consumption.any(|k| own.consumption[k] > 0.0) {
            continue;
        }
        let (kind, _) = engages(last, force.kind);
        if !known[kind] {
            for (n, &entity) in cast.challenges.iter().enumerate() {
                if let Ok((_, choice, _)) = challenges.get(entity) {
                    engaged_severity(&p.rungs, force.kind, choice, &mut severities[n][kind]);
                }
            }
            known[kind] = true;
        }
        let reach = match force.kind {
            ForceKind::MissileDefence | ForceKind::Strike => PoolKind::Strike,
            ForceKind::Cover | ForceKind::Search | ForceKind::Lift => PoolKind::Search,
        };
        let mut used = Lanes::ZERO;
        for (&entity, severities) in cast.challenges.iter().zip(&*severities) {
            let Ok((challenge, _, answer)) = challenges.get(entity) else {
                continue;
            };
            if !answer.any.any(|k| answer.any[k] > 0.5) {
                continue;
            }
            use_up(
                own,
                &readiness.units[force.ix],
                readiness.reach(&plan, reach, force.owner, challenge.theatre),
                &answer.respond[force.owner],
                &answer.hard[force.owner],
                measured,
                &severities[kind],
                top,
                &mut used,
            );
        }
        deliver(own, &used, &mut stock.level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_engagement_of_the_top_rung_uses_its_share() {
        assert_eq!(consumed(0.5, 8.0, 1.6, 1.6), 4.0);
        assert_eq!(consumed(0.5, 8.0, 0.8, 1.6), 2.0);
        assert_eq!(consumed(0.5, 8.0, 3.2, 1.6), 4.0);
        assert_eq!(consumed(0.5, 8.0, 0.5, 0.0), 0.0);
        assert_eq!(restock(10.0, 4.0, 1.0, 20.0), 7.0);
        assert_eq!(restock(2.0, 4.0, 0.5, 20.0), 0.5);
        assert_eq!(restock(19.5, 0.0, 1.0, 20.0), 20.0);
    }
}

//! M1: elections, leaders' stance and hidden types.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Clock, Dice, Values};
use super::levers::Levers;
use super::process::Process;
use super::state::{Government, HiddenType};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

/// Probability that the type is drawn anew this month, 1 − (1 − h)(1 − h_e·turnover).
#[inline(always)]
pub fn redraw_probability(hazard: f64, at_election: f64, turnover: f64) -> f64 {
    1.0 - (1.0 - hazard) * (1.0 - at_election * turnover)
}

/// Mean stance of the party in office: μ_a or μ_b.
#[inline(always)]
pub fn party_mean(party: f64, mean_a: f64, mean_b: f64) -> f64 {
    if party > 0.5 { mean_b } else { mean_a }
}

simd! {
    fn call_elections<const L: usize>(
        draw: &Lanes<L>, hazard: &Lanes<L>, term: &Lanes<L>, left: &mut Lanes<L>, turnover: &mut Lanes<L>
    ) {
        turnover.set(|k| if (left[k] <= 0.0) | (draw[k] < hazard[k]) { 1.0 } else { 0.0 });
        left.update(|k, months| if turnover[k] > 0.5 { term[k] } else { months } - 1.0);
    }

    fn redraw_types<const L: usize>(
        change: &Lanes<L>, draw: &Lanes<L>, hazard: &Lanes<L>, at_election: &Lanes<L>,
        share: &Lanes<L>, turnover: &Lanes<L>, resolute: &mut Lanes<L>
    ) {
        resolute.update(|k, z| {
            let fresh = if draw[k] < share[k] { 1.0 } else { 0.0 };
            let p = redraw_probability(hazard[k], at_election[k], turnover[k]);
            if change[k] < p { fresh } else { z }
        });
    }
}

/// Holds elections when they are due or called early, and seats new governments; or seats those that a
/// lever gives.
pub fn elections<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    clock: Res<Clock>,
    levers: Res<Levers<L>>,
    mut allies: Query<(&Ally, &mut Government<L>)>,
) {
    // The governments of the first month stay in office through the burn-in.
    let Some(month) = clock.recorded() else {
        return;
    };
    let p = &values.0.politics;
    for (ally, mut government) in &mut allies {
        let own = &values.0.allies[ally.ix];
        let g = &mut *government;
        let given = levers.on_party(clock.step, ally.ix);
        match given {
            Some((_, begins)) => {
                let turnover = if begins && month > 0 { 1.0 } else { 0.0 };
                g.turnover = Lanes::splat(turnover);
            }
            None => {
                let mut draw = Lanes::splat(1.0);
                if own.early_election.any(|k| own.early_election[k] > 0.0) {
                    dice.0
                        .uniform(Process::EarlyElection.code(), ally.id, 0, &mut draw);
                }
                call_elections(
                    &draw,
                    &own.early_election,
                    &own.term,
                    &mut g.months_left,
                    &mut g.turnover,
                );
            }
        }
        let seats = given.is_some_and(|(_, begins)| begins);
        if !seats && !g.turnover.any(|k| g.turnover[k] > 0.5) {
            continue;
        }
        let (mut change, mut normal) = (Lanes::ZERO, Lanes::ZERO);
        dice.0
            .uniform(Process::NewGovernment.code(), ally.id, 0, &mut change);
        dice.0
            .normal(Process::NewGovernment.code(), ally.id, 2, &mut normal);
        for k in 0..L {
            if seats || g.turnover[k] > 0.5 {
                match given {
                    Some((party, _)) => g.party[k] = party[k],
                    None if change[k] < p.party_change[k] => g.party[k] = 1.0 - g.party[k],
                    None => {}
                }
                g.party_mean[k] = party_mean(g.party[k], own.stance_a[k], own.stance_b[k]);
                g.stance[k] = g.party_mean[k] + p.stance_spread[k] * normal[k];
            }
        }
    }
}

/// Draws hidden types anew, by hazard and at turnover.
pub fn hidden_types<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    mut allies: Query<(&Ally, &Government<L>, &mut HiddenType<L>)>,
) {
    let p = &values.0.politics;
    for (ally, government, mut hidden) in &mut allies {
        let (mut change, mut draw) = (Lanes::ZERO, Lanes::ZERO);
        dice.0.uniform_pair(
            Process::TypeRedraw.code(),
            ally.id,
            0,
            &mut change,
            &mut draw,
        );
        redraw_types(
            &change,
            &draw,
            &p.type_redraw,
            &p.type_redraw_election,
            &values.0.allies[ally.ix].resolute_share,
            &government.turnover,
            &mut hidden.resolute,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turnover_adds_its_own_chance_of_a_new_type() {
        assert_eq!(redraw_probability(0.02, 0.35, 0.0), 1.0 - 0.98);
        assert!((redraw_probability(0.02, 0.35, 1.0) - (1.0 - 0.98 * 0.65)).abs() < 1e-15);
    }
}

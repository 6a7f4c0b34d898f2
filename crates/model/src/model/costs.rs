//! M16: what forces, exercises, links and programmes cost, and what probes and wars cost the allies,
//! so that alternatives can be compared at equal cost (autonomy against alliance).

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Challenge, Clock, Dyad, Force, Theatre, Values};
use super::state::{Activity, Answer, Channels, Choice, Crisis, Industry, Losses, Posture};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::{ChannelKind, Costs as CostParameters, Force as ForceParameters};

/// What the alliance spends this month, in cost units.
#[derive(Resource, Clone)]
pub struct Cost<const L: usize> {
    /// Forces in being, exercises, links and joint programmes.
    pub month: Lanes<L>,
}

/// Cost of a force element in being: u_s·M_s at its posture.
#[inline(always)]
pub fn force_cost(unit_cost: f64, capacity: f64, posture: f64) -> f64 {
    unit_cost * capacity * posture
}

simd! {
    fn keep_forces<const L: usize>(
        p: &ForceParameters<Lanes<L>>, posture: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + force_cost(p.unit_cost[k], p.capacity[k], posture[k]));
    }

    fn keep_ties<const L: usize>(
        p: &CostParameters<Lanes<L>>, drills: &Lanes<L>, intel: &Lanes<L>, doctrine: &Lanes<L>,
        share: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| {
            s + p.exercise[k] * drills[k] + p.link[k] * (intel[k] + doctrine[k])
                + p.programme[k] * share[k]
        });
    }

    fn lose_probe<const L: usize>(
        stake: &Lanes<L>, severity: &Lanes<L>, success: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + stake[k] * severity[k] * success[k]);
    }

    fn lose_war<const L: usize>(
        p: &CostParameters<Lanes<L>>, stake: &Lanes<L>, war: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + p.war_loss[k] * stake[k] * war[k]);
    }
}

/// Works out the month's costs and losses.
pub fn costs<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    clock: Res<Clock>,
    switches: Res<super::rules::Switches>,
    mut cost: ResMut<Cost<L>>,
    forces: Query<&Force>,
    dyads: Query<(&Dyad, &Activity<L>, &Channels<L>, &Industry<L>)>,
    challenges: Query<(&Challenge, &Choice<L>, &Answer<L>)>,
    theatres: Query<(&Theatre, &Crisis<L>)>,
    mut allies: Query<(&Ally, &Posture<L>, &mut Losses<L>)>,
) {
    if clock.recorded().is_none() {
        return;
    }
    let p = &values.0;
    cost.month = Lanes::ZERO;
    for &entity in &cast.forces {
        if let Ok(force) = forces.get(entity)
            && let Ok((_, posture, _)) = allies.get(cast.allies[force.owner])
        {
            keep_forces(&p.forces[force.ix], &posture.assets, &mut cost.month);
        }
    }
    for &entity in &cast.dyads {
        if let Ok((_, activity, channels, industry)) = dyads.get(entity) {
            let level = |channel: ChannelKind| &channels.level[channel];
            let (intel, doctrine) = (level(ChannelKind::Intel), level(ChannelKind::Doctrine));
            let share = if switches.0.industry {
                &industry.share
            } else {
                &Lanes::ZERO
            };
            keep_ties(
                &p.costs,
                &activity.drills,
                intel,
                doctrine,
                share,
                &mut cost.month,
            );
        }
    }
    for (ally, _, mut losses) in &mut allies {
        losses.month = Lanes::ZERO;
        for &entity in &cast.challenges {
            if let Ok((challenge, choice, answer)) = challenges.get(entity) {
                let stake = &p.stakes[challenge.theatre][ally.ix].value;
                lose_probe(stake, &choice.severity, &answer.success, &mut losses.month);
            }
        }
        for &entity in &cast.theatres {
            if let Ok((theatre, crisis)) = theatres.get(entity) {
                let stake = &p.stakes[theatre.ix][ally.ix].value;
                lose_war(&p.costs, stake, &crisis.war, &mut losses.month);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forces_in_being_cost_what_posture_makes_of_them() {
        assert!((force_cost(0.1, 8.0, 0.95) - 0.76).abs() < 1e-15);
    }
}

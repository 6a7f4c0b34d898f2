//! Predict: types may have changed since last month.

use bevy_ecs::prelude::*;

use super::super::state::{Belief, Expectation};
use super::goals::profile_bits;
use super::own_type::know;
use super::{CARRIED, FilterScratch, Goals, immediate};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::{Ally, Cast, Receiver, Values};
use crate::model::channels::adjust;
use crate::model::politics::redraw_probability;
use crate::model::state::{Government, HiddenType};
use crate::model::will::Views;
use crate::scenario::Channel;
use crate::theory::signals::mix_pair;

simd! {
    fn hazards<const L: usize>(
        hazard: &Lanes<L>, at_election: &Lanes<L>, turnover: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| redraw_probability(hazard[k], at_election[k], turnover[k]));
    }

    fn multiply<const L: usize>(profile: &[Lanes<L>], levels: &mut [Lanes<L>]) {
        for (p, x) in profile.iter().zip(levels) {
            x.update(|k, x| p[k] * x);
        }
    }

    fn expect<const L: usize>(
        profile: &[Lanes<L>], goal: &[Lanes<L>; 4], between: [usize; 2],
        channel: &Channel<Lanes<L>>, mass: &mut [Lanes<L>]
    ) {
        for (z, (p, mass)) in profile.iter().zip(mass).enumerate() {
            let goal = &goal[profile_bits(z, between)];
            mass.update(|k, m| {
                // A profile ruled out for good (a prior of 0 or 1) expects nothing.
                let level = m / if p[k] > 0.0 { p[k] } else { 1.0 };
                adjust(level, goal[k], channel.build[k], channel.cut[k])
            });
        }
    }

    /// One ally's transition applied to all pairs of profiles that differ in its type alone.
    fn butterfly<const L: usize>(
        mass: &mut [Lanes<L>], ally: usize, hazard: &Lanes<L>, prior: &Lanes<L>
    ) {
        let bit = 1 << ally;
        for low in (0..mass.len()).filter(|z| z & bit == 0) {
            let (head, tail) = mass.split_at_mut(low | bit);
            let (low, high) = (&mut head[low], &mut tail[0]);
            for k in 0..L {
                let (p0, p1) = mix_pair(low[k], high[k], hazard[k], prior[k]);
                low[k] = p0;
                high[k] = p1;
            }
        }
    }
}

/// Predict: types may have been drawn anew since last month (S4, S5), and the levels expected
/// under each profile mix accordingly, then move towards their targets. An ally knows the type that
/// it has now.
pub fn predict<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    goals: Res<Goals<L>>,
    mut scratch: ResMut<FilterScratch<L>>,
    allies: Query<(&Ally, &Government<L>)>,
    mut receivers: Query<(
        &Receiver,
        Option<&HiddenType<L>>,
        &mut Belief<L>,
        &mut Expectation<L>,
    )>,
) {
    let p = &values.0;
    let at_once = CARRIED.map(|carried| immediate(&p.channels[carried]));
    let hazard = &mut scratch.hazard;
    for (ally, government) in &allies {
        let out = &mut hazard[ally.ix];
        hazards(
            &p.politics.type_redraw,
            &p.politics.type_redraw_election,
            &government.turnover,
            out,
        );
    }
    for (receiver, hidden, mut belief, mut expectation) in &mut receivers {
        let goals = &goals.by_view[views.of_receiver[receiver.ix]];
        let own = receiver.own.zip(hidden);
        let move_on = |mass: &mut [Lanes<L>]| {
            for (i, ally) in p.allies.iter().enumerate() {
                if receiver.own != Some(i) {
                    butterfly(mass, i, &hazard[i], &ally.resolute_prior);
                }
            }
            // To mix over an ally's own type first would change nothing: the belief is about one
            // type before and about one after.
            if let Some((own, hidden)) = own {
                know(mass, own, &hidden.resolute);
            }
        };
        for (d, by_channel) in expectation.level.iter_mut().enumerate() {
            for ((carried, levels), at_once) in CARRIED.into_iter().zip(by_channel).zip(at_once) {
                if at_once {
                    let goal = &goals[d][carried];
                    for (z, x) in levels.iter_mut().enumerate() {
                        *x = goal[profile_bits(z, cast.between[d])];
                    }
                    continue;
                }
                multiply(&belief.profile, levels);
                move_on(levels);
            }
        }
        move_on(&mut belief.profile);
        for (d, by_channel) in expectation.level.iter_mut().enumerate() {
            for ((carried, levels), at_once) in CARRIED.into_iter().zip(by_channel).zip(at_once) {
                if at_once {
                    continue;
                }
                let channel = &p.channels[carried];
                let goal = &goals[d][carried];
                expect(&belief.profile, goal, cast.between[d], channel, levels);
            }
        }
    }
}

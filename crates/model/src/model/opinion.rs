//! M2: opinion in each public about the partner, and shocks from history.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Clock, Dice, Dyad, Values};
use super::levers::Levers;
use super::poisson::{poisson, poisson_floor};
use super::process::Process;
use super::state::{DomesticGain, Government, Opinion, Threat};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{exp, ln};
use crate::scenario::{Mechanisms, Opinion as OpinionParameters, Public};

/// Opinion of the next month without shocks: ō + φ(o − ō) + β_oτ(τ − τ̄) + noise, in logits.
#[inline(always)]
pub fn opinion(held: f64, mean: f64, persistence: f64, threat: f64, noise: f64) -> f64 {
    mean + persistence * (held - mean) + threat + noise
}

/// Monthly rate of shocks, ν·exp(−β_pol·θ): leaders unfriendly to cooperation politicise the past.
#[inline(always)]
pub fn shock_rate(rate: f64, politicising: f64, stance: f64) -> f64 {
    let rate = rate * exp(-politicising * stance);
    // Once a day is the most that the sampler of events is made for.
    if rate > 31.0 { 31.0 } else { rate }
}

/// Expected fall of opinion a month from shocks at a neutral stance, J̄(ν_ij + share_J·ν_ji).
/// It is given back every month, so that ō is the mean that the polls show.
#[inline(always)]
pub fn expected_shock(size: f64, own_rate: f64, other_rate: f64, passed: f64) -> f64 {
    size * (own_rate + passed * other_rate)
}

simd! {
    fn drift<const L: usize>(
        p: &OpinionParameters<Lanes<L>>, public: &Public<Lanes<L>>, threat: &Lanes<L>,
        threat_mean: &Lanes<L>, noise: &Lanes<L>, held: &mut Lanes<L>
    ) {
        held.update(|k, o| {
            let threat = p.threat_effect[k] * (threat[k] - threat_mean[k]);
            opinion(o, public.mean[k], p.persistence[k], threat, p.noise[k] * noise[k])
        });
    }

    fn rate_of_shocks<const L: usize>(
        p: &OpinionParameters<Lanes<L>>, public: &Public<Lanes<L>>, stance: &Lanes<L>,
        rate: &mut Lanes<L>
    ) {
        rate.set(|k| shock_rate(public.shock_rate[k], p.politicising[k], stance[k]));
    }

    fn give_back<const L: usize>(
        p: &OpinionParameters<Lanes<L>>, own: &Public<Lanes<L>>, other: &Public<Lanes<L>>,
        held: &mut Lanes<L>
    ) {
        held.update(|k, o| {
            o + expected_shock(p.shock_size[k], own.shock_rate[k], other.shock_rate[k], p.shock_passed[k])
        });
    }
}

simd! {
    fn enjoy<const L: usize>(gain: &Lanes<L>, shock: &Lanes<L>, total: &mut Lanes<L>) {
        total.update(|k, g| g + gain[k] * shock[k]);
    }

    fn suffer<const L: usize>(
        own: &Lanes<L>, other: &Lanes<L>, passed: &Lanes<L>, held: &mut Lanes<L>
    ) {
        held.update(|k, o| o - own[k] - passed[k] * other[k]);
    }

    fn add_shock<const L: usize>(
        n: f64, count: &Lanes<L>, size: &Lanes<L>, draw: &Lanes<L>, total: &mut Lanes<L>
    ) {
        total.update(|k, t| if count[k] > n { t - size[k] * ln(draw[k]) } else { t });
    }
}

/// Moves opinion by a month: persistence, threat, noise, and shocks from history.
pub fn opinions<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    levers: Res<Levers<L>>,
    switches: Res<super::rules::Switches>,
    mut allies: Query<(&Ally, &Government<L>, &Threat<L>, &mut DomesticGain<L>)>,
    mut dyads: Query<(&Dyad, &mut Opinion<L>)>,
) {
    let p = &values.0.opinion;
    let Mechanisms { history, .. } = switches.0;
    for (dyad, mut opinion) in &mut dyads {
        let publics = &values.0.publics[dyad.ix];
        for side in 0..2 {
            let Ok((ally, government, threat, mut gain)) =
                allies.get_mut(cast.allies[dyad.between[side]])
            else {
                continue;
            };
            let mut noise = Lanes::ZERO;
            dice.0.normal(
                Process::OpinionNoise.code(),
                dyad.public_id[side],
                0,
                &mut noise,
            );
            let threat_mean = &values.0.allies[ally.ix].threat_mean;
            let held = &mut opinion.held[side];
            drift(p, &publics[side], &threat.level, threat_mean, &noise, held);
            if history {
                give_back(p, &publics[side], &publics[1 - side], held);
                let mut rate = Lanes::ZERO;
                rate_of_shocks(p, &publics[side], &government.stance, &mut rate);
                let shock = &mut opinion.shock[side];
                draw_shocks(&dice, dyad.public_id[side], &rate, &p.shock_size, shock);
                if clock.recorded().is_some() {
                    enjoy(&p.domestic_gain, shock, &mut gain.total);
                }
            }
        }
        if history {
            let Opinion { held, shock } = &mut *opinion;
            for side in 0..2 {
                let (own, other) = (&shock[side], &shock[1 - side]);
                suffer(own, other, &p.shock_passed, &mut held[side]);
            }
        }
        for side in 0..2 {
            levers.on_opinion(clock.step, dyad.ix, side, &mut opinion.held[side]);
        }
    }
}

/// Draws the total size of this month's shocks: a Poisson number of exponential sizes.
fn draw_shocks<const L: usize>(
    dice: &Dice<L>,
    public: u32,
    rate: &Lanes<L>,
    size: &Lanes<L>,
    total: &mut Lanes<L>,
) {
    let (mut draw, mut floor) = (Lanes::ZERO, Lanes::ZERO);
    dice.0
        .uniform(Process::ShockCount.code(), public, 0, &mut draw);
    poisson_floor(rate, &mut floor);
    *total = Lanes::ZERO;
    if !draw.any(|k| draw[k] > floor[k]) {
        return;
    }
    let mut count = Lanes::ZERO;
    poisson(&draw, rate, &mut count);
    let mut n = 0;
    while count.any(|k| count[k] > f64::from(n)) {
        let mut u = Lanes::ZERO;
        dice.0.uniform(Process::ShockSize.code(), public, n, &mut u);
        add_shock(f64::from(n), &count, size, &u, total);
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opinion_returns_to_its_mean() {
        let mut o = 1.0;
        for _ in 0..2000 {
            o = opinion(o, -0.75, 0.96, 0.0, 0.0);
        }
        assert!((o + 0.75).abs() < 1e-12);
    }

    #[test]
    fn unfriendly_leaders_raise_the_rate_of_shocks() {
        assert!(shock_rate(0.05, 0.5, -0.5) > 0.05 && shock_rate(0.05, -0.5, -0.5) < 0.05);
    }
}

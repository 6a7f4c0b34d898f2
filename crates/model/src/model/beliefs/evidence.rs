//! Update: what was seen on the channels, as evidence.

use bevy_ecs::prelude::*;

use super::super::state::{Belief, Expectation};
use super::goals::profile_bits;
use super::own_type::{equate, know};
use super::{FilterScratch, Goals, immediate, update};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::ln;
use crate::model::cast::{Cast, Receiver, Values};
use crate::model::channels::adjust;
use crate::model::receivers::{Blur, Reading};
use crate::model::state::{HiddenType, LEVELS, Seen};
use crate::model::will::Views;
use crate::scenario::{Channel, ChannelKind};
use crate::theory::signals::{
    evidence_discount, seen_probability, sighting_log_likelihood, update_log_odds,
};

/// Variance of the innovation of intelligence sharing and doctrine at full attention, which parameters fix.
#[derive(Resource)]
pub struct Innovations<const L: usize> {
    /// By channel, for levels that fall and that rise: the variance and its logarithm.
    pub by_level: [[[Lanes<L>; 2]; 2]; 2],
}

/// Log-likelihood of `n` exercises seen at rate v·Λ·x̂, up to a term without the profile:
/// n·ln x̂ − v·Λ·x̂.
#[inline(always)]
pub fn exercise_log_likelihood(n: f64, ln_level: f64, rate: f64, level: f64) -> f64 {
    n * ln_level - rate * level
}

/// Variance of a reading about the reference moved on by a share a, s²(1 + (1 − a)²), since both
/// this reading and the reference are noisy.
#[inline(always)]
pub fn innovation_variance(noise: f64, share: f64) -> f64 {
    noise * noise * (1.0 + (1.0 - share) * (1.0 - share))
}

/// Log-likelihood of a reading given the level expected, up to a constant, on the innovation: the
/// mean is the reference moved towards the target. A level that moves over years is thus not
/// counted again every month.
#[inline(always)]
pub fn reading_log_likelihood(reading: f64, expected: f64, variance: f64, ln_variance: f64) -> f64 {
    let miss = reading - expected;
    -0.5 * (miss * miss / variance + ln_variance)
}

simd! {
    /// Adds what it says that no exercise was seen, by profile.
    fn weigh_silence<const L: usize>(
        rate: &Lanes<L>, visibility: &Lanes<L>, levels: &[Lanes<L>], weight: &Lanes<L>,
        evidence: &mut [Lanes<L>]
    ) {
        for (e, level) in evidence.iter_mut().zip(levels) {
            e.update(|k, e| {
                let rate = rate[k] * visibility[k];
                let ll = exercise_log_likelihood(0.0, 0.0, rate, level[k]);
                update_log_odds(e, weight[k], 1.0, ll)
            });
        }
    }

    /// Adds what the number of exercises seen says, by profile.
    fn weigh_exercises<const L: usize>(
        n: &Lanes<L>, rate: &Lanes<L>, visibility: &Lanes<L>, levels: &[Lanes<L>],
        weight: &Lanes<L>, log: &mut Lanes<L>, evidence: &mut [Lanes<L>]
    ) {
        for (e, level) in evidence.iter_mut().zip(levels) {
            log.set(|k| ln(if level[k] > 1e-300 { level[k] } else { 1e-300 }));
            e.update(|k, e| {
                let rate = rate[k] * visibility[k];
                let ll = exercise_log_likelihood(n[k], log[k], rate, level[k]);
                update_log_odds(e, weight[k], 1.0, ll)
            });
        }
    }

    /// ln f of a statement heard or not, at each of some levels.
    fn hear<const L: usize>(
        statement: &Lanes<L>, visibility: &Lanes<L>, false_alarm: &Lanes<L>, levels: &[Lanes<L>],
        out: &mut [Lanes<L>]
    ) {
        for (level, ll) in levels.iter().zip(out) {
            ll.set(|k| {
                let v = visibility[k];
                let omega = seen_probability(level[k], v, false_alarm[k] * v);
                sighting_log_likelihood(omega, statement[k])
            });
        }
    }

    /// ln f of the readings of both levels, for each pair of types.
    fn read<const L: usize>(
        reading: &[Lanes<L>; 2], made: &[Lanes<L>; 2], reference: &[Lanes<L>; 2],
        goals: [&[Lanes<L>; 4]; 2], channels: [&Channel<Lanes<L>>; 2],
        innovations: &[[[Lanes<L>; 2]; 2]; 2], blur: &[Blur<L>; 2],
        by_pair: &mut [Lanes<L>; 4]
    ) {
        for (n, sum) in by_pair.iter_mut().enumerate() {
            *sum = Lanes::ZERO;
            for r in 0..2 {
                let (reading, made, reference) = (&reading[r], &made[r], &reference[r]);
                let (goal, channel) = (&goals[r][n], channels[r]);
                let [[falling, ln_falling], [rising, ln_rising]] = &innovations[r];
                let Blur { variance: blur, ln_variance: ln_blur, .. } = &blur[r];
                sum.update(|k, sum| {
                    let rises = goal[k] > reference[k];
                    let variance = if rises { rising[k] } else { falling[k] };
                    let log = if rises { ln_rising[k] } else { ln_falling[k] };
                    let expected = adjust(reference[k], goal[k], channel.build[k], channel.cut[k]);
                    let (variance, log) = (variance * blur[k], log + ln_blur[k]);
                    let ll = reading_log_likelihood(reading[k], expected, variance, log);
                    sum + if made[k] > 0.5 { ll } else { 0.0 }
                });
            }
        }
    }

    fn innovation<const L: usize>(
        noise: &Lanes<L>, share: &Lanes<L>, out: &mut [Lanes<L>; 2]
    ) {
        let [variance, log] = out;
        variance.set(|k| innovation_variance(noise[k], share[k]));
        log.set(|k| ln(variance[k]));
    }

    fn weights<const L: usize>(
        temper: &Lanes<L>, correlation: &Lanes<L>, read: &[Lanes<L>; 2], out: &mut Lanes<L>
    ) {
        // Silence on exercises and statements is evidence too; a level unread is not.
        out.set(|k| temper[k] * evidence_discount(2.0 + read[0][k] + read[1][k], correlation[k]));
    }

    /// Adds evidence by profile.
    fn weigh<const L: usize>(
        weight: &Lanes<L>, by_profile: &[Lanes<L>], evidence: &mut [Lanes<L>]
    ) {
        for (e, ll) in evidence.iter_mut().zip(by_profile) {
            e.update(|k, e| update_log_odds(e, weight[k], 1.0, ll[k]));
        }
    }

    /// Adds evidence that tells the pairs of types of a dyad apart, not whole profiles.
    fn weigh_pairs<const L: usize>(
        weight: &Lanes<L>, by_pair: &[Lanes<L>; 4], between: [usize; 2],
        evidence: &mut [Lanes<L>]
    ) {
        for (z, e) in evidence.iter_mut().enumerate() {
            let ll = &by_pair[profile_bits(z, between)];
            e.update(|k, e| update_log_odds(e, weight[k], 1.0, ll[k]));
        }
    }
}

/// Works out the variances of innovations for the parameters of a block.
pub fn innovations<const L: usize>(values: &Values<L>, out: &mut Innovations<L>) {
    let p = &values.0;
    let noise = [&p.signals.noise_intel, &p.signals.noise_doctrine];
    for ((channel, noise), [falling, rising]) in
        LEVELS.into_iter().zip(noise).zip(&mut out.by_level)
    {
        let channel = &p.channels[channel];
        innovation(noise, &channel.cut, falling);
        innovation(noise, &channel.build, rising);
    }
}

/// Update: the belief takes in what was seen on all channels of all dyads.
pub fn learn_from_channels<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    goals: Res<Goals<L>>,
    innovations: Res<Innovations<L>>,
    mut scratch: ResMut<FilterScratch<L>>,
    mut receivers: Query<(
        &Receiver,
        &Reading<L>,
        &Seen<L>,
        &Expectation<L>,
        Option<&HiddenType<L>>,
        &mut Belief<L>,
    )>,
) {
    let p = &values.0;
    let FilterScratch {
        evidence,
        mass: by_profile,
        terms: [term, ..],
        ..
    } = &mut *scratch;
    let at_once = immediate(&p.channels[ChannelKind::Statements]);
    for (receiver, reading, seen, expectation, hidden, mut belief) in &mut receivers {
        let goals = &goals.by_view[views.of_receiver[receiver.ix]];
        evidence.fill(Lanes::ZERO);
        let mut weight = Lanes::ZERO;
        let mut by_pair = [Lanes::ZERO; 4];
        for (d, goals) in goals.iter().enumerate() {
            let own = &reading.dyads[d];
            let [exercises, statements, ..] =
                own.channels.each_ref().map(|sight| &sight.visibility).0;
            weights(
                &reading.temper,
                &p.beliefs.channel_correlation,
                &seen.read[d],
                &mut weight,
            );
            let [drill_level, statement_level] = &expectation.level[d];
            let n = &seen.drills[d];
            let rate = &p.dyads[d].drill_rate;
            if n.any(|k| n[k] > 0.0) {
                weigh_exercises(n, rate, exercises, drill_level, &weight, term, evidence);
            } else {
                weigh_silence(rate, exercises, drill_level, &weight, evidence);
            }
            let (heard, false_alarm) = (&seen.statement[d], &p.signals.false_alarm);
            if at_once {
                // Levels that follow their targets at once tell pairs of types apart, not whole
                // profiles: four cases instead of all.
                let goal = &goals[ChannelKind::Statements];
                hear(heard, statements, false_alarm, goal, &mut by_pair);
                weigh_pairs(&weight, &by_pair, cast.between[d], evidence);
            } else {
                hear(heard, statements, false_alarm, statement_level, by_profile);
                weigh(&weight, by_profile, evidence);
            }
            // So do readings, whose references are the same under all profiles.
            read(
                &seen.reading[d],
                &seen.read[d],
                &expectation.reference[d],
                LEVELS.map(|channel| &goals[channel]),
                LEVELS.map(|channel| &p.channels[channel]),
                &innovations.by_level,
                &own.blur,
                &mut by_pair,
            );
            weigh_pairs(&weight, &by_pair, cast.between[d], evidence);
        }
        let own = receiver.own.zip(hidden);
        if let Some((own, hidden)) = own {
            equate(evidence, own, &hidden.resolute);
        }
        update(&mut belief.profile, evidence);
        if let Some((own, hidden)) = own {
            know(&mut belief.profile, own, &hidden.resolute);
        }
    }
}

//! M11: each prober's belief over the allies' joint type profile.
//!
//! A cancelled exercise may be either partner's doing, so one filter runs over all 2^A profiles;
//! independent filters per ally would be wrong (S5). Bit i of a profile's index says that ally i is
//! resolute. The filter carries, for each profile, the level of exercises and statements that the
//! prober would expect under it (interacting multiple models, Blom & Bar-Shalom 1988, IEEE TAC).

use bevy_ecs::prelude::*;

use super::adaptation::{Adjustment, adjust_target};
use super::cast::{Ally, Cast, Members, Prober, Values};
use super::channels::{Activity, SendingProbabilities, adjust, target};
use super::politics::{Government, redraw_probability};
use super::profile_bits;
use super::signals::{LEVELS, Seen};
use super::will::{Views, Will};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{exp, ln};
use crate::scenario::{Channel, ChannelKind};
use crate::theory::signals::{
    evidence_discount, mix_pair, seen_probability, sighting_log_likelihood, update_log_odds,
};

/// P(z) of a prober over the allies' joint type profile.
#[derive(Component)]
pub struct Belief<const L: usize> {
    /// One entry a profile; sums to 1.
    pub profile: Vec<Lanes<L>>,
}

/// What a prober expects of the channels under each profile.
#[derive(Component)]
pub struct Expectation<const L: usize> {
    /// x̂_z of exercises and statements: by dyad, then channel, then profile.
    pub level: Vec<[Vec<Lanes<L>>; 2]>,
    /// Reference level of intelligence sharing and doctrine: the last reading, moved on in months
    /// without one.
    pub reference: Vec<[Lanes<L>; 2]>,
}

/// x*_dk of this month under each pair of types, in the light of the will that receivers see.
#[derive(Resource, Default)]
pub struct Goals<const L: usize> {
    /// By view, dyad, channel, then z_i + 2·z_j.
    pub by_view: Vec<Vec<[[Lanes<L>; 4]; 4]>>,
}

/// Variance of the innovation of intelligence sharing and doctrine, which parameters fix.
#[derive(Resource)]
pub struct Innovations<const L: usize> {
    /// By channel, for levels that fall and that rise: the variance and its logarithm.
    pub by_level: [[[Lanes<L>; 2]; 2]; 2],
}

/// Scratch space of the filter.
#[derive(Resource)]
pub struct FilterScratch<const L: usize> {
    /// Probability-weighted levels.
    pub mass: Vec<Lanes<L>>,
    /// Log-likelihood by profile.
    pub evidence: Vec<Lanes<L>>,
    /// Hazard that each ally's type was drawn anew.
    pub hazard: Vec<Lanes<L>>,
    /// Log-likelihood of responses by ally and type.
    pub by_type: Vec<[Lanes<L>; 2]>,
}

/// The two channels whose levels are carried by profile.
const CARRIED: [ChannelKind; 2] = [ChannelKind::Exercises, ChannelKind::Statements];

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
    fn hazards<const L: usize>(
        hazard: &Lanes<L>, at_election: &Lanes<L>, turnover: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| redraw_probability(hazard[k], at_election[k], turnover[k]));
    }

    fn multiply<const L: usize>(p: &Lanes<L>, x: &mut Lanes<L>) {
        x.update(|k, x| p[k] * x);
    }

    fn goals<const L: usize>(
        will: &Lanes<L>, worth: &[Lanes<L>; 2], out: &mut [Lanes<L>; 4]
    ) {
        for (n, goal) in out.iter_mut().enumerate() {
            let (own, partner) = (&worth[n & 1], &worth[n >> 1]);
            goal.set(|k| target(will[k], own[k], partner[k]));
        }
    }

    fn forbid<const L: usize>(suspended: &Lanes<L>, goal: &mut Lanes<L>) {
        goal.update(|k, x| if suspended[k] > 0.5 { 0.0 } else { x });
    }

    fn expect<const L: usize>(
        p: &Lanes<L>, goal: &Lanes<L>, channel: &Channel<Lanes<L>>, mass: &mut Lanes<L>
    ) {
        mass.update(|k, m| {
            // A profile ruled out for good (a prior of 0 or 1) expects nothing.
            let level = m / if p[k] > 0.0 { p[k] } else { 1.0 };
            adjust(level, goal[k], channel.build[k], channel.cut[k])
        });
    }

    fn quiet<const L: usize>(
        rate: &Lanes<L>, visibility: &Lanes<L>, level: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| exercise_log_likelihood(0.0, 0.0, rate[k] * visibility[k], level[k]));
    }

    fn counted<const L: usize>(
        n: &Lanes<L>, rate: &Lanes<L>, visibility: &Lanes<L>, level: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let floor = if level[k] > 1e-300 { level[k] } else { 1e-300 };
            exercise_log_likelihood(n[k], ln(floor), rate[k] * visibility[k], level[k])
        });
    }

    fn heard<const L: usize>(
        statement: &Lanes<L>, visibility: &Lanes<L>, false_alarm: &Lanes<L>, level: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let v = visibility[k];
            let omega = seen_probability(level[k], v, false_alarm[k] * v);
            sighting_log_likelihood(omega, statement[k])
        });
    }

    fn read<const L: usize>(
        reading: &Lanes<L>, made: &Lanes<L>, reference: &Lanes<L>, goal: &Lanes<L>,
        channel: &Channel<Lanes<L>>, innovation: &[[Lanes<L>; 2]; 2], sum: &mut Lanes<L>
    ) {
        let [[falling, ln_falling], [rising, ln_rising]] = innovation;
        sum.update(|k, sum| {
            let rises = goal[k] > reference[k];
            let variance = if rises { rising[k] } else { falling[k] };
            let log = if rises { ln_rising[k] } else { ln_falling[k] };
            let expected = adjust(reference[k], goal[k], channel.build[k], channel.cut[k]);
            let ll = reading_log_likelihood(reading[k], expected, variance, log);
            sum + if made[k] > 0.5 { ll } else { 0.0 }
        });
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

    fn gather_evidence<const L: usize>(
        weight: &Lanes<L>, ll: &Lanes<L>, evidence: &mut Lanes<L>
    ) {
        evidence.update(|k, e| update_log_odds(e, weight[k], 1.0, ll[k]));
    }

    fn log_of<const L: usize>(p: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| ln(p[k]));
    }

    fn pool<const L: usize>(
        share: &Lanes<L>, members: f64, own: &Lanes<L>, sum: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| (1.0 - share[k]) * own[k] + share[k] * (sum[k] / members));
    }

    fn keep_reference<const L: usize>(
        reading: &Lanes<L>, made: &Lanes<L>, expected: &Lanes<L>, channel: &Channel<Lanes<L>>,
        reference: &mut Lanes<L>
    ) {
        reference.update(|k, r| {
            let moved = adjust(r, expected[k], channel.build[k], channel.cut[k]);
            if made[k] > 0.5 { reading[k] } else { moved }
        });
    }

    fn accumulate<const L: usize>(p: &Lanes<L>, x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + p[k] * x[k]);
    }
}

simd! {
    /// P(z) ∝ P(z)·exp(evidence(z)), computed so that no evidence can overflow or rule out
    /// everything.
    pub fn update<const L: usize>(profile: &mut [Lanes<L>], evidence: &[Lanes<L>]) {
        let (mut best, mut total) = (Lanes::<L>::splat(f64::MIN), Lanes::<L>::ZERO);
        for e in evidence {
            best.update(|k, best| if e[k] > best { e[k] } else { best });
        }
        for (p, e) in profile.iter_mut().zip(evidence) {
            p.update(|k, p| p * exp(e[k] - best[k]));
            // The floor keeps a profile that was all but ruled out able to come back.
            p.update(|_, p| if p > 1e-280 { p } else { 1e-280 });
            total.update(|k, t| t + p[k]);
        }
        for p in profile {
            p.update(|k, p| p / total[k]);
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

/// E\[x\] over profiles of a quantity that depends on the types of a dyad's two allies.
fn expected_goal<const L: usize>(
    profile: &[Lanes<L>],
    between: [usize; 2],
    goal: &[Lanes<L>; 4],
    out: &mut Lanes<L>,
) {
    *out = Lanes::ZERO;
    for (z, p) in profile.iter().enumerate() {
        accumulate(p, &goal[profile_bits(z, between)], out);
    }
}

/// Works out what receivers expect each dyad to aim at under each pair of types, in the light of
/// the will that they see: once for all who see the same.
pub fn expected_goals<const L: usize>(
    cast: Res<Cast>,
    sending: Res<SendingProbabilities<L>>,
    mut expected: ResMut<Goals<L>>,
    switches: Res<super::Switches>,
    dyads: Query<(&Will<L>, &Activity<L>, &Adjustment<L>)>,
) {
    for (view, by_dyad) in expected.by_view.iter_mut().enumerate() {
        for (&entity, by_channel) in cast.dyads.iter().zip(by_dyad) {
            let Ok((will, activity, adjustment)) = dyads.get(entity) else {
                continue;
            };
            for channel in ChannelKind::ALL {
                let c = channel as usize;
                let goal = &mut by_channel[c];
                goals(&will.seen[view][c], &sending.by_channel[c], goal);
                if switches.0.adaptation {
                    for g in goal.iter_mut() {
                        adjust_target(adjustment, g);
                    }
                }
                if channel == ChannelKind::Intel {
                    for g in goal {
                        forbid(&activity.suspended, g);
                    }
                }
            }
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
        let channel = &p.channels[channel as usize];
        innovation(noise, &channel.cut, falling);
        innovation(noise, &channel.build, rising);
    }
}

/// Whether a channel follows its target at once in every lane, so that nothing need be carried.
fn immediate<const L: usize>(channel: &Channel<Lanes<L>>) -> bool {
    !channel
        .build
        .any(|k| channel.build[k] < 1.0 || channel.cut[k] < 1.0)
}

/// Predict: types may have been drawn anew since last month (S4, S5), and the levels expected
/// under each profile mix accordingly, then move towards their targets.
pub fn predict<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    goals: Res<Goals<L>>,
    mut scratch: ResMut<FilterScratch<L>>,
    allies: Query<(&Ally, &Government<L>)>,
    mut probers: Query<(&Prober, &mut Belief<L>, &mut Expectation<L>)>,
) {
    let p = &values.0;
    let at_once = CARRIED.map(|carried| immediate(&p.channels[carried as usize]));
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
    for (prober, mut belief, mut expectation) in &mut probers {
        let goals = &goals.by_view[views.of_prober[prober.ix]];
        for (d, by_channel) in expectation.level.iter_mut().enumerate() {
            for ((carried, levels), at_once) in CARRIED.into_iter().zip(by_channel).zip(at_once) {
                if at_once {
                    let goal = &goals[d][carried as usize];
                    for (z, x) in levels.iter_mut().enumerate() {
                        *x = goal[profile_bits(z, cast.between[d])];
                    }
                    continue;
                }
                for (p, x) in belief.profile.iter().zip(levels.iter_mut()) {
                    multiply(p, x);
                }
                for (i, ally) in p.allies.iter().enumerate() {
                    butterfly(levels, i, &hazard[i], &ally.resolute_prior);
                }
            }
        }
        for (i, ally) in p.allies.iter().enumerate() {
            butterfly(&mut belief.profile, i, &hazard[i], &ally.resolute_prior);
        }
        for (d, by_channel) in expectation.level.iter_mut().enumerate() {
            for ((carried, levels), at_once) in CARRIED.into_iter().zip(by_channel).zip(at_once) {
                if at_once {
                    continue;
                }
                let channel = &p.channels[carried as usize];
                let goal = &goals[d][carried as usize];
                for (z, x) in levels.iter_mut().enumerate() {
                    let goal = &goal[profile_bits(z, cast.between[d])];
                    expect(&belief.profile[z], goal, channel, x);
                }
            }
        }
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
    mut probers: Query<(&Prober, &Seen<L>, &Expectation<L>, &mut Belief<L>)>,
) {
    let p = &values.0;
    let evidence = &mut scratch.evidence;
    let [exercises, statements, ..] = &p.channels;
    let at_once = immediate(statements);
    for (prober, seen, expectation, mut belief) in &mut probers {
        let goals = &goals.by_view[views.of_prober[prober.ix]];
        for e in evidence.iter_mut() {
            *e = Lanes::ZERO;
        }
        let (mut weight, mut ll) = (Lanes::ZERO, Lanes::ZERO);
        let mut by_pair = [Lanes::ZERO; 4];
        for d in 0..cast.dyads.len() {
            let temper = &p.probers[prober.ix].temper;
            weights(
                temper,
                &p.beliefs.channel_correlation,
                &seen.read[d],
                &mut weight,
            );
            let [drill_level, statement_level] = &expectation.level[d];
            let n = &seen.drills[d];
            let rate = &p.dyads[d].drill_rate;
            let any = n.any(|k| n[k] > 0.0);
            for (e, x) in evidence.iter_mut().zip(drill_level) {
                if any {
                    counted(n, rate, &exercises.visibility, x, &mut ll);
                } else {
                    quiet(rate, &exercises.visibility, x, &mut ll);
                }
                gather_evidence(&weight, &ll, e);
            }
            let heard_at = |x: &Lanes<L>, ll: &mut Lanes<L>| {
                let (v, f) = (&statements.visibility, &p.signals.false_alarm);
                heard(&seen.statement[d], v, f, x, ll);
            };
            if at_once {
                // Levels that follow their targets at once tell pairs of types apart, not whole
                // profiles: four cases instead of all.
                let goal = &goals[d][ChannelKind::Statements as usize];
                for (x, ll) in goal.iter().zip(&mut by_pair) {
                    heard_at(x, ll);
                }
                for (z, e) in evidence.iter_mut().enumerate() {
                    gather_evidence(&weight, &by_pair[profile_bits(z, cast.between[d])], e);
                }
            } else {
                for (e, x) in evidence.iter_mut().zip(statement_level) {
                    heard_at(x, &mut ll);
                    gather_evidence(&weight, &ll, e);
                }
            }
            // So do readings, whose references are the same under all profiles.
            for (n, sum) in by_pair.iter_mut().enumerate() {
                *sum = Lanes::ZERO;
                for (r, channel) in LEVELS.into_iter().enumerate() {
                    read(
                        &seen.reading[d][r],
                        &seen.read[d][r],
                        &expectation.reference[d][r],
                        &goals[d][channel as usize][n],
                        &p.channels[channel as usize],
                        &innovations.by_level[r],
                        sum,
                    );
                }
            }
            for (z, e) in evidence.iter_mut().enumerate() {
                gather_evidence(&weight, &by_pair[profile_bits(z, cast.between[d])], e);
            }
        }
        update(&mut belief.profile, evidence);
    }
}

simd! {
    fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }
}

/// Keeps the last reading of each level as the reference for the next; without a reading, the
/// reference moves as the level is expected to.
pub fn keep_references<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    goals: Res<Goals<L>>,
    mut probers: Query<(&Prober, &Seen<L>, &Belief<L>, &mut Expectation<L>)>,
) {
    for (prober, seen, belief, mut expectation) in &mut probers {
        let goal = &goals.by_view[views.of_prober[prober.ix]];
        let reference = &mut expectation.reference;
        for d in 0..cast.dyads.len() {
            for (r, channel) in LEVELS.into_iter().enumerate() {
                let mut expected = Lanes::ZERO;
                let c = channel as usize;
                expected_goal(&belief.profile, cast.between[d], &goal[d][c], &mut expected);
                let (reading, made) = (&seen.reading[d][r], &seen.read[d][r]);
                keep_reference(
                    reading,
                    made,
                    &expected,
                    &values.0.channels[c],
                    &mut reference[d][r],
                );
            }
        }
    }
}

/// The bloc pools its members' beliefs, log-linearly: ln P_m ← (1 − share)·ln P_m + share·mean ln P.
pub fn pool_beliefs<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    blocs: Query<&Members>,
    mut scratch: ResMut<FilterScratch<L>>,
    mut beliefs: Query<&mut Belief<L>>,
) {
    let Ok(members) = blocs.get(cast.bloc) else {
        return;
    };
    let members = members.entities();
    if members.len() < 2 {
        return;
    }
    let FilterScratch { mass, evidence, .. } = &mut *scratch;
    for sum in mass.iter_mut() {
        *sum = Lanes::ZERO;
    }
    let mut log = Lanes::ZERO;
    for &member in members {
        let Ok(belief) = beliefs.get(member) else {
            continue;
        };
        for (p, sum) in belief.profile.iter().zip(mass.iter_mut()) {
            log_of(p, &mut log);
            add(&log, sum);
        }
    }
    for &member in members {
        let Ok(mut belief) = beliefs.get_mut(member) else {
            continue;
        };
        for ((p, sum), e) in belief
            .profile
            .iter_mut()
            .zip(mass.iter())
            .zip(evidence.iter_mut())
        {
            log_of(p, &mut log);
            pool(
                &values.0.beliefs.pooling,
                members.len() as f64,
                &log,
                sum,
                e,
            );
            *p = Lanes::splat(1.0);
        }
        update(&mut belief.profile, evidence);
    }
}

/// Sets a belief to the prior over profiles, the product of the priors of the allies.
pub fn prior<const L: usize>(values: &Values<L>, profile: &mut [Lanes<L>]) {
    for (z, p) in profile.iter_mut().enumerate() {
        *p = Lanes::splat(1.0);
        for (i, ally) in values.0.allies.iter().enumerate() {
            let prior = &ally.resolute_prior;
            p.update(|k, p| {
                p * if z >> i & 1 == 1 {
                    prior[k]
                } else {
                    1.0 - prior[k]
                }
            });
        }
    }
}

/// Sets what a prober expects to the targets of its first month, so that no belief begins with
/// news.
pub fn initial_expectation<const L: usize>(
    cast: &Cast,
    goals: &[[[Lanes<L>; 4]; 4]],
    belief: &Belief<L>,
    expectation: &mut Expectation<L>,
) {
    for (d, goal) in goals.iter().enumerate() {
        for (n, channel) in CARRIED.into_iter().enumerate() {
            for z in 0..belief.profile.len() {
                expectation.level[d][n][z] =
                    goal[channel as usize][profile_bits(z, cast.between[d])];
            }
        }
        for (r, channel) in LEVELS.into_iter().enumerate() {
            let reference = &mut expectation.reference[d][r];
            let goal = &goal[channel as usize];
            expected_goal(&belief.profile, cast.between[d], goal, reference);
        }
    }
}

/// Probability that an ally is resolute, Σ P(z) over profiles with its bit set.
pub fn marginal<const L: usize>(profile: &[Lanes<L>], ally: usize, out: &mut Lanes<L>) {
    *out = Lanes::ZERO;
    for (z, p) in profile.iter().enumerate() {
        if z >> ally & 1 == 1 {
            add(p, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S5 of the theory library: two allies, priors .6, P(drill | both resolute) = .8, else .2, no
    /// drill seen.
    #[test]
    fn a_missing_exercise_makes_beliefs_about_partners_correlate() {
        let mut profile: Vec<Lanes<1>> = [0.16, 0.24, 0.24, 0.36]
            .iter()
            .map(|p| Lanes([*p]))
            .collect();
        let evidence: Vec<Lanes<1>> = [0.8, 0.8, 0.8, 0.2f64]
            .iter()
            .map(|q| Lanes([q.ln()]))
            .collect();
        update(&mut profile, &evidence);
        let mut own = Lanes::ZERO;
        marginal(&profile, 0, &mut own);
        assert!((own[0] - 0.4520548).abs() < 5e-8);
        let covariance = profile[3][0] - own[0] * own[0];
        assert!((covariance / (own[0] * (1.0 - own[0])) + 0.3272727).abs() < 5e-8);
    }

    #[test]
    fn certainty_never_becomes_final() {
        let mut profile = vec![Lanes([0.5]), Lanes([0.5])];
        for _ in 0..10_000 {
            update(&mut profile, &[Lanes([-50.0]), Lanes([0.0])]);
        }
        assert!(profile.iter().all(|p| p[0].is_finite() && p[0] > 0.0));
        let back = [Lanes([700.0]), Lanes([0.0])];
        update(&mut profile, &back);
        update(&mut profile, &back);
        assert!(profile[0][0] > 0.99);
    }
}

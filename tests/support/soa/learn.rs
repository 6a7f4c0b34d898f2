//! How probers learn from channels (M11).

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::simd::simd;
use trilat::math::{clamp, exp, ln};
use trilat::model::beliefs::exercise_log_likelihood;
use trilat::model::channels::{adjust, target};
use trilat::scenario::{Beliefs, Channel};
use trilat::theory::signals::{
    effective_noise, evidence_discount, kalman_gain, kalman_mean, kalman_variance, mix_pair,
    seen_probability, sighting_log_likelihood, update_log_odds,
};

use super::Soa;
use super::cooperate::{dyad_strength, over_dyads};

/// Types of the two allies of a dyad under a profile: z_i + 2·z_j.
pub fn types_of(profile: usize, [i, j]: [usize; 2]) -> usize {
    (profile >> i) % 2 + 2 * ((profile >> j) % 2)
}

/// E[x*] of a dyad's channel over a belief.
pub fn mean_goal<const L: usize>(
    belief: &[Lanes<L>],
    between: [usize; 2],
    goal: &[Lanes<L>; 4],
    out: &mut Lanes<L>,
) {
    *out = Lanes::ZERO;
    for (z, p) in belief.iter().enumerate() {
        add_product(p, &goal[types_of(z, between)], out);
    }
}

simd! {
    fn add_product<const L: usize>(x: &Lanes<L>, y: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k] * y[k]);
    }

    fn goals_of<const L: usize>(
        will: &Lanes<L>, worth: &[Lanes<L>; 2], out: &mut [Lanes<L>; 4]
    ) {
        for (n, goal) in out.iter_mut().enumerate() {
            goal.set(|k| target(will[k], worth[n % 2][k], worth[n / 2][k]));
        }
    }

    fn forbid<const L: usize>(suspended: &Lanes<L>, out: &mut [Lanes<L>; 4]) {
        for goal in out {
            goal.update(|k, x| if suspended[k] > 0.5 { 0.0 } else { x });
        }
    }

    fn mix<const L: usize>(bit: usize, h: &Lanes<L>, prior: &Lanes<L>, mass: &mut [Lanes<L>]) {
        for low in (0..mass.len()).filter(|z| z & bit == 0) {
            let (head, tail) = mass.split_at_mut(low + bit);
            let (a, b) = (&mut head[low], &mut tail[0]);
            for k in 0..L {
                (a[k], b[k]) = mix_pair(a[k], b[k], h[k], prior[k]);
            }
        }
    }

    fn weighted<const L: usize>(belief: &[Lanes<L>], level: &[Lanes<L>], mass: &mut [Lanes<L>]) {
        for ((p, x), m) in belief.iter().zip(level).zip(mass) {
            m.set(|k| p[k] * x[k]);
        }
    }

    fn expect<const L: usize>(
        mass: &Lanes<L>, p: &Lanes<L>, goal: &Lanes<L>, channel: &Channel<Lanes<L>>,
        level: &mut Lanes<L>
    ) {
        level.set(|k| adjust(mass[k] / p[k], goal[k], channel.build[k], channel.cut[k]));
    }

    fn weigh_channels<const L: usize>(
        temper: &Lanes<L>, correlation: &Lanes<L>, read: &[Lanes<L>; 2], out: &mut Lanes<L>
    ) {
        out.set(|k| temper[k] * evidence_discount(2.0 + read[0][k] + read[1][k], correlation[k]));
    }

    fn weigh_exercises<const L: usize>(
        n: &Lanes<L>, rate: &Lanes<L>, visibility: &Lanes<L>, level: &Lanes<L>,
        weight: &Lanes<L>, log: &mut Lanes<L>, evidence: &mut Lanes<L>
    ) {
        log.set(|k| ln(if level[k] > 1e-300 { level[k] } else { 1e-300 }));
        evidence.update(|k, e| {
            let ll = exercise_log_likelihood(n[k], log[k], rate[k] * visibility[k], level[k]);
            update_log_odds(e, weight[k], 1.0, ll)
        });
    }

    fn hear<const L: usize>(
        statement: &Lanes<L>, visibility: &Lanes<L>, false_alarm: &Lanes<L>, level: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let v = visibility[k];
            let omega = seen_probability(level[k], v, false_alarm[k] * v);
            sighting_log_likelihood(omega, statement[k])
        });
    }

    /// Log-likelihood of a reading, with the variances of falling and rising levels worked out
    /// before.
    fn read<const L: usize>(
        reading: &Lanes<L>, made: &Lanes<L>, reference: &Lanes<L>, goal: &Lanes<L>,
        channel: &Channel<Lanes<L>>, innovation: &[[Lanes<L>; 2]; 2], blur: &[Lanes<L>; 3],
        sum: &mut Lanes<L>
    ) {
        let [_, blur, ln_blur] = blur;
        let [[cut, ln_cut], [build, ln_build]] = innovation;
        sum.update(|k, sum| {
            let rises = goal[k] > reference[k];
            let variance = if rises { build[k] } else { cut[k] };
            let log = if rises { ln_build[k] } else { ln_cut[k] };
            let miss = reading[k] - adjust(reference[k], goal[k], channel.build[k], channel.cut[k]);
            let (variance, log) = (variance * blur[k], log + ln_blur[k]);
            let ll = -0.5 * (miss * miss / variance + log);
            sum + if made[k] > 0.5 { ll } else { 0.0 }
        });
    }

    fn gather<const L: usize>(weight: &Lanes<L>, ll: &Lanes<L>, evidence: &mut Lanes<L>) {
        evidence.update(|k, e| update_log_odds(e, weight[k], 1.0, ll[k]));
    }

    /// Bayes' rule in logarithms, floored.
    pub fn update<const L: usize>(belief: &mut [Lanes<L>], evidence: &[Lanes<L>]) {
        let (mut best, mut total) = (Lanes::<L>::splat(f64::MIN), Lanes::<L>::ZERO);
        for e in evidence {
            best.update(|k, b| if e[k] > b { e[k] } else { b });
        }
        for (p, e) in belief.iter_mut().zip(evidence) {
            p.update(|k, p| {
                let p = p * exp(e[k] - best[k]);
                if p > 1e-280 { p } else { 1e-280 }
            });
            total.update(|k, t| t + p[k]);
        }
        for p in belief {
            p.update(|k, p| p / total[k]);
        }
    }

    fn keep_reference<const L: usize>(
        reading: &Lanes<L>, made: &Lanes<L>, goal: &Lanes<L>, channel: &Channel<Lanes<L>>,
        reference: &mut Lanes<L>
    ) {
        reference.update(|k, r| {
            let moved = adjust(r, goal[k], channel.build[k], channel.cut[k]);
            if made[k] > 0.5 { reading[k] } else { moved }
        });
    }

    fn logs<const L: usize>(belief: &[Lanes<L>], log: &mut [Lanes<L>], sum: &mut [Lanes<L>]) {
        for ((p, log), sum) in belief.iter().zip(log).zip(sum) {
            log.set(|k| ln(p[k]));
            sum.update(|k, s| s + log[k]);
        }
    }

    fn pool<const L: usize>(
        share: &Lanes<L>, members: f64, sum: &[Lanes<L>], log: &mut [Lanes<L>]
    ) {
        for (log, sum) in log.iter_mut().zip(sum) {
            log.update(|k, own| (1.0 - share[k]) * own + share[k] * (sum[k] / members));
        }
    }

    fn clamped<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| clamp(x[k], 0.0, 1.0));
    }

    fn spread<const L: usize>(strengths: &[Lanes<L>], sum: &mut Lanes<L>, squares: &mut Lanes<L>) {
        let n = strengths.len() as f64;
        *sum = Lanes::ZERO;
        for s in strengths {
            sum.update(|k, sum| sum + s[k]);
        }
        *squares = Lanes::ZERO;
        for s in strengths {
            squares.update(|k, q| {
                let gap = s[k] - sum[k] / n;
                q + gap * gap
            });
        }
    }

    fn filter<const L: usize>(
        p: &Beliefs<Lanes<L>>, n: f64, squares: &Lanes<L>, observed: &Lanes<L>,
        mean: &mut Lanes<L>, variance: &mut Lanes<L>
    ) {
        let others = if n > 1.0 { n - 1.0 } else { 1.0 };
        for k in 0..L {
            let noise = effective_noise(p.coordination_noise[k], n, squares[k] / others);
            let prior = variance[k] + p.coordination_drift[k];
            let gain = kalman_gain(prior, noise);
            mean[k] = kalman_mean(mean[k], gain, observed[k]);
            variance[k] = kalman_variance(prior, gain);
        }
    }
}

impl<const L: usize> Soa<L> {
    /// Targets under each pair of types, once for all probers with the same view.
    pub(super) fn goals(&mut self) {
        for dyad in &mut self.dyads {
            for (will, goal) in dyad.seen_will.iter().zip(&mut dyad.goal) {
                for c in 0..4 {
                    goals_of(&will[c], &self.fixed.worth[c], &mut goal[c]);
                }
                forbid(&dyad.suspended, &mut goal[2]);
            }
        }
    }

    pub(super) fn predict(&mut self, m: usize) {
        let (p, fixed, mass) = (&self.p, &self.fixed, &mut self.work.mass);
        let (prober, view) = (&mut self.probers[m], fixed.view[m]);
        let transit = |allies: &[super::state::Ally<L>], mass: &mut [Lanes<L>]| {
            for (i, ally) in allies.iter().enumerate() {
                mix(1 << i, &ally.hazard, &p.allies[i].resolute_prior, mass);
            }
        };
        for levels in &mut prober.level {
            for c in (0..2).filter(|c| !fixed.immediate[*c]) {
                weighted(&prober.belief, &levels[c], mass);
                transit(&self.allies, mass);
                levels[c].copy_from_slice(mass);
            }
        }
        transit(&self.allies, &mut prober.belief);
        for (d, levels) in prober.level.iter_mut().enumerate() {
            let between = self.spec.roster.dyads[d].between;
            for c in 0..2 {
                for (z, level) in levels[c].iter_mut().enumerate() {
                    let goal = &self.dyads[d].goal[view][c][types_of(z, between)];
                    if fixed.immediate[c] {
                        *level = *goal;
                    } else {
                        let mass = *level;
                        expect(&mass, &prober.belief[z], goal, &p.channels.0[c], level);
                    }
                }
            }
        }
    }

    pub(super) fn learn_from_channels(&mut self, m: usize) {
        let (p, fixed, w) = (&self.p, &self.fixed, &mut self.work);
        let (prober, view) = (&mut self.probers[m], fixed.view[m]);
        let (temper, correlation) = (&p.probers[m].temper, &p.beliefs.channel_correlation);
        let alarm = &p.signals.false_alarm;
        w.evidence.fill(Lanes::ZERO);
        let mut by_pair = [Lanes::ZERO; 4];
        for (d, dyad) in self.dyads.iter().enumerate() {
            let between = self.spec.roster.dyads[d].between;
            weigh_channels(temper, correlation, &prober.read[d], &mut w.a);
            let [exercises, visible, ..] = &prober.visible[d];
            let (rate, v) = (&p.dyads[d].drill_rate, exercises);
            for (e, level) in w.evidence.iter_mut().zip(&prober.level[d][0]) {
                weigh_exercises(&prober.drills[d], rate, v, level, &w.a, &mut w.b, e);
            }
            if fixed.immediate[1] {
                for (ll, level) in by_pair.iter_mut().zip(&dyad.goal[view][1]) {
                    hear(&prober.heard[d], visible, alarm, level, ll);
                }
                for (z, e) in w.evidence.iter_mut().enumerate() {
                    gather(&w.a, &by_pair[types_of(z, between)], e);
                }
            } else {
                for (e, level) in w.evidence.iter_mut().zip(&prober.level[d][1]) {
                    hear(&prober.heard[d], visible, alarm, level, &mut w.b);
                    gather(&w.a, &w.b, e);
                }
            }
            for (n, sum) in by_pair.iter_mut().enumerate() {
                *sum = Lanes::ZERO;
                for r in 0..2 {
                    read(
                        &prober.reading[d][r],
                        &prober.read[d][r],
                        &prober.reference[d][r],
                        &dyad.goal[view][2 + r][n],
                        &p.channels.0[2 + r],
                        &fixed.innovation[r],
                        &prober.blur[d][r],
                        sum,
                    );
                }
            }
            for (z, e) in w.evidence.iter_mut().enumerate() {
                gather(&w.a, &by_pair[types_of(z, between)], e);
            }
        }
        update(&mut prober.belief, &w.evidence);
    }

    pub(super) fn keep_references(&mut self, m: usize) {
        let prober = &mut self.probers[m];
        let view = self.fixed.view[m];
        for (d, dyad) in self.dyads.iter().enumerate() {
            let between = self.spec.roster.dyads[d].between;
            for r in 0..2 {
                mean_goal(
                    &prober.belief,
                    between,
                    &dyad.goal[view][2 + r],
                    &mut self.work.a,
                );
                keep_reference(
                    &prober.reading[d][r],
                    &prober.read[d][r],
                    &self.work.a,
                    &self.p.channels.0[2 + r],
                    &mut prober.reference[d][r],
                );
            }
        }
    }

    pub(super) fn pool(&mut self) {
        let specs = &self.spec.roster.probers;
        let members = specs.iter().filter(|m| m.bloc).count();
        if members < 2 {
            return;
        }
        let (sum, log) = (&mut self.work.mass, &mut self.work.evidence);
        sum.fill(Lanes::ZERO);
        let (mut spare, share) = (vec![Lanes::ZERO; sum.len()], &self.p.beliefs.pooling);
        for (prober, _) in self.probers.iter().zip(specs).filter(|(_, s)| s.bloc) {
            logs(&prober.belief, log, sum);
        }
        for (prober, _) in self.probers.iter_mut().zip(specs).filter(|(_, s)| s.bloc) {
            logs(&prober.belief, log, &mut spare);
            pool(share, members as f64, sum, log);
            prober.belief.fill(Lanes::splat(1.0));
            update(&mut prober.belief, log);
        }
    }

    pub(super) fn estimate(&mut self, m: usize) {
        if self.dyads.is_empty() {
            return;
        }
        let (fixed, w, prober) = (&self.fixed, &mut self.work, &mut self.probers[m]);
        let mut known = [Lanes::ZERO; 4];
        for (d, s) in w.strengths.iter_mut().enumerate() {
            known[..2].fill(Lanes::ZERO);
            for c in 0..2 {
                for (p, x) in prober.belief.iter().zip(&prober.level[d][c]) {
                    add_product(p, x, &mut known[c]);
                }
                clamped(&prober.reference[d][c], &mut known[2 + c]);
            }
            dyad_strength(&fixed.channel_weight, known.each_ref(), s);
        }
        spread(&w.strengths, &mut w.a, &mut w.b);
        let u = &self.p.coordination.substitutability;
        let (weight, geometric) = (&fixed.dyad_weight, fixed.geometric_coordination);
        over_dyads(&w.strengths, weight, u, geometric, &mut w.logs, &mut w.a);
        let n = w.strengths.len() as f64;
        let (mean, variance) = (&mut prober.estimate, &mut prober.variance);
        filter(&self.p.beliefs, n, &w.b, &w.a, mean, variance);
    }
}

//! Decisions, responses, crises and what follows from them (M12, M15, M16).

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::simd::simd;
use trilat::math::ln_1p_exp;
use trilat::model::audience::audience;
use trilat::model::decision::{Terms, Weighed};
use trilat::model::fear::fear;
use trilat::model::outcomes::war_probability;
use trilat::model::process::Process;
use trilat::model::programme::{excitation, programme};
use trilat::model::threat::threat;
use trilat::model::trust::updated_trust;
use trilat::scenario::{
    Ally as AllyParameters, Audience, Fear, Prober as ProberParameters, Response, Rung, Threat,
    Trust, War,
};
use trilat::theory::signals::{predict_probability, update_log_odds};
use trilat::theory::strategy::{choice_weight, quantal_response, trust_threshold};

use super::Soa;
use super::learn::update;
use super::state::{Challenge, Theatre};

/// ln of the probability of an answer; log-odds come off where nobody responded. A function rather
/// than a closure in the kernel, which two callers would keep from being inlined.
#[inline(always)]
fn log_likelihood(odds: f64, x: f64) -> f64 {
    -ln_1p_exp(-odds) - if x > 0.5 { 0.0 } else { odds }
}

simd! {
    fn deviate<const L: usize>(held: &Lanes<L>, mean: &Lanes<L>, share: f64, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + share * (held[k] - mean[k]));
    }

    fn incline<const L: usize>(
        p: &Response<Lanes<L>>, own: &AllyParameters<Lanes<L>>, commitment: &Lanes<L>,
        sympathy: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let sympathy = p.opinion[k] * sympathy[k];
            own.treaty[k] + sympathy + p.commitment[k] * commitment[k] - p.cost[k]
        });
    }

    fn advance<const L: usize>(rho: &Lanes<L>, normal: &Lanes<L>, level: &mut Lanes<L>) {
        level.update(|k, x| programme(x, rho[k], normal[k]));
    }

    /// q of both types at a rung whose pressure on the ally is known.
    fn respond_by_type<const L: usize>(
        precision: &Lanes<L>, inclination: &Lanes<L>, audience: &Lanes<L>, pressure: &Lanes<L>,
        resolve: &Lanes<L>, out: &mut [Lanes<L>; 2]
    ) {
        let [weak, resolute] = out;
        weak.set(|k| {
            quantal_response(precision[k], inclination[k] + audience[k] + pressure[k])
        });
        resolute.set(|k| {
            let gain = inclination[k] + audience[k] + pressure[k] + resolve[k];
            quantal_response(precision[k], gain)
        });
    }

    /// The same for the first ally, from S(x) to a place of its own.
    fn expect_over_first<const L: usize>(q: &[Lanes<L>; 2], s: &[Lanes<L>], out: &mut [Lanes<L>]) {
        for (s, out) in s.chunks_exact(2).zip(out.chunks_exact_mut(2)) {
            for (q, out) in q.iter().zip(out) {
                out.set(|k| (1.0 - q[k]) * s[0][k] + q[k] * s[1][k]);
            }
        }
    }

    /// Replaces S(x) by E[S | z], ally by ally.
    fn expect_over_responses<const L: usize>(bit: usize, q: &[Lanes<L>; 2], s: &mut [Lanes<L>]) {
        for low in (0..s.len()).filter(|z| z & bit == 0) {
            let (head, tail) = s.split_at_mut(low + bit);
            let (a, b) = (&mut head[low], &mut tail[0]);
            for k in 0..L {
                let (out, joined) = (a[k], b[k]);
                a[k] = (1.0 - q[0][k]) * out + q[0][k] * joined;
                b[k] = (1.0 - q[1][k]) * out + q[1][k] * joined;
            }
        }
    }

    fn expect_over_types<const L: usize>(belief: &[Lanes<L>], s: &[Lanes<L>], out: &mut Lanes<L>) {
        *out = Lanes::ZERO;
        for (p, s) in belief.iter().zip(s) {
            out.update(|k, r| r + p[k] * s[k]);
        }
    }

    fn season<const L: usize>(calendar: &Lanes<L>, programme: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| calendar[k] + programme[k]);
    }

    fn value<const L: usize>(
        own: &ProberParameters<Lanes<L>>, rung: &Rung<Lanes<L>>, intercept: &Lanes<L>,
        weight: &Lanes<L>, season: &Lanes<L>, excited: &Lanes<L>, stake: &Lanes<L>,
        rho: &Lanes<L>, fear: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let weighed = Weighed {
                intercept: intercept[k],
                season: [weight[k], season[k]],
                excitation: [rung.excitation[k], excited[k]],
                gain: stake[k] * rung.gain[k],
                loss: own.loss_weight[k] * rung.loss[k],
                rho: rho[k],
                fear: [rung.fear[k], fear[k] - own.fear_mean[k]],
                campaign: [0.0; 2],
                restraint: [0.0; 2],
            };
            Terms::of(weighed).utility()
        });
    }

    fn restrain<const L: usize>(returns: &Lanes<L>, by: &Lanes<L>, utility: &mut Lanes<L>) {
        utility.update(|k, u| u - returns[k] * by[k]);
    }

    /// Draws a rung by the logit rule.
    fn draw_rung<const L: usize>(
        precision: &Lanes<L>, draw: &Lanes<L>, at_war: &Lanes<L>, stake: &Lanes<L>,
        rungs: &[Rung<Lanes<L>>], c: &mut Challenge<L>
    ) {
        let (mut best, mut total) = (Lanes::<L>::splat(f64::MIN), Lanes::<L>::ZERO);
        for (u, voi) in c.utility.iter().zip(&c.information) {
            best.update(|k, b| if u[k] + voi[k] > b { u[k] + voi[k] } else { b });
        }
        for ((u, voi), p) in c.utility.iter().zip(&c.information).zip(&mut c.probability) {
            p.set(|k| choice_weight(precision[k], u[k] + voi[k], best[k]));
            total.update(|k, t| t + p[k]);
        }
        c.rung = Lanes::ZERO;
        let mut below = Lanes::<L>::ZERO;
        let last = c.probability.len() - 1;
        for (a, p) in c.probability.iter_mut().enumerate() {
            p.update(|k, p| p / total[k]);
            if a < last {
                below.update(|k, sum| sum + p[k]);
                c.rung.update(|k, a| if draw[k] > below[k] { a + 1.0 } else { a });
            }
        }
        c.rung.update(|k, a| if (at_war[k] > 0.5) | (stake[k] == 0.0) { 0.0 } else { a });
        c.severity = Lanes::ZERO;
        c.expected = Lanes::ZERO;
        for (a, (rung, rho)) in rungs.iter().zip(&c.rho).enumerate() {
            let (chosen, which) = (&c.rung, (a + 1) as f64);
            c.severity.update(|k, x| if chosen[k] == which { rung.severity[k] } else { x });
            c.expected.update(|k, x| if chosen[k] == which { rho[k] } else { x });
        }
    }

    fn pressure_of<const L: usize>(
        p: &Response<Lanes<L>>, stake: &Lanes<L>, severity: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| (stake[k] - p.exposure[k]) * severity[k]);
    }

    fn resolve_of<const L: usize>(
        resolve: &Lanes<L>, reference: &Lanes<L>, severity: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| resolve[k] / reference[k] * severity[k]);
    }

    fn answer<const L: usize>(
        draw: &Lanes<L>, rung: &Lanes<L>, resolute: &Lanes<L>, q: &[Lanes<L>; 2], weight: f64,
        x: &mut Lanes<L>, index: &mut Lanes<L>
    ) {
        for k in 0..L {
            let q = if resolute[k] > 0.5 { q[1][k] } else { q[0][k] };
            x[k] = if (rung[k] > 0.5) & (draw[k] < q) { 1.0 } else { 0.0 };
            index[k] += weight * x[k];
        }
    }

    fn conclude<const L: usize>(
        index: &Lanes<L>, capability: &[Lanes<L>], repelled: &Lanes<L>, c: &mut Challenge<L>
    ) {
        c.any.set(|k| if index[k] > 0.5 { 1.0 } else { 0.0 });
        c.strength = Lanes::ZERO;
        for (x, s) in capability.iter().enumerate() {
            let x = x as f64;
            c.strength.update(|k, strength| if index[k] == x { s[k] } else { strength });
        }
        let (rung, strength) = (&c.rung, &c.strength);
        c.success.set(|k| {
            if (rung[k] > 0.5) & (strength[k] < repelled[k]) { 1.0 } else { 0.0 }
        });
    }

    fn begin_crisis<const L: usize>(lowest: f64, c: &Challenge<L>, t: &mut Theatre<L>) {
        for k in 0..L {
            let starts = (c.rung[k] >= lowest) & (c.any[k] > 0.5) & (t.crisis[k] < 0.5);
            let miss = (c.strength[k] - c.expected[k]).abs();
            let worse = (t.began[k] < 0.5) | (miss >= t.gap[k]);
            t.gap[k] = if starts & worse { miss } else { t.gap[k] };
            t.began[k] = if starts { 1.0 } else { t.began[k] };
        }
    }

    fn pass_crisis<const L: usize>(
        p: &trilat::scenario::Crisis<Lanes<L>>, war: &Lanes<L>, end: &Lanes<L>,
        t: &mut Theatre<L>
    ) {
        for k in 0..L {
            let on = (t.crisis[k] > 0.5) | (t.began[k] > 0.5);
            let breaks = on & (war[k] < war_probability(p.war[k], p.miscalculation[k], t.gap[k], 0.0));
            let ends = breaks | (end[k] < p.settlement[k]);
            t.war[k] = if breaks { 1.0 } else { 0.0 };
            t.crisis[k] = if on & !ends { 1.0 } else { 0.0 };
        }
    }

    fn absorb<const L: usize>(war: &Lanes<L>, at_war: &mut Lanes<L>) {
        at_war.update(|k, w| if war[k] > 0.5 { 1.0 } else { w });
    }

    fn observe<const L: usize>(
        draw: &Lanes<L>, visibility: &Lanes<L>, rung: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| if (rung[k] > 0.5) & (draw[k] < visibility[k]) { 1.0 } else { 0.0 });
    }

    fn testify<const L: usize>(
        precision: &Lanes<L>, seen: &Lanes<L>, x: &Lanes<L>, inclination: &Lanes<L>,
        audience: &Lanes<L>, pressure: &Lanes<L>, resolve: &Lanes<L>, out: &mut [Lanes<L>; 2]
    ) {
        let [weak, resolute] = out;
        weak.update(|k, e| {
            let odds = precision[k] * (inclination[k] + audience[k] + pressure[k]);
            if seen[k] > 0.5 { e + log_likelihood(odds, x[k]) } else { e }
        });
        resolute.update(|k, e| {
            let gain = inclination[k] + audience[k] + pressure[k] + resolve[k];
            if seen[k] > 0.5 { e + log_likelihood(precision[k] * gain, x[k]) } else { e }
        });
    }

    fn gather<const L: usize>(
        temper: &Lanes<L>, weight: &Lanes<L>, ll: &Lanes<L>, evidence: &mut Lanes<L>
    ) {
        evidence.update(|k, e| update_log_odds(e, temper[k] * weight[k], 1.0, ll[k]));
    }

    fn fade_threat<const L: usize>(p: &Threat<Lanes<L>>, level: &mut Lanes<L>) {
        level.update(|k, t| threat(t, p.decay[k], 0.0));
    }

    fn alarm<const L: usize>(
        p: &Threat<Lanes<L>>, stake: &Lanes<L>, severity: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, t| t + p.input[k] * stake[k] * severity[k]);
    }

    fn forget<const L: usize>(p: &Trust<Lanes<L>>, prior: &Lanes<L>, trust: &mut Lanes<L>) {
        trust.update(|k, t| predict_probability(t, p.forgetting[k], prior[k]));
    }

    fn judge<const L: usize>(
        p: &Trust<Lanes<L>>, kept: &Lanes<L>, trust: &mut Lanes<L>, returns: &mut Lanes<L>
    ) {
        trust.update(|k, t| {
            updated_trust(t, kept[k], p.kept_if_trustworthy[k], p.kept_otherwise[k])
        });
        returns.set(|k| {
            let threshold = trust_threshold(p.mutual[k], p.exploited[k], p.exploiting[k]);
            if trust[k] >= threshold { 1.0 } else { 0.0 }
        });
    }

    fn frighten<const L: usize>(
        p: &Fear<Lanes<L>>, weight: &Lanes<L>, size: &Lanes<L>, kept: &Lanes<L>,
        level: &mut Lanes<L>
    ) {
        level.update(|k, f| {
            let exercises = p.per_exercise[k] * weight[k] * size[k];
            fear(f, p.decay[k], exercises, p.reassurance[k] * kept[k])
        });
    }

    fn fade_audience<const L: usize>(p: &Audience<Lanes<L>>, level: &mut Lanes<L>) {
        level.update(|k, a| audience(a, p.retention[k], 0.0, 0.0));
    }

    fn add_acts<const L: usize>(
        p: &Audience<Lanes<L>>, statement: &Lanes<L>, drills: &Lanes<L>, suspension: &Lanes<L>,
        level: &mut Lanes<L>
    ) {
        level.update(|k, a| {
            let acts = p.statements[k] * statement[k] + p.exercises[k] * drills[k];
            a + audience(0.0, p.retention[k], acts, p.suspension[k] * suspension[k])
        });
    }

    fn note<const L: usize>(rung: &Lanes<L>, provoked: &mut Lanes<L>) {
        provoked.update(|k, p| if rung[k] > 1.5 { 1.0 } else { p });
    }

    fn excite<const L: usize>(decay: &Lanes<L>, provoked: &Lanes<L>, level: &mut Lanes<L>) {
        level.update(|k, e| excitation(e, decay[k], provoked[k]));
    }
}

impl<const L: usize> Soa<L> {
    pub(super) fn incline(&mut self) {
        let (p, roster, sympathy) = (&self.p, &self.spec.roster, &mut self.work.a);
        for (theatre, spec) in self.theatres.iter_mut().zip(&roster.theatres) {
            for (i, ally) in self.allies.iter().enumerate() {
                // The ally's public about the host, or about every partner if the ally is the
                // host or there is none.
                let about = spec.host.filter(|host| *host != i);
                let publics = || {
                    let sides = roster
                        .dyads
                        .iter()
                        .enumerate()
                        .flat_map(|(d, dyad)| [(d, 0, dyad.between), (d, 1, dyad.between)]);
                    sides.filter(move |(_, side, between)| {
                        let partner = between[1 - side];
                        between[*side] == i && about.is_none_or(|host| host == partner)
                    })
                };
                let share = 1.0 / publics().count() as f64;
                *sympathy = Lanes::ZERO;
                for (d, side, _) in publics() {
                    deviate(
                        &self.dyads[d].opinion[side],
                        &p.publics[d][side].mean,
                        share,
                        sympathy,
                    );
                }
                let out = &mut theatre.inclination[i];
                incline(&p.response, &p.allies[i], &ally.commitment, sympathy, out);
            }
        }
    }

    pub(super) fn advance_programme(&mut self, m: usize) {
        if self.spec.mechanisms.programme {
            let (prober, normal) = (&mut self.probers[m], &mut self.work.a);
            self.dice
                .normal(Process::ProgrammeNoise.code(), prober.id, 0, normal);
            advance(
                &self.p.probers[m].programme_persistence,
                normal,
                &mut prober.programme,
            );
        }
    }

    pub(super) fn forecast(&mut self, c: usize) {
        let challenge = &mut self.challenges[c];
        let (theatre, prober) = (
            &self.theatres[challenge.theatre],
            &self.probers[challenge.prober],
        );
        let capability = &self.fixed.capability[challenge.theatre];
        for a in 0..self.p.rungs.len() {
            let (q, effect) = (&mut challenge.q[a], &mut challenge.effect[a]);
            for (i, q) in q.iter_mut().enumerate() {
                respond_by_type(
                    &self.p.response.precision,
                    &theatre.inclination[i],
                    &prober.audience[i],
                    &theatre.pressure[a][i],
                    &self.fixed.resolve[a],
                    q,
                );
                if i == 0 {
                    expect_over_first(q, capability, effect);
                } else {
                    expect_over_responses(1 << i, q, effect);
                }
            }
            expect_over_types(&prober.belief, effect, &mut challenge.rho[a]);
        }
    }

    pub(super) fn value_rungs(&mut self, c: usize) {
        let (p, challenge) = (&self.p, &mut self.challenges[c]);
        let m = challenge.prober;
        let (prober, own, seasonal) = (&self.probers[m], &p.probers[m], &mut self.work.a);
        *seasonal = Lanes::ZERO;
        if self.spec.mechanisms.programme {
            let first = self.spec.start.plus(-(self.spec.burn_in as i32));
            let month = first.plus(self.step as i32).month() as usize - 1;
            season(&p.calendar[m][month].calendar, &prober.programme, seasonal);
        }
        for (a, rung) in p.rungs.iter().enumerate() {
            let out = &mut challenge.utility[a + 1];
            value(
                own,
                rung,
                &p.drive[c][a].drive,
                &p.programme_drive[m][a].programme_drive,
                seasonal,
                &prober.excitation,
                &p.targets[c].value,
                &challenge.rho[a],
                &prober.fear,
                out,
            );
            if a > 0 {
                restrain(&prober.reciprocates, &own.reciprocity, out);
            }
        }
    }

    pub(super) fn choose(&mut self, c: usize) {
        let (challenge, draw) = (&mut self.challenges[c], &mut self.work.a);
        let precision = &self.p.probers[challenge.prober].precision;
        self.dice
            .uniform(Process::Choice.code(), challenge.id, 0, draw);
        let stake = &self.p.targets[c].value;
        draw_rung(
            precision,
            draw,
            &self.at_war,
            stake,
            &self.p.rungs,
            challenge,
        );
    }

    pub(super) fn respond(&mut self, c: usize) {
        let (p, w, challenge) = (&self.p, &mut self.work, &mut self.challenges[c]);
        let (h, reference) = (
            challenge.theatre,
            &p.rungs[self.spec.reference_rung - 1].severity,
        );
        let (mut index, mut q) = (Lanes::ZERO, [Lanes::ZERO; 2]);
        for (i, ally) in self.allies.iter().enumerate() {
            let (stake, severity) = (&p.stakes[h][i].value, &challenge.severity);
            pressure_of(&p.response, stake, severity, &mut w.a);
            resolve_of(&p.response.resolve, reference, severity, &mut w.b);
            let (precision, inclined) = (&p.response.precision, &self.theatres[h].inclination[i]);
            respond_by_type(precision, inclined, &ally.audience, &w.a, &w.b, &mut q);
            let (id, z) = (challenge.response_id[i], &ally.resolute);
            self.dice.uniform(Process::Response.code(), id, 0, &mut w.c);
            let (rung, x) = (&challenge.rung, &mut challenge.respond[i]);
            answer(&w.c, rung, z, &q, f64::from(1 << i), x, &mut index);
        }
        conclude(
            &index,
            &self.fixed.capability[h],
            &p.crisis.repelled,
            challenge,
        );
    }

    pub(super) fn crises(&mut self) {
        let lowest = self.spec.crisis_rung as f64;
        for (h, theatre) in self.theatres.iter_mut().enumerate() {
            theatre.began = Lanes::ZERO;
            theatre.war = Lanes::ZERO;
            for challenge in self.challenges.iter().filter(|c| c.theatre == h) {
                begin_crisis(lowest, challenge, theatre);
            }
            let (on, began, w) = (&theatre.crisis, &theatre.began, &mut self.work);
            if on.any(|k| on[k] > 0.5 || began[k] > 0.5) {
                let process = Process::Crisis.code();
                self.dice
                    .uniform_pair(process, theatre.id, 0, &mut w.a, &mut w.b);
                pass_crisis(&self.p.crisis, &w.a, &w.b, theatre);
            }
        }
        if self.spec.war == War::Absorbing {
            for theatre in &self.theatres {
                absorb(&theatre.war, &mut self.at_war);
            }
            for theatre in &mut self.theatres {
                let at_war = &self.at_war;
                theatre
                    .crisis
                    .update(|k, on| if at_war[k] > 0.5 { 0.0 } else { on });
            }
        }
    }

    pub(super) fn learn_from_responses(&mut self) {
        let (p, w) = (&self.p, &mut self.work);
        let reference = &p.rungs[self.spec.reference_rung - 1].severity;
        for (m, prober) in self.probers.iter_mut().enumerate() {
            w.by_type.fill([Lanes::ZERO; 2]);
            for (c, challenge) in self.challenges.iter().enumerate() {
                w.a = Lanes::ZERO;
                let visibility = &prober.answers[c];
                if visibility.any(|k| visibility[k] < 1.0) {
                    let process = Process::ResponseSeen.code();
                    self.dice.uniform(process, prober.onlooker[c], 0, &mut w.a);
                }
                let mut seen = Lanes::ZERO;
                observe(&w.a, visibility, &challenge.rung, &mut seen);
                if !seen.any(|k| seen[k] > 0.5) {
                    continue;
                }
                let (h, severity) = (challenge.theatre, &challenge.severity);
                resolve_of(&p.response.resolve, reference, severity, &mut w.b);
                for (i, out) in w.by_type.iter_mut().enumerate() {
                    pressure_of(&p.response, &p.stakes[h][i].value, severity, &mut w.a);
                    testify(
                        &p.response.precision,
                        &seen,
                        &challenge.respond[i],
                        &self.theatres[h].inclination[i],
                        &prober.audience[i],
                        &w.a,
                        &w.b,
                        out,
                    );
                }
            }
            let (temper, weight) = (&p.probers[m].temper, &p.beliefs.response_weight);
            for (z, e) in w.evidence.iter_mut().enumerate() {
                *e = Lanes::ZERO;
                for (i, by_type) in w.by_type.iter().enumerate() {
                    gather(temper, weight, &by_type[z >> i & 1], e);
                }
            }
            update(&mut prober.belief, &w.evidence);
        }
    }

    pub(super) fn reverberate(&mut self) {
        let (p, on) = (&self.p, self.spec.mechanisms);
        if on.threat {
            for (i, ally) in self.allies.iter_mut().enumerate() {
                fade_threat(&p.threat, &mut ally.threat);
                for c in &self.challenges {
                    let stake = &p.stakes[c.theatre][i].value;
                    alarm(&p.threat, stake, &c.severity, &mut ally.threat);
                }
            }
        }
        let announced = |d: &usize| self.levers.restraint_announced(self.step, *d);
        let offered: Vec<usize> = (0..self.dyads.len()).filter(announced).collect();
        for (m, prober) in self.probers.iter_mut().enumerate() {
            let own = &p.probers[m];
            if on.trust {
                forget(&p.trust, &own.trust_prior, &mut prober.trust);
                prober.kept = Lanes::ZERO;
                prober.reciprocates = Lanes::ZERO;
                if !offered.is_empty() {
                    let drills = &prober.drills;
                    let broken = |k: usize| offered.iter().any(|d| drills[*d][k] > 0.5);
                    prober.kept.set(|k| if broken(k) { 0.0 } else { 1.0 });
                    judge(
                        &p.trust,
                        &prober.kept,
                        &mut prober.trust,
                        &mut prober.reciprocates,
                    );
                }
            }
            if on.fear {
                let (size, kept) = (&prober.drill_size, &prober.kept);
                frighten(&p.fear, &own.fear_weight, size, kept, &mut prober.fear);
            }
            if on.audience {
                for level in &mut prober.audience {
                    fade_audience(&p.audience, level);
                }
            }
            if on.follow_ups {
                let provoked = &mut self.work.a;
                *provoked = Lanes::ZERO;
                for challenge in self.challenges.iter().filter(|c| c.prober == m) {
                    note(&challenge.rung, provoked);
                }
                excite(
                    &p.decision.excitation_decay,
                    provoked,
                    &mut prober.excitation,
                );
            }
        }
        if on.audience {
            for ally in &mut self.allies {
                fade_audience(&p.audience, &mut ally.audience);
            }
            for (d, dyad) in self.dyads.iter().enumerate() {
                for i in self.spec.roster.dyads[d].between {
                    let (said, held, broke) = (&dyad.statement, &dyad.drills, &dyad.suspension);
                    add_acts(&p.audience, said, held, broke, &mut self.allies[i].audience);
                    for prober in &mut self.probers {
                        let (said, held) = (&prober.heard[d], &prober.drills[d]);
                        add_acts(&p.audience, said, held, broke, &mut prober.audience[i]);
                    }
                }
            }
        }
    }
}

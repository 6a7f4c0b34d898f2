//! Politics, opinion, commitment, will, channels, institutions, coordination (M1–M7).

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::rng::{Draws, uniform_at};
use trilat::ensemble::simd::simd;
use trilat::math::{exp, ln};
use trilat::model::channels::{adjust, suspension_hazard, target};
use trilat::model::commitment::commitment;
use trilat::model::coordination::strength;
use trilat::model::institutions::institution;
use trilat::model::opinion::{expected_shock, opinion, shock_rate};
use trilat::model::politics::{party_mean, redraw_probability};
use trilat::model::process::Process;
use trilat::model::will::{attributed_will, free_will, is_geometric, will};
use trilat::scenario::{
    Ally as AllyParameters, Channel, ChannelKind, Commitment, Opinion, Parameters, Politics,
    Public, Will,
};
use trilat::theory::signals::{
    CES_GEOMETRIC, ces_geometric, ces_rho, ces_shifted, ces_shifted_term, ces2, ces2_geometric,
};

use super::Soa;
use super::state::Ally;

simd! {
    fn count_down<const L: usize>(draw: &Lanes<L>, own: &AllyParameters<Lanes<L>>, ally: &mut Ally<L>) {
        let left = &mut ally.months_left;
        ally.turnover.set(|k| {
            if (left[k] <= 0.0) | (draw[k] < own.early_election[k]) { 1.0 } else { 0.0 }
        });
        let turnover = &ally.turnover;
        left.update(|k, months| if turnover[k] > 0.5 { own.term[k] } else { months } - 1.0);
    }

    fn redraw<const L: usize>(
        change: &Lanes<L>, draw: &Lanes<L>, p: &Politics<Lanes<L>>, share: &Lanes<L>,
        ally: &mut Ally<L>
    ) {
        let turnover = &ally.turnover;
        ally.hazard.set(|k| {
            redraw_probability(p.type_redraw[k], p.type_redraw_election[k], turnover[k])
        });
        let hazard = &ally.hazard;
        ally.resolute.update(|k, z| {
            let fresh = if draw[k] < share[k] { 1.0 } else { 0.0 };
            if change[k] < hazard[k] { fresh } else { z }
        });
    }

    fn drift<const L: usize>(
        p: &Opinion<Lanes<L>>, own: &Public<Lanes<L>>, other: &Public<Lanes<L>>,
        threat: &Lanes<L>, threat_mean: &Lanes<L>, noise: &Lanes<L>, history: bool,
        held: &mut Lanes<L>
    ) {
        held.update(|k, o| {
            let threat = p.threat_effect[k] * (threat[k] - threat_mean[k]);
            opinion(o, own.mean[k], p.persistence[k], threat, p.noise[k] * noise[k])
        });
        if history {
            held.update(|k, o| {
                o + expected_shock(
                    p.shock_size[k], own.shock_rate[k], other.shock_rate[k], p.shock_passed[k],
                )
            });
        }
    }

    /// Rate of shocks, and the probability that there is none.
    fn shocks<const L: usize>(
        p: &Opinion<Lanes<L>>, own: &Public<Lanes<L>>, stance: &Lanes<L>, rate: &mut Lanes<L>,
        none: &mut Lanes<L>
    ) {
        rate.set(|k| shock_rate(own.shock_rate[k], p.politicising[k], stance[k]));
        none.set(|k| exp(-rate[k]));
    }

    fn fluctuate<const L: usize>(
        p: &Commitment<Lanes<L>>, noise: &Lanes<L>, jump: &Lanes<L>, ally: &mut Ally<L>
    ) {
        let turnover = &ally.turnover;
        ally.commitment.update(|k, c| {
            let jump = turnover[k] * p.election_jump[k] * jump[k];
            commitment(c, p.persistence[k], p.noise[k] * noise[k], jump)
        });
    }

    fn free<const L: usize>(
        p: &Will<Lanes<L>>, ally: &Ally<L>, threat_mean: &Lanes<L>, held: &Lanes<L>,
        mean_held: &Lanes<L>, free: &mut Lanes<L>, mean: &mut Lanes<L>
    ) {
        free.set(|k| {
            free_will(
                p.intercept[k],
                ally.stance[k],
                p.opinion[k] * (held[k] - mean_held[k]),
                p.threat[k] * (ally.threat[k] - threat_mean[k]),
                p.commitment[k] * ally.commitment[k],
                0.0,
            )
        });
        mean.set(|k| p.intercept[k] + ally.party_mean[k]);
    }

    fn attribute<const L: usize>(
        mean: &Lanes<L>, actual: &Lanes<L>, attribution: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| attributed_will(mean[k], actual[k], attribution[k]));
    }

    fn joint_will<const L: usize>(
        p: &Will<Lanes<L>>, insulation: &Lanes<L>, inst: &Lanes<L>, free: &[Lanes<L>; 2],
        geometric: bool, out: &mut Lanes<L>
    ) {
        let mut partner = Lanes::<L>::ZERO;
        out.set(|k| will(inst[k] * insulation[k], p.institutional[k], free[0][k]));
        partner.set(|k| will(inst[k] * insulation[k], p.institutional[k], free[1][k]));
        if geometric {
            out.update(|k, own| ces2_geometric(own, partner[k]));
        } else {
            out.update(|k, own| ces2(own, partner[k], p.substitutability[k]));
        }
    }

    fn suspend<const L: usize>(
        draw: &Lanes<L>, scale: &Lanes<L>, will: &Lanes<L>, resumption: &Lanes<L>,
        suspended: &mut Lanes<L>, begins: &mut Lanes<L>
    ) {
        for k in 0..L {
            let was = suspended[k] > 0.5;
            let starts = !was & (draw[k] < suspension_hazard(scale[k], will[k]));
            let goes_on = was & (draw[k] >= resumption[k]);
            begins[k] = if starts { 1.0 } else { 0.0 };
            suspended[k] = if starts | goes_on { 1.0 } else { 0.0 };
        }
    }

    fn aim<const L: usize>(
        will: &Lanes<L>, worth: &[Lanes<L>; 2], own: &Lanes<L>, partner: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        let of = |z: f64, k: usize| if z > 0.5 { worth[1][k] } else { worth[0][k] };
        out.set(|k| target(will[k], of(own[k], k), of(partner[k], k)));
    }

    fn follow<const L: usize>(goal: &Lanes<L>, channel: &Channel<Lanes<L>>, level: &mut Lanes<L>) {
        level.update(|k, x| adjust(x, goal[k], channel.build[k], channel.cut[k]));
    }

    fn zero_where<const L: usize>(mask: &Lanes<L>, x: &mut Lanes<L>) {
        x.update(|k, x| if mask[k] > 0.5 { 0.0 } else { x });
    }

    /// Poisson numbers by inversion.
    fn count<const L: usize>(
        draw: &Lanes<L>, rate: &Lanes<L>, level: &Lanes<L>, mass: &mut Lanes<L>,
        sum: &mut Lanes<L>, out: &mut Lanes<L>
    ) {
        mass.set(|k| exp(-(rate[k] * level[k])));
        *sum = *mass;
        *out = Lanes::ZERO;
        for n in 1..=128_u8 {
            if !draw.any(|k| draw[k] > sum[k]) {
                break;
            }
            out.update(|k, c| if draw[k] > sum[k] { c + 1.0 } else { c });
            mass.update(|k, m| m * (rate[k] * level[k]) / f64::from(n));
            sum.update(|k, s| s + mass[k]);
        }
    }

    fn below<const L: usize>(draw: &Lanes<L>, probability: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| if draw[k] < probability[k] { 1.0 } else { 0.0 });
    }

    fn practise<const L: usize>(
        p: &trilat::scenario::Institutions<Lanes<L>>, floor: &Lanes<L>, level: &[Lanes<L>; 4],
        inst: &mut Lanes<L>
    ) {
        inst.update(|k, inst| {
            let mean = 0.25 * (level[0][k] + level[1][k] + level[2][k] + level[3][k]);
            institution(inst, p.use_effect[k], mean, p.decay[k], floor[k])
        });
    }

    pub fn dyad_strength<const L: usize>(
        weight: &[Lanes<L>; 4], level: [&Lanes<L>; 4], out: &mut Lanes<L>
    ) {
        out.set(|k| {
            strength([0, 1, 2, 3].map(|c| weight[c][k]), [0, 1, 2, 3].map(|c| level[c][k]))
        });
    }

    /// CES mean over dyads.
    pub fn over_dyads<const L: usize>(
        s: &[Lanes<L>], weight: &[Lanes<L>], u: &Lanes<L>, geometric: bool, logs: &mut [Lanes<L>],
        out: &mut Lanes<L>
    ) {
        let (mut sum, mut missing) = (Lanes::<L>::ZERO, Lanes::<L>::ZERO);
        for ((s, w), log) in s.iter().zip(weight).zip(logs.iter_mut()) {
            log.set(|k| ln(if s[k] > 1e-300 { s[k] } else { 1e-300 }));
            sum.update(|k, sum| sum + w[k] * log[k]);
            missing.update(|k, m| if (s[k] <= 1e-300) & (w[k] > 0.0) { 1.0 } else { m });
        }
        out.set(|k| ces_geometric(sum[k]));
        if !geometric {
            let mut shift = Lanes::<L>::splat(f64::MIN);
            for log in logs.iter() {
                shift.update(|k, top| {
                    let term = ces_rho(u[k]) * log[k];
                    if term > top { term } else { top }
                });
            }
            sum = Lanes::ZERO;
            for (log, w) in logs.iter().zip(weight) {
                sum.update(|k, sum| sum + w[k] * ces_shifted_term(log[k], ces_rho(u[k]), shift[k]));
            }
            out.update(|k, geometric| {
                let mean = ces_shifted(sum[k], shift[k], ces_rho(u[k]));
                if is_geometric(u[k]) { geometric } else { mean }
            });
        }
        out.update(|k, c| {
            if (ces_rho(u[k]) < CES_GEOMETRIC) & (missing[k] > 0.5) { 0.0 } else { c }
        });
    }
}

/// Adds up exponential shocks in the few lanes that have any.
fn strike<const L: usize>(
    dice: &Draws<L>,
    public: u32,
    size: &Lanes<L>,
    [draw, rate, none]: [&Lanes<L>; 3],
    out: &mut Lanes<L>,
) {
    for k in 0..L {
        out[k] = 0.0;
        let (mut mass, mut sum, mut n) = (none[k], none[k], 0);
        while draw[k] > sum && n < 128 {
            let process = Process::ShockSize.code();
            let u = uniform_at(dice.seed, dice.replicate[k], dice.step, process, public, n);
            out[k] -= size[k] * ln(u);
            n += 1;
            mass = mass * rate[k] / f64::from(n);
            sum += mass;
        }
    }
}

impl<const L: usize> Soa<L> {
    pub(super) fn politics(&mut self) {
        let held = self.spec.mechanisms.elections && self.recorded();
        let (p, dice, w) = (&self.p, &self.dice, &mut self.work);
        for (i, ally) in self.allies.iter_mut().enumerate() {
            let own = &p.allies[i];
            if held {
                w.a = Lanes::splat(1.0);
                if own.early_election.any(|k| own.early_election[k] > 0.0) {
                    dice.uniform(Process::EarlyElection.code(), ally.id, 0, &mut w.a);
                }
                count_down(&w.a, own, ally);
                if ally.turnover.any(|k| ally.turnover[k] > 0.5) {
                    dice.uniform(Process::NewGovernment.code(), ally.id, 0, &mut w.a);
                    dice.normal(Process::NewGovernment.code(), ally.id, 2, &mut w.b);
                    for k in (0..L).filter(|&k| ally.turnover[k] > 0.5) {
                        let changes = w.a[k] < p.politics.party_change[k];
                        let party = ally.party[k];
                        ally.party[k] = if changes { 1.0 - party } else { party };
                        ally.party_mean[k] =
                            party_mean(ally.party[k], own.stance_a[k], own.stance_b[k]);
                        ally.stance[k] = ally.party_mean[k] + p.politics.stance_spread[k] * w.b[k];
                    }
                }
            }
            let process = Process::TypeRedraw.code();
            dice.uniform_pair(process, ally.id, 0, &mut w.a, &mut w.b);
            redraw(&w.a, &w.b, &p.politics, &own.resolute_share, ally);
        }
    }

    pub(super) fn opinion(&mut self) {
        let (recorded, history) = (self.recorded(), self.spec.mechanisms.history);
        let (p, dice, w) = (&self.p, &self.dice, &mut self.work);
        let o = &p.opinion;
        for (d, dyad) in self.dyads.iter_mut().enumerate() {
            let publics = &p.publics[d];
            for (side, i) in self.spec.roster.dyads[d].between.into_iter().enumerate() {
                let (ally, mean) = (&mut self.allies[i], &p.allies[i].threat_mean);
                let (id, own) = (dyad.public_id[side], &publics[side]);
                dice.normal(Process::OpinionNoise.code(), id, 0, &mut w.a);
                let (other, held) = (&publics[1 - side], &mut dyad.opinion[side]);
                drift(o, own, other, &ally.threat, mean, &w.a, history, held);
                if !history {
                    continue;
                }
                shocks(o, own, &ally.stance, &mut w.b, &mut w.c);
                dice.uniform(Process::ShockCount.code(), id, 0, &mut w.a);
                let shock = &mut dyad.shock[side];
                strike(dice, id, &o.shock_size, [&w.a, &w.b, &w.c], shock);
                if recorded {
                    ally.gain.update(|k, g| g + o.domestic_gain[k] * shock[k]);
                }
            }
            for side in 0..2 {
                let (shock, held) = (&dyad.shock, &mut dyad.opinion[side]);
                if history {
                    held.update(|k, h| h - shock[side][k] - o.shock_passed[k] * shock[1 - side][k]);
                }
                self.levers.on_opinion(self.step, d, side, held);
            }
        }
    }

    pub(super) fn commitment(&mut self) {
        let (dice, w) = (&self.dice, &mut self.work);
        for (ally, spec) in self.allies.iter_mut().zip(&self.spec.roster.allies) {
            if spec.guarantor {
                let process = Process::CommitmentNoise.code();
                dice.normal(process, ally.id, 0, &mut w.a);
                w.b = Lanes::ZERO;
                if ally.turnover.any(|k| ally.turnover[k] > 0.5) {
                    dice.normal(process, ally.id, 2, &mut w.b);
                }
                fluctuate(&self.p.commitment, &w.a, &w.b, ally);
            }
        }
    }

    pub(super) fn will(&mut self) {
        let (p, fixed): (&Parameters<Lanes<L>>, _) = (&self.p, &self.fixed);
        let (mut actual, mut mean, mut seen) =
            ([Lanes::ZERO; 2], [Lanes::ZERO; 2], [Lanes::ZERO; 2]);
        for (d, dyad) in self.dyads.iter_mut().enumerate() {
            for (side, i) in self.spec.roster.dyads[d].between.into_iter().enumerate() {
                free(
                    &p.will,
                    &self.allies[i],
                    &p.allies[i].threat_mean,
                    &dyad.opinion[side],
                    &p.publics[d][side].mean,
                    &mut actual[side],
                    &mut mean[side],
                );
            }
            let inst = &dyad.institution;
            let joint = |free: &[Lanes<L>; 2], out: &mut [Lanes<L>; 4]| {
                for (channel, out) in p.channels.iter().zip(out) {
                    let insulation = &channel.insulation;
                    joint_will(&p.will, insulation, inst, free, fixed.geometric_will, out);
                }
            };
            joint(&actual, &mut dyad.will);
            for will in &mut dyad.will {
                self.levers.on_will(self.step, d, will);
            }
            for (attribution, out) in fixed.attribution.iter().zip(&mut dyad.seen_will) {
                for side in 0..2 {
                    attribute(&mean[side], &actual[side], attribution, &mut seen[side]);
                }
                joint(&seen, out);
            }
        }
    }

    pub(super) fn suspend(&mut self) {
        if !self.spec.mechanisms.suspensions {
            return;
        }
        let (p, draw) = (&self.p, &mut self.work.a);
        for (own, dyad) in p.dyads.iter().zip(&mut self.dyads) {
            self.dice
                .uniform(Process::Suspension.code(), dyad.id, 0, draw);
            let (will, resumption) = (&dyad.will[2], &p.suspension.resumption);
            let (suspended, begins) = (&mut dyad.suspended, &mut dyad.suspension);
            suspend(
                draw,
                &own.suspension_hazard,
                will,
                resumption,
                suspended,
                begins,
            );
        }
    }

    pub(super) fn move_channels(&mut self) {
        let goal = &mut self.work.a;
        for (d, dyad) in self.dyads.iter_mut().enumerate() {
            let [i, j] = self.spec.roster.dyads[d]
                .between
                .map(|i| &self.allies[i].resolute);
            for kind in ChannelKind::ALL {
                let c = kind as usize;
                aim(&dyad.will[c], &self.fixed.worth[c], i, j, goal);
                self.levers.on_channel(self.step, d, kind, goal, None);
                let level = &mut dyad.level[c];
                follow(goal, &self.p.channels.0[c], level);
                if kind == ChannelKind::Intel {
                    zero_where(&dyad.suspended, level);
                }
                self.levers
                    .on_channel(self.step, d, kind, goal, Some(level));
            }
        }
    }

    pub(super) fn act(&mut self) {
        let (dice, w) = (&self.dice, &mut self.work);
        for (own, dyad) in self.p.dyads.iter().zip(&mut self.dyads) {
            dice.uniform(Process::DrillCount.code(), dyad.id, 0, &mut w.a);
            let (rate, level) = (&own.drill_rate, &dyad.level[0]);
            count(&w.a, rate, level, &mut w.b, &mut w.c, &mut dyad.drills);
            dice.uniform(Process::Statement.code(), dyad.id, 0, &mut w.a);
            below(&w.a, &dyad.level[1], &mut dyad.statement);
        }
    }

    pub(super) fn institutions(&mut self) {
        if self.spec.mechanisms.institutions {
            for (own, dyad) in self.p.dyads.iter().zip(&mut self.dyads) {
                let inst = &mut dyad.institution;
                practise(
                    &self.p.institutions,
                    &own.institution_floor,
                    &dyad.level,
                    inst,
                );
            }
        }
    }

    pub(super) fn coordinate(&mut self) {
        let (fixed, w) = (&self.fixed, &mut self.work);
        for (dyad, s) in self.dyads.iter_mut().zip(&mut w.strengths) {
            dyad_strength(
                &fixed.channel_weight,
                dyad.level.each_ref(),
                &mut dyad.strength,
            );
            *s = dyad.strength;
        }
        let u = &self.p.coordination.substitutability;
        let (weight, geometric) = (&fixed.dyad_weight, fixed.geometric_coordination);
        if w.strengths.is_empty() {
            self.coordination = Lanes::ZERO;
        } else {
            over_dyads(
                &w.strengths,
                weight,
                u,
                geometric,
                &mut w.logs,
                &mut self.coordination,
            );
        }
    }
}

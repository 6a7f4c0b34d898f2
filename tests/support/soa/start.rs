//! What is worked out once, and the state of the first month.

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::simd::simd;
use trilat::math::ln;
use trilat::model::politics::party_mean;
use trilat::model::process::Process;
use trilat::model::will::is_geometric;
use trilat::scenario::{Channel, ChannelKind, Party};
use trilat::theory::signals::send_probability;

use super::Soa;

simd! {
    /// Variance of the innovation of a level and its logarithm.
    fn innovation<const L: usize>(noise: &Lanes<L>, speed: &Lanes<L>, out: &mut [Lanes<L>; 2]) {
        let [variance, log] = out;
        variance.set(|k| noise[k] * noise[k] * (1.0 + (1.0 - speed[k]) * (1.0 - speed[k])));
        log.set(|k| ln(variance[k]));
    }

    fn worth<const L: usize>(benefit: &Lanes<L>, channel: &Channel<Lanes<L>>, out: &mut Lanes<L>) {
        out.set(|k| {
            let cost = channel.sunk_cost[k] + channel.audience_cost[k];
            send_probability(benefit[k], cost, channel.cost_spread[k])
        });
    }
}

/// Weights divided by their sum.
fn normalised<const L: usize>(weights: &[Lanes<L>]) -> Vec<Lanes<L>> {
    let total = |k: usize| weights.iter().map(|w| w[k]).sum::<f64>();
    let share = |w: &Lanes<L>| Lanes::from_fn(|k| w[k] / total(k));
    weights.iter().map(share).collect()
}

impl<const L: usize> Soa<L> {
    pub(super) fn prepare(&mut self) {
        let (p, f) = (&self.p, &mut self.fixed);
        for m in &p.probers {
            let known = f.attribution.iter().position(|a| *a == m.attribution);
            f.view.push(known.unwrap_or(f.attribution.len()));
            if known.is_none() {
                f.attribution.push(m.attribution);
            }
        }
        for (channel, out) in p.channels.iter().zip(&mut f.worth) {
            worth(&p.sending.benefit_irresolute, channel, &mut out[0]);
            worth(&p.sending.benefit_resolute, channel, &mut out[1]);
        }
        let weights: Vec<_> = p.channels.iter().map(|c| c.weight).collect();
        f.channel_weight.copy_from_slice(&normalised(&weights));
        f.dyad_weight = normalised(&p.dyads.iter().map(|d| d.weight).collect::<Vec<_>>());
        f.immediate = [0, 1, 2, 3].map(|c| {
            let channel = &p.channels.0[c];
            !channel
                .build
                .any(|k| channel.build[k] < 1.0 || channel.cut[k] < 1.0)
        });
        let geometric = |u: &Lanes<L>| !u.any(|k| !is_geometric(u[k]));
        f.geometric_will = geometric(&p.will.substitutability);
        f.geometric_coordination = geometric(&p.coordination.substitutability);
        let reference = p.rungs[self.spec.reference_rung - 1].severity;
        let per_severity = Lanes::<L>::from_fn(|k| p.response.resolve[k] / reference[k]);
        let resolve = |sev: &Lanes<L>| Lanes::from_fn(|k| per_severity[k] * sev[k]);
        f.resolve = p.rungs.iter().map(|r| resolve(&r.severity)).collect();
        let noise = [&p.signals.noise_intel, &p.signals.noise_doctrine];
        for (r, kind) in [ChannelKind::Intel, ChannelKind::Doctrine]
            .into_iter()
            .enumerate()
        {
            let channel = &p.channels.0[kind as usize];
            innovation(noise[r], &channel.cut, &mut f.innovation[r][0]);
            innovation(noise[r], &channel.build, &mut f.innovation[r][1]);
        }
        for (m, (own, prober)) in p.probers.iter().zip(&mut self.probers).enumerate() {
            let attends = self.spec.mechanisms.attention;
            let to_channel = [
                &own.attention_exercises,
                &own.attention_statements,
                &own.attention_intel,
                &own.attention_doctrine,
            ];
            for d in 0..self.dyads.len() {
                let to_dyad = &p.regards[m][d].attention;
                let attention = |c: usize, k: usize| {
                    if attends {
                        to_channel[c][k] * to_dyad[k]
                    } else {
                        1.0
                    }
                };
                for c in 0..4 {
                    let v = &p.channels.0[c].visibility;
                    prober.visible[d][c].set(|k| v[k] * attention(c, k));
                }
                for r in 0..2 {
                    let [deviation, variance, log] = &mut prober.blur[d][r];
                    for k in 0..L {
                        let factor = 1.0 / attention(2 + r, k);
                        deviation[k] = factor.sqrt();
                        variance[k] = factor;
                        log[k] = trilat::math::ln(factor);
                    }
                }
            }
            let targets = &self.spec.roster.targets;
            for (c, visible) in prober.answers.iter_mut().enumerate() {
                let own_theatre = |t: &trilat::scenario::TargetSpec| {
                    t.prober == m && t.theatre == targets[c].theatre
                };
                let thins = attends && !targets.iter().any(own_theatre);
                let v = &p.signals.response_visibility;
                visible.set(|k| {
                    v[k] * if thins {
                        own.attention_elsewhere[k]
                    } else {
                        1.0
                    }
                });
            }
        }
        for (stakes, theatre) in p.stakes.iter().zip(&mut self.theatres) {
            let by_profile = |x: usize| {
                Lanes::from_fn(|k| {
                    let (mut own, mut all) = (0.0, 0.0);
                    for (i, stake) in stakes.iter().enumerate() {
                        all += stake.contribution[k];
                        own += if x >> i & 1 == 1 {
                            stake.contribution[k]
                        } else {
                            0.0
                        };
                    }
                    own / all
                })
            };
            f.capability
                .push((0..self.spec.roster.profiles()).map(by_profile).collect());
            for rung in &p.rungs {
                let pressure = |s: &trilat::scenario::Stake<Lanes<L>>| {
                    Lanes::from_fn(|k| (s.value[k] - p.response.exposure[k]) * rung.severity[k])
                };
                theatre.pressure.push(stakes.iter().map(pressure).collect());
            }
        }
        for dyad in &mut self.dyads {
            dyad.seen_will = vec![[Lanes::ZERO; 4]; f.attribution.len()];
            dyad.goal = vec![[[Lanes::ZERO; 4]; 4]; f.attribution.len()];
        }
    }

    /// Sets the state of the first month for the replicates from `first` on.
    pub fn begin(&mut self, first: u64) {
        self.dice.replicate = std::array::from_fn(|k| first + k as u64);
        self.dice.step = 0;
        self.step = 0;
        self.sums.clear();
        self.at_war = Lanes::ZERO;
        self.begin_allies();
        self.begin_dyads();
        self.will();
        for (dyad, spec) in self.dyads.iter_mut().zip(&self.spec.roster.dyads) {
            let z = spec.between.map(|i| &self.allies[i].resolute);
            for c in 0..4 {
                let worth = &self.fixed.worth[c];
                let of = |side: usize, k: usize| worth[usize::from(z[side][k] > 0.5)][k];
                let will = &dyad.will[c];
                dyad.level[c].set(|k| trilat::model::channels::target(will[k], of(0, k), of(1, k)));
            }
        }
        self.goals();
        self.begin_probers();
        for theatre in &mut self.theatres {
            for x in [
                &mut theatre.crisis,
                &mut theatre.gap,
                &mut theatre.began,
                &mut theatre.war,
            ] {
                *x = Lanes::ZERO;
            }
        }
    }

    fn begin_allies(&mut self) {
        let (p, zero) = (&self.p, Lanes::ZERO);
        let (mut u, mut n) = (zero, zero);
        for (i, ally) in self.allies.iter_mut().enumerate() {
            let (own, spec) = (&p.allies[i], &self.spec.roster.allies[i]);
            let government = Process::InitialGovernment.code();
            self.dice.uniform(government, ally.id, 0, &mut u);
            self.dice.normal(government, ally.id, 2, &mut n);
            for k in 0..L {
                ally.party[k] = match spec.party {
                    Party::A => 0.0,
                    Party::B => 1.0,
                    Party::Random if u[k] < 0.5 => 1.0,
                    Party::Random => 0.0,
                };
                ally.party_mean[k] = party_mean(ally.party[k], own.stance_a[k], own.stance_b[k]);
                ally.stance[k] = ally.party_mean[k] + p.politics.stance_spread[k] * n[k];
            }
            ally.months_left = Lanes::splat(f64::from(spec.next_election.since(self.spec.start)));
            ally.turnover = zero;
            self.dice
                .uniform(Process::InitialType.code(), ally.id, 0, &mut u);
            ally.resolute.set(|k| {
                if u[k] < own.resolute_share[k] {
                    1.0
                } else {
                    0.0
                }
            });
            ally.threat = own.threat_mean;
            ally.audience = zero;
            ally.gain = zero;
            ally.commitment = zero;
            if spec.guarantor {
                self.dice
                    .normal(Process::InitialCommitment.code(), ally.id, 0, &mut n);
                let c = &p.commitment;
                ally.commitment.set(|k| {
                    n[k] * c.noise[k] / (1.0 - c.persistence[k] * c.persistence[k]).sqrt()
                });
            }
        }
    }

    fn begin_dyads(&mut self) {
        let mut n = Lanes::ZERO;
        let o = &self.p.opinion;
        for (d, dyad) in self.dyads.iter_mut().enumerate() {
            for side in 0..2 {
                let id = dyad.public_id[side];
                self.dice
                    .normal(Process::InitialOpinion.code(), id, 0, &mut n);
                let mean = &self.p.publics[d][side].mean;
                dyad.opinion[side].set(|k| {
                    let phi = o.persistence[k];
                    mean[k] + n[k] * o.noise[k] / (1.0 - phi * phi).sqrt()
                });
                dyad.shock[side] = Lanes::ZERO;
            }
            dyad.institution = self.p.dyads[d].institution_start;
            dyad.drills = Lanes::ZERO;
            dyad.statement = Lanes::ZERO;
            dyad.suspended = Lanes::ZERO;
            dyad.suspension = Lanes::ZERO;
        }
    }

    fn begin_probers(&mut self) {
        let p = &self.p;
        for (m, prober) in self.probers.iter_mut().enumerate() {
            let own = &p.probers[m];
            for (z, belief) in prober.belief.iter_mut().enumerate() {
                belief.set(|k| {
                    let factor = |i: usize| {
                        let prior = p.allies[i].resolute_prior[k];
                        if z >> i & 1 == 1 { prior } else { 1.0 - prior }
                    };
                    (0..p.allies.len()).fold(1.0, |product, i| product * factor(i))
                });
            }
            let view = self.fixed.view[m];
            for (d, dyad) in self.dyads.iter().enumerate() {
                let between = self.spec.roster.dyads[d].between;
                for z in 0..prober.belief.len() {
                    let n = super::learn::types_of(z, between);
                    for c in 0..2 {
                        prober.level[d][c][z] = dyad.goal[view][c][n];
                    }
                }
                for r in 0..2 {
                    let goal = &dyad.goal[view][2 + r];
                    let out = &mut prober.reference[d][r];
                    super::learn::mean_goal(&prober.belief, between, goal, out);
                }
            }
            prober.audience.fill(Lanes::ZERO);
            prober.estimate = Lanes::splat(0.5);
            prober.variance = Lanes::splat(1.0 / 12.0);
            prober.programme = Lanes::ZERO;
            if self.spec.mechanisms.programme {
                let process = Process::InitialProgramme.code();
                self.dice
                    .normal(process, prober.id, 0, &mut prober.programme);
            }
            prober.excitation = Lanes::ZERO;
            prober.fear = own.fear_mean;
            prober.trust = own.trust_prior;
            prober.kept = Lanes::ZERO;
            prober.reciprocates = Lanes::ZERO;
        }
        for challenge in &mut self.challenges {
            challenge.information.fill(Lanes::ZERO);
        }
    }
}

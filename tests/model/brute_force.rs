//! An allied belief against Bayes' rule written out by hand: two allies, one of them the receiver,
//! so that the filter is about two cases, the partner resolute or not.

use bevy_ecs::prelude::*;
use trilat::ensemble::lanes::Lanes;
use trilat::model::beliefs::marginal;
use trilat::model::cast::{Cast, Receiver, Values};
use trilat::model::state::{
    Activity, Answer, Belief, Choice, Government, HiddenType, Inclination, Seen, SeenAudience, Will,
};
use trilat::model::will::Views;
use trilat::model::{LaneRun, Simulation};
use trilat::record::Wanted;

use super::support::scenario;

const L: usize = 16;

const SETS: &[&str] = &[
    "scenario.horizon=40",
    "mechanisms.elections=true",
    "mechanisms.history=true",
    "mechanisms.suspensions=true",
    "mechanisms.learn_channels=true",
    "mechanisms.learn_responses=true",
    "mechanisms.audience=true",
    "mechanisms.allied_learning=true",
    "mechanisms.adaptation=false",
    "response.resolve=1.5",
    "partners.temper=0.8",
    "partners.attribution=0.7",
    "politics.type_redraw=0.03",
    "states.PARTNER.role=ally",
    "states.PARTNER.name=Partner",
    "states.PARTNER.guarantor=false",
    "states.PARTNER.party=b",
    "states.PARTNER.next_election=2027-03",
    "states.PARTNER.resolute_prior=0.35",
    "dyads.ALLY-PARTNER.between=[\"ALLY\", \"PARTNER\"]",
];

/// What the hand-written filter of one receiver carries in one lane, by type of its partner.
struct ByHand {
    resolute: f64,
    /// Exercises and statements.
    level: [[f64; 2]; 2],
    /// Intelligence sharing and doctrine.
    reference: [f64; 2],
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Everything that a month turns on, read in one lane for one receiver.
struct Month<'a> {
    world: &'a World,
    lane: usize,
    own: usize,
    entity: Entity,
}

impl<'a> Month<'a> {
    fn of(world: &'a World, lane: usize, own: usize) -> Self {
        let entity = world.resource::<Cast>().allies[own];
        Self {
            world,
            lane,
            own,
            entity,
        }
    }

    fn get<T: Component>(&self, entity: Entity) -> &T {
        self.world.get::<T>(entity).unwrap()
    }

    fn cast(&self) -> &Cast {
        self.world.resource::<Cast>()
    }

    fn partner(&self) -> usize {
        1 - self.own
    }

    fn own_type(&self) -> usize {
        let hidden = self.get::<HiddenType<L>>(self.entity);
        usize::from(hidden.resolute[self.lane] > 0.5)
    }

    /// x* of all channels by type of the partner, the own type being known.
    fn goals(&self) -> [[f64; 2]; 4] {
        let (k, p) = (self.lane, &self.world.resource::<Values<L>>().0);
        let dyad = self.cast().dyads[0];
        let ix = self.get::<Receiver>(self.entity).ix;
        let view = self.world.resource::<Views<L>>().of_receiver[ix];
        std::array::from_fn(|c| {
            let channel = &p.channels.0[c];
            let sends = |z: usize| {
                let benefit = [
                    p.sending.benefit_irresolute[k],
                    p.sending.benefit_resolute[k],
                ][z];
                let cost = channel.sunk_cost[k] + channel.audience_cost[k];
                logistic((benefit - cost) / channel.cost_spread[k])
            };
            let suspended = c == 2 && self.get::<Activity<L>>(dyad).suspended[k] > 0.5;
            let will = self.get::<Will<L>>(dyad).seen[view].0[c][k];
            [0, 1].map(|z| {
                if suspended {
                    0.0
                } else {
                    will * sends(self.own_type()) * sends(z)
                }
            })
        })
    }

    fn start(&self) -> ByHand {
        let prior = self.world.resource::<Values<L>>().0.allies[self.partner()].resolute_prior;
        let (b, goals) = (prior[self.lane], self.goals());
        ByHand {
            resolute: b,
            level: [goals[0], goals[1]],
            reference: [2, 3].map(|c| (1.0 - b) * goals[c][0] + b * goals[c][1]),
        }
    }

    fn move_on(&self, channel: usize, from: f64, goal: f64) -> (f64, f64) {
        let channel = &self.world.resource::<Values<L>>().0.channels.0[channel];
        let share = if goal > from {
            channel.build[self.lane]
        } else {
            channel.cut[self.lane]
        };
        (from + share * (goal - from), share)
    }

    fn predict(&self, held: &mut ByHand, goals: &[[f64; 2]; 4]) {
        let (k, p) = (self.lane, &self.world.resource::<Values<L>>().0);
        let government = self.get::<Government<L>>(self.cast().allies[self.partner()]);
        let fresh = p.politics.type_redraw_election[k] * government.turnover[k];
        let h = 1.0 - (1.0 - p.politics.type_redraw[k]) * (1.0 - fresh);
        let prior = p.allies[self.partner()].resolute_prior[k];
        // By new type, then old.
        let joint = [0, 1].map(|new: usize| {
            let pi = [1.0 - prior, prior][new];
            [0, 1].map(|old: usize| {
                let stays = if new == old { 1.0 - h } else { 0.0 };
                (stays + h * pi) * [1.0 - held.resolute, held.resolute][old]
            })
        });
        for (c, level) in held.level.iter_mut().enumerate() {
            *level = [0, 1].map(|z: usize| {
                let mass = joint[z][0] + joint[z][1];
                let mixed = (joint[z][0] * level[0] + joint[z][1] * level[1]) / mass;
                self.move_on(c, mixed, goals[c][z]).0
            });
        }
        held.resolute = joint[1][0] + joint[1][1];
    }

    fn learn_from_channels(&self, held: &mut ByHand, goals: &[[f64; 2]; 4]) {
        let (k, p) = (self.lane, &self.world.resource::<Values<L>>().0);
        let seen = self.get::<Seen<L>>(self.entity);
        let v = p.partners.visibility[k];
        let log_likelihood = |z: usize| {
            let mean = v * p.dyads[0].drill_rate[k] * held.level[0][z];
            let mut sum = seen.drills[0][k] * mean.ln() - mean;
            let x = held.level[1][z];
            let heard = v * (x + p.signals.false_alarm[k] * (1.0 - x));
            sum += if seen.statement[0][k] > 0.5 {
                heard
            } else {
                1.0 - heard
            }
            .ln();
            for r in 0..2 {
                if seen.read[0][r][k] > 0.5 {
                    let (mean, share) = self.move_on(2 + r, held.reference[r], goals[2 + r][z]);
                    let noise = [p.signals.noise_intel[k], p.signals.noise_doctrine[k]][r];
                    let variance = noise.powi(2) * (1.0 + (1.0 - share).powi(2));
                    let miss = seen.reading[0][r][k] - mean;
                    sum -= miss.powi(2) / (2.0 * variance) + variance.ln() / 2.0;
                }
            }
            sum
        };
        let n = 2.0 + seen.read[0][0][k] + seen.read[0][1][k];
        let disc = 1.0 / (1.0 + (n - 1.0) * p.beliefs.channel_correlation[k]);
        let ratio = (p.partners.temper[k] * disc * (log_likelihood(1) - log_likelihood(0))).exp();
        let b = held.resolute;
        held.resolute = b * ratio / (1.0 - b + b * ratio);
        for r in 0..2 {
            let goal = goals[2 + r];
            let expected = (1.0 - held.resolute) * goal[0] + held.resolute * goal[1];
            held.reference[r] = if seen.read[0][r][k] > 0.5 {
                seen.reading[0][r][k]
            } else {
                self.move_on(2 + r, held.reference[r], expected).0
            };
        }
    }

    /// `audience` is the partner's audience cost as reckoned when it answered. Returns whether a
    /// probe was answered or left unanswered.
    fn learn_from_response(&self, held: &mut ByHand, audience: f64) -> Option<bool> {
        let (k, p, i) = (
            self.lane,
            &self.world.resource::<Values<L>>().0,
            self.partner(),
        );
        let challenge = self.cast().challenges[0];
        let choice = self.get::<Choice<L>>(challenge);
        if choice.rung[k] < 0.5 {
            return None;
        }
        let inclination = self.get::<Inclination<L>>(self.cast().theatres[0]);
        let severity = choice.severity[k];
        let responded = self.get::<Answer<L>>(challenge).respond[i][k] > 0.5;
        let likelihood = |z: f64| {
            let stake = p.stakes[0][i].value[k] - p.response.exposure[k];
            let resolve = p.response.resolve[k] * z / p.rungs[0].severity[k];
            let gain = inclination.by_ally[i][k] + audience + (stake + resolve) * severity;
            let q = logistic(p.response.precision[k] * gain);
            if responded { q } else { 1.0 - q }
        };
        let weight = p.partners.temper[k] * p.beliefs.response_weight[k];
        let ratio = (likelihood(1.0) / likelihood(0.0)).powf(weight);
        held.resolute = held.resolute * ratio / (1.0 - held.resolute + held.resolute * ratio);
        Some(responded)
    }
}

/// Largest distance between the model's beliefs and those by hand, and the number of exercises,
/// statements, responses, refusals and changes of own type on the way.
fn compare(more: &[&str]) -> (f64, [f64; 5]) {
    let sets = [SETS, more].concat();
    let scenario = scenario("toy.toml", &sets);
    let mut simulation = Simulation::<L>::with_lanes(&scenario);
    let runs: Vec<LaneRun<'_>> = (0..L as u64).map(|k| (&scenario, k)).collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.begin();
    let allies = simulation.world().resource::<Cast>().allies.clone();
    let cases: Vec<(usize, usize)> = (0..2 * L).map(|n| (n / 2, n % 2)).collect();
    let mut held: Vec<ByHand> = {
        let world: &World = simulation.world();
        let start = |(lane, own): &(usize, usize)| Month::of(world, *lane, *own).start();
        cases.iter().map(start).collect()
    };
    let (mut worst, mut counts) = (0.0f64, [0.0; 5]);
    for _ in 0..simulation.months() {
        let world: &World = simulation.world();
        let before: Vec<(f64, usize)> = cases
            .iter()
            .map(|(lane, own)| {
                let reckoned = world.get::<SeenAudience<L>>(allies[*own]).unwrap();
                let own_type = Month::of(world, *lane, *own).own_type();
                (reckoned.by_ally[1 - own][*lane], own_type)
            })
            .collect();
        simulation.step();
        let world: &World = simulation.world();
        for ((lane, own), (held, before)) in cases.iter().zip(held.iter_mut().zip(&before)) {
            let month = Month::of(world, *lane, *own);
            let goals = month.goals();
            month.predict(held, &goals);
            month.learn_from_channels(held, &goals);
            let answer = scenario
                .mechanisms
                .learn_responses
                .then(|| month.learn_from_response(held, before.0))
                .flatten();
            let mut belief = Lanes::ZERO;
            let profile = &world.get::<Belief<L>>(allies[*own]).unwrap().profile;
            marginal(profile, 1 - own, &mut belief);
            worst = worst.max((belief[*lane] - held.resolute).abs());
            let seen = world.get::<Seen<L>>(allies[*own]).unwrap();
            counts[0] += seen.drills[0][*lane];
            counts[1] += seen.statement[0][*lane];
            counts[2] += f64::from(u8::from(answer == Some(true)));
            counts[3] += f64::from(u8::from(answer == Some(false)));
            counts[4] += f64::from(u8::from(month.own_type() != before.1));
        }
    }
    (worst, counts)
}

#[test]
fn an_allied_belief_is_bayes_rule_about_the_partner() {
    let (worst, counts) = compare(&[]);
    assert!(
        counts.iter().all(|n| *n > 10.0),
        "too little seen: {counts:?}"
    );
    assert!(worst < 1e-12, "{worst}");
}

#[test]
fn what_an_ally_does_not_see_is_no_evidence_but_silence_is() {
    let dim = [
        "partners.visibility=0.4",
        "mechanisms.learn_responses=false",
    ];
    let (worst, counts) = compare(&dim);
    assert!(counts[0] > 10.0 && counts[1] > 10.0 && counts[2] == 0.0);
    assert!(worst < 1e-12, "{worst}");
}

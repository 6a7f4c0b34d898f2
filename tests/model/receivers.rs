//! Allies read their partners as probers read them: by Bayes' rule, given what they are themselves,
//! and without a bearing on what probers see and believe.

use bevy_ecs::prelude::*;
use trilat::ensemble::lanes::Lanes;
use trilat::model::beliefs::{
    channel_evidence, keep_references, learn_from_channels, marginal, predict, references,
};
use trilat::model::cast::{Ally, Cast};
use trilat::model::state::{Belief, HiddenType, Seen};
use trilat::model::{Engine, LaneRun, Simulation};
use trilat::record::Wanted;
use trilat::scenario::Scenario;

use super::support::{Record, scenario};

const OFF: &str = "mechanisms.allied_learning=false";

fn begin<const L: usize>(simulation: &mut Simulation<L>, scenario: &Scenario, first: u64) {
    let runs: Vec<LaneRun<'_>> = (0..L as u64).map(|k| (scenario, first + k)).collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.begin();
}

/// What ally `i` believes of ally `j`, and ally i's own type.
fn about<const L: usize>(world: &World, i: usize, j: usize) -> (Lanes<L>, Lanes<L>) {
    let ally = world.resource::<Cast>().allies[i];
    let mut out = Lanes::ZERO;
    marginal(&world.get::<Belief<L>>(ally).unwrap().profile, j, &mut out);
    (out, world.get::<HiddenType<L>>(ally).unwrap().resolute)
}

#[test]
fn an_ally_knows_its_own_type_always() {
    let scenario = scenario("northeast_asia.toml", &["scenario.horizon=60"]);
    let mut simulation = Simulation::<16>::with_lanes(&scenario);
    begin(&mut simulation, &scenario, 0);
    let mut changes = 0;
    let mut before = [Lanes::ZERO; 3];
    for month in 0..=simulation.months() {
        for (i, before) in before.iter_mut().enumerate() {
            let (own, resolute) = about::<16>(simulation.world(), i, i);
            for k in 0..16 {
                assert!((own[k] - resolute[k]).abs() < 1e-15, "month {month}");
                assert!(resolute[k] > 0.5 || own[k] == 0.0, "month {month}");
                changes += usize::from(month > 0 && before[k] != resolute[k]);
            }
            *before = resolute;
        }
        simulation.step();
    }
    assert!(changes > 30, "types hardly change");
}

#[test]
fn probers_do_not_notice_that_allies_read_each_other() {
    let base = [
        "scenario.horizon=48",
        "mechanisms.levels=false",
        "mechanisms.decoupling=false",
    ];
    let run = |more: &[&str]| {
        let sets = [&base[..], more].concat();
        Record::of_few(&scenario("northeast_asia.toml", &sets), 128, true)
    };
    let (on, off) = (run(&[]), run(&[OFF]));
    assert!(on.same_rows(&off), "a row moved");
    for column in &on.layout.month {
        let name = &column.name;
        assert!(on.path(name) == off.path(name), "{name} moved");
    }
}

#[test]
fn what_allies_learn_of_each_other_moves_their_own_choices() {
    for carrier in ["levels", "decoupling"] {
        let other = if carrier == "levels" {
            "decoupling"
        } else {
            "levels"
        };
        let closed = format!("mechanisms.{other}=false");
        let base = [
            "scenario.horizon=48",
            "scenario.crisis_rung=2",
            "states.USA.emboldening=1.5",
            "states.KOR.emboldening=1.5",
            "levels.war=2.0",
            "crisis.war=0.5",
            closed.as_str(),
        ];
        let run = |more: &[&str]| {
            let sets = [&base[..], more].concat();
            Record::of_few(&scenario("northeast_asia.toml", &sets), 256, true)
        };
        assert!(
            !run(&[]).same_rows(&run(&[OFF])),
            "{carrier} carries nothing"
        );
    }
}

/// The configuration in which an ally's filter is Bayes' rule on the truth.
const EXACT: &[&str] = &[
    "scenario.horizon=36",
    "scenario.burn_in=0",
    "beliefs.channel_correlation=0.0",
    "beliefs.response_weight=1.0",
    "partners.temper=1.0",
    "partners.attribution=1.0",
    "partners.visibility=0.8",
    "mechanisms.audience=false",
    "channels.exercises.build=1.0",
    "channels.exercises.cut=1.0",
    "channels.intel.build=1.0",
    "channels.intel.cut=1.0",
    "channels.doctrine.build=1.0",
    "channels.doctrine.cut=1.0",
];

/// Over governments and signals, the mean of an exact belief is the prior: a martingale.
#[test]
fn the_mean_belief_about_partners_equals_the_prior_in_every_month() {
    let scenario = scenario("northeast_asia.toml", EXACT);
    let mut simulation = Engine::new(&scenario);
    let (blocks, months) = (24, 36);
    // By month, receiver and partner: Σ belief, Σ belief².
    let mut sums = vec![[[[0.0; 2]; 3]; 3]; months];
    for block in 0..blocks {
        begin(&mut simulation, &scenario, block * 128);
        for month in &mut sums {
            simulation.step();
            for (i, j) in (0..9).map(|n| (n / 3, n % 3)) {
                let (belief, _) = about::<128>(simulation.world(), i, j);
                for b in belief.0 {
                    month[i][j][0] += b;
                    month[i][j][1] += b * b;
                }
            }
        }
    }
    let n = (blocks * 128) as f64;
    for (i, j) in (0..9).map(|n| (n / 3, n % 3)).filter(|(i, j)| i != j) {
        let mut worst: f64 = 0.0;
        let mut spread: f64 = 0.0;
        for month in &sums {
            let [sum, squares] = month[i][j];
            let mean = sum / n;
            let variance = (squares - n * mean * mean) / (n - 1.0);
            spread = spread.max(variance);
            worst = worst.max(((mean - 0.6) / (variance / n).sqrt()).abs());
        }
        assert!(spread > 0.05, "ally {i} learns nothing of {j}");
        // 36 strongly correlated months and 6 pairs: about a chance of 1 in 30.
        assert!(worst < 3.7, "ally {i} on {j}: {worst} standard errors");
    }
}

#[test]
fn beliefs_stay_finite_whatever_is_seen() {
    let scenario = scenario("northeast_asia.toml", &["partners.temper=1.0"]);
    let mut simulation = Simulation::<16>::with_lanes(&scenario);
    begin(&mut simulation, &scenario, 0);
    let mut month = Schedule::default();
    month.add_systems(
        (
            predict::<16>,
            learn_from_channels::<16>,
            keep_references::<16>,
        )
            .chain(),
    );
    let world = simulation.world();
    let mut state = 1u64;
    let mut draw = move |bound: u64| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 33) % bound) as f64
    };
    for t in 0..10_000 {
        for mut hidden in world.query::<&mut HiddenType<16>>().iter_mut(world) {
            if t % 7 == 0 {
                hidden.resolute.set(|_| draw(2));
            }
        }
        for mut seen in world.query::<&mut Seen<16>>().iter_mut(world) {
            for d in 0..3 {
                seen.drills[d].set(|_| draw(2) * draw(2) * draw(200));
                seen.statement[d].set(|_| draw(2));
                for r in 0..2 {
                    seen.reading[d][r].set(|_| (draw(2001) - 1000.0) / 100.0);
                    seen.read[d][r].set(|_| draw(2));
                }
            }
        }
        month.run(world);
        for belief in world.query::<&Belief<16>>().iter(world) {
            for k in 0..16 {
                let sum: f64 = belief.profile.iter().map(|p| p[k]).sum();
                assert!((sum - 1.0).abs() < 1e-12, "month {t}: {sum}");
                assert!(belief.profile.iter().all(|p| p[k] >= 0.0), "month {t}");
            }
        }
    }
    for (ally, hidden, belief) in world
        .query::<(&Ally, &HiddenType<16>, &Belief<16>)>()
        .iter(world)
    {
        for (z, p) in belief.profile.iter().enumerate() {
            for k in 0..16 {
                let own = (z >> ally.ix & 1) as f64 == hidden.resolute[k];
                assert_eq!(p[k] > 0.0, own);
            }
        }
    }
}

/// With types that last, the month's change of ln P is what the channels told, weighted.
#[test]
fn the_evidence_by_channel_adds_up_to_what_was_learned() {
    let sets = [
        "scenario.horizon=24",
        "scenario.burn_in=0",
        "mechanisms.learn_responses=false",
        "mechanisms.pooling=false",
        "politics.type_redraw=0.0",
        "politics.type_redraw_election=0.0",
        "partners.visibility=0.7",
        "beliefs.channel_correlation=0.2",
    ];
    let scenario = scenario("northeast_asia.toml", &sets);
    let mut simulation = Simulation::<16>::with_lanes(&scenario);
    begin(&mut simulation, &scenario, 0);
    let receivers = simulation.world().resource::<Cast>().receivers.clone();
    assert_eq!(receivers.len(), 6);
    let profile = |world: &World, receiver: Entity, k: usize| -> Vec<f64> {
        let belief = world.get::<Belief<16>>(receiver).unwrap();
        belief.profile.iter().map(|p| p[k]).collect()
    };
    let mut told = [0.0f64; 4];
    for _ in 0..24 {
        let world = simulation.world();
        let held: Vec<_> = receivers
            .iter()
            .map(|r| {
                (
                    profile(world, *r, 2),
                    references::<16>(world, *r, 2).unwrap(),
                )
            })
            .collect();
        simulation.step();
        let world = simulation.world();
        for (receiver, (before, reference)) in receivers.iter().zip(&held) {
            let after = profile(world, *receiver, 2);
            let evidence = channel_evidence::<16>(world, *receiver, 2, reference).unwrap();
            assert_eq!(evidence.len(), 3);
            let total = |z: usize| -> f64 {
                let of = |d: &trilat::model::beliefs::DyadEvidence| {
                    d.weight * d.by_channel.iter().map(|ll| ll[z]).sum::<f64>()
                };
                evidence.iter().map(of).sum()
            };
            let weights = (0..8).map(|z| before[z] * total(z).exp());
            let sum: f64 = weights.clone().sum();
            for (z, weight) in weights.enumerate() {
                let expected = weight / sum;
                assert!(
                    (after[z] - expected).abs() < 1e-12,
                    "{} against {expected}",
                    after[z]
                );
            }
            for (c, told) in told.iter_mut().enumerate() {
                let ll = &evidence[0].by_channel[c];
                *told += (ll[7] - ll[0]).abs();
            }
        }
    }
    assert!(told.iter().all(|x| *x > 0.1), "{told:?}");
    let world = simulation.world();
    let theatre = world.resource::<Cast>().theatres[0];
    assert!(references::<16>(world, theatre, 0).is_none());
    assert!(channel_evidence::<16>(world, receivers[0], 0, &[]).is_none());
}

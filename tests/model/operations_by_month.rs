//! Operations in months of a run: against a scalar model of their own, within bounds, and lane by lane.

use trilat::model::Simulation;
use trilat::model::cast::{Challenge, Dyad, Force, Prober, Theatre};
use trilat::model::coordination::Coordination;
use trilat::model::state::{
    Activity, Answer, Belief, Channels, Choice, CoordinationEstimate, Expectation, Forecast, Load,
    Stock,
};
use trilat::scenario::{ChannelKind, Scenario};

use crate::operations::{L, begun, scenario};
use crate::reference::{self, Means};

/// Everything a scalar model needs, from lane `k` of a world.
fn means(simulation: &mut Simulation<L>, k: usize) -> Means {
    let world = simulation.world();
    let mut stock = vec![0.0; world.query::<&Force>().iter(world).count()];
    for (force, held) in world.query::<(&Force, &Stock<L>)>().iter(world) {
        stock[force.ix] = held.level[k];
    }
    let mut loads = vec![0.0; 3];
    for (theatre, load) in world.query::<(&Theatre, &Load<L>)>().iter(world) {
        loads[theatre.ix] = load.level[k];
    }
    Means { stock, loads }
}

/// Different numbers in every lane: orders of value, reach, windows, layers and what not.
fn varied(n: usize) -> Vec<Scenario> {
    let mut seed = 12_345_u64;
    let mut pick = move |low: f64, high: f64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * ((seed >> 11) as f64 / (1_u64 << 53) as f64)
    };
    (0..n)
        .map(|_| {
            let mut sets = Vec::new();
            for h in ["KP", "TS", "NEA"] {
                sets.push(format!("theatres.{h}.raid={}", pick(4.0, 30.0)));
                sets.push(format!("theatres.{h}.areas={}", pick(0.5, 2.0)));
                for s in ["USA", "JPN", "KOR"] {
                    sets.push(format!("theatres.{h}.stakes.{s}.value={}", pick(0.1, 1.2)));
                    sets.push(format!("theatres.{h}.stakes.{s}.reach={}", pick(0.0, 1.0)));
                }
            }
            for a in 1..4 {
                sets.push(format!("rungs.{a}.raid_share={}", pick(0.0, 1.2)));
                sets.push(format!("rungs.{a}.weight_defence={}", pick(0.0, 1.0)));
                sets.push(format!("rungs.{a}.weight_strike={}", pick(0.0, 1.0)));
                sets.push(format!("rungs.{a}.window={}", pick(0.8, 6.0)));
            }
            sets.push(format!("layers.upper.kill={}", pick(0.3, 1.0)));
            sets.push(format!("layers.lower.second_look={}", pick(0.0, 1.0)));
            sets.push(format!("layers.lower.shots={}", pick(1.0, 4.0).floor()));
            sets.push(format!("sharing.requests={}", pick(0.0, 4.0)));
            sets.push(format!("sharing.lift={}", pick(0.0, 4.0)));
            sets.push(format!("timing.capitals={}", pick(-0.2, 1.2)));
            sets.push(format!("coordination.substitutability={}", pick(0.1, 1.0)));
            sets.push(format!("response.cost={}", pick(-0.5, 0.5)));
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            scenario(&sets)
        })
        .collect()
}

/// Realised strength and expected effect are those of a scalar model that shares no code with the
/// lanes, in every month, lane and challenge, with different parameters in every lane.
#[test]
fn strength_and_forecast_are_those_of_a_scalar_model() {
    let all = varied(L);
    let scenarios: [&Scenario; L] = std::array::from_fn(|k| &all[k]);
    let mut simulation = begun(&scenarios);
    let mut answered = 0;
    for _ in 0..18 {
        let before: Vec<Means> = (0..L).map(|k| means(&mut simulation, k)).collect();
        simulation.step();
        let world = simulation.world();
        let coord = world.resource::<Coordination<L>>().in_operations;
        let intel: Vec<[f64; L]> = {
            let mut dyads = world.query::<(&Dyad, &Channels<L>, &Activity<L>)>();
            let mut intel = vec![[0.0; L]; 3];
            for (dyad, channels, activity) in dyads.iter(world) {
                for (k, level) in intel[dyad.ix].iter_mut().enumerate() {
                    let on = activity.suspended[k] < 0.5;
                    *level = if on {
                        channels.level[ChannelKind::Intel][k]
                    } else {
                        0.0
                    };
                }
            }
            intel
        };
        let mut probers = world.query::<(
            &Prober,
            &Belief<L>,
            &CoordinationEstimate<L>,
            &Expectation<L>,
        )>();
        let mut challenges = world.query::<(&Challenge, &Choice<L>, &Answer<L>, &Forecast<L>)>();
        for (challenge, choice, answer, forecast) in challenges.iter(world) {
            let prober = probers
                .iter(world)
                .find(|p| p.0.ix == challenge.prober)
                .unwrap();
            for k in 0..L {
                let reference = reference::Reference::new(scenarios[k], &before[k]);
                let links = |d: usize| intel[d][k];
                let x: usize = (0..3)
                    .map(|i| usize::from(answer.respond[i][k] > 0.5) << i)
                    .sum();
                let rung = choice.rung[k] as usize;
                let strength = if rung == 0 || x == 0 {
                    0.0
                } else {
                    answered += 1;
                    reference.strength(challenge.theatre, rung - 1, x, coord[k], &links)
                };
                let gap = (answer.strength[k] - strength).abs();
                assert!(
                    gap < 1e-12,
                    "lane {k}: {} against {strength}",
                    answer.strength[k]
                );
                // The forecast, summed over types and responses one by one.
                let (mean, variance) = (prober.2.mean[k], prober.2.variance[k]);
                let read = |d: usize| prober.3.reference[d][0][k].clamp(0.0, 1.0);
                for a in 0..3 {
                    let by_profile: Vec<f64> = (0..8)
                        .map(|x| reference.expected(challenge.theatre, a, x, mean, variance, &read))
                        .collect();
                    let mut rho = 0.0;
                    for z in 0..8 {
                        let q = |i: usize| forecast.respond[a][i][z >> i & 1][k];
                        let effect: f64 = (0..8_usize)
                            .map(|x| {
                                let p: f64 = (0..3)
                                    .map(|i| if x >> i & 1 == 1 { q(i) } else { 1.0 - q(i) })
                                    .product();
                                p * by_profile[x]
                            })
                            .sum();
                        rho += prober.1.profile[z][k] * effect;
                    }
                    let gap = (forecast.rho[a][k] - rho).abs();
                    assert!(
                        gap < 1e-12,
                        "lane {k} rung {a}: {} against {rho}",
                        forecast.rho[a][k]
                    );
                }
            }
        }
    }
    assert!(answered > 100, "only {answered} engagements");
}

/// What must hold in any month of any scenario: strength in [0, 1], leakers between 0 and the raid,
/// stocks between 0 and full, nothing from those who do not respond.
#[test]
fn months_stay_within_bounds() {
    let all = varied(L);
    let scenarios: [&Scenario; L] = std::array::from_fn(|k| &all[k]);
    let mut simulation = begun(&scenarios);
    let (mut drained, mut leaked, mut stopped_all) = (false, 0.0, 0.0);
    for _ in 0..60 {
        simulation.step();
        let world = simulation.world();
        for (force, stock) in world.query::<(&Force, &Stock<L>)>().iter(world) {
            for (k, scenario) in scenarios.iter().enumerate() {
                let full = scenario.parameters.forces[force.ix].stock;
                assert!((0.0..=full).contains(&stock.level[k]));
                drained |= stock.level[k] < 0.5 * full;
            }
        }
        for (choice, answer) in world.query::<(&Choice<L>, &Answer<L>)>().iter(world) {
            for k in 0..L {
                assert!((0.0..=1.0).contains(&answer.strength[k]));
                assert!((0.0..=answer.raid[k]).contains(&answer.leakers[k]));
                assert!(answer.raid[k].fract() == 0.0 && answer.leakers[k].fract() == 0.0);
                assert!(answer.exposed[k] >= 0.0 && answer.delay[k] >= 0.0);
                let none = answer.raid[k] > 0.0 && answer.leakers[k] == 0.0;
                assert_eq!(answer.no_leaker[k] > 0.5, none);
                if choice.rung[k] == 0.0 {
                    assert_eq!((answer.raid[k], answer.strength[k]), (0.0, 0.0));
                }
                if answer.any[k] < 0.5 {
                    assert_eq!((answer.strength[k], answer.delay[k]), (0.0, 0.0));
                    assert_eq!(answer.leakers[k], answer.raid[k]);
                }
                leaked += answer.leakers[k];
                stopped_all += answer.raid[k] - answer.leakers[k];
            }
        }
    }
    assert!(drained, "no stock was ever drained");
    assert!(leaked > 0.0 && stopped_all > 0.0);
}

/// A lane does not depend on its neighbours: values in another order than theirs, or alone.
#[test]
fn lanes_with_other_orders_of_value_do_not_disturb_each_other() {
    let all = varied(4);
    let strengths = |scenarios: [&Scenario; 4]| -> Vec<Vec<[u64; L]>> {
        let mut simulation = begun(&scenarios);
        (0..24)
            .map(|_| {
                simulation.step();
                let world = simulation.world();
                let mut challenges = world.query::<(&Answer<L>, &Forecast<L>)>();
                let both = challenges.iter(world).flat_map(|(answer, forecast)| {
                    [answer.strength, forecast.rho[2]].map(|x| x.0.map(f64::to_bits))
                });
                both.collect()
            })
            .collect()
    };
    let mixed = strengths([&all[0], &all[1], &all[2], &all[3]]);
    for (k, scenario) in all.iter().enumerate() {
        let alone = strengths([scenario; 4]);
        let same = mixed
            .iter()
            .zip(&alone)
            .all(|(a, b)| a.iter().zip(b).all(|(a, b)| a[k] == b[k]));
        assert!(same, "lane {k}");
    }
}

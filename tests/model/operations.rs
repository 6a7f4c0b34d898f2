//! Operations (M8, M9) against the closed forms, a scalar model of their own, and what must hold in
//! any scenario.

use std::path::Path;

use trilat::model::beliefs::Belief;
use trilat::model::cast::{Ally, Challenge, Force, Theatre};
use trilat::model::channels::Channels;
use trilat::model::coordination::Coordination;
use trilat::model::decision::{Choice, Forecast};
use trilat::model::decoupling::Exposure;
use trilat::model::estimate::CoordinationEstimate;
use trilat::model::load::Load;
use trilat::model::operations::{Capability, Stock, Table};
use trilat::model::response::Answer;
use trilat::model::{LaneRun, Simulation};
use trilat::record::Wanted;
use trilat::scenario::{Scenario, load};

use crate::reference::{self, Means};

pub fn scenario(sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs/operations.toml");
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match load(&path, &sets) {
        Ok(loaded) => loaded.scenario,
        Err(errors) => panic!("{errors}"),
    }
}

fn begun<const L: usize>(scenarios: &[&Scenario; L]) -> Simulation<L> {
    let mut simulation = Simulation::<L>::new(scenarios[0]);
    let runs: Vec<LaneRun<'_>> = scenarios
        .iter()
        .enumerate()
        .map(|(k, scenario)| (*scenario, k as u64))
        .collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.begin();
    simulation
}

fn started<const L: usize>(scenario: &Scenario) -> Simulation<L> {
    begun(&[scenario; L])
}

fn set_loads<const L: usize>(simulation: &mut Simulation<L>, loads: &[f64]) {
    let world = simulation.world();
    let mut theatres = world.query::<(&Theatre, &mut Load<L>)>();
    for (theatre, mut load) in theatres.iter_mut(world) {
        load.level.0 = [loads[theatre.ix]; L];
    }
}

/// (choreographed, blind) of a component in a theatre, by participation profile, lane 0.
fn table<const L: usize>(
    simulation: &mut Simulation<L>,
    theatre: usize,
    component: impl Fn(&trilat::model::operations::Components<L>) -> [f64; 2],
) -> Vec<[f64; 2]> {
    let world = simulation.world();
    let mut theatres = world.query::<(&Theatre, &Table<L>)>();
    let found = theatres.iter(world).find(|(t, _)| t.ix == theatre);
    let (_, table) = found.expect("the theatre exists");
    table.by_profile.iter().map(component).collect()
}

fn stopped<const L: usize>(c: &trilat::model::operations::Components<L>) -> [f64; 2] {
    [c.stopped[0][0][0], c.stopped[0][1][0]]
}

/// The same against a raid at full scale.
fn stopped_in_full<const L: usize>(c: &trilat::model::operations::Components<L>) -> [f64; 2] {
    [c.stopped[1][0][0], c.stopped[1][1][0]]
}

fn covered<const L: usize>(c: &trilat::model::operations::Components<L>) -> [f64; 2] {
    [c.cover[0][0], c.cover[1][0]]
}

fn searched<const L: usize>(c: &trilat::model::operations::Components<L>) -> [f64; 2] {
    [c.search[0][0], c.search[1][0]]
}

fn struck<const L: usize>(c: &trilat::model::operations::Components<L>) -> [f64; 2] {
    [c.strike[0][0], c.strike[1][0]]
}

/// One layer with p = .8 and two shots, a raid of 10, and everybody's interceptors at hand.
const ONE_LAYER: [&str; 18] = [
    "layers.lower.kill=0.8",
    "layers.lower.shots=2",
    "forces.usa_upper.capacity=0",
    "forces.jpn_upper.capacity=0",
    "forces.jpn_lower.capacity=6",
    "forces.kor_lower.capacity=6",
    "theatres.KP.raid=10",
    "rungs.2.raid_share=1",
    "theatres.KP.stakes.USA.reach=1",
    "theatres.KP.stakes.JPN.reach=1",
    "theatres.KP.stakes.KOR.reach=1",
    "states.JPN.reform=1",
    "theatres.TS.stakes.USA.reach=0",
    "theatres.TS.stakes.JPN.reach=0",
    "theatres.TS.stakes.KOR.reach=0",
    "theatres.NEA.stakes.USA.reach=0",
    "theatres.NEA.stakes.JPN.reach=0",
    "theatres.NEA.stakes.KOR.reach=0",
];

/// O4 and O5 with the numbers of the design: 20 interceptors leak .4 under one plan and .97344 as
/// (8, 6, 6) mutually blind; (12, 7, 6) leak .24 and .384384.
#[test]
fn missile_defence_has_the_published_leakage() {
    for (usa, jpn, planned, blind) in [(8.0, 6.0, 0.4, 0.973440), (12.0, 7.0, 0.24, 0.384384)] {
        let usa = format!("forces.usa_lower.capacity={usa}");
        let jpn = format!("forces.jpn_lower.capacity={jpn}");
        let sets: Vec<&str> = ONE_LAYER.into_iter().chain([&usa[..], &jpn[..]]).collect();
        let mut simulation = started::<4>(&scenario(&sets));
        simulation.step();
        let all = table(&mut simulation, 0, stopped)[7];
        assert!((10.0 * (1.0 - all[0]) - planned).abs() < 1e-12, "{all:?}");
        assert!((10.0 * (1.0 - all[1]) - blind).abs() < 1e-12, "{all:?}");
    }
}

/// Without calls from elsewhere one plan is never worse than plans apart, more partners never make it
/// worse, and a lone ally never interferes with itself.
#[test]
fn a_common_plan_never_hurts_and_a_lone_ally_needs_none() {
    let mut simulation = started::<4>(&scenario(&["mechanisms.dual_contingency=false"]));
    simulation.step();
    for theatre in 0..3 {
        for component in [stopped_in_full, covered, searched, struck] {
            let s = table(&mut simulation, theatre, component);
            for (x, [planned, blind]) in s.iter().enumerate() {
                assert!((0.0..=1.0).contains(planned) && (0.0..=1.0).contains(blind));
                assert!(planned >= blind, "{theatre} {x}: {planned} {blind}");
                if x.count_ones() == 1 {
                    assert_eq!(planned.to_bits(), blind.to_bits());
                }
                for bit in [1, 2, 4] {
                    assert!(s[x | bit][0] >= *planned && s[x | bit][1] >= *blind);
                }
            }
            assert!(
                s[7][0] > s[7][1],
                "theatre {theatre} is not trivially covered"
            );
        }
    }
}

/// Nothing called for elsewhere: forces are as if there were one theatre, bit for bit.
#[test]
fn without_load_a_second_theatre_is_of_no_account() {
    let on = scenario(&[]);
    let off = scenario(&["mechanisms.dual_contingency=false"]);
    let (mut on, mut off) = (started::<4>(&on), started::<4>(&off));
    on.step();
    off.step();
    for theatre in 0..3 {
        for component in [stopped, covered, searched, struck] {
            assert_eq!(
                table(&mut on, theatre, component),
                table(&mut off, theatre, component)
            );
        }
    }
    // With load elsewhere there is less of everything in the theatre that matters less.
    set_loads(&mut on, &[1.0, 0.0, 1.0]);
    on.step();
    for component in [stopped, covered, searched, struck] {
        let (busy, free) = (table(&mut on, 1, component), table(&mut off, 1, component));
        assert!(busy[7][0] < free[7][0] && busy[7][1] < free[7][1]);
    }
}

/// What planning apart costs, choreographed minus blind, for search and strike that other theatres
/// borrow: more with two theatres active than with one, since a common pool loses fewer calls.
#[test]
fn a_second_theatre_raises_the_price_of_planning_apart() {
    let ample = [
        "theatres.KP.areas=4",
        "theatres.KP.aim_points=40",
        "theatres.TS.areas=0.01",
        "theatres.TS.aim_points=0.01",
        "forces.usa_strike.capacity=8",
    ];
    let mut simulation = started::<4>(&scenario(&ample));
    simulation.step();
    let gap = |s: Vec<[f64; 2]>| s[7][0] - s[7][1];
    let (search, strike) = (
        gap(table(&mut simulation, 0, searched)),
        gap(table(&mut simulation, 0, struck)),
    );
    set_loads(&mut simulation, &[0.0, 1.0, 0.0]);
    simulation.step();
    let (search_2, strike_2) = (
        gap(table(&mut simulation, 0, searched)),
        gap(table(&mut simulation, 0, struck)),
    );
    assert!(search_2 > search, "{search_2} against {search}");
    assert!(strike_2 > strike, "{strike_2} against {strike}");
}

/// With `opportunism` off probers reckon as if nothing were going on elsewhere; what the responders
/// can do is not what they reckon.
#[test]
fn probers_who_do_not_look_elsewhere_expect_full_forces() {
    let blind = scenario(&["mechanisms.opportunism=false"]);
    let seeing = scenario(&[]);
    let capability = |scenario: &Scenario, loads: &[f64]| -> Vec<u64> {
        let mut simulation = started::<4>(scenario);
        simulation.step();
        set_loads(&mut simulation, loads);
        simulation.step();
        let world = simulation.world();
        let mut challenges = world.query::<(&Challenge, &Capability<4>)>();
        let found = challenges
            .iter(world)
            .find(|(c, _)| c.theatre == 1)
            .unwrap();
        found.1.by_class[2].iter().map(|s| s[0].to_bits()).collect()
    };
    let (quiet, busy) = ([0.0; 3], [1.0, 0.0, 1.0]);
    assert_eq!(capability(&blind, &quiet), capability(&blind, &busy));
    assert_ne!(capability(&seeing, &quiet), capability(&seeing, &busy));
    assert_eq!(capability(&seeing, &quiet), capability(&blind, &quiet));
}

/// Everything a scalar model needs, from lane `k` of a world.
fn means<const L: usize>(simulation: &mut Simulation<L>, k: usize) -> Means {
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
    const L: usize = 16;
    let all = varied(L);
    let scenarios: [&Scenario; L] = std::array::from_fn(|k| &all[k]);
    let mut simulation = begun(&scenarios);
    let mut answered = 0;
    for _ in 0..24 {
        let before: Vec<Means> = (0..L).map(|k| means(&mut simulation, k)).collect();
        simulation.step();
        let world = simulation.world();
        let coord = world.resource::<Coordination<L>>().in_operations;
        let intel: Vec<[f64; L]> = {
            let mut dyads = world.query::<(
                &trilat::model::cast::Dyad,
                &Channels<L>,
                &trilat::model::channels::Activity<L>,
            )>();
            let mut intel = vec![[0.0; L]; 3];
            for (dyad, channels, activity) in dyads.iter(world) {
                for k in 0..L {
                    let on = activity.suspended[k] < 0.5;
                    intel[dyad.ix][k] = if on { channels.level[2][k] } else { 0.0 };
                }
            }
            intel
        };
        let mut probers = world.query::<(
            &trilat::model::cast::Prober,
            &Belief<L>,
            &CoordinationEstimate<L>,
            &trilat::model::beliefs::Expectation<L>,
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
    assert!(answered > 200, "only {answered} engagements");
}

/// What must hold in any month of any scenario: strength in [0, 1], leakers between 0 and the raid,
/// stocks between 0 and full, nothing from those who do not respond.
#[test]
fn months_stay_within_bounds() {
    const L: usize = 16;
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
    let strengths = |scenarios: [&Scenario; 4]| -> Vec<Vec<[u64; 4]>> {
        let mut simulation = begun(&scenarios);
        (0..24)
            .map(|_| {
                simulation.step();
                let world = simulation.world();
                let mut challenges = world.query::<(&Answer<4>, &Forecast<4>)>();
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

/// More capitals without a plan are slower, unless nothing delays them; with a plan they are not.
#[test]
fn capitals_that_must_agree_take_time() {
    let value = |delta: &str, coord: &str| -> Vec<f64> {
        let sets = [
            delta,
            "timing.load=0",
            "timing.lift=0",
            coord,
            "levers.plan.coordination=true",
            "levers.plan.announced=true",
        ];
        let mut simulation = started::<4>(&scenario(&sets));
        let mut delays = vec![0.0; 4];
        for _ in 0..60 {
            simulation.step();
            let world = simulation.world();
            for answer in world.query::<&Answer<4>>().iter(world) {
                for k in 0..4 {
                    let n: f64 = answer.respond.iter().map(|x| x[k]).sum();
                    if n > 0.5 {
                        delays[n as usize] = answer.delay[k];
                    }
                }
            }
        }
        delays
    };
    let slow = value("timing.capitals=0.8", "levers.plan.set=0.25");
    for n in 1..4 {
        let exact = (n as f64).powf(0.8 * 0.75);
        assert!(
            (slow[n] - exact).abs() < 1e-12,
            "{n}: {} against {exact}",
            slow[n]
        );
    }
    assert_eq!(
        value("timing.capitals=0.8", "levers.plan.set=1")[1..],
        [1.0; 3]
    );
    assert_eq!(
        value("timing.capitals=0", "levers.plan.set=0.25")[1..],
        [1.0; 3]
    );
}

/// Hosts are exposed as far as the alliance leaves the sites on their ground uncovered.
#[test]
fn exposure_is_the_share_of_sites_left_open() {
    let sets = [
        "levers.plan.coordination=true",
        "levers.plan.set=0.25",
        "theatres.NEA.stakes.USA.reach=0.5",
        "theatres.NEA.stakes.JPN.reach=1",
        "theatres.NEA.stakes.KOR.reach=0",
        "sites.nea_ports.count=8",
    ];
    let mut simulation = started::<4>(&scenario(&sets));
    simulation.step();
    let world = simulation.world();
    let mut exposure = [0.0; 3];
    for (ally, level) in world.query::<(&Ally, &Exposure<4>)>().iter(world) {
        exposure[ally.ix] = level.level[0];
    }
    // Japan: 2 of 8 by the United States, 3 of 8 by itself; together 5/8, apart 1 − (6/8)(5/8).
    let covered = 0.25 * 0.625 + 0.75 * (1.0 - 0.75 * 0.625);
    assert!((exposure[1] - (1.0 - covered)).abs() < 1e-15);
    // South Korea's 8 sites: .8·4, .25·3 and .95·3.
    let (a, b, c) = (3.2 / 8.0, 0.75 / 8.0, 2.85 / 8.0);
    let covered = 0.25 * (a + b + c) + 0.75 * (1.0 - (1.0 - a) * (1.0 - b) * (1.0 - c));
    assert!((exposure[2] - (1.0 - covered)).abs() < 1e-15);
    assert_eq!(exposure[0], 0.0);
}

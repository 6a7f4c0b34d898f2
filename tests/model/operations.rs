//! Operations (M8, M9) against the closed forms and what must hold in any scenario.

use std::path::Path;

use trilat::model::cast::{Ally, Challenge, Theatre};
use trilat::model::operations::{Capability, Components, Table};
use trilat::model::state::{Answer, Exposure, Load};
use trilat::model::{LaneRun, Simulation};
use trilat::record::Wanted;
use trilat::scenario::{Scenario, load};

pub fn scenario(sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs/operations.toml");
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match load(&path, &sets) {
        Ok(loaded) => loaded.scenario,
        Err(errors) => panic!("{errors}"),
    }
}

/// Lanes of the worlds here.
pub const L: usize = 16;

/// A world in its first month, with a scenario in each of the first lanes.
pub fn begun(scenarios: &[&Scenario]) -> Simulation<L> {
    let mut simulation = Simulation::<L>::with_lanes(scenarios[0]);
    let runs: Vec<LaneRun<'_>> = scenarios
        .iter()
        .enumerate()
        .map(|(k, scenario)| (*scenario, k as u64))
        .collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.begin();
    simulation
}

fn started(scenario: &Scenario) -> Simulation<L> {
    begun(&[scenario; L])
}

fn set_loads(simulation: &mut Simulation<L>, loads: &[f64]) {
    let world = simulation.world();
    let mut theatres = world.query::<(&Theatre, &mut Load<L>)>();
    for (theatre, mut load) in theatres.iter_mut(world) {
        load.level.0 = [loads[theatre.ix]; L];
    }
}

/// (choreographed, blind) of a component in a theatre, by participation profile, lane 0.
fn table(
    simulation: &mut Simulation<L>,
    theatre: usize,
    component: impl Fn(&Components<L>) -> [f64; 2],
) -> Vec<[f64; 2]> {
    let world = simulation.world();
    let mut theatres = world.query::<(&Theatre, &Table<L>)>();
    let found = theatres.iter(world).find(|(t, _)| t.ix == theatre);
    let (_, table) = found.expect("the theatre exists");
    table.by_profile.iter().map(component).collect()
}

fn stopped(c: &Components<L>) -> [f64; 2] {
    [c.stopped[0][0][0], c.stopped[0][1][0]]
}

/// The same against a raid at full scale.
fn stopped_in_full(c: &Components<L>) -> [f64; 2] {
    [c.stopped[1][0][0], c.stopped[1][1][0]]
}

fn covered(c: &Components<L>) -> [f64; 2] {
    [c.cover[0][0], c.cover[1][0]]
}

fn searched(c: &Components<L>) -> [f64; 2] {
    [c.search[0][0], c.search[1][0]]
}

fn struck(c: &Components<L>) -> [f64; 2] {
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
        let mut simulation = started(&scenario(&sets));
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
    let mut simulation = started(&scenario(&["mechanisms.dual_contingency=false"]));
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
    let (mut on, mut off) = (started(&on), started(&off));
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
    let mut simulation = started(&scenario(&ample));
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
        let mut simulation = started(scenario);
        simulation.step();
        set_loads(&mut simulation, loads);
        simulation.step();
        let world = simulation.world();
        let mut challenges = world.query::<(&Challenge, &Capability<16>)>();
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
        let mut simulation = started(&scenario(&sets));
        let mut delays = vec![0.0; 4];
        for _ in 0..60 {
            simulation.step();
            let world = simulation.world();
            for answer in world.query::<&Answer<16>>().iter(world) {
                for k in 0..16 {
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
    for (n, slow) in slow.iter().enumerate().skip(1) {
        let exact = (n as f64).powf(0.8 * 0.75);
        assert!((slow - exact).abs() < 1e-12, "{n}: {slow} against {exact}");
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
    let mut simulation = started(&scenario(&sets));
    simulation.step();
    let world = simulation.world();
    let mut exposure = [0.0; 3];
    for (ally, level) in world.query::<(&Ally, &Exposure<16>)>().iter(world) {
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

/// Refused bases take their share of the guest's forces in the theatre, law at home keeps interceptors
/// and strike from abroad, and a measured responder brings its share.
#[test]
fn bases_law_and_measure_limit_what_is_brought() {
    let at = |sets: &[&str], theatre: usize, x: usize| {
        let mut simulation = started(&scenario(sets));
        simulation.step();
        let all = [covered, searched, struck];
        all.map(|component| table(&mut simulation, theatre, component)[x][0])
    };
    let close = |a: [f64; 3], b: [f64; 3]| {
        for (a, b) in a.into_iter().zip(b) {
            assert!((a - b).abs() < 1e-15, "{a} against {b}");
        }
    };
    // The United States on the peninsula: .8 of 4 batteries for 8 sites, of .8, and of 8 for 10.
    close(at(&[], 0, 1), [0.4, 0.64, 0.64]);
    let refused = [
        "mechanisms.base_access=true",
        "bases.kadena.level=-1000",
        "bases.kadena.loss=0.4",
    ];
    close(at(&refused, 0, 1), [0.24, 0.384, 0.384]);
    close(at(&refused, 1, 1), at(&[], 1, 1));
    // Japan abroad, where law halves what may fight, and at home.
    close(
        at(&[], 0, 2),
        [0.25 * 3.0 / 8.0, 0.125, 0.5 * 0.25 * 4.0 / 10.0],
    );
    close(at(&[], 2, 2), [0.45, 0.45, 0.9 * 4.0 / 10.0]);
    let measured = [
        "mechanisms.levels=true",
        "levels.hard_cost=1000",
        "levels.measured=0.5",
    ];
    close(at(&measured, 0, 1), [0.2, 0.32, 0.32]);
}

/// Losing the links between partners takes missile defence back to what their own sensors hold.
#[test]
fn shared_tracks_need_links() {
    let strength = |sets: &[&str]| {
        let mut all = vec![
            "levers.plan.coordination=true",
            "levers.plan.announced=true",
            "levers.plan.set=1",
            "rungs.2.weight_cover=0",
            "rungs.2.weight_search=0",
            "tracking.own=0.5",
            "tracking.shared=0.9",
        ];
        all.extend(sets);
        let mut simulation = started(&scenario(&all));
        simulation.step();
        let world = simulation.world();
        let mut challenges = world.query::<(&Challenge, &Capability<16>)>();
        let found = challenges
            .iter(world)
            .find(|(c, _)| c.theatre == 0)
            .unwrap();
        let of = |x: usize| found.1.at_rung(1)[x][0];
        (of(1), of(7))
    };
    // Without the switch the links of a coalition always hold; those of a lone ally are its own.
    let (alone, together) = strength(&["mechanisms.coordination=false"]);
    let mut simulation = started(&scenario(&[]));
    simulation.step();
    let shares = table(&mut simulation, 0, stopped);
    let in_time = trilat::math::normal_cdf(2.0_f64.ln() / 0.6);
    assert!((alone - in_time * 0.5 * shares[1][0]).abs() < 1e-12);
    assert!((together - in_time * 0.9 * shares[7][0]).abs() < 1e-12);
    // With it, a coalition whose links are read as none is no better than a lone ally at tracking.
    let (_, unlinked) = strength(&[
        "channels.intel.visibility=0",
        "sending.benefit_resolute=-1000",
        "sending.benefit_irresolute=-1000",
    ]);
    assert!(
        (unlinked - in_time * 0.5 * shares[7][0]).abs() < 1e-12,
        "{unlinked}"
    );
}

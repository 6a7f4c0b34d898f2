//! The same bytes whatever the block size, the vector level and the company in a block.

use std::sync::atomic::AtomicBool;

use trilat::ensemble::simd::force_level;
use trilat::model::cast::Clock;
use trilat::model::{Engine, LaneRun, Simulation};
use trilat::record::{BlockRecord, Wanted};

use super::support::{Record, scenario};

const SHORT: &[&str] = &["scenario.horizon=36", "scenario.information=derived"];

#[test]
fn block_size_and_vector_level_change_no_bit() {
    let scenario = scenario("northeast_asia.toml", SHORT);
    let reference = Record::of(&scenario, 100, false);
    assert!(
        reference.same_rows(&Record::of_few(&scenario, 100, false)),
        "blocks of 16"
    );
    for level in [0, 1, 2] {
        force_level(Some(level));
        let same = reference.same_rows(&Record::of(&scenario, 100, false));
        force_level(None);
        assert!(same, "vector level {level}");
    }
}

/// Once the flag is up no month is simulated, and the world goes on as if nothing had been.
#[test]
fn a_block_that_is_stopped_ends_within_a_month() {
    let scenario = scenario("northeast_asia.toml", SHORT);
    let mut simulation = Simulation::<16>::with_lanes(&scenario);
    let runs: Vec<LaneRun<'_>> = (0..16).map(|k| (&scenario, k)).collect();
    let (never, stop) = (AtomicBool::new(false), AtomicBool::new(true));
    let rows = |simulation: &mut Simulation<16>| {
        let mut out = BlockRecord::default();
        simulation.record(&mut out);
        out.rows.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    simulation.load(&runs, Wanted::default()).unwrap();
    assert!(simulation.run_unless(&never));
    let whole = rows(&mut simulation);
    simulation.load(&runs, Wanted::default()).unwrap();
    assert!(!simulation.run_unless(&stop));
    assert_eq!(simulation.world().resource::<Clock>().step, 0);
    assert!((0..7).all(|_| simulation.step_unless(&never)));
    assert!(!simulation.step_unless(&stop));
    assert_eq!(simulation.world().resource::<Clock>().step, 7);
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.run();
    assert_eq!(rows(&mut simulation), whole);
}

/// Lanes that take over each other's state go on as the runs would have that began in their order.
#[test]
fn lanes_can_take_over_each_others_state() {
    let sets = [SHORT, &["outcomes.calm.sum=\"since(election_kor) > 2\""]].concat();
    let scenario = scenario("northeast_asia.toml", &sets);
    let from: [usize; 16] = std::array::from_fn(|k| (7 * k + 3) % 16 / 2);
    let replicates: Vec<u64> = from.iter().map(|k| *k as u64).collect();
    let rows = |simulation: &mut Simulation<16>| {
        let mut out = BlockRecord::default();
        simulation.record(&mut out);
        out.rows.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let mut simulation = Simulation::<16>::with_lanes(&scenario);
    let runs: Vec<LaneRun<'_>> = (0..16).map(|k| (&scenario, k)).collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.begin();
    for month in 0..simulation.months() {
        if month == scenario.burn_in + 17 {
            simulation.permute(&from);
            simulation.readdress(replicates.iter().copied());
        }
        simulation.step();
    }
    let permuted = rows(&mut simulation);
    let runs: Vec<LaneRun<'_>> = replicates.iter().map(|r| (&scenario, *r)).collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.run();
    assert_eq!(permuted, rows(&mut simulation));
}

/// A scenario that takes the place of another in memory is not taken for it.
#[test]
fn a_scenario_changed_in_place_is_loaded_anew() {
    let mut changing = scenario("northeast_asia.toml", SHORT);
    let mut simulation = Simulation::<16>::with_lanes(&changing);
    let mut rows = |scenario: &_| {
        let mut out = BlockRecord::default();
        let runs: Vec<LaneRun<'_>> = (0..16).map(|k| (scenario, k)).collect();
        simulation.load(&runs, Wanted::default()).unwrap();
        simulation.run();
        simulation.record(&mut out);
        out.rows.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let before = rows(&changing);
    changing.parameters.will.intercept = -0.5;
    let after = rows(&changing);
    assert_ne!(before, after);
    changing.parameters.will.intercept = 1.0;
    assert_eq!(before, rows(&changing));
}

#[test]
fn points_of_a_sweep_share_a_block_without_meeting() {
    let sets = |value: &str| -> Vec<String> {
        SHORT
            .iter()
            .map(ToString::to_string)
            .chain([value.to_string()])
            .collect()
    };
    let make = |value: &str| {
        let sets = sets(value);
        scenario(
            "northeast_asia.toml",
            &sets.iter().map(String::as_str).collect::<Vec<_>>(),
        )
    };
    let points = [
        make("will.substitutability=0.5"),
        make("will.substitutability=0.25"),
        make("coordination.substitutability=1.0"),
        make("states.PRK.attribution=0.9"),
        make("channels.statements.build=0.5"),
        make("signals.response_visibility=0.5"),
    ];
    let apart: Vec<Record> = points
        .iter()
        .map(|p| Record::of_few(p, 16, false))
        .collect();
    let mut simulation = Engine::new(&points[0]);
    let runs: Vec<LaneRun<'_>> = (0..16)
        .flat_map(|r| points.iter().map(move |p| (p, r)))
        .collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.run();
    let mut out = BlockRecord::default();
    simulation.record(&mut out);
    for (lane, _) in runs.iter().enumerate() {
        let (replicate, point) = (lane / points.len(), lane % points.len());
        let bits = |row: &[f64]| row.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let alone = &apart[point].rows[replicate];
        assert_eq!(
            bits(out.row(lane)),
            bits(alone),
            "point {point}, replicate {replicate}"
        );
    }
}

#[test]
fn scenarios_that_differ_in_more_than_numbers_are_refused() {
    let own = scenario("northeast_asia.toml", &[]);
    let other = scenario("northeast_asia.toml", &["mechanisms.fear=false"]);
    let mut simulation = Simulation::<16>::with_lanes(&own);
    let error = simulation
        .load(&[(&other, 0)], Wanted::default())
        .unwrap_err();
    assert!(error.to_string().contains("mechanisms"), "{error}");
}

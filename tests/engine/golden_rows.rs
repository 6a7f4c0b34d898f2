//! Run rows must not change by a single bit unless the model is meant to change: the hashes of
//! this file were taken once and hold on every machine, at every vector level and block size.
//!
//! A change of the model changes them. Then check the new results by other means, and replace the
//! hashes by those that the failing test prints.

use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use trilat::ensemble::simd;
use trilat::model::{Engine, Layout, Simulation};
use trilat::record::{BlockRecord, Wanted};
use trilat::scenario::{Scenario, load};

/// SHA-256 of the bits of the run rows of replicates 0, 1, …, in that order.
fn hash(spec: &Scenario, replicates: u64) -> String {
    hash_of(Engine::new(spec), spec, replicates, |_| true)
}

/// The same in blocks of `L`.
fn hash_in<const L: usize>(simulation: Simulation<L>, spec: &Scenario, replicates: u64) -> String {
    hash_of(simulation, spec, replicates, |_| true)
}

/// The same of some columns, by their names.
fn hash_of<const L: usize>(
    mut simulation: Simulation<L>,
    spec: &Scenario,
    replicates: u64,
    wanted: impl Fn(&str) -> bool,
) -> String {
    let columns = Layout::new(&spec.roster).run;
    let wanted: Vec<bool> = columns.iter().map(|own| wanted(&own.name)).collect();
    let mut record = BlockRecord::default();
    let mut hasher = Sha256::new();
    for first in (0..replicates).step_by(L) {
        let runs: Vec<_> = (first..replicates.min(first + L as u64))
            .map(|replicate| (spec, replicate))
            .collect();
        simulation
            .load(&runs, Wanted::default())
            .expect("one scenario is compatible");
        simulation.run();
        simulation.record(&mut record);
        let values = record.rows.iter().zip(wanted.iter().cycle());
        for (value, _) in values.filter(|(_, wanted)| **wanted) {
            // A missing value has many bit patterns.
            let bits = if value.is_nan() {
                u64::MAX
            } else {
                value.to_bits()
            };
            hasher.update(bits.to_le_bytes());
        }
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn loaded(file: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(file);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    load(&path, &sets)
        .expect("the shipped scenario is valid")
        .scenario
}

fn whole(sets: &[&str]) -> Scenario {
    loaded("northeast_asia.toml", sets)
}

fn scenario(sets: &[&str]) -> Scenario {
    loaded("ablations/signaling_only.toml", sets)
}

#[test]
fn rows_of_256_runs() {
    let spec = scenario(&["scenario.information=off", "scenario.horizon=48"]);
    assert_eq!(
        hash(&spec, 256),
        "ce4738bc9fffd2810e0aee028b33cb3ecf7e06ac1fa7cb39bfa3d11ff25e9504"
    );
}

#[test]
fn rows_of_256_runs_with_derived_information() {
    let sets = [
        "scenario.information=derived",
        "scenario.horizon=12",
        "scenario.burn_in=3",
    ];
    assert_eq!(
        hash(&scenario(&sets), 256),
        "251468ff18f0e588565eeb013617aca96b97f89d6bb3cdfd54eef2852f8decc9"
    );
}

/// The whole model, every mechanism on.
#[test]
fn rows_of_256_runs_of_the_whole_model() {
    let sets = ["scenario.horizon=36", "scenario.war=reset"];
    assert_eq!(
        hash(&whole(&sets), 256),
        "c4f1d8af57b3df03a625dcf7b369b97e9f313916bb3122a668c8a69152d6cf08"
    );
}

/// With equal eyes and a bloc that pools a fifth of its beliefs every month, the model is the one that it was before attention.
#[test]
fn equal_eyes_and_much_pooling_are_the_model_of_before() {
    let before = |sets: &[&str]| {
        let spec = loaded("../tests/configs/one_reader.toml", sets);
        let new = ["disagreement_mean", "agreement_", "read_", "reading_lag_"];
        hash_of(Engine::new(&spec), &spec, 256, |name| {
            !new.iter().any(|new| name.starts_with(new))
        })
    };
    assert_eq!(
        before(&["scenario.horizon=36", "scenario.war=reset"]),
        "9e6ba096dbab913eafbffef40bbb9739225ca718aa2a47e9d9cff64320fdc619"
    );
    let mut derived = vec![
        "scenario.information=derived",
        "scenario.horizon=12",
        "scenario.burn_in=3",
    ];
    let off = [
        "adaptation",
        "posture",
        "industry",
        "operations",
        "stocks",
        "dual_contingency",
        "base_access",
        "allied_learning",
        "campaigns",
        "opportunism",
        "levels",
        "decoupling",
    ]
    .map(|key| format!("mechanisms.{key}=false"));
    derived.extend(off.iter().map(String::as_str));
    assert_eq!(
        before(&derived),
        "4b878d1b605fc9904c9b601bd4e3bd9a91fdeb113a2af921a6f8edb9edd9070f"
    );
}

/// Every replicate has its own numbers, whatever stands in the lanes beside it and whichever
/// instructions the machine has.
#[test]
fn rows_do_not_depend_on_lanes_or_instructions() {
    let spec = whole(&["scenario.information=derived", "scenario.horizon=6"]);
    let reference = hash(&spec, 40);
    let few = |spec: &Scenario| hash_in(Simulation::<16>::with_lanes(spec), spec, 40);
    assert_eq!(few(&spec), reference);
    for level in simd::BASELINE..=simd::supported_level() {
        simd::force_level(Some(level));
        assert_eq!(few(&spec), reference, "level {level}");
    }
    simd::force_level(None);
}

//! The engine against the same equations over plain arrays: every number of every run row, bit
//! for bit.

#[path = "../support/soa/mod.rs"]
mod soa;

use std::path::Path;

use soa::Soa;
use trilat::model::{Layout, Simulation};
use trilat::record::{BlockRecord, Wanted};
use trilat::scenario::{Scenario, load};

const L: usize = 16;

fn scenario(file: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(file);
    let sets = sets.iter().chain(&soa::SIGNALING_ONLY);
    let sets: Vec<String> = sets.map(|s| (*s).to_owned()).collect();
    load(&path, &sets)
        .expect("a shipped scenario is valid")
        .scenario
}

/// Compares two blocks of replicates, so that state left from the first would show.
fn agree(file: &str, sets: &[&str]) {
    let spec = scenario(file, sets);
    let columns = Layout::new(&spec.roster).run;
    let (mut engine, mut by_hand) = (Simulation::<L>::with_lanes(&spec), Soa::<L>::new(&spec));
    let mut record = BlockRecord::default();
    for first in [0, 1000] {
        let runs: Vec<_> = (0..L as u64).map(|k| (&spec, first + k)).collect();
        engine
            .load(&runs, Wanted::default())
            .expect("one scenario is compatible");
        engine.run();
        engine.record(&mut record);
        by_hand.run(first);
        for k in 0..L {
            let row = record.row(k);
            for (name, other) in by_hand.row(k) {
                let (column, value) = columns
                    .iter()
                    .zip(row)
                    .find(|(column, _)| column.name == name)
                    .unwrap_or_else(|| panic!("{name} is not a column"));
                let same = value.to_bits() == other.to_bits() || value.is_nan() && other.is_nan();
                assert!(
                    same,
                    "{file}, run {k}, {}: {value} and {other}",
                    column.name
                );
            }
        }
    }
}

#[test]
fn northeast_asia_without_information() {
    agree(
        "northeast_asia.toml",
        &["scenario.information=off", "scenario.horizon=36"],
    );
}

#[test]
fn northeast_asia_with_derived_information() {
    agree(
        "northeast_asia.toml",
        &["scenario.information=derived", "scenario.horizon=24"],
    );
}

#[test]
fn northeast_asia_with_entropy_and_no_burn_in() {
    let sets = [
        "scenario.information=entropy",
        "scenario.burn_in=0",
        "scenario.horizon=24",
    ];
    agree("northeast_asia.toml", &sets);
}

/// The general branches: CES means, partly visible responses, statements with a memory, several
/// views, wars that pass.
#[test]
fn northeast_asia_off_the_fast_paths() {
    let sets = [
        "scenario.war=reset",
        "scenario.crisis_rung=2",
        "scenario.horizon=24",
        "will.substitutability=0.3",
        "coordination.substitutability=0.8",
        "signals.response_visibility=0.7",
        "channels.statements.build=0.5",
        "channels.statements.cut=0.9",
        "states.RUS.attribution=0.2",
        "states.KOR.early_election=0.05",
        "crisis.war=0.2",
    ];
    agree("northeast_asia.toml", &sets);
}

#[test]
fn toy_without_and_with_information() {
    agree("toy.toml", &["scenario.information=off"]);
    agree("toy.toml", &["scenario.information=derived"]);
}

#[test]
fn levers_and_ablations() {
    agree("no_drills.toml", &["scenario.horizon=48"]);
    agree("ablations/no_learning.toml", &["scenario.horizon=24"]);
}

//! The model depends on each closed form: one form disturbed by 10 % changes what runs show.

use std::path::Path;

use trilat_model::model::state::Answer;
use trilat_model::model::{Engine, LaneRun, Simulation};
use trilat_model::record::{BlockRecord, Wanted};
use trilat_model::scenario::load;
use trilat_model::theory::{Form, set_perturbed};

fn record() -> Vec<u64> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/northeast_asia.toml");
    // Restraint is announced, so that trust (T6) has something to decide; information is derived, so
    // that S6 has.
    let sets = [
        "scenario.horizon=36",
        "scenario.information=derived",
        "states.PRK.information_weight=1000.0",
        "states.PRK.trust_prior=0.68",
        "levers.restraint.dyad=JPN-KOR",
        "levers.restraint.channel=exercises",
        "levers.restraint.set=0.0",
        "levers.restraint.announced=true",
        "levers.restraint.from=2026-01",
        "levers.restraint.until=2029-01",
    ];
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let scenario = load(&path, &sets)
        .unwrap_or_else(|errors| panic!("{errors}"))
        .scenario;
    // The estimate of coordination (S3) stands in the monthly record only.
    let wanted = Wanted {
        months: true,
        ..Wanted::default()
    };
    let mut simulation = Engine::new(&scenario);
    let runs: Vec<LaneRun<'_>> = (0..128).map(|replicate| (&scenario, replicate)).collect();
    simulation.load(&runs, wanted).unwrap();
    simulation.run();
    let mut out = BlockRecord::default();
    simulation.record(&mut out);
    out.rows
        .iter()
        .chain(&out.months)
        .map(|x| x.to_bits())
        .collect()
}

/// What the allies did in a scenario with forces and little else.
fn operations() -> Vec<u64> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/configs/operations.toml");
    let scenario = load(&path, &[])
        .unwrap_or_else(|errors| panic!("{errors}"))
        .scenario;
    let mut simulation = Simulation::<16>::with_lanes(&scenario);
    let runs: Vec<LaneRun<'_>> = (0..16).map(|replicate| (&scenario, replicate)).collect();
    simulation.load(&runs, Wanted::default()).unwrap();
    simulation.begin();
    let mut strength = Vec::new();
    for _ in 0..24 {
        simulation.step();
        let world = simulation.world();
        for answer in world.query::<&Answer<16>>().iter(world) {
            strength.extend(answer.strength.0.map(f64::to_bits));
        }
    }
    strength
}

#[test]
fn each_closed_form_of_the_loop_changes_runs_when_disturbed() {
    let _alone = crate::alone();
    let plain = record();
    assert!(plain == record(), "undisturbed runs repeat");
    for form in [
        Form::S1,
        Form::S2,
        Form::S3,
        Form::S4,
        Form::S5,
        Form::S6,
        Form::S7,
        Form::T6,
        Form::T7,
    ] {
        set_perturbed(Some(form));
        let disturbed = record();
        set_perturbed(None);
        let changed = plain.iter().zip(&disturbed).filter(|(a, b)| a != b).count();
        assert!(changed > 0, "{form} does not reach the record");
    }
    assert!(plain == record(), "nothing lingers");
    let plain = operations();
    for form in [
        Form::O2b,
        Form::O4,
        Form::O5,
        Form::O7,
        Form::O9,
        Form::O13,
        Form::O14,
    ] {
        set_perturbed(Some(form));
        let disturbed = operations();
        set_perturbed(None);
        let changed = plain.iter().zip(&disturbed).filter(|(a, b)| a != b).count();
        assert!(changed > 0, "{form} does not reach what the allies do");
    }
}

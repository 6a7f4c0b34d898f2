//! Responses given type occur with the probability that the receivers use.

use bevy_ecs::prelude::*;
use trilat::ensemble::lanes::Lanes;
use trilat::model::cast::{Ally, Challenge, Theatre, Values};
use trilat::model::response::{ResolvePerSeverity, response_probabilities};
use trilat::model::state::{Answer, Audience, Choice, HiddenType, Inclination};
use trilat::model::{Engine, LaneRun};
use trilat::record::Wanted;

use super::support::scenario;

#[test]
fn each_type_responds_with_frequency_q() {
    let scenario = scenario("northeast_asia.toml", &["scenario.horizon=60"]);
    let mut simulation = Engine::new(&scenario);
    // By ally and type: responses, expected responses, variance.
    let mut sums = [[[0.0; 3]; 2]; 3];
    for block in 0..8 {
        let runs: Vec<LaneRun<'_>> = (0..128).map(|k| (&scenario, block * 128 + k)).collect();
        simulation.load(&runs, Wanted::default()).unwrap();
        simulation.begin();
        for _ in 0..simulation.months() {
            let before = audiences(simulation.world());
            simulation.step();
            add(simulation.world(), &before, &mut sums);
        }
    }
    for (ally, by_type) in sums.iter().enumerate() {
        for (kind, [observed, expected, variance]) in by_type.iter().enumerate() {
            let z = (observed - expected) / variance.sqrt();
            assert!(*variance > 1000.0, "too few responses to tell");
            assert!(z.abs() < 4.0, "ally {ally}, type {kind}: z = {z}");
        }
        let rate = |kind: usize| by_type[kind][0] / by_type[kind][1];
        assert!((rate(0) - rate(1)).abs() < 0.02);
    }
}

/// Audience costs as they stand when the allies decide: they move at the end of the month.
fn audiences(world: &mut World) -> Vec<Lanes<128>> {
    let mut query = world.query::<(&Ally, &Audience<128>)>();
    let mut found: Vec<_> = query
        .iter(world)
        .map(|(ally, a)| (ally.ix, a.level))
        .collect();
    found.sort_by_key(|(ix, _)| *ix);
    found.into_iter().map(|(_, level)| level).collect()
}

fn add(world: &mut World, audience: &[Lanes<128>], sums: &mut [[[f64; 3]; 2]; 3]) {
    let mut types = world.query::<(&Ally, &HiddenType<128>)>();
    let types: Vec<(usize, Lanes<128>)> = types
        .iter(world)
        .map(|(ally, hidden)| (ally.ix, hidden.resolute))
        .collect();
    let mut theatres = world.query::<(&Theatre, &Inclination<128>)>();
    let inclined: Vec<(usize, Vec<Lanes<128>>)> = theatres
        .iter(world)
        .map(|(t, i)| (t.ix, i.by_ally.clone()))
        .collect();
    let mut challenges = world.query::<(&Challenge, &Choice<128>, &Answer<128>)>();
    let values = world.resource::<Values<128>>();
    let reference = world.resource::<ResolvePerSeverity<128>>();
    for (challenge, choice, answer) in challenges.iter(world) {
        let inclination = &inclined
            .iter()
            .find(|(t, _)| *t == challenge.theatre)
            .unwrap()
            .1;
        for (i, resolute) in &types {
            let mut q = [Lanes::ZERO; 2];
            response_probabilities(
                &values.0.response,
                &inclination[*i],
                &audience[*i],
                &values.0.stakes[challenge.theatre][*i].value,
                &choice.severity,
                &reference.0,
                &mut q,
            );
            for k in 0..128 {
                if choice.rung[k] > 0.5 {
                    let kind = usize::from(resolute[k] > 0.5);
                    let p = q[kind][k];
                    sums[*i][kind][0] += answer.respond[*i][k];
                    sums[*i][kind][1] += p;
                    sums[*i][kind][2] += p * (1.0 - p);
                }
            }
        }
    }
}

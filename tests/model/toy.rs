//! The two-state toy is T7, the agent quantal response of a game with one probe and one answer.

use super::support::{Record, scenario};

/// Share of months with a probe, and share of probes answered.
fn frequencies(sets: &[&str], runs: u64) -> (f64, f64, f64) {
    let scenario = scenario("toy.toml", sets);
    let record = Record::of(&scenario, runs, false);
    let months = runs as f64 * f64::from(scenario.horizon);
    let probes: f64 = record.run_column("probes_prober_place_r1").iter().sum();
    let shares = record.run_column("responses_ally");
    let counts = record.run_column("probes_r1");
    let answered: f64 = shares
        .iter()
        .zip(&counts)
        .filter(|(s, _)| s.is_finite())
        .map(|(s, n)| s * n)
        .sum();
    (probes / months, answered / probes, months)
}

#[test]
fn frequencies_are_those_of_the_agent_quantal_response() {
    // λ, p_F, p_A of T7 as published.
    for (precision, fight, attack) in [
        (0.0, 0.5, 0.5),
        (2.0, 0.645656, 0.477188),
        (5.0, 0.817574, 0.252019),
        (20.0, 0.997527, 0.000352),
    ] {
        let sets = [
            format!("states.PROBER.precision={precision:?}"),
            format!("response.precision={precision:?}"),
        ];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let (probes, answers, months) = frequencies(&sets, 4096);
        let error = |p: f64, n: f64| 4.0 * (p * (1.0 - p) / n).sqrt();
        assert!(
            (probes - attack).abs() < error(attack, months),
            "λ = {precision}: {probes} against {attack}"
        );
        assert!(
            (answers - fight).abs() < error(fight, probes * months),
            "λ = {precision}: {answers} against {fight}"
        );
    }
}

#[test]
fn a_precise_prober_steps_at_the_threshold_of_the_game() {
    // U(1) = .6(1 − p) − .4p changes sign at p = .6, between λ_A = 1 (p = .574) and 2 (p = .646).
    let at = |response: &str| frequencies(&["states.PROBER.precision=1000.0", response], 128).0;
    assert_eq!(at("response.precision=1.0"), 1.0);
    assert_eq!(at("response.precision=2.0"), 0.0);
}

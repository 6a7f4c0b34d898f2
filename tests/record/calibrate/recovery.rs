//! Parameters that were planted are found again: data are simulated at draws from the prior and calibrated to.
//!
//! `TRILAT_TEST_RECOVERY=100` asks for that many problems instead of a few (scripts/recovery.sh).

use std::sync::atomic::AtomicBool;

use trilat::analysis::abc::posterior::{quantiles, resample};
use trilat::analysis::abc::smc::{Address, Forget, Settings, Simulator, proposal, run};
use trilat::study::calibration::Calibration;
use trilat::study::calibration::simulate::Simulation;
use trilat::study::load_calibration;
use trilat::watch::Ticker;

/// Lanes of these runs; results do not depend on it.
/// A generation that no sampler has: the planted draws.
const PLANTED: u32 = 0xfffe;
/// Draws among which the planted value is ranked.
const DRAWS: usize = 99;

/// What one problem found of each parameter: whether its 90 % interval covers the planted value, and the rank of
/// that among draws from the posterior.
fn solve(calibration: &Calibration, problem: u64) -> Vec<(bool, usize)> {
    let (mut tell, never) = (|_| (), AtomicBool::new(false));
    let ticker = Ticker::new(&mut tell, &never);
    let mut simulation = Simulation::new(calibration, 2, ticker).unwrap();
    let priors = calibration.priors();
    let address = Address {
        generation: PLANTED,
        proposal: problem,
    };
    let scores = proposal(1, address, priors.len(), None);
    let truth: Vec<f64> = priors
        .iter()
        .zip(&scores)
        .map(|(p, z)| p.value(*z))
        .collect();
    let data = simulation
        .simulate(std::slice::from_ref(&truth), &[address])
        .unwrap();
    let mut distance = calibration.distance();
    distance.observed.clone_from(&data[0]);
    if !distance.is_defined(&data[0]) {
        // A record without any event has no variance over mean; nobody would calibrate to it.
        return Vec::new();
    }
    let settings = Settings {
        seed: 1000 + problem,
        particles: 200,
        quantile: 0.5,
        generations: 12,
        min_acceptance: 0.03,
        tolerance: 0.0,
        simulations: 40_000,
    };
    let outcome = run(&priors, &distance, &settings, &mut simulation, &mut Forget).unwrap();
    let last = outcome.generations.last().unwrap();
    let weights = last.weights();
    let chosen = resample(&weights, DRAWS, problem);
    (0..priors.len())
        .map(|at| {
            let values: Vec<f64> = last
                .particles
                .iter()
                .map(|particle| priors[at].value(particle.scores[at]))
                .collect();
            let ends = quantiles(&values, &weights, &[0.05, 0.95]);
            let covers = ends[0] <= truth[at] && truth[at] <= ends[1];
            let below = chosen
                .iter()
                .filter(|draw| values[**draw] < truth[at])
                .count();
            (covers, below)
        })
        .collect()
}

#[test]
fn planted_parameters_are_covered_and_their_ranks_uniform() {
    let problems: u64 = std::env::var("TRILAT_TEST_RECOVERY")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record/calibrate");
    let calibration = load_calibration(&folder.join("two_states_fit.toml"), &[]).unwrap();
    let found: Vec<Vec<(bool, usize)>> = (0..problems)
        .map(|problem| solve(&calibration, problem))
        .filter(|found| !found.is_empty())
        .collect();
    let used = found.len() as f64;
    assert!(used >= 0.9 * problems as f64, "{used} of {problems}");
    for (at, parameter) in calibration.parameters.iter().enumerate() {
        let covered = found.iter().filter(|one| one[at].0).count() as f64;
        // Ranks in ten bins (five where there are few problems), against the chi-squared distribution's 99 %
        // point (Talts et al. 2018, simulation-based calibration).
        let (bins, most) = if problems >= 50 {
            (10, 21.67)
        } else {
            (5, 13.28)
        };
        let mut counts = vec![0.0; bins];
        for one in &found {
            counts[one[at].1 * bins / (DRAWS + 1)] += 1.0;
        }
        let expected = used / bins as f64;
        let square = |count: &f64| (count - expected) * (count - expected) / expected;
        let chi: f64 = counts.iter().map(square).sum();
        println!(
            "{}: 90 % intervals cover {covered} of {used}; ranks {counts:?}, chi-squared {chi:.1}",
            parameter.path
        );
        // Of 10, fewer than 7 happens to right intervals in 1.3 % of cases; of 100, fewer than 80 in 0.2 %.
        let least = if problems >= 50 { 0.8 } else { 0.7 };
        assert!(
            covered >= least * used,
            "{}: {covered} of {used}",
            parameter.path
        );
        assert!(chi < most, "{}: {counts:?}", parameter.path);
    }
}

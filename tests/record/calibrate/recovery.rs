//! Parameters that were planted are found again: data are simulated at draws from the prior and calibrated to.
//!
//! `TRILAT_TEST_RECOVERY=100` asks for that many problems of a toy instead of a few, and `TRILAT_TEST_RECOVERY_WHOLE=5` for
//! problems of the whole model (scripts/recovery.sh).

use std::sync::atomic::AtomicBool;

use trilat::analysis::abc::posterior::{quantiles, resample};
use trilat::analysis::abc::smc::{Address, Forget, Settings, Simulator, proposal, run};
use trilat::analysis::smc2;
use trilat::study::calibration::likelihood::Likelihood;
use trilat::study::calibration::simulate::{Simulation, replicate};
use trilat::study::calibration::{Calibration, Of};
use trilat::study::counts::simulate_counts;
use trilat::study::load_calibration;
use trilat::watch::Ticker;

/// A generation that no sampler has: the planted draws.
const PLANTED: u32 = 0xfffe;
/// Draws among which the planted value is ranked.
const DRAWS: usize = 99;

/// A sample of the posterior.
struct Sample {
    scores: Vec<Vec<f64>>,
    weights: Vec<f64>,
}

/// A calibration by file, below the folder of the package.
fn read(file: &str) -> Calibration {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    load_calibration(&path, &[]).unwrap()
}

/// Where the planted values of a problem are drawn, and its record.
fn planted(problem: u64) -> Address {
    Address {
        generation: PLANTED,
        proposal: problem,
    }
}

/// Values drawn from the prior.
fn draw(calibration: &Calibration, problem: u64) -> Vec<f64> {
    let priors = calibration.priors();
    let scores = proposal(1, planted(problem), priors.len(), None);
    let priors = priors.iter().zip(&scores);
    priors.map(|(prior, z)| prior.value(*z)).collect()
}

/// What one problem found of each parameter: whether its 90 % interval covers the planted value, and the rank of
/// that among draws from the posterior.
fn judge(
    calibration: &Calibration,
    problem: u64,
    truth: &[f64],
    sample: &Sample,
) -> Vec<(bool, usize)> {
    let weights = &sample.weights;
    let chosen = resample(weights, DRAWS, problem);
    let judged = calibration.priors().into_iter().enumerate();
    judged
        .map(|(at, prior)| {
            let values: Vec<f64> = (sample.scores.iter())
                .map(|scores| prior.value(scores[at]))
                .collect();
            let ends = quantiles(&values, weights, &[0.05, 0.95]);
            let covers = ends[0] <= truth[at] && truth[at] <= ends[1];
            let below = chosen.iter().filter(|draw| values[**draw] < truth[at]);
            (covers, below.count())
        })
        .collect()
}

/// One problem by ABC.
fn solve(calibration: &Calibration, problem: u64) -> Vec<(bool, usize)> {
    let (mut tell, never) = (|_| (), AtomicBool::new(false));
    let ticker = Ticker::new(&mut tell, &never);
    let mut simulation = Simulation::new(calibration, 2, ticker).unwrap();
    let truth = draw(calibration, problem);
    let data = simulation
        .simulate(std::slice::from_ref(&truth), &[planted(problem)])
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
    let priors = calibration.priors();
    let outcome = run(&priors, &distance, &settings, &mut simulation, &mut Forget).unwrap();
    let last = outcome.generations.last().unwrap();
    let sample = Sample {
        weights: last.weights(),
        scores: (last.particles.iter())
            .map(|particle| particle.scores.clone())
            .collect(),
    };
    judge(calibration, problem, &truth, &sample)
}

/// A calibration with another record: the months of every target become those of a run at a vector of values.
fn with_the_record_of(file: &str, problem: u64, truth: &[f64]) -> Calibration {
    let (mut tell, never) = (|_| (), AtomicBool::new(false));
    let mut own = read(file);
    let scenario = own.study.scenario_with(truth).unwrap();
    let runs = [(&scenario, replicate(planted(problem)))];
    let counts = simulate_counts(&runs, 1, &mut Ticker::new(&mut tell, &never)).unwrap();
    for target in &mut own.targets {
        if let Of::Series { record, .. } = target.of {
            let from = usize::try_from(target.window.first.since(scenario.start)).unwrap();
            let months = from..from + target.counts.len();
            target.counts = counts[0].by_record[record][months].to_vec();
        }
    }
    own
}

/// One problem by the likelihood of the record.
fn solve_exactly(file: &str, problem: u64, vectors: usize) -> Vec<(bool, usize)> {
    let (mut tell, never) = (|_| (), AtomicBool::new(false));
    let truth = draw(&read(file), problem);
    let mut own = with_the_record_of(file, problem, &truth);
    own.settings.seed = 1000 + problem;
    own.settings.particles = vectors;
    let mut likelihood = Likelihood::new(&own, 2, Ticker::new(&mut tell, &never)).unwrap();
    let (priors, months) = (own.priors(), likelihood.months());
    let (settings, forget) = (own.smc2(), &mut smc2::Forget);
    let outcome = smc2::run(&priors, months, &settings, &mut likelihood, forget).unwrap();
    let sample = Sample {
        weights: outcome.sample.iter().map(|one| one.weight).collect(),
        scores: outcome.sample.into_iter().map(|one| one.scores).collect(),
    };
    judge(&own, problem, &truth, &sample)
}

/// How many problems are asked for by a variable of the environment.
fn asked(variable: &str, else_: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(else_, |n| n.parse().expect("a number of problems"))
}

/// Checks that intervals cover and that ranks are uniform, parameter by parameter.
fn covered_and_uniform(calibration: &Calibration, found: &[Vec<(bool, usize)>], problems: u64) {
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
        for one in found {
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

/// The toy's calibration.
const TOY: &str = "tests/record/calibrate/two_states_fit.toml";

#[test]
fn planted_parameters_are_covered_and_their_ranks_uniform() {
    let problems = asked("TRILAT_TEST_RECOVERY", 10);
    let calibration = read(TOY);
    let found: Vec<_> = (0..problems)
        .map(|problem| solve(&calibration, problem))
        .filter(|found| !found.is_empty())
        .collect();
    covered_and_uniform(&calibration, &found, problems);
}

#[test]
fn planted_parameters_are_covered_by_the_likelihood_of_the_record() {
    let problems = asked("TRILAT_TEST_RECOVERY", 10);
    let calibration = read(TOY);
    let found: Vec<_> = (0..problems)
        .map(|problem| solve_exactly(TOY, problem, 80))
        .filter(|found| !found.is_empty())
        .collect();
    covered_and_uniform(&calibration, &found, problems);
}

/// The nine parameters of Korea.
const KOREA: &str = "configs/calibrations/korea_2012.toml";

#[test]
fn planted_parameters_of_the_whole_model_are_found_again() {
    let calibration = read(KOREA);
    they_explain_their_record_better_than_others(&calibration);
    // Minutes each.
    match asked("TRILAT_TEST_RECOVERY_WHOLE", 0) {
        0 => (),
        problems => they_are_covered(&calibration, problems),
    }
}

fn they_explain_their_record_better_than_others(calibration: &Calibration) {
    let (mut tell, never) = (|_| (), AtomicBool::new(false));
    let problems = 4;
    let gain = |problem| {
        let truth = draw(calibration, problem);
        let own = with_the_record_of(KOREA, problem, &truth);
        let others = (1..=4).map(|other| draw(&own, 100 * problem + other));
        let all: Vec<Vec<f64>> = std::iter::once(truth).chain(others).collect();
        let addresses: Vec<Address> = (0..all.len() as u64).map(planted).collect();
        let ticker = Ticker::new(&mut tell, &never);
        let mut likelihood = Likelihood::new(&own, 2, ticker).unwrap();
        let months = likelihood.simulate(&all, &addresses).unwrap();
        let totals: Vec<f64> = months.iter().map(|own| own.iter().sum()).collect();
        // What cannot have made the record at all counts as 50 nats.
        let others = totals[1..].iter().map(|other| other.max(totals[0] - 50.0));
        totals[0] - others.sum::<f64>() / 4.0
    };
    // Its expectation is a divergence, so above 0 (Gibbs' inequality).
    let gains: Vec<f64> = (1..=problems).map(gain).collect();
    assert!(gains.iter().sum::<f64>() > 0.0, "{gains:?}");
    assert!(gains.iter().filter(|gain| **gain > 0.0).count() >= 3);
}

fn they_are_covered(calibration: &Calibration, problems: u64) {
    // Told as they are solved: each takes as long as a calibration.
    let told = |problem| {
        let found = solve_exactly(KOREA, problem, 100);
        println!("problem {problem}: {found:?}");
        found
    };
    let found: Vec<_> = (0..problems).map(told).collect();
    for (at, parameter) in calibration.parameters.iter().enumerate() {
        let (covered, ranks): (Vec<bool>, Vec<usize>) = found.iter().map(|one| one[at]).unzip();
        let (path, count) = (
            &parameter.path,
            covered.iter().filter(|covers| **covers).count(),
        );
        println!("{path}: 90 % intervals cover {count} of {problems}; ranks of 99 {ranks:?}");
    }
    let covered = found.iter().flatten().filter(|(covers, _)| *covers).count();
    let of = found.iter().map(Vec::len).sum::<usize>();
    println!("all: {covered} of {of}");
    // Of 45, fewer than 36 happens to right intervals in 1.6 % of cases.
    assert!(10 * covered >= 8 * of, "{covered} of {of}");
}

//! What must hold whatever the problem.

use std::collections::BTreeMap;
use std::convert::Infallible;

use proptest::prelude::*;
use trilat::analysis::abc::distance::Distance;
use trilat::analysis::abc::smc::{
    Accepted, Address, Chunk, Forget, Generation, Memory, Settings, Simulator, SmcError, Stop, run,
};

use super::toys::{Toy, mean, mean_model, settings, solve, spread, spread_model};

#[test]
fn the_first_generation_is_the_prior_with_equal_weights() {
    let one = Settings {
        generations: 1,
        ..settings(500, 0.0)
    };
    let (_, outcome) = solve(spread(), spread_model, &one);
    assert_eq!(outcome.stop, Stop::Generations);
    let [only] = &outcome.generations[..] else {
        panic!("{} generations", outcome.generations.len())
    };
    assert!(
        only.weights()
            .iter()
            .all(|w| (w * 500.0 - 1.0).abs() < 1e-12)
    );
    assert!((only.ess() - 500.0).abs() < 1e-6);
    assert_eq!((only.simulations, only.acceptance()), (500, 1.0));
    let numbers: Vec<u64> = only.particles.iter().map(|p| p.proposal).collect();
    assert_eq!(numbers, (0..500).collect::<Vec<u64>>());
}

#[test]
fn tolerances_shrink_by_the_quantile_and_populations_keep_to_them() {
    let (_, outcome) = solve(spread(), spread_model, &settings(400, 0.2));
    for pair in outcome.generations.windows(2) {
        assert_eq!(
            pair[1].tolerance,
            pair[0].distance_quantile(0.5).max(0.2),
            "generation {}",
            pair[1].number
        );
        assert!(pair[1].tolerance < pair[0].tolerance);
    }
    for generation in &outcome.generations[1..] {
        let far = |p: &trilat::analysis::abc::smc::Particle| p.distance > generation.tolerance;
        assert!(!generation.particles.iter().any(far));
        assert_eq!(generation.particles.len(), 400);
        assert!((generation.weights().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let order =
            |pair: &[trilat::analysis::abc::smc::Particle]| pair[0].proposal < pair[1].proposal;
        assert!(generation.particles.windows(2).all(order));
    }
}

/// Simulates a batch in the order of a permutation, in pieces.
struct Shuffled<S> {
    inner: S,
    step: usize,
    piece: usize,
}

impl<S: Simulator> Simulator for Shuffled<S> {
    type Error = S::Error;

    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, S::Error> {
        let n = values.len();
        // A step that has no factor in common with a power of two visits every place.
        let order: Vec<usize> = (0..n).map(|k| k * self.step % n).collect();
        let mut out = vec![Vec::new(); n];
        for piece in order.chunks(self.piece) {
            let some: Vec<Vec<f64>> = piece.iter().map(|at| values[*at].clone()).collect();
            let at: Vec<Address> = piece.iter().map(|at| addresses[*at]).collect();
            for (place, summaries) in piece.iter().zip(self.inner.simulate(&some, &at)?) {
                out[*place] = summaries;
            }
        }
        Ok(out)
    }
}

#[derive(Debug, PartialEq)]
struct Killed;

/// Keeps chunks, and fails after some of them as a killed process does.
struct Disk<'a> {
    kept: &'a mut BTreeMap<Chunk, Vec<Accepted>>,
    left: usize,
}

impl Memory<Killed> for Disk<'_> {
    fn recall(&mut self, chunk: Chunk) -> Option<Vec<Accepted>> {
        self.kept.get(&chunk).cloned()
    }

    fn keep(&mut self, chunk: Chunk, accepted: &[Accepted]) -> Result<(), Killed> {
        if self.left == 0 {
            return Err(Killed);
        }
        self.left -= 1;
        self.kept.insert(chunk, accepted.to_vec());
        Ok(())
    }
}

/// The toy with another type of error.
struct Mortal<S>(S);

impl<S: Simulator<Error = Infallible>> Simulator for Mortal<S> {
    type Error = Killed;

    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, Killed> {
        self.0
            .simulate(values, addresses)
            .map_err(|never| match never {})
    }
}

fn toy() -> Toy<fn(&[f64], &dyn Fn(u16) -> f64) -> Vec<f64>> {
    Toy {
        seed: 11,
        model: spread_model,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn batches_and_their_order_change_nothing(step in 0_usize..300, piece in 1_usize..400) {
        let (priors, distance) = spread();
        let settings = settings(300, 0.4);
        let plain = run(&priors, &distance, &settings, &mut toy(), &mut Forget).unwrap();
        let mut shuffled = Shuffled { inner: toy(), step: 2 * step + 1, piece };
        let other = run(&priors, &distance, &settings, &mut shuffled, &mut Forget).unwrap();
        prop_assert_eq!(plain, other);
    }

    #[test]
    fn a_run_that_stopped_goes_on_to_the_same_end(after in 0_usize..12) {
        let (priors, distance) = spread();
        let settings = settings(300, 0.4);
        let plain = run(&priors, &distance, &settings, &mut toy(), &mut Forget).unwrap();
        let mut kept = BTreeMap::new();
        let mut disk = Disk { kept: &mut kept, left: after };
        let first = run(&priors, &distance, &settings, &mut Mortal(toy()), &mut disk);
        prop_assert_eq!(first.unwrap_err(), SmcError::Stopped(Killed));
        prop_assert_eq!(kept.len(), after);
        let mut disk = Disk { kept: &mut kept, left: usize::MAX };
        let again = run(&priors, &distance, &settings, &mut Mortal(toy()), &mut disk).unwrap();
        prop_assert_eq!(plain, again);
    }
}

#[test]
fn a_run_ends_where_its_settings_say() {
    let stop = |settings: &Settings| {
        let (_, outcome) = solve(mean(), mean_model, settings);
        let spent: u64 = outcome.generations.iter().map(|g| g.simulations).sum();
        (
            outcome.stop,
            outcome.generations.len(),
            outcome.given_up,
            spent,
        )
    };
    let base = settings(300, 0.0);
    let three = Settings {
        generations: 3,
        ..base
    };
    assert!(matches!(stop(&three), (Stop::Generations, 3, 0, _)));
    let easy = Settings {
        min_acceptance: 0.05,
        ..base
    };
    let (why, generations, given_up, _) = stop(&easy);
    assert_eq!(why, Stop::Acceptance);
    // Given up exactly when no population can come of it any more.
    assert_eq!(given_up, 300 * 20);
    assert!(generations > 2);
    let frugal = Settings {
        simulations: 5000,
        ..base
    };
    let (why, _, given_up, spent) = stop(&frugal);
    assert_eq!((why, given_up + spent), (Stop::Simulations, 5000));
}

#[test]
fn summaries_that_are_undefined_are_never_accepted() {
    let half = |values: &[f64], normal: &dyn Fn(u16) -> f64| {
        let defined = normal(5) > 0.0;
        vec![if defined {
            values[0] + normal(0)
        } else {
            f64::NAN
        }]
    };
    let (_, outcome) = solve(mean(), half, &settings(300, 1.0));
    let finite = |g: &Generation| g.particles.iter().all(|p| p.summaries[0].is_finite());
    assert!(outcome.generations.iter().all(finite));
    let share = outcome.generations[0].acceptance();
    assert!((0.4..0.6).contains(&share), "{share}");

    let (priors, distance) = mean();
    let never = |_: &[f64], _: &dyn Fn(u16) -> f64| vec![f64::NAN];
    let mut toy = Toy {
        seed: 1,
        model: never,
    };
    let settings = Settings {
        min_acceptance: 0.1,
        ..settings(300, 0.0)
    };
    let error = run(&priors, &distance, &settings, &mut toy, &mut Forget).unwrap_err();
    assert_eq!(
        error,
        SmcError::Undefined {
            proposals: 3000,
            defined: 0,
            wanted: 300
        }
    );
}

#[test]
fn a_summary_without_a_scale_takes_its_spread_at_the_prior() {
    let (priors, distance) = spread();
    let distance = Distance {
        scale: vec![f64::NAN, 0.26],
        ..distance
    };
    let settings = Settings {
        generations: 2,
        ..settings(2000, 0.0)
    };
    let outcome = run(&priors, &distance, &settings, &mut toy(), &mut Forget).unwrap();
    // Means of draws about U(−5, 5): the median absolute deviation is near 2.5.
    let scale = outcome.distance.scale[0];
    assert!((scale - 1.4826 * 2.5).abs() < 0.2, "{scale}");
    assert_eq!(outcome.distance.scale[1], 0.26);
}
